"""Keys of large tables: of each only a 64-bit fingerprint is kept, so ten million take 80 MB.

The fingerprints are seeded at random: nobody can prepare a table whose keys collide. Two records
with one fingerprint are looked at again before they are called equal.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
import pyarrow
from pyarrow import compute

from iraqdata.checking.cells import arrow

_SEED = secrets.randbits(64)
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)

# Longer keys are rare, and would make the matrix of their bytes large.
_WIDEST = 256

Numbers = numpy.ndarray[Any, Any]


class Fingerprints:
    """Keys of records as numbers, 0 where a part is missing."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    @classmethod
    def of(cls, parts: Iterable[tuple[pyarrow.Array, Numbers]], length: int) -> Fingerprints:
        """The keys that these columns of text make up, each with where it is missing."""
        total = numpy.full(length, _SEED, dtype=numpy.uint64)
        absent = numpy.zeros(length, dtype=bool)
        for texts, missing in parts:
            total = _mixed(total ^ _of_texts(texts))
            absent |= missing
        total[total == 0] = 1
        total[absent] = 0
        return cls(total)

    @classmethod
    def joined(cls, parts: Sequence[Fingerprints]) -> Fingerprints:
        """The keys of records that were read in several blocks."""
        none = numpy.empty(0, dtype=numpy.uint64)
        return cls(numpy.concatenate([none, *(part._numbers for part in parts)]))

    def repeated(self) -> Numbers:
        """Places of the records whose key another record has too."""
        ordered = numpy.sort(self._numbers)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        twice = twice[twice != 0]
        if not len(twice):
            return numpy.empty(0, dtype=numpy.int64)
        return numpy.flatnonzero(numpy.isin(self._numbers, twice))

    def dangling(self, targets: Sequence[Fingerprints]) -> Numbers:
        """Places of the records whose key is given and stands in none of the targets."""
        absent = self._numbers != 0
        for target in targets:
            there = compute.is_in(
                arrow.whole(self._numbers), value_set=arrow.whole(target._numbers)
            )
            absent &= ~arrow.numpy_bools(there)
        return numpy.flatnonzero(absent)

    def in_cycles(self, parents: Fingerprints) -> Numbers:
        """Places of the records that are their own ancestor over others."""
        if not parents._numbers.any():
            return numpy.empty(0, dtype=numpy.int64)
        order = numpy.argsort(self._numbers, kind="stable")
        ordered = self._numbers[order]
        # Place of each record's parent; the place after the last stands for none.
        none = len(ordered)
        found = numpy.minimum(numpy.searchsorted(ordered, parents._numbers), none - 1)
        exists = (parents._numbers != 0) & (ordered[found] == parents._numbers)
        parent = numpy.append(numpy.where(exists, order[found], none), none)
        ahead = parent
        for _ in range(max(1, none.bit_length())):
            ahead = ahead[ahead]
        # More steps than there are records end on a cycle, or at the place that stands for none.
        cycling = numpy.setdiff1d(ahead[:-1], [none])
        others: Numbers = cycling[self._numbers[cycling] != parents._numbers[cycling]]
        return others


def _of_texts(cells: pyarrow.Array) -> Numbers:
    offsets, _ = arrow.text_buffers(cells)
    lengths = numpy.diff(offsets)
    long = numpy.flatnonzero(lengths > _WIDEST)
    if len(long):
        short = arrow.truths(lengths <= _WIDEST)
        whole, cells = cells, compute.if_else(short, cells, arrow.texts([""])[0])
        lengths = numpy.where(lengths > _WIDEST, 0, lengths)
    width = max(8, -(-int(lengths.max(initial=0)) // 8) * 8)
    # The texts as rows of bytes, zeros at their ends. (The kernel for ASCII counts bytes.)
    _, data = arrow.text_buffers(compute.ascii_rpad(cells, width=width, padding="\0"))
    words = data.view(numpy.uint64).reshape(len(cells), width // 8)
    total: Numbers = lengths.astype(numpy.uint64) ^ numpy.uint64(_SEED)
    for number, word in enumerate(words.T):
        # A number must not depend on the longest text that happens to stand beside it.
        total = numpy.where(lengths > 8 * number, _mixed(total ^ word), total)
    for index in long.tolist():
        text = whole[index].as_py().encode()
        digest = hashlib.blake2b(text, digest_size=8, key=_SEED.to_bytes(8, "big"))
        total[index] = int.from_bytes(digest.digest(), "big")
    return total


def _mixed(numbers: Numbers) -> Numbers:
    for factor, shift in zip(_FACTORS, (30, 27), strict=True):
        numbers = (numbers ^ (numbers >> numpy.uint64(shift))) * numpy.uint64(factor)
    mixed: Numbers = numbers ^ (numbers >> numpy.uint64(31))
    return mixed
