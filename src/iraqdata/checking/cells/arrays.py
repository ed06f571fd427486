"""Large tables: cells as Arrow arrays, and what is asked of them; `lists` has the small ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy
import pyarrow
from pyarrow import compute

from iraqdata.checking.cells import arrow, quick
from iraqdata.checking.cells.fingerprints import Fingerprints

if TYPE_CHECKING:
    from iraqdata.checking.asking import Question, Saying
    from iraqdata.checking.values import Column, Verdict

# Of a column whose first cells are to a fifth or more distinct, most cells occur once.
_SAMPLE = 2000
_FEW = 5


class Arrays:
    """The cells of some records, column by column."""

    Keys = Fingerprints

    def __init__(self, columns: dict[str, pyarrow.Array]) -> None:
        self._columns = columns
        self._encoded: dict[str, pyarrow.DictionaryArray] = {}

    @classmethod
    def of(cls, names: Sequence[str], columns: Sequence[Any]) -> Self:
        """Cells as a reader gives them."""
        arrays = [
            arrow.texts(list(column))
            if isinstance(column, list | tuple)
            else arrow.one_array(column)
            for column in columns
        ]
        return cls(dict(zip(names, arrays, strict=True)))

    def faults(self, column: Column) -> Iterator[tuple[int, str, Verdict]]:
        """Places of bad cells in a column, each with the cell and its verdict."""
        cells = self._columns[column.name]
        places = None
        if self._mostly_distinct(column):
            places = quick.doubtful(column, cells)
        if places is None:
            coded = self._coded(column.name)
        elif len(places):
            coded = cells.take(arrow.places(places)).dictionary_encode()
        else:
            return
        texts = coded.dictionary.to_pylist()
        bad = column.faulty(texts)
        if bad:
            codes = arrow.numpy_codes(coded)
            wrong = numpy.fromiter((text in bad for text in texts), bool, len(texts))
            for index in numpy.flatnonzero(wrong[codes]).tolist():
                text = texts[codes[index]]
                yield index if places is None else int(places[index]), text, bad[text]

    def _mostly_distinct(self, column: Column) -> bool:
        if column.mostly_distinct is None:
            sample = self._columns[column.name].slice(0, _SAMPLE)
            column.mostly_distinct = len(sample.unique()) * _FEW > len(sample)
        return column.mostly_distinct

    def _coded(self, name: str) -> pyarrow.DictionaryArray:
        if name not in self._encoded:
            self._encoded[name] = self._columns[name].dictionary_encode()
        return self._encoded[name]

    def answers(self, question: Question) -> Iterator[tuple[int, tuple[str, ...], list[Saying]]]:
        """Places of records of which a rule has something to say, with cells and answer."""
        places = None
        if question.fine is not None:
            arrays = [self._columns[name] for name in question.columns]
            places = numpy.flatnonzero(~question.fine(*arrays))
            if not len(places):
                return
            taken = arrow.places(places)
            coded = [array.take(taken).dictionary_encode() for array in arrays]
        else:
            coded = [self._coded(name) for name in question.columns]
        numbers, distinct = _combined([arrow.numpy_codes(column) for column in coded])
        texts = [column.dictionary.to_pylist() for column in coded]
        rows = [
            tuple(texts[number][code] for number, code in enumerate(codes)) for codes in distinct
        ]
        said = question.ask(set(rows))
        if said:
            wrong = numpy.fromiter((row in said for row in rows), bool, len(rows))
            for index in numpy.flatnonzero(wrong[numbers]).tolist():
                row = rows[numbers[index]]
                yield index if places is None else int(places[index]), row, said[row]

    def distinct(self, name: str) -> set[str]:
        """The different cells of a column."""
        return set(self._coded(name).dictionary.to_pylist())

    def matching(self, name: str, pattern: str) -> list[tuple[int, str]]:
        """Places of the cells of a column that match a pattern of RE2, each with the cell."""
        matches = compute.match_substring_regex(self._columns[name], pattern)
        places = numpy.flatnonzero(arrow.numpy_bools(matches))
        cells = self.pick(places.tolist(), [name]) if len(places) else []
        return [(int(place), cell) for place, (cell,) in zip(places, cells, strict=True)]

    def first_unsorted(self, names: Sequence[str]) -> int | None:
        """The place of the first record that does not come after the one before it."""
        first = self._columns[names[0]]
        if len(first) < 2:
            return None
        rising = compute.greater_equal(first.slice(1), first.slice(0, len(first) - 1))
        if len(names) == 1:
            falls = numpy.flatnonzero(~arrow.numpy_bools(rising))
            return int(falls[0]) + 1 if len(falls) else None
        pairs = pairwise(self.records(names))
        return next((n for n, (before, row) in enumerate(pairs, start=1) if row < before), None)

    def records(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The cells of these columns, record by record."""
        return zip(*(self._columns[name].to_pylist() for name in names), strict=True)

    def pick(self, places: Sequence[int], names: Sequence[str]) -> list[tuple[str, ...]]:
        """The cells of these columns in some records."""
        taken = arrow.places(numpy.asarray(places))
        columns = [self._columns[name].take(taken).to_pylist() for name in names]
        return list(zip(*columns, strict=True))

    def keys(self, columns: Sequence[Column]) -> Fingerprints:
        """The keys that these columns make up."""
        length = len(self._columns[columns[0].name])
        return Fingerprints.of([self._key_texts(column) for column in columns], length)

    def _key_texts(self, column: Column) -> tuple[pyarrow.Array, Any]:
        cells = self._columns[column.name]
        if column.missing == {""} and (not column.has_forms or quick.in_one_form(column, cells)):
            return cells, arrow.empty(cells)
        coded = self._coded(column.name)
        keys = [column.key(text) for text in coded.dictionary.to_pylist()]
        codes = arrow.numpy_codes(coded)
        absent = numpy.fromiter((key is None for key in keys), bool, len(keys))[codes]
        return arrow.texts([key or "" for key in keys]).take(arrow.places(codes)), absent


def _combined(columns: list[Any]) -> tuple[Any, list[tuple[int, ...]]]:
    """A number for the combination of codes of each record, and the codes by that number."""
    numbers = columns[0]
    distinct: list[tuple[int, ...]] = [(code,) for code in range(int(numbers.max(initial=-1)) + 1)]
    for column in columns[1:]:
        width = int(column.max(initial=0)) + 1
        wide = numbers.astype(numpy.int64) * width + column
        room = len(distinct) * width
        if room <= 4 * len(wide):
            # By a table of all combinations: faster than sorting those that there are.
            there = numpy.zeros(room, dtype=bool)
            there[wide] = True
            found = numpy.flatnonzero(there)
            places = numpy.empty(room, dtype=numpy.int64)
            places[found] = numpy.arange(len(found))
            numbers = places[wide]
        else:
            found, numbers = numpy.unique(wide, return_inverse=True)
        distinct = [(*distinct[code // width], code % width) for code in found.tolist()]
    return numbers, distinct
