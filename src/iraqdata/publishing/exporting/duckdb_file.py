"""Export as a DuckDB database: typed tables with their primary keys, comments and views.

References are not declared: DuckDB cannot add records that refer to others of their own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.publishing.exporting.views import create_views, quoted
from iraqdata.reading.catalogue import Catalogue, Table

TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write a database; raises IraqdataError when a table breaks its own key."""
    duckdb = cells.required("duckdb", "duckdb", "duckdb")
    try:
        with _new(duckdb, path) as database:
            for table in catalogue.tables.values():
                progress(table.name)
                for statement in _create(table):
                    database.execute(statement)
                _insert(database, table.name, cells.arrow(table))
            _texts(database, "codebook", cells.codebook(catalogue))
            _texts(database, "package", [cells.about(catalogue)])
            for view in create_views(catalogue):
                database.execute(view)
            # Nothing may be left in a log beside the file.
            database.execute("CHECKPOINT")
    except duckdb.ConstraintException as error:
        raise IraqdataError(
            f"the tables break a key ({error}); find out where with: iraqdata validate"
        ) from None
    except duckdb.Error as error:
        raise IraqdataError(f"{path.name} cannot be written: {error}") from None


def _new(duckdb: Any, path: Path) -> Any:
    # In the form that every DuckDB since 1.0 reads.
    database = duckdb.connect()
    database.execute(f"ATTACH {_literal(str(path))} AS exported (STORAGE_VERSION 'v1.0.0')")
    database.execute("USE exported")
    return database


def _create(table: Table) -> Iterator[str]:
    parts = [
        f"{quoted(field['name'])} {TYPES[field['type']]}"
        f"{' NOT NULL' if field.get('constraints', {}).get('required') else ''}"
        for field in table.fields
    ]
    parts.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    yield f"CREATE TABLE {quoted(table.name)} ({', '.join(parts)})"
    yield f"COMMENT ON TABLE {quoted(table.name)} IS {_literal(table.description)}"
    for field in table.fields:
        column = f"{quoted(table.name)}.{quoted(field['name'])}"
        yield f"COMMENT ON COLUMN {column} IS {_literal(field['description'])}"


def _insert(database: Any, name: str, cells: Any) -> None:
    database.register("cells", cells)
    database.execute(f"INSERT INTO {quoted(name)} SELECT * FROM cells")
    database.unregister("cells")


def _texts(database: Any, name: str, rows: list[dict[str, str]]) -> None:
    import pyarrow

    columns = ", ".join(f"{quoted(column)} VARCHAR" for column in rows[0])
    database.execute(f"CREATE TABLE {quoted(name)} ({columns})")
    _insert(database, name, pyarrow.Table.from_pylist(rows))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
