"""The plain reader of small CSV files that are well-formed, in which every cell is as it stands.

It needs no more than Python's own module; `cutting` reads any other file, and says what is wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Block, Fault

# How files begin that are taken for CSV.
OTHER_FILES = {
    b"PK\x03\x04": "this is a workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "this is an old workbook",
    b"\x1f\x8b": "this is compressed with gzip (its name should end with .gz)",
    b"PAR1": "this is a Parquet file (its name should end with .parquet)",
    b"%PDF": "this is a PDF file",
    b"SQLite format 3": "this is an SQLite database",
}


class PlainCsv:
    """A small CSV file without a fault in its structure, as one block of records."""

    def __init__(self, header: list[str], block: Block, size: int) -> None:
        self.header = header
        self.faults: list[Fault] = []
        self.end = size
        self._block = block

    @classmethod
    def read(cls, spec: TableSpec) -> PlainCsv | None:
        """The file, or None where only `cutting` can tell what its records are."""
        if spec.compression or spec.more_paths:
            return None
        content = spec.path.read_bytes()
        if content.startswith((b"\xef\xbb\xbf", *OTHER_FILES)):
            return None
        try:
            text = content.decode(spec.encoding)
            if not _well_formed(spec.delimiter, spec.quote).fullmatch(text):
                return None
            reader = csv.reader(
                io.StringIO(text, newline="\n"),
                delimiter=spec.delimiter,
                quotechar=spec.quote,
            )
            lines = [1]
            records = [] if spec.has_header else [spec.columns]
            for record in reader:
                records.append(record)
                lines.append(reader.line_num + 1)
        except (UnicodeDecodeError, csv.Error):
            return None
        header, *records = records
        if not any(header) or any(len(record) != len(header) for record in records):
            return None
        columns = list(zip(*records, strict=True)) if records else [()] * len(header)
        if spec.has_header:
            lines.pop(0)
        one_to_a_line = lines[-1] - lines[0] == len(records)
        block = Block(columns, len(records), lines[0], None if one_to_a_line else lines[:-1])
        return cls(header, block, len(content))

    def close(self) -> None:
        """Nothing is open."""

    def raw_blocks(self) -> Iterator[PlainCsv]:
        """The file itself, which is all of its records."""
        yield self

    def parse(self, _: Any) -> Block:
        """The records."""
        return self._block


def cell_pattern(delimiter: str, quote: str) -> str:
    """A cell as RFC 4180 allows it."""
    d, q = re.escape(delimiter), re.escape(quote)
    return f"(?:{q}(?:[^{q}]++|{q}{q})*+{q}|[^{d}{q}\\r\\n]*+)"


@cache
def _well_formed(delimiter: str, quote: str) -> re.Pattern[str]:
    """Text that RFC 4180 allows, with LF at the end of each record."""
    d, cell = re.escape(delimiter), cell_pattern(delimiter, quote)
    return re.compile(f"(?:{cell}(?:{d}{cell})*+\\n)++")
