"""Actors that the origins name, under the ids and names that the tables use.

An origin's own spelling is added as an alias by its importer. COW and Gleditsch-Ward codes are
those of the two state lists; they are given for states only.
"""

from __future__ import annotations

from typing import Any


def _row(
    slug: str,
    name: str,
    actor_type: str,
    iso3: str = "",
    code: int | None = None,
    aliases: str = "",
) -> dict[str, Any]:
    return {
        "actor_id": f"act-{slug}",
        "name": name,
        "actor_type": actor_type,
        "iso3": iso3,
        "cow_code": code,
        "gw_code": code,
        "aliases": set(),
    }


def _people(iso3: str, names: str) -> list[dict[str, Any]]:
    people = [name.strip() for name in names.split(",")]
    return [
        _row(name.lower().replace(". ", " ").replace(" ", "-"), name, "person", iso3)
        for name in people
    ]


_STATES = [
    _row("australia", "Australia", "state", "AUS", 900),
    _row("iran", "Iran", "state", "IRN", 630),
    _row("iraq", "Iraq", "state", "IRQ", 645),
    _row("jordan", "Jordan", "state", "JOR", 663),
    _row("russia", "Russia", "state", "RUS", 365),
    _row("syria", "Syria", "state", "SYR", 652),
    _row("turkey", "Turkey", "state", "TUR", 640),
    _row("united-kingdom", "United Kingdom", "state", "GBR", 200),
    _row("united-states", "United States", "state", "USA", 2),
]
_BODIES = [
    _row("coalition-provisional-authority", "Coalition Provisional Authority", "public_body"),
    _row("iraqi-governing-council", "Iraqi Governing Council", "public_body", "IRQ"),
    _row("kurdistan-regional-government", "Kurdistan Regional Government", "public_body", "IRQ"),
    _row("isis", "Islamic State (ISIS)", "armed_group"),
    _row("us-congress", "United States Congress", "public_body", "USA"),
    _row("pjak", "Party of Free Life of Kurdistan (PJAK)", "armed_group"),
    _row("pkk", "Kurdistan Workers' Party (PKK)", "armed_group"),
]
_IRAQIS = _people(
    "IRQ",
    "Adnan Pachachi, Ghazi al-Yawer, Ayad Allawi, Ibrahim al-Jaafari, Jalal Talabani,"
    "Nouri al-Maliki, Haider al-Abadi, Barham Salih, Hoshyar Zebari, Fuad Masum,"
    "Salim al-Jabouri, Masoud Barzani, Tariq Aziz, Lukman Faily, Rend al-Rahim Francke,"
    "Samir Sumaidaie, Jabir Habib Jabir, Saddam Hussein",
)
_AMERICANS = _people(
    "USA",
    "Colin Powell, Condoleezza Rice, George W. Bush, Barack Obama, Hillary Clinton, John Kerry,"
    "Robert Gates, David Petraeus, Ronald Reagan, Charles G. Dawes, Paul Bremer,"
    "Alexander K. Sloan, Paul Knabenshue, Thomas M. Wilson, Loy W. Henderson,"
    "George Wadsworth, Edward S. Crocker, Burton Y. Berry, Waldemar J. Gallman,"
    "John D. Jernegan, Robert C. Strong, Enoch S. Duncan, Arthur L. Lowrie, Marshall W. Wiley,"
    "David L. Mack, Edward L. Peck, William L. Eagleton, David G. Newton, April Glaspie,"
    "Joseph C. Wilson, John Negroponte, Zalmay Khalilzad, Ryan Crocker, Christopher R. Hill,"
    "James F. Jeffrey, Robert Stephen Beecroft, Stuart E. Jones, Douglas A. Silliman,"
    "Matthew H. Tueller, Brett McGurk",
)
_BRITONS = _people("GBR", "Jack Straw")

ACTORS: dict[str, dict[str, Any]] = {
    row["actor_id"]: row for row in [*_STATES, *_BODIES, *_IRAQIS, *_AMERICANS, *_BRITONS]
}
