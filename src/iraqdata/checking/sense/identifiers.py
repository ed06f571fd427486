"""Identifiers: the form that each scheme has, what it names, and that it names one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iraqdata.checking import countries
from iraqdata.checking.asking import Saying, edtf_of, lacking, row_rule, table_rule

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
    "pocom_appointment": (r"[a-z]+-[0-9]{4}-[a-z]+(?:-[0-9]{2})?", "evt pos"),
    "state_travels": (_NUMBER, "evt"),
    "state_visits": (_NUMBER, "evt"),
    "ucdp_actor": (_NUMBER, "act"),
    "ucdp_conflict": (_NUMBER, "evt"),
    "ucdp_dyad": (_NUMBER, "evt"),
    "ucdp_ged": (_NUMBER, "evt"),
    "vdem": (_NUMBER, "act"),
    "wikidata": (r"Q[1-9][0-9]*", "act evt mis wpn"),
}

# Schemes of which one identifier may name several records, and those of which one may have several.
_SHARED = frozenset(["petrarch", "geonames"])
_SEVERAL = frozenset(["petrarch", "archigos"])

# Schemes whose source has the identifier itself where the locator points.
_LOCATED = frozenset(
    "archigos archigos_leadid bioguide congress_committee everypolitician gw iso3166-1-alpha3 "
    "pocom_appointment state_travels state_visits ucdp_ged".split()
)


@row_rule("scheme", "identifier", "record_id", tables="identifiers")
def as_the_scheme_writes(scheme: str, identifier: str, record: str) -> Iterator[Saying]:
    """An identifier has the form of its scheme, and names what the scheme has."""
    form, prefixes = SCHEMES.get(scheme, ("", ""))
    if form and not re.fullmatch(form, identifier, re.ASCII):
        yield "identifier", "identifier", f"{scheme} writes its identifiers otherwise"
    if prefixes and record[:3] not in prefixes.split():
        yield "scheme", "identifier", f"{scheme} has no identifiers of such records"


@row_rule("scheme", "identifier", "locator", tables="identifiers")
def seen_somewhere(scheme: str, identifier: str, locator: str) -> Iterator[Saying]:
    """An identifier says where in its source it stands, and stands there."""
    if not locator:
        yield "locator", "locator", "say where in the source the identifier stands"
    elif scheme in _LOCATED and not re.search(
        rf"(?<![\w-]){re.escape(identifier)}(?![\w-])", locator
    ):
        yield "identifier", "identifier", f"in its source this is at {locator}"


@row_rule("record_id", "scheme", "identifier", tables="identifiers")
def id_after_identifier(record: str, scheme: str, identifier: str) -> Iterator[Saying]:
    """The id of an event of UCDP holds UCDP's own."""
    if scheme == "ucdp_ged" and record.removeprefix("evt-ucdp-") not in (record, identifier):
        yield "identifier", "identifier", f"the record is {record}"


@table_rule(identifiers="record_id scheme identifier")
def one_thing(tables: Tables) -> None:
    """An identifier names one record, and a record has one of a scheme."""
    first: dict[tuple[str, str], tuple[str, int]] = {}
    schemes: dict[tuple[str, str], int] = {}
    rows = tables.rows("identifiers", "record_id scheme identifier")
    for index, (record, scheme, identifier) in enumerate(rows):
        other, place = first.setdefault((scheme, identifier), (record, index))
        if other != record and scheme not in _SHARED:
            line = tables.line("identifiers", place)
            message = f"{other} has this identifier, too, on line {line}"
            tables.add("identifier", "identifiers", index, "identifier", identifier, message)
        place = schemes.setdefault((scheme, record), index)
        if place != index and scheme not in _SEVERAL:
            line = tables.line("identifiers", place)
            message = f"on line {line} this record has another identifier of the scheme"
            tables.add("identifier", "identifiers", index, "scheme", scheme, message)


@row_rule("claim_id", "source_id", tables="claims")
def id_after_source(claim: str, source: str) -> Iterator[Saying]:
    """The id of a numbered claim begins with that of its source."""
    found = re.fullmatch(r"clm-(?:record-(.+)-[0-9]+|(.+)-[0-9]{3})", claim)
    if source and found and (found[1] or found[2]) != source.removeprefix("src-"):
        yield "claim_id", "identifier", f"the source is {source}"


# A year, month or day at the end of an id.
_WHEN = r"-((?:19|20)[0-9]{2}(?:-[01][0-9](?:-[0-3][0-9])?)?)"


def _dated(column: str) -> Callable[[str, str], Iterator[Saying]]:
    def check(record: str, text: str) -> Iterator[Saying]:
        """An id that ends in a day, month or year says when."""
        found = re.search(rf"{_WHEN}$", record)
        told, date = edtf_of(found[1]) if found else None, edtf_of(text)
        if not (found and told and date and told.start and told.end and date.start):
            return
        if column == "published" and len(found[1]) == 4:
            # The year may be that of what the source is about.
            return
        if date.start > told.end or (date.end is not None and date.end < told.start):
            yield column, "identifier", f"the id says {found[1]}"

    return check


for _table, _key, _column in (
    ("events", "event_id", "date"),
    ("postings", "posting_id", "date"),
    ("missions", "mission_id", "opened"),
    ("sources", "source_id", "published"),
):
    row_rule(_key, _column, tables=_table, fine=lacking(rf"{_WHEN}\z"))(_dated(_column))


@table_rule(
    identifiers="record_id scheme identifier", actors="actor_id iso3 cow_code gw_code actor_type"
)
def codes_of_states(tables: Tables) -> None:
    """The codes of a state in `identifiers` are those that it has in `actors`."""
    columns = {"iso3166-1-alpha3": 1, "cow": 2, "gw": 3}
    two_letters = countries.alpha2()
    names = ("", "iso3", "cow_code", "gw_code")
    given: dict[str, tuple[int, tuple[str, ...]]] = {}
    rows = tables.rows("actors", "actor_id iso3 cow_code gw_code actor_type")
    for index, row in enumerate(rows):
        if row[4] == "state":
            given[row[0]] = (index, row)
    told: dict[tuple[str, int], str] = {}
    rows = tables.rows("identifiers", "record_id scheme identifier")
    for index, (record, scheme, identifier) in enumerate(rows):
        if scheme == "iso3166-1-alpha2" and record in given:
            code = two_letters.get(given[record][1][1])
            if code and code != identifier:
                message = f"ISO 3166-1 gives {given[record][1][1]} the code {code}"
                tables.add("identifier", "identifiers", index, "identifier", identifier, message)
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
    for record, (index, row) in given.items():
        for scheme, place in columns.items():
            if row[place] and (record, place) not in told:
                message = f"identifiers lacks the record of this code, of {scheme}"
                tables.add("identifier", "actors", index, names[place], row[place], message)
