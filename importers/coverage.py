"""Coverage of indicators as data: first period, last period and the gaps between them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from iraqdata.proving import dates

Row = dict[str, Any]


def cover(indicators: list[Row], statistics: list[Row]) -> list[Row]:
    """The rows of `indicators` with the coverage that `statistics` shows.

    The first and the last period are the ends of what the dated figures of an indicator cover;
    gaps are what none of them covers in between, as years where whole years are missing.
    """
    periods: dict[str, set[str]] = {}
    for row in statistics:
        if row.get("date"):
            periods.setdefault(row["indicator"], set()).add(row["date"])
    return [row | _coverage(periods.get(row["indicator"], set())) for row in indicators]


def _coverage(periods: set[str]) -> Row:
    spans = []
    for text in periods:
        parsed = dates.parse(text)
        if parsed.start and parsed.end:
            first, _, last = text.partition("/")
            spans.append((parsed.start, parsed.end, first, last or first))
    if not spans:
        return {"first_period": None, "last_period": None, "gaps": None}
    spans.sort()
    gaps = []
    covered = spans[0][1]
    for start, end, _, _ in spans[1:]:
        if start > covered + timedelta(days=1):
            gaps += _between(covered + timedelta(days=1), start - timedelta(days=1))
        covered = max(covered, end)
    return {
        "first_period": spans[0][2],
        "last_period": max(spans, key=lambda span: span[1])[3],
        "gaps": "|".join(sorted(gaps)) or None,
    }


def _between(start: date, end: date) -> list[str]:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return [str(year) for year in range(start.year, end.year + 1)]
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        return [f"{start:%Y-%m}/{end:%Y-%m}"]
    return [f"{start}/{end}"]
