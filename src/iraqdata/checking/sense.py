"""Sense: what cells of one record, and records of several tables, may say together.

A `RowRule` sees some cells of one record and is asked once per distinct combination of them; a
`TableRule` sees whole columns. Both look only at tables of this package's schema, and leave
alone what cannot be read: another family has reported it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from iraqdata.checking import countries
from iraqdata.proving import dates
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

# Field, code of the rule, message.
Saying = tuple[str, str, str]


@cache
def plover_modes() -> dict[str, set[str]]:
    """The modes that PLOVER gives to each type of event, as the descriptor's labels say."""
    modes: dict[str, set[str]] = defaultdict(set)
    for code in packaged().table("events").field("mode")["categories"]:
        for kind in code["label"].removeprefix("Mode of ").split(", "):
            modes[kind].add(code["value"])
    return modes


@dataclass(frozen=True)
class RowRule:
    """A rule on some cells of one record, for every table that has these columns."""

    columns: tuple[str, ...]
    check: Callable[..., Iterator[Saying]]
    tables: tuple[str, ...] = ()
    # Given the columns as Arrow arrays, which records are certainly fine.
    fine: Callable[..., Any] | None = None


class Question:
    """A rule as it is asked of a table: once for each distinct combination of cells."""

    def __init__(self, rule: RowRule) -> None:
        self.columns = rule.columns
        self.fine = rule.fine
        self._check = rule.check
        self._silent: set[tuple[str, ...]] = set()

    def ask(self, rows: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[Saying]]:
        """What the rule says of these combinations of cells; nothing of those that are fine."""
        said: dict[tuple[str, ...], list[Saying]] = {}
        for cells in rows - self._silent:
            if found := list(self._check(*cells)):
                said[cells] = found
            elif len(self._silent) < _REMEMBERED:
                self._silent.add(cells)
        return said


# How many combinations of cells are remembered to be fine.
_REMEMBERED = 200_000

ROW_RULES: list[RowRule] = []
TABLE_RULES: list[tuple[dict[str, tuple[str, ...]], Callable[[Tables], None]]] = []


def row_rule(
    *columns: str, tables: str = "", fine: Callable[..., Any] | None = None
) -> Callable[..., Callable[..., Iterator[Saying]]]:
    """Register a rule on these columns, in these tables (all that have the columns)."""

    def register(check: Callable[..., Iterator[Saying]]) -> Callable[..., Iterator[Saying]]:
        ROW_RULES.append(RowRule(columns, check, tuple(tables.split()), fine))
        return check

    return register


def table_rule(**columns: str) -> Callable[[Callable[[Tables], None]], Callable[[Tables], None]]:
    """Register a rule on whole columns: `table="column column"` for each table it needs."""

    def register(check: Callable[[Tables], None]) -> Callable[[Tables], None]:
        TABLE_RULES.append(({name: tuple(text.split()) for name, text in columns.items()}, check))
        return check

    return register


# --- dates ---------------------------------------------------------------------------------------


def _plain_days(texts: Any, starts: Any, ends: Any, precisions: Any) -> Any:
    """Records whose date is a day, given three times, with the precision of a day."""
    from pyarrow import compute

    from iraqdata.checking.cells import arrow

    a_day = arrow.texts(["1"])[0]
    same = compute.and_(compute.equal(texts, starts), compute.equal(texts, ends))
    fine = arrow.numpy_bools(compute.and_(same, compute.equal(precisions, a_day)))
    # Whether it is a day of the calendar is for the columns to say.
    offsets, _ = arrow.text_buffers(texts)
    return fine & (offsets[1:] - offsets[:-1] == len("2014-03-05"))


@row_rule("date", "date_start", "date_end", "date_prec", fine=_plain_days)
def derived_dates(text: str, start: str, end: str, precision: str) -> Iterator[Saying]:
    """`date_start`, `date_end` and `date_prec` say what `date` says."""
    if not text:
        for field, cell in (("date_start", start), ("date_end", end), ("date_prec", precision)):
            if cell:
                yield field, "date-derived", "the record has no date that this could come from"
        return
    try:
        allowed = dates.parse(text)
    except ValueError:
        return
    for field, cell, day in (
        ("date_start", start, allowed.start),
        ("date_end", end, allowed.end),
    ):
        right = day.isoformat() if day else ""
        # A cell that is no day at all is for its column to say.
        if cell != right and not (cell and _day(cell) is None):
            yield field, "date-derived", f"the date {text} gives {right or 'an empty cell'} here"
    codes = {"" if code is None else str(code) for code in dates.allowed_precisions(allowed)}
    if precision not in codes and (not precision or precision.isdigit()):
        words = " or ".join(sorted(code or "an empty cell" for code in codes))
        yield "date_prec", "date-derived", f"the date {text} gives {words} here"


@row_rule("opened", "closed", tables="missions")
def mission_life(opened: str, closed: str) -> Iterator[Saying]:
    """A mission closes after it opens; an interval stands in neither cell."""
    if opened == "..":
        yield "opened", "edtf", "`..` stands for an end that is open, not for a beginning"
    try:
        first, last = dates.parse(opened).start if opened else None, _last_day(closed)
    except ValueError:
        return
    if first and last and last < first:
        yield "closed", "interval", f"the mission closed before it opened, {opened}"


@row_rule("first_period", "last_period", tables="indicators")
def periods_in_order(first: str, last: str) -> Iterator[Saying]:
    """The last period of a series is not before its first; both or neither are given."""
    if bool(first) != bool(last):
        field = "last_period" if first else "first_period"
        yield field, "coverage", "the first and the last period are given together"
        return
    try:
        start, end = (dates.parse(first).start, dates.parse(last).end) if first else (None, None)
    except ValueError:
        return
    if start and end and end < start:
        yield "last_period", "interval", f"the last period is before the first, {first}"


@row_rule("published", "accessed", tables="sources")
def read_after_publication(published: str, accessed: str) -> Iterator[Saying]:
    """Nobody reads a source before it is published, or in the future."""
    day = _day(accessed)
    try:
        first = dates.parse(published).start if published else None
    except ValueError:
        return
    if first and day and day < first:
        yield "accessed", "interval", f"read before it was published, {published}"


# --- places --------------------------------------------------------------------------------------

_ISO_COLUMNS = ("iso3", "origin_iso3", "sending_iso3", "receiving_iso3", "geography_iso3")


def _real_country(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(code: str) -> Iterator[Saying]:
        if re.fullmatch("[A-Z]{3}", code) and code not in countries.alpha2():
            yield field, "iso-code", f"{code} is no country code of ISO 3166-1"

    return check


for _column in (*_ISO_COLUMNS, "counterpart_iso3"):
    row_rule(_column)(_real_country(_column))


@row_rule("admin1")
def real_division(admin1: str) -> Iterator[Saying]:
    """A division's code begins with the code of a country."""
    if re.fullmatch("[A-Z]{2}-.*", admin1) and admin1[:2] not in set(countries.alpha2().values()):
        yield "admin1", "iso-code", f"{admin1[:2]} is no country code of ISO 3166-1"


def _division_of(country_column: str) -> Callable[[str, str], Iterator[Saying]]:
    def check(admin1: str, country: str) -> Iterator[Saying]:
        code = countries.alpha2().get(country)
        if admin1 and not country:
            yield "admin1", "place", f"a division is given and {country_column} is empty"
        elif admin1 and code and not admin1.startswith(code + "-"):
            yield "admin1", "place", f"a division of {country} begins with {code}-"

    return check


for _column in ("iso3", "receiving_iso3", "geography_iso3"):
    row_rule("admin1", _column)(_division_of(_column))


def _in_box(latitudes: Any, longitudes: Any, codes: Any) -> Any:
    """Records without coordinates, and those in the box of their country."""
    import numpy

    from iraqdata.checking.cells import arrow

    north, east = arrow.numbers(latitudes), arrow.numbers(longitudes)
    coded = codes.dictionary_encode()
    boxes = countries.boxes()
    anywhere = (-numpy.inf, numpy.inf, -numpy.inf, numpy.inf)
    bounds = numpy.array([boxes.get(code, anywhere) for code in coded.dictionary.to_pylist()])
    south_most, north_most, west_most, east_most = bounds[arrow.numpy_codes(coded)].T
    margin = countries.MARGIN
    inside = (north >= south_most - margin) & (north <= north_most + margin)
    inside &= (east >= west_most - margin) & (east <= east_most + margin)
    # One of two, and what is no number, is for the exact rule.
    return inside | (arrow.empty(latitudes) & arrow.empty(longitudes))


def _inside(country_column: str) -> Callable[[str, str, str], Iterator[Saying]]:
    def check(latitude: str, longitude: str, country: str) -> Iterator[Saying]:
        if bool(latitude) != bool(longitude):
            field = "longitude" if latitude else "latitude"
            yield field, "place", "latitude and longitude are given together"
            return
        north, east = _number(latitude), _number(longitude)
        box = countries.boxes().get(country)
        if north is None or east is None or box is None:
            return
        if not (-90 <= north <= 90 and -180 <= east <= 180):
            # Nowhere on Earth, as the columns say.
            return
        margin = countries.MARGIN
        if not box[0] - margin <= north <= box[1] + margin:
            yield "latitude", "coordinates", f"not in {country}, {box[0]:g} to {box[1]:g}"
        if not box[2] - margin <= east <= box[3] + margin:
            yield "longitude", "coordinates", f"not in {country}, {box[2]:g} to {box[3]:g}"

    return check


for _column in ("iso3", "receiving_iso3"):
    row_rule("latitude", "longitude", _column, fine=_in_box)(_inside(_column))


@row_rule("where_prec", "place", "iso3", "latitude", tables="events")
def place_precision(code: str, place: str, iso3: str, latitude: str) -> Iterator[Saying]:
    """Precision is given for a place, and only for one."""
    if code and not (place or iso3 or latitude):
        yield "where_prec", "place", "the record has no place whose precision this could be"
    if latitude and not code:
        yield "where_prec", "place", "coordinates are given without their precision"
    if code in ("1", "2", "3") and not place:
        yield "where_prec", "place", f"precision {code} needs a named place"


@row_rule("sending_iso3", "receiving_iso3", tables="missions")
def mission_abroad(sending: str, receiving: str) -> Iterator[Saying]:
    """A state has no mission to itself."""
    if sending and sending == receiving:
        yield "receiving_iso3", "mission", "the state that sends is the state that receives"


@row_rule("mission_type", "city", "n_posts", tables="missions")
def mission_place(kind: str, city: str, number: str) -> Iterator[Saying]:
    """A single post is somewhere; only unnamed ones are counted together."""
    if number.isdigit() and int(number) > 1 and city:
        yield "n_posts", "mission", "several posts are counted together only when unnamed"
    if kind == "embassy" and number.isdigit() and int(number) > 1:
        yield "n_posts", "mission", "a state has one embassy in another"


# --- actors, events, weapons ---------------------------------------------------------------------


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


@row_rule("name_ar", tables="actors")
def arabic_name(name: str) -> Iterator[Saying]:
    """A name in Arabic script is in Arabic script."""
    letters = [letter for letter in name if letter.isalpha()]
    if name and not all("\u0600" <= letter <= "\u06ff" for letter in letters):
        yield "name_ar", "script", "letters that are not Arabic stand in this name"
    elif name and not letters:
        yield "name_ar", "script", "there is no letter in this name"


@row_rule("name")
def latin_name(name: str) -> Iterator[Saying]:
    """A name is written in Latin letters; other scripts have columns of their own."""
    letters = [letter for letter in name if letter.isalpha()]
    if name and (not letters or any("\u0370" <= letter <= "\u1cff" for letter in letters)):
        yield "name", "script", "a name is written in Latin letters here"


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
    numbers = _number(low), _number(best), _number(high)
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


# --- figures -------------------------------------------------------------------------------------


@row_rule("qualifier", "value", "value_low", "value_high", tables="statistics")
def bounds(qualifier: str, value: str, low: str, high: str) -> Iterator[Saying]:
    """A figure lies within its bounds, and has those that its qualifier needs."""
    number, least, most = _number(value), _number(low), _number(high)
    if not (value or low or high):
        yield "value", "figure", "the record has neither a value nor bounds"
        return
    if least is not None and most is not None and most < least:
        yield "value_high", "interval", f"the upper bound is below the lower, {low}"
    if number is not None and least is not None and number < least:
        yield "value", "figure", f"the value is below its lower bound, {low}"
    if number is not None and most is not None and number > most:
        yield "value", "figure", f"the value is above its upper bound, {high}"
    needs = {
        "exact": ("value",),
        "about": ("value",),
        "over": ("value_low",),
        "under": ("value_high",),
        "range": ("value_low", "value_high"),
        "order_of_magnitude": ("value_low", "value_high"),
    }
    cells = {"value": value, "value_low": low, "value_high": high}
    for field in needs.get(qualifier, ()):
        if not cells[field]:
            yield field, "figure", f"a figure qualified as {qualifier} needs this"
    if qualifier == "order_of_magnitude" and value:
        yield "value", "figure", "an order of magnitude has bounds and no value"
    if qualifier == "exact" and (low or high):
        field = "value_low" if low else "value_high"
        yield field, "figure", "an exact figure has no bounds"
    if qualifier == "over" and value and low and number != least:
        yield "value_low", "figure", "of a figure *over* a value, that value is the lower bound"
    if qualifier == "under" and value and high and number != most:
        yield "value_high", "figure", "of a figure *under* a value, that value is the upper bound"


@row_rule("unit", "value", "value_low", "value_high", tables="statistics")
def ranks(unit: str, value: str, low: str, high: str) -> Iterator[Saying]:
    """A rank is a whole number from 1; a share lies between 0 and 100."""
    for field, cell in (("value", value), ("value_low", low), ("value_high", high)):
        number = _number(cell)
        if number is None:
            continue
        if unit == "rank" and (number < 1 or number != int(number)):
            yield field, "rank", "a rank is a whole number from 1"
        if unit in _COUNTED and (number < 0 or number != int(number)):
            yield field, "count", f"a number of {unit} is a whole number from 0"


_COUNTED = frozenset(
    "persons people soldiers troops votes seats posts missions employees staff deaths "
    "refugees aircraft helicopters tanks missiles events visits countries".split(" ")
)


@row_rule("quantity", "quantity_qualifier", tables="transfers")
def qualified_quantity(quantity: str, qualifier: str) -> Iterator[Saying]:
    """A qualifier qualifies a quantity."""
    if qualifier and not quantity and qualifier != "order_of_magnitude":
        yield "quantity_qualifier", "figure", "there is no quantity that this could qualify"
    if quantity and not qualifier:
        yield "quantity_qualifier", "figure", "a quantity needs its qualifier"


@row_rule("supplier_id", "recipient_id", tables="transfers")
def two_parties(supplier: str, recipient: str) -> Iterator[Saying]:
    """Nobody supplies himself."""
    if supplier and supplier == recipient:
        yield "recipient_id", "transfer", "the supplier is the recipient"


@row_rule("mission_id", "body_id", tables="postings")
def one_place(mission: str, body: str) -> Iterator[Saying]:
    """An office is held in a mission or in a body."""
    if bool(mission) == bool(body):
        words = "both are given" if mission else "neither is given"
        yield "mission_id", "posting", f"one of mission_id and body_id is needed; {words}"


# --- records of several tables -------------------------------------------------------------------


@table_rule(
    statistics="indicator subject_id geography_iso3 admin1 counterpart_iso3 scope date preferred"
)
def one_preferred(tables: Tables) -> None:
    """At most one figure of the same quantity and period is the preferred one."""
    first: dict[tuple[str, ...], int] = {}
    rows = tables.rows(
        "statistics",
        "indicator subject_id geography_iso3 admin1 counterpart_iso3 scope date preferred",
    )
    for index, (*quantity, preferred) in enumerate(rows):
        if preferred == "true" and first.setdefault(tuple(quantity), index) != index:
            other = tables.line("statistics", first[tuple(quantity)])
            tables.add(
                "preferred",
                "statistics",
                index,
                "preferred",
                preferred,
                f"another figure for the same quantity is preferred too, on line {other}",
            )


@table_rule(statistics="indicator unit scope", indicators="indicator unit scopes")
def as_the_indicator_says(tables: Tables) -> None:
    """Unit and scope of a figure are those of its indicator."""
    known = {
        indicator: (unit, set(filter(None, scopes.split("|"))))
        for indicator, unit, scopes in tables.rows("indicators", "indicator unit scopes")
    }
    used: dict[str, set[str]] = defaultdict(set)
    for index, (indicator, unit, scope) in enumerate(
        tables.rows("statistics", "indicator unit scope")
    ):
        if indicator not in known:
            continue
        right, scopes = known[indicator]
        used[indicator].add(scope)
        if unit != right:
            message = f"the indicator {indicator} has the unit {right}"
            tables.add("indicator-unit", "statistics", index, "unit", unit, message)
        if (scope or scopes) and scope not in scopes:
            words = ", ".join(sorted(scopes)) or "no scopes"
            message = f"the indicator {indicator} has {words}"
            tables.add("indicator-scope", "statistics", index, "scope", scope, message)
    for index, (indicator, _, scopes_cell) in enumerate(
        tables.rows("indicators", "indicator unit scopes")
    ):
        if indicator not in used:
            message = "no figure measures this"
            tables.add("indicator-unused", "indicators", index, "indicator", indicator, message)
            continue
        for scope in filter(None, scopes_cell.split("|")):
            if scope not in used[indicator]:
                message = f"no figure has the scope {scope}"
                tables.add("indicator-unused", "indicators", index, "scopes", scope, message)


@table_rule(statistics="indicator date", indicators="indicator first_period last_period gaps")
def coverage(tables: Tables) -> None:
    """The figures of an indicator lie within its first and last period, and not in its gaps."""
    spans: dict[str, list[dates.EdtfDate]] = defaultdict(list)
    texts: dict[str, set[str]] = defaultdict(set)
    for indicator, text in tables.rows("statistics", "indicator date"):
        parsed = _parsed(text)
        if parsed:
            spans[indicator].append(parsed)
            texts[indicator].add(text)
    rows = tables.rows("indicators", "indicator first_period last_period gaps")
    for index, (indicator, first, last, gaps) in enumerate(rows):
        found = spans.get(indicator, [])
        for field, cell, bound in (
            ("first_period", first, min((s.start for s in found if s.start), default=None)),
            ("last_period", last, max((s.end for s in found if s.end), default=None)),
        ):
            parsed = _parsed(cell)
            if cell and parsed is None:
                continue
            day = parsed and (parsed.start if field == "first_period" else parsed.end)
            if day != bound:
                words = bound.isoformat() if bound else "nothing, as no figure has a date"
                message = f"the figures say {words}"
                tables.add("coverage", "indicators", index, field, cell, message)
        for gap in filter(None, gaps.split("|")):
            parsed = _parsed(gap)
            if parsed is None:
                message = f"{gap} is not a date in EDTF level 0 or 1"
                tables.add("edtf", "indicators", index, "gaps", gaps, message)
            elif gap in texts.get(indicator, ()):
                message = f"there is a figure for {gap}"
                tables.add("coverage", "indicators", index, "gaps", gaps, message)


@table_rule(
    transfers="event_id weapon_id supplier_id recipient_id deal_stage status date_start date_end"
)
def stages_in_order(tables: Tables) -> None:
    """The stages of one deal come in an order in which they can."""
    deals: dict[tuple[str, ...], list[tuple[int, str, date | None, date | None]]] = defaultdict(
        list
    )
    rows = tables.rows(
        "transfers",
        "event_id weapon_id supplier_id recipient_id deal_stage status date_start date_end",
    )
    for index, (*deal, stage, status, start, end) in enumerate(rows):
        if status == "occurred":
            deals[tuple(deal)].append((index, stage, _day(start), _day(end)))
    for stages in deals.values():
        for stage, needs in _BEFORE.items():
            mine = [(over, index) for index, name, _, over in stages if name == stage]
            if not mine or not all(over for over, _ in mine):
                continue
            # A deal may come in lots, each with its stages: only what no lot allows is wrong.
            over, index = max(mine)
            for earlier in needs.split():
                begun = [day for _, name, day, _ in stages if name == earlier]
                if begun and all(begun) and over < min(begun):  # type: ignore[operator,type-var]
                    message = f"{stage} by {over}, and {earlier} only from {min(begun)}"  # type: ignore[type-var]
                    tables.add("deal-stage", "transfers", index, "deal_stage", stage, message)


# Stages that can only come before each stage, when both happened.
_BEFORE = {
    "notified": "requested",
    "agreed": "requested notified",
    "released": "blocked withheld",
    "shipped": "requested notified",
    "delivered": "requested notified shipped",
}


@table_rule(postings="mission_id date_start date_end", missions="mission_id opened closed")
def posting_within_mission(tables: Tables) -> None:
    """Nobody serves in a mission before it opens or after it closes."""
    lives = {
        mission: (_parsed(opened), _last_day(closed))
        for mission, opened, closed in tables.rows("missions", "mission_id opened closed")
    }
    rows = tables.rows("postings", "mission_id date_start date_end")
    for index, (mission, start, end) in enumerate(rows):
        opened, closing = lives.get(mission, (None, None))
        last, first = _day(end), _day(start)
        if opened and opened.start and last and last < opened.start:
            message = f"the posting ends before the mission opens, {opened.text}"
            tables.add("mission-life", "postings", index, "date_end", end, message)
        if closing and first and first > closing:
            message = f"the posting starts after the mission closes, {closing}"
            tables.add("mission-life", "postings", index, "date_start", start, message)


@table_rule(postings="actor_id body_id", actors="actor_id actor_type")
def persons_in_bodies(tables: Tables) -> None:
    """An office is held by a person, in something that is not a person."""
    kinds = {actor: kind for actor, kind in tables.rows("actors", "actor_id actor_type")}
    for index, (actor, body) in enumerate(tables.rows("postings", "actor_id body_id")):
        if kinds.get(actor, "person") != "person":
            message = f"an office is held by a person; this is a {kinds[actor]}"
            tables.add("posting", "postings", index, "actor_id", actor, message)
        if kinds.get(body) == "person":
            message = "an office is held in a body, not in a person"
            tables.add("posting", "postings", index, "body_id", body, message)


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


@table_rule(missions="mission_id post mission_type sending_iso3 receiving_iso3 city opened closed")
def spells_of_a_post(tables: Tables) -> None:
    """Spells of one post are of the same states and city, and do not overlap."""
    posts: dict[str, list[tuple[int, date | None, date | None, tuple[str, ...]]]]
    posts = defaultdict(list)
    rows = tables.rows(
        "missions", "mission_id post mission_type sending_iso3 receiving_iso3 city opened closed"
    )
    for index, (_, post, _, sending, receiving, city, opened, closed) in enumerate(rows):
        parsed = _parsed(opened)
        first = parsed.end if parsed else None
        # Only what is sure to overlap counts: the last day it may have opened, the first it
        # may have closed.
        ended = _parsed(closed)
        last = ended.start if ended else (date.max if closed == ".." else None)
        where = (sending, receiving, city)
        for other, begun, over, place in posts[post]:
            if place != where:
                for field, mine, theirs in zip(
                    ("sending_iso3", "receiving_iso3", "city"), where, place, strict=True
                ):
                    if mine != theirs:
                        message = (
                            f"another spell of the post {post} has {theirs or 'none'}, "
                            f"on line {tables.line('missions', other)}"
                        )
                        tables.add("mission", "missions", index, field, mine, message)
                break
            if first and last and begun and over and first < over and begun < last:
                message = (
                    f"two spells of the post {post} overlap, the other on line "
                    f"{tables.line('missions', other)}"
                )
                tables.add("mission", "missions", index, "opened", opened, message)
        posts[post].append((index, first, last, where))


def _parsed(text: str) -> dates.EdtfDate | None:
    try:
        return dates.parse(text) if text else None
    except ValueError:
        return None


def _last_day(text: str) -> date | None:
    if text in ("", ".."):
        return None
    return dates.parse(text).end


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        return None


def _number(cell: str) -> float | None:
    """The number in a cell; None for an empty cell and for one whose type is at fault."""
    try:
        number = float(cell) if cell else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def columns_of_rules(table: str) -> set[str]:
    """The columns of one of our tables that some rule needs."""
    found: set[str] = set()
    for rule in applying(table, packaged().table(table).columns):
        found |= set(rule.columns)
    for needed, _ in TABLE_RULES:
        found |= set(needed.get(table, ()))
    return found


def applying(table: str, columns: Iterable[str]) -> list[RowRule]:
    """The row rules that have all their columns in a table of this name."""
    there = set(columns)
    return [
        rule
        for rule in ROW_RULES
        if there.issuperset(rule.columns) and (not rule.tables or table in rule.tables)
    ]
