"""Quick verdicts on large tables: which cells of a whole array need the exact one of `values`.

What passes here, `Column` would pass. So a million records cost one look at their bytes, and the
exact verdict is asked of the few cells that are doubtful.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy
import pyarrow
from pyarrow import compute

from iraqdata.checking import characters, placeholders
from iraqdata.checking.cells import arrow
from iraqdata.checking.values import LONGEST_CELL, Column


def doubtful(column: Column, cells: pyarrow.Array) -> Any:
    """Places of cells that need the exact verdict; None where there is no quick one."""
    check = _CHECKS.get(column.kind)
    if check is None or column.edtf or column.delimiter or column.decorated:
        return None
    return check(column, cells)


def _text(column: Column, cells: pyarrow.Array) -> numpy.ndarray[Any, Any] | None:
    known = {"required", "unique", "pattern"}
    if column.missing != {""} or column.codes or not known.issuperset(column.constraints):
        return None
    doubtful = numpy.zeros(len(cells), dtype=bool)
    offsets, data = arrow.text_buffers(cells)
    lengths = numpy.diff(offsets)
    filled = lengths > 0
    if column.required:
        doubtful |= ~filled
    if len(data) and column.text:
        first = data[numpy.minimum(offsets[:-1], len(data) - 1)]
        last = data[numpy.maximum(offsets[1:] - 1, 0)]
        doubtful |= filled & (_EDGE_FIRST[first] | _EDGE_LAST[last])
        second = data[numpy.minimum(offsets[:-1] + 1, len(data) - 1)]
        starts = _TOKEN_STARTS[first.astype(numpy.uint16) << 8 | second]
        starts &= (lengths <= _LONGEST_TOKEN) | (first == ord("#"))
        doubtful |= filled & (starts | (lengths == 1))
        doubtful |= lengths > LONGEST_CELL
        if column.strict:
            doubtful |= filled & _SIGN_FIRST[first]
        strange = characters.DOUBTFUL[column.strict]
        if column.strict or _may_be_strange(data):
            doubtful |= arrow.numpy_bools(compute.match_substring_regex(cells, strange))
    if column.pattern is not None:
        matches = compute.match_substring_regex(cells, column.pattern)
        doubtful |= filled & ~arrow.numpy_bools(matches)
    return numpy.flatnonzero(doubtful)


def _may_be_strange(data: numpy.ndarray[Any, Any]) -> bool:
    """Whether a strange character may stand in the text of a column, in nobody's style."""
    if data.min() >= ord(" ") and data.max() <= ord("~"):
        # Comparing bytes is much faster than the regular expression.
        space, low = data == ord(" "), data == ord("_")
        signs = (data == ord("&")) | (data == ord("<")) | (data == ord("\\"))
        return bool(
            (space[1:] & space[:-1]).any()
            or signs.any()
            or (low[:-1] & (data[1:] == ord("x"))).any()
        )
    whole = arrow.one_text(data)
    return bool(compute.match_substring_regex(whole, characters.DOUBTFUL[False])[0].as_py())


def in_one_form(column: Column, cells: pyarrow.Array) -> bool:
    """Whether all cells are surely written so that equal values are equal texts."""
    form = _ONE_FORM.get(column.kind)
    if form is None or column.decorated:
        return False
    return bool(compute.all(compute.match_substring_regex(cells, rf"\A(?:{form})?\z")).as_py())


# The forms that `Column.key` leaves as they are.
_ONE_FORM = {
    "integer": "0|-?[1-9][0-9]*",
    "number": r"0|-?(?:0\.[0-9]{0,6}[1-9]|[1-9][0-9]{0,7}(?:\.[0-9]{0,6}[1-9])?)",
    "boolean": "true|false",
}


def _integer(column: Column, cells: pyarrow.Array) -> Any:
    # Eighteen digits fit a 64-bit integer for certain.
    return _typed(column, cells, r"\A(?:0|-?[1-9][0-9]{0,17})\z", "int64")


def _number(column: Column, cells: pyarrow.Array) -> Any:
    # Up to fifteen digits are the shortest form of a double, but for very small ones.
    form = r"\A-?(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{0,6}[1-9])?\z"
    return _typed(column, cells, form, "float64")


def _date(column: Column, cells: pyarrow.Array) -> Any:
    return _typed(column, cells, r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z", "date32")


def _typed(column: Column, cells: pyarrow.Array, form: str, kind: str) -> Any:
    allowed = {"required", "unique", "minimum", "maximum"}
    if column.missing != {""} or column.codes or not allowed.issuperset(column.constraints):
        return None
    offsets, data = arrow.text_buffers(cells)
    lengths = numpy.diff(offsets)
    filled = lengths > 0
    doubtful = numpy.zeros(len(cells), dtype=bool)
    if column.required:
        doubtful |= ~filled
    values = arrow.cast(cells, kind)
    if values is None or (kind == "float64" and column.canonical):
        # Arrow does not say which cell it could not take, and takes some forms that we do not.
        matches = arrow.numpy_bools(compute.match_substring_regex(cells, form))
        doubtful |= filled & ~matches
        if values is None:
            surely = arrow.truths(filled & ~doubtful)
            sure = compute.if_else(surely, cells, pyarrow.nulls(len(cells), cells.type))
            values = arrow.cast(sure, kind)
            if values is None:
                # Some day of some month that does not exist.
                return numpy.flatnonzero(filled | doubtful)
    elif kind != "date32" and len(data):
        # A sign, or a zero before another digit.
        first = data[numpy.minimum(offsets[:-1], len(data) - 1)]
        second = data[numpy.minimum(offsets[:-1] + 1, len(data) - 1)]
        doubtful |= filled & (first <= ord("+"))
        doubtful |= (first == ord("-")) & (second == ord("0"))
        doubtful |= (lengths > 1) & (first == ord("0")) & (second != ord("."))
    types = {"int64": numpy.int64, "float64": numpy.float64, "date32": numpy.int32}
    numbers = numpy.frombuffer(values.buffers()[1], dtype=types[kind])[: len(cells)]
    given = filled & ~doubtful
    if kind == "date32":
        # Arrow knows a year 0.
        doubtful |= given & ((numbers <= _DAY_0001) | (numbers >= _DAY_9999))
        if column.text:
            doubtful |= given & numpy.isin(numbers, _PLACEHOLDER_DAYS)
    else:
        if column.text and (numbers <= _HIGHEST_PLACEHOLDER).any():
            doubtful |= given & numpy.isin(numbers, _PLACEHOLDERS)
        if kind == "float64":
            doubtful |= given & (~numpy.isfinite(numbers) | ((numbers == 0) & (lengths > 1)))
    low, high = (_as_number(column.bounds.get(name)) for name in ("minimum", "maximum"))
    # A cell that is the bound as a double may lie beyond it by less than doubles tell.
    below, above = (operator.le, operator.ge) if kind == "float64" else (operator.lt, operator.gt)
    if low is not None:
        doubtful |= given & below(numbers, low)
    if high is not None:
        doubtful |= given & above(numbers, high)
    return numpy.flatnonzero(doubtful)


def _day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()


_DAY_0001 = _day(1, 1, 1)
_DAY_9999 = _day(9999, 1, 1)
_PLACEHOLDER_DAYS = [
    _day(*map(int, text.split("-"))) for text in placeholders.DAYS if text.count("-") == 2
]
_PLACEHOLDERS = [float(number) for number in placeholders.NUMBERS]
_HIGHEST_PLACEHOLDER = max(_PLACEHOLDERS)


def _as_number(bound: Any) -> float | int | None:
    if isinstance(bound, date):
        return bound.toordinal() - date(1970, 1, 1).toordinal()
    return float(bound) if isinstance(bound, Decimal) else bound


_CHECKS: dict[str, Callable[[Column, Any], Any]] = {
    "string": _text,
    "any": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
}


def _table(characters: str) -> Any:
    """For each byte, whether it is one of these."""
    return numpy.array([chr(code) in characters for code in range(256)])


_EDGE_FIRST = _table(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f=@+-")
_EDGE_LAST = _table(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f")
# Signs, and first bytes of those that are not of ASCII: a cell of nothing else has no value.
_SIGN_FIRST = _table("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\xc2\xc3\xe2")
_LONGEST_TOKEN = max(len(token.encode()) for token in placeholders.TOKENS)


def _token_starts() -> Any:
    """For each pair of bytes, whether a longer token that stands for nothing begins so."""
    table = numpy.zeros(1 << 16, dtype=bool)
    for token in placeholders.TOKENS | {"err:"}:
        first, second = token.encode()[:1], token.encode()[1:2] or b"\0"
        for one in (first.lower(), first.upper()):
            for other in (second.lower(), second.upper()):
                table[one[0] << 8 | other[0]] = True
    table[ord("#") << 8 : (ord("#") + 1) << 8] = True
    return table


_TOKEN_STARTS = _token_starts()
