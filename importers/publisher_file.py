"""Reading a publisher's CSV file strictly.

Whatever the file holds that its importer does not know stops the import, with the row's number
in the file (the header is row 1), before anything is written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

from iraqdata.errors import IraqdataError


class Record:
    """One row of a publisher's file: cells by column, each read as what it must be."""

    def __init__(self, path: Path, number: int, cells: dict[str, str]) -> None:
        self.path = path
        self.number = number
        self.cells = cells

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def stop(self, column: str, why: str) -> NoReturn:
        """Stop the import because of this cell."""
        raise IraqdataError(
            f"{self.path} row {self.number}, column {column}: {self.cells[column]!r} {why}; "
            "nothing was written"
        )

    def integer(self, column: str) -> int:
        """The cell as a whole number; `640.0`, as spreadsheets write it, is one."""
        if not re.fullmatch(r"-?[0-9]+(\.0)?", self.cells[column]):
            self.stop(column, "is not a whole number")
        return int(self.cells[column].removesuffix(".0"))

    def number_in(self, column: str) -> float:
        """The cell as a decimal number."""
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?", self.cells[column]):
            self.stop(column, "is not a number")
        return float(self.cells[column])

    def day(self, column: str) -> date:
        """The cell as a day, YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            self.stop(column, "is not a day (YYYY-MM-DD)")

    def one_of(self, column: str, known: dict[str, str]) -> str:
        """What the cell stands for; one that is not known stops the import."""
        if self.cells[column] not in known:
            self.stop(column, "is not known to the importer; add it there if it is right")
        return known[self.cells[column]]


def read(path: Path, columns: list[str]) -> Iterator[Record]:
    """The rows of a CSV file that must have exactly these columns.

    Raises IraqdataError for a file that is missing, is not UTF-8 or not CSV, has other columns,
    or a row of another width.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise IraqdataError(f"there is no file {path}") from None
    except (UnicodeDecodeError, OSError) as error:
        raise IraqdataError(f"{path} cannot be read: {error}") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if header != columns:
            raise IraqdataError(
                f"{path} row 1: the columns are {', '.join(header)}; "
                f"the importer knows {', '.join(columns)}"
            )
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(columns):
                raise IraqdataError(
                    f"{path} row {number}: {len(cells)} cells where the header has {len(columns)}"
                )
            yield Record(path, number, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise IraqdataError(f"{path} is not CSV near line {reader.line_num}: {error}") from None
