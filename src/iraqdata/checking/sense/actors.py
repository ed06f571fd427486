"""Actors, events and weapons: what their columns say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from iraqdata.checking.asking import Saying, day_of, number_in, row_rule, table_rule
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


@cache
def plover_modes() -> dict[str, set[str]]:
    """The modes that PLOVER gives to each type of event, as the descriptor's labels say."""
    modes: dict[str, set[str]] = defaultdict(set)
    for code in packaged().table("events").field("mode")["categories"]:
        for kind in code["label"].removeprefix("Mode of ").split(", "):
            modes[kind].add(code["value"])
    return modes


@row_rule("actor_type", "iso3", "cow_code", "gw_code", "parent_id", tables="actors")
def actor_kinds(kind: str, iso3: str, cow: str, gw: str, parent: str) -> Iterator[Saying]:
    """State codes belong to states, and a person belongs to bodies through postings."""
    for field, code in (("cow_code", cow), ("gw_code", gw)):
        if code and kind != "state":
            yield field, "actor-type", "only a state has this code"
    if kind == "state" and not iso3:
        yield "iso3", "actor-type", "a state has a country code"
    if kind == "person" and parent:
        yield "parent_id", "actor-type", "a person belongs to a body through `postings`"
    if kind == "state" and parent:
        yield "parent_id", "actor-type", "a state is no part of another body"


@row_rule("actor_type", "office", tables="actors")
def office_of_person(kind: str, office: str) -> Iterator[Saying]:
    """A person has an office."""
    if office and kind != "person":
        yield "office", "actor-type", "only a person has an office"


@row_rule("actor_id", "parent_id", tables="actors")
def own_parent(actor: str, parent: str) -> Iterator[Saying]:
    """Nothing is part of itself."""
    if actor and actor == parent:
        yield "parent_id", "own-part", "the record is given as a part of itself"


@row_rule("event_id", "part_of", tables="events")
def own_part(event: str, whole: str) -> Iterator[Saying]:
    """Nothing is part of itself."""
    if event and event == whole:
        yield "part_of", "own-part", "the record is given as a part of itself"


@row_rule("name", "aliases")
def other_names(name: str, aliases: str) -> Iterator[Saying]:
    """An alias is another name."""
    if name and name in aliases.split("|"):
        yield "aliases", "alias", "the name itself stands among the other names"


# Signs that stand in Arabic and Persian names, and the joiner within a Persian word.
_BESIDE_ARABIC = " -.()«»/+\u200c"


@row_rule("name_ar", tables="actors")
def arabic_name(name: str) -> Iterator[Saying]:
    """A name in Arabic script is in Arabic script."""
    if not all("\u0600" <= letter <= "\u077f" or letter in _BESIDE_ARABIC for letter in name):
        yield "name_ar", "script", "what is not Arabic stands in this name"
    elif name and not any(letter.isalpha() for letter in name):
        yield "name_ar", "script", "there is no letter in this name"
    elif "\u0640" in name:
        yield "name_ar", "script", "a letter is drawn out (U+0640), so that the name is not found"


@row_rule("name")
def latin_name(name: str) -> Iterator[Saying]:
    """A name is written in Latin letters; other scripts have columns of their own."""
    letters = [letter for letter in name if letter.isalpha()]
    if name and not (letters and all(_is_latin(letter) for letter in letters)):
        yield "name", "script", "a name is written in Latin letters here"


def _is_latin(letter: str) -> bool:
    # With the letters of transliterations; ʼ and ʿ are letters to Unicode.
    return letter <= "\u02ff" or "\u1e00" <= letter <= "\u1eff"


def _of_ascii(titles: Any) -> Any:
    """Records whose title is of plain letters and signs."""
    import numpy

    from iraqdata.checking.cells import arrow

    offsets, data = arrow.text_buffers(titles)
    beyond = numpy.flatnonzero(data > ord("~"))
    fine = numpy.ones(len(titles), dtype=bool)
    fine[numpy.searchsorted(offsets, beyond, side="right") - 1] = False
    return fine


@row_rule("title", tables="events indicators", fine=_of_ascii)
def latin_title(title: str) -> Iterator[Saying]:
    """A title is written in Latin letters."""
    if not all(_is_latin(letter) for letter in title if letter.isalpha()):
        yield "title", "script", "a title is written in Latin letters here"


@row_rule("event_type", "mode", tables="events")
def plover_mode(kind: str, mode: str) -> Iterator[Saying]:
    """A mode is one of those that PLOVER gives to the type."""
    if not mode:
        return
    allowed = plover_modes().get(kind, set())
    if not kind:
        yield "mode", "plover-mode", "a mode is given without a type"
    elif mode not in allowed:
        words = f"the modes {', '.join(sorted(allowed))}" if allowed else "no modes"
        yield "mode", "plover-mode", f"PLOVER gives {kind} {words}"


@row_rule("low", "best", "high", tables="events")
def deaths_in_order(low: str, best: str, high: str) -> Iterator[Saying]:
    """Estimates of deaths go up from low to high, and are given together."""
    numbers = number_in(low), number_in(best), number_in(high)
    if any(
        cell and number is None for cell, number in zip((low, best, high), numbers, strict=True)
    ):
        return
    if any((low, best, high)) and not all((low, best, high)):
        for field, cell in (("low", low), ("best", best), ("high", high)):
            if not cell:
                yield field, "deaths", "the three estimates are given together"
        return
    if None in numbers:
        return
    if numbers[0] > numbers[1]:  # type: ignore[operator]
        yield "low", "estimate-order", f"the low estimate is above the best, {best}"
    if numbers[1] > numbers[2]:  # type: ignore[operator]
        yield "high", "estimate-order", f"the high estimate is below the best, {best}"


@row_rule("specificity", "origin_iso3", "designation", tables="weapons")
def weapon_classes(specificity: str, origin: str, designation: str) -> Iterator[Saying]:
    """Only a system has a designation and a country of origin."""
    if specificity == "generic":
        for field, cell in (("origin_iso3", origin), ("designation", designation)):
            if cell:
                yield field, "weapon", "a generic name has none"


@table_rule(actors="actor_id actor_type iso3 cow_code gw_code parent_id")
def one_state_one_code(tables: Tables) -> None:
    """Two states do not share a code, and no person is what something is part of."""
    rows = tables.rows("actors", "actor_id actor_type iso3 cow_code gw_code parent_id")
    kinds = {row[0]: row[1] for row in rows}
    seen: dict[tuple[str, str], int] = {}
    for index, (_, kind, iso3, cow, gw, parent) in enumerate(rows):
        if kind == "state":
            for field, code in (("iso3", iso3), ("cow_code", cow), ("gw_code", gw)):
                if code and seen.setdefault((field, code), index) != index:
                    other = tables.line("actors", seen[field, code])
                    message = f"another state has this code, on line {other}"
                    tables.add("actor-type", "actors", index, field, code, message)
        if kinds.get(parent) == "person":
            message = "a body is part of a body, not of a person"
            tables.add("actor-type", "actors", index, "parent_id", parent, message)


@table_rule(actors="actor_id iso3 parent_id")
def country_of_whole(tables: Tables) -> None:
    """A body has the country of what it is a part of."""
    rows = tables.rows("actors", "actor_id iso3 parent_id")
    countries = {actor: iso3 for actor, iso3, _ in rows}
    for index, (_, iso3, parent) in enumerate(rows):
        whole = countries.get(parent, "")
        if parent and whole and iso3 != whole:
            message = f"it is a part of {parent}, of {whole}"
            tables.add("actor-type", "actors", index, "iso3", iso3, message)


@table_rule(events="event_id event_type low best high", identifiers="record_id scheme")
def deaths_of_ucdp(tables: Tables) -> None:
    """Only events of UCDP, which are assaults, have estimates of deaths."""
    coded = {record for record, scheme in tables.rows("identifiers", "record_id scheme")
             if scheme == "ucdp_ged"}  # fmt: skip
    rows = tables.rows("events", "event_id event_type low best high")
    for index, (event, kind, low, best, high) in enumerate(rows):
        if (low or best or high) and event not in coded:
            message = "deaths are UCDP's estimates; a figure of others is a record of statistics"
            tables.add("deaths", "events", index, "best", best, message)
        elif best and kind != "ASSAULT":
            message = "an event with deaths is an assault"
            tables.add("deaths", "events", index, "event_type", kind, message)


@table_rule(participants="event_id actor_id role")
def one_role(tables: Tables) -> None:
    """An actor takes part in an event in one role."""
    first: dict[tuple[str, str], int] = {}
    for index, (event, actor, _) in enumerate(
        tables.rows("participants", "event_id actor_id role")
    ):
        other = first.setdefault((event, actor), index)
        if other != index:
            message = f"this actor takes part already, on line {tables.line('participants', other)}"
            tables.add("double", "participants", index, "actor_id", actor, message)


@table_rule(events="event_id date_start date_end part_of")
def part_within_whole(tables: Tables) -> None:
    """A part begins within the time of the whole, or is an answer to it later."""
    rows = tables.rows("events", "event_id date_start date_end part_of")
    begun = {event: day_of(start) for event, start, _, _ in rows}
    for index, (_, _, end, whole) in enumerate(rows):
        first, last = begun.get(whole), day_of(end)
        if first and last and last < first:
            message = f"the whole, {whole}, began on {first} at the earliest"
            tables.add("interval", "events", index, "date_end", end, message)
