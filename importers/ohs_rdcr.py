"""Turning points of recognition and relations between the United States and Iraq since 1930.

Origin: US Department of State, Office of the Historian, A Guide to the United States' History of
Recognition, Diplomatic, and Consular Relations: Iraq, HistoryAtState/rdcr, articles/iraq.xml,
its timeline. Licence: CC0 1.0 and US public domain.

Columns read: year, heading (which tells the entry), text (searched for the dates that the
events below rest on; none of it is kept).

Decisions: one entry can give several events; those of an entry stand under its heading in
EVENTS. The entry of 1888 is before Iraq and left out. An entry that is new or missing, or a text
without one of its dates, stops the import. Openings and closings of the embassy in Baghdad are
claims on its spells as well. The invasion and the taking of Baghdad are part of the war of 2003,
which `ucdp-prio-acd-22-1` makes and which must be imported first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importers.conflicts import CONFLICTS
from importers.publisher_file import Record, read
from importers.rows import Rows
from importers.us_posts import US_POSTS
from iraqdata.errors import IraqdataError

SOURCE = {
    "source_id": "src-ohs-rdcr",
    "kind": "dataset",
    "title": "A Guide to the United States' History of Recognition, Diplomatic, and Consular "
    "Relations: Iraq",
    "author": "US Department of State, Office of the Historian",
    "publisher": "US Department of State, Office of the Historian",
    "url": "https://github.com/HistoryAtState/rdcr",
    "licence": "CC0-1.0",
    "edition": "HistoryAtState/rdcr@f3c53549 articles/iraq.xml",
    "perspective": "US government",
}
COLUMNS = ["year", "heading", "text"]
# The war of 2003, an event that `ucdp-prio-acd-22-1` makes.
WAR = str(CONFLICTS["420"]["event_id"])
US, IRAQ = "act-united-states", "act-iraq"
BAGHDAD: dict[str, Any] = {
    "place": "Baghdad",
    "geonames_id": 98182,
    "admin1": "IQ-BG",
    "iso3": "IRQ",
    "where_prec": 1,
}


def _event(
    slug: str,
    date: str,
    spelled: str,
    title: str,
    description: str,
    participants: list[tuple[str, str]],
    **columns: Any,
) -> dict[str, Any]:
    row = {"event_id": f"evt-{slug}", "date": date, "title": title, "description": description}
    return {
        "spelled": spelled,
        "participants": participants,
        "row": {**row, "status": "occurred", **columns},
    }


EVENTS: dict[str, list[dict[str, Any]]] = {
    "U.S. Recognition of Iraqi Independence, 1930.": [
        _event(
            "us-recognises-iraq-1930",
            "1930-01-09",
            "January 9, 1930",
            "The United States recognises Iraq",
            "The United States recognised Iraq as independent in a convention with the United "
            "Kingdom and Iraq, signed in London by its ambassador there.",
            [
                (US, "actor"),
                ("act-charles-g-dawes", "actor"),
                (IRAQ, "recipient"),
                ("act-united-kingdom", "party"),
            ],
            event_type="SUPPORT",
            place="London",
            iso3="GBR",
            where_prec=1,
        )
    ],
    "Establishment of Diplomatic Relations and the American Legation in Iraq, 1931.": [
        _event(
            "us-iraq-diplomatic-relations-1931",
            "1931-03-30",
            "March 30, 1931",
            "Diplomatic relations between the United States and Iraq",
            "Relations began and a legation in Baghdad was set up when a chargé d'affaires was "
            "appointed.",
            [(US, "actor"), ("act-alexander-k-sloan", "party"), (IRAQ, "recipient")],
            event_type="SUPPORT",
        )
    ],
    "Legation Raised to Embassy, 1946.": [
        _event(
            "us-legation-baghdad-becomes-embassy-1946",
            "1946-12-28",
            "December 28, 1946",
            "The US legation in Baghdad becomes an embassy",
            "The United States raised its legation in Iraq to an embassy.",
            [(US, "actor"), (IRAQ, "recipient")],
            event_type="SUPPORT",
            **BAGHDAD,
        )
    ],
    "Establishment of the Arab Union, 1958.": [
        _event(
            "us-recognises-arab-union-1958",
            "1958-05-28",
            "May 28, 1958",
            "The United States recognises the Arab Union",
            "The United States recognised the union of Iraq and Jordan, formed on 19 May 1958; "
            "its relations with the two states went on separately.",
            [(US, "actor"), (IRAQ, "recipient"), ("act-jordan", "recipient")],
            event_type="SUPPORT",
        )
    ],
    "Dissolution of the Arab Union, 1958.": [
        _event(
            "coup-in-baghdad-1958",
            "1958-07-14",
            "July 14, 1958",
            "Coup in Baghdad",
            "A coup took place in Baghdad, after which Jordan declared the union with Iraq "
            "dissolved.",
            [(IRAQ, "party")],
            **BAGHDAD,
        ),
        _event(
            "arab-union-dissolved-1958",
            "1958-08-01",
            "1st of August 1958",
            "The Arab Union is dissolved",
            "Jordan declared the union with Iraq dissolved after the coup in Baghdad, with "
            "effect from this day.",
            [("act-jordan", "actor"), (IRAQ, "recipient")],
        ),
    ],
    "Diplomatic Relations Severed by Iraq, 1967.": [
        _event(
            "iraq-severs-relations-with-us-1967",
            "1967-06-07",
            "June 7, 1967",
            "Iraq severs diplomatic relations with the United States",
            "Iraq broke off relations in the course of the Arab-Israeli war of June 1967.",
            [(IRAQ, "actor"), (US, "recipient")],
            event_type="SANCTION",
            mode="withdraw",
        )
    ],
    "Establishment of U.S. Interest Section in Baghdad, 1972.": [
        _event(
            "us-interests-section-baghdad-1972",
            "1972-10-01",
            "October 1, 1972",
            "A US interests section opens in Baghdad",
            "The United States set up an interests section in the Belgian embassy in Baghdad.",
            [(US, "actor"), (IRAQ, "recipient")],
            event_type="SUPPORT",
            **BAGHDAD,
        )
    ],
    "Resumption of Diplomatic Relations and Reestablishment of the American Embassy in Iraq, "
    "1984.": [
        _event(
            "us-iraq-relations-resumed-1984",
            "1984-11-26",
            "November 26, 1984",
            "The United States and Iraq resume diplomatic relations",
            "An agreement between the US president and Iraq's foreign minister restored "
            "relations and raised the interests section to an embassy.",
            [
                ("act-ronald-reagan", "party"),
                ("act-tariq-aziz", "party"),
                (US, "party"),
                (IRAQ, "party"),
            ],
            event_type="AGREE",
        )
    ],
    "Closing of the U.S. Embassy in Baghdad and the Severing of Diplomatic Relations, 1991.": [
        _event(
            "us-embassy-baghdad-closes-1991",
            "1991-01-12",
            "January 12, 1991",
            "The US embassy in Baghdad closes",
            "The embassy closed after Iraq's invasion of Kuwait and before the war.",
            [(US, "actor"), (IRAQ, "recipient")],
            event_type="SANCTION",
            mode="withdraw",
            **BAGHDAD,
        ),
        _event(
            "us-led-war-against-iraq-begins-1991",
            "1991-01-16",
            "January 16, 1991",
            "The United States and its allies begin the war of 1991 against Iraq",
            "Military operations of the United States and its allies against Iraq began.",
            [(US, "actor"), (IRAQ, "recipient")],
            event_type="ASSAULT",
        ),
        _event(
            "iraq-severs-relations-with-us-1991",
            "1991-02-09",
            "February 9, 1991",
            "Iraq severs diplomatic relations with the United States again",
            "Iraq broke off relations during the war; each side kept an interests section.",
            [(IRAQ, "actor"), (US, "recipient")],
            event_type="SANCTION",
            mode="withdraw",
        ),
    ],
    "Invasion of Iraq and Establishment of Coalition Provisional Authority (CPA), 2003.": [
        _event(
            "invasion-of-iraq-2003",
            "2003-03-20",
            "March 20, 2003",
            "A US-led coalition invades Iraq",
            "The invasion of Iraq by a coalition led by US and British forces began.",
            [(US, "actor"), ("act-united-kingdom", "actor"), (IRAQ, "recipient")],
            event_type="ASSAULT",
            part_of=WAR,
            iso3="IRQ",
            where_prec=6,
        ),
        _event(
            "baghdad-falls-2003",
            "2003-04-09",
            "April 9",
            "Coalition forces take Baghdad",
            "Forces of the US-led coalition took Baghdad.",
            [(US, "actor"), ("act-united-kingdom", "actor"), (IRAQ, "recipient")],
            event_type="COERCE",
            mode="seize",
            part_of=WAR,
            **BAGHDAD,
        ),
        _event(
            "coalition-provisional-authority-set-up-2003",
            "2003-05-12",
            "May 12, 2003",
            "The Coalition Provisional Authority is set up",
            "The United States set up an interim civil authority in Iraq under Paul Bremer.",
            [
                (US, "actor"),
                ("act-coalition-provisional-authority", "recipient"),
                ("act-paul-bremer", "party"),
                (IRAQ, "recipient"),
            ],
            iso3="IRQ",
            where_prec=6,
        ),
    ],
    "Transfer of Sovereignty, 2004.": [
        _event(
            "sovereignty-transferred-to-iraq-2004",
            "2004-06-28",
            "June 28, 2004",
            "Sovereignty is transferred to the interim government of Iraq",
            "The Coalition Provisional Authority handed sovereignty to the interim government "
            "under Ayad Allawi and ceased to exist.",
            [
                ("act-coalition-provisional-authority", "actor"),
                ("act-paul-bremer", "actor"),
                ("act-ayad-allawi", "recipient"),
                (IRAQ, "recipient"),
            ],
            event_type="CONCEDE",
            iso3="IRQ",
            where_prec=6,
        )
    ],
    "U.S. Embassy in Baghdad Reopens; Diplomatic Relations Reestablished, 2004.": [
        _event(
            "us-iraq-relations-restored-2004",
            "2004-06-28",
            "June 28, 2004",
            "Diplomatic relations are restored and the US embassy in Baghdad reopens",
            "Relations were restored with the transfer of sovereignty, and the US embassy in "
            "Baghdad opened again.",
            [(US, "actor"), (IRAQ, "recipient")],
            event_type="SUPPORT",
            **BAGHDAD,
        )
    ],
}
LEFT_OUT = {"Establishment of Consular Relations, 1888.": "before Iraq, and before 1930"}
# Claims on spells of the post in Baghdad: heading, mission, column, value.
SPELLS = [
    (
        "Establishment of Diplomatic Relations",
        "mis-us-legation-baghdad-1931",
        "opened",
        "1931-03-30",
    ),
    ("Legation Raised to Embassy", "mis-us-legation-baghdad-1931", "closed", "1946-12-28"),
    ("Legation Raised to Embassy", "mis-us-embassy-baghdad-1946", "opened", "1946-12-28"),
    ("Diplomatic Relations Severed", "mis-us-embassy-baghdad-1946", "closed", "1967-06-07"),
    (
        "Establishment of U.S. Interest",
        "mis-us-interests-section-baghdad-1972",
        "opened",
        "1972-10-01",
    ),
    ("Resumption of Diplomatic", "mis-us-interests-section-baghdad-1972", "closed", "1984-11-26"),
    ("Resumption of Diplomatic", "mis-us-embassy-baghdad-1984", "opened", "1984-11-26"),
    ("Closing of the U.S. Embassy", "mis-us-embassy-baghdad-1984", "closed", "1991-01-12"),
    ("Closing of the U.S. Embassy", "mis-us-interests-section-baghdad-1991", "", ""),
    ("U.S. Embassy in Baghdad Reopens", "mis-us-embassy-baghdad-2004", "opened", "2004-06-28"),
]


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    seen = set()
    for record in read(path, COLUMNS):
        heading = record["heading"]
        if heading in LEFT_OUT:
            rows.ignore(record, LEFT_OUT[heading])
        elif heading not in EVENTS:
            record.stop("heading", "is an entry that the importer does not know")
        else:
            seen.add(heading)
            for event in EVENTS[heading]:
                _add(rows, record, event)
            _spells(rows, record)
    missing = sorted(set(EVENTS) - seen)
    if missing:
        raise IraqdataError(f"{path} has no entry {missing[0]!r}; nothing was written")
    return rows


def _add(rows: Rows, record: Record, event: dict[str, Any]) -> None:
    if event["spelled"] not in record["text"]:
        record.stop("text", f"does not give the date {event['spelled']}")
    row, locator = event["row"], f"timeline, {record['heading']}"
    year = record["year"]
    rows.record("events", "event_id", year, locator, **row)
    rows.claim(row["event_id"], year, locator, field="date", stated_value=row["date"])
    for actor, role in event["participants"]:
        rows.actor(actor, year, locator)
        rows.participant(row["event_id"], actor, role)


def _spells(rows: Rows, record: Record) -> None:
    for heading, mission, column, value in SPELLS:
        if record["heading"].startswith(heading):
            year, locator = record["year"], f"timeline, {record['heading']}"
            rows.record("missions", "mission_id", year, locator, **US_POSTS[mission])
            if column:
                rows.claim(mission, year, locator, field=column, stated_value=value)
