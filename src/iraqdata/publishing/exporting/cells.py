"""What every export is made from: the typed cells of a table, and what is said of its columns."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from iraqdata.errors import MissingExtraError
from iraqdata.publishing.digest import digests, of_tables
from iraqdata.reading.catalogue import Catalogue, Table
from iraqdata.reading.describing import dictionary_of

if TYPE_CHECKING:
    import pyarrow

CODEBOOK_COLUMNS = (
    "table", "column", "title", "type", "required", "key", "values", "description"
)  # fmt: skip


def arrow(table: Table) -> pyarrow.Table:
    """The cells of a table, typed."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(table.parquet) as file:
        return file.read()


def rows(table: Table) -> list[list[Any]]:
    """The records of a table as Python values, None where a cell is empty."""
    columns = [column.to_pylist() for column in arrow(table).columns]
    return [list(row) for row in zip(*columns, strict=True)]


def codebook(catalogue: Catalogue) -> list[dict[str, str]]:
    """The data dictionary of all tables: one row per column, see `CODEBOOK_COLUMNS`.

    `values` gives each code with what it means.
    """
    found = []
    for table in catalogue.tables.values():
        for row, field in zip(dictionary_of(table), table.fields, strict=True):
            codes = (f"{code['value']}: {code['label']}" for code in field.get("categories", ()))
            row |= {"table": table.name, "values": "; ".join(codes)}
            row["required"] = "yes" if row["required"] else ""
            found.append({column: str(row[column]) for column in CODEBOOK_COLUMNS})
    return found


def about(catalogue: Catalogue) -> dict[str, str]:
    """What an export says of itself: which package, version and cells, under which licence."""
    descriptor = catalogue.descriptor
    return {
        "name": descriptor["name"],
        "title": descriptor["title"],
        "version": catalogue.version,
        "digest": of_tables(digests(catalogue)),
        "licence": ", ".join(licence["name"] for licence in descriptor["licenses"]),
    }


def created(catalogue: Catalogue) -> datetime:
    """The time that an export bears: that of the package, so that it does not depend on today."""
    return datetime.fromisoformat(catalogue.descriptor["created"]).astimezone(UTC)


def required(module: str, format: str, extra: str) -> Any:
    """A library that an export format needs; raises MissingExtraError that names the extra."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtraError(
            f"the export format {format!r} needs more: pip install 'iraqdata[{extra}]'"
        ) from None
