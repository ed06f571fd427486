"""Export as an SQLite database: keys declared and proved, views for the common joins.

Days are text (YYYY-MM-DD), truth values 0 and 1. SQLite proves references when a program says
`PRAGMA foreign_keys = ON`, as it was said while this file was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.publishing.exporting.views import create_views, quoted
from iraqdata.reading.catalogue import Catalogue, Table

TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
}


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write a database; raises IraqdataError when the tables break their own keys."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        try:
            with database:
                # A record may refer to a table further on, which must exist by then.
                for table in catalogue.tables.values():
                    database.execute(_create(table))
                for table in catalogue.tables.values():
                    progress(table.name)
                    _insert(database, table.name, len(table.fields), cells.rows(table))
                _texts(database, "codebook", cells.codebook(catalogue))
                _texts(database, "package", [cells.about(catalogue)])
                for view in create_views(catalogue):
                    database.execute(view)
        except sqlite3.IntegrityError as error:
            raise IraqdataError(
                f"the tables break a key ({error}); find out where with: iraqdata validate"
            ) from None
        except sqlite3.Error as error:
            raise IraqdataError(f"{path.name} cannot be written: {error}") from None


def _create(table: Table) -> str:
    parts = [
        f"{quoted(field['name'])} {TYPES[field['type']]}{''.join(_constraints(field))}"
        for field in table.fields
    ]
    parts.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    for key in table.foreign_keys:
        target = key["reference"]["resource"] or table.name
        parts.append(
            f"FOREIGN KEY ({', '.join(map(quoted, key['fields']))}) REFERENCES {quoted(target)}"
            f" ({', '.join(map(quoted, key['reference']['fields']))}) DEFERRABLE INITIALLY DEFERRED"
        )
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(parts)})"


def _constraints(field: dict[str, Any]) -> Iterator[str]:
    constraints = field.get("constraints", {})
    name = quoted(field["name"])
    if constraints.get("required"):
        yield " NOT NULL"
    if field["type"] == "boolean":
        yield f" CHECK ({name} IN (0, 1))"
    if codes := constraints.get("enum"):
        texts = (
            "'" + code.replace("'", "''") + "'" if isinstance(code, str) else str(code)
            for code in codes
        )
        yield f" CHECK ({name} IN ({', '.join(texts)}))"


def _insert(database: sqlite3.Connection, name: str, width: int, rows: list[list[Any]]) -> None:
    places = ", ".join("?" * width)
    database.executemany(
        f"INSERT INTO {quoted(name)} VALUES ({places})",
        (
            [value.isoformat() if isinstance(value, date) else value for value in row]
            for row in rows
        ),
    )


def _texts(database: sqlite3.Connection, name: str, rows: list[dict[str, str]]) -> None:
    columns = ", ".join(f"{quoted(column)} TEXT" for column in rows[0])
    database.execute(f"CREATE TABLE {quoted(name)} ({columns})")
    _insert(database, name, len(rows[0]), [list(row.values()) for row in rows])
