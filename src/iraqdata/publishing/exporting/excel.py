"""Export as an Excel workbook: a sheet per table, and the codebook.

Every text is written as text: no id, EDTF date or note is read as a number, date or formula.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.reading.catalogue import Catalogue, Table

# Excel knows no earlier day that other programs would agree on.
FIRST_DAY = date(1900, 3, 1)
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
WIDEST = 40


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write a workbook; raises IraqdataError for a table or text that Excel cannot hold."""
    xlsxwriter = cells.required("xlsxwriter", "xlsx", "export")
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        said = cells.about(catalogue)
        book.set_properties(
            {
                "title": said["title"],
                "comments": f"Version {said['version']}, {said['digest']}, {said['licence']}",
                "created": cells.created(catalogue),
            }
        )
        formats = {
            "head": book.add_format({"bold": True, "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "right-to-left": book.add_format(
                {"num_format": "@", "reading_order": 2, "align": "right"}
            ),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for table in catalogue.tables.values():
            progress(table.name)
            _sheet(book, formats, table.name, table.columns, _rows(table))
        columns = list(cells.CODEBOOK_COLUMNS)
        codebook = [list(row.values()) for row in cells.codebook(catalogue)]
        _sheet(book, formats, "codebook", columns, codebook)


def _rows(table: Table) -> list[list[Any]]:
    """The records, days as text in a column where one lies before those that Excel knows."""
    rows = cells.rows(table)
    for place, field in enumerate(table.fields):
        if field["type"] == "date" and any(
            row[place] is not None and row[place] < FIRST_DAY for row in rows
        ):
            for row in rows:
                row[place] = row[place] and row[place].isoformat()
    return rows


def _sheet(
    book: Any, formats: dict[str, Any], name: str, columns: list[str], rows: list[list[Any]]
) -> None:
    if len(rows) >= MOST_ROWS:
        raise IraqdataError(f"{name} has {len(rows):,} records, more than a sheet of Excel holds")
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        longest = max((len(str(row[place])) for row in rows if row[place] is not None), default=0)
        width = min(max(len(column), longest) + 2, WIDEST)
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, column, formats["head"])
        for number, row in enumerate(rows, 1):
            _cell(sheet, formats, number, place, row[place], f"{name}, record {row[0]}, {column}")
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _cell(
    sheet: Any, formats: dict[str, Any], number: int, place: int, value: Any, where: str
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(number, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(number, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, formats["day"])
    elif len(value) > LONGEST_TEXT:
        raise IraqdataError(f"{where}: the text is longer than a cell of Excel holds")
    else:
        direction = "right-to-left" if _right_to_left(value) else "text"
        sheet.write_string(number, place, value, formats[direction])


def _right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    for sign in text:
        if (direction := unicodedata.bidirectional(sign)) in ("L", "R", "AL"):
            return direction != "L"
    return False
