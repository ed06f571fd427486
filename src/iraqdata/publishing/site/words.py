"""Dates in words: what an EDTF text says, for people who have never heard of EDTF."""

from __future__ import annotations

import calendar
import re

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DOUBT = {"?": "perhaps ", "~": "about ", "%": "perhaps about "}


def in_words(edtf: str) -> str:
    """An EDTF date (level 0-1, as in the tables) in English; the text itself if it is no such date.

    >>> in_words("2014-03")
    'March 2014'
    >>> in_words("2013/..")
    'from 2013, with no end'
    """
    if "/" not in edtf:
        return _single(edtf) or edtf
    start, _, end = edtf.partition("/")
    first, last = _single(start), _single(end)
    if first and last:
        return f"from {first} to {last}"
    if first and end in ("", ".."):
        return f"from {first}, " + ("with no end" if end else "end not known")
    if last and start in ("", ".."):
        return f"until {last}, " + ("with no beginning" if start else "beginning not known")
    return edtf


def _single(edtf: str) -> str | None:
    match = re.fullmatch(r"(-?[0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?([?~%]?)", edtf)
    if not match:
        return None
    year, month, day, doubt = match.groups()
    words = _year(year)
    if month in _SEASONS:
        words = f"{_SEASONS[month]} {words}"
    elif month and month != "XX":
        if not 1 <= int(month) <= 12:
            return None
        words = f"{calendar.month_name[int(month)]} {words}"
        if day and day != "XX":
            words = f"{int(day)} {words}"
    return _DOUBT.get(doubt, "") + words


def _year(year: str) -> str:
    if "X" in year:
        return f"the {year.replace('X', '0')}s" if year.endswith("X") else year
    number = int(year)
    return str(number) if number > 0 else f"{1 - number} BCE"
