"""Figures and indicators: bounds, units, scopes, periods, the preferred one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iraqdata.checking import countries
from iraqdata.checking.asking import (
    Saying,
    day_of,
    edtf_of,
    number_in,
    row_rule,
    table_rule,
    whole_in,
)
from iraqdata.proving import dates

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


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


@row_rule("qualifier", "value", "value_low", "value_high", tables="statistics")
def bounds(qualifier: str, value: str, low: str, high: str) -> Iterator[Saying]:
    """A figure lies within its bounds, and has those that its qualifier needs."""
    number, least, most = number_in(value), number_in(low), number_in(high)
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
def counts(unit: str, value: str, low: str, high: str) -> Iterator[Saying]:
    """A rank is a whole number from 1; nothing is counted below 0, nor things in parts."""
    for field, cell in (("value", value), ("value_low", low), ("value_high", high)):
        number = number_in(cell)
        if number is None:
            continue
        if unit == "rank" and (number < 1 or number != int(number)):
            yield field, "rank", "a rank is a whole number from 1"
        if unit in _COUNTED and (number < 0 or number != int(number)):
            yield field, "count", f"a number of {unit} is a whole number from 0"


# Units of which there are no parts.
_COUNTED = frozenset("consulates deaths missions persons posts seats visitors votes".split())


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
    units: dict[str, set[str]] = defaultdict(set)
    rows = tables.rows("statistics", "indicator unit scope")
    number = Counter(indicator for indicator, _, _ in rows)
    for indicator, unit, _ in rows:
        units[indicator].add(unit)
    for index, (indicator, unit, scope) in enumerate(rows):
        if indicator not in known:
            continue
        right, scopes = known[indicator]
        used[indicator].add(scope)
        if unit != right and not (units[indicator] == {unit} and number[indicator] > 1):
            message = f"the indicator {indicator} has the unit {right}"
            tables.add("indicator-unit", "statistics", index, "unit", unit, message)
        if (scope or scopes) and scope not in scopes:
            words = ", ".join(sorted(scopes)) or "no scopes"
            message = f"the indicator {indicator} has {words}"
            tables.add("indicator-scope", "statistics", index, "scope", scope, message)
    for index, (indicator, unit, scopes_cell) in enumerate(
        tables.rows("indicators", "indicator unit scopes")
    ):
        (others,) = units[indicator] if len(units[indicator]) == 1 else {unit}
        if others != unit and number[indicator] > 1:
            # It is likelier that one cell is wrong than that all figures are.
            message = f"all figures of the indicator are in {others}"
            tables.add("indicator-unit", "indicators", index, "unit", unit, message)
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
        parsed = edtf_of(text)
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
            parsed = edtf_of(cell)
            if cell and parsed is None:
                continue
            day = parsed and (parsed.start if field == "first_period" else parsed.end)
            if day != bound:
                words = bound.isoformat() if bound else "nothing, as no figure has a date"
                message = f"the figures say {words}"
                tables.add("coverage", "indicators", index, field, cell, message)
        for gap in filter(None, gaps.split("|")):
            parsed = edtf_of(gap)
            if parsed is None:
                message = f"{gap} is not a date in EDTF level 0 or 1"
                tables.add("edtf", "indicators", index, "gaps", gaps, message)
            elif gap in texts.get(indicator, ()) or _within(parsed, found):
                message = f"there is a figure for {gap}"
                tables.add("coverage", "indicators", index, "gaps", gaps, message)
            elif found and not _between(parsed, found):
                message = f"{gap} is not between the first and the last figure"
                tables.add("coverage", "indicators", index, "gaps", gaps, message)


def _within(gap: dates.EdtfDate, figures: list[dates.EdtfDate]) -> bool:
    """Whether a gap shares days with a figure."""
    return any(
        figure.start <= gap.end and gap.start <= figure.end
        for figure in figures
        if figure.start and figure.end and gap.start and gap.end
    )


def _between(gap: dates.EdtfDate, figures: list[dates.EdtfDate]) -> bool:
    """Whether there are figures before and after a gap."""
    if not (gap.start and gap.end):
        return True
    before = any(figure.end < gap.start for figure in figures if figure.end)
    return before and any(figure.start > gap.end for figure in figures if figure.start)


@table_rule(statistics="indicator date", indicators="indicator gaps")
def gaps_are_told(tables: Tables) -> None:
    """A year between the first and the last figure that has none is among the gaps."""
    years: dict[str, set[int]] = defaultdict(set)
    yearly: dict[str, bool] = {}
    for indicator, text in tables.rows("statistics", "indicator date"):
        year = whole_in(text) if len(text) == 4 else None
        yearly[indicator] = yearly.get(indicator, True) and year is not None
        if year is not None:
            years[indicator].add(year)
    for index, (indicator, gaps) in enumerate(tables.rows("indicators", "indicator gaps")):
        told = [edtf_of(gap) for gap in gaps.split("|")]
        found = years[indicator]
        for year in range(min(found), max(found)) if found and yearly[indicator] else ():
            covered = any(
                gap and gap.start and gap.end and gap.start.year <= year <= gap.end.year
                for gap in told
            )
            if year not in found and not covered:
                message = f"there is no figure for {year}"
                tables.add("coverage", "indicators", index, "gaps", gaps, message)


# A yearly figure so many times that of the years beside it is taken for one in another unit.
_LEAP = 100


@table_rule(
    statistics="indicator subject_id geography_iso3 admin1 counterpart_iso3 scope date value"
)
def leaps(tables: Tables) -> None:
    """A figure of a yearly series is of the size of those beside it."""
    series: dict[tuple[str, ...], list[tuple[int, float, int, str]]] = defaultdict(list)
    rows = tables.rows(
        "statistics",
        "indicator subject_id geography_iso3 admin1 counterpart_iso3 scope date value",
    )
    for index, (*what, text, cell) in enumerate(rows):
        year, value = whole_in(text), number_in(cell)
        if year is not None and value is not None and value > 0:
            series[tuple(what)].append((year, value, index, cell))
    for figures in series.values():
        figures.sort()
        for place, (year, value, index, cell) in enumerate(figures):
            beside = [
                other
                for when, other, _, _ in figures[max(0, place - 4) : place + 5]
                if 0 < abs(when - year) <= 1
            ]
            if beside and all(max(value, other) >= _LEAP * min(value, other) for other in beside):
                message = "a hundred times as much, or as little, as in the years beside it"
                tables.add("leap", "statistics", index, "value", cell, message)


@row_rule("locator", "date", "geography_iso3", "counterpart_iso3", tables="statistics")
def figure_at_its_place(
    locator: str, text: str, geography: str, counterpart: str
) -> Iterator[Saying]:
    """The year and the countries of a place in a dataset are those of the figure."""
    years = set(re.findall(r"(?:^|, |year )((?:19|20)[0-9]{2})(?=,|$)", locator))
    if len(years) == 1 and re.fullmatch("[0-9]{4}", text) and text not in years:
        yield "date", "locator", f"in its source this is at {locator}"
    for code in re.findall(r"(?:^|coo |coa )([A-Z]{3})(?=,|$)", locator):
        if code in countries.alpha2() and code not in (geography, counterpart):
            yield "geography_iso3", "locator", f"in its source this is at {locator}"


@table_rule(statistics="indicator source_id", indicators="indicator source_id")
def one_source_of_a_series(tables: Tables) -> None:
    """The figures of a series of one source are from that."""
    source_of = {row[0]: row[1] for row in tables.rows("indicators", "indicator source_id")}
    for index, (indicator, source) in enumerate(tables.rows("statistics", "indicator source_id")):
        expected = source_of.get(indicator)
        if expected and source != expected:
            message = f"the figures of {indicator} are from {expected}"
            tables.add("indicator-source", "statistics", index, "source_id", source, message)


@row_rule("geography_iso3", "counterpart_iso3", tables="statistics")
def two_countries(geography: str, counterpart: str) -> Iterator[Saying]:
    """A counterpart is another country."""
    if geography and geography == counterpart:
        yield "counterpart_iso3", "figure", "the counterpart is the country itself"


@table_rule(
    statistics="subject_id date_start date_end",
    events="event_id date_start date_end",
)
def figure_of_event(tables: Tables) -> None:
    """A figure on an event is of the time of the event."""
    spans = {
        event: (day_of(start), day_of(end))
        for event, start, end in tables.rows("events", "event_id date_start date_end")
    }
    rows = tables.rows("statistics", "subject_id date_start date_end")
    for index, (subject, start, end) in enumerate(rows):
        begun, over = spans.get(subject, (None, None))
        first, last = day_of(start), day_of(end)
        if over and first and first > over:
            message = f"the event {subject} was over by {over}"
            tables.add("interval", "statistics", index, "date_start", start, message)
        if begun and last and last < begun:
            message = f"the event {subject} began on {begun} at the earliest"
            tables.add("interval", "statistics", index, "date_end", end, message)


@table_rule(statistics="scope date as_of")
def known_after_the_period(tables: Tables) -> None:
    """A figure of a vintage is not older than what it measures, unless it is expected."""
    for index, (scope, text, vintage) in enumerate(tables.rows("statistics", "scope date as_of")):
        period, as_of = edtf_of(text), edtf_of(vintage)
        if scope.endswith(("planned", "expected")) or not (period and as_of):
            continue
        if period.start and as_of.end and as_of.end < period.start:
            message = f"the period begins after this, {text}"
            tables.add("interval", "statistics", index, "as_of", vintage, message)
