"""Revisions: whether the corrections of published values agree with the tables as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iraqdata.checking.asking import table_rule, whole_in
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

# Columns of the table, in the order in which they are asked for; field, and what is said of it.
_COLUMNS = "table record_id field old_value new_value release"
Word = tuple[str, str]


@table_rule(revisions=_COLUMNS)
def corrections(tables: Tables) -> None:
    """A correction is of a table, record and column that exist, and its last word is there."""
    rows = tables.rows("revisions", _COLUMNS)
    version = _release(tables.package.version)
    seen: set[tuple[str, ...]] = set()
    renamed = {(row[0], row[1]): row[4] for row in rows if not row[2]}
    last = {row[:3]: row for row in sorted(rows, key=lambda row: _release(row[5]))}
    records: dict[str, dict[str, dict[str, str]]] = {}
    for index, row in enumerate(rows):
        table, _, field, old, new, release = row
        said: list[Word] = []
        if version and _release(release) > version:
            said.append(("release", f"the package is at {tables.package.version}"))
        if (*row[:3], release) in seen:
            said.append(("record_id", "another row says what became of this in that release"))
        seen.add((*row[:3], release))
        if not tables.knows(table):
            said.append(("table", "the package has no table of this name"))
        elif field and field not in tables.columns(table):
            said.append(("field", f"the table {table} has no such column"))
        elif old == new and (field or new):
            said.append(("new_value", "this is what old_value says, so that nothing changed"))
        elif tables.has(table) and tables.sound(table):
            if table not in records:
                records[table] = _by_key(tables, table)
            if not field and records[table]:
                said += _renamed(row, records[table], renamed)
            elif records[table] and last[row[:3]] is row:
                said += _corrected(row, records[table], renamed)
        for name, message in said:
            value = dict(zip(_COLUMNS.split(), row, strict=True))[name]
            tables.add("revision", "revisions", index, name, value, message)


def _by_key(tables: Tables, table: str) -> dict[str, dict[str, str]]:
    columns = tables.present(table)
    key = packaged().table(table).key
    if not set(key) <= set(columns):
        return {}
    rows = (dict(zip(columns, row, strict=True)) for row in tables.rows(table, " ".join(columns)))
    return {"|".join(row[name] for name in key): row for row in rows}


def _renamed(
    row: tuple[str, ...],
    records: dict[str, dict[str, str]],
    renamed: dict[tuple[str, str], str],
) -> Iterator[Word]:
    table, record, _, old, new, _ = row
    if old not in ("", record):
        yield "old_value", f"of an id that was renamed or retired, this is the id, {record}"
    if record in records:
        yield "record_id", "a record has this id still; an id is never used again"
    if new and new not in records and (table, new) not in renamed:
        yield "new_value", f"{table} has no record of this id"


def _corrected(
    row: tuple[str, ...],
    records: dict[str, dict[str, str]],
    renamed: dict[tuple[str, str], str],
) -> Iterator[Word]:
    table, record, field, _, new, _ = row
    names = [record]
    while (table, names[-1]) in renamed and renamed[table, names[-1]] not in names:
        names.append(renamed[table, names[-1]])
    found = records.get(names[-1])
    if found is not None:
        if found.get(field, new) != new:
            yield "new_value", f"the record has {found[field] or 'nothing'} there now"
    elif (table, record) not in renamed:
        yield (
            "record_id",
            f"{table} has no record of this id, and no revision says what became of it",
        )


def _release(text: str) -> tuple[int, ...]:
    parts = [whole_in(part) for part in text.split(".")]
    return tuple(part for part in parts if part is not None) if None not in parts else ()
