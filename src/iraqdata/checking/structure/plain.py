"""The plain reader of small CSV files that are well-formed, in which every cell is as it stands.

It needs no more than Python's own module; `cutting` reads any other file, and says what is wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from iraqdata.checking.structure.blocks import Block, Fault


class PlainCsv:
    """A small CSV file without a fault in its structure, as one block of records."""

    def __init__(self, header: list[str], block: Block, size: int) -> None:
        self.header = header
        self.faults: list[Fault] = []
        self.end = size
        self._block = block

    @classmethod
    def read(cls, path: Path, delimiter: str, quote: str) -> PlainCsv | None:
        """The file, or None where only `cutting` can tell what its records are."""
        content = path.read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            return None
        try:
            text = content.decode()
            if not _well_formed(delimiter, quote).fullmatch(text):
                return None
            reader = csv.reader(
                io.StringIO(text, newline="\n"), delimiter=delimiter, quotechar=quote
            )
            lines = [1]
            records = []
            for record in reader:
                records.append(record)
                lines.append(reader.line_num + 1)
        except (UnicodeDecodeError, csv.Error):
            return None
        header, *records = records
        if not any(header) or any(len(record) != len(header) for record in records):
            return None
        columns = list(zip(*records, strict=True)) if records else [()] * len(header)
        one_to_a_line = lines[-1] == len(lines)
        block = Block(columns, len(records), lines[1], None if one_to_a_line else lines[1:-1])
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
