"""Between Python, numpy and Arrow without pandas.

`pyarrow.array`, `pyarrow.scalar` and `Array.to_numpy` look for pandas and import it, which takes
longer than checking a small package. These work on the buffers.
"""

from __future__ import annotations

from typing import Any

import numpy
import pyarrow
from pyarrow import compute


def texts(items: list[str]) -> pyarrow.Array:
    """An array of text."""
    encoded = [item.encode() for item in items]
    offsets = numpy.zeros(len(items) + 1, dtype=numpy.int32)
    numpy.cumsum([len(item) for item in encoded], out=offsets[1:])
    buffers = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(b"".join(encoded))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(items), buffers)


def one_text(content: Any) -> pyarrow.Array:
    """An array of one text, which is all of these bytes."""
    ends = pyarrow.py_buffer(numpy.array([0, len(content)], dtype=numpy.int64))
    return pyarrow.Array.from_buffers(
        pyarrow.large_string(), 1, [None, ends, pyarrow.py_buffer(content)]
    )


def places(numbers: numpy.ndarray[Any, Any]) -> pyarrow.Array:
    """An array of whole numbers, to take records by."""
    numbers = numpy.ascontiguousarray(numbers, dtype=numpy.int64)
    return pyarrow.Array.from_buffers(
        pyarrow.int64(), len(numbers), [None, pyarrow.py_buffer(numbers)]
    )


def whole(numbers: numpy.ndarray[Any, Any]) -> pyarrow.Array:
    """An array of unsigned 64-bit numbers."""
    return pyarrow.Array.from_buffers(
        pyarrow.uint64(), len(numbers), [None, pyarrow.py_buffer(numbers)]
    )


def truths(values: numpy.ndarray[Any, Any]) -> pyarrow.Array:
    """An array of truth values."""
    bits = numpy.packbits(values, bitorder="little")
    return pyarrow.Array.from_buffers(pyarrow.bool_(), len(values), [None, pyarrow.py_buffer(bits)])


def numpy_bools(array: pyarrow.Array) -> numpy.ndarray[Any, Any]:
    """Truth values as numpy has them; the array has no missing ones."""
    bits = numpy.frombuffer(array.buffers()[1], dtype=numpy.uint8)
    end = array.offset + len(array)
    return numpy.unpackbits(bits, count=end, bitorder="little")[array.offset :].astype(bool)


def numpy_codes(array: pyarrow.DictionaryArray) -> numpy.ndarray[Any, Any]:
    """The codes of a dictionary-encoded array without missing values."""
    codes = numpy.frombuffer(array.indices.buffers()[1], dtype=numpy.int32)
    return codes[array.indices.offset : array.indices.offset + len(array)]


def text_buffers(array: pyarrow.Array) -> tuple[Any, Any]:
    """Offsets, from 0, and bytes of an array of text."""
    _, offsets, data = array.buffers()
    numbers = numpy.frombuffer(offsets, dtype=numpy.int32)
    numbers = numbers[array.offset : array.offset + len(array) + 1]
    if data is None or not len(array):
        return numpy.zeros(len(array) + 1, dtype=numpy.int32), numpy.empty(0, dtype=numpy.uint8)
    content = numpy.frombuffer(data, dtype=numpy.uint8)
    return numbers - numbers[0], content[numbers[0] : numbers[-1]]


def empty(array: pyarrow.Array) -> numpy.ndarray[Any, Any]:
    """Which texts are empty."""
    offsets, _ = text_buffers(array)
    texts: numpy.ndarray[Any, Any] = offsets[1:] == offsets[:-1]
    return texts


def one_array(column: Any) -> pyarrow.Array:
    """A column of a table as a single array."""
    if isinstance(column, pyarrow.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    if not column.num_chunks:
        return pyarrow.nulls(0, column.type)
    return pyarrow.concat_arrays(column.chunks)


def numbers(array: pyarrow.Array) -> numpy.ndarray[Any, Any]:
    """Texts as numbers, NaN for those that are empty or no numbers."""
    given = ~empty(array)
    values = cast(array, "float64")
    if values is None:
        plain = compute.match_substring_regex(array, r"\A-?[0-9]{1,15}(?:\.[0-9]{1,15})?\z")
        given = numpy_bools(plain)
        values = compute.if_else(plain, array, pyarrow.nulls(len(array), array.type)).cast(
            "float64"
        )
    found = numpy.frombuffer(values.buffers()[1], dtype=numpy.float64)[: len(array)].copy()
    found[~given] = numpy.nan
    return found


def cast(array: pyarrow.Array, kind: str) -> pyarrow.Array | None:
    """Texts as values of a type, empty ones missing; None when one is of another type."""
    filled = ~empty(array)
    if not filled.all():
        array = compute.if_else(truths(filled), array, pyarrow.nulls(len(array), array.type))
    try:
        return array.cast(kind)
    except pyarrow.ArrowInvalid:
        return None
