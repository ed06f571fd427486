"""References: keys that must differ, and keys that must exist elsewhere.

Of each key only a 64-bit fingerprint is kept per record, so ten million keys take 80 MB. The
fingerprints are seeded at random: nobody can prepare a table whose keys collide. Two records
with one fingerprint are looked at again before they are called equal.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iraqdata.checking import arrow

if TYPE_CHECKING:
    import numpy
    import pyarrow

_SEED = secrets.randbits(64)
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)

# Longer keys are rare, and would make the matrix of their bytes large.
_WIDEST = 256


@dataclass(frozen=True)
class Reference:
    """Columns of one table whose values must be keys of another, or of several."""

    columns: tuple[str, ...]
    # Table and columns referred to; one of several is enough.
    targets: tuple[tuple[str, tuple[str, ...]], ...]


def fingerprints(columns: list[pyarrow.Array], missing: list[frozenset[str]]) -> Any:
    """One number per record for its key; 0 where a part of the key is missing."""
    import numpy

    total = numpy.full(len(columns[0]), _SEED, dtype=numpy.uint64)
    absent = numpy.zeros(len(columns[0]), dtype=bool)
    for cells, texts in zip(columns, missing, strict=True):
        part, empty = _of_texts(cells)
        total = _mixed(total ^ part)
        absent |= empty
        if texts - {""}:
            from pyarrow import compute

            known = arrow.texts(sorted(texts))
            absent |= arrow.numpy_bools(compute.is_in(cells, value_set=known))
    total[total == 0] = 1
    total[absent] = 0
    return total


def _of_texts(cells: pyarrow.Array) -> tuple[Any, Any]:
    import numpy

    offsets, data = arrow.text_buffers(cells)
    starts = offsets[:-1].astype(numpy.int64)
    lengths = numpy.diff(offsets)
    longest = int(lengths.max(initial=0))
    width = max(8, -(-min(longest, _WIDEST) // 8) * 8)
    total = lengths.astype(numpy.uint64) ^ numpy.uint64(_SEED)
    if len(data):
        places = starts[:, None] + numpy.arange(width)
        numpy.minimum(places, len(data) - 1, out=places)
        matrix = data[places]
        matrix[numpy.arange(width) >= lengths[:, None]] = 0
        for number, word in enumerate(matrix.view(numpy.uint64).T):
            # A number must not depend on the longest text that happens to stand beside it.
            total = numpy.where(lengths > 8 * number, _mixed(total ^ word), total)
        for index in numpy.flatnonzero(lengths > _WIDEST):
            text = data[starts[index] : starts[index] + lengths[index]].tobytes()
            digest = hashlib.blake2b(text, digest_size=8, key=_SEED.to_bytes(8, "big"))
            total[index] = int.from_bytes(digest.digest(), "big")
    return total, lengths == 0


def _mixed(numbers: Any) -> Any:
    import numpy

    for factor, shift in zip(_FACTORS, (30, 27), strict=True):
        numbers = (numbers ^ (numbers >> numpy.uint64(shift))) * numpy.uint64(factor)
    return numbers ^ (numbers >> numpy.uint64(31))


def repeated(keys: numpy.ndarray[Any, Any]) -> Any:
    """Places of the records whose fingerprint another record has too."""
    import numpy

    if len(keys) < 2:
        return numpy.empty(0, dtype=numpy.int64)
    ordered = numpy.sort(keys)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    twice = twice[twice != 0]
    if not len(twice):
        return numpy.empty(0, dtype=numpy.int64)
    return numpy.flatnonzero(numpy.isin(keys, twice))


def dangling(keys: numpy.ndarray[Any, Any], targets: list[numpy.ndarray[Any, Any]]) -> Any:
    """Places of the records whose key is given and stands in none of the targets."""
    import numpy

    absent = keys != 0
    for target in targets:
        if not absent.any():
            break
        places = numpy.flatnonzero(absent)
        absent[places[numpy.isin(keys[places], target)]] = False
    return numpy.flatnonzero(absent)


def in_cycles(keys: numpy.ndarray[Any, Any], parents: numpy.ndarray[Any, Any]) -> Any:
    """Places of the records that are their own ancestor."""
    import numpy

    if not parents.any():
        return numpy.empty(0, dtype=numpy.int64)
    order = numpy.argsort(keys, kind="stable")
    ordered = keys[order]
    # Place of each record's parent; the place after the last stands for none.
    none = len(keys)
    found = numpy.minimum(numpy.searchsorted(ordered, parents), none - 1)
    exists = (parents != 0) & (ordered[found] == parents)
    parent = numpy.append(numpy.where(exists, order[found], none), none)
    ahead = parent
    for _ in range(max(1, none.bit_length())):
        ahead = ahead[ahead]
    # After more steps than there are records, whoever has not run out stands on a cycle.
    return numpy.setdiff1d(ahead[:-1], [none])
