"""Asking: how rules on records are written, registered and asked.

A row rule sees some cells of one record and is asked once per distinct combination of them; a
table rule sees whole columns. Both look only at tables of this package's schema, and leave alone
what cannot be read: another family has reported it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from iraqdata.proving import dates
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

# Field, code of the rule, message.
Saying = tuple[str, str, str]


@dataclass(frozen=True)
class RowRule:
    """A rule on some cells of one record, for every table that has these columns."""

    columns: tuple[str, ...]
    check: Callable[..., Iterator[Saying]]
    tables: tuple[str, ...] = ()
    # Given the columns as Arrow arrays, which records are certainly fine.
    fine: Callable[..., Any] | None = None
    # Whether it is a matter of our style, and not asked of a table with a few of our columns.
    style: bool = False


class Question:
    """A rule as it is asked of a table: once for each distinct combination of cells."""

    def __init__(self, rule: RowRule) -> None:
        self.columns = rule.columns
        self.fine = rule.fine
        self._check = rule.check
        self._silent: set[tuple[str, ...]] = set()

    def ask(self, rows: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[Saying]]:
        """What the rule says of these combinations of cells; nothing of those that are fine."""
        said: dict[tuple[str, ...], list[Saying]] = {}
        for cells in rows - self._silent:
            if found := list(self._check(*cells)):
                said[cells] = found
            elif len(self._silent) < _REMEMBERED:
                self._silent.add(cells)
        return said


# How many combinations of cells are remembered to be fine.
_REMEMBERED = 200_000

ROW_RULES: list[RowRule] = []
TABLE_RULES: list[tuple[dict[str, tuple[str, ...]], Callable[[Tables], None]]] = []


def row_rule(
    *columns: str,
    tables: str = "",
    fine: Callable[..., Any] | None = None,
    style: bool = False,
) -> Callable[..., Callable[..., Iterator[Saying]]]:
    """Register a rule on these columns, in these tables (all that have the columns)."""

    def register(check: Callable[..., Iterator[Saying]]) -> Callable[..., Iterator[Saying]]:
        ROW_RULES.append(RowRule(columns, check, tuple(tables.split()), fine, style))
        return check

    return register


def table_rule(**columns: str) -> Callable[[Callable[[Tables], None]], Callable[[Tables], None]]:
    """Register a rule on whole columns: `table="column column"` for each table it needs."""

    def register(check: Callable[[Tables], None]) -> Callable[[Tables], None]:
        TABLE_RULES.append(({name: tuple(text.split()) for name, text in columns.items()}, check))
        return check

    return register


def matching(pattern: str) -> Callable[..., Any]:
    """For `fine`: the records whose first cell matches a pattern of RE2."""

    def fine(cells: Any, *_: Any) -> Any:
        from pyarrow import compute

        from iraqdata.checking.cells import arrow

        return arrow.numpy_bools(compute.match_substring_regex(cells, pattern))

    return fine


def lacking(pattern: str) -> Callable[..., Any]:
    """For `fine`: the records whose first cell does not match a pattern of RE2."""
    matches = matching(pattern)
    return lambda *cells: ~matches(*cells)


def columns_of_rules(table: str) -> set[str]:
    """The columns of one of our tables that some rule needs."""
    found: set[str] = set()
    for rule in applying(table, packaged().table(table).columns):
        found |= set(rule.columns)
    for needed, _ in TABLE_RULES:
        found |= set(needed.get(table, ()))
    return found


def applying(table: str, columns: Iterable[str]) -> list[RowRule]:
    """The row rules that have all their columns in a table of this name."""
    there = set(columns)
    return [
        rule
        for rule in ROW_RULES
        if there.issuperset(rule.columns) and (not rule.tables or table in rule.tables)
    ]


# --- reading cells ---


def edtf_of(text: str) -> dates.EdtfDate | None:
    """What a date in EDTF allows; None for an empty cell and for one that is none."""
    try:
        return dates.parse(text) if text else None
    except ValueError:
        return None


def day_of(cell: str) -> date | None:
    """The day in a cell; None for an empty cell and for one that is none."""
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        return None


def number_in(cell: str) -> float | None:
    """The number in a cell; None for an empty cell and for one whose type is at fault."""
    try:
        number = float(cell) if cell else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def whole_in(cell: str) -> int | None:
    """The whole number from 0 in a cell; None for anything else, as `²`, and for one too long."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 19 else None


@cache
def today() -> date:
    """The day, anywhere on Earth, while tables are checked."""
    return datetime.now(UTC).date() + timedelta(days=1)
