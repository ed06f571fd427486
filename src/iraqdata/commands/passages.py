"""`iraqdata passages FILE LINES`: where the sentences of a text stand, for a coder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iraqdata.errors import IraqdataError

COLUMNS = (
    "first_line", "last_line", "section", "paragraph", "char_start", "char_end", "passage_hash"
)  # fmt: skip


def passages(
    file: Annotated[Path, typer.Argument(help="A text, UTF-8.", show_default=False)],
    lines: Annotated[
        str | None, typer.Argument(help="A line or a range, as 10-15.", show_default=False)
    ] = None,
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """Locate the sentences on some lines of a text.

    For each: section, paragraph, offsets and hash, as `claims` has them.
    """
    from iraqdata.commands import output
    from iraqdata.proving.passages import passages

    output.choice(format, ("table", "csv", "json"), "--format")
    first, last = _range(lines)
    rows = [
        {column: getattr(passage, column) for column in COLUMNS}
        for passage in passages(_read(file))
        if not passage.heading and passage.first_line <= last and passage.last_line >= first
    ]
    if not rows:
        raise IraqdataError(f"no sentence stands on the lines {lines} of {file}")
    if format == "json":
        output.as_json(rows)
    elif format == "csv":
        output.as_csv(rows, COLUMNS)
    else:
        short = {"first_line": "from", "last_line": "to", "passage_hash": "hash"}
        names = [short.get(column, column) for column in COLUMNS]
        output.table([dict(zip(names, row.values(), strict=True)) for row in rows], names)


def _range(lines: str | None) -> tuple[float, float]:
    if lines is None:
        return 1, float("inf")
    first, _, last = lines.partition("-")
    try:
        numbers = int(first), int(last or first)
    except ValueError:
        raise IraqdataError(f"{lines!r} is neither a line nor a range of lines, as 10-15") from None
    if not 1 <= numbers[0] <= numbers[1]:
        raise IraqdataError(f"{lines!r} is not a range of lines: the first is 1")
    return numbers


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise IraqdataError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise IraqdataError(f"{file} is not UTF-8") from None
