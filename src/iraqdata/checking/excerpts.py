"""Excerpts: the part of a line that a finding is about, for people who read a report."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

# A line may be as long as its file; more of it is not looked at.
LONGEST = 1 << 20


def lines(file: Path, wanted: Iterable[int]) -> dict[int, str]:
    """Some lines of a CSV file, by number."""
    numbers = set(wanted)
    last = max(numbers, default=0)
    found: dict[int, str] = {}
    try:
        with file.open("rb") as stream:
            number = 1
            while number <= last and (line := stream.readline(LONGEST)):
                if number in numbers and number not in found:
                    found[number] = line.decode(errors="replace").rstrip("\r\n")
                number += line.endswith(b"\n")
    except OSError:
        # The report says so already.
        pass
    return found


def header(file: Path) -> list[str]:
    """The names of a CSV file's columns, for finding cells by."""
    first = lines(file, [1]).get(1, "")
    try:
        return next(csv.reader(io.StringIO(first)), [])
    except csv.Error:
        return []


def around(line: str, place: int | None, width: int) -> tuple[str, str]:
    """A part of a line no wider than `width`, and below it a mark under the cell at `place`.

    Without a place, or where the line does not show the whole record, the line's beginning.
    """
    span = _span(line, place) if place is not None else None
    if span is None:
        return cut(visible(line[: 4 * width]), width), ""
    start, end = span
    before, cell = visible(line[max(0, start - width) : start]), visible(line[start:end])
    if start > width or len(before) > width // 3:
        before = "…" + before[-(width // 3) :]
    cell = cut(cell, width // 2)
    after = visible(line[end : end + width])
    return cut(before + cell + after, width), " " * len(before) + "^" * max(1, len(cell))


def _span(line: str, place: int) -> tuple[int, int] | None:
    """Where the cell with this number stands in a line that is a record."""
    position = 0
    for number, cell in enumerate(re.finditer(r'("(?:[^"]|"")*"|[^",]*)(?:,|$)', line)):
        if cell.start() != position:
            return None
        position = cell.end()
        if number == place:
            return cell.span(1)
    return None


def cut(text: str, width: int) -> str:
    """A text no longer than `width`, with a mark where some is left out."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def visible(text: str) -> str:
    """A text as it can be shown: what does not print, or turns the direction, as an escape."""
    return "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )
