"""Proving the table `revisions` against both releases.

Every published value that changed and every id that is gone must have its row, and every new
row must be true of the older and the newer tables. An empty cell is not a published value: to
fill it needs no row.
"""

from __future__ import annotations

from collections.abc import Iterator

from iraqdata.publishing import streaming
from iraqdata.publishing.comparing import records
from iraqdata.publishing.comparing.difference import Difference
from iraqdata.publishing.comparing.records import RecordChange

Place = tuple[str, str, str]


def problems(difference: Difference) -> Iterator[str]:
    """What is wrong with the revisions of the newer package, as sentences for its curators."""
    known = {row["revision_id"] for row in records.revisions(difference.old)}
    version = difference.new.version
    fresh: dict[Place, dict[str, str]] = {}
    for row in records.revisions(difference.new):
        if row["revision_id"] in known:
            continue
        place = row["table"], row["record_id"], row["field"]
        if place in fresh:
            yield f"{row['revision_id']}: {fresh[place]['revision_id']} is about the same"
        if row["release"] != version:
            yield f"{row['revision_id']}: release is {row['release']}, this is {version}"
        fresh[place] = row
    proved: set[Place] = set()
    gone = {
        (row["table"], row["record_id"])
        for row in records.revisions(difference.old)
        if not row["field"]
    }
    for change in difference.changes():
        if change.kind == "added":
            if (change.table, change.key) in gone:
                yield f"{change.table}: {change.key} was retired or renamed; ids are never reused"
            continue
        place = _place(change)
        row_found = fresh.get(place)
        if row_found is None:
            if change.old or change.kind == "removed":
                yield f"revisions lacks a row: {_wanted(change, version)}"
            continue
        proved.add(place)
        if not _true(change, row_found):
            yield f"{row_found['revision_id']} should say: {_wanted(change, version)}"
    yield from _successors(difference, fresh, proved)
    for place, row in fresh.items():
        if place not in proved:
            subject = "|".join(part for part in place if part)
            yield f"{row['revision_id']} proves nothing: no such change of {subject}"


def _place(change: RecordChange) -> Place:
    if change.kind == "changed":
        return change.table, change.was or change.key, change.field or ""
    return change.table, change.old or change.key, ""


def _true(change: RecordChange, row: dict[str, str]) -> bool:
    if change.kind == "changed":
        return (row["old_value"], row["new_value"]) == (change.old or "", change.new or "")
    if row["old_value"] not in ("", row["record_id"]):
        return False
    return change.kind == "removed" or row["new_value"] == change.new


def _wanted(change: RecordChange, version: str) -> str:
    table, record, field = _place(change)
    new = "(empty, or the id that takes its place)" if change.kind == "removed" else change.new
    old = record if change.kind in ("removed", "renamed") else change.old
    return (
        f"table {table}, record_id {record}, field {field or '(empty)'}, "
        f"old_value {old!r}, new_value {new!r}, release {version}"
    )


def _successors(
    difference: Difference, fresh: dict[Place, dict[str, str]], proved: set[Place]
) -> Iterator[str]:
    """An id that takes the place of another must be there."""
    for name, table in difference.new.tables.items():
        wanted = {
            row["new_value"]: row["revision_id"]
            for place, row in fresh.items()
            if place in proved and place[0] == name and not place[2] and row["new_value"]
        }
        if wanted:
            key_of = streaming.keys_of(table)
            for cells in streaming.rows(table):
                wanted.pop("|".join(key_of(cells)), None)
        for key, revision in wanted.items():
            yield f"{revision}: new_value {key} is no record of {name}"
