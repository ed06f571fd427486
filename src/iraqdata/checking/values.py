"""Values: what one cell of a column may hold.

A column gives an exact verdict on each distinct cell, in plain Python. Of large tables `quick`
passes most cells before, whole arrays at a time.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from iraqdata.checking import characters, placeholders
from iraqdata.proving import dates
from iraqdata.reading.catalogue import did_you_mean, packaged

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

# What a verdict says of a cell: the codes of the rules it breaks, each with a message.
Verdict = tuple[tuple[str, str], ...]

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

# What a value must be to a bound, and what it is when it is not that.
_BOUNDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (operator.ge, "less than"),
    "maximum": (operator.le, "more than"),
    "exclusiveMinimum": (operator.gt, "not more than"),
    "exclusiveMaximum": (operator.lt, "not less than"),
}

# A longer cell is no cell of a table; spreadsheets end at 32,767.
LONGEST_CELL = 100_000

# How many distinct cells of a column are remembered with what was said of them.
_REMEMBERED = 200_000

# The longest number worth parsing: Python refuses 4,300 digits.
_LONGEST_NUMBER = 4000


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
        # Whether the one form of our tables is asked for; a typed value has no form.
        self.strict = canonical
        self.canonical = canonical and text
        self.constraints: dict[str, Any] = field.get("constraints", {})
        self.required = bool(self.constraints.get("required"))
        # Level 2 allows more than we know.
        self.edtf = str(field.get("rdfType", "")).startswith((EDTF + "-level0", EDTF + "-level1"))
        self.delimiter: str | None = field.get("delimiter") if self.kind == "string" else None
        self._parse = _PARSERS[self.kind]
        # Known once the first cells of a large table have been seen.
        self.mostly_distinct: bool | None = None
        self._good: set[str] = set()
        self._bad: dict[str, Verdict] = {}
        self.decorated = self.kind in ("integer", "number") and (
            bool(field.get("groupChar"))
            or field.get("decimalChar", ".") != "."
            or field.get("bareNumber") is False
        )
        self.canonical = self.canonical and not self.decorated
        if self.kind == "boolean":
            self._true = frozenset(field.get("trueValues", ("true", "True", "TRUE", "1")))
            self._false = frozenset(field.get("falseValues", ("false", "False", "FALSE", "0")))
            if not text:
                self._true |= {"true"}
                self._false |= {"false"}

    def faulty(self, cells: Collection[str]) -> dict[str, Verdict]:
        """Those of some distinct cells that break a rule, each with its verdict."""
        found: dict[str, Verdict] = {}
        fresh = set(cells).difference(self._good)
        if not fresh:
            return found
        mismatches = self._mismatches(fresh)
        for cell in fresh:
            if self._any_text and cell not in mismatches and self._is_long_and_plain(cell):
                self._good.add(cell)
                continue
            verdict = self._bad.get(cell)
            if verdict is None:
                verdict = tuple(self._judge(cell, cell in mismatches))
                self._remember(cell, verdict)
            if verdict:
                found[cell] = verdict
        return found

    @cached_property
    def _any_text(self) -> bool:
        """Whether a plain text can only break the column's pattern."""
        plain = self.constraints.keys() <= {"required", "unique", "pattern"}
        return (
            self.kind in ("string", "any")
            and self.text
            and plain
            and not (self.edtf or self.delimiter or categories(self.field))
        )

    def _is_long_and_plain(self, cell: str) -> bool:
        return (
            placeholders.LONGEST_TOKEN < len(cell) < 1000
            and cell not in self.missing
            and characters.are_plain(cell, self.strict)
        )

    def _remember(self, cell: str, verdict: Verdict) -> None:
        if len(self._good) + len(self._bad) > _REMEMBERED:
            self._good.clear()
            self._bad.clear()
        if len(cell) < 1000:
            if verdict:
                self._bad[cell] = verdict
            else:
                self._good.add(cell)

    def _judge(self, cell: str, mismatch: bool) -> Iterator[tuple[str, str]]:
        if cell in self.missing:
            if self.required:
                yield "required", "the cell is empty, and this column needs a value"
            return
        if len(cell) > LONGEST_CELL:
            yield "cell-too-long", f"the cell holds {len(cell)} characters"
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
        if mismatch:
            yield "pattern", f"does not match {self.constraints['pattern']}"
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
        if self.kind == "number" and not self.strict and cell.casefold() in _NO_NUMBERS:
            return Decimal(_NO_NUMBERS[cell.casefold()])
        if self.decorated:
            cell = self._undecorated(cell)
        return self._parse(cell)

    def _undecorated(self, cell: str) -> str:
        """A number as digits, without what the column allows around and between them."""
        if self.field.get("bareNumber") is False:
            digits = [place for place, character in enumerate(cell) if character in "0123456789"]
            if digits:
                # What stands before and after, but a sign or a point, is no part of the number.
                first = len(cell[: digits[0]].rstrip(".+-"))
                cell = cell[first : digits[-1] + 1]
        if group := self.field.get("groupChar"):
            cell = cell.replace(group, "")
        decimal = self.field.get("decimalChar", ".")
        return cell if decimal == "." else cell.replace(".", "?").replace(decimal, ".")

    def _canonical(self, cell: str) -> Iterator[tuple[str, str]]:
        if cell != cell.strip():
            yield "surrounding-space", "white space stands at an end of the cell"
        if self.delimiter and not cell.isascii():
            # Each name of a list may be in a script of its own.
            items = cell.split(self.delimiter)
            yield from dict.fromkeys(f for x in items for f in characters.faults(x, self.strict))
        else:
            yield from characters.faults(cell, self.strict)
        if self._listed(cell):
            return
        if self.kind == "number" and cell.casefold() in _NO_NUMBERS and not self.strict:
            return
        if self.kind == "boolean" and cell in self._true | self._false:
            return
        if placeholders.is_token(cell, self.strict):
            yield "null-token", "this stands for a missing value; a missing value is an empty cell"
        elif self.kind in ("string", "any") and not self.edtf and _formula(cell, self.strict):
            yield "formula", f"a spreadsheet takes text that begins with {cell[0]!r} for a formula"
        elif self.edtf and self.strict and placeholders.is_day(cell, True):
            yield "sentinel", "this looks like a code for a missing day; leave the cell empty"

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
            if self.strict and self.kind == "integer" and not -(2**63) <= value < 2**63:
                yield "type", "not a whole number of 64 bits"
            if value in placeholders.NUMBERS:
                yield "sentinel", "this looks like a code for a missing value; leave the cell empty"
        elif self.kind in ("date", "datetime") and placeholders.is_day(cell, self.strict):
            yield "sentinel", "this looks like a code for a missing day; leave the cell empty"

    def _constraints(self, cell: str, value: Any) -> Iterator[tuple[str, str]]:
        if self.codes is not None and value not in self.codes:
            codes = [str(item) for item in self.constraints.get("enum") or categories(self.field)]
            words = f"{', '.join(codes[:12])}{' …' if len(codes) > 12 else ''}"
            hint = did_you_mean(cell, codes) if len(codes) < 200 else ""
            yield "enum", f"not one of the codes {words}{hint}"
        if self.kind in ("string", "any"):
            length = len(cell)
            if length < self.constraints.get("minLength", 0):
                yield "length", f"shorter than {self.constraints['minLength']} characters"
            if length > self.constraints.get("maxLength", length):
                yield "length", f"longer than {self.constraints['maxLength']} characters"
        for name, bound in self.bounds.items():
            holds, words = _BOUNDS[name]
            # NaN is neither more nor less than anything.
            if value == value and not holds(value, bound):
                yield "range", f"{words} {self.constraints[name]}"

    @cached_property
    def codes(self) -> frozenset[Any] | None:
        """The values that are allowed; None where all are."""
        listed = self.constraints.get("enum") or categories(self.field)
        return frozenset(self._constant(item) for item in listed) if listed else None

    @cached_property
    def _enum_texts(self) -> frozenset[str]:
        return frozenset(
            str(item) for item in (*self.constraints.get("enum", ()), *categories(self.field))
        )

    @cached_property
    def bounds(self) -> dict[str, Any]:
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

    def _mismatches(self, cells: Collection[str]) -> Collection[str]:
        """The cells that do not match the column's pattern."""
        if self.pattern is None:
            return ()
        if self.constraints["pattern"] in own_patterns():
            matches = re.compile(self.constraints["pattern"]).fullmatch
            return {cell for cell in cells if not matches(cell)}
        # RE2 takes time in proportion to the text, whatever the pattern; Python's `re` does not.
        from pyarrow import compute

        from iraqdata.checking.cells import arrow

        listed = list(cells)
        answers = compute.match_substring_regex(arrow.texts(listed), self.pattern).to_pylist()
        return {cell for cell, matches in zip(listed, answers, strict=True) if not matches}

    # --- cells that are the same value -------------------------------------------------------

    @property
    def has_forms(self) -> bool:
        """Whether one value of this column can be written in several ways."""
        return self.kind not in ("string", "any", "date")

    def key(self, cell: str) -> str | None:
        """A text that all cells with the same value share; None for a missing one."""
        if cell in self.missing:
            return None
        if not self.has_forms:
            return cell
        try:
            return _one_form(self.value(cell))
        except ValueError:
            return cell


def categories(field: dict[str, Any]) -> list[Any]:
    """The values that a field's categories list, with labels or without."""
    return [
        item.get("value") if isinstance(item, dict) else item
        for item in field.get("categories", ())
    ]


@cache
def own_patterns() -> frozenset[str]:
    """The patterns of this package, which are known not to keep Python's `re` busy."""
    return frozenset(
        field["constraints"]["pattern"]
        for table in packaged().tables.values()
        for field in table.fields
        if "pattern" in field.get("constraints", {})
    )


def _one_form(value: Any) -> str:
    """A text for a value; for most, the one that the canonical CSV has."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and value.is_finite():
        text = f"{value:f}"
        text = text.rstrip("0").removesuffix(".") if "." in text else text
        return "0" if text == "-0" else text
    if isinstance(value, datetime):
        return str(value.timestamp())
    return str(value)


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


def _formula(cell: str, strict: bool) -> bool:
    """Whether a spreadsheet runs a text; -5 is a number, and +5 in a text of ours a slip."""
    if cell[:1] not in ("+", "-"):
        return cell[:1] in ("=", "@")
    if strict:
        return re.fullmatch(r"-[0-9]+(?:\.[0-9]+)?(?: [a-zA-Z ]*[.,]?)?", cell) is None
    return len(cell) > 1 and not cell[1].isdigit()


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
    return f"{Decimal(repr(number)):f}"


def _integer(cell: str) -> int:
    if len(cell) > _LONGEST_NUMBER or not _INTEGER.fullmatch(cell):
        whole = re.fullmatch(r"([+-]?[0-9]+)\.0+", cell)
        hint = f": write {whole[1]}" if whole else _how_to_write(cell)
        raise ValueError(f"not a whole number{hint}")
    return int(cell)


# What the standard writes for what is no number, in any case of the letters.
_NO_NUMBERS = {"nan": "NaN", "inf": "Infinity", "+inf": "Infinity", "-inf": "-Infinity"}


def _number(cell: str) -> Decimal:
    if len(cell) > _LONGEST_NUMBER or not _NUMBER.fullmatch(cell):
        raise ValueError(f"not a number{_how_to_write(cell)}")
    try:
        value = Decimal(cell)
    except ArithmeticError:
        value = Decimal("Infinity")
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST_NUMBER:
        raise ValueError("not a number of a credible size")
    return value


def _how_to_write(cell: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[,. '_\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?", cell):
        return ": write it without separators between thousands, decimals after a point"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", cell):
        return ": write decimals after a point"
    if not cell.isascii() and cell.isdigit():
        return ": write it in the digits 0 to 9"
    return ""


def _date(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(f"not a day, YYYY-MM-DD{_from_spreadsheet(cell)}")
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"not a day of the calendar: {error}") from None


def _from_spreadsheet(cell: str) -> str:
    if re.fullmatch(r"[1-9][0-9]{4}(?:\.[0-9]+)?", cell):
        return "; it looks like a spreadsheet's number of a day"
    return ""


def _datetime(cell: str) -> datetime:
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]\d\d:\d\d)?"
    if not re.fullmatch(pattern, cell, re.ASCII):
        raise ValueError("not a date and time, YYYY-MM-DDThh:mm:ssZ")
    try:
        return _somewhere(datetime.fromisoformat(cell))
    except ValueError as error:
        raise ValueError(f"not a date and time: {error}") from None


def _time(cell: str) -> datetime:
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]\d\d:\d\d)?", cell, re.A):
        raise ValueError("not a time of day, hh:mm:ss")
    try:
        return _somewhere(datetime.combine(date(2000, 1, 2), time.fromisoformat(cell)))
    except ValueError as error:
        raise ValueError(f"not a time of day: {error}") from None


def _somewhere(moment: datetime) -> datetime:
    """A moment that can be compared with others; where no zone is given, UTC is taken."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _year(cell: str) -> int:
    if not re.fullmatch(r"-?(?:[0-9]{4}|[1-9][0-9]{4,8})", cell):
        raise ValueError("not a year")
    return int(cell)


def _yearmonth(cell: str) -> tuple[int, int]:
    match = re.fullmatch(r"(-?(?:[0-9]{4}|[1-9][0-9]{4,8}))-(0[1-9]|1[0-2])", cell)
    if not match:
        raise ValueError("not a month of a year, YYYY-MM")
    return int(match[1]), int(match[2])


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
