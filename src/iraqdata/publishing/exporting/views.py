"""The views of the database exports: each table with the names of what it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from iraqdata.reading.catalogue import Catalogue

# What a record is called, in the table that has such a column.
LABELS = ("name", "title")


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def create_views(catalogue: Catalogue) -> Iterator[str]:
    """SQL that makes a view `<table>_named` for each table that refers to others.

    For each reference the view adds the name or title of the record referred to:
    `supplier_id` is joined by `supplier_name`, `indicator` by `indicator_title`.
    """
    for table in catalogue.tables.values():
        added, joins = [], []
        for number, foreign_key in enumerate(table.foreign_keys, 1):
            target = catalogue.tables[foreign_key["reference"]["resource"] or table.name]
            label = next((label for label in LABELS if label in target.columns), None)
            if label is None or len(foreign_key["fields"]) > 1:
                continue
            column, other = foreign_key["fields"][0], foreign_key["reference"]["fields"][0]
            name = f"{column.removesuffix('_id')}_{label}"
            added.append(f"r{number}.{quoted(label)} AS {quoted(name)}")
            joins.append(
                f"LEFT JOIN {quoted(target.name)} AS r{number}"
                f" ON r{number}.{quoted(other)} = t.{quoted(column)}"
            )
        if added:
            yield (
                f"CREATE VIEW {quoted(table.name + '_named')} AS SELECT t.*, {', '.join(added)}"
                f" FROM {quoted(table.name)} AS t {' '.join(joins)}"
            )
