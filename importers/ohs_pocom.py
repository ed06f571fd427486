"""Chiefs of mission of the United States to Iraq since 1931.

Origin: US Department of State, Office of the Historian, Principal Officers and Chiefs of Mission,
HistoryAtState/pocom, missions-countries/iraq.xml. Licence: CC0 1.0 and US public domain.

Columns read: id, person_id, role, territory, appointed, started, started_note, ended,
ended_note, note. `arrived` is not used: an office begins with the credentials (`started`).

Decisions:

- One posting per row with a start or an end; EDTF as precise as the file, an end that it does
  not give stays unknown. Nobody is put into the gap between 1 June and 11 October 2012.
- iq-2012-mcgu-01 is a nomination of 27 March 2012 that was withdrawn on 18 June 2012: an event,
  not a posting. The two rows that did not serve under their appointment are left out.
- Each posting hangs on the spell of the post that it began in. A posting that ran on when the
  legation became an embassy stays with the legation.
- An end that is not the day on which somebody left says what it is, in the notes.
"""

from __future__ import annotations

import re
from pathlib import Path

from importers.publisher_file import Record, read
from importers.rows import Rows
from importers.us_posts import US_POSTS

SOURCE = {
    "source_id": "src-ohs-pocom",
    "kind": "dataset",
    "title": "Principal Officers and Chiefs of Mission: Iraq",
    "author": "US Department of State, Office of the Historian",
    "publisher": "US Department of State, Office of the Historian",
    "url": "https://github.com/HistoryAtState/pocom",
    "licence": "CC0-1.0",
    "edition": "HistoryAtState/pocom@44d2226d missions-countries/iraq.xml; curators also took "
    "from positions-principals/secretary.xml, missions-countries/united-kingdom.xml and people",
    "perspective": "US government",
    "notes": "No row after the ambassador who presented credentials in June 2019.",
}
COLUMNS = (
    "id person_id role territory appointed arrived started started_note ended ended_note note "
    "source_file"
).split()
ROLES = {
    "ambassador-e-p": ("Ambassador of the United States to Iraq", "ambassador"),
    "charge-daffaires": ("Chargé d'affaires of the United States in Iraq", "charge"),
    "charge-daffaires-ad-interim": (
        "Chargé d'affaires ad interim of the United States in Iraq",
        "charge",
    ),
    "envoy-extraordinary-minister-plenipotentiary": (
        "Envoy extraordinary and minister plenipotentiary of the United States to Iraq",
        "envoy",
    ),
    "minister-resident-consul-general": (
        "Minister resident and consul general of the United States in Iraq",
        "minister-resident",
    ),
    "principal-officer": (
        "Principal officer of the United States Interests Section in Iraq",
        "principal-officer",
    ),
}
# Person in the file: actor, and the file's spelling of the name, where it is another.
PEOPLE = {
    "beecroft-robert": "act-robert-stephen-beecroft",
    "berry-burton-yost": "act-burton-y-berry",
    "crocker-edward-savage": "act-edward-s-crocker",
    "crocker-ryan-clark": "act-ryan-crocker",
    "duncan-enoch-sevier": "act-enoch-s-duncan",
    "eagleton-william-lester-jr": "act-william-l-eagleton",
    "gallman-waldemar-john": "act-waldemar-j-gallman",
    "glaspie-april-catherine": "act-april-glaspie",
    "henderson-loy-wesley": "act-loy-w-henderson",
    "hill-christopher-robert": "act-christopher-r-hill",
    "jeffrey-james-franklin": "act-james-f-jeffrey",
    "jernegan-john-durnford": "act-john-d-jernegan",
    "jones-stuart-e": "act-stuart-e-jones",
    "khalilzad-zalmay": "act-zalmay-khalilzad",
    "knabenshue-paul": "act-paul-knabenshue",
    "lowrie-arthur-l": "act-arthur-l-lowrie",
    "mack-david-lyle": "act-david-l-mack",
    "mcgurk-brett-h": "act-brett-mcgurk",
    "negroponte-john-dimitri": "act-john-negroponte",
    "newton-david-george": "act-david-g-newton",
    "peck-edward-lionel": "act-edward-l-peck",
    "silliman-douglas-alan": "act-douglas-a-silliman",
    "sloan-alexander-kilgore": "act-alexander-k-sloan",
    "strong-robert-campbell": "act-robert-c-strong",
    "tueller-matthew-haywood": "act-matthew-h-tueller",
    "wadsworth-george": "act-george-wadsworth",
    "wiley-marshall-wayne": "act-marshall-w-wiley",
    "wilson-joseph-charles": "act-joseph-c-wilson",
    "wilson-thomas-murray": "act-thomas-m-wilson",
}
DID_NOT_SERVE = {"iq-1946-pink-01", "iq-1946-wads-01"}
WITHDRAWN = "iq-2012-mcgu-01"
WITHDRAWN_NOTE = "Nomination of March 27, 2012, withdrawn on June 18, 2012."
# What an end is, by the file's note on it; any other note stops the import.
ENDS = {
    "": "",
    "Departure requested by Government of Iraq on": "The end is the day on which Iraq asked for "
    "his departure; he left on 11 June 1962.",
    "Died at post on": "",
    "Embassy Baghdad closed on": "",
    "Iraq severed diplomatic relations with the United States": "",
    "Left Iraq": "",
    "Left post on": "",
    "Recess appointment expired": "",
    "Relinquished charge": "",
}
EDTF = re.compile(r"\d{4}(-\d{2}){0,2}")


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    for record in read(path, COLUMNS):
        appointment = record["id"]
        if record["territory"] != "iraq":
            record.stop("territory", "is not Iraq")
        if appointment in DID_NOT_SERVE:
            if "did not serve under this appointment" not in record["note"].lower():
                record.stop("note", "no longer says that nobody served")
            rows.ignore(record, "did not serve under this appointment")
        elif appointment == WITHDRAWN:
            if record["note"] != WITHDRAWN_NOTE:
                record.stop("note", "no longer says that the nomination was withdrawn")
            _nomination(rows, record)
        else:
            _posting(rows, record)
    return rows


def _posting(rows: Rows, record: Record) -> None:
    for column in ("appointed", "started", "ended"):
        if record[column] and not EDTF.fullmatch(record[column]):
            record.stop(column, "is not a date")
    if not record["started"] and not record["ended"]:
        record.stop("started", "and ended are empty: say in the importer what the row is")
    if record["role"] not in ROLES:
        record.stop("role", "is not known to the importer")
    office, slug = ROLES[record["role"]]
    actor = _person(rows, record)
    year = (record["started"] or record["ended"])[:4]
    posting = f"pos-{actor.removeprefix('act-')}-us-{slug}-iraq-{year}"
    mission = _spell(record)
    rows.record("missions", "mission_id", record["id"], record["id"], **US_POSTS[mission])
    notes = []
    if record["appointed"]:
        notes.append(f"Appointed {record['appointed']}.")
    notes.append(record.one_of("ended_note", ENDS))
    rows.record(
        "postings",
        "posting_id",
        record["id"],
        record["id"],
        posting_id=posting,
        actor_id=actor,
        office=office,
        mission_id=mission,
        date=f"{record['started']}/{record['ended']}",
        notes=" ".join(filter(None, notes)),
    )
    rows.add(
        "identifiers",
        record_id=posting,
        scheme="pocom_appointment",
        identifier=record["id"],
        source_id=rows.source_id,
        locator=record["id"],
    )


def _person(rows: Rows, record: Record) -> str:
    actor: str = record.one_of("person_id", PEOPLE)
    rows.actor(actor, record["id"], record["id"])
    identifier = {
        "record_id": actor,
        "scheme": "pocom",
        "identifier": record["person_id"],
        "source_id": rows.source_id,
        "locator": f"people, {record['person_id']}",
    }
    if identifier not in rows.tables.setdefault("identifiers", []):
        rows.tables["identifiers"].append(identifier)
    return actor


def _spell(record: Record) -> str:
    day = record["started"] or record["ended"]
    for mission_id, post in US_POSTS.items():
        if post["post"] == "us-baghdad" and post["opened"]:
            end = post["closed"] or "9999"
            if post["opened"][: len(day)] <= day <= end:
                return mission_id
    record.stop("started", "falls into no spell of the post in Baghdad")


def _nomination(rows: Rows, record: Record) -> None:
    actor = _person(rows, record)
    event = "evt-mcgurk-nominated-ambassador-iraq-2012"
    rows.actor("act-united-states", record["id"], record["id"])
    rows.record(
        "events",
        "event_id",
        record["id"],
        record["id"],
        event_id=event,
        title="Brett McGurk nominated as US ambassador to Iraq, and the nomination withdrawn",
        status="occurred",
        date="2012-03-27/2012-06-18",
        iso3="USA",
        where_prec=6,
        description="Brett McGurk was nominated as ambassador to Iraq; the nomination was "
        "withdrawn, so that he never held the office.",
    )
    rows.participant(event, "act-united-states", "actor")
    rows.participant(event, actor, "recipient")
    rows.add(
        "identifiers",
        record_id=event,
        scheme="pocom_appointment",
        identifier=record["id"],
        source_id=rows.source_id,
        locator=record["id"],
    )
