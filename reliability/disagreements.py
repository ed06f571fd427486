"""What the coders had differently, what was decided against the text, and why.

`disagreements.csv` has a row for every field in which a unit found by both differs, and for every
record that only one coder has (field `found`, `yes` or `no`). Participants and claims that only
one coder has are counted but not settled one by one: most follow from the record they belong to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from reliability.agreement import FIELDS
from reliability.codings import ID, Coding, Row, rows
from reliability.matching import Unit

COLUMNS = "table first_id second_id source_id char_start char_end field first second".split()
DECISION = ["decided", "why"]
EMPTY = "empty"  # The decision that a cell should be so; an empty decision is none.
_SETTLED = [table for table in ID if table != "indicators"]
_PLACE = ["source_id", "char_start", "char_end"]


def disagreements(units: dict[str, list[Unit]], first: Coding, second: Coding) -> list[Row]:
    """Every disagreement of two codings, as rows of COLUMNS, sorted."""
    places = [_places(coding["claims"]) for coding in (first, second)]
    listed = []
    for table, of_table in units.items():
        for unit in of_table:
            head = dict.fromkeys(COLUMNS, "") | {"table": table} | _place(table, unit, places)
            for side, row, own in (
                ("first", unit.first, True),
                ("second", unit.second, False),
            ):
                if row is not None:
                    head[f"{side}_id"] = _name(table, row, own)
            if unit.first and unit.second:
                for field in FIELDS[table]:
                    if unit.first[field] != unit.second[field]:
                        cells = {"first": unit.first[field], "second": unit.second[field]}
                        listed.append(head | {"field": field} | cells)
            elif table in _SETTLED:
                cells = {
                    "first": "yes" if unit.first else "no",
                    "second": "yes" if unit.second else "no",
                }
                listed.append(head | {"field": "found"} | cells)
    return sorted(listed, key=lambda row: [row[column] for column in COLUMNS])


def with_decisions(listed: Iterable[Row], path: Path) -> list[Row]:
    """The disagreements with the decisions that the file at `path` has for them so far."""
    known = {}
    if path.is_file():
        known = {tuple(row[column] for column in COLUMNS): row for row in rows(path)}
    settled = []
    for row in listed:
        decision = known.get(tuple(row[column] for column in COLUMNS), {})
        settled.append(row | {column: decision.get(column, "") for column in DECISION})
    return settled


def as_csv(listed: list[Row]) -> bytes:
    """Disagreements with their decisions as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS + DECISION, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode()


def _name(table: str, row: Row, first: bool) -> str:
    if table == "participants":
        return f"{row['event_id']} {row['actor_id']}"
    if table in ID:
        return row[ID[table]] if first else row["own_id"]
    return row["claim_id"]


def _place(table: str, unit: Unit, places: list[dict[str, Row]]) -> Row:
    if table in ("statements", "mentions"):
        found = unit.row
    else:
        record = unit.row["event_id" if table == "participants" else ID[table]]
        found = (places[0] if unit.first else places[1]).get(record, {})
    return {column: found.get(column, "") for column in _PLACE}


def _places(claims: list[Row]) -> dict[str, Row]:
    """The first claim on each record, in the order of the documents."""
    found: dict[str, Row] = {}
    for claim in sorted(claims, key=lambda row: (row["source_id"], int(row["char_start"]))):
        found.setdefault(claim["record_id"], claim)
    return found
