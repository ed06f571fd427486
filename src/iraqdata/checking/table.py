"""One table while it is checked: read in blocks, each examined, and what is left of it after.

Blocks of large tables are examined side by side. What an examination leaves behind is small:
findings, and a key per record. Records that a later rule names are read again, unless the table
is small enough to be kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iraqdata.checking import asking
from iraqdata.checking.cells.lists import ListKeys, Lists
from iraqdata.checking.package.schemas import missing_of
from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.report import Report, TableChecked, shown_path
from iraqdata.checking.structure import header
from iraqdata.checking.structure.blocks import Block, Fault, Unreadable
from iraqdata.checking.structure.plain import PlainCsv
from iraqdata.checking.structure.records import Records
from iraqdata.checking.values import Column

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from iraqdata.checking.cells.arrays import Arrays
    from iraqdata.checking.cells.fingerprints import Fingerprints

    Cells = Lists | Arrays
    Keys = ListKeys | Fingerprints


# Distinct cells of a column that another validator is asked about.
MOST_FOREIGN = 1_000_000


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

    block: Block
    cells: Cells
    found: list[Found]
    keys: dict[tuple[str, ...], Keys]
    bytes: int


class Room:
    """How many bytes of cells may be kept, of all tables together."""

    def __init__(self, room: int) -> None:
        self._left = room

    def take(self, size: int) -> bool:
        """Whether there was room for so many bytes."""
        self._left -= size
        return self._left >= 0


class TableCheck:
    """A table, what was found in it, and what other rules may ask of it."""

    def __init__(self, spec: TableSpec, report: Report, *, small: bool, room: Room) -> None:
        self.spec = spec
        self.entry = TableChecked(spec.name, shown_path(spec.path))
        # Whether every record of the file was read.
        self.sound = True
        # Columns of the schema that the file has, in the order of the schema.
        self.columns: dict[str, Column] = {}
        self._report = report
        self._small = small
        self._room = room
        self._cells_of: type[Cells] = Lists
        if not small:
            from iraqdata.checking.cells.arrays import Arrays

            self._cells_of = Arrays
        self._starts: list[int] = []
        self._blocks: list[Block] = []
        self._kept: list[Cells] | None = []
        self._keys: dict[tuple[str, ...], list[Keys]] = {}
        self._records: dict[str, list[tuple[str, ...]]] = {}
        self._unsorted = False
        self._last_key: tuple[str, ...] | None = None
        # The distinct cells of columns that another validator has to judge.
        self.foreign: dict[str, set[str]] = {name: set() for name in spec.foreign_columns}

    # --- reading -----------------------------------------------------------------------------

    def read(
        self,
        wanted: set[tuple[str, ...]],
        pool: Executor | None,
        progress: Callable[[int], None],
    ) -> bool:
        """Read the file and examine every record; whether there was anything to be read.

        `wanted` are the columns that make up keys.
        """
        try:
            reader = self._open()
        except Unreadable as error:
            self._unreadable(error)
            return False
        try:
            self._read_blocks(reader, wanted, pool, progress)
        except Unreadable as error:
            self._unreadable(error)
        finally:
            reader.close()
        return True

    def _open(self) -> Any:
        try:
            if self.spec.format == "data":
                return Records(self.spec)
            if self.spec.format == "parquet":
                from iraqdata.checking.structure.parquet import ParquetTable

                return ParquetTable(self.spec)
            plain = PlainCsv.read(self.spec) if self._small else None
            if plain:
                return plain
            from iraqdata.checking.structure.cutting import CsvFile

            return CsvFile(self.spec)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror or error}"
            raise Unreadable(Fault("unreadable-file", None, message)) from None

    def _unreadable(self, error: Unreadable) -> None:
        self._fault(error.fault)
        self.sound = False

    def _read_blocks(
        self,
        reader: Any,
        wanted: set[tuple[str, ...]],
        pool: Executor | None,
        progress: Callable[[int], None],
    ) -> None:
        places, wrong = header.compare(self.spec, reader.header)
        for fault in wrong:
            self._add(fault.code, fault.message, row=1, field=fault.value, value=fault.value)
        self.columns = {
            item["name"]: _column(self.spec, item, self._report.strict)
            for item in self.spec.fields
            if item["name"] in places
        }
        self.foreign = {name: set() for name in self.foreign if name in places}
        examiner = Examiner(self.spec, self.columns, places, wanted, self._cells_of)
        for examined in _examined(examiner, reader, pool):
            self._merge(examined)
            progress(examined.bytes)
        for fault in reader.faults:
            self._fault(fault)
        parts = getattr(reader, "parts", ())
        self.entry.parts = [(line, shown_path(path), own) for line, path, own in parts]
        rows = self.spec.rows
        if rows is not None and rows != self.entry.rows:
            message = f"the file has {self.entry.rows} records, the descriptor says {rows}"
            self._report.add("rows", message, table=self.spec.name, field="rows", value=str(rows))

    def _merge(self, examined: Examined) -> None:
        for fault in examined.block.faults:
            self._fault(fault)
            self.sound = False
        for code, number in examined.block.untold.items():
            self._report.count(code, number, self.spec.ours)
        for one in examined.found:
            if one.code == "not-sorted":
                # Of a table in another order, more would not help.
                if self._unsorted:
                    continue
                self._unsorted = True
            self._add(
                one.code,
                one.message,
                row=examined.block.line(one.index),
                record_id=_joined(examined.cells, one.index, self._key),
                field=one.field,
                value=one.value,
            )
        rows = examined.block.rows
        if not rows:
            return
        self._in_order(examined)
        for name, cells in self.foreign.items():
            if len(cells) <= MOST_FOREIGN:
                cells |= examined.cells.distinct(name)
        for columns, keys in examined.keys.items():
            self._keys.setdefault(columns, []).append(keys)
        self._starts.append(self.entry.rows)
        self.entry.rows += rows
        if self._kept is not None and self._room.take(examined.bytes):
            self._kept.append(examined.cells)
        else:
            self._kept = None
        # Only its lines are asked for again.
        examined.block.columns = ()
        self._blocks.append(examined.block)

    def _in_order(self, examined: Examined) -> None:
        """Look at the first record of a block after the last of the one before it."""
        if not _is_sorted(self.spec, self.present) or self._unsorted:
            return
        first, last = examined.cells.pick([0, examined.block.rows - 1], self.spec.key)
        if self._last_key is not None and first < self._last_key:
            self._unsorted = True
            message = _out_of_order(self.spec.key, self._last_key)
            self._add(
                "not-sorted", message, row=examined.block.line(0), record_id="|".join(first),
                field=self.spec.key[0], value=first[0],
            )  # fmt: skip
        self._last_key = last

    @property
    def present(self) -> list[str]:
        """The columns of the schema that the file has, in the order of the schema."""
        return list(self.columns)

    # --- what later rules ask ----------------------------------------------------------------

    def line(self, index: int) -> int:
        """The line of the file on which a record begins."""
        block = bisect_right(self._starts, index) - 1
        return self._blocks[block].line(index - self._starts[block])

    def keys(self, columns: tuple[str, ...]) -> Any:
        """The keys that these columns make up, one per record."""
        parts: Any = self._keys.get(columns, [])
        joined = self._cells_of.Keys.joined(parts)
        self._keys[columns] = [joined]
        return joined

    def records(self, columns: str) -> list[tuple[str, ...]]:
        """The cells of some columns, one tuple per record."""
        if columns not in self._records:
            names = columns.split()
            self._records[columns] = [
                record for cells in self._cells() for record in cells.records(names)
            ]
        return self._records[columns]

    def pick(self, places: Sequence[int], columns: Sequence[str]) -> Iterator[dict[str, str]]:
        """The cells of some records, in the order of `places`, which rise."""
        names = [name for name in dict.fromkeys(columns) if name in self.present]
        if not len(places):
            # Reading the table again takes as long as reading it did.
            return
        for start, block, cells in zip(self._starts, self._blocks, self._cells(), strict=True):
            first = bisect_right(places, start - 1)
            last = bisect_right(places, start + block.rows - 1)
            if last > first:
                here = [int(place) - start for place in places[first:last]]
                for row in cells.pick(here, names):
                    yield dict(zip(names, row, strict=True))

    def matching(self, column: str, pattern: str) -> Iterator[tuple[int, str]]:
        """The places of records that match a pattern of RE2 in a column, each with the cell."""
        for start, block in zip(self._starts, self._cells(), strict=True):
            for index, cell in block.matching(column, pattern):
                yield start + index, cell

    def find(self, column: str, cells: Collection[str]) -> Iterator[tuple[int, str]]:
        """The places of records that have one of these cells in a column, each with the cell."""
        for start, block in zip(self._starts, self._cells(), strict=True):
            for index, (cell,) in enumerate(block.records([column])):
                if cell in cells:
                    yield start + index, cell

    def record_id(self, index: int) -> str | None:
        """The key of a record as one text."""
        if self._kept is not None:
            block = bisect_right(self._starts, index) - 1
            return _joined(self._kept[block], index - self._starts[block], self._key)
        return "|".join(self.records(" ".join(self._key))[index]) or None if self._key else None

    @property
    def _key(self) -> list[str]:
        return [name for name in self.spec.key if name in self.present]

    def _cells(self) -> Iterator[Cells]:
        if self._kept is not None:
            yield from self._kept
            return
        yield from self._read_again()

    def _read_again(self) -> Iterator[Cells]:
        reader = self._open()
        blocks = 0
        try:
            places = {name: number for number, name in enumerate(reader.header)}
            for raw in reader.raw_blocks():
                block = raw.parse(reader)
                if block.rows:
                    blocks += 1
                    columns = [block.columns[places[name]] for name in self.present]
                    if blocks > len(self._blocks) or block.rows != self._rows_of(blocks - 1):
                        break
                    yield self._cells_of.of(self.present, columns)
        except KeyError:
            blocks = -1
        finally:
            reader.close()
        if blocks != len(self._blocks):
            message = "the file was changed while it was read"
            raise Unreadable(Fault("unreadable-file", None, message))

    def _rows_of(self, block: int) -> int:
        ends = [*self._starts[1:], self.entry.rows]
        return ends[block] - self._starts[block]

    # --- reporting ---------------------------------------------------------------------------

    def add(
        self, code: str, index: int, field: str | None, value: str | None, message: str
    ) -> None:
        """Report a record by its place in the table."""
        record_id = self.record_id(index)
        self._add(
            code, message, row=self.line(index), record_id=record_id, field=field, value=value
        )

    def _fault(self, fault: Fault) -> None:
        # Of a column of a typed file, the value is the column.
        field = fault.value if fault.code == "parquet-type" else None
        value = None if field else fault.value
        self._add(fault.code, fault.message, row=fault.row, field=field, value=value)

    def _add(self, code: str, message: str, **place: Any) -> None:
        self._report.add(code, message, table=self.spec.name, ours=self.spec.ours, **place)


class Examiner:
    """Examines blocks of one table; several threads may do so at once."""

    def __init__(
        self,
        spec: TableSpec,
        columns: dict[str, Column],
        places: dict[str, int],
        wanted: set[tuple[str, ...]],
        cells_of: type[Cells],
    ) -> None:
        self._spec = spec
        self._columns = columns
        self._places = places
        self._cells_of = cells_of
        self._keys = [key for key in wanted if set(key) <= set(places)]
        rules = asking.applying(spec.name, places) if spec.kin else []
        self._questions = [asking.Question(rule) for rule in rules if spec.ours or not rule.style]

    def examine(self, raw: Any, reader: Any) -> Examined:
        """Parse a block and ask every rule that needs no more than it."""
        block: Block = raw.parse(reader)
        columns = [block.columns[place] for place in self._places.values()]
        cells = self._cells_of.of(list(self._places), columns)
        found: list[Found] = []
        keys = {}
        if block.rows:
            for column in self._columns.values():
                if column.name in self._spec.foreign_columns:
                    continue
                for index, cell, verdict in cells.faults(column):
                    found += [Found(code, index, column.name, cell, said) for code, said in verdict]
            for question in self._questions:
                for index, row, sayings in cells.answers(question):
                    for name, code, said in sayings:
                        cell = row[question.columns.index(name)]
                        found.append(Found(code, index, name, cell, said))
            found += self._order(cells)
            if block.untold.get("encoding") or any(f.code == "encoding" for f in block.faults):
                # The character that stands for what could not be read is not the author's.
                found = [one for one in found if "\ufffd" not in (one.value or "")]
            keys = {key: cells.keys([self._columns[name] for name in key]) for key in self._keys}
        return Examined(block, cells, found, keys, raw.end)

    def _order(self, cells: Cells) -> Iterator[Found]:
        """The first record of a block that is not in the order of the key."""
        key = self._spec.key
        if not _is_sorted(self._spec, self._places):
            return
        index = cells.first_unsorted(key)
        if index is not None:
            before, row = cells.pick([index - 1, index], key)
            yield Found("not-sorted", index, key[0], row[0], _out_of_order(key, before))


def _is_sorted(spec: TableSpec, present: Collection[str]) -> bool:
    """Whether the records of a table are to be in the order of its key."""
    return spec.kin and bool(spec.key) and not spec.is_typed and set(spec.key) <= set(present)


def _out_of_order(key: Sequence[str], before: tuple[str, ...]) -> str:
    return f"records are sorted by {', '.join(key)}; this one comes after {'|'.join(before)}"


def _examined(examiner: Examiner, reader: Any, pool: Executor | None) -> Iterator[Examined]:
    """The blocks of a file, examined; in order, also where a pool examines them side by side."""
    if pool is None:
        for raw in reader.raw_blocks():
            yield examiner.examine(raw, reader)
        return
    waiting: deque[Future[Examined]] = deque()
    trouble = None
    try:
        for raw in reader.raw_blocks():
            waiting.append(pool.submit(examiner.examine, raw, reader))
            if len(waiting) > 2:
                yield waiting.popleft().result()
    except Unreadable as error:
        # What was read before counts all the same.
        trouble = error
    while waiting:
        yield waiting.popleft().result()
    if trouble:
        raise trouble


def _column(spec: TableSpec, item: dict[str, Any], strict: bool) -> Column:
    missing = missing_of(item, spec)
    if item["name"] in spec.foreign_columns:
        # Another validator looks at its cells.
        item = {"name": item["name"]}
    column = Column(item, missing, text=not spec.is_typed, canonical=spec.ours or strict)
    column.required |= item["name"] in spec.key
    return column


def _joined(cells: Cells, index: int, key: Sequence[str]) -> str | None:
    if not key:
        return None
    (parts,) = cells.pick([index], key)
    return "|".join(parts) or None
