"""Events with a government other than Iraq's on a side, and deaths in Iraq by type of violence.

Origin: Uppsala Conflict Data Program, UCDP GED, the extract for Iraq offered on HDX (1989-2018, so
GED 19.1 or a refresh of it; the file names no version). Licence: CC BY 4.0.

Columns read: id, year, active_year, type_of_violence, conflict and dyad (ids and names), sides
(ids and names), where_prec, where_coordinates, adm_1, latitude, longitude, event_clarity,
date_prec, date_start, date_end, deaths_civilians, low, best, high. Sources and headlines are not
read. Row 2 of the file holds HXL tags and is left out.

Decisions:

- Events are those of 2003-2015 with a government other than Iraq's on either side. UCDP's side A
  is `actor`, its side B `recipient`: its order, which does not say who attacked.
- An event placed in a governorate as a whole has the governorate's GeoNames id, with a claim of
  GeoNames.
- The Islamic State has its id from the rows that count its deaths; no event here has it on a side.
- Each is part of its conflict, an event of its own that has UCDP's ids of conflict and dyad.
- The precision codes of the source stand. A day is a date; what lies between two days is written
  as the interval, which for a precision of 2 to 5 means once or more within it.
- A death estimate with low above best or best above high is a defect of the source: it stands,
  and the note says so. So does a place that UCDP calls exact and names by a region.
- Deaths are summed by year and type of violence over all rows of Iraq, low, best and high each as
  published, civilians apart. A type without an event in a year is 0: UCDP covers Iraq throughout.
  They are not Iraq Body Count's civilians: other events are counted, by other rules.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from importers.conflicts import CONFLICTS
from importers.publisher_file import Record, read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-ucdp-ged-hdx",
    "kind": "dataset",
    "title": "UCDP Georeferenced Event Dataset, Iraq",
    "author": "Uppsala Conflict Data Program",
    "publisher": "Uppsala Conflict Data Program; Humanitarian Data Exchange",
    "url": "https://ucdp.uu.se/downloads/",
    "licence": "CC-BY-4.0",
    "edition": "HDX extract for Iraq, 1989-2018, copy in "
    "mcdimant/refugee_predictive_model@6f18678e data/conflict_data_irq.csv",
    "notes": "The file names no version; the copy was committed on 2021-04-01. 21 rows have low "
    "above best and 48 best above high. That day is the vintage of the statistics: the latest that "
    "the file can be of.",
}
GAZETTEER = {
    "source_id": "src-geonames-admin1",
    "kind": "dataset",
    "title": "GeoNames: first-level administrative divisions (admin1CodesASCII)",
    "author": "GeoNames",
    "publisher": "GeoNames",
    "url": "https://www.geonames.org",
    "licence": "CC-BY-4.0",
    "edition": "copy in pmsourcedump/geonames@1fae1502 admin1CodesASCII.txt, the 18 rows of Iraq",
}
COLUMNS = (
    "id year active_year start_year end_year type_of_violence conflict_new_id conflict_name "
    "dyad_new_id dyad_name side_a_new_id gwnoa side_a side_b_new_id gwnob side_b "
    "number_of_sources source_article source_office source_date source_headline source_original "
    "where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country "
    "country_id iso3 region event_clarity date_prec date_start date_end deaths_a deaths_b "
    "deaths_civilians deaths_unknown low best high"
).split()
COPIED = "2021-04-01"
TYPES = {"1": "state_based", "2": "non_state", "3": "one_sided"}
SIDES = {
    "Government of Australia": "act-australia",
    "Government of Iran": "act-iran",
    "Government of Iraq": "act-iraq",
    "Government of Turkey": "act-turkey",
    "Government of United Kingdom": "act-united-kingdom",
    "Government of United States of America": "act-united-states",
    "IS": "act-isis",
    "PJAK": "act-pjak",
    "PKK": "act-pkk",
}
SHORT = {
    "act-australia": "Australia",
    "act-iran": "Iran",
    "act-iraq": "Iraq",
    "act-pjak": "PJAK",
    "act-pkk": "the PKK",
    "act-turkey": "Turkey",
    "act-united-kingdom": "the United Kingdom",
    "act-united-states": "the United States",
}
# UCDP's names of governorates, in its spacing; At-Ta'mim is the former name of Kirkuk.
ADMIN1 = {
    "": "",
    "Al Anbār province": "IQ-AN",
    "Al Başrah  province": "IQ-BA",
    "Al Muthanná province": "IQ-MU",
    "An Najaf province": "IQ-NA",
    "Arbīl province": "IQ-AR",
    "As Sulaymānīyah province": "IQ-SU",
    "At-Ta'mim province": "IQ-KI",
    "Baghdād province": "IQ-BG",
    "Bābil province": "IQ-BB",
    "Dahūk province": "IQ-DA",
    "Dhī Qār province": "IQ-DQ",
    "Diyālá province": "IQ-DI",
    "Karbalā’ province": "IQ-KA",
    "Nīnawá province": "IQ-NI",
    "Şalāḩ ad Dīn province": "IQ-SD",
}
# GeoNames ids of governorates, from src-geonames-admin1.
GEONAMES = {
    "IQ-AN": 99592,
    "IQ-AR": 95445,
    "IQ-BA": 89341,
    "IQ-BB": 98227,
    "IQ-BG": 98180,
    "IQ-DA": 97270,
    "IQ-DI": 96965,
    "IQ-DQ": 97019,
    "IQ-KA": 94823,
    "IQ-KI": 98410,
    "IQ-MU": 99032,
    "IQ-NA": 98862,
    "IQ-NI": 92877,
    "IQ-SD": 91695,
    "IQ-SU": 98465,
}
OTHER_GOVERNMENT = re.compile(r"Government of (?!Iraq\b)")
VAGUE = re.compile(r"Northern|Southern|Western|Eastern|border|^Iraq$", re.IGNORECASE)


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    rows.add("sources", **GAZETTEER)
    _indicators(rows)
    deaths: dict[tuple[int, str], list[Record]] = defaultdict(list)
    seen = set()
    for record in read(path, COLUMNS):
        if record.number == 2:
            if record["year"] != "#date+year":
                record.stop("year", "is not the HXL tag expected in row 2")
            rows.ignore(record, "the HXL tags")
            continue
        if record["id"] in seen:
            record.stop("id", "stands in the file twice")
        seen.add(record["id"])
        if record["iso3"] != "IRQ":
            record.stop("iso3", "is not Iraq")
        year, violence = record.integer("year"), record.one_of("type_of_violence", TYPES)
        for column in ("low", "best", "high", "deaths_civilians"):
            if record.integer(column) < 0:
                record.stop(column, "is below zero")
        if not 2003 <= year <= 2015:
            rows.ignore(record, "outside 2003-2015")
            continue
        deaths[year, violence].append(record)
        _islamic_state(rows, record)
        if OTHER_GOVERNMENT.search(record["side_a"]) or OTHER_GOVERNMENT.search(record["side_b"]):
            _event(rows, record)
        else:
            rows.ignore(record, "counted in the deaths, but no event between states")
    for year in sorted({year for year, _ in deaths}):
        for violence in TYPES.values():
            _deaths(rows, year, violence, deaths.get((year, violence), []))
    return rows


def _islamic_state(rows: Rows, record: Record) -> None:
    for side in ("side_a", "side_b"):
        if record[side] == "IS":
            locator = f"id {record['id']}"
            if _identifier(rows, SIDES["IS"], "ucdp_actor", record[f"{side}_new_id"], locator):
                rows.actor(SIDES["IS"], record["id"], locator)


def _event(rows: Rows, record: Record) -> None:
    number, locator = record["id"], f"id {record['id']}"
    event = f"evt-ucdp-{number}"
    sides = {side: _side(record, side) for side in ("side_a", "side_b")}
    for side, actors in sides.items():
        for actor in actors:
            spelling = record[side] if len(actors) == 1 else ""
            rows.actor(actor, number, locator, spelling)
            rows.participant(event, actor, "actor" if side == "side_a" else "recipient")
    conflict = _conflict(rows, record, sides)
    names = [" and ".join(_names(actors)) for actors in sides.values()]
    start, end = record.day("date_start"), record.day("date_end")
    best = record.integer("best")
    admin1 = record.one_of("adm_1", ADMIN1)
    title = f"Fighting between {names[0]} and {names[1]}"
    if len(sides["side_a"]) > 1:
        title = f"Fighting between the US-led coalition and {names[1]}"
    rows.record(
        "events",
        "event_id",
        number,
        locator,
        event_id=event,
        title=f"{title}, {start}",
        event_type="ASSAULT",
        status="occurred",
        date=str(start) if start == end else f"{start}/{end}",
        date_prec=record.integer("date_prec"),
        part_of=conflict,
        place=" ".join(record["where_coordinates"].split()),
        admin1=admin1,
        geonames_id=GEONAMES.get(admin1) if record["where_prec"] == "4" else None,
        iso3="IRQ",
        latitude=record.number_in("latitude"),
        longitude=record.number_in("longitude"),
        where_prec=record.integer("where_prec"),
        low=record.integer("low"),
        best=best,
        high=record.integer("high"),
        description=f"State-based violence between {names[0]} and {names[1]} as coded by UCDP, "
        f"with {best} {'death' if best == 1 else 'deaths'} in its best estimate.",
        notes=" ".join(_notes(record)),
    )
    if record["where_prec"] == "4" and admin1:
        geonames = GEONAMES[admin1]
        rows.claim(
            event,
            number,
            f"geonameid {geonames}",
            source_id=GAZETTEER["source_id"],
            field="geonames_id",
            stated_value=str(geonames),
        )
    _identifier(rows, event, "ucdp_ged", number, locator)
    _identifier(rows, conflict, "ucdp_dyad", record["dyad_new_id"], locator)
    if "date" not in CONFLICTS[record["conflict_new_id"]]:
        _identifier(rows, conflict, "ucdp_conflict", record["conflict_new_id"], locator)
    for side, actors in sides.items():
        if len(actors) == 1:
            _identifier(rows, actors[0], "ucdp_actor", record[f"{side}_new_id"], locator)


def _conflict(rows: Rows, record: Record, sides: dict[str, list[str]]) -> str:
    number = record["conflict_new_id"]
    if number not in CONFLICTS:
        record.stop("conflict_new_id", "is a conflict that importers/conflicts.py does not hold")
    row = CONFLICTS[number]
    event_id = str(row["event_id"])
    if event_id not in {event["event_id"] for event in rows.tables.get("events", [])}:
        rows.record("events", "event_id", record["id"], f"conflict_new_id {number}", **row)
        for side, actors in sides.items():
            for actor in actors:
                rows.participant(event_id, actor, "actor" if side == "side_a" else "recipient")
    return event_id


def _identifier(rows: Rows, record_id: str, scheme: str, identifier: str, locator: str) -> bool:
    """Add an identifier; False if it is there already."""
    known = {
        (row["record_id"], row["scheme"], row["identifier"])
        for row in rows.tables.get("identifiers", [])
    }
    new = (record_id, scheme, identifier) not in known
    if new:
        rows.add(
            "identifiers",
            record_id=record_id,
            scheme=scheme,
            identifier=identifier,
            source_id=rows.source_id,
            locator=locator,
        )
    return new


def _side(record: Record, side: str) -> list[str]:
    names = record[side].split(", ")
    for name in names:
        if name not in SIDES:
            record.stop(side, f"names {name}, whom the importer does not know")
    return [SIDES[name] for name in names]


def _names(actors: list[str]) -> list[str]:
    return [", ".join(SHORT[actor] for actor in actors[:-1]) or SHORT[actors[-1]]] + [
        SHORT[actor] for actor in actors[-1:] if len(actors) > 1
    ]


def _notes(record: Record) -> list[str]:
    low, best, high = (record.integer(column) for column in ("low", "best", "high"))
    notes = []
    if low > best:
        notes.append("Defect of the source: the low estimate is above the best.")
    if best > high:
        notes.append("Defect of the source: the best estimate is above the high.")
    if record["where_prec"] == "1" and VAGUE.search(record["where_coordinates"]):
        notes.append("The source calls the place exact but names a region.")
    if record["active_year"] == "0":
        notes.append("The dyad was not active this year by UCDP's threshold.")
    elif record["active_year"] != "1":
        record.stop("active_year", "is neither 0 nor 1")
    if record["event_clarity"] == "2":
        notes.append("Aggregate report: UCDP event clarity 2.")
    elif record["event_clarity"] != "1":
        record.stop("event_clarity", "is neither 1 nor 2")
    return notes


def _indicators(rows: Rows) -> None:
    scopes = (
        "Scopes are UCDP's types of violence: state_based (a state on a side), non_state (none), "
        "one_sided (against civilians)."
    )
    common: dict[str, Any] = {
        "unit": "deaths",
        "scopes": "non_state|one_sided|state_based",
        "source_id": rows.source_id,
    }
    rows.add(
        "indicators",
        indicator="ucdp_deaths",
        title="Deaths in organised violence, UCDP",
        definition="Deaths in the geography in events coded by UCDP, of all sides, civilians and "
        "unknown: best estimate, with UCDP's low and high as bounds. Sums over events as "
        f"published. {scopes}",
        **common,
    )
    rows.add(
        "indicators",
        indicator="ucdp_civilian_deaths",
        title="Deaths of civilians in organised violence, UCDP",
        definition="Civilians among the deaths in events coded by UCDP, as far as its best "
        "estimate tells them apart. Not comparable with Iraq Body Count, which counts other "
        f"events by other rules. {scopes}",
        **common,
    )


def _deaths(rows: Rows, year: int, violence: str, records: list[Record]) -> None:
    sums = {
        column: sum(record.integer(column) for record in records)
        for column in ("low", "best", "high", "deaths_civilians")
    }
    defects = sum(
        not record.integer("low") <= record.integer("best") <= record.integer("high")
        for record in records
    )
    note = "No event of this type coded." if not records else ""
    if defects:
        note = f"Events whose low, best and high are out of order in the source: {defects}."
    common = {
        "geography_iso3": "IRQ",
        "scope": violence,
        "unit": "deaths",
        "date": str(year),
        "as_of": COPIED,
        "source_id": rows.source_id,
        "locator": f"year {year}, type_of_violence {violence}, {len(records)} events",
        "preferred": True,
    }
    slug = f"{violence.replace('_', '-')}-{year}-{rows.origin}"
    rows.add(
        "statistics",
        statistic_id=f"sta-ucdp-deaths-iraq-{slug}",
        indicator="ucdp_deaths",
        value=sums["best"],
        value_low=sums["low"],
        value_high=sums["high"],
        qualifier="range",
        notes=note,
        **common,
    )
    rows.add(
        "statistics",
        statistic_id=f"sta-ucdp-civilian-deaths-iraq-{slug}",
        indicator="ucdp_civilian_deaths",
        value=sums["deaths_civilians"],
        qualifier="exact",
        notes="No event of this type coded." if not records else "",
        **common,
    )
