"""Iraq's borders, and diplomatic representation between Iraq and the United States, by edition.

Origin: CIA, The World Factbook, 36 yearly editions as collected by
MilkMp/CIA-World-Factbooks-Archive-1990-2025, all fields of Iraq. Licence: CC0 1.0 over a work of
the US Government.

Columns read: edition_year, field_id, field, content; of the fields only `Land boundaries`,
`Executive branch` and the two on diplomatic representation, editions 2003-2015.

Decisions:

- Lengths of borders are one statistic per neighbour and edition, with the edition in `as_of` and
  no date. The border with Iran reads 1,458 km to the 2013 edition and 1,599 km from 2014: both
  stand, and the latest edition in scope is the preferred one.
- Iraq's consulates general in the US are one mission each; every edition that lists one is a
  claim. The lists of 2013-2014 and of 2015 contradict each other, so no opening or closing is
  read from them.
- A head of mission is a posting; its date is given only where an edition says `since`. Heads of
  the US embassy are claims on the postings that `ohs-pocom` made, which must be imported first;
  the chargé of 2005 is a posting of this source alone. A post that an edition calls vacant has
  no posting.
- President and prime minister of Iraq are postings, from the day that an edition gives as `since`;
  their ends, vice presidents, deputies and cabinets are not read.
- Addresses, telephone and fax numbers are not read. The 2003 edition says that representation
  and government were in transition: left out.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from importers.publisher_file import Record, read
from importers.rows import Rows
from iraqdata.errors import IraqdataError

SOURCE = {
    "source_id": "src-cia-factbook",
    "kind": "dataset",
    "title": "The World Factbook: Iraq",
    "author": "Central Intelligence Agency",
    "publisher": "Central Intelligence Agency",
    "url": "https://github.com/MilkMp/CIA-World-Factbooks-Archive-1990-2025",
    "licence": "CC0-1.0",
    "edition": "editions 1990-2025, CIA-World-Factbooks-Archive-1990-2025@b998f60a",
    "perspective": "US government",
    "notes": "One source for all editions: the edition is in as_of and locator of what is taken.",
}
COLUMNS = ["edition_year", "source_format", "field_id", "field", "content"]
NEIGHBOURS = {
    "Iran": "IRN",
    "Jordan": "JOR",
    "Kuwait": "KWT",
    "Saudi Arabia": "SAU",
    "Syria": "SYR",
    "Turkey": "TUR",
}
IN_THE_US = "Diplomatic representation in the US"
FROM_THE_US = "Diplomatic representation from the US"
HEAD = re.compile(
    r"chief of mission: Ambassador (?P<ambassador>.+?)"
    r"(?:; Charge d'Affaires (?P<charge>.+?))?"
    r"(?: \(since (?P<since>\d+ \w+ \d{4})\))? (?:chancery|embassy): "
)
CONSULATES = re.compile(r" consulate\(s\) general: (.+)$")
LEADERS = {
    "president": re.compile(
        r"chief of state: (?:[\w ]+ Government \(\w+\) )?President (?P<name>.+?) "
        r"\(since (?P<since>[\w ]+)\)"
    ),
    "prime-minister": re.compile(
        r"head of government: (?:[\w ]+ Government \(\w+\) )?Prime Minister (?P<name>.+?) "
        r"\(since (?P<since>[\w ]+)\)"
    ),
}
OFFICES = {"president": "President of Iraq", "prime-minister": "Prime Minister of Iraq"}
PEOPLE = {
    "Ayad ALLAWI": "act-ayad-allawi",
    "Fuad MASUM": "act-fuad-masum",
    "Ghazi al-Ujayl al-YAWR": "act-ghazi-al-yawer",
    "Haydar al-ABADI": "act-haider-al-abadi",
    "Ibrahim al-JAFARI": "act-ibrahim-al-jaafari",
    "Jalal TALABANI": "act-jalal-talabani",
    "Nuri al-MALIKI": "act-nouri-al-maliki",
    "Luqman Abd al-Rahim FAYLI": "act-lukman-faily",
    "Jabir Habib JABIR": "act-jabir-habib-jabir",
    "Rend Rahim FRANCKE": "act-rend-al-rahim-francke",
    "Samir Shakir al-SUMAYDI": "act-samir-sumaidaie",
    "James F. JEFFREY": "act-james-f-jeffrey",
}
US_AMBASSADORS = {
    "John D. NEGROPONTE": "pos-john-negroponte-us-ambassador-iraq-2004",
    "Zalmay KHALILZAD": "pos-zalmay-khalilzad-us-ambassador-iraq-2005",
    "Ryan C. CROCKER": "pos-ryan-crocker-us-ambassador-iraq-2007",
    "Christopher R. HILL": "pos-christopher-r-hill-us-ambassador-iraq-2009",
    "James F. JEFFREY": "pos-james-f-jeffrey-us-ambassador-iraq-2010",
    "James F. Jeffrey": "pos-james-f-jeffrey-us-ambassador-iraq-2010",
    "Robert Stephen BEECROFT": "pos-robert-stephen-beecroft-us-ambassador-iraq-2012",
    "Stuart E. JONES": "pos-stuart-e-jones-us-ambassador-iraq-2014",
}
CITIES: dict[str, dict[str, Any]] = {
    "Washington": {"city": "Washington, D.C.", "geonames_id": 4140963, "admin1": "US-DC"},
    "Chicago": {"city": "Chicago", "geonames_id": 4887398, "admin1": "US-IL"},
    "Detroit": {"city": "Detroit", "geonames_id": 4990729, "admin1": "US-MI"},
    "Houston": {"city": "Houston", "geonames_id": 4699066, "admin1": "US-TX"},
    "Los Angeles": {"city": "Los Angeles", "geonames_id": 5368361, "admin1": "US-CA"},
    "New York": {"city": "New York", "geonames_id": 5128581, "admin1": "US-NY"},
    "San Francisco": {"city": "San Francisco", "geonames_id": 5391959, "admin1": "US-CA"},
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    rows.add(
        "indicators",
        indicator="border_length",
        title="Length of a land border",
        unit="km",
        definition="Length of the land border of the geography with the counterpart; without a "
        "counterpart all land borders together. Sources measure differently: the difference "
        "between editions is not a change of the border. Rows have an edition in as_of, not a "
        "period: those of 2003 to 2015, each with all seven figures.",
    )
    readers = {
        "Land boundaries": _borders,
        "Executive branch": _leaders,
        IN_THE_US: _iraqi_missions,
        FROM_THE_US: _us_embassy,
    }
    seen = set()
    for record in read(path, COLUMNS):
        edition = record.integer("edition_year")
        if record["field"] not in readers:
            rows.ignore(record, "a field that is not used")
        elif not 2003 <= edition <= 2015:
            rows.ignore(record, "an edition outside 2003-2015")
        elif (edition, record["field"]) in seen:
            record.stop("field", f"stands in the {edition} edition twice")
        else:
            seen.add((edition, record["field"]))
            readers[record["field"]](rows, record, edition)
    for edition in {edition for edition, _ in seen}:
        for field in readers:
            if (edition, field) not in seen:
                raise IraqdataError(f"{path}: the {edition} edition has no field {field!r}")
    latest = max(edition for edition, _ in seen)
    for row in rows.tables.get("statistics", []):
        row["preferred"] = row["as_of"] == str(latest)
        if row["preferred"]:
            row["notes"] = "Preferred as the latest edition in scope."
    return rows


def _locator(record: Record) -> str:
    return f"{record['edition_year']} edition, {record['field']}, field {record['field_id']}"


def _borders(rows: Rows, record: Record, edition: int) -> None:
    number = r"([0-9,]+) km"
    pattern = rf"total: *{number} (?:\| )?border countries(?: \(6\))?: *" + ", ".join(
        f"{name} {number}" for name in NEIGHBOURS
    )
    match = re.fullmatch(pattern, record["content"])
    if match is None:
        record.stop("content", "is not a list of the total and the six neighbours")
    for iso3, length in zip(["", *NEIGHBOURS.values()], match.groups(), strict=True):
        rows.add(
            "statistics",
            statistic_id=f"sta-border-irq-{iso3.lower() or 'all'}-{edition}-{rows.origin}",
            indicator="border_length",
            geography_iso3="IRQ",
            counterpart_iso3=iso3,
            value=int(length.replace(",", "")),
            qualifier="exact",
            unit="km",
            as_of=str(edition),
            source_id=rows.source_id,
            locator=_locator(record),
            preferred=False,
        )


def _leaders(rows: Rows, record: Record, edition: int) -> None:
    if record["content"].startswith("chief of state: in transition"):
        rows.ignore(record, "government in transition")
        return
    part = f"{edition}-executive"
    for office, pattern in LEADERS.items():
        match = pattern.search(record["content"])
        if match is None:
            record.stop("content", f"does not name the {office} in a known form")
        name = match["name"]
        if name not in PEOPLE:
            record.stop("content", f"names {name}, whom the importer does not know")
        actor = PEOPLE[name]
        posting = f"pos-{actor.removeprefix('act-')}-{office}"
        since = _since(record, match["since"])
        rows.actor("act-iraq", part, _locator(record))
        rows.actor(actor, part, _locator(record), name)
        rows.record(
            "postings",
            "posting_id",
            part,
            _locator(record),
            posting_id=posting,
            actor_id=actor,
            office=OFFICES[office],
            body_id="act-iraq",
            date=since,
            claim_note=f"Named as {name}.",
        )
        rows.claim(posting, part, _locator(record), field="date", stated_value=since)


def _iraqi_missions(rows: Rows, record: Record, edition: int) -> None:
    if record["content"].startswith("in transition"):
        rows.ignore(record, "representation in transition")
        return
    content = record["content"].replace(" | ", " ")
    head = _head(record, content)
    embassy = "mis-iraq-embassy-washington-2004"
    _mission(rows, record, edition, embassy, "embassy", "Washington")
    for office, slug, name in (
        ("Ambassador of Iraq to the United States", "ambassador", head["ambassador"]),
        ("Chargé d'affaires of Iraq in the United States", "charge", head["charge"]),
    ):
        if name and name != "(vacant)":
            _head_of_mission(rows, record, edition, embassy, office, f"iraqi-{slug}-us", name, head)
    listed = CONSULATES.search(content)
    for city in listed[1].split(", ") if listed else []:
        if city not in CITIES:
            record.stop("content", f"names a consulate in {city}, which the importer has not")
        slug = city.lower().replace(" ", "-")
        first = 2015 if city == "Detroit" else 2013
        mission = f"mis-iraq-consulate-general-{slug}-{first}"
        _mission(rows, record, edition, mission, "consulate-general", city)


def _mission(rows: Rows, record: Record, edition: int, mission: str, kind: str, city: str) -> None:
    what = "Embassy" if kind == "embassy" else "Consulate General"
    note = "The number in the id is the first edition in scope that lists the post."
    if kind != "embassy":
        note += " The lists of the 2013-2014 and 2015 editions contradict each other."
    rows.record(
        "missions",
        "mission_id",
        str(edition),
        _locator(record),
        mission_id=mission,
        name=f"{what} of Iraq, {CITIES[city]['city']}",
        post=f"iraq-{city.lower().replace(' ', '-')}",
        mission_type=kind,
        sending_iso3="IRQ",
        receiving_iso3="USA",
        n_posts=1,
        notes=note,
        **CITIES[city],
    )


def _us_embassy(rows: Rows, record: Record, edition: int) -> None:
    if record["content"].startswith("in transition"):
        rows.ignore(record, "representation in transition")
        return
    head = _head(record, record["content"].replace(" | ", " "))
    embassy = "mis-us-embassy-baghdad-2004"
    rows.claim(embassy, f"{edition}", _locator(record))
    if head["charge"]:
        office = "Chargé d'affaires of the United States in Iraq"
        _head_of_mission(
            rows, record, edition, embassy, office, "us-charge-iraq", head["charge"], head
        )
    if head["ambassador"] == "(vacant)":
        return
    if head["ambassador"] not in US_AMBASSADORS:
        record.stop("content", f"names {head['ambassador']}, whom the importer does not know")
    posting = US_AMBASSADORS[head["ambassador"]]
    since = _since(record, head["since"])
    rows.claim(
        posting,
        f"{edition}",
        _locator(record),
        field="date" if since else None,
        stated_value=since,
        note=f"Named as {head['ambassador']}.",
    )


def _head(record: Record, content: str) -> dict[str, str | None]:
    match = HEAD.match(content)
    if match is None:
        record.stop("content", "does not begin with a chief of mission in a known form")
    return match.groupdict()


def _since(record: Record, since: str | None) -> str | None:
    if since is None:
        return None
    for form, length in (("%d %B %Y", 10), ("%B %Y", 7)):
        try:
            return datetime.strptime(since, form).date().isoformat()[:length] + "/"
        except ValueError:
            continue
    record.stop("content", f"holds {since!r}, which is neither a day nor a month")


def _head_of_mission(
    rows: Rows,
    record: Record,
    edition: int,
    mission: str,
    office: str,
    slug: str,
    name: str,
    head: dict[str, str | None],
) -> None:
    if name not in PEOPLE:
        record.stop("content", f"names {name}, whom the importer does not know")
    actor = PEOPLE[name]
    spelling = name.title() if name.isupper() else name
    rows.actor(actor, str(edition), _locator(record), spelling)
    held = [row for row in rows.tables.get("postings", []) if row["actor_id"] == actor]
    first = held[0]["posting_id"].rsplit("-", 1)[1] if held else str(edition)
    rows.record(
        "postings",
        "posting_id",
        str(edition),
        _locator(record),
        posting_id=f"pos-{actor.removeprefix('act-')}-{slug}-{first}",
        actor_id=actor,
        office=office,
        mission_id=mission,
        date=_since(record, head["since"]),
        notes="The number in the id is the first edition in scope that names the person.",
        claim_note=f"Named as {name}.",
    )
