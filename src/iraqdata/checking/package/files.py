"""Files that a descriptor names: inside its folder, of a credible size, with the stamped bytes."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from iraqdata.checking.package import shapes
from iraqdata.checking.package.notes import Notes
from iraqdata.errors import IraqdataError

# Of a descriptor, or a schema beside it; that of this package has a tenth of a megabyte.
LARGEST_JSON = 16 << 20


def is_address(text: str) -> bool:
    """Whether a path is an address, of the network or of some other machinery."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://|(?:file|data):", text, re.I) is not None


def inside(text: Any, root: Path, table: str, place: str, notes: Notes) -> Path | None:
    """The file of a path in a descriptor, when it lies in the descriptor's folder."""
    if not isinstance(text, str) or not text:
        notes.wrong(place, "a path is text", value=text, table=table)
        return None
    if is_address(text) or re.match(r"[a-zA-Z]:[\\/]", text):
        notes.wrong(
            place, "a remote address or a drive is not followed", value=text, table=table,
            code="path-outside",
        )  # fmt: skip
        return None
    pure = PurePosixPath(text)
    if pure.is_absolute() or ".." in pure.parts or "\\" in text or "\0" in text:
        notes.wrong(
            place, "a path stays inside the descriptor's folder, in the form folder/file",
            value=text, table=table, code="path-outside",
        )  # fmt: skip
        return None
    file = root / text
    try:
        outside = leads_out(file, root)
        there = file.is_file()
    except (OSError, RuntimeError):
        notes.wrong(place, "the path cannot be followed", value=text, table=table,
                    code="path-outside")  # fmt: skip
        return None
    if outside:
        notes.wrong(
            place, "the path is a link that leads out of the descriptor's folder, or in a circle",
            value=text, table=table, code="path-outside",
        )  # fmt: skip
        return None
    if not there:
        notes.wrong(place, "there is no such file", value=text, table=table, code="file-missing")
        return None
    return file


def leads_out(file: Path, root: Path) -> bool:
    """Whether a file is a link to something outside a folder, or to itself."""
    try:
        return not file.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return True


def linked(value: Any, root: Path, table: str, place: str, notes: Notes) -> Any:
    """A schema or dialect that stands in the descriptor, or in a file beside it."""
    if not isinstance(value, str):
        return value
    file = inside(value, root, table, place, notes)
    return shapes.without_nulls(read_json(file, notes, place)) if file else None


def read_json(path: Path, notes: Notes, place: str) -> Any:
    """The value in a JSON file; None, with a note, where there is none."""
    size = path.stat().st_size
    if size > LARGEST_JSON:
        message = f"the file has {size} bytes; none needs {LARGEST_JSON}"
        notes.wrong(place, message, code="descriptor-unreadable")
        return None
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                repeated.append(name)
            found[name] = value
        return found

    def constant(text: str) -> Any:
        raise ValueError(f"{text} is not JSON")

    def whole(text: str) -> Any:
        # Python refuses to read longer ones.
        return int(text) if len(text) < 4000 else float(text)

    try:
        text = path.read_bytes().decode()
        if text.startswith("\ufeff"):
            notes.wrong(place, "the file begins with a byte-order mark", code="byte-order-mark")
            text = text[1:]
        value = json.loads(text, object_pairs_hook=unique, parse_constant=constant, parse_int=whole)
    except UnicodeDecodeError as error:
        notes.wrong(place, f"not UTF-8: {error.reason}", code="descriptor-unreadable")
    except RecursionError:
        notes.wrong(place, "nested too deeply", code="descriptor-unreadable")
    except ValueError as error:
        row = getattr(error, "lineno", None)
        notes.wrong(place, f"not JSON: {error}", code="descriptor-unreadable", row=row)
    except OSError as error:
        raise IraqdataError(f"{path} cannot be read: {error.strerror}") from None
    else:
        for name in dict.fromkeys(repeated):
            notes.wrong(place, f"the property {name!r} stands twice in one object")
        return value
    return None


def file_hash(path: Path, algorithm: str) -> str:
    """The hash of a file's bytes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()
    except OSError as error:
        return f"unknown, as the file cannot be read ({error.strerror})"
