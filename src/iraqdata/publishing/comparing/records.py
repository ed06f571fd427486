"""Comparing the records of two tables by key, cell by cell, without holding a table in memory.

Both CSV files are read side by side in the order of their keys. Only records that a renamed id
puts elsewhere are held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from iraqdata.publishing import streaming
from iraqdata.publishing.streaming import Key, Row
from iraqdata.reading.catalogue import Catalogue, Table

# Old id -> new id, by table.
Renames = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class RecordChange:
    """One record added, removed or renamed, or one cell of a record changed.

    `kind` is `added`, `removed`, `renamed` or `changed`. `key` is the key in the new table (for
    `removed`, in the old one); `old` and `new` are the keys for `renamed`, the cells for
    `changed`, else None. The parts of a longer key are separated by `|`. `was` is the key in the
    old table of a changed record whose key is another now.
    """

    table: str
    kind: str
    key: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    was: str | None = None


def renames(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """What a package's `revisions` say of renamed ids: old id -> newest id, by table."""
    steps: dict[str, dict[str, str]] = defaultdict(dict)
    for revision in revisions(catalogue):
        if not revision["field"] and revision["new_value"]:
            steps[revision["table"]][revision["record_id"]] = revision["new_value"]
    return {
        table: {old: _last(old, chain) for old in chain} for table, chain in sorted(steps.items())
    }


def revisions(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """The records of the table `revisions`, by column; none if the package has no such table."""
    table = catalogue.tables.get("revisions")
    if table:
        for row in streaming.rows(table):
            yield dict(zip(table.columns, row, strict=True))


class Comparison:
    """Two tables of the same name and key, and what ids were renamed between them.

    `rows` counts the records read of each.
    """

    def __init__(self, before: Table, after: Table, renamed: Renames) -> None:
        self.name = after.name
        self.sides = before, after
        self.rows = [0, 0]
        self.columns = [
            (
                column,
                before.columns.index(column),
                after.columns.index(column),
                streaming.normal(before.field(column)["type"]),
                streaming.normal(after.field(column)["type"]),
            )
            for column in after.columns
            if column in before.columns
        ]
        self.same_layout = before.columns == after.columns
        self.key = frozenset(after.key)
        self.of_records = renamed.get(self.name, {})
        self.of_references = _references(after, renamed)
        # Records with these in their key may stand elsewhere than their former selves.
        self.targets = {
            column: frozenset(ids.values()) for column, ids in self.of_references.items()
        }
        self.record_targets = frozenset(self.of_records.values())
        self.key_columns = after.key

    def changes(self, unsorted: Sequence[Table] = ()) -> Iterator[RecordChange]:
        """Every difference between the records of the two tables.

        A cell that refers to a renamed id and follows it is no difference. The files of the
        tables in `unsorted` are sorted first; if another turns out not to be in order,
        OutOfOrderError is raised, perhaps after the first differences.
        """
        self.rows = [0, 0]
        with ExitStack() as stack:
            olds, news = (
                self._counted(
                    side,
                    streaming.sorted_rows(table, stack)
                    if table in unsorted
                    else streaming.in_order(table),
                )
                for side, table in enumerate(self.sides)
            )
            yield from self._merged(olds, news)

    def _counted(self, side: int, rows: Iterator[tuple[Key, Row]]) -> Iterator[tuple[Key, Row]]:
        for row in rows:
            self.rows[side] += 1
            yield row

    def _merged(
        self, olds: Iterator[tuple[Key, Row]], news: Iterator[tuple[Key, Row]]
    ) -> Iterator[RecordChange]:
        held_old: dict[Key, list[tuple[Key, Row]]] = defaultdict(list)
        held_new: dict[Key, Row] = {}
        old, new = next(olds, None), next(news, None)
        while old or new:
            if new is None or (old is not None and old[0] < new[0]):
                assert old is not None
                now = self._now(old[0])
                if now == old[0]:
                    yield RecordChange(self.name, "removed", "|".join(old[0]))
                else:
                    held_old[now].append(old)
                old = next(olds, None)
            elif old is None or new[0] < old[0]:
                if self._may_have_moved(new[0]):
                    held_new[new[0]] = new[1]
                else:
                    yield RecordChange(self.name, "added", "|".join(new[0]))
                new = next(news, None)
            else:
                if not self.same_layout or old[1] != new[1]:
                    yield from self._cells("|".join(new[0]), old[1], new[1])
                old, new = next(olds, None), next(news, None)
        for key, candidates in sorted(held_old.items()):
            for was, row in candidates:
                moved = held_new.pop(key, None)
                if moved is None:
                    yield RecordChange(self.name, "removed", "|".join(was))
                    continue
                if "|".join(was) in self.of_records:
                    yield RecordChange(
                        self.name, "renamed", "|".join(key), None, "|".join(was), "|".join(key)
                    )
                yield from self._cells("|".join(key), row, moved, was="|".join(was))
        for key in sorted(held_new):
            yield RecordChange(self.name, "added", "|".join(key))

    def _cells(
        self, key: str, old: Row, new: Row, was: str | None = None
    ) -> Iterator[RecordChange]:
        for column, i, j, normal_old, normal_new in self.columns:
            if old[i] == new[j] or (was and column in self.key):
                continue
            before, now = normal_old(old[i]), normal_new(new[j])
            if before != now and self.of_references.get(column, {}).get(before) != now:
                yield RecordChange(self.name, "changed", key, column, before, now, was)

    def _now(self, key: Key) -> Key:
        """The key that a record must have after the renames."""
        if "|".join(key) in self.of_records:
            return tuple(self.of_records["|".join(key)].split("|"))
        if not self.of_references:
            return key
        return tuple(
            self.of_references.get(column, {}).get(part, part)
            for column, part in zip(self.key_columns, key, strict=True)
        )

    def _may_have_moved(self, key: Key) -> bool:
        return "|".join(key) in self.record_targets or any(
            part in self.targets.get(column, ())
            for column, part in zip(self.key_columns, key, strict=True)
        )


def _references(table: Table, renamed: Renames) -> dict[str, dict[str, str]]:
    """Which renamed ids the columns of a table may refer to."""
    found: dict[str, dict[str, str]] = {}
    for foreign_key in table.foreign_keys:
        target = foreign_key["reference"].get("resource") or table.name
        if len(foreign_key["fields"]) == 1 and renamed.get(target):
            found[foreign_key["fields"][0]] = dict(renamed[target])
    everything = {old: new for ids in renamed.values() for old, new in ids.items()}
    if not everything:
        return {}
    for column in table.columns:
        # A reference to records of any table cannot be a foreign key; ids tell their table.
        if column.endswith("_id") and column not in found and table.key != (column,):
            found[column] = everything
    return found


def _last(old: str, chain: Mapping[str, str]) -> str:
    seen = {old}
    while (new := chain.get(old)) and new not in seen:
        seen.add(new)
        old = new
    return old
