"""Parquet: reading a table's typed cells as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import compute
from pyarrow.parquet import ParquetFile

from iraqdata.checking.cells import arrow
from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Block, Fault, Unreadable
from iraqdata.checking.structure.streams import HARMLESS, LARGEST_RATIO

ROWS = 20_000

# More records than this in a byte of file are no table but a bomb.
MOST_RECORDS_PER_BYTE = 1000

# Bytes of text that are looked at together.
LARGEST_BATCH = 16 << 20

# Bytes of text that any file may unpack to.
MOST_TEXT = 1 << 30

# Arrow gives seconds with as many decimals as the type has.
_MOMENT = "%Y-%m-%dT%H:%M:%S"


def open_file(path: Path, *, dictionaries: bool = False) -> ParquetFile:
    """A Parquet file, its end read and its size found credible; raises Unreadable.

    With `dictionaries`, text comes as codes: a few bytes can stand for gigabytes of the same.
    """
    try:
        texts = [name for name, kind in _schema(path) if _is_text(kind)] if dictionaries else None
        file = ParquetFile(path, read_dictionary=texts)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Unreadable(
            Fault("parquet-unreadable", None, f"not readable as Parquet: {_first_line(error)}")
        ) from None
    size = path.stat().st_size
    unpacked = sum(
        file.metadata.row_group(number).total_byte_size
        for number in range(file.metadata.num_row_groups)
    )
    if file.metadata.num_rows > MOST_RECORDS_PER_BYTE * size or (
        unpacked > LARGEST_RATIO * size and unpacked > HARMLESS
    ):
        file.close()
        raise Unreadable(
            Fault(
                "compression-bomb",
                None,
                f"{size} bytes claim to hold {file.metadata.num_rows} records: this is not read",
            )
        )
    return file


def _schema(path: Path) -> Iterator[tuple[str, pyarrow.DataType]]:
    with ParquetFile(path) as file:
        schema = file.schema_arrow
    return zip(schema.names, schema.types, strict=True)


def _is_text(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind))


def batches(file: ParquetFile) -> Iterator[pyarrow.RecordBatch]:
    """The records of a file, some at a time; raises Unreadable where a page is damaged."""
    found = file.iter_batches(batch_size=ROWS)
    while True:
        try:
            batch = next(found, None)
            if batch is not None:
                # Entries of a dictionary that are not there, and text that is not UTF-8.
                batch.validate(full=True)
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            raise Unreadable(
                Fault("parquet-unreadable", None, f"a page is damaged: {_first_line(error)}")
            ) from None
        if batch is None:
            return
        yield batch


class ParquetTable:
    """A Parquet file as blocks of records of text, as `structure.CsvFile` gives them."""

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.faults: list[Fault] = []
        self._file = open_file(spec.path, dictionaries=True)
        schema = self._file.schema_arrow
        self.header: list[str] = list(schema.names)
        self.faults += list(_type_faults(spec, schema))
        for name in set(self.header) & set(spec.foreign_columns):
            if not _is_text(_inner(schema.field(self.header.index(name)).type)):
                # A value that has a type of its own has no form to be judged.
                del spec.foreign_columns[name]
        self._days = {item["name"] for item in spec.fields if item.get("type") == "date"}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def raw_blocks(self) -> Iterator[ParquetBlock]:
        """The records, some at a time."""
        first = 2
        unpacked = 0
        for batch in batches(self._file):
            size = _text_size(batch)
            unpacked += size
            if unpacked > max(LARGEST_RATIO * self.spec.size, MOST_TEXT):
                message = f"{self.spec.size} bytes unpack to more than {unpacked}: not read on"
                raise Unreadable(Fault("compression-bomb", None, message))
            rows = max(1, batch.num_rows // (1 + size // LARGEST_BATCH))
            for start in range(0, batch.num_rows, rows):
                part = batch.slice(start, rows)
                yield ParquetBlock(part, first, self._days)
                first += part.num_rows


class ParquetBlock:
    """Some records of a Parquet file."""

    def __init__(self, batch: pyarrow.RecordBatch, first: int, days: set[str]) -> None:
        self._batch = batch
        self._first = first
        self._days = days
        self.end = batch.nbytes

    def parse(self, file: ParquetTable) -> Block:
        """The records as text; an absent value is an empty cell."""
        columns = [
            _as_text(column, name in self._days)
            for name, column in zip(self._batch.schema.names, self._batch.columns, strict=True)
        ]
        return Block(columns, self._batch.num_rows, self._first)


def _as_text(column: Any, days: bool) -> Any:
    """A column as text, empty where a value is absent; midnights as days, where days belong."""
    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pyarrow.types.is_timestamp(column.type):
        moments = column.cast(pyarrow.timestamp("ms"), safe=False)
        texts = compute.strftime(moments, format=_MOMENT)
        texts = compute.replace_substring_regex(texts, pattern=r"\.000$", replacement="")
        if days:
            texts = compute.replace_substring_regex(texts, pattern="T00:00:00$", replacement="")
    else:
        try:
            texts = column.cast(pyarrow.string())
        except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError):
            return arrow.texts(
                ["" if value is None else str(value) for value in column.to_pylist()]
            )
    return compute.fill_null(texts, arrow.texts([""])[0])


def _text_size(batch: pyarrow.RecordBatch) -> int:
    """Bytes of the texts of a batch, once they are no longer entries of a dictionary."""
    total = 0
    for column in batch.columns:
        if pyarrow.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            lengths = compute.binary_length(column.dictionary)
            total += compute.sum(lengths.take(column.indices)).as_py() or 0
    return total


def _inner(kind: pyarrow.DataType) -> pyarrow.DataType:
    return kind.value_type if pyarrow.types.is_dictionary(kind) else kind


def _type_faults(spec: TableSpec, schema: Any) -> Iterator[Fault]:
    alike = {
        "string": (_is_text, pyarrow.types.is_string_view),
        "integer": (
            pyarrow.types.is_integer,
            lambda kind: pyarrow.types.is_decimal(kind) and kind.scale == 0,
        ),
        "year": (pyarrow.types.is_integer,),
        "number": (pyarrow.types.is_floating, pyarrow.types.is_integer, pyarrow.types.is_decimal),
        "boolean": (pyarrow.types.is_boolean,),
        # Data frames keep days as midnights.
        "date": (pyarrow.types.is_date, pyarrow.types.is_timestamp),
    }
    for item in spec.fields:
        kind = item.get("type", "string")
        if item["name"] not in schema.names or kind not in alike:
            continue
        found = schema.field(schema.names.index(item["name"])).type
        inner = _inner(found)
        if pyarrow.types.is_null(inner) or any(test(inner) for test in alike[kind]):
            continue
        yield Fault(
            "parquet-type",
            None,
            f"the column has the type {found}, the schema says {kind}",
            item["name"],
        )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
