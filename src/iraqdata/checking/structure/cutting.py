"""Cutting: a CSV file of any bytes and any size as blocks of records.

Blocks end where a record ends. Records that break the quoting rules of RFC 4180 are taken out and
reported, so that the rest can be parsed as it stands.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pyarrow
from pyarrow import csv as arrow_csv

from iraqdata.checking.cells import arrow
from iraqdata.checking.structure.blocks import Block, Fault, Unreadable

BLOCK = 4 << 20

# A record longer than this is not read: a quote that nobody closes must not fill the memory.
LONGEST_RECORD = 16 << 20

# How files begin that are taken for CSV.
_OTHER_FILES = {
    b"PK\x03\x04": "this is a workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "this is an old workbook",
    b"\x1f\x8b": "this is compressed with gzip (its name should end with .gz)",
    b"PAR1": "this is a Parquet file (its name should end with .parquet)",
    b"%PDF": "this is a PDF file",
    b"SQLite format 3": "this is an SQLite database",
}

# DEFLATE reaches 1,032; tables of text stay under 100.
LARGEST_RATIO = 300


class CsvFile:
    """A CSV file as blocks of records.

    `header` is read when the file is opened; `faults` holds what concerns the file as a whole.
    Raises Unreadable where nothing sensible can be read.
    """

    def __init__(self, path: Path, *, delimiter: str = ",", quote: str = '"', gz: bool = False):
        self.path = path
        self.delimiter = delimiter
        self.quote = quote
        self.faults: list[Fault] = []
        self._stream: Any = gzip.open(path, "rb") if gz else path.open("rb")  # noqa: SIM115
        self._compressed = path.stat().st_size if gz else None
        self._read_bytes = 0
        self._line = 1
        self._crlf = self._lone_cr = False
        try:
            self._rest = self._read()
            self.header = self._header()
        except Unreadable:
            self._stream.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _read(self) -> bytes:
        try:
            chunk: bytes = self._stream.read(BLOCK)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(
                Fault("unreadable-file", None, f"the file cannot be read: {error}")
            ) from None
        self._read_bytes += len(chunk)
        limit = LARGEST_RATIO * (self._compressed or 0)
        if self._compressed is not None and self._read_bytes > max(limit, 4 * BLOCK):
            raise Unreadable(
                Fault(
                    "compression-bomb",
                    None,
                    f"{self._compressed} bytes unpack to more than {self._read_bytes}: "
                    "this is not read on",
                )
            )
        return chunk

    def _header(self) -> list[str]:
        for start, what in _OTHER_FILES.items():
            if self._rest.startswith(start):
                raise Unreadable(Fault("unreadable-file", None, f"{what}, and no CSV file"))
        if self._rest.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(Fault("encoding", 1, "the file is UTF-16; write it as UTF-8"))
        if self._rest.startswith(b"\xef\xbb\xbf"):
            self.faults.append(
                Fault("byte-order-mark", 1, "the file begins with a byte-order mark")
            )
            self._rest = self._rest[3:]
        if not self._rest:
            raise Unreadable(Fault("empty-file", 1, "the file is empty: it has no header"))
        end = self._rest.find(b"\n") + 1 or len(self._rest)
        quote = self.quote.encode()
        # A name may hold a line end; a header that quotes cannot balance ends with its line.
        while self._rest.count(quote, 0, end) % 2 and end < len(self._rest):
            end = self._rest.find(b"\n", end) + 1 or len(self._rest)
        if self._rest.count(quote, 0, end) % 2:
            end = self._rest.find(b"\n") + 1 or len(self._rest)
        line = self._rest[:end]
        if line == self._rest and b"\r" in line.rstrip(b"\r\n"):
            raise Unreadable(
                Fault("line-end", 1, "lines end with a carriage return alone; use line feeds")
            )
        try:
            text = line.decode()
            reader = csv.reader(
                io.StringIO(text, newline=""),
                delimiter=self.delimiter,
                quotechar=self.quote,
                strict=True,
            )
            header = next(reader, [])
        except UnicodeDecodeError as error:
            raise Unreadable(
                Fault("encoding", 1, f"the header is not UTF-8: {error.reason}")
            ) from None
        except csv.Error as error:
            raise Unreadable(Fault("quote", 1, f"the header cannot be read: {error}")) from None
        if not any(header):
            raise Unreadable(Fault("empty-file", 1, "the first line is blank: there is no header"))
        if line.endswith(b"\r\n"):
            self._note_crlf(1)
        elif not line.endswith(b"\n"):
            self._note_open_end(1)
        self._rest = self._rest[end:]
        self._line += line.count(b"\n")
        return header

    def _note_crlf(self, line: int) -> None:
        if not self._crlf:
            self._crlf = True
            self.faults.append(
                Fault("line-end", line, "lines end with CR LF; the canonical line end is LF")
            )

    def _note_open_end(self, line: int) -> None:
        self.faults.append(
            Fault("final-line-end", line, "the last line does not end with a line end")
        )

    def raw_blocks(self) -> Iterator[RawBlock]:
        """The rest of the file, cut where records end."""
        final = False
        skipping = False
        while not final:
            chunk = self._read()
            final = not chunk
            if skipping:
                # The rest of a record that is too long to keep.
                end = chunk.find(b"\n") + 1
                if not end and not final:
                    continue
                chunk = chunk[end:]
                self._line += 1
                skipping = False
            self._rest += chunk
            if final and not self._rest:
                return
            block = RawBlock(self._rest, self, final)
            if block.too_long:
                skipping = True
                self._rest = b""
            else:
                self._rest = self._rest[block.end :]
            block.first_line = self._line
            self._line += block.newlines
            if b"\r" in block.data and b"\r\n" in block.data:
                before = block.data.count(b"\n", 0, block.data.index(b"\r\n"))
                self._note_crlf(block.first_line + before)
            if final and block.end and not block.data.endswith(b"\n"):
                self._note_open_end(self._line)
            yield block


class RawBlock:
    """Bytes of some whole records, with the stretches that cannot be parsed taken out."""

    def __init__(self, data: bytes, file: CsvFile, final: bool) -> None:
        self.data = data
        self.first_line = 0
        self.too_long = False
        self._delimiter = ord(file.delimiter)
        self._quote = ord(file.quote)
        # Code, offset and text of each stretch taken out, and what is left between them.
        self.out: list[tuple[str, int, int]] = []
        self.pieces: list[tuple[int, int]] = []
        self._bytes = numpy.frombuffer(data, dtype=numpy.uint8)
        if data.find(file.quote.encode()) >= 0:
            self._quotes = numpy.flatnonzero(self._bytes == self._quote)
        else:
            self._quotes = numpy.empty(0, dtype=numpy.int64)
        self.end = self._cut(final)
        # Looking for one byte is much faster than for two.
        if b"\r" in data and data.count(b"\r", 0, self.end) > data.count(b"\r\n", 0, self.end):
            self._take_out_lone_returns()
        self.newlines = int(numpy.count_nonzero(self._bytes[: self.end] == ord("\n")))

    def _cut(self, final: bool) -> int:
        """Fill `pieces` and `out`; returns where the last whole record ends."""
        start, size = 0, len(self.data)
        quotes = self._quotes
        while True:
            place = self._first_violation(start, quotes)
            if place is None:
                end = self._last_end(start, quotes, final)
                if end is not None and (end > start or final or size - start < LONGEST_RECORD):
                    if end > start:
                        self.pieces.append((start, end))
                    return end
                # A quote is never closed, or so late that it comes to the same.
                opening = int(quotes[-1]) if len(quotes) % 2 else start
                code = "quote" if final else "record-too-long"
                begin = self._begin(start, quotes, opening)
                if not len(quotes) % 2:
                    # A line of unquoted text without end.
                    self.too_long = True
                    self._take_out(code, start, begin, size)
                    return size
                after = self.data.find(b"\n", opening) + 1 or size
            else:
                code = "quote"
                opening = int(quotes[place - place % 2])
                begin = self._begin(start, quotes[:place], opening)
                after = self.data.find(b"\n", opening) + 1
                if not after:
                    if not final and size - begin < LONGEST_RECORD:
                        if begin > start:
                            self.pieces.append((start, begin))
                        return begin
                    after = size
            self._take_out(code, start, begin, after)
            start = after
            quotes = quotes[quotes >= after]

    def _take_out(self, code: str, start: int, begin: int, after: int) -> None:
        if begin > start:
            self.pieces.append((start, begin))
        self.out.append((code, begin, after))

    def _first_violation(self, start: int, quotes: Any) -> int | None:
        """The first quote that RFC 4180 does not allow where it stands, as its number.

        Of the quotes in a well-formed text, the first, third ... open a cell or are the second
        of a doubled one; the second, fourth ... close a cell or are the first of a doubled one.
        """
        if not len(quotes):
            return None
        data = self._bytes
        adjacent = numpy.flatnonzero(numpy.diff(quotes) == 1)
        opening, closing = quotes[0::2], quotes[1::2]
        before = data[numpy.maximum(opening - 1, 0)]
        fine = (before == self._delimiter) | (before == 10) | (opening == start)
        doubled = adjacent[adjacent % 2 == 1] + 1
        fine[doubled // 2] = True
        after = data[numpy.minimum(closing + 1, len(data) - 1)]
        good = (after == self._delimiter) | (after == 10) | (after == 13)
        good |= closing == len(data) - 1
        good[adjacent[adjacent % 2 == 1] // 2] = True
        wrong = []
        if not fine.all():
            wrong.append(2 * int(numpy.argmin(fine)))
        if not good.all():
            wrong.append(2 * int(numpy.argmin(good)) + 1)
        return min(wrong) if wrong else None

    def _begin(self, start: int, quotes: Any, place: int) -> int:
        """Where the record begins that holds the byte at `place`."""
        while True:
            newline = self.data.rfind(b"\n", start, place)
            if newline < 0:
                return start
            number = int(numpy.searchsorted(quotes, newline))
            if number % 2 == 0:
                return newline + 1
            place = int(quotes[number - 1])

    def _last_end(self, start: int, quotes: Any, final: bool) -> int | None:
        """Where the last whole record ends; None where a quote is open at the end of the file."""
        if final:
            return None if len(quotes) % 2 else len(self.data)
        place = int(quotes[-1]) if len(quotes) % 2 else len(self.data)
        end = self._begin(start, quotes, place)
        if end == start and len(self.data) - start >= LONGEST_RECORD:
            return None
        return end

    def _take_out_lone_returns(self) -> None:
        """A carriage return alone, outside quotes, would end a record for some readers."""
        data = self._bytes
        returns = numpy.flatnonzero(data[: self.end] == 13)
        following = data[numpy.minimum(returns + 1, len(data) - 1)]
        lone = returns[(following != 10) | (returns == len(data) - 1)]
        pieces = []
        for start, end in self.pieces:
            quotes = self._quotes[(self._quotes >= start) & (self._quotes < end)]
            here = lone[(lone >= start) & (lone < end)]
            for place in here[numpy.searchsorted(quotes, here) % 2 == 0]:
                if place < start:
                    continue
                begin = self._begin(start, quotes, int(place))
                after = self.data.find(b"\n", int(place), end) + 1 or end
                if begin > start:
                    pieces.append((start, begin))
                self.out.append(("line-end", begin, after))
                start = after
                quotes = quotes[quotes >= after]
            if end > start:
                pieces.append((start, end))
        self.pieces = pieces

    def lines(self) -> Any:
        """The line on which each record of the pieces begins."""
        found = []
        for start, end in self.pieces:
            newlines = numpy.flatnonzero(self._bytes[start:end] == 10) + start
            quotes = self._quotes[(self._quotes >= start) & (self._quotes < end)]
            outside = numpy.flatnonzero(numpy.searchsorted(quotes, newlines) % 2 == 0)
            first = self.first_line + self.data.count(b"\n", 0, start)
            begins = first + numpy.concatenate([[0], outside + 1])
            if self.data[end - 1 : end] == b"\n":
                begins = begins[:-1]
            found.append(begins)
        return numpy.concatenate(found) if found else numpy.empty(0, dtype=numpy.int64)

    def parse(self, file: CsvFile) -> Block:
        """The records as text, and what was wrong with those that are left out."""
        width = len(file.header)
        names = [str(number) for number in range(width)]
        faults = [self._fault_taken_out(*stretch) for stretch in self.out]
        content = b"".join(self.data[start:end] for start, end in self.pieces)
        if not content:
            return Block([arrow.texts([])] * width, 0, self.first_line, faults=faults)
        ragged: list[Any] = []

        def skip(row: Any) -> str:
            ragged.append(row)
            return "skip"

        def read(content: bytes, invalid_row_handler: Any) -> Any:
            return arrow_csv.read_csv(
                pyarrow.BufferReader(content),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=len(content) + 1
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=file.delimiter,
                    quote_char=file.quote,
                    newlines_in_values=bool(len(self._quotes)),
                    ignore_empty_lines=False,
                    invalid_row_handler=invalid_row_handler,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False
                ),
            )

        try:
            cells = read(content, None)
        except pyarrow.ArrowInvalid:
            # Some record is ragged, or some text not UTF-8, which Arrow cannot tell its handler.
            not_utf8 = self._not_utf8()
            if not_utf8:
                faults += not_utf8
                content = content.decode(errors="replace").encode()
            try:
                cells = read(content, skip)
            except pyarrow.ArrowInvalid as error:
                words = str(error).splitlines()[0][:200]
                fault = Fault("unreadable-file", self.first_line, f"not readable as CSV: {words}")
                raise Unreadable(fault) from None
        total = cells.num_rows + len(ragged)
        # A blank line comes as a record of empty cells.
        blank = bool(arrow.empty(arrow.one_array(cells.column(0))).any()) and (
            content.startswith((b"\n", b"\r\n"))
            or any(ends in content for ends in (b"\n\n", b"\n\r\n"))
        )
        irregular = self.pieces != [(0, self.end)] or ragged or blank
        lines = None
        if irregular or self.newlines + (not content.endswith(b"\n")) != total:
            lines = self.lines()
            keep = numpy.ones(total, dtype=bool)
            for row in ragged:
                keep[row.number - 1] = False
                faults.append(
                    Fault(
                        "ragged-row",
                        int(lines[row.number - 1]),
                        f"{row.actual_columns} cells where the header has {row.expected_columns}",
                        row.text,
                    )
                )
            if blank:
                kept = numpy.flatnonzero(keep)
                for number in self._blank_lines(lines):
                    place = int(numpy.searchsorted(lines, number))
                    if place < total and keep[place]:
                        keep[place] = False
                        faults.append(Fault("blank-line", number, "the line is blank"))
                cells = cells.filter(arrow.truths(keep[kept]))
            lines = lines[:total][keep]
        return Block(cells.columns, cells.num_rows, self.first_line, lines, faults)

    def _not_utf8(self) -> list[Fault]:
        """A fault for each line that is not UTF-8."""
        found = []
        for start, end in self.pieces:
            line = self.first_line + self.data.count(b"\n", 0, start)
            for number, text in enumerate(self.data[start:end].split(b"\n"), start=line):
                try:
                    text.decode()
                except UnicodeDecodeError as error:
                    message = f"not UTF-8 ({error.reason} {text[error.start : error.start + 1]!r})"
                    found.append(
                        Fault("encoding", number, message, text.decode(errors="replace")[:200])
                    )
        return found

    def _blank_lines(self, lines: Any) -> list[int]:
        """Lines on which a record begins that is nothing but a line end."""
        newlines = numpy.flatnonzero(self._bytes[: self.end] == 10)
        starts = numpy.concatenate([[0], newlines + 1])[: len(newlines)]
        widths = newlines - starts
        blank = (widths == 0) | ((widths == 1) & (self._bytes[starts] == 13))
        numbers = numpy.flatnonzero(blank) + self.first_line
        return [int(number) for number in numpy.intersect1d(numbers, lines)]

    def _fault_taken_out(self, code: str, begin: int, after: int) -> Fault:
        line = self.first_line + self.data.count(b"\n", 0, begin)
        text = self.data[begin : min(after, begin + 200)].decode(errors="replace").rstrip("\r\n")
        message = {
            "quote": "quotes do not pair up, or text stands beside a quoted cell; "
            'write a quote inside a cell twice ("")',
            "record-too-long": f"the record is longer than {LONGEST_RECORD >> 20} MiB, "
            "or a quote is never closed",
            "line-end": "a carriage return stands alone outside quotes",
        }[code]
        return Fault(code, line, message, text)
