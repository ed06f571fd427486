"""Reading the two codings, and putting the second one's ids into terms of the first.

A coding is frozen as it was made: it keeps the columns that the tables had then, whatever
becomes of the tables, and is read as text.
"""

from __future__ import annotations

import csv
from pathlib import Path

from iraqdata.errors import IraqdataError

Row = dict[str, str]
Coding = dict[str, list[Row]]

# The id of a record; of participants and claims, which are matched by content, there is none.
ID = {
    "actors": "actor_id",
    "events": "event_id",
    "weapons": "weapon_id",
    "missions": "mission_id",
    "statistics": "statistic_id",
    "transfers": "transfer_id",
    "postings": "posting_id",
    "indicators": "indicator",
}
TABLES = [*ID, "participants", "claims"]
_REFERENCES = {*ID.values(), "record_id", "part_of", "parent_id", "supplier_id", "recipient_id"} | {
    "subject_id",
    "reported_by",
    "body_id",
    "attributed_to",
}


def read_codings(folder: Path) -> tuple[Coding, Coding]:
    """Both codings in `folder`, the second with the ids of the first where records correspond.

    Records correspond when `correspondence.csv` (table, first_id, second_id) says so or their
    ids are equal. Each row of the second has its own id under `own_id`. Raises IraqdataError
    for a missing file and for a correspondence that does not fit the codings.
    """
    first, second = (
        {name: rows(folder / coding / f"{name}.csv") for name in TABLES}
        for coding in ("first", "second")
    )
    terms = _terms(folder / "correspondence.csv", first, second)
    for name, table in second.items():
        for row in table:
            row["own_id"] = row.get(ID.get(name, ""), "")
            for column in _REFERENCES & row.keys():
                row[column] = terms.get(row[column], row[column])
    return first, second


def rows(path: Path) -> list[Row]:
    """The rows of a CSV file; raises IraqdataError where there is none."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise IraqdataError(f"{path} is missing: the codings are compared from it") from None


def _terms(path: Path, first: Coding, second: Coding) -> dict[str, str]:
    terms: dict[str, str] = {}
    for line, row in enumerate(rows(path), start=2):
        table, theirs, ours = row["table"], row["second_id"], row["first_id"]
        if table not in ID:
            raise IraqdataError(f"{path} line {line}: {table!r} is none of {', '.join(ID)}")
        for coding, wanted, column in ((first, ours, "first_id"), (second, theirs, "second_id")):
            if wanted not in {record[ID[table]] for record in coding[table]}:
                raise IraqdataError(
                    f"{path} line {line}, column {column}: that coding has no {wanted!r} in {table}"
                )
        if theirs in terms or ours in terms.values():
            raise IraqdataError(f"{path} line {line}: {ours} or {theirs} corresponds twice")
        terms[theirs] = ours
    for table, column in ID.items():
        same = {row[column] for row in first[table]} & {row[column] for row in second[table]}
        for record in sorted(same & (terms.keys() | set(terms.values()))):
            raise IraqdataError(
                f"{path}: {record} is in both codings, so it corresponds to itself; "
                "the file gives it another correspondence"
            )
    return terms
