"""Coordinates and Wikidata ids of embassies, November 2022.

Origin: Wikidata, extract of the Database of embassies project of 2022-11-16, rows with Iraq as
operator or country. Licence: CC0 1.0 (Wikidata).

Columns read: operatorQID, countryQID, type, QID, creation, latitude, longitude.

Decisions: the file shows the state of 2022 and not of 2003-2015; only embassies between Iraq and
Iran, Russia or the United States are read, as claims that the embassy existed, with its
identifier. Openings are not in the file. A mission that no other source knows has neither opening
nor closing. Coordinates are of 2022 too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importers.publisher_file import Record, read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-wikidata-embassies-2022",
    "kind": "dataset",
    "title": "Database of embassies",
    "author": "Wikidata contributors",
    "publisher": "Wikidata; Database of embassies project",
    "published": "2022-11-16",
    "url": "https://github.com/database-of-embassies/database-of-embassies",
    "licence": "CC0-1.0",
    "edition": "2022-11-16, database-of-embassies@b1987a62 database_of_embassies.csv",
    "notes": "Present-day: not a source for 2003-2015. Iran is missing as an operator in Iraq.",
}
COLUMNS = (
    "operator|operatorQID|jurisdictions|jurisdictionQIDs|country|countryQID|city|cityQID|address|"
    "latitude|longitude|phone|email|website|facebook|twitter|youtube|picture|pictureAuthor|"
    "pictureLicense|pictureLicenseURL|type|typeQID|creation|QID|Unnamed: 25"
).split("|")
ENTITY = "http://www.wikidata.org/entity/"
STATES = {"Q796": "IRQ", "Q794": "IRN", "Q159": "RUS", "Q30": "USA"}
MISSIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("IRQ", "RUS"): {
        "mission_id": "mis-iraq-embassy-moscow-2003",
        "name": "Embassy of Iraq, Moscow",
        "post": "iraq-moscow",
        "city": "Moscow",
        "geonames_id": 524901,
    },
    ("RUS", "IRQ"): {
        "mission_id": "mis-russia-embassy-baghdad-2003",
        "name": "Embassy of Russia, Baghdad",
        "post": "russia-baghdad",
        "city": "Baghdad",
        "geonames_id": 98182,
        "admin1": "IQ-BG",
    },
}
# Missions that other importers make.
KNOWN = {
    ("IRQ", "USA"): "mis-iraq-embassy-washington-2004",
    ("USA", "IRQ"): "mis-us-embassy-baghdad-2004",
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    for record in read(path, COLUMNS):
        pair = tuple(
            STATES.get(record[column].removeprefix(ENTITY), "")
            for column in ("operatorQID", "countryQID")
        )
        if "IRQ" not in pair:
            record.stop("operatorQID", "and countryQID name other countries than Iraq")
        if "" in pair:
            rows.ignore(record, "an embassy with a country other than Iran, Russia and the US")
        elif record["type"] != "embassy":
            rows.ignore(record, "a post that is no embassy, as of 2022")
        else:
            _embassy(rows, record, pair)
    return rows


def _embassy(rows: Rows, record: Record, pair: tuple[str, ...]) -> None:
    sending, receiving = pair
    number = record["QID"].removeprefix(ENTITY)
    note = "As of 2022-11-16."
    if (sending, receiving) in KNOWN:
        mission = KNOWN[sending, receiving]
        rows.claim(mission, number.lower(), number, note=note)
    elif (sending, receiving) in MISSIONS:
        mission = MISSIONS[sending, receiving]["mission_id"]
        rows.record(
            "missions",
            "mission_id",
            number.lower(),
            number,
            **MISSIONS[sending, receiving],
            mission_type="embassy",
            sending_iso3=sending,
            receiving_iso3=receiving,
            latitude=record.number_in("latitude"),
            longitude=record.number_in("longitude"),
            n_posts=1,
            notes="The number in the id is the first year of the scope; the file shows it in 2022.",
            claim_note=note,
        )
    else:
        record.stop("countryQID", "makes a pair of states for which the importer has no mission")
    rows.add(
        "identifiers",
        record_id=mission,
        scheme="wikidata",
        identifier=number,
        source_id=rows.source_id,
        locator=number,
    )
