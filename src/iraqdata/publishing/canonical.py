"""The canonical form of a table: what its CSV file must look like, byte for byte.

UTF-8 without a byte-order mark, LF line ends, minimal quoting (RFC 4180), records sorted by
key (as text), numbers in their shortest form. The Arrow form has explicit types and the same
cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Table

if TYPE_CHECKING:
    import pyarrow

# How csv.writer writes the canonical form.
CSV_FORM: dict[str, Any] = {"lineterminator": "\n", "quoting": csv.QUOTE_MINIMAL}


def read_csv(table: Table) -> list[tuple[Any, ...]]:
    """The records of the table's CSV file as Python values, sorted by key; empty cells as None.

    Raises IraqdataError with file, line, column and value where the file does not hold the
    columns and types that the descriptor says.
    """
    for field in table.fields:
        if field["type"] not in _PARSERS:
            raise IraqdataError(
                f"{table.csv}, column {field['name']}: there is no canonical form for the type "
                f"{field['type']}, only for {', '.join(_PARSERS)}"
            )
    reader = csv.reader(io.StringIO(_text(table.csv), newline=""), strict=True)
    try:
        return _records(table, reader)
    except csv.Error as error:
        raise IraqdataError(f"{table.csv} line {reader.line_num}: {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise IraqdataError(f"{path} is missing: every table needs its CSV file") from None
    except OSError as error:
        raise IraqdataError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise IraqdataError(f"{path} is not UTF-8: {error}") from None


def _records(table: Table, reader: Any) -> list[tuple[Any, ...]]:
    header: list[str] = next(reader, [])
    if header != table.columns:
        raise IraqdataError(
            f"{table.csv} line 1: the columns are {', '.join(header)}; "
            f"datapackage.json says {', '.join(table.columns)}"
        )
    kinds = [field["type"] for field in table.fields]
    records = []
    line = 2
    for row in reader:
        if len(row) != len(header):
            raise IraqdataError(
                f"{table.csv} line {line}: {len(row)} cells where the header has {len(header)}"
            )
        record = []
        for column, cell, kind in zip(header, row, kinds, strict=True):
            try:
                record.append(parse(kind, cell))
            except ValueError as error:
                raise IraqdataError(
                    f"{table.csv} line {line}, column {column}: {cell!r} {error}"
                ) from None
        records.append(tuple(record))
        line = reader.line_num + 1
    return in_order(table, records)


def in_order(table: Table, records: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Records of Python values sorted by key, compared as text."""
    keys = [table.columns.index(column) for column in table.key]
    return sorted(records, key=lambda record: [as_text(record[key]) for key in keys])


def to_csv(table: Table, records: list[tuple[Any, ...]]) -> bytes:
    """Records of Python values, sorted by key, as canonical CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, **CSV_FORM)
    writer.writerow(table.columns)
    writer.writerows([as_text(value) for value in record] for record in records)
    return out.getvalue().encode()


def to_arrow(table: Table, records: list[tuple[Any, ...]]) -> pyarrow.Table:
    """Records of Python values as an Arrow table with the descriptor's types.

    Raises IraqdataError for a required cell that is empty.
    """
    import pyarrow

    schema = arrow_schema(table)
    columns = list(zip(*records, strict=True)) if records else [()] * len(schema)
    for column, field in zip(columns, schema, strict=True):
        if not field.nullable and None in column:
            record = records[column.index(None)]
            key = "|".join(as_text(record[table.columns.index(part)]) for part in table.key)
            raise IraqdataError(
                f"{table.csv}, record {key!r}, column {field.name}: the cell is empty; "
                "every record needs this value"
            )
    arrays = [
        pyarrow.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def arrow_schema(table: Table) -> pyarrow.Schema:
    """The Arrow schema of a table: the descriptor's types, required columns not nullable."""
    import pyarrow

    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }
    return pyarrow.schema(
        [
            pyarrow.field(
                field["name"],
                types[field["type"]],
                nullable=not field.get("constraints", {}).get("required", False),
            )
            for field in table.fields
        ]
    )


def parse(kind: str, cell: str) -> Any:
    """A CSV cell as a value of a Table Schema type, None if empty; raises ValueError."""
    return _PARSERS[kind](cell) if cell else None


def as_text(value: Any) -> str:
    """One value as a canonical CSV cell; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 2**53
        # Not 1e-05, which few people read as a number.
        return str(int(value)) if whole else f"{Decimal(repr(value)):f}"
    return str(value)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return cell == "true"


def _integer(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", cell):
        raise ValueError("is not a whole number")
    return int(cell)


def _number(cell: str) -> float:
    # float() alone would take "nan", which equals nothing, and "1_000".
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", cell):
        raise ValueError("is not a number")
    return float(cell)


def _day(cell: str) -> date:
    # fromisoformat() alone would take "20140310" and "2014-W11-1" too.
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValueError("is not a day (YYYY-MM-DD)")


_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _day,
}
