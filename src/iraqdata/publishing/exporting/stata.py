"""Export for Stata: a folder with a .dta file (format 118) per table, with labels.

Variables are labelled with the titles of the columns, codes that are numbers with what they
mean. An empty text is an empty string, any other empty cell a system missing value. A column of
days is text where one of them lies before those that the writer's library knows.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.reading.catalogue import Catalogue, Table

# pandas 2 converts no earlier day.
FIRST_DAY = date(1678, 1, 1)
LONGEST_LABEL = 80
LONGEST_NAME = 32
# Longer texts become variables of type strL.
LONGEST_TEXT = 2045
LARGEST_LONG = 2_147_483_620


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write a folder of .dta files; raises IraqdataError for a name that Stata does not allow."""
    path.mkdir()
    time = cells.created(catalogue).replace(tzinfo=None)
    for table in catalogue.tables.values():
        progress(table.name)
        for column in table.columns:
            if len(column) > LONGEST_NAME:
                raise IraqdataError(f"{table.name}: {column} is too long a name for Stata")
        frame = _frame(table)
        frame.to_stata(
            path / f"{table.name}.dta",
            write_index=False,
            version=118,
            time_stamp=time,
            data_label=_cut(f"{table.title}, {catalogue.descriptor['name']} {catalogue.version}"),
            variable_labels={field["name"]: _cut(field["title"]) for field in table.fields},
            value_labels=_value_labels(table),
            convert_dates={
                column: "td" for column in frame.columns if frame[column].dtype.kind == "M"
            },
            convert_strl=[
                column
                for column in frame.select_dtypes(object)
                if any(len(text.encode()) > LONGEST_TEXT for text in frame[column])
            ],
        )


def _frame(table: Table) -> Any:
    import pandas

    columns = zip(table.fields, cells.arrow(table).columns, strict=True)
    return pandas.DataFrame({field["name"]: _series(field["type"], c) for field, c in columns})


def _series(kind: str, column: Any) -> Any:
    """A column in the types that Stata has."""
    import pandas

    values = column.to_pylist()
    if kind == "string":
        return pandas.Series([value or "" for value in values], dtype=object)
    if kind == "date" and any(value is not None and value < FIRST_DAY for value in values):
        return pandas.Series([value.isoformat() if value else "" for value in values], dtype=object)
    if kind == "date":
        return pandas.Series(values, dtype="datetime64[s]")
    if kind in ("integer", "boolean") and all(
        value is not None and abs(value) <= LARGEST_LONG for value in values
    ):
        return pandas.Series(values, dtype="int8" if kind == "boolean" else "int32")
    return pandas.Series([None if v is None else float(v) for v in values], dtype="float64")


def _value_labels(table: Table) -> dict[Any, dict[float, str]]:
    labels: dict[Any, dict[float, str]] = {}
    for field in table.fields:
        if field["type"] == "boolean":
            labels[field["name"]] = {0: "false", 1: "true"}
        elif field["type"] == "integer" and "categories" in field:
            labels[field["name"]] = {code["value"]: code["label"] for code in field["categories"]}
    return labels


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 3] + "..."
