"""Values: what one cell of a column may hold.

Each column gives an exact verdict on a cell (`judge`, plain Python), and a quick one on many
(`doubtful`, whole Arrow arrays) that passes only what the exact one would pass. So a million
rows cost one look at their bytes, and the exact verdict is asked once per distinct doubtful cell.
"""

from __future__ import annotations

import html
import operator
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from iraqdata.checking import arrow
from iraqdata.proving import dates

if TYPE_CHECKING:
    import numpy
    import pyarrow

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

# What a verdict says of a cell: the codes of the rules it breaks, each with a message.
Verdict = tuple[tuple[str, str], ...]

_NULLS = frozenset(
    "na n/a n.a. #n/a <na> nan nat null none nil missing unknown undefined tbd tba "
    "- -- --- — – ? ?? . \\n #value! #ref! #div/0! #name? #num! #null!".split(" ")
)

# Characters that need no second look. RE2 syntax, as are all patterns given to Arrow.
_PLAIN = (
    r"\n -~¡-¬®-ʯ"  # Latin, without no-break space and soft hyphen
    r"\x{621}-\x{63A}\x{641}-\x{64A}\x{66E}\x{66F}\x{671}-\x{6D3}\x{6F0}-\x{6F9}،؛؟"
    r"–—‘’“”…€"
)
# Two code points that UTF-8 read as Windows-1252 leaves behind, markup, runs of spaces.
_STRANGE = rf"[^{_PLAIN}]|[ÂÃÄÅÐÑØÙâ][^\n -~]|&[a-zA-Z#][a-zA-Z0-9]*;|<[a-zA-Z/!]|  |\n"

_COMPATIBILITY = re.compile(
    "[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc\uff01-\uffee\U0001d400-\U0001d7ff]"
)
_MIXED_SCRIPT = re.compile("[A-Za-zÀ-ɏ][\u0370-\u052f]|[\u0370-\u052f][A-Za-zÀ-ɏ]")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SENTINELS = frozenset("-888 -999 -8888 -9999 -99999".split(" "))

# What a value must be to a bound, and what it is when it is not that.
_BOUNDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (operator.ge, "less than"),
    "maximum": (operator.le, "more than"),
    "exclusiveMinimum": (operator.gt, "not more than"),
    "exclusiveMaximum": (operator.lt, "not less than"),
}

# A longer cell is no cell of a table; spreadsheets end at 32,767.
LONGEST_CELL = 100_000

# The longest number worth parsing: Python refuses 4,300 digits, and no measurement has 400.
_LONGEST_NUMBER = 400


class Column:
    """How the cells of one field are judged.

    `missing` are the texts that stand for no value; `text` says whether cells came as text, from
    CSV, or from Parquet, where a number has no form; `canonical` whether the one form that our
    tables have for numbers and truth values is asked for.
    """

    def __init__(
        self,
        field: dict[str, Any],
        missing: frozenset[str],
        *,
        text: bool = True,
        canonical: bool = True,
    ):
        self.field = field
        self.name: str = field["name"]
        self.kind: str = field.get("type", "string")
        self.missing = missing
        self.text = text
        self.canonical = canonical and text
        self.constraints: dict[str, Any] = field.get("constraints", {})
        self.required = bool(self.constraints.get("required"))
        self.edtf = str(field.get("rdfType", "")).startswith(EDTF)
        self.delimiter: str | None = field.get("delimiter") if self.kind == "string" else None
        self._parse = _PARSERS[self.kind]
        self._verdicts: dict[str, Verdict] = {}
        self._coded: bool | None = None
        self._matching: dict[str, bool] = {}
        self._decorated = self.kind in ("integer", "number") and (
            bool(field.get("groupChar"))
            or field.get("decimalChar", ".") != "."
            or field.get("bareNumber") is False
        )
        self.canonical = self.canonical and not self._decorated
        if self.kind == "boolean":
            self._true = frozenset(field.get("trueValues", ("true", "True", "TRUE", "1")))
            self._false = frozenset(field.get("falseValues", ("false", "False", "FALSE", "0")))

    # --- the exact verdict -------------------------------------------------------------------

    def judge(self, cell: str) -> Verdict:
        """The rules that this cell breaks; nothing for a good one."""
        known = self._verdicts.get(cell)
        if known is None:
            known = tuple(self._judge(cell))
            if len(self._verdicts) > 100_000:
                self._verdicts.clear()
            if len(cell) < 1000:
                self._verdicts[cell] = known
        return known

    def _judge(self, cell: str) -> Iterator[tuple[str, str]]:
        if cell in self.missing:
            if self.required:
                yield "required", "the cell is empty, and this column needs a value"
            return
        if len(cell) > LONGEST_CELL:
            yield "cell-too-long", f"the cell holds {len(cell)} characters"
            return
        if self.text:
            yield from self._canonical(cell)
        try:
            value = self.value(cell)
        except ValueError as error:
            yield "type", str(error)
            return
        if self.text:
            yield from self._form(cell, value)
        yield from self._constraints(cell, value)
        if self.edtf:
            try:
                dates.parse(cell)
            except ValueError as error:
                yield "edtf", f"not a date in EDTF level 0 or 1: {error}"
        if self.delimiter:
            yield from _list(cell, self.delimiter)

    def value(self, cell: str) -> Any:
        """The cell as a Python value; raises ValueError that says what it is not."""
        if self.kind == "boolean":
            if cell in self._true:
                return True
            if cell in self._false:
                return False
            raise ValueError("neither true nor false")
        if self._decorated:
            cell = self._undecorated(cell)
        return self._parse(cell)

    def _undecorated(self, cell: str) -> str:
        """A number as digits, without what the column allows around and between them."""
        if self.field.get("bareNumber") is False:
            cell = re.sub(r"^[^0-9.+-]+|[^0-9]+$", "", cell)
        if group := self.field.get("groupChar"):
            cell = cell.replace(group, "")
        return cell.replace(self.field.get("decimalChar", "."), ".")

    def _canonical(self, cell: str) -> Iterator[tuple[str, str]]:
        if cell != cell.strip():
            yield "surrounding-space", "white space stands at an end of the cell"
        if self._strange.search(cell):
            yield from _characters(cell)
        if self._listed(cell):
            return
        if cell == "NaN" and self.kind == "number" and not self.canonical:
            return
        if cell.casefold() in _NULLS:
            yield "null-token", "this stands for a missing value; a missing value is an empty cell"
        elif self.kind in ("string", "any") and (
            cell[0] in "=@" or (cell[0] in "+-" and len(cell) > 1 and not cell[1].isdigit())
        ):
            yield "formula", f"a spreadsheet takes text that begins with {cell[0]!r} for a formula"

    def _listed(self, cell: str) -> bool:
        return cell in self._enum_texts

    def _form(self, cell: str, value: Any) -> Iterator[tuple[str, str]]:
        """Whether a value is written in the one form that the canonical CSV has for it."""
        if self.kind == "boolean":
            if self.canonical and cell not in ("true", "false"):
                yield "boolean-form", "write true or false"
        elif self.kind in ("integer", "number"):
            if re.match(r"[+-]?0[0-9]", cell):
                yield "leading-zero", "a number is written without leading zeros"
            elif not self.canonical:
                pass
            elif self.kind == "integer" and cell != str(value):
                yield "number-form", f"write {value}"
            elif self.kind == "number" and cell != _shortest(value):
                yield "number-form", f"write {_shortest(value)}"
            if cell in _SENTINELS:
                yield "sentinel", "this looks like a code for a missing value; leave the cell empty"
        elif self.kind in ("date", "datetime") and cell.startswith(("9999", "1900-01-01")):
            yield "sentinel", "this looks like a code for a missing day; leave the cell empty"

    def _constraints(self, cell: str, value: Any) -> Iterator[tuple[str, str]]:
        if self._enum is not None and value not in self._enum:
            allowed = ", ".join(str(item) for item in self.constraints["enum"][:12])
            yield (
                "enum",
                f"not one of the codes {allowed}"
                + (" …" if len(self.constraints["enum"]) > 12 else ""),
            )
        if self.kind in ("string", "any"):
            length = len(cell)
            if length < self.constraints.get("minLength", 0):
                yield "length", f"shorter than {self.constraints['minLength']} characters"
            if length > self.constraints.get("maxLength", length):
                yield "length", f"longer than {self.constraints['maxLength']} characters"
        for name, bound in self._bounds.items():
            holds, words = _BOUNDS[name]
            if not holds(value, bound):
                yield "range", f"{words} {self.constraints[name]}"
        if "pattern" in self.constraints and not self._matches(cell):
            yield "pattern", f"does not match {self.constraints['pattern']}"

    @cached_property
    def _enum(self) -> frozenset[Any] | None:
        if "enum" not in self.constraints:
            return None
        return frozenset(self._constant(item) for item in self.constraints["enum"])

    @cached_property
    def _enum_texts(self) -> frozenset[str]:
        return frozenset(str(item) for item in self.constraints.get("enum", ()))

    @cached_property
    def _bounds(self) -> dict[str, Any]:
        return {
            name: self._constant(self.constraints[name])
            for name in _BOUNDS
            if name in self.constraints
        }

    def _constant(self, item: Any) -> Any:
        """A value of the descriptor as this column's cells are compared with it."""
        if isinstance(item, bool):
            return item
        if isinstance(item, float):
            return Decimal(repr(item))
        return self.value(str(item))

    @cached_property
    def pattern(self) -> str | None:
        """The column's pattern for RE2, so that it has to match the whole cell."""
        if "pattern" not in self.constraints:
            return None
        return whole_match(self.constraints["pattern"])

    @cached_property
    def _strange(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", _python_escape, _STRANGE))

    def _matches(self, cell: str) -> bool:
        known = self._matching.get(cell)
        return self._match(arrow.texts([cell]))[cell] if known is None else known

    def _match(self, cells: pyarrow.Array) -> dict[str, bool]:
        """Whether each cell matches the pattern."""
        # RE2 takes time in proportion to the text, whatever the pattern; Python's `re` does not.
        from pyarrow import compute

        answers = compute.match_substring_regex(cells, self.pattern).to_pylist()
        return dict(zip(cells.to_pylist(), answers, strict=True))

    # --- the quick verdict -------------------------------------------------------------------

    def faults(self, cells: pyarrow.Array) -> Iterator[tuple[Any, str, Verdict]]:
        """The places of bad cells in an array of text, each distinct cell with its verdict."""
        import numpy

        places = self._doubtful(cells)
        if places is not None:
            if not len(places):
                return
            cells = cells.take(arrow.places(places))
        coded = cells.dictionary_encode()
        if self.pattern is not None:
            # In one go; another thread may have put its own cells here meanwhile.
            self._matching = self._match(coded.dictionary)
        bad = [
            (number, cell, verdict)
            for number, cell in enumerate(coded.dictionary.to_pylist())
            if (verdict := self.judge(cell))
        ]
        if not bad:
            return
        codes = arrow.numpy_codes(coded)
        order = numpy.argsort(codes, kind="stable")
        firsts = numpy.searchsorted(codes, [number for number, _, _ in bad], sorter=order)
        lasts = numpy.searchsorted(codes, [n for n, _, _ in bad], sorter=order, side="right")
        for (_, cell, verdict), first, last in zip(bad, firsts, lasts, strict=True):
            found = order[first:last]
            yield (found if places is None else places[found]), cell, verdict

    def _doubtful(self, cells: pyarrow.Array) -> numpy.ndarray[Any, Any] | None:
        """Places of cells that need the exact verdict; None for all of them."""
        if self._coded is None:
            if len(cells) < 500:
                return None
            sample = cells.slice(0, 2000)
            self._coded = len(sample.unique()) < len(sample) // 5
        if self._coded or self.edtf or self.delimiter or self._decorated:
            return None
        quick = _QUICK.get(self.kind)
        return quick(self, cells) if quick else None


def whole_match(pattern: str) -> str:
    r"""A pattern of the standard as RE2 must see it to match a whole cell.

    `\d`, `\w` and `\s` cover all of Unicode in the standard (XML Schema) and ASCII in RE2.
    """
    wider = {
        "d": r"\p{Nd}",
        "w": r"\p{L}\p{M}\p{N}_",
        "s": r"\t\n\r \p{Z}",
    }
    out: list[str] = []
    bracket = False
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\" and index + 1 < len(pattern):
            letter = pattern[index + 1]
            if letter in wider:
                out.append(wider[letter] if bracket else f"[{wider[letter]}]")
            elif letter.lower() in wider and letter.isupper() and not bracket:
                out.append(f"[^{wider[letter.lower()]}]")
            else:
                out.append(character + letter)
            index += 2
            continue
        if character == "[" and not bracket:
            bracket = True
        elif character == "]" and bracket and pattern[index - 1] != "[":
            bracket = False
        out.append(character)
        index += 1
    return rf"\A(?:{''.join(out)})\z"


def _python_escape(match: re.Match[str]) -> str:
    return f"\\u{int(match[1], 16):04x}"


def _characters(cell: str) -> Iterator[tuple[str, str]]:
    """Characters that look like others, or like nothing."""
    for character in dict.fromkeys(cell):
        category = unicodedata.category(character)
        name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
        if character in "\n\r":
            yield "line-break", "a line break stands in the cell"
        elif category == "Cc":
            yield "control-character", f"the control character {name} stands in the cell"
        elif category == "Cf" or character in "\u115f\u1160\u3164\u034f\u2800":
            yield "invisible-character", f"the invisible character {name} stands in the cell"
        elif category in ("Zs", "Zl", "Zp") and character != " ":
            yield "unusual-space", f"the white space {name} stands where a plain space should"
        elif category in ("Co", "Cn", "Cs"):
            yield "unassigned-character", f"{name} is no character of Unicode's own"
    if "\ufffd" in cell or _misread(cell):
        yield "misread-text", "the text was read in a wrong encoding before it came here"
    if not unicodedata.is_normalized("NFC", cell):
        yield "not-nfc", "not in Unicode normalization form C: the same text has two spellings"
    if _COMPATIBILITY.search(cell):
        yield "compatibility-character", "a presentation form or wide form stands for a letter"
    if _MIXED_SCRIPT.search(cell):
        yield "mixed-script", "a word mixes letters of scripts that look alike"
    if "  " in cell:
        yield "repeated-space", "two spaces stand in a row"
    if _MARKUP.search(cell) or html.unescape(cell) != cell:
        yield "markup", "HTML markup or a character entity stands in the cell"


def _misread(cell: str) -> bool:
    if cell.isascii():
        return False
    try:
        return cell.encode("cp1252").decode() != cell
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False


def _list(cell: str, delimiter: str) -> Iterator[tuple[str, str]]:
    items = cell.split(delimiter)
    if not all(items):
        yield "list-item", "the list has an empty item"
    if any(item != item.strip() for item in items):
        yield "list-item", "white space stands at an end of an item"
    if len(set(items)) < len(items):
        yield "list-repeats", "an item stands twice in the list"
    elif items != sorted(items):
        yield "list-order", f"the list is not sorted; write {delimiter.join(sorted(items))}"


def _shortest(value: Decimal) -> str:
    """The shortest decimal form that reads back as the same double."""
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        return str(value)
    if number.is_integer() and abs(number) < 2**53:
        return str(int(number))
    return repr(number)


def _integer(cell: str) -> int:
    if len(cell) > _LONGEST_NUMBER or not _INTEGER.fullmatch(cell):
        raise ValueError(f"not a whole number{_thousands(cell)}")
    return int(cell)


def _number(cell: str) -> Decimal:
    if cell in ("NaN", "INF", "-INF"):
        return Decimal(cell.replace("INF", "Infinity"))
    if len(cell) > _LONGEST_NUMBER or not _NUMBER.fullmatch(cell):
        raise ValueError(f"not a number{_thousands(cell)}")
    return Decimal(cell)


def _thousands(cell: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[,. '_\u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?", cell):
        return ": write it without separators between thousands"
    if not cell.isascii() and cell.isdigit():
        return ": write it in the digits 0 to 9"
    return ""


def _date(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError("not a day, YYYY-MM-DD")
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"not a day of the calendar: {error}") from None


def _datetime(cell: str) -> str:
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]\d\d:\d\d)?"
    if not re.fullmatch(pattern, cell, re.ASCII):
        raise ValueError("not a date and time, YYYY-MM-DDThh:mm:ssZ")
    try:
        datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"not a date and time: {error}") from None
    return cell


def _time(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]\d\d:\d\d)?", cell, re.A):
        raise ValueError("not a time of day, hh:mm:ss")
    try:
        time.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"not a time of day: {error}") from None
    return cell


def _year(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]{4,9}", cell):
        raise ValueError("not a year")
    return int(cell)


def _yearmonth(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9]{4}-(0[1-9]|1[0-2])", cell):
        raise ValueError("not a month of a year, YYYY-MM")
    return cell


_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "any": str,
    "boolean": str,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": _year,
    "yearmonth": _yearmonth,
}

TYPES = frozenset(_PARSERS)


# --- quick verdicts: what passes here, `judge` would pass -----------------------------------------


def _quick_text(column: Column, cells: pyarrow.Array) -> numpy.ndarray[Any, Any] | None:
    import numpy
    import pyarrow
    from pyarrow import compute

    if column.missing - {""} or not {"required", "unique", "pattern"}.issuperset(
        column.constraints
    ):
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
        # Longest of the tokens that stand for nothing; also cells that are much too long.
        doubtful |= filled & (lengths <= 9) & _TOKEN_FIRST[first]
        doubtful |= lengths > LONGEST_CELL
        whole = pyarrow.Array.from_buffers(
            pyarrow.large_string(),
            1,
            [None, pyarrow.py_buffer(numpy.array([0, len(data)])), pyarrow.py_buffer(data)],
        )
        if compute.match_substring_regex(whole, _STRANGE)[0].as_py():
            doubtful |= arrow.numpy_bools(compute.match_substring_regex(cells, _STRANGE))
    if column.pattern is not None:
        matches = compute.match_substring_regex(cells, column.pattern)
        doubtful |= filled & ~arrow.numpy_bools(matches)
    return numpy.flatnonzero(doubtful)


def _quick_integer(column: Column, cells: pyarrow.Array) -> Any:
    # Eighteen digits fit a 64-bit integer for certain.
    return _quick_typed(column, cells, r"\A(?:0|-?[1-9][0-9]{0,17})\z", "int64")


def _quick_number(column: Column, cells: pyarrow.Array) -> Any:
    # Up to fifteen digits are the shortest form of a double, but for very small ones.
    form = r"\A-?(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{0,6}[1-9])?\z"
    return _quick_typed(column, cells, form, "float64")


def _quick_date(column: Column, cells: pyarrow.Array) -> Any:
    return _quick_typed(column, cells, r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z", "date32")


def _quick_typed(column: Column, cells: pyarrow.Array, form: str, kind: str) -> Any:
    import numpy
    import pyarrow
    from pyarrow import compute

    allowed = {"required", "unique", "minimum", "maximum"}
    if column.missing - {""} or not allowed.issuperset(column.constraints):
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
        doubtful |= given & ((numbers == _DAY_1900) | (numbers >= _DAY_9999))
    else:
        doubtful |= given & (numbers <= -888)
        if kind == "float64":
            doubtful |= given & (~numpy.isfinite(numbers) | ((numbers == 0) & (lengths > 1)))
    low, high = (_as_number(column._bounds.get(name)) for name in ("minimum", "maximum"))
    # A cell that is the bound as a double may lie beyond it by less than doubles tell.
    below, above = (operator.le, operator.ge) if kind == "float64" else (operator.lt, operator.gt)
    if low is not None:
        doubtful |= given & below(numbers, low)
    if high is not None:
        doubtful |= given & above(numbers, high)
    return numpy.flatnonzero(doubtful)


_DAY_1900 = date(1900, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
_DAY_9999 = date(9999, 1, 1).toordinal() - date(1970, 1, 1).toordinal()


def _as_number(bound: Any) -> float | int | None:
    if isinstance(bound, date):
        return bound.toordinal() - date(1970, 1, 1).toordinal()
    return float(bound) if isinstance(bound, Decimal) else bound


_QUICK: dict[str, Callable[[Column, Any], Any]] = {
    "string": _quick_text,
    "any": _quick_text,
    "integer": _quick_integer,
    "number": _quick_number,
    "date": _quick_date,
}


def _table_of(characters: str) -> Any:
    return tuple(chr(code) in characters for code in range(256))


class _Lookup:
    """256 truth values, made into a numpy array when first used."""

    def __init__(self, characters: str) -> None:
        self._characters = characters

    def __getitem__(self, codes: Any) -> Any:
        return self._array[codes]

    @cached_property
    def _array(self) -> Any:
        import numpy

        return numpy.array(_table_of(self._characters))


_EDGE_FIRST = _Lookup(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f=@+-")
_EDGE_LAST = _Lookup(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f")
_TOKEN_FIRST = _Lookup("".join({t[0] for t in _NULLS if t.isascii()} | set("NMUT\xe2")))
