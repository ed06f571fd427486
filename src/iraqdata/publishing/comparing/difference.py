"""The whole difference between two packages, and the kind of change that it amounts to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from iraqdata.publishing import streaming
from iraqdata.publishing.comparing import definitions, records
from iraqdata.publishing.comparing.definitions import Reason
from iraqdata.publishing.comparing.records import RecordChange
from iraqdata.publishing.comparing.versions import LEVELS, Level, Version, least, parsed
from iraqdata.reading.catalogue import Catalogue, Table


@dataclass
class TableCounts:
    """How many records of a table were added, removed, renamed, changed; and rows before, now."""

    table: str
    before: int | None = None
    now: int | None = None
    added: int = 0
    removed: int = 0
    renamed: int = 0
    changed: int = 0
    # Cells by what happened to them.
    corrected: int = 0
    filled: int = 0


@dataclass
class Difference:
    """What differs between two packages. The changes of records are read from disk."""

    old: Catalogue
    new: Catalogue
    spool: IO[str]
    reasons: list[Reason] = field(default_factory=list)
    tables: list[TableCounts] = field(default_factory=list)

    @property
    def level(self) -> Level:
        """The kind of change: that of the weightiest reason."""
        return max((reason.level for reason in self.reasons), key=LEVELS.index, default="none")

    @property
    def next_version(self) -> Version:
        """The lowest version number that the new package may have."""
        return least(parsed(self.old.version, "the older package"), self.level)

    def changes(self) -> Iterator[RecordChange]:
        """The changes of records, by table."""
        self.spool.seek(0)
        for line in self.spool:
            yield RecordChange(*json.loads(line))


@contextmanager
def compared(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    """The difference between two packages, at hand until the context ends.

    Raises IraqdataError for tables that cannot be read or have two records of one key.
    """
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:
        difference = Difference(old, new, spool)
        difference.reasons += definitions.compare(old, new)
        renamed = records.renames(new)
        for name in [*new.tables, *(name for name in old.tables if name not in new.tables)]:
            counts = TableCounts(name)
            _compare_table(old.tables.get(name), new.tables.get(name), renamed, counts, spool)
            difference.tables.append(counts)
            difference.reasons += _reasons(counts)
        difference.reasons.sort(key=lambda reason: -LEVELS.index(reason.level))
        yield difference


def _compare_table(
    before: Table | None,
    after: Table | None,
    renamed: records.Renames,
    counts: TableCounts,
    spool: IO[str],
) -> None:
    # Without the same key no record can be found again; the reasons say that it changed.
    if before is None or after is None or before.key != after.key:
        counts.before = _number(before)
        counts.now = _number(after)
        return
    start = spool.tell()
    comparison = records.Comparison(before, after, renamed)
    unsorted: list[Table] = []
    while True:
        try:
            tally = _spooled(comparison.changes(unsorted), spool)
            break
        except streaming.OutOfOrderError as error:
            unsorted.append(error.table)
            spool.seek(start)
            spool.truncate()
    for name, number in tally.items():
        setattr(counts, name, number)
    counts.before, counts.now = comparison.rows


def _number(table: Table | None) -> int | None:
    return None if table is None else sum(1 for _ in streaming.rows(table))


def _spooled(changes: Iterator[RecordChange], spool: IO[str]) -> Counter[str]:
    """Write changes to the spool and count them by what `TableCounts` tells apart."""
    tally: Counter[str] = Counter()
    last = None
    for change in changes:
        if change.kind == "changed":
            tally["corrected" if change.old else "filled"] += 1
            # The cells of a record come one after the other.
            tally["changed"] += change.key != last
            last = change.key
        else:
            tally[change.kind] += 1
        spool.write(json.dumps(list(vars(change).values()), ensure_ascii=False) + "\n")
    return tally


def _reasons(counts: TableCounts) -> Iterator[Reason]:
    def some(number: int, what: str) -> str:
        return f"{number:,} {what}{'' if number == 1 else 's'}"

    if counts.removed:
        yield Reason("major", counts.table, "", some(counts.removed, "record") + " removed")
    if counts.renamed:
        yield Reason("major", counts.table, "", some(counts.renamed, "id") + " renamed")
    if counts.corrected:
        yield Reason(
            "minor", counts.table, "", some(counts.corrected, "published value") + " changed"
        )
    if counts.filled:
        yield Reason("minor", counts.table, "", some(counts.filled, "empty cell") + " filled")
    if counts.before is not None and counts.added:
        yield Reason("minor", counts.table, "", some(counts.added, "record") + " added")
