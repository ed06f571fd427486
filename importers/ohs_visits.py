"""Visits of Iraqi leaders to the United States.

Origin: US Department of State, Office of the Historian, Visits by Foreign Leaders,
HistoryAtState/visits, data/*.xml, visits from Iraq. Licence: CC0 1.0 and US public domain.

Columns read: id, start_date, end_date, visitor, from_id, description (the kind of visit, the
president met and the place, of which no sentence is kept).

Decisions: 2003-2015. The visitor is the event's actor, the United States its host, a president
who is named its recipient, and so is Congress where it was addressed. Where only a kind of visit is
given no host in person is guessed and no place; nor is there a place where only a part of the visit
has one. The visitor's title is kept as spelled, in the claim: Adnan Pachachi and Ghazi al-Yawer are
called interim presidents. Iraq had no president when Pachachi came: the event says which office he
held, and the claim what the file calls him.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from importers.publisher_file import Record, read
from importers.rows import Rows
from importers.visits import EventIds, visit

SOURCE = {
    "source_id": "src-ohs-visits",
    "kind": "dataset",
    "title": "Visits by Foreign Leaders: Iraq",
    "author": "US Department of State, Office of the Historian",
    "publisher": "US Department of State, Office of the Historian",
    "url": "https://github.com/HistoryAtState/visits",
    "licence": "CC0-1.0",
    "edition": "HistoryAtState/visits@869ca4f0 data",
    "perspective": "US government",
}
COLUMNS = ("id start_date end_date visitor from_id from_name description source_file").split()
# Visitor as spelled without the title, actor, short form for ids.
VISITORS = {
    "Adnan Pachachi": ("act-adnan-pachachi", "pachachi"),
    "Ayad Allawi": ("act-ayad-allawi", "allawi"),
    "Ghazi al-Yawer": ("act-ghazi-al-yawer", "yawer"),
    "Haidar al-Abadi": ("act-haider-al-abadi", "abadi"),
    "Ibrahim al-Jafari": ("act-ibrahim-al-jaafari", "jaafari"),
    "Jalal Talabani": ("act-jalal-talabani", "talabani"),
    "Nouri al-Maliki": ("act-nouri-al-maliki", "maliki"),
    "Nuri al-Maliki": ("act-nouri-al-maliki", "maliki"),
}
VISITOR = re.compile(r"(?P<title>(?:Interim )?(?:President|Prime Minister)) (?P<name>.+)")
# Titles that the file gives wrongly: the office, and what the event says of it.
OFFICES = {
    "Interim President Adnan Pachachi": (
        "president for the month of the Iraqi Governing Council",
        "The source calls him interim president of Iraq, which had none then; he held the "
        "presidency of the Governing Council, which changed by the month.",
    ),
}
HOSTS = {"President Bush": "act-george-w-bush", "President Obama": "act-barack-obama"}
PLACES: dict[str, dict[str, Any]] = {
    "in New York City": {
        "place": "New York City",
        "geonames_id": 5128581,
        "admin1": "US-NY",
        "where_prec": 1,
    },
    "at Sea Island, Georgia": {"place": "Sea Island, Georgia", "admin1": "US-GA", "where_prec": 1},
}
# Where Congress as a body was addressed.
ADDRESSED = [
    "Addressed a joint session of Congress September 23",
    "Addressed joint meeting of Congress July 26",
]
# Parts of a visit that were not at the place which the description names.
ELSEWHERE = [
    "Met with members of Congress and attended the funeral of Former President Reagan, June 10–11",
    *ADDRESSED,
]
# What else may stand in a description; the rest stops the import.
KNOWN = [
    "Official Working Visit",
    "Working visit",
    "Working Visit",
    "Met with",
    "at the UN General Assembly Meeting",
    "at the UN General Assembly",
    "during the G-8 Economic Summit",
    "Returned to the UN afterward",
    *ELSEWHERE,
]


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    ids = EventIds()
    for record in sorted(read(path, COLUMNS), key=lambda record: record["start_date"]):
        if record["from_id"] != "iraq":
            record.stop("from_id", "is not Iraq")
        if not 2003 <= record.day("start_date").year <= 2015:
            rows.ignore(record, "outside 2003-2015")
        else:
            _visit(rows, record, ids)
    return rows


def _visit(rows: Rows, record: Record, ids: EventIds) -> None:
    start, end = record.day("start_date"), record.day("end_date")
    match = VISITOR.fullmatch(record["visitor"])
    if match is None or match["name"] not in VISITORS:
        record.stop("visitor", "is not known to the importer")
    actor, short = VISITORS[match["name"]]
    event = ids.of(short, "us", start)
    number, locator = record["id"], f"visit {record['id']}"
    rows.actor(actor, number, locator, match["name"])
    rows.actor("act-united-states", number, locator)
    recipients, places = _read(record)
    name = match["name"].replace("Nuri", "Nouri").replace("Haidar", "Haider")
    office, notes = OFFICES.get(record["visitor"], (f"{match['title'].lower()} of Iraq", ""))
    met = "; met the president" if set(recipients) & set(HOSTS.values()) else ""
    rows.record(
        "events",
        "event_id",
        number,
        locator,
        **visit(start, end),
        event_id=event,
        title=f"{name.replace('al-Jafari', 'al-Jaafari')} visits the United States",
        iso3="USA",
        description=f"Visit of the {office} to the United States{met}.",
        notes=notes,
        claim_note=f"Visitor given as {record['visitor']}{notes and ', which is not his office'}.",
        **places,
    )
    rows.claim(event, number, locator, field="date", stated_value=visit(start, end)["date"])
    rows.participant(event, actor, "actor")
    rows.participant(event, "act-united-states", "host")
    for recipient in recipients:
        rows.actor(recipient, number, locator)
        rows.participant(event, recipient, "recipient")
    rows.add(
        "identifiers",
        record_id=event,
        scheme="state_visits",
        identifier=number,
        source_id=rows.source_id,
        locator=locator,
    )


def _read(record: Record) -> tuple[list[str], dict[str, Any]]:
    text = record["description"]
    recipients = [actor for spelling, actor in HOSTS.items() if spelling in text]
    places = [place for spelling, place in PLACES.items() if spelling in text]
    if any(phrase in text for phrase in ELSEWHERE):
        places = []
    if any(phrase in text for phrase in ADDRESSED):
        recipients.append("act-us-congress")
    for phrase in sorted([*KNOWN, *HOSTS, *PLACES], key=len, reverse=True):
        text = text.replace(phrase, "")
    if text.strip(" .;,"):
        record.stop("description", f"holds {text.strip()!r}, which the importer does not know")
    return recipients, places[0] if places else {"where_prec": 6}
