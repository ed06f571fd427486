"""The canonical form of a table: what its CSV file must look like, byte for byte.

UTF-8 without a byte-order mark, LF line ends, minimal quoting (RFC 4180), records sorted by
key, numbers in their shortest form. The Arrow form has explicit types and the same cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Table

if TYPE_CHECKING:
    import pyarrow


def read_csv(table: Table) -> list[tuple[Any, ...]]:
    """The records of the table's CSV file as Python values, sorted by key; empty cells as None.

    Raises IraqdataError with file, line, column and value where the file does not hold the
    columns and types that the descriptor says.
    """
    try:
        text = table.csv.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise IraqdataError(f"{table.csv} is missing: every table needs its CSV file") from None
    except UnicodeDecodeError as error:
        raise IraqdataError(f"{table.csv} is not UTF-8: {error}") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    if header != table.columns:
        raise IraqdataError(
            f"{table.csv} line 1: the columns are {', '.join(header)}; "
            f"datapackage.json says {', '.join(table.columns)}"
        )
    parsers = [_PARSERS[field["type"]] for field in table.fields]
    records = []
    line = 2
    for row in reader:
        if len(row) != len(header):
            raise IraqdataError(
                f"{table.csv} line {line}: {len(row)} cells where the header has {len(header)}"
            )
        record = []
        for column, cell, parse in zip(header, row, parsers, strict=True):
            try:
                record.append(parse(cell) if cell else None)
            except ValueError as error:
                raise IraqdataError(
                    f"{table.csv} line {line}, column {column}: {cell!r} {error}"
                ) from None
        records.append(tuple(record))
        line = reader.line_num + 1
    keys = [table.columns.index(column) for column in table.key]
    return sorted(records, key=lambda record: [str(record[key]) for key in keys])


def to_csv(table: Table, records: list[tuple[Any, ...]]) -> bytes:
    """Records of Python values, sorted by key, as canonical CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.columns)
    writer.writerows([as_text(value) for value in record] for record in records)
    return out.getvalue().encode()


def to_arrow(table: Table, records: list[tuple[Any, ...]]) -> pyarrow.Table:
    """Records of Python values as an Arrow table with the descriptor's types."""
    import pyarrow

    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }
    schema = pyarrow.schema(
        [
            pyarrow.field(
                field["name"],
                types[field["type"]],
                nullable=not field.get("constraints", {}).get("required", False),
            )
            for field in table.fields
        ]
    )
    columns = zip(*records, strict=True) if records else [()] * len(schema)
    arrays = [
        pyarrow.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def as_text(value: Any) -> str:
    """One value as a canonical CSV cell; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return cell == "true"


def _integer(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError("is not a whole number") from None


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError("is not a number") from None


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a day (YYYY-MM-DD)") from None


_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _day,
}
