"""Reading a table's CSV file record by record in the order of its keys, in bounded memory."""

from __future__ import annotations

import csv
import heapq
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from iraqdata.errors import IraqdataError
from iraqdata.publishing.canonical import as_text, parse
from iraqdata.reading.catalogue import Table

# Records sorted in memory at a time, and read back at a time.
CHUNK = 50_000
BLOCK = 500

Key = tuple[str, ...]
Row = list[str]


class OutOfOrderError(Exception):
    """The file of a table turned out not to be sorted by key."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.csv)
        self.table = table


def rows(table: Table) -> Iterator[Row]:
    """The records of a table's CSV file as text, in the order of the file.

    Raises IraqdataError for a file that cannot be read or does not have the columns that the
    descriptor says.
    """
    try:
        with table.csv.open(newline="", encoding="utf-8") as file:
            reader = csv.reader(file, strict=True)
            if (header := next(reader, [])) != table.columns:
                raise IraqdataError(
                    f"{table.csv} line 1: the columns are {', '.join(header)}; "
                    f"datapackage.json says {', '.join(table.columns)}"
                )
            width = len(header)
            for row in reader:
                if len(row) != width:
                    raise IraqdataError(
                        f"{table.csv} line {reader.line_num}: {len(row)} cells where the header "
                        f"has {width}"
                    )
                yield row
    except FileNotFoundError:
        raise IraqdataError(f"{table.csv} is missing: every table needs its CSV file") from None
    except OSError as error:
        raise IraqdataError(f"{table.csv} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise IraqdataError(f"{table.csv} is not UTF-8: {error}") from None
    except csv.Error as error:
        raise IraqdataError(f"{table.csv} line {reader.line_num}: {error}") from None


def in_order(table: Table) -> Iterator[tuple[Key, Row]]:
    """Key and record of a file that is sorted by key; raises OutOfOrderError where it is not.

    Raises IraqdataError for two records of one key.
    """
    key_of = keys_of(table)
    last: Key = ()
    for row in rows(table):
        key = key_of(row)
        if key <= last:
            if key == last:
                _refuse_twin(table, key)
            raise OutOfOrderError(table)
        last = key
        yield key, row


def sorted_rows(table: Table, stack: ExitStack) -> Iterator[tuple[Key, Row]]:
    """Key and record of a file in any order, sorted on disk; `stack` closes what that needs.

    Raises IraqdataError for two records of one key.
    """
    key_of = keys_of(table)
    unsorted = rows(table)
    runs: list[Iterator[Row]] = []
    while chunk := sorted(islice(unsorted, CHUNK), key=key_of):
        run = stack.enter_context(TemporaryFile())  # noqa: SIM115
        for start in range(0, len(chunk), BLOCK):
            pickle.dump(chunk[start : start + BLOCK], run, pickle.HIGHEST_PROTOCOL)
        run.seek(0)
        runs.append(_read_back(run))
    last: Key = ()
    for row in heapq.merge(*runs, key=key_of):
        key = key_of(row)
        if key == last:
            _refuse_twin(table, key)
        last = key
        yield key, row


def keys_of(table: Table) -> Callable[[Row], Key]:
    """What gives the key of a record."""
    places = [table.columns.index(column) for column in table.key]
    if len(places) == 1:
        (place,) = places
        return lambda row: (row[place],)
    return lambda row: tuple([row[place] for place in places])


def normal(kind: str) -> Callable[[str], str]:
    """What puts a cell of a Table Schema type into canonical form: 1.0 and 1 are one number.

    A cell that is not of that type stays as it is.
    """
    if kind == "string":
        return str

    @lru_cache(maxsize=1 << 16)
    def text(cell: str) -> str:
        try:
            return as_text(parse(kind, cell))
        except ValueError:
            return cell

    return text


def _read_back(run: IO[bytes]) -> Iterator[Row]:
    while True:
        try:
            yield from pickle.load(run)
        except EOFError:
            return


def _refuse_twin(table: Table, key: Key) -> None:
    raise IraqdataError(
        f"{table.csv}: two records have the key {'|'.join(key)!r}, so neither can be compared; "
        "run: iraqdata validate"
    )
