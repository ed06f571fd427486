"""Parquet: reading a table's typed cells as text, and comparing them with the CSV file's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iraqdata.checking import arrow
from iraqdata.checking.package import TableSpec
from iraqdata.checking.report import Report
from iraqdata.checking.structure import Block, Fault, Unreadable

if TYPE_CHECKING:
    import pyarrow

ROWS = 20_000

# More records than this in a byte of file are no table but a bomb.
MOST_RECORDS_PER_BYTE = 1000


def _file(path: Path) -> Any:
    """A Parquet file, its end read and its size found credible."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        file = ParquetFile(path)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Unreadable(
            Fault("parquet-unreadable", None, f"not readable as Parquet: {_first_line(error)}")
        ) from None
    size = path.stat().st_size
    unpacked = sum(
        file.metadata.row_group(number).total_byte_size
        for number in range(file.metadata.num_row_groups)
    )
    if file.metadata.num_rows > MOST_RECORDS_PER_BYTE * size or unpacked > 10_000 * size:
        file.close()
        raise Unreadable(
            Fault(
                "compression-bomb",
                None,
                f"{size} bytes claim to hold {file.metadata.num_rows} records: this is not read",
            )
        )
    return file


def _types() -> dict[str, Any]:
    import pyarrow

    return {
        "string": pyarrow.string(),
        "any": pyarrow.string(),
        "integer": pyarrow.int64(),
        "year": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }


class ParquetTable:
    """A Parquet file as blocks of records of text, as `structure.CsvFile` gives them."""

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.faults: list[Fault] = []
        self._file = _file(spec.path)
        schema = self._file.schema_arrow
        self.header: list[str] = list(schema.names)
        self.faults += list(_type_faults(spec, schema))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def raw_blocks(self) -> Iterator[ParquetBlock]:
        """The records, some at a time."""
        import pyarrow

        first = 2
        batches = self._file.iter_batches(batch_size=ROWS)
        while True:
            try:
                batch = next(batches, None)
            except (pyarrow.ArrowException, OSError, ValueError) as error:
                raise Unreadable(
                    Fault("parquet-unreadable", None, f"a page is damaged: {_first_line(error)}")
                ) from None
            if batch is None:
                return
            yield ParquetBlock(batch, first)
            first += batch.num_rows


class ParquetBlock:
    """Some records of a Parquet file."""

    def __init__(self, batch: pyarrow.RecordBatch, first: int) -> None:
        self._batch = batch
        self._first = first
        self.end = batch.nbytes

    def parse(self, file: ParquetTable) -> Block:
        """The records as text; an absent value is an empty cell."""
        import pyarrow

        names = [str(number) for number in range(self._batch.num_columns)]
        columns = [_as_text(column) for column in self._batch.columns]
        return Block(pyarrow.table(columns, names=names), self._first, self._first)


def _as_text(column: Any) -> Any:
    import pyarrow
    from pyarrow import compute

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pyarrow.types.is_timestamp(column.type):
        texts = compute.strftime(column, format="%Y-%m-%dT%H:%M:%S")
    else:
        try:
            texts = column.cast(pyarrow.string())
        except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError):
            return arrow.texts(
                ["" if value is None else str(value) for value in column.to_pylist()]
            )
    return compute.fill_null(texts, arrow.texts([""])[0])


def _type_faults(spec: TableSpec, schema: Any) -> Iterator[Fault]:
    import pyarrow

    alike = {
        "string": (pyarrow.types.is_string, pyarrow.types.is_large_string),
        "integer": (pyarrow.types.is_integer,),
        "year": (pyarrow.types.is_integer,),
        "number": (pyarrow.types.is_floating, pyarrow.types.is_integer, pyarrow.types.is_decimal),
        "boolean": (pyarrow.types.is_boolean,),
        "date": (pyarrow.types.is_date,),
    }
    for item in spec.fields:
        kind = item.get("type", "string")
        if item["name"] not in schema.names or kind not in alike:
            continue
        found = schema.field(item["name"]).type
        inner = found.value_type if pyarrow.types.is_dictionary(found) else found
        if pyarrow.types.is_null(inner) or any(test(inner) for test in alike[kind]):
            continue
        yield Fault(
            "parquet-type",
            1,
            f"the column {item['name']} has the type {found}, the schema says {kind}",
            item["name"],
        )


class Comparison:
    """Compares the Parquet copy of a table with its CSV file, block by block."""

    def __init__(self, spec: TableSpec, report: Report, file: Any) -> None:
        self._spec = spec
        self._report = report
        self._file = file
        self._batches = file.iter_batches(batch_size=ROWS)
        self._rest: Any = None
        self._broken = False

    @classmethod
    def open(cls, spec: TableSpec, report: Report) -> Comparison | None:
        """Open the copy; None, with a finding, where it cannot be compared."""
        import pyarrow

        assert spec.parquet is not None
        if not spec.parquet.is_file():
            report.add(
                "parquet-missing",
                f"{spec.parquet.name} is missing beside {spec.path.name}",
                table=spec.name,
                value=spec.parquet.name,
            )
            return None
        try:
            file = _file(spec.parquet)
        except Unreadable as error:
            report.add(error.fault.code, error.fault.message, table=spec.name)
            return None
        kinds = _types()
        for item in spec.fields:
            name = item["name"]
            right = kinds.get(item.get("type", "string"))
            there = name in file.schema_arrow.names
            found = file.schema_arrow.field(name).type if there else None
            if (
                right is not None
                and found != right
                and not pyarrow.types.is_large_string(found or pyarrow.null())
            ):
                report.add(
                    "parquet-type",
                    f"{spec.parquet.name} has the column as {found or 'nothing'}; "
                    f"the schema says {right}",
                    table=spec.name,
                    field=name,
                )
        if file.schema_arrow.names != spec.columns:
            report.add(
                "parquet-differs",
                f"{spec.parquet.name} has other columns than the schema, or in another order",
                table=spec.name,
                value=", ".join(file.schema_arrow.names)[:200],
            )
            file.close()
            return None
        return cls(spec, report, file)

    def block(self, block: Block, state: Any) -> None:
        """Compare the next records."""
        import pyarrow
        from pyarrow import compute

        if self._broken or not block.cells.num_rows:
            return
        copy = self._next(block.cells.num_rows)
        if copy is None:
            return
        kinds = _types()
        for name, cells in zip(state.present, block.cells.columns, strict=True):
            kind = _kind(self._spec, name)
            texts = arrow.one_array(cells)
            offsets, _ = arrow.text_buffers(texts)
            filled = arrow.truths(offsets[1:] > offsets[:-1])
            values = compute.if_else(filled, texts, pyarrow.nulls(len(texts), texts.type))
            theirs = arrow.one_array(copy.column(name))
            try:
                mine = values.cast(kinds[kind])
                theirs = theirs.cast(kinds[kind])
            except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError, KeyError):
                # The type is wrong here or there, which has been reported.
                continue
            if mine.equals(theirs):
                continue
            for index, (own, copied) in enumerate(
                zip(mine.to_pylist(), theirs.to_pylist(), strict=True)
            ):
                if own == copied:
                    continue
                key = [block.cells.column(state.present.index(k))[index].as_py()
                       for k in self._spec.key if k in state.present]  # fmt: skip
                self._report.add(
                    "parquet-differs",
                    f"the Parquet copy has {'nothing' if copied is None else copied} here",
                    table=self._spec.name,
                    row=block.row(index),
                    record_id="|".join(key) or None,
                    field=name,
                    value=texts[index].as_py(),
                )

    def _next(self, number: int) -> Any:
        """As many records of the copy; None when it has not so many."""
        import pyarrow

        parts = [self._rest] if self._rest is not None else []
        have = sum(part.num_rows for part in parts)
        while have < number:
            try:
                batch = next(self._batches, None)
            except (pyarrow.ArrowException, OSError, ValueError) as error:
                self._report.add(
                    "parquet-unreadable",
                    f"a page is damaged: {_first_line(error)}",
                    table=self._spec.name,
                )
                self._broken = True
                return None
            if batch is None:
                break
            parts.append(pyarrow.Table.from_batches([batch]))
            have += batch.num_rows
        whole = pyarrow.concat_tables(parts) if parts else self._file.schema_arrow.empty_table()
        if have < number:
            self._rest = None
            self._broken = True
            return None
        self._rest = whole.slice(number)
        return whole.slice(0, number)

    def finish(self, rows: int | None) -> None:
        """Compare the number of records; None when the CSV file's is not known."""
        copy = self._file.metadata.num_rows
        if rows is not None and copy != rows:
            self._report.add(
                "parquet-differs",
                f"the Parquet copy has {copy} records, the CSV file {rows}",
                table=self._spec.name,
                value=str(copy),
            )
        self._file.close()


def _kind(spec: TableSpec, name: str) -> str:
    return next(str(f.get("type", "string")) for f in spec.fields if f["name"] == name)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
