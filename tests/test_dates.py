"""Dates only as precise as the evidence: what EDTF allows, and what it does not."""

from __future__ import annotations

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from undate import UndateInterval
from undate.converters.edtf import EDTFDateConverter

from iraqdata.proving.dates import EdtfDate, allowed_precisions, parse


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2014", "2014-01-01", "2014-12-31", 5),
        ("2014-02", "2014-02-01", "2014-02-28", 4),
        ("2012-02", "2012-02-01", "2012-02-29", 4),
        ("1900-02", "1900-02-01", "1900-02-28", 4),
        ("2014-03-05", "2014-03-05", "2014-03-05", 1),
        ("201X", "2010-01-01", "2019-12-31", None),
        ("20XX", "2000-01-01", "2099-12-31", None),
        ("2014-XX", "2014-01-01", "2014-12-31", 5),
        ("2014-XX-XX", "2014-01-01", "2014-12-31", 5),
        ("2014-03-XX", "2014-03-01", "2014-03-31", 4),
        ("2014-21", "2014-03-01", "2014-05-31", 5),
        ("2014-22", "2014-06-01", "2014-08-31", 5),
        ("2014-23", "2014-09-01", "2014-11-30", 5),
        ("2011-24", "2011-12-01", "2012-02-29", 5),
        ("2014?", "2014-01-01", "2014-12-31", 5),
        ("2014-03~", "2014-03-01", "2014-03-31", 4),
        ("2014-03-05%", "2014-03-05", "2014-03-05", 1),
        ("2014-21~", "2014-03-01", "2014-05-31", 5),
        ("201X~", "2010-01-01", "2019-12-31", None),
        ("2006/2007", "2006-01-01", "2007-12-31", 5),
        ("2014-03-05/2014-03", "2014-03-05", "2014-03-31", 4),
        ("2014/2014-03-05", "2014-01-01", "2014-03-05", 5),
        ("2014-03-05/2014-03-05", "2014-03-05", "2014-03-05", 1),
        ("2014-03?/2014-05~", "2014-03-01", "2014-05-31", 4),
        ("2014-21/2014-23", "2014-03-01", "2014-11-30", 5),
        ("2004-07-01/..", "2004-07-01", None, 1),
        ("2004-07-01/", "2004-07-01", None, 1),
        ("../2014-03", None, "2014-03-31", 4),
        ("/2014", None, "2014-12-31", 5),
        ("0001", "0001-01-01", "0001-12-31", 5),
        ("0000", None, None, 5),
        ("-0538", None, None, 5),
        ("-0538-10-12", None, None, 1),
        ("-05XX", None, None, None),
        ("000X", None, "0009-12-31", None),
        ("-0538/2003-04-09", None, "2003-04-09", 5),
        ("-0538/-0330", None, None, 5),
        ("-0004-02-29", None, None, 1),
        ("9999-24", "9999-12-01", None, 5),
    ],
)
def test_a_date_gives_its_first_and_last_possible_day_and_its_precision(
    text: str, start: str | None, end: str | None, precision: int | None
) -> None:
    assert parse(text) == EdtfDate(
        text,
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        precision,
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2014-13", "no month 13"),
        ("2014-00", "no month 00"),
        ("2014-25", "no month 25"),
        ("2014-13-XX", "no month 13"),
        ("2014-02-30", "no day 30"),
        ("2013-02-29", "no day 29"),
        ("2014-03-00", "no day 00"),
        ("-0005-02-29", "no day 29"),
        ("-0000", "no sign"),
        ("2014-3", "two digits"),
        ("2014-3-5", "two digits"),
        ("2014-03-5", "two digits"),
        ("2014-21-05", "season"),
        ("2014-21-XX", "season"),
        ("2XXX", "last digit or the last two"),
        ("XXXX", "last digit or the last two"),
        ("2X14", "last digit or the last two"),
        ("201X-03", "no month can follow"),
        ("201X-XX", "no month can follow"),
        ("2014-1X", "as a whole"),
        ("2014-03-1X", "as a whole"),
        ("2014-XX-05", "level 2"),
        ("2014?-03", "level 2"),
        ("?2014", "level 2"),
        ("2014?~", "level 2"),
        ("[2014,2015]", "level 2"),
        ("{2014..2016}", "level 2"),
        ("2014-03-XX/2014-04", "level 2"),
        ("201X/2020", "level 2"),
        ("Y17000", "four digits"),
        ("012014", "four digits"),
        ("1950S2", "four digits"),
        ("20140305", "four digits"),
        ("2014-03-05T10:00:00Z", "time of day"),
        ("2015/2014", "before the start"),
        ("2014-03-05/2014-03-04", "before the start"),
        ("2014-05/2014-03-31", "before the start"),
        ("-0330/-0538", "before the start"),
        ("2014/2015/2016", "more than one"),
        ("/", "at least one end"),
        ("..", "level 2"),
        ("../..", "at least one end"),
        ("../", "at least one end"),
        ("", "empty"),
        (" 2014", "space"),
        ("2014 / 2015", "space"),
        ("2014\n", "space"),
        ("2014\u00a0", "space"),
        ("٢٠١٤", "ASCII"),
        ("2014–2015", "ASCII"),
        ("2014/3", "YYYY-MM"),
        ("2014-2015", "YYYY-MM"),
        ("14", "YYYY-MM"),
        ("-538", "YYYY-MM"),
        ("+2014", "YYYY-MM"),
        ("201x", "YYYY-MM"),
        ("2014-03-05-", "YYYY-MM"),
        ("05.03.2014", "YYYY-MM"),
        ("NA", "YYYY-MM"),
        ("March", "YYYY-MM"),
    ],
)
def test_what_is_no_date_is_refused_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse(text)


@given(st.one_of(st.text(max_size=24), st.text(alphabet="0123456789X-/.?~%TYE ", max_size=24)))
def test_any_text_is_either_parsed_or_refused(text: str) -> None:
    try:
        assert parse(text).text == text
    except ValueError as error:
        assert str(error)


_DAYS = st.dates(date(100, 1, 1), date(9998, 12, 31))


@st.composite
def _dates(draw: st.DrawFn) -> str:
    """A date that is not an interval and whose digits are all given."""
    text = draw(_DAYS).isoformat()[: draw(st.sampled_from([4, 7, 10]))]
    return text + draw(st.sampled_from(["", "", "?", "~", "%"]))


@st.composite
def _unspecified(draw: st.DrawFn) -> str:
    text = draw(_DAYS).isoformat()
    forms = [
        text[:3] + "X",
        text[:2] + "XX",
        text[:4] + "-XX",
        text[:7] + "-XX",
        text[:4] + "-XX-XX",
    ]
    return draw(st.sampled_from(forms))


# The first and the last possible day as two other libraries see them. They differ from the
# standard, or from what the tables need, and the tests below leave that out:
# - `edtf` gives an unknown end (`2014/`) ten years, takes `..` for infinity and then fails, ends
#   a winter on 31 December, accepts an end before its start (`2015/2014`), and refuses a
#   qualifier after a season;
# - `undate` parses neither seasons nor years before year 1 with X, refuses intervals whose ends
#   differ in precision (`2014-03-05/2014-03`), accepts `-0000`, and has days in year 0, where
#   `datetime.date` has none;
# - both accept `2XXX`, `201X-XX` and X in an interval, which are level 2 in the standard.


def _by_edtf(text: str) -> tuple[str, str]:
    found = edtf.parse_edtf(text)
    first, last = found.lower_strict(), found.upper_strict()
    return (
        f"{first[0]:04d}-{first[1]:02d}-{first[2]:02d}",
        f"{last[0]:04d}-{last[1]:02d}-{last[2]:02d}",
    )


def _by_undate(text: str) -> tuple[str | None, str | None]:
    found = EDTFDateConverter().parse(text)
    if isinstance(found, UndateInterval):
        first = found.earliest and found.earliest.earliest
        last = found.latest and found.latest.latest
    else:
        first, last = found.earliest, found.latest
    # 1 January 1970 is false to numpy.
    return first if first is None else str(first), last if last is None else str(last)


def _by_us(text: str) -> tuple[str | None, str | None]:
    parsed = parse(text)
    return parsed.start and parsed.start.isoformat(), parsed.end and parsed.end.isoformat()


@given(st.one_of(_dates(), _unspecified()))
@example("2012-02")
@example("1900-02")
@example("1970")
@example("2100-02-XX")
def test_dates_agree_with_two_other_libraries(text: str) -> None:
    assert _by_us(text) == _by_edtf(text) == _by_undate(text)


@given(_dates(), _dates())
def test_intervals_agree_with_edtf(one: str, other: str) -> None:
    first, last = sorted((one, other), key=lambda text: parse(text).start or date.min)
    assert _by_us(f"{first}/{last}") == _by_edtf(f"{first}/{last}")


@given(_DAYS, _DAYS, st.sampled_from([4, 7, 10]))
def test_intervals_of_one_precision_agree_with_undate(one: date, other: date, length: int) -> None:
    first, last = sorted(day.isoformat()[:length] for day in (one, other))
    assume(first != last)
    assert _by_us(f"{first}/{last}") == _by_undate(f"{first}/{last}")


@given(_dates(), st.sampled_from(["", ".."]))
def test_open_and_unknown_ends_agree_with_undate(text: str, end: str) -> None:
    assert _by_us(f"{text}/{end}") == _by_undate(f"{text}/{end}")
    assert _by_us(f"{end}/{text}") == _by_undate(f"{end}/{text}")


@given(st.integers(1, 9998), st.sampled_from(["21", "22", "23"]))
def test_seasons_other_than_winter_agree_with_edtf(year: int, season: str) -> None:
    assert _by_us(f"{year:04d}-{season}") == _by_edtf(f"{year:04d}-{season}")


@given(st.integers(-9999, 0), st.sampled_from(["", "-02", "-12-31"]))
def test_years_before_year_1_are_known_but_have_no_day(year: int, rest: str) -> None:
    text = ("-" if year < 0 else "") + f"{abs(year):04d}{rest}"
    assert edtf.parse_edtf(text).lower_strict()[0] == year
    assert _by_us(text) == (None, None)


@given(st.dates(date(1990, 1, 1), date(2020, 12, 31)), st.integers(0, 400))
def test_a_period_of_days_allows_the_code_that_ucdp_gives_to_its_length(
    first: date, days: int
) -> None:
    parsed = parse(f"{first}/{first + timedelta(days)}")
    # The most days from first to last that UCDP GED's data have under each code.
    code = next((code for code, most in ((1, 0), (2, 5), (3, 6), (4, 30)) if days <= most), 5)
    allowed = allowed_precisions(parsed)
    assert {1, code} <= allowed if days <= 366 else allowed == {1}


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("2014", {5}),
        ("2014-03", {4}),
        ("2014-21", {5}),
        ("201X", {None}),
        ("2014-03-05", {1}),
        ("2014-03-05?", {1}),
        ("2014-03-05~", {1, 2, 3}),
        ("2014-03-05/2014-03-07", {1, 2}),
        ("2014-03-05/2014-03-11", {1, 2, 3}),
        ("2014-03-01/2014-03-31", {1, 4, 5}),
        ("2014-03-05/2014-05-05", {1, 5}),
        ("2014-03-05/..", {1}),
        ("2014-03-05/2014-04", {4}),
    ],
)
def test_precisions_that_edtf_cannot_say_are_allowed_where_the_days_fit(
    text: str, allowed: set[int | None]
) -> None:
    assert allowed_precisions(parse(text)) == allowed
