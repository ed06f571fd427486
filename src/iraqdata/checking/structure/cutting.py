"""Cutting: a CSV file of any bytes and any size as blocks of records.

Blocks end where a record ends. Records that break the quoting rules of RFC 4180 are taken out and
reported, so that the rest can be parsed as it stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

import numpy
import pyarrow
from pyarrow import csv as arrow_csv

from iraqdata.checking.cells import arrow
from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Block, Fault, Unreadable
from iraqdata.checking.structure.plain import OTHER_FILES, cell_pattern
from iraqdata.checking.structure.streams import Stream

BLOCK = 6 << 20

# A record longer than this is not read: a quote that nobody closes must not fill the memory.
LONGEST_RECORD = 16 << 20

# No table that anybody edits is wider.
MOST_COLUMNS = 20_000

# Faults of a block that are told one by one.
MOST_FAULTS = 10_000


class CsvFile:
    """A CSV file as blocks of records.

    `header` is read when the file is opened; `faults` holds what concerns the file as a whole.
    Raises Unreadable where nothing sensible can be read.
    """

    def __init__(self, spec: TableSpec) -> None:
        self.delimiter = spec.delimiter
        self.quote = spec.quote
        self.faults: list[Fault] = []
        self._line = 1
        # Whether line ends of that form have been noted, or are what the dialect says.
        self._crlf = spec.crlf
        self._stream = Stream(spec)
        self.parts = self._stream.parts
        try:
            self._rest = self._stream.read(BLOCK)
            self.header = self._header() if spec.has_header else spec.columns
        except Unreadable:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _header(self) -> list[str]:
        for start, what in OTHER_FILES.items():
            if self._rest.startswith(start):
                raise Unreadable(Fault("unreadable-file", None, f"{what}, and no CSV file"))
        start = self._rest[:400]
        halves = sorted([start[0::2].count(0), start[1::2].count(0)])
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or (
            # Without a mark: every other byte of Latin letters is 0.
            halves[0] == 0 and halves[1] > len(start) // 3
        ):
            raise Unreadable(Fault("encoding", 1, "the file is UTF-16; write it as UTF-8"))
        if self._rest.startswith(b"\xef\xbb\xbf"):
            self.faults.append(
                Fault("byte-order-mark", 1, "the file begins with a byte-order mark")
            )
            self._rest = self._rest[3:]
        if not self._rest:
            raise Unreadable(Fault("empty-file", 1, "the file is empty: it has no header"))
        # A name may hold a line end; a header that quotes cannot balance ends with its line.
        record, *_ = _patterns(self.delimiter, self.quote)
        whole = record.match(self._rest)
        end = whole.end() if whole else self._rest.find(b"\n") + 1 or len(self._rest)
        line = self._rest[:end]
        if not whole and b"\r" in line.rstrip(b"\r\n"):
            message = "lines end with a carriage return alone; write line feeds"
            raise Unreadable(Fault("lone-return", 1, message))
        if line.count(self.delimiter.encode()) >= MOST_COLUMNS:
            message = f"the header names more than {MOST_COLUMNS} columns"
            raise Unreadable(Fault("header", 1, message))
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
            chunk = self._stream.read(BLOCK)
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
            if not self._crlf and (line := block.first_crlf()):
                self._note_crlf(line)
            if final and block.end and not block.data.endswith(b"\n"):
                self._note_open_end(self._line)
            yield block


class RawBlock:
    """Bytes of some whole records, with the stretches that cannot be parsed taken out."""

    def __init__(self, data: bytes, file: CsvFile, final: bool) -> None:
        self.data = data
        self.first_line = 0
        self.too_long = False
        self._file = file
        # Code, beginning and end of each stretch taken out, and what is left between them.
        self.out: list[tuple[str, int, int]] = []
        self.pieces: list[tuple[int, int]] = []
        self._bytes = numpy.frombuffer(data, dtype=numpy.uint8)
        self._quotes = numpy.empty(0, dtype=numpy.int64)
        if data.find(file.quote.encode()) >= 0:
            self._quotes = numpy.flatnonzero(self._bytes == ord(file.quote))
        end = None if self._is_broken(final) else self._last_end(final)
        if end is None:
            self.end = self._walk(final)
        else:
            self.end = end
            self.pieces = [(0, end)] if end else []
        self.newlines = int(numpy.count_nonzero(self._bytes[: self.end] == ord("\n")))

    # --- cutting -----------------------------------------------------------------------------

    def _is_broken(self, final: bool) -> bool:
        """Whether some quote or carriage return stands where RFC 4180 does not allow it.

        Of the quotes in a well-formed text, the first, third ... open a cell or are the second
        of a doubled one; the second, fourth ... close a cell or are the first of a doubled one.
        """
        data, quotes = self._bytes, self._quotes
        delimiter = ord(self._file.delimiter)
        # Looking for one byte is much faster than for two.
        if b"\r" in self.data:
            returns = numpy.flatnonzero(data == 13)
            lone = returns[data[numpy.minimum(returns + 1, len(data) - 1)] != 10]
            if not final:
                # The other half of the last one may come with the next block.
                lone = lone[lone < len(data) - 1]
            if (numpy.searchsorted(quotes, lone) % 2 == 0).any():
                return True
        if not len(quotes):
            return False
        adjacent = numpy.flatnonzero(numpy.diff(quotes) == 1)
        opening, closing = quotes[0::2], quotes[1::2]
        before = data[numpy.maximum(opening - 1, 0)]
        fine = (before == delimiter) | (before == 10) | (opening == 0)
        fine[(adjacent[adjacent % 2 == 1] + 1) // 2] = True
        after = data[numpy.minimum(closing + 1, len(data) - 1)]
        good = (after == delimiter) | (after == 10) | (after == 13) | (closing == len(data) - 1)
        good[adjacent[adjacent % 2 == 1] // 2] = True
        return not (fine.all() and good.all())

    def _last_end(self, final: bool) -> int | None:
        """Where the last whole record ends; None where a record is open for too long."""
        size = len(self.data)
        if final:
            return None if len(self._quotes) % 2 else size
        place = int(self._quotes[-1]) if len(self._quotes) % 2 else size
        while True:
            newline = self.data.rfind(b"\n", 0, place)
            if newline < 0:
                return None if size >= LONGEST_RECORD else 0
            number = int(numpy.searchsorted(self._quotes, newline))
            if number % 2 == 0:
                return newline + 1 if size - newline < LONGEST_RECORD else None
            place = int(self._quotes[number - 1])

    def _walk(self, final: bool) -> int:
        """Go from record to record, and take out those that are broken; where it ended."""
        record, cells, cell, quoted = _patterns(self._file.delimiter, self._file.quote)
        data, size = self.data, len(self.data)
        start = position = 0
        while position < size:
            match = record.match(data, position)
            if match and (final or match.end() < size or data.endswith(b"\n")):
                position = match.end()
                continue
            # Both match nothing at least.
            bad = cells.match(data, position).end()  # type: ignore[union-attr]
            stop = cell.match(data, bad).end()  # type: ignore[union-attr]
            open_quote = data[bad : bad + 1] == self._file.quote.encode() and not quoted.match(
                data, bad
            )
            after = data.find(b"\n", bad) + 1
            unfinished = open_quote or stop >= size - 1 or not after
            if unfinished and not final and size - position < LONGEST_RECORD:
                # The rest of it may come with the next block.
                break
            code = "lone-return" if data[stop : stop + 1] == b"\r" else "quote"
            if unfinished and not final:
                code = "record-too-long"
                self.too_long = not after
            after = after or size
            if position > start:
                self.pieces.append((start, position))
            self.out.append((code, position, after))
            start = position = after
        if position > start:
            self.pieces.append((start, position))
        return position

    def first_crlf(self) -> int | None:
        """The first line of a record that ends with CR LF."""
        if b"\r" not in self.data or not self.pieces:
            return None
        ends = self._outside(self._newlines)
        ends = ends[(ends > 0) & (self._bytes[ends - 1] == 13)]
        return self._line(int(ends[0])) if len(ends) else None

    # --- parsing -----------------------------------------------------------------------------

    def parse(self, file: CsvFile) -> Block:
        """The records as text, and what was wrong with those that are left out."""
        faults = Faults()
        for code, begin, after in self.out:
            faults.add(code, self._line(begin), _WORDS[code], self._shown(begin, after))
        width = len(file.header)
        if self.pieces == [(0, self.end)]:
            content = memoryview(self.data)[: self.end]
        else:
            content = memoryview(b"".join(self.data[start:end] for start, end in self.pieces))
        if not content:
            none = [arrow.texts([])] * width
            return Block(none, 0, self.first_line, None, faults.told, faults.untold)
        lines = None
        try:
            cells = self._read(content, width)
        except pyarrow.ArrowInvalid:
            cells = None
        if cells is None or _may_be_blank(cells, content):
            regular, lines = self._regular(width, faults)
            try:
                cells = self._read(memoryview(regular), width)
            except pyarrow.ArrowInvalid as error:
                words = str(error).splitlines()[0][:200]
                fault = Fault("unreadable-file", self.first_line, f"not readable as CSV: {words}")
                raise Unreadable(fault) from None
        elif self.pieces != [(0, self.end)] or self._line_ends != cells.num_rows:
            _, _, lines = self._records()
        return Block(
            cells.columns, cells.num_rows, self.first_line, lines, faults.told, faults.untold
        )

    def _read(self, content: memoryview, width: int) -> pyarrow.Table:
        """The cells, as text; raises ArrowInvalid for ragged records and for what is not UTF-8."""
        names = [str(number) for number in range(width)]
        if not content:
            return pyarrow.Table.from_arrays([arrow.texts([]) for _ in names], names=names)
        arrow.one_text(content).validate(full=True)
        return arrow_csv.read_csv(
            pyarrow.BufferReader(content),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(content) + 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._file.delimiter,
                quote_char=self._file.quote,
                newlines_in_values=bool(len(self._quotes)),
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pyarrow.string()),
                strings_can_be_null=False,
                # Looking at the whole takes a third of the time.
                check_utf8=False,
            ),
        )

    @property
    def _line_ends(self) -> int:
        return self.newlines + (self.data[self.end - 1 : self.end] != b"\n")

    @cached_property
    def _newlines(self) -> Any:
        return numpy.flatnonzero(self._bytes[: self.end] == ord("\n"))

    def _outside(self, places: Any) -> Any:
        """Of these places those that stand in a piece, and there outside quotes."""
        starts, ends = (numpy.array(bounds) for bounds in zip(*self.pieces, strict=True))
        piece = numpy.searchsorted(starts, places, side="right") - 1
        quotes = numpy.searchsorted(self._quotes, places)
        quotes -= numpy.searchsorted(self._quotes, starts)[piece]
        return places[(piece >= 0) & (places < ends[piece]) & (quotes % 2 == 0)]

    def _records(self) -> tuple[Any, Any, Any]:
        """Where each record of the pieces begins and ends, and the line on which it begins."""
        starts, ends = (numpy.array(bounds) for bounds in zip(*self.pieces, strict=True))
        stops = _merged(self._outside(self._newlines) + 1, ends)
        last = ends[numpy.minimum(numpy.searchsorted(ends, stops), len(ends) - 1)] == stops
        begins = _merged(stops[~last], starts)
        return begins, stops, self.first_line + numpy.searchsorted(self._newlines, begins)

    def _regular(self, width: int, faults: Faults) -> tuple[bytes, Any]:
        """The records that have as many cells as the header, as UTF-8, and their lines."""
        begin, end, lines = self._records()
        delimiters = self._outside(
            numpy.flatnonzero(self._bytes[: self.end] == ord(self._file.delimiter))
        )
        found = numpy.searchsorted(delimiters, end) - numpy.searchsorted(delimiters, begin) + 1
        blank = (end - begin == 1) & (self._bytes[begin] == 10)
        blank |= (end - begin == 2) & (self._bytes[begin] == 13)
        for index in faults.told_of("blank-line", numpy.flatnonzero(blank)):
            faults.add("blank-line", int(lines[index]), "the line is blank", None)
        ragged = (found != width) & ~blank
        for index in faults.told_of("ragged-row", numpy.flatnonzero(ragged)):
            words = f"{found[index]} cells where the header has {width}"
            shown = self._shown(int(begin[index]), int(end[index]))
            faults.add("ragged-row", int(lines[index]), words, shown)
        try:
            b"".join(self.data[start:stop] for start, stop in self.pieces).decode()
        except UnicodeDecodeError:
            self._note_encoding(faults)
        keep = numpy.flatnonzero(~(blank | ragged))
        pieces = zip(begin[keep].tolist(), end[keep].tolist(), strict=True)
        content = b"".join(self.data[start:stop] for start, stop in pieces)
        return content.decode(errors="replace").encode(), lines[keep]

    def _note_encoding(self, faults: Faults) -> None:
        """A fault for each line that is not UTF-8."""
        for start, end in self.pieces:
            line = self._line(start)
            for number, text in enumerate(self.data[start:end].split(b"\n"), start=line):
                try:
                    text.decode()
                except UnicodeDecodeError as error:
                    character = text[error.start : error.start + 1]
                    words = f"not UTF-8 ({error.reason} {character!r})"
                    faults.add("encoding", number, words, text[:800].decode(errors="replace")[:200])

    def _line(self, place: int) -> int:
        return self.first_line + int(numpy.searchsorted(self._newlines, place))

    def _shown(self, begin: int, end: int) -> str:
        return self.data[begin : min(end, begin + 200)].decode(errors="replace").rstrip("\r\n")


def _merged(places: Any, others: Any) -> Any:
    """All of some places in order, each once; faster than looking for equal ones by hash."""
    ordered = numpy.sort(numpy.concatenate([places, others]))
    return ordered[numpy.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


class Faults:
    """Faults of a block: the first ones one by one, the others by number."""

    def __init__(self) -> None:
        self.told: list[Fault] = []
        self.untold: Counter[str] = Counter()

    def told_of(self, code: str, places: Any) -> list[int]:
        """Those of many places that are told one by one; the others are counted."""
        room = max(0, MOST_FAULTS - len(self.told))
        if len(places) > room:
            self.untold[code] += len(places) - room
        told: list[int] = places[:room].tolist()
        return told

    def add(self, code: str, line: int, words: str, shown: str | None) -> None:
        """Note one fault."""
        if len(self.told) < MOST_FAULTS:
            self.told.append(Fault(code, line, words, shown))
        else:
            self.untold[code] += 1


_WORDS = {
    "quote": "quotes do not pair up, or text stands beside a quoted cell; "
    'write a quote inside a cell twice ("")',
    "record-too-long": f"the record is longer than {LONGEST_RECORD >> 20} MiB, "
    "or a quote is never closed",
    "lone-return": "a carriage return stands alone outside quotes",
}


def _may_be_blank(cells: pyarrow.Table, content: memoryview) -> bool:
    """Whether one of the records may be a blank line, which comes as empty cells."""
    if not arrow.empty(arrow.one_array(cells.column(0))).any():
        return False
    text = bytes(content)
    return text.startswith((b"\n", b"\r\n")) or b"\n\n" in text or b"\n\r\n" in text


@cache
def _patterns(delimiter: str, quote: str) -> tuple[re.Pattern[bytes], ...]:
    """A record, its cells but the last, a cell, and a quoted cell."""
    d, cell = re.escape(delimiter), cell_pattern(delimiter, quote)
    quoted = cell.removeprefix("(?:").partition("|[^")[0]
    return tuple(
        re.compile(text.encode(), re.DOTALL)
        for text in (
            f"{cell}(?:{d}{cell})*+(?:\\r?\\n|\\Z)",
            f"(?:{cell}{d})*+",
            cell,
            quoted,
        )
    )
