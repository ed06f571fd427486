"""Dates: what is derived from them, and their order within a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from iraqdata.checking.asking import (
    Saying,
    day_of,
    edtf_of,
    lacking,
    matching,
    row_rule,
    table_rule,
    today,
)
from iraqdata.proving import dates

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


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
    wrong: list[Saying] = []
    for field, cell, day in (
        ("date_start", start, allowed.start),
        ("date_end", end, allowed.end),
    ):
        right = day.isoformat() if day else ""
        # A cell that is no day at all is for its column to say.
        if cell != right and not (cell and day_of(cell) is None):
            words = f"the date {text} gives {right or 'an empty cell'} here"
            wrong.append((field, "date-derived", words))
    codes = {"" if code is None else str(code) for code in dates.allowed_precisions(allowed)}
    if precision not in codes and (not precision or precision.isdigit()):
        words = " or ".join(sorted(code or "an empty cell" for code in codes))
        wrong.append(("date_prec", "date-derived", f"the date {text} gives {words} here"))
    days = day_of(start), day_of(end)
    if len(wrong) > 1 and None not in days and days[0] <= days[1]:  # type: ignore[operator]
        # It is likelier that one cell is wrong than that two are.
        words = f"date_start and date_end say {start} to {end}"
        yield "date", "date-derived", words
    else:
        yield from wrong


@row_rule("published", "accessed", tables="sources")
def read_after_publication(published: str, accessed: str) -> Iterator[Saying]:
    """Nobody reads a source before it is published."""
    day, issued = day_of(accessed), edtf_of(published)
    if day and issued and issued.start and day < issued.start <= today():
        yield "accessed", "interval", f"read before it was published, {published}"


def _not_ahead(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        first = edtf_of(text)
        if first and first.start and first.start > today():
            yield field, "future", "this lies in the future"

    return check


for _column in ("as_of", "said_on", "published", "accessed", "opened"):
    row_rule(_column)(_not_ahead(_column))


# Cells that do not begin with a year from 2020 on are of no later one.
@row_rule("date", "status", fine=matching(r"\A(?:\z|[-./01]|20[01])"))
def not_ahead_unless_planned(text: str, status: str) -> Iterator[Saying]:
    """What happened, or is said to have, lies not in the future."""
    first = edtf_of(text)
    if status != "planned" and first and first.start and first.start > today():
        yield "date", "future", "this lies in the future, and is not planned"


@row_rule("title", "date", tables="events", fine=lacking(r", [0-9]{4}-[0-9]{2}-[0-9]{2}\z"))
def day_of_title(title: str, text: str) -> Iterator[Saying]:
    """A title that ends in a day says when."""
    found = re.search(r", ([0-9]{4}-[0-9]{2}-[0-9]{2})$", title)
    told, date = day_of(found[1]) if found else None, edtf_of(text)
    if not (told and date and date.start):
        return
    if date.start > told or (date.end is not None and date.end < told):
        yield "date", "date-derived", f"the title says {told}"


@row_rule("date", tables="postings statistics")
def period_not_ahead(text: str) -> Iterator[Saying]:
    """A period of a posting or figure begins not in the future."""
    yield from _not_ahead("date")(text)


@table_rule(claims="source_id said_on", sources="source_id published")
def said_before_published(tables: Tables) -> None:
    """Nobody says in a source what he says after it is published."""
    issued = {source: text for source, text in tables.rows("sources", "source_id published")}
    for index, (source, text) in enumerate(tables.rows("claims", "source_id said_on")):
        said, published = edtf_of(text), edtf_of(issued.get(source, ""))
        if said and published and said.start and published.end and said.start > published.end:
            message = f"{source} was published before, {published.text}"
            tables.add("interval", "claims", index, "said_on", text, message)
