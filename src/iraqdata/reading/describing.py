"""Saying what the tables hold: the list of tables and the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iraqdata.reading.catalogue import Table, packaged
from iraqdata.reading.names import TableName

if TYPE_CHECKING:
    import pandas


def tables() -> pandas.DataFrame:
    """The tables of this package: one row each, with `table`, `title`, `rows` and `columns`."""
    import pandas

    return pandas.DataFrame(table_list())


def table_list() -> list[dict[str, Any]]:
    """The rows of `tables()` as plain dictionaries, for callers that do without pandas."""
    return [
        {
            "table": table.name,
            "title": table.title,
            "rows": table.rows,
            "columns": len(table.fields),
        }
        for table in packaged().tables.values()
    ]


def describe(name: TableName) -> pandas.DataFrame:
    """The data dictionary of one table.

    One row per column, in the order of the file: `column`, `title`, `type` (Table Schema),
    `required`, `key` (`primary`, or the table and column it refers to), `values` (the code
    list, `|`-separated), `description`. Raises UnknownTableError.
    """
    import pandas

    return pandas.DataFrame(dictionary(name))


def dictionary(name: str) -> list[dict[str, Any]]:
    """The rows of `describe()` as plain dictionaries, for callers that do without pandas."""
    return dictionary_of(packaged().table(name))


def dictionary_of(table: Table) -> list[dict[str, Any]]:
    """The data dictionary of a table of any package; see `describe()`."""
    references = {}
    for foreign_key in table.foreign_keys:
        target = foreign_key["reference"]["resource"] or table.name
        pairs = zip(foreign_key["fields"], foreign_key["reference"]["fields"], strict=True)
        references.update({column: f"{target}.{other}" for column, other in pairs})
    rows = []
    for field in table.fields:
        column = field["name"]
        rows.append(
            {
                "column": column,
                "title": field["title"],
                "type": field["type"],
                "required": bool(field.get("constraints", {}).get("required")),
                "key": "primary" if column in table.key else references.get(column, ""),
                "values": "|".join(str(code["value"]) for code in field.get("categories", ())),
                "description": field["description"],
            }
        )
    return rows
