"""The content digest: one number for exactly these cells, whatever file or frame holds them.

A table's digest is the SHA-256 of its canonical CSV form, so on a built package it is that of
the file itself. The package's digest is the SHA-256 of the list of these, in the form that
`sha256sum` prints: in the folder of the tables, `sha256sum *.csv | sha256sum` gives it too.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from iraqdata.errors import IraqdataError
from iraqdata.publishing import streaming
from iraqdata.publishing.canonical import CSV_FORM, arrow_schema, in_order, to_csv
from iraqdata.reading.catalogue import Catalogue, Table, packaged
from iraqdata.reading.names import TableName

if TYPE_CHECKING:
    import pyarrow

PREFIX = "sha256:"
BUFFER = 1 << 20


def digest(table: TableName | None = None, frame: Any = None) -> str:
    """The content digest of this package, of one table, or of a frame with a table's cells.

    Parameters
    ----------
    table
        A table's name; without it, the digest is that of the whole package.
    frame
        A pandas or polars DataFrame, pyarrow Table or DuckDB relation with the columns of
        `table`, in any order of rows and columns. Without it, the packaged table is meant.

    Returns
    -------
    `"sha256:"` and 64 hexadecimal digits; the same for the CSV file, the Parquet file and a
    frame loaded with any engine, as long as no cell differs.

    Raises
    ------
    UnknownTableError
        The package has no table of that name.
    IraqdataError
        The frame does not have the table's columns, or cells that are not of their types.
    """
    catalogue = packaged()
    if table is None:
        if frame is not None:
            raise IraqdataError("digest() of a frame needs the name of its table")
        return of_tables(digests(catalogue))
    found = catalogue.table(table)
    return of_table(found) if frame is None else of_frame(found, frame)


def digests(catalogue: Catalogue) -> dict[str, str]:
    """The digests of all tables of a package, by name."""
    return {name: of_table(table) for name, table in catalogue.tables.items()}


def of_tables(digests: Mapping[str, str]) -> str:
    """The digest of a package, from those of its tables by name."""
    lines = (f"{digests[name].removeprefix(PREFIX)}  {name}.csv\n" for name in sorted(digests))
    return of_bytes("".join(lines).encode())


def of_table(table: Table) -> str:
    """The digest of a table, from its CSV file; raises IraqdataError if that cannot be read."""
    # A file that is as it was built is in canonical form and need not be parsed.
    if table.hash and _of_file(table) == table.hash:
        return table.hash
    try:
        return _of_rows(table, streaming.in_order(table))
    except streaming.OutOfOrderError:
        with ExitStack() as stack:
            return _of_rows(table, streaming.sorted_rows(table, stack))


def stamped(catalogue: Catalogue) -> str | None:
    """The digest of a package by the stamps of its descriptor; None where a file differs."""
    hashes = {name: table.hash or "" for name, table in catalogue.tables.items()}
    built = all(_of_file(table) == table.hash for table in catalogue.tables.values())
    return of_tables(hashes) if built else None


def _of_file(table: Table) -> str | None:
    try:
        with table.csv.open("rb") as file:
            return PREFIX + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _of_rows(table: Table, rows: Iterable[tuple[Any, list[str]]]) -> str:
    # Text is as it is; to leave it alone saves most of the time.
    normal = [
        (place, streaming.normal(field["type"]))
        for place, field in enumerate(table.fields)
        if field["type"] != "string"
    ]
    found = hashlib.sha256()
    out = io.StringIO(newline="")
    writer = csv.writer(out, **CSV_FORM)
    writer.writerow(table.columns)
    for _, row in rows:
        for place, put in normal:
            row[place] = put(row[place])
        writer.writerow(row)
        if out.tell() > BUFFER:
            found.update(out.getvalue().encode())
            out.seek(0)
            out.truncate()
    found.update(out.getvalue().encode())
    return PREFIX + found.hexdigest()


def of_frame(table: Table, frame: Any) -> str:
    """The digest of a frame that holds a table; see `digest()`."""
    arrow = _arrow(table, frame)
    columns = [column.to_pylist() for column in arrow.columns]
    records = in_order(table, zip(*columns, strict=True))
    return of_bytes(to_csv(table, records))


def of_bytes(content: bytes) -> str:
    """The SHA-256 of some bytes, with the prefix that Data Package uses."""
    return PREFIX + hashlib.sha256(content).hexdigest()


def _arrow(table: Table, frame: Any) -> pyarrow.Table:
    import pyarrow

    try:
        if hasattr(frame, "to_parquet") and hasattr(frame, "index"):  # pandas
            arrow = pyarrow.Table.from_pandas(frame, preserve_index=False)
        elif hasattr(frame, "__arrow_c_stream__"):  # pyarrow, newer polars and DuckDB
            arrow = pyarrow.table(frame)
        elif hasattr(frame, "to_arrow"):  # older polars
            arrow = frame.to_arrow()
        elif hasattr(frame, "fetch_arrow_table"):  # older DuckDB
            arrow = frame.fetch_arrow_table()
        else:
            raise IraqdataError(
                f"a {type(frame).__name__} is no frame that iraqdata knows: give a pandas or "
                "polars DataFrame, a pyarrow Table or a DuckDB relation"
            )
        if set(arrow.column_names) != set(table.columns):
            raise IraqdataError(
                f"the frame has the columns {', '.join(map(str, arrow.column_names))}; "
                f"the table {table.name} has {', '.join(table.columns)}"
            )
        # Required columns too may be empty in a frame that is to be compared.
        schema = pyarrow.schema([field.with_nullable(True) for field in arrow_schema(table)])
        return arrow.select(table.columns).cast(schema)
    except (pyarrow.ArrowException, ValueError, TypeError) as error:
        raise IraqdataError(f"the frame does not hold the table {table.name}: {error}") from None
