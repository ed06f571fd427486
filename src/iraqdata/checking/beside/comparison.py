"""Comparison of Parquet files with the CSV files beside them, for `copies`, in its own process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import csv
from pyarrow.parquet import ParquetFile

from iraqdata.checking.beside import processes

# How the types of Table Schema are kept in the copies of our tables.
TYPES = {
    "string": pyarrow.string(),
    "any": pyarrow.string(),
    "integer": pyarrow.int64(),
    "year": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
}

# Files up to this size are read whole, to see whether there is any difference.
WHOLE = 64 << 20

# Differences of one table that are told one by one; the rest is counted.
MOST_TOLD = 10_000


def main() -> None:
    """Compare the tables of the task, and print every difference."""
    for job in processes.task():
        number = 0
        both = _both_whole(job)
        if both is None:
            found = _differences(job)
        elif both[0].num_rows != both[1].num_rows and job["key"]:
            found = _differences_by_key(*both, job["key"])
        elif all(map(pyarrow.ChunkedArray.equals, both[0].columns, both[1].columns)):
            found = iter(())
        else:
            found = _differences(job)
        for number, difference in enumerate(found, start=1):
            if number <= MOST_TOLD:
                processes.answer({"table": job["table"], **difference})
        untold = max(0, number - MOST_TOLD)
        processes.answer({"table": job["table"], "ended": True, "untold": untold})


def _both_whole(job: dict[str, Any]) -> tuple[pyarrow.Table, pyarrow.Table] | None:
    """Two small files as Arrow reads them, if both have the columns and types of the schema."""
    size, other = (Path(job[file]).stat().st_size for file in ("csv", "parquet"))
    if max(size, other) > WHOLE:
        return None
    types = {name: TYPES.get(kind, pyarrow.string()) for name, kind in job["fields"]}
    try:
        table = csv.read_csv(
            job["csv"],
            # In one block, so that no cell with a line end stands across two.
            read_options=csv.ReadOptions(use_threads=False, block_size=size + 1),
            parse_options=csv.ParseOptions(delimiter=job["delimiter"], quote_char=job["quote"]),
            convert_options=csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True
            ),
        )
        with ParquetFile(job["parquet"]) as file:
            copy = file.read(use_threads=False)
    except (pyarrow.ArrowException, OSError, ValueError):
        return None
    same_names = table.column_names == copy.column_names == list(types)
    return (table, copy) if same_names and table.schema.types == copy.schema.types else None


def _differences_by_key(
    table: pyarrow.Table, copy: pyarrow.Table, key: list[str]
) -> Iterator[dict[str, Any]]:
    """Records that one of two tables lacks, and cells that differ in those that both have."""
    known: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for record in copy.to_pylist():
        known[tuple(record[name] for name in key)].append(record)
    for index, record in enumerate(table.to_pylist()):
        place = {"code": "parquet-differs", "index": index}
        there = known[tuple(record[name] for name in key)]
        copied = there.pop(0) if there else None
        if copied is None:
            words = "the Parquet copy has no such record"
            yield {**place, "field": key[0], "value": str(record[key[0]]), "message": words}
            continue
        for name, cell in record.items():
            if cell != copied[name]:
                other = "nothing" if copied[name] is None else copied[name]
                words = f"the Parquet copy has {other} here"
                value = "" if cell is None else str(cell)
                yield {**place, "field": name, "value": value, "message": words}
    for missing, left in known.items():
        text = "|".join(map(str, missing))
        words = f"the Parquet copy has the record {text}, and the CSV file has not, or not so often"
        for _ in left:
            yield {"code": "parquet-differs", "message": words, "value": text}


def _differences(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # What tells where differences are is not needed where there are none.
    from iraqdata.checking.package.spec import TableSpec
    from iraqdata.checking.structure.blocks import Unreadable
    from iraqdata.checking.structure.cutting import CsvFile
    from iraqdata.checking.structure.parquet import open_file

    copy_path = Path(job["parquet"])
    try:
        copy = open_file(copy_path)
        yield from _type_differences(job["fields"], copy.schema_arrow, copy_path.name)
        names = [name for name, _ in job["fields"]]
        if copy.schema_arrow.names != names:
            yield {
                "code": "parquet-differs",
                "message": f"{copy_path.name} has other columns than the schema, "
                "or in another order",
                "value": ", ".join(copy.schema_arrow.names)[:200],
            }
            return
        pages = Pages(copy)
    except Unreadable as error:
        yield {"code": error.fault.code, "message": error.fault.message}
        return
    rows = 0
    try:
        spec = TableSpec(job["table"], Path(job["csv"]), [])
        spec.delimiter, spec.quote = job["delimiter"], job["quote"]
        table = CsvFile(spec)
        if sorted(table.header) != sorted(names):
            return
        for raw in table.raw_blocks():
            block = raw.parse(table)
            if block.faults:
                return
            columns = dict(zip(table.header, block.columns, strict=True))
            try:
                copied = pages.next(block.rows)
            except Unreadable as error:
                yield {"code": error.fault.code, "message": error.fault.message}
                return
            if copied is not None:
                for name, kind in job["fields"]:
                    for index, cell, other in _unlike(columns[name], copied.column(name), kind):
                        yield {
                            "code": "parquet-differs",
                            "index": rows + index,
                            "field": name,
                            "value": cell,
                            "message": f"the Parquet copy has {other} here",
                        }
            rows += block.rows
    except (Unreadable, OSError):
        # The CSV file is at fault, as the other process finds too.
        return
    if copy.metadata.num_rows != rows:
        yield {
            "code": "parquet-differs",
            "message": f"the Parquet copy has {copy.metadata.num_rows} records, "
            f"the CSV file {rows}",
            "value": str(copy.metadata.num_rows),
        }


def _type_differences(fields: list[list[str]], schema: Any, file: str) -> Iterator[dict[str, Any]]:
    for name, kind in fields:
        right = TYPES.get(kind)
        found = schema.field(name).type if name in schema.names else None
        large = found is not None and pyarrow.types.is_large_string(found)
        if right is not None and found != right and not (large and kind == "string"):
            yield {
                "code": "parquet-type",
                "field": name,
                "message": f"{file} has the column as {found or 'nothing'}; "
                f"the schema says {right}",
            }


class Pages:
    """The records of a Parquet file, as many at a time as are asked for."""

    def __init__(self, file: Any) -> None:
        from iraqdata.checking.structure.parquet import batches

        self._schema = file.schema_arrow
        self._batches = batches(file)
        self._rest: list[pyarrow.RecordBatch] = []

    def next(self, number: int) -> pyarrow.Table | None:
        """The next records; None where the file has not so many."""
        parts = self._rest
        have = sum(part.num_rows for part in parts)
        while have < number:
            batch = next(self._batches, None)
            if batch is None:
                return None
            parts.append(batch)
            have += batch.num_rows
        whole = pyarrow.Table.from_batches(parts, self._schema)
        self._rest = whole.slice(number).to_batches()
        return whole.slice(0, number)


def _unlike(cells: Any, copied: Any, kind: str) -> Iterator[tuple[int, str, str]]:
    """Places where a column and its copy differ, each with the cell and the copied value."""
    from iraqdata.checking.cells import arrow

    texts = arrow.one_array(cells)
    mine = arrow.cast(texts, TYPES.get(kind, pyarrow.string()))
    try:
        theirs = arrow.one_array(copied).cast(TYPES.get(kind, pyarrow.string()))
    except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError):
        theirs = None
    if mine is None or theirs is None or mine.equals(theirs):
        # A cell or column of the wrong type is reported as that.
        return
    for index, (own, other) in enumerate(zip(mine.to_pylist(), theirs.to_pylist(), strict=True)):
        if own != other:
            yield index, texts[index].as_py(), "nothing" if other is None else str(other)


if __name__ == "__main__":
    main()
