"""Trips of US presidents and secretaries of state to Iraq.

Origin: US Department of State, Office of the Historian, Travels Abroad of the President and of
the Secretary of State, HistoryAtState/travels, trips since 1990 whose country or remarks name
Iraq. Licence: CC0 1.0 and US public domain.

Columns read: id, role, who, name, start_date, end_date, country_id, locale, remarks (for those
met, of which no sentence is kept).

Decisions: trips to Iraq, 2003-2015. Trips elsewhere that only speak of Iraq are left out, and so
are conferences on Iraq; two meetings with a prime minister of Iraq in a third country (1416; 2473
with 1576) are in the tables by the curators' hands. The traveller is the event's actor and so is a
companion, Iraq its host, whoever else the remarks name a recipient; unnamed leaders, officials and
troops are not participants. The remarks of 2013-03-24 and 2014-06-23 call Nouri al-Maliki
president; he was prime minister: the claim says so and nothing is repaired. A trip to several
places has them all in `place`, no coordinates and the precision of the country. The `who` of a
secretary of state is a person id of POCOM.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from importers.publisher_file import Record, read
from importers.rows import Rows
from importers.visits import EventIds, visit

SOURCE = {
    "source_id": "src-ohs-travels",
    "kind": "dataset",
    "title": "Travels Abroad of the President and of the Secretary of State: Iraq",
    "author": "US Department of State, Office of the Historian",
    "publisher": "US Department of State, Office of the Historian",
    "url": "https://github.com/HistoryAtState/travels",
    "licence": "CC0-1.0",
    "edition": "HistoryAtState/travels@3170c773 president-travels, secretary-travels",
    "perspective": "US government",
    "notes": "The remarks of two trips (2013-03-24, 2014-06-23) call Nouri al-Maliki president; "
    "he was prime minister.",
}
COLUMNS = (
    "id role who name start_date end_date country_id country locale remarks source_file"
).split()
ROLES = {"president": "president", "secretary": "secretary of state"}
TRAVELLERS = {
    "bush-george-w": ("act-george-w-bush", "bush"),
    "clinton-hillary-rodham": ("act-hillary-clinton", "clinton"),
    "kerry-john-forbes": ("act-john-kerry", "kerry"),
    "obama-barack": ("act-barack-obama", "obama"),
    "powell-colin-luther": ("act-colin-powell", "powell"),
    "rice-condoleezza": ("act-condoleezza-rice", "rice"),
}
# Those met, as the remarks write them with their titles: actor and the spelling of the name.
MET = {
    "British Foreign Secretary Straw": ("act-jack-straw", ""),
    "Coalition Provisional Authority": ("act-coalition-provisional-authority", ""),
    "Council of Representatives Speaker Salim al-Jabouri": (
        "act-salim-al-jabouri",
        "Salim al-Jabouri",
    ),
    "Deputy Prime Minister Salih": ("act-barham-salih", ""),
    "Foreign Minister Ibrahim al-Ja’fari": ("act-ibrahim-al-jaafari", "Ibrahim al-Ja’fari"),
    "Foreign Minister Zebari": ("act-hoshyar-zebari", ""),
    "Gen. Petraeus": ("act-david-petraeus", ""),
    "Iraqi Governing Council": ("act-iraqi-governing-council", ""),
    "Kurdish Regional President Barzani": ("act-masoud-barzani", ""),
    "President Fuad Masum": ("act-fuad-masum", "Fuad Masum"),
    "President Nouri al-Maliki": ("act-nouri-al-maliki", "Nouri al-Maliki"),
    "President Talabani": ("act-jalal-talabani", ""),
    "President Talebani": ("act-jalal-talabani", "Talebani"),
    "President Yawer": ("act-ghazi-al-yawer", "Yawer"),
    "Prime Minister Haidar al-Abadi": ("act-haider-al-abadi", "Haidar al-Abadi"),
    "Prime Minister Maliki": ("act-nouri-al-maliki", ""),
    "Prime Minister al-Maliki": ("act-nouri-al-maliki", ""),
    "Prime Minister-designate al-Maliki": ("act-nouri-al-maliki", ""),
    "Prime Minster Jafari": ("act-ibrahim-al-jaafari", "Jafari"),
    "Prime Minster al-Maliki": ("act-nouri-al-maliki", ""),
    "Secretary of Defense Gates": ("act-robert-gates", ""),
    "Secretary of State Rice": ("act-condoleezza-rice", ""),
}
# Stands before the name of somebody who made the trip as well.
COMPANION = "Travelled with "
WRONG = "President Nouri al-Maliki"
# An office left over in the remarks means somebody whom MET does not hold.
OFFICES = re.compile(r"President|Prime Min|Minister|Secretary|Gen\.|Speaker|King|Chancellor")
PLACES: dict[str, dict[str, Any]] = {
    "Al-Assad Air Force Base": {
        "place": "Al-Assad Air Force Base",
        "admin1": "IQ-AN",
        "where_prec": 1,
    },
    "Baghdad": {
        "place": "Baghdad",
        "geonames_id": 98182,
        "admin1": "IQ-BG",
        "where_prec": 1,
    },
}
SEVERAL = {"Baghdad", "Erbil", "Halabja", "Irbil", "Kirkuk", "Mosul"}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    ids = EventIds()
    for record in sorted(read(path, COLUMNS), key=lambda record: record["start_date"]):
        if record["country_id"] != "iraq":
            rows.ignore(record, "a trip to another country")
        elif not 2003 <= record.day("start_date").year <= 2015:
            rows.ignore(record, "outside 2003-2015")
        else:
            _trip(rows, record, ids)
    return rows


def _trip(rows: Rows, record: Record, ids: EventIds) -> None:
    start, end = record.day("start_date"), record.day("end_date")
    if record["who"] not in TRAVELLERS:
        record.stop("who", "is not known to the importer")
    actor, short = TRAVELLERS[record["who"]]
    office = record.one_of("role", ROLES)
    event = ids.of(short, "iraq", start)
    number, locator = record["id"], f"trip {record['id']}"
    rows.actor(actor, number, locator, record["name"])
    rows.actor("act-iraq", number, locator)
    note = ""
    if WRONG in record["remarks"]:
        note = "Calls Nouri al-Maliki president; he was prime minister."
    rows.record(
        "events",
        "event_id",
        number,
        locator,
        **visit(start, end),
        **_place(record),
        event_id=event,
        title=f"{rows_name(rows, actor)} visits Iraq",
        iso3="IRQ",
        description=f"Trip of the US {office} to Iraq ({record['locale']}).",
        claim_note=note,
    )
    rows.claim(event, number, locator, field="date", stated_value=visit(start, end)["date"])
    rows.participant(event, actor, "actor")
    rows.participant(event, "act-iraq", "host")
    for met, spelling, role in _met(record):
        rows.actor(met, number, locator, spelling)
        rows.participant(event, met, role)
    if office == ROLES["secretary"]:
        _person(rows, record, actor, locator)
    rows.add(
        "identifiers",
        record_id=event,
        scheme="state_travels",
        identifier=number,
        source_id=rows.source_id,
        locator=locator,
    )


def _person(rows: Rows, record: Record, actor: str, locator: str) -> None:
    """The id of a secretary of state, once; those of the presidents are no POCOM ids."""
    for row in rows.tables.get("identifiers", []):
        if row["record_id"] == actor:
            return
    rows.add(
        "identifiers",
        record_id=actor,
        scheme="pocom",
        identifier=record["who"],
        source_id=rows.source_id,
        locator=locator,
    )


def rows_name(rows: Rows, actor: str) -> str:
    """The name of an actor that was added before."""
    return next(str(row["name"]) for row in rows.tables["actors"] if row["actor_id"] == actor)


def _place(record: Record) -> dict[str, Any]:
    locale = record["locale"]
    if locale in PLACES:
        return PLACES[locale]
    if set(locale.split(", ")) <= SEVERAL:
        return {"place": locale, "where_prec": 6}
    record.stop("locale", "is not known to the importer")


def _met(record: Record) -> list[tuple[str, str, str]]:
    text = record["remarks"]
    met = []
    for spelling in sorted(MET, key=len, reverse=True):
        if spelling in text:
            role = "actor" if COMPANION + spelling in text else "recipient"
            text = text.replace(spelling, "")
            met.append((*MET[spelling], role))
    left = OFFICES.search(text)
    if left:
        record.stop("remarks", f"names a {left[0]} whom the importer does not know")
    return met
