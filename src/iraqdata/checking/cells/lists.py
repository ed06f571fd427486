"""Small tables: cells as Python lists, and what is asked of them.

A small package is checked in plain Python, sooner than Arrow has been imported; `arrays` answers
the same questions about large ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from iraqdata.checking.asking import Question, Saying
    from iraqdata.checking.values import Column, Verdict


class ListKeys:
    """Keys of records, None where a part is missing."""

    def __init__(self, keys: list[tuple[str | None, ...] | None]) -> None:
        self._keys = keys

    @classmethod
    def joined(cls, parts: Sequence[ListKeys]) -> ListKeys:
        """The keys of records that were read in several blocks."""
        return cls([key for part in parts for key in part._keys])

    def repeated(self) -> list[int]:
        """Places of the records whose key another record has too."""
        counts = Counter(key for key in self._keys if key is not None)
        return [n for n, key in enumerate(self._keys) if key is not None and counts[key] > 1]

    def dangling(self, targets: Sequence[ListKeys]) -> list[int]:
        """Places of the records whose key is given and stands in none of the targets."""
        known = {None}.union(*(target._keys for target in targets))
        return [n for n, key in enumerate(self._keys) if key not in known]

    def in_cycles(self, parents: ListKeys) -> list[int]:
        """Places of the records that are their own ancestor over others."""
        parent = dict(zip(self._keys, parents._keys, strict=True))
        cycling = set()
        seen = set()
        for key in parent:
            path: dict[Any, int] = {}
            while key is not None and key in parent and key not in seen:
                seen.add(key)
                path[key] = len(path)
                key = parent[key]
            if key in path:
                cycling |= set(list(path)[path[key] :])
        return [n for n, key in enumerate(self._keys) if key in cycling and parent[key] != key]


class Lists:
    """The cells of some records, column by column."""

    Keys = ListKeys

    def __init__(self, columns: dict[str, Sequence[str]]) -> None:
        self._columns = columns

    @classmethod
    def of(cls, names: Sequence[str], columns: Sequence[Any]) -> Self:
        """Cells as a reader gives them: lists, or arrays of Arrow."""
        lists = [c if isinstance(c, list | tuple) else c.to_pylist() for c in columns]
        return cls(dict(zip(names, lists, strict=True)))

    def faults(self, column: Column) -> Iterator[tuple[int, str, Verdict]]:
        """Places of bad cells in a column, each with the cell and its verdict."""
        cells = self._columns[column.name]
        bad = column.faulty(set(cells))
        if bad:
            for index, cell in enumerate(cells):
                if cell in bad:
                    yield index, cell, bad[cell]

    def answers(self, question: Question) -> Iterator[tuple[int, tuple[str, ...], list[Saying]]]:
        """Places of records of which a rule has something to say, with cells and answer."""
        rows = list(self.records(question.columns))
        said = question.ask(set(rows))
        if said:
            for index, cells in enumerate(rows):
                if cells in said:
                    yield index, cells, said[cells]

    def distinct(self, name: str) -> set[str]:
        """The different cells of a column."""
        return set(self._columns[name])

    def matching(self, name: str, pattern: str) -> list[tuple[int, str]]:
        """Places of the cells of a column that match a pattern of RE2, each with the cell."""
        search = re.compile(pattern).search
        return [(index, cell) for index, cell in enumerate(self._columns[name]) if search(cell)]

    def first_unsorted(self, names: Sequence[str]) -> int | None:
        """The place of the first record that does not come after the one before it."""
        pairs = pairwise(self.records(names))
        return next((n for n, (before, row) in enumerate(pairs, start=1) if row < before), None)

    def records(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The cells of these columns, record by record."""
        return zip(*(self._columns[name] for name in names), strict=True)

    def pick(self, places: Sequence[int], names: Sequence[str]) -> list[tuple[str, ...]]:
        """The cells of these columns in some records."""
        columns = [self._columns[name] for name in names]
        return [tuple(column[place] for column in columns) for place in places]

    def keys(self, columns: Sequence[Column]) -> ListKeys:
        """The keys that these columns make up."""
        parts = []
        for column in columns:
            cells = self._columns[column.name]
            texts = {cell: column.key(cell) for cell in set(cells)}
            parts.append([texts[cell] for cell in cells])
        return ListKeys([None if None in key else key for key in zip(*parts, strict=True)])
