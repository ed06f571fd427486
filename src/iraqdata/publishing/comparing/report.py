"""Reporting a difference: for people (text, Markdown) and for programs (JSON)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict

from iraqdata.publishing.comparing.difference import Difference, TableCounts
from iraqdata.publishing.comparing.records import RecordChange
from iraqdata.publishing.comparing.versions import written
from iraqdata.publishing.digest import stamped

# Changes that a report for people shows of each table.
SHOWN = 20

COLUMNS = ("before", "now", "added", "removed", "renamed", "changed")


def as_text(difference: Difference) -> Iterator[str]:
    """The report as lines of text; lines of records may be long."""
    yield _headline(difference)
    yield _verdict(difference)
    yield from (f"  {reason.level:<5}  {reason}" for reason in difference.reasons)
    counted = touched(difference)
    if counted:
        yield ""
        width = max(len(counts.table) for counts in counted)
        yield "table".ljust(width) + "".join(column.rjust(9) for column in COLUMNS)
        for counts in counted:
            yield counts.table.ljust(width) + "".join(cell.rjust(9) for cell in cells(counts))
    yield from _by_table(difference, lambda table: ["", table], _line)


def as_markdown(difference: Difference) -> Iterator[str]:
    """The report as lines of Markdown."""
    yield f"# {_headline(difference)}"
    yield ""
    yield _verdict(difference)
    if difference.reasons:
        yield ""
        yield from (f"- {reason.level}: {_escaped(str(reason))}" for reason in difference.reasons)
    if counted := touched(difference):
        yield ""
        yield from count_table(counted)
    yield from _by_table(
        difference, lambda table: ["", f"## {table}", ""], lambda change: "-" + _line(change, "`")
    )


def as_json(difference: Difference) -> Iterator[str]:
    """The report as JSON, in pieces: every change of every record is in it.

    A `digest` is null where a CSV file is not as it was built.
    """
    head = {
        "old": {"version": difference.old.version, "digest": stamped(difference.old)},
        "new": {"version": difference.new.version, "digest": stamped(difference.new)},
        "change": difference.level,
        "next_version": written(difference.next_version),
        "reasons": [
            {"change": reason.level} | {k: v for k, v in asdict(reason).items() if k != "level"}
            for reason in difference.reasons
        ],
        "tables": [asdict(counts) for counts in difference.tables],
    }
    yield json.dumps(head, indent=2, ensure_ascii=False)[: -len("\n}")] + ',\n  "records": ['
    separator = "\n    "
    for change in difference.changes():
        yield separator + json.dumps(vars(change), ensure_ascii=False)
        separator = ",\n    "
    yield "\n  ]\n}"


def touched(difference: Difference) -> list[TableCounts]:
    """The counts of the tables that have other records than before."""
    return [
        counts
        for counts in difference.tables
        if counts.before != counts.now
        or any((counts.added, counts.removed, counts.renamed, counts.changed))
    ]


def count_table(tables: list[TableCounts]) -> Iterator[str]:
    """Counts per table as a Markdown table."""
    yield f"| table | {' | '.join(COLUMNS)} |"
    yield "| --- |" + " ---: |" * len(COLUMNS)
    for counts in tables:
        yield f"| {counts.table} | {' | '.join(cells(counts))} |"


def cells(counts: TableCounts) -> list[str]:
    """The counts of a table as text; a table that is not there has no number of rows."""
    numbers = (getattr(counts, column) for column in COLUMNS)
    return ["-" if number is None else str(number) for number in numbers]


def _headline(difference: Difference) -> str:
    versions = difference.old.version, difference.new.version
    return f"{difference.new.descriptor['name']} {versions[0]} -> {versions[1]}"


def _verdict(difference: Difference) -> str:
    if difference.level == "none":
        return "change: none; the packages hold the same"
    return (
        f"change: {difference.level}; "
        f"the next version is {written(difference.next_version)} or higher"
    )


def _by_table(
    difference: Difference, heading: Callable[[str], list[str]], line: Callable[[RecordChange], str]
) -> Iterator[str]:
    number: dict[str, int] = defaultdict(int)
    for counts in difference.tables:
        number[counts.table] = counts.added + counts.removed + counts.renamed
        number[counts.table] += counts.corrected + counts.filled
    shown: dict[str, int] = defaultdict(int)
    for change in difference.changes():
        table = change.table
        if not shown[table]:
            yield from heading(table)
        shown[table] += 1
        if shown[table] <= SHOWN:
            yield line(change)
        elif shown[table] == number[table]:
            yield f"  ... and {number[table] - SHOWN:,} more: --format json lists them"


def _line(change: RecordChange, quote: str = "") -> str:
    key = f"{quote}{change.key}{quote}"
    if change.kind == "changed":
        old, new = (_value(value, quote) for value in (change.old, change.new))
        return f"  {key} {quote}{change.field}{quote}: {old} -> {new}"
    if change.kind == "renamed":
        return f"  {quote}{change.old}{quote} -> {key} renamed"
    return f"  {key} {change.kind}"


def _value(value: str | None, quote: str) -> str:
    if not value:
        return "(empty)"
    return _escaped(json.dumps(value, ensure_ascii=False)) if quote else repr(value)


def _escaped(text: str) -> str:
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, "\\" + sign)
    return text
