"""Dates only as precise as the evidence: the part of EDTF (ISO 8601-2) that the tables use.

That part is levels 0 and 1 without times of day and without years of more than four digits:

- `2014`, `2014-03`, `2014-03-05`, and years before year 1: `0000` is 1 BCE, `-0538` is 539 BCE;
- `201X`, `20XX`, `2014-XX`, `2014-03-XX`, `2014-XX-XX`: digits that nobody specifies;
- `2014-21` to `2014-24`: spring, summer, autumn, winter;
- `?` (uncertain), `~` (approximate) or `%` (both) at the end of a date;
- `a/b`, which lasted from a to b; an end is `..` when open and empty when unknown.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# A day of the proleptic Gregorian calendar; `datetime.date` has none before year 1.
_Day = tuple[int, int, int]

_SINGLE = re.compile(r"(-?[0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?[?~%]?")

# Months in which a season starts and ends, in the north; winter ends in the year after.
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}

# UCDP GED's codes for events that a period of days holds, with the days from its first to its
# last; a little wider than UCDP's own (1-5, 6, 7-30, 31-365), for weeks counted otherwise.
_SPANS = {2: range(1, 7), 3: range(5, 8), 4: range(7, 32), 5: range(28, 367)}


@dataclass(frozen=True)
class EdtfDate:
    """What an EDTF text allows.

    `start` and `end` are the first and the last possible day, None where that end is open,
    unknown or before year 1. `precision` is UCDP GED's `date_prec`: 1 a day, 4 a month, 5 up to
    a year, None coarser than a year; of an interval, that of the less precise of the ends it
    gives.
    """

    text: str
    start: date | None
    end: date | None
    precision: int | None


@lru_cache(maxsize=65536)
def parse(text: str) -> EdtfDate:
    """What an EDTF text allows; raises ValueError that says what is wrong with it.

    The message leaves out the text itself, which the caller names with its place.
    """
    if re.fullmatch(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}", text):
        raise ValueError("a day is written YYYY-MM-DD; `/` stands between the ends of a span")
    if "/" not in text:
        first, last, precision = _single(text)
        return EdtfDate(text, _date(first), _date(last), precision)
    ends = text.split("/")
    if len(ends) > 2:
        raise ValueError("more than one '/': an interval is START/END")
    known = [_single(end) if end not in ("", "..") else None for end in ends]
    starting, ending = known
    given = [end for end in known if end is not None]
    if not given:
        raise ValueError("an interval needs at least one end that is known; else leave it empty")
    if any("X" in end for end in ends):
        raise ValueError(
            "unspecified digits (X) in an interval are EDTF level 2; "
            "write the end only as precise as it is known, as 2014-03"
        )
    if starting and ending and ending[1] < starting[0]:
        raise ValueError(f"the end {ends[1]} is before the start {ends[0]}")
    precisions = [precision for _, _, precision in given]
    return EdtfDate(
        text,
        _date(starting[0]) if starting else None,
        _date(ending[1]) if ending else None,
        max(code for code in precisions if code is not None),
    )


def allowed_precisions(parsed: EdtfDate) -> set[int | None]:
    """Values of `date_prec` that a row with this date may have.

    That is the precision of the text, and what EDTF cannot say: an event on an unknown day
    between two known ones has UCDP's code for the days between them, and one near a day (`~`,
    `%`) may have 2 or 3.
    """
    allowed = {parsed.precision}
    if parsed.precision == 1:
        if parsed.text.endswith(("~", "%")):
            allowed |= {2, 3}
        if parsed.start and parsed.end:
            days = (parsed.end - parsed.start).days
            allowed |= {code for code, span in _SPANS.items() if days in span}
    return allowed


def _single(text: str) -> tuple[_Day, _Day, int | None]:
    """First and last possible day of one date, and its precision."""
    match = _SINGLE.fullmatch(text)
    if match is None:
        raise ValueError(_why_not(text))
    year, month, day = match.groups()
    if "X" in year:
        return _years(year, month)
    if year == "-0000":
        raise ValueError("year 0000 has no sign")
    number = int(year)
    if month is None:
        return (number, 1, 1), (number, 12, 31), 5
    if "X" in month + (day or ""):
        return _unspecified(number, month, day)
    if month in _SEASONS:
        if day is not None:
            raise ValueError(f"{month} is a season, which has no days")
        first, last = _SEASONS[month]
        closing = number + (last < first)
        return (number, first, 1), (closing, last, _length(closing, last)), 5
    if not 1 <= int(month) <= 12:
        raise ValueError(f"there is no month {month}")
    if day is None:
        return (number, int(month), 1), (number, int(month), _length(number, int(month))), 4
    if not 1 <= int(day) <= _length(number, int(month)):
        raise ValueError(f"there is no day {day} in {year}-{month}")
    only = (number, int(month), int(day))
    return only, only, 1


def _years(year: str, month: str | None) -> tuple[_Day, _Day, None]:
    if month is not None:
        raise ValueError(f"{year} leaves the year open, so that no month can follow")
    if not re.fullmatch(r"-?[0-9]{2}[0-9X]X", year):
        raise ValueError("of a year only the last digit or the last two can be X: 201X, 20XX")
    sign = -1 if year.startswith("-") else 1
    near, far = sorted(sign * int(year[-4:].replace("X", digit)) for digit in "09")
    return (near, 1, 1), (far, 12, 31), None


def _unspecified(year: int, month: str, day: str | None) -> tuple[_Day, _Day, int]:
    if month == "XX" and day in (None, "XX"):
        return (year, 1, 1), (year, 12, 31), 5
    if month == "XX":
        raise ValueError("a day whose month is not specified is EDTF level 2")
    if day != "XX" or "X" in month:
        raise ValueError("a month or a day is left open as a whole: XX")
    if month in _SEASONS:
        raise ValueError(f"{month} is a season, which has no days")
    if not 1 <= int(month) <= 12:
        raise ValueError(f"there is no month {month}")
    return (year, int(month), 1), (year, int(month), _length(year, int(month))), 4


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _date(day: _Day) -> date | None:
    return date(*day) if 1 <= day[0] <= 9999 else None


def _why_not(text: str) -> str:
    """What is wrong with a text that has not the form of a date."""
    if not text:
        return "it is empty"
    if any(character.isspace() for character in text):
        return "there is a space in it"
    foreign = next((character for character in text if not character.isascii()), None)
    if foreign is not None:
        return f"{foreign!r} is not one of the ASCII characters that EDTF is written in"
    if "T" in text and text[:4].isdigit():
        return "a time of day is not kept in these tables; write the day alone"
    if text[0] in "[{" or "," in text or ".." in text:
        return "sets of dates are EDTF level 2; write an interval, START/END"
    if re.fullmatch(r"[1-9][0-9]{4}", text):
        return "it looks like a spreadsheet's number of a day; a day is written YYYY-MM-DD"
    if re.match(r"Y-?[0-9]|-?[0-9]{5}|.*[ES][0-9]", text):
        return "years that have not four digits, or have an exponent, are not kept in these tables"
    if re.search(r"[?~%].", text):
        return "a qualifier (?, ~ or %) stands once and at the end; within a date it is level 2"
    if re.fullmatch(r"-?[0-9]{4}(-[0-9]{1,2}){1,2}[?~%]?", text):
        return "month and day have two digits each, as 2014-03-05"
    return "it is not YYYY, YYYY-MM, YYYY-MM-DD or START/END (EDTF level 0-1)"
