"""The interstate conflict of 2003 with Iraq, and its dates.

Origin: UCDP/PRIO Armed Conflict Dataset 22.1 (1946-2021), rows whose location contains Iraq.
Licence: CC BY 4.0.

Columns read: conflict_id, side_a, side_b, their ids, year, type_of_conflict, start_date,
start_date2, ep_end, ep_end_date, version (`22,1`, the decimal comma of a spreadsheet).

Decisions: conflicts between states (type 2) with a year in 2003-2015; the conflict inside Iraq
(259) is left out, its secondary parties with it. `start_date` is the first death and gives the
start; start_date2, when the year's threshold was passed, is in the claim. The ids of a side of
several governments are in the order of their names (as gwno_a is); those of a side of one come from
`ucdp-ged-hdx`.
"""

from __future__ import annotations

from pathlib import Path

from importers.conflicts import CONFLICTS
from importers.publisher_file import Record, read
from importers.rows import Rows
from importers.ucdp_ged_hdx import SIDES

SOURCE = {
    "source_id": "src-ucdp-prio-acd-22-1",
    "kind": "dataset",
    "title": "UCDP/PRIO Armed Conflict Dataset",
    "author": "Uppsala Conflict Data Program; Peace Research Institute Oslo",
    "publisher": "Uppsala Conflict Data Program",
    "published": "2022",
    "url": "https://ucdp.uu.se/downloads/",
    "licence": "CC-BY-4.0",
    "edition": "22.1, copy in Bvlampe/CCIP_seminar_paper@80b67572 ucdp-prio-acd-221.csv",
}
COLUMNS = (
    "Unnamed: 0|conflict_id|location|side_a|side_a_id|side_a_2nd|side_b|side_b_id|side_b_2nd|"
    "incompatibility|territory_name|year|intensity_level|cumulative_intensity|type_of_conflict|"
    "start_date|start_prec|start_date2|start_prec2|ep_end|ep_end_date|ep_end_prec|gwno_a|"
    "gwno_a_2nd|gwno_b|gwno_b_2nd|gwno_loc|region|version"
).split("|")


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    for record in read(path, COLUMNS):
        if record["version"] != "22,1":
            record.stop("version", "is not 22,1")
        if not 2003 <= record.integer("year") <= 2015:
            rows.ignore(record, "outside 2003-2015")
        elif record["type_of_conflict"] != "2":
            rows.ignore(record, "a conflict inside Iraq")
        else:
            _conflict(rows, record)
    return rows


def _conflict(rows: Rows, record: Record) -> None:
    number = record["conflict_id"]
    if number not in CONFLICTS:
        record.stop("conflict_id", "is a conflict that importers/conflicts.py does not hold")
    row = CONFLICTS[number]
    locator = f"conflict_id {number}, year {record['year']}"
    date = f"{record.day('start_date')}/"
    if record["ep_end"] == "1":
        date += str(record.day("ep_end_date"))
    if row.get("date") != date:
        record.stop("start_date", f"and ep_end_date make {date}, not {row.get('date')}")
    rows.record("events", "event_id", number, locator, **row)
    rows.claim(
        row["event_id"],
        number,
        locator,
        field="date",
        stated_value=date,
        note=f"Start as first death; threshold passed on {record.day('start_date2')}.",
    )
    for side, role in (("side_a", "actor"), ("side_b", "recipient")):
        names, numbers = record[side].split(", "), record[f"{side}_id"].split(", ")
        if len(names) != len(numbers):
            record.stop(f"{side}_id", f"has not one number for each of {len(names)} names")
        for name, actor_number in zip(names, numbers, strict=True):
            if name not in SIDES:
                record.stop(side, f"names {name}, whom the importer does not know")
            rows.actor(SIDES[name], number, locator)
            rows.participant(row["event_id"], SIDES[name], role)
            if len(names) > 1:
                rows.add(
                    "identifiers",
                    record_id=SIDES[name],
                    scheme="ucdp_actor",
                    identifier=actor_number,
                    source_id=rows.source_id,
                    locator=locator,
                )
    rows.add(
        "identifiers",
        record_id=row["event_id"],
        scheme="ucdp_conflict",
        identifier=number,
        source_id=rows.source_id,
        locator=locator,
    )
