"""Identifiers: the form that each scheme has, what it names, and that it names one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iraqdata.checking.asking import Saying, row_rule, table_rule

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NUMBER = r"[1-9][0-9]*"

# For each scheme, how it writes an identifier, and the prefixes of the records that it names.
SCHEMES = {
    "archigos": (r"[A-Z]{3}-[0-9]{4}(?:-[0-9])?", "act"),
    "archigos_leadid": (_UUID, "act"),
    "bioguide": (r"[A-Z][0-9]{6}", "act"),
    "congress_committee": (r"[HSJ][A-Z]{3}[0-9]*", "act"),
    "cow": (r"[1-9][0-9]{0,2}", "act"),
    "everypolitician": (_UUID, "act"),
    "fips": (r"[A-Z]{2}", "act"),
    "geonames": (_NUMBER, "act evt mis"),
    "gw": (r"[1-9][0-9]{0,2}", "act"),
    "iso3166-1-alpha2": (r"[A-Z]{2}", "act"),
    "iso3166-1-alpha3": (r"[A-Z]{3}", "act"),
    "iso3166-1-numeric": (r"[0-9]{3}", "act"),
    "iso3166-2": (r"[A-Z]{2}-[A-Z0-9]{1,3}", "act evt mis"),
    "petrarch": (r"[A-Z]+(?:_[A-Z]+)*", "act"),
    "pocom": (r"[a-z]+(?:-[a-z]+)*", "act"),
    "pocom_appointment": (r"[a-z]{2}-[0-9]{4}-[a-z]{4}-[0-9]{2}", "evt pos"),
    "state_travels": (_NUMBER, "evt"),
    "state_visits": (_NUMBER, "evt"),
    "ucdp_actor": (_NUMBER, "act"),
    "ucdp_conflict": (_NUMBER, "evt"),
    "ucdp_dyad": (_NUMBER, "evt"),
    "ucdp_ged": (_NUMBER, "evt"),
    "vdem": (_NUMBER, "act"),
    "wikidata": (r"Q[1-9][0-9]*", "act evt mis wpn"),
}

# Schemes of which one identifier may name several records.
_SHARED = frozenset(["petrarch"])


@row_rule("scheme", "identifier", "record_id", tables="identifiers")
def as_the_scheme_writes(scheme: str, identifier: str, record: str) -> Iterator[Saying]:
    """An identifier has the form of its scheme, and names what the scheme has."""
    form, prefixes = SCHEMES.get(scheme, ("", ""))
    if form and not re.fullmatch(form, identifier, re.ASCII):
        yield "identifier", "identifier", f"{scheme} writes its identifiers otherwise"
    if prefixes and record[:3] not in prefixes.split():
        yield "scheme", "identifier", f"{scheme} has no identifiers of such records"


@row_rule("locator", tables="identifiers")
def seen_somewhere(locator: str) -> Iterator[Saying]:
    """An identifier says where in its source it stands."""
    if not locator:
        yield "locator", "locator", "say where in the source the identifier stands"


@row_rule("record_id", "scheme", "identifier", tables="identifiers")
def id_after_identifier(record: str, scheme: str, identifier: str) -> Iterator[Saying]:
    """The id of an event of UCDP holds UCDP's own."""
    if scheme == "ucdp_ged" and record.removeprefix("evt-ucdp-") not in (record, identifier):
        yield "identifier", "identifier", f"the record is {record}"


@table_rule(identifiers="record_id scheme identifier")
def one_thing(tables: Tables) -> None:
    """An identifier names one record."""
    first: dict[tuple[str, str], tuple[str, int]] = {}
    rows = tables.rows("identifiers", "record_id scheme identifier")
    for index, (record, scheme, identifier) in enumerate(rows):
        other, place = first.setdefault((scheme, identifier), (record, index))
        if other != record and scheme not in _SHARED:
            line = tables.line("identifiers", place)
            message = f"{other} has this identifier, too, on line {line}"
            tables.add("identifier", "identifiers", index, "identifier", identifier, message)


@table_rule(
    identifiers="record_id scheme identifier", actors="actor_id iso3 cow_code gw_code actor_type"
)
def codes_of_states(tables: Tables) -> None:
    """The codes of a state in `identifiers` are those that it has in `actors`."""
    columns = {"iso3166-1-alpha3": 1, "cow": 2, "gw": 3}
    names = ("", "iso3", "cow_code", "gw_code")
    given: dict[str, tuple[int, tuple[str, ...]]] = {}
    rows = tables.rows("actors", "actor_id iso3 cow_code gw_code actor_type")
    for index, row in enumerate(rows):
        if row[4] == "state":
            given[row[0]] = (index, row)
    told: dict[tuple[str, int], str] = {}
    rows = tables.rows("identifiers", "record_id scheme identifier")
    for index, (record, scheme, identifier) in enumerate(rows):
        if scheme in columns and record in given:
            place = columns[scheme]
            told[record, place] = identifier
            code = given[record][1][place]
            if code and code != identifier:
                message = f"{record} has the code {code} in actors"
                tables.add("identifier", "identifiers", index, "identifier", identifier, message)
    for (record, place), identifier in told.items():
        index, row = given[record]
        if not row[place]:
            message = f"in identifiers this state has the code {identifier}"
            tables.add("identifier", "actors", index, names[place], "", message)
