"""The engine: one pass over each table in blocks, then what needs whole columns.

Blocks are read in turn and examined side by side; what an examination leaves behind is small:
findings, and a fingerprint per key. Records that a later rule names are read again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iraqdata.checking import arrow, parquet, references, sense, structure
from iraqdata.checking import evidence as _evidence  # noqa: F401 - registers its rules
from iraqdata.checking.package import Package, TableSpec, file_hash, open_package
from iraqdata.checking.report import MAX_FINDINGS, Report, TableChecked, shown_path
from iraqdata.checking.structure import Block, Fault
from iraqdata.checking.values import Column

if TYPE_CHECKING:
    import numpy
    import pyarrow

# Called after each block with the share of the bytes that are done.
Progress = Callable[[float], None]

# Tables up to this size are kept, so that later rules need not read them again.
KEPT = 32 << 20


@dataclass
class Found:
    """One fault in a record, before it goes into the report."""

    code: str
    index: int
    field: str | None
    value: str | None
    message: str


@dataclass
class Examined:
    """What remains of a block."""

    rows: int
    faults: list[Fault]
    found: list[tuple[int, str, Found]]
    keys: dict[tuple[str, ...], Any]
    block: Block
    bytes: int = 0


@dataclass
class TableState:
    """What is known of a table once it has been read."""

    spec: TableSpec
    report_entry: TableChecked
    present: list[str]
    keys: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    first_lines: list[int] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    kept: list[pyarrow.Table] | None = field(default_factory=list)
    sound: bool = True
    unsorted: bool = False

    def fingerprints(self, columns: tuple[str, ...]) -> numpy.ndarray[Any, Any]:
        """The fingerprints of these columns, one per record."""
        import numpy

        parts = self.keys.get(columns, [])
        joined = numpy.concatenate(parts) if parts else numpy.empty(0, dtype=numpy.uint64)
        self.keys[columns] = [joined]
        return joined

    def line(self, index: int) -> int:
        """The line of the file on which a record begins."""
        from bisect import bisect_right

        block = bisect_right(self.starts, index) - 1
        inside = index - self.starts[block]
        lines = self.lines[block]
        return int(lines[inside]) if lines is not None else self.first_lines[block] + inside


def validate(
    path: str | os.PathLike[str] | None = None,
    *,
    table: str | None = None,
    strict: bool = False,
    max_findings: int = MAX_FINDINGS,
    progress: Progress | None = None,
) -> Report:
    """Check tables against their schema and the rules of this package.

    Parameters
    ----------
    path
        A `datapackage.json` (Data Package v1 or v2), a folder that holds one or holds files
        called like the tables, or one CSV or Parquet file. The packaged tables by default.
    table
        For a single file, the table whose schema it has (by default the one it is called
        after); for a package, the only table to check.
    strict
        Count departures from the canonical form as errors in others' tables too.
    max_findings
        How many findings to keep; all are counted.
    progress
        Called now and then with the share of the bytes read, 0 to 1.

    Returns
    -------
    A Report: `.valid`, `.findings`, `.to_dict()`. Each finding has `code`, `severity`, `table`,
    `row` (the line on which the record begins, the header is line 1; in Parquet the number of
    the record plus 1), `record_id`, `field`, `value` and `message`.

    Raises
    ------
    IraqdataError
        There is nothing to check, or no telling what to check it against.
    MissingExtraError
        The tables use features of the standard that only `iraqdata[validate]` knows.
    """
    where = Path(path) if path is not None else None
    report = Report(
        checked=str(where) if where is not None else "the packaged tables",
        max_findings=max_findings,
        strict=strict,
    )
    package = open_package(where, table, report)
    if package is not None:
        Tables(package, report, progress).check()
    if not report.tables and report.valid and not (package and package.other_files):
        report.add("nothing-checked", "no table was read, so nothing was checked")
    report.sort()
    return report


class Tables:
    """The tables of a package while they are checked."""

    def __init__(self, package: Package, report: Report, progress: Progress | None) -> None:
        self.package = package
        self.report = report
        self.states: dict[str, TableState] = {}
        self._progress = progress
        self._specs = {spec.name: spec for spec in package.tables}
        self._kept_bytes = 0
        self._rows: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        self._done = 0
        self._total = sum(spec.path.stat().st_size for spec in package.tables) or 1

    # --- what rules ask ----------------------------------------------------------------------

    def has(self, table: str) -> bool:
        """Whether a table of this package's schema was read."""
        return table in self.states and self.states[table].spec.kin

    def columns(self, table: str) -> list[str]:
        """The columns of a table, as its schema says."""
        return self._specs[table].columns

    def rows(self, table: str, columns: str) -> list[tuple[str, ...]]:
        """The cells of some columns, one tuple per record."""
        known = self._rows.get((table, columns))
        if known is None:
            names = columns.split()
            lists: list[list[str]] = [[] for _ in names]
            for cells in self._cells(self.states[table]):
                for cell_list, name in zip(lists, names, strict=True):
                    cell_list += cells.column(name).to_pylist()
            known = self._rows[table, columns] = list(zip(*lists, strict=True))
        return known

    def line(self, table: str, index: int) -> int:
        """The line on which a record begins."""
        return self.states[table].line(index)

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
        state = self.states[table]
        self.report.add(
            code,
            message,
            table=table,
            row=state.line(index),
            record_id=self._id(state, index),
            field=field,
            value=value,
            ours=state.spec.ours,
        )

    def not_among(self, table: str, other: str, column: str) -> list[int]:
        """Records of `table` whose key does not stand in a column of another table."""
        state = self.states[table]
        keys = state.fingerprints(state.spec.key)
        return [
            int(index)
            for index in references.dangling(keys, [self.states[other].fingerprints((column,))])
        ]

    def prefixes(self) -> dict[str, str]:
        """Which table the first part of a record's id tells."""
        found = {}
        for spec in self.package.tables:
            if spec.kin and len(spec.key) == 1:
                pattern = _field(spec, spec.key[0]).get("constraints", {}).get("pattern", "")
                if pattern[:1] == "^" and pattern[4:5] == "-":
                    found[pattern[1:4]] = spec.name
        return found

    # --- the run -----------------------------------------------------------------------------

    def check(self) -> None:
        """Check all tables, then what holds between them."""
        self._plan_keys()
        with ThreadPoolExecutor(max_workers=max(1, min(2, os.cpu_count() or 1))) as pool:
            hashes = {
                spec.name: pool.submit(file_hash, spec.path, spec.hash[0])
                for spec in self.package.tables
                if spec.hash
            }
            for spec in self.package.tables:
                if spec.foreign_features:
                    from iraqdata.checking import handover

                    handover.check(self.package, spec, self.report)
                    continue
                self._read(spec, pool)
                if spec.foreign_columns:
                    from iraqdata.checking import handover

                    handover.check(self.package, spec, self.report)
            for spec in self.package.tables:
                if spec.name in hashes:
                    self._compare_hash(spec, hashes[spec.name])
        self._unique()
        self._references()
        self._sense()
        if self.has("claims"):
            self.report.claims = self.states["claims"].report_entry.rows

    def _compare_hash(self, spec: TableSpec, future: Future[str]) -> None:
        algorithm, expected = spec.hash or ("", "")
        actual = future.result()
        if actual != expected:
            self.report.add(
                "hash",
                f"the file has the {algorithm} hash {actual}, the descriptor says another",
                table=spec.name,
                field="hash",
                value=expected,
            )

    def _plan_keys(self) -> None:
        """Which fingerprints each table has to leave behind."""
        self._wanted: dict[str, set[tuple[str, ...]]] = {
            spec.name: set() for spec in self.package.tables
        }
        self._links: dict[str, list[references.Reference]] = {
            spec.name: [] for spec in self.package.tables
        }
        for spec in self.package.tables:
            wanted = self._wanted[spec.name]
            wanted |= {key for key in (spec.key, *spec.unique_keys) if key}
            for columns, target, others in spec.foreign_keys:
                if target not in self._specs:
                    self.report.not_checked.append(
                        f"{spec.name}: {', '.join(columns)} refers to {target}, which was not read"
                    )
                    continue
                wanted.add(columns)
                self._wanted[target].add(others)
                self._links[spec.name].append(references.Reference(columns, ((target, others),)))
        by_prefix = self.prefixes()
        for spec in self.package.tables:
            for column in ("record_id", "subject_id"):
                if not spec.kin or column not in spec.columns or spec.name == "revisions":
                    continue
                if len(self.package.tables) == 1:
                    continue
                targets = tuple((table, self._specs[table].key) for table in by_prefix.values())
                self._wanted[spec.name].add((column,))
                self._links[spec.name].append(references.Reference((column,), targets))

    def _read(self, spec: TableSpec, pool: ThreadPoolExecutor) -> None:
        entry = TableChecked(spec.name, shown_path(spec.path))
        self.report.tables.append(entry)
        try:
            reader = _open(spec)
        except structure.Unreadable as error:
            self._fault(spec, error.fault)
            self._done += spec.path.stat().st_size
            return
        try:
            self._read_blocks(spec, reader, entry, pool)
        except structure.Unreadable as error:
            self._fault(spec, error.fault)
            if spec.name in self.states:
                self.states[spec.name].sound = False
        finally:
            reader.close()
            self._done += spec.path.stat().st_size

    def _read_blocks(
        self, spec: TableSpec, reader: Any, entry: TableChecked, pool: ThreadPoolExecutor
    ) -> None:
        places = self._compare_header(spec, reader.header)
        state = TableState(spec, entry, list(places))
        self.states[spec.name] = state
        examiner = Examiner(spec, places, self._wanted[spec.name], self.report.strict)
        compare = parquet.Comparison.open(spec, self.report) if spec.parquet else None
        waiting: deque[Future[Examined]] = deque()
        size = spec.path.stat().st_size if not spec.gz else structure.BLOCK
        read = 0

        def finish() -> None:
            nonlocal read
            examined = waiting.popleft().result()
            read += examined.bytes
            self._merge(state, examined, compare)
            if self._progress:
                self._progress(min(1.0, (self._done + min(read, size)) / self._total))

        try:
            for raw in reader.raw_blocks():
                if size < structure.BLOCK:
                    # A single block: handing it to a thread takes longer than looking at it.
                    done: Future[Examined] = Future()
                    done.set_result(examiner.examine(raw, reader))
                    waiting.append(done)
                else:
                    waiting.append(pool.submit(examiner.examine, raw, reader))
                if len(waiting) > 2:
                    finish()
        finally:
            while waiting:
                finish()
        for fault in reader.faults:
            self._fault(spec, fault)
        if spec.rows is not None and spec.rows != entry.rows:
            message = f"the file has {entry.rows} records, the descriptor says {spec.rows}"
            self.report.add("rows", message, table=spec.name, field="rows", value=str(spec.rows))
        if compare:
            compare.finish(entry.rows if state.sound else None)

    def _compare_header(self, spec: TableSpec, header: list[str]) -> dict[str, int]:
        """Where each column of the schema stands in the file; reports what is amiss."""
        wrong = []
        places: dict[str, int] = {}
        for number, name in enumerate(header):
            if name in places:
                wrong.append(("column-twice", name, f"the column {name!r} stands twice"))
            else:
                places[name] = number
        for name in header:
            if name not in spec.columns:
                from iraqdata.reading.catalogue import did_you_mean

                hint = did_you_mean(name, [c for c in spec.columns if c not in places])
                words = f"the schema has no column {name!r}{hint}"
                wrong.append(("column-unknown", name, words))
        for name in spec.columns:
            if name not in places:
                wrong.append(("column-missing", name, f"the column {name!r} is missing"))
        # What `fieldsMatch` of the standard allows besides an exact match.
        allowed = {
            "subset": {"column-unknown"},
            "superset": {"column-missing"},
            "partial": {"column-unknown", "column-missing"},
        }.get(spec.fields_match, set())
        wrong = [one for one in wrong if one[0] not in allowed]
        there = [name for name in spec.columns if name in places]
        if not wrong and there != header and spec.fields_match == "exact":
            for name, expected in zip(header, there, strict=True):
                if name != expected:
                    message = f"the column {name!r} stands where {expected!r} should"
                    wrong.append(("column-order", name, message))
                    break
        for code, name, message in wrong:
            self.report.add(
                code, message, table=spec.name, row=1, field=name, value=name, ours=spec.ours
            )
        return {name: places[name] for name in there}

    def _merge(self, state: TableState, examined: Examined, compare: Any) -> None:
        spec = state.spec
        for fault in examined.faults:
            self._fault(spec, fault)
            state.sound = False
        start = state.report_entry.rows
        for row, record_id, found in examined.found:
            if found.code == "not-sorted":
                if state.unsorted:
                    continue
                state.unsorted = True
            self.report.add(
                found.code,
                found.message,
                table=spec.name,
                row=row,
                record_id=record_id or None,
                field=found.field,
                value=found.value,
                ours=spec.ours,
            )
        for columns, numbers in examined.keys.items():
            state.keys.setdefault(columns, []).append(numbers)
        if examined.rows:
            state.starts.append(start)
            state.first_lines.append(examined.block.first_line)
            state.lines.append(examined.block.lines)
        state.report_entry.rows += examined.rows
        if compare and state.sound:
            compare.block(examined.block, state)
        if state.kept is not None:
            self._kept_bytes += examined.bytes
            if self._kept_bytes > KEPT:
                state.kept = None
            elif examined.rows:
                names = state.present
                state.kept.append(examined.block.cells.rename_columns(names))

    def _fault(self, spec: TableSpec, fault: Fault) -> None:
        self.report.add(
            fault.code,
            fault.message,
            table=spec.name,
            row=fault.row,
            value=fault.value,
            ours=spec.ours,
        )

    # --- reading again -----------------------------------------------------------------------

    def _cells(self, state: TableState) -> Iterator[pyarrow.Table]:
        """The cells of a table, block by block, under the names of its columns."""
        if state.kept is not None:
            yield from state.kept
            return
        reader = _open(state.spec)
        try:
            order = {name: number for number, name in enumerate(reader.header)}
            for raw in reader.raw_blocks():
                block = raw.parse(reader)
                yield block.cells.select(
                    [str(order[name]) for name in state.present]
                ).rename_columns(state.present)
        finally:
            reader.close()

    def _pick(self, state: TableState, indexes: Any, columns: Iterable[str]) -> list[Any]:
        """The cells of some records: a list of dictionaries in the order of `indexes`."""
        import numpy

        names = [name for name in dict.fromkeys(columns) if name in state.present]
        picked: list[Any] = []
        start = 0
        for cells in self._cells(state):
            first, last = numpy.searchsorted(indexes, [start, start + cells.num_rows])
            if last > first:
                here = arrow.places(indexes[first:last] - start)
                picked += cells.select(names).take(here).to_pylist()
            start += cells.num_rows
        return picked

    def _id(self, state: TableState, index: int) -> str | None:
        import numpy

        if not state.spec.key:
            return None
        if state.kept is not None:
            (cells,) = self._pick(state, numpy.array([index]), state.spec.key)
            return "|".join(str(cells.get(name, "")) for name in state.spec.key) or None
        key = " ".join(state.spec.key)
        return "|".join(self.rows(state.spec.name, key)[index]) or None

    # --- what holds between records ----------------------------------------------------------

    def _unique(self) -> None:
        for state in self.states.values():
            spec = state.spec
            for key in dict.fromkeys((spec.key, *spec.unique_keys)):
                if not key or not set(key) <= set(state.present):
                    continue
                places = references.repeated(state.fingerprints(key))
                if not len(places):
                    continue
                firsts: dict[tuple[str, ...], int] = {}
                picked = self._pick(state, places, (*key, *spec.key))
                code = "primary-key" if key == spec.key else "unique"
                for index, cells in zip(places, picked, strict=True):
                    texts = tuple(cells[name] for name in key)
                    first = firsts.setdefault(texts, int(index))
                    if first != index:
                        self.report.add(
                            code,
                            f"the same {', '.join(key)} stands on line {state.line(first)}",
                            table=spec.name,
                            row=state.line(int(index)),
                            record_id=_joined(cells, spec.key),
                            field=key[0] if len(key) == 1 else "|".join(key),
                            value="|".join(texts),
                            ours=spec.ours,
                        )

    def _references(self) -> None:
        for state in self.states.values():
            spec = state.spec
            for link in self._links[spec.name]:
                if not set(link.columns) <= set(state.present):
                    continue
                targets = [
                    self.states[table].fingerprints(columns)
                    for table, columns in link.targets
                    if table in self.states and set(columns) <= set(self.states[table].present)
                ]
                names = ", ".join(table for table, _ in link.targets)
                if len(targets) < len(link.targets):
                    self.report.not_checked.append(
                        f"{spec.name}: {', '.join(link.columns)} refers to {names}, "
                        "which could not be read"
                    )
                    continue
                keys = state.fingerprints(link.columns)
                places = references.dangling(keys, targets)
                own = [columns for table, columns in link.targets if table == spec.name]
                if len(link.targets) == 1 and own == [spec.key]:
                    self._cycles(state, link)
                if not len(places):
                    continue
                picked = self._pick(state, places, (*link.columns, *spec.key))
                for index, cells in zip(places, picked, strict=True):
                    value = "|".join(cells[name] for name in link.columns)
                    where = names if len(link.targets) == 1 else "any table"
                    self.report.add(
                        "foreign-key",
                        f"there is no such record in {where}",
                        table=spec.name,
                        row=state.line(int(index)),
                        record_id=_joined(cells, spec.key),
                        field="|".join(link.columns),
                        value=value,
                        ours=spec.ours,
                    )

    def _cycles(self, state: TableState, link: references.Reference) -> None:
        spec = state.spec
        if not spec.kin:
            # The standard says nothing of what a reference to the own table means.
            return
        keys, parents = state.fingerprints(spec.key), state.fingerprints(link.columns)
        for index in references.in_cycles(keys, parents):
            if keys[index] != parents[index]:
                (cells,) = self._pick(state, _array([index]), (*link.columns, *spec.key))
                self.add(
                    "cycle",
                    spec.name,
                    int(index),
                    link.columns[0],
                    cells[link.columns[0]],
                    "the record is, over others, a part of itself",
                )

    def _sense(self) -> None:
        for needed, check in sense.TABLE_RULES:
            if all(
                self.has(table) and set(columns) <= set(self.states[table].present)
                for table, columns in needed.items()
            ):
                check(self)
        if not self.has("claims") and self.package.ours:
            self.report.not_checked.append("evidence: there is no table of claims")


class Examiner:
    """Examines blocks of one table; several threads may do so at once."""

    def __init__(
        self,
        spec: TableSpec,
        places: dict[str, int],
        wanted: set[tuple[str, ...]],
        strict: bool,
    ) -> None:
        self.spec = spec
        self.places = places
        self.columns = []
        for item in spec.fields:
            if item["name"] in places:
                if item["name"] in spec.foreign_columns:
                    # Another validator looks at the rest of it.
                    required = bool(item.get("constraints", {}).get("required"))
                    item = {"name": item["name"], "constraints": {"required": required}}
                column = Column(
                    item,
                    spec.missing,
                    text=not spec.is_parquet,
                    canonical=spec.ours or strict,
                )
                column.required |= item["name"] in spec.key
                self.columns.append(column)
        self.keys = [key for key in wanted if set(key) <= set(places)]
        self.rules = sense.applying(spec.name, places) if spec.kin else []
        self._said: dict[sense.RowRule, dict[tuple[str, ...], list[sense.Saying]]] = {
            rule: {} for rule in self.rules
        }

    def examine(self, raw: Any, reader: Any) -> Examined:
        """Parse a block and ask every rule that needs no more than it."""
        block: Block = raw.parse(reader)
        block.cells = block.cells.select([str(place) for place in self.places.values()])
        arrays = {
            name: arrow.one_array(column)
            for name, column in zip(self.places, block.cells.columns, strict=True)
        }
        found: list[Found] = []
        for column in self.columns:
            for indexes, cell, verdict in column.faults(arrays[column.name]):
                for code, message in verdict:
                    found += [
                        Found(code, int(index), column.name, cell, message) for index in indexes
                    ]
        for rule in self.rules:
            found += self._ask(rule, [arrays[name] for name in rule.columns])
        if self.spec.kin and self.spec.key and not self.spec.is_parquet:
            found += list(self._order(arrays))
        keys = {}
        if block.cells.num_rows:
            for key in self.keys:
                missing = [self.spec.missing] * len(key)
                keys[key] = references.fingerprints([arrays[name] for name in key], missing)
        found.sort(key=lambda one: one.index)
        return Examined(
            rows=block.cells.num_rows,
            faults=block.faults,
            found=[(block.row(one.index), self._id(arrays, one.index), one) for one in found],
            keys=keys,
            block=block,
            bytes=raw.end,
        )

    def _id(self, arrays: dict[str, Any], index: int) -> str:
        return "|".join(arrays[name][index].as_py() for name in self.spec.key if name in arrays)

    def _ask(self, rule: sense.RowRule, arrays: list[Any]) -> Iterator[Found]:
        """One question per distinct combination of cells."""
        import numpy

        if not len(arrays[0]):
            return
        doubtful = None
        if rule.fine is not None:
            doubtful = numpy.flatnonzero(~rule.fine(*arrays))
            if not len(doubtful):
                return
            arrays = [array.take(arrow.places(doubtful)) for array in arrays]
        known = self._said[rule]
        combined = numpy.zeros(len(arrays[0]), dtype=numpy.int64)
        texts = []
        for array in arrays:
            coded = array.dictionary_encode()
            texts.append(coded.dictionary)
            # Renumbered after each column, so that the product stays small.
            combined = combined * len(coded.dictionary) + arrow.numpy_codes(coded)
            if len(arrays) > 2:
                combined = numpy.unique(combined, return_inverse=True)[1]
        _, firsts, inverse = numpy.unique(combined, return_index=True, return_inverse=True)
        bad: dict[int, list[sense.Saying]] = {}
        places = arrow.places(firsts)
        lists = [array.take(places).to_pylist() for array in arrays]
        for number, cells in enumerate(zip(*lists, strict=True)):
            said = known.get(cells)
            if said is None:
                said = list(rule.check(*cells))
                if len(known) < 200_000:
                    known[cells] = said
            if said:
                bad[number] = said
        for number, said in bad.items():
            for index in numpy.flatnonzero(inverse == number):
                place = int(index if doubtful is None else doubtful[index])
                for name, code, message in said:
                    cell = arrays[rule.columns.index(name)][int(index)].as_py()
                    yield Found(code, place, name, cell, message)

    def _order(self, arrays: dict[str, Any]) -> Iterator[Found]:
        """The first record of a block that is not in the order of the key."""
        from pyarrow import compute

        key = self.spec.key
        if not set(key) <= set(arrays) or len(arrays[key[0]]) < 2:
            return
        first = arrays[key[0]]
        if (
            len(key) == 1
            and compute.all(
                compute.greater_equal(first.slice(1), first.slice(0, len(first) - 1))
            ).as_py()
        ):
            return
        rows = list(zip(*(arrays[name].to_pylist() for name in key), strict=True))
        for index, (before, row) in enumerate(pairwise(rows), start=1):
            if row < before:
                message = (
                    f"records are sorted by {', '.join(key)}; this one comes after "
                    f"{'|'.join(before)}"
                )
                yield Found("not-sorted", index, key[0], row[0], message)
                # Of a table in another order, more would not help.
                return


def _open(spec: TableSpec) -> Any:
    if spec.is_parquet:
        return parquet.ParquetTable(spec)
    try:
        return structure.CsvFile(spec.path, delimiter=spec.delimiter, quote=spec.quote, gz=spec.gz)
    except OSError as error:
        raise structure.Unreadable(
            Fault("unreadable-file", None, f"the file cannot be read: {error.strerror}")
        ) from None


def _joined(cells: dict[str, str], key: tuple[str, ...]) -> str | None:
    return "|".join(cells.get(name) or "" for name in key) or None


def _array(numbers: list[int]) -> Any:
    import numpy

    return numpy.array(numbers)


def _field(spec: TableSpec, name: str) -> dict[str, Any]:
    return next(item for item in spec.fields if item["name"] == name)
