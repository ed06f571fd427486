"""The tables of a package: each checked by itself, then what holds between them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iraqdata.checking import asking, evidence, references, revisions, sense  # noqa: F401 - rules
from iraqdata.checking.package.files import file_hash
from iraqdata.checking.package.spec import Package
from iraqdata.checking.report import Report
from iraqdata.checking.structure.blocks import Unreadable
from iraqdata.checking.table import Room, TableCheck
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Called now and then with the share of the bytes that are done.
Progress = Callable[[float], None]

# A package of no more bytes than this is checked in plain Python, sooner than with Arrow.
SMALL = 3 << 20

# Cells of no more bytes than this are kept, so that later rules need not read them again.
KEPT = 32 << 20


class Tables:
    """The tables of a package while they are checked."""

    def __init__(self, package: Package, report: Report, progress: Progress | None) -> None:
        self.package = package
        self.report = report
        self._checks: dict[str, TableCheck] = {}
        self._ids: dict[str, frozenset[str]] = {}
        self._progress = progress
        self._specs = {spec.name: spec for spec in package.tables}
        self._done = 0
        self._total = sum(spec.size for spec in package.tables) or 1

    # --- what rules ask ----------------------------------------------------------------------

    def has(self, table: str) -> bool:
        """Whether a table of this package's schema was read."""
        return table in self._checks and self._checks[table].spec.kin

    def ours(self, table: str) -> bool:
        """Whether a table has all columns of this package's schema."""
        return self.has(table) and self._checks[table].spec.ours

    def sound(self, table: str) -> bool:
        """Whether every record of a table was read."""
        return table in self._checks and self._checks[table].sound

    def matching(self, table: str, column: str, pattern: str) -> Iterator[tuple[int, str]]:
        """The places of records that match a pattern of RE2 in a column, each with the cell."""
        return self._checks[table].matching(column, pattern)

    def lacks(self, table: str, record: str) -> bool:
        """Whether a table that was read whole, with its key of one column, has no such record."""
        (key,) = packaged().table(table).key
        if not (self.has(table) and self.sound(table) and key in self.present(table)):
            return False
        if table not in self._ids:
            self._ids[table] = frozenset(text for (text,) in self.rows(table, key))
        return record not in self._ids[table]

    def knows(self, table: str) -> bool:
        """Whether the package, or ours, has a table of this name."""
        return table in self._specs or table in packaged().tables

    def present(self, table: str) -> list[str]:
        """The columns that a table was read with."""
        return self._checks[table].present

    def columns(self, table: str) -> list[str]:
        """The columns of a table, as its schema says, or ours where it is not there."""
        found = self._specs.get(table) or packaged().table(table)
        return found.columns

    def rows(self, table: str, columns: str) -> list[tuple[str, ...]]:
        """The cells of some columns, one tuple per record."""
        return self._checks[table].records(columns)

    def line(self, table: str, index: int) -> int:
        """The line on which a record begins."""
        return self._checks[table].line(index)

    def add(
        self,
        code: str,
        table: str,
        index: int,
        field: str | None,
        value: str | None,
        message: str,
    ) -> None:
        """Report a record by its place in the table."""
        self._checks[table].add(code, index, field, value, message)

    def not_among(self, table: str, other: str, column: str) -> list[int]:
        """Records of `table` whose key does not stand in a column of another table."""
        keys = self._checks[table].keys(self._specs[table].key)
        return [int(index) for index in keys.dangling([self._checks[other].keys((column,))])]

    def prefixes(self) -> dict[str, str]:
        """Which table the first part of a record's id tells."""
        return references.prefixes(self.package.tables)

    # --- the run -----------------------------------------------------------------------------

    def check(self) -> None:
        """Check all tables, then what holds between them."""
        plain = all(
            spec.format != "parquet" and not spec.compression for spec in self.package.tables
        )
        try:
            if self._total <= SMALL and plain:
                self._read(None)
            else:
                from concurrent.futures import ThreadPoolExecutor

                with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
                    self._read(pool)
            self._sense()
        except Unreadable as error:
            # A table had to be read again, and was no longer what it was.
            self.report.add(error.fault.code, error.fault.message)
        if self.has("claims"):
            self.report.claims = self._checks["claims"].entry.rows

    def _read(self, pool: Executor | None) -> None:
        links = references.links(self.package.tables, self.report)
        room = Room(KEPT)
        for spec in self.package.tables:
            hashing = (
                pool.submit(file_hash, spec.path, spec.hash[0]) if pool and spec.hash else None
            )
            if not spec.foreign_features:
                check = TableCheck(spec, self.report, small=pool is None, room=room)
                self.report.tables.append(check.entry)
                if check.read(references.wanted(spec, links), pool, self._advance):
                    self._checks[spec.name] = check
            if spec.hash:
                algorithm, expected = spec.hash
                actual = hashing.result() if hashing else file_hash(spec.path, algorithm)
                self._compare_hash(spec.name, algorithm, expected, actual)
        if any(spec.foreign_features or spec.foreign_columns for spec in self.package.tables):
            from iraqdata.checking.beside import handover

            handover.check(self.package, self._checks, self.report)
        references.check_unique(self._checks, self.report)
        references.check_existing(self._checks, links, self.report)

    def _advance(self, size: int) -> None:
        self._done += size
        if self._progress:
            self._progress(min(1.0, self._done / self._total))

    def _compare_hash(self, table: str, algorithm: str, expected: str, actual: str) -> None:
        if actual != expected:
            self.report.add(
                "hash",
                f"the file has the {algorithm} hash {actual}, the descriptor says another",
                table=table,
                field="hash",
                value=expected,
            )

    def _sense(self) -> None:
        for needed, check in asking.TABLE_RULES:
            if all(
                self.has(table) and set(columns) <= set(self._checks[table].present)
                for table, columns in needed.items()
            ):
                check(self)
        for name, table in self._checks.items():
            if self.has(name) and table.sound:
                lacking = asking.columns_of_rules(name) - set(table.present)
                if lacking:
                    words = f"{name}: rules that need {', '.join(sorted(lacking))}"
                    self.report.not_checked.append(words)
        if not self.has("claims") and self.package.ours:
            self.report.not_checked.append("evidence: claims were not read")
