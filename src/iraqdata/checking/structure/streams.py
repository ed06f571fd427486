"""Streams: the bytes of a table's files, unpacked, one after another, and as UTF-8."""

from __future__ import annotations

import codecs
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Fault, Unreadable

# DEFLATE reaches 1,032; tables of text stay under 100.
LARGEST_RATIO = 150

# A file that unpacks to no more than this is no danger.
HARMLESS = 256 << 20

# Python has codecs that are slow by design, or no encodings of text.
_NO_ENCODINGS = frozenset("idna punycode unicode-escape raw-unicode-escape undefined".split())


def is_encoding(name: str) -> bool:
    """Whether text in this encoding can be read."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    is_text = getattr(found, "_is_text_encoding", True)
    return is_text and found.name.replace("_", "-") not in _NO_ENCODINGS


class Stream:
    """The bytes of a table's files, some at a time; raises Unreadable where they cannot be read."""

    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec
        self._paths = [spec.path, *spec.more_paths]
        self._packed = spec.size if spec.compression else 0
        self._unpacked = 0
        # Of each further file: the line of the whole on which it begins, and the line of its own.
        self.parts: list[tuple[int, Path, int]] = []
        self._lines = 0
        self._first_line: bytes | None = None
        self._last = b"\n"
        self._file: Any = None
        name = codecs.lookup(spec.encoding).name
        self._decoder = None if name == "utf-8" else codecs.getincrementaldecoder(name)()
        self._next()

    def close(self) -> None:
        """Let go of the files."""
        if self._file is not None:
            self._file.close()

    def _next(self) -> None:
        self.close()
        self._file = _opener(self._spec.compression)(self._paths.pop(0))

    def read(self, size: int) -> bytes:
        """The next bytes, as UTF-8; none at the end."""
        try:
            chunk: bytes = self._file.read(size)
            while not chunk and self._paths:
                path = self._paths[0]
                self._next()
                chunk = self._joined(self._file.read(size), path)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
            raise Unreadable(
                Fault("unreadable-file", None, f"the file cannot be read: {error}")
            ) from None
        self._unpacked += len(chunk)
        if self._packed and self._unpacked > max(LARGEST_RATIO * self._packed, HARMLESS):
            message = (
                f"{self._packed} bytes unpack to more than {self._unpacked}: this is not read on"
            )
            raise Unreadable(Fault("compression-bomb", None, message))
        if self._first_line is None:
            self._first_line = chunk[: chunk.find(b"\n") + 1]
        self._last = chunk[-1:] or self._last
        if self._decoder is not None:
            chunk = self._as_utf8(chunk, size)
        if self._spec.more_paths:
            self._lines += chunk.count(b"\n")
        return chunk

    def _joined(self, chunk: bytes, path: Path) -> bytes:
        """The beginning of a further file, as it goes on from the one before."""
        line = 1
        if self._spec.has_header and self._first_line and chunk.startswith(self._first_line):
            chunk = chunk[len(self._first_line) :]
            line = 2
        self.parts.append((self._lines + (1 if self._last == b"\n" else 2), path, line))
        return chunk if self._last == b"\n" or not chunk else b"\n" + chunk

    def _as_utf8(self, chunk: bytes, size: int) -> bytes:
        assert self._decoder is not None
        try:
            text = self._decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            # UTF-16 without its mark says no more than that.
            where = (
                f"{error.reason} {error.object[error.start]:#x}"
                if isinstance(error, UnicodeDecodeError)
                else error
            )
            message = f"not {self._spec.encoding} ({where})"
            raise Unreadable(Fault("encoding", None, message)) from None
        if chunk and not text:
            # A part of a character; an empty answer would be the end.
            return self.read(size)
        return text.removeprefix("\ufeff").encode(errors="replace")


def _opener(compression: str) -> Callable[[Path], Any]:
    if compression == "gz":
        import gzip

        return lambda path: gzip.open(path, "rb")
    if compression == "bz2":
        import bz2

        return lambda path: bz2.open(path, "rb")
    if compression == "xz":
        return lambda path: lzma.open(path, "rb")
    return _unzipped if compression == "zip" else lambda path: path.open("rb")


def _unzipped(path: Path) -> Any:
    import zipfile

    try:
        archive = zipfile.ZipFile(path)
        members = [info for info in archive.infolist() if not info.is_dir()]
        if len(members) != 1:
            raise OSError(f"the archive holds {len(members)} files, and one is wanted")
        return archive.open(members[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise OSError(str(error)) from None
