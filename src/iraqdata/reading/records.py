"""Finding single records by their ids.

Records are read from the CSV files as text: to look up a few ids, that is done long before the
libraries that frames need have been imported.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from functools import cache

from iraqdata.errors import IraqdataError, UnknownRecordError
from iraqdata.reading.catalogue import Catalogue, Table, packaged

# One record: cells as the CSV file has them, an empty string for a missing one.
Record = dict[str, str]


class Records:
    """The records of a package; each table is read once, when it is first needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._tables: dict[str, list[Record]] = {}
        self._ids: dict[str, dict[str, Record]] = {}

    def table(self, name: str) -> list[Record]:
        """The records of a table, in the order of its file; raises UnknownTableError."""
        if name not in self._tables:
            self._tables[name] = _read(self.catalogue.table(name))
        return self._tables[name]

    def by_id(self, name: str) -> dict[str, Record]:
        """The records of a table whose key is one column, by that key."""
        if name not in self._ids:
            (key,) = self.catalogue.table(name).key
            self._ids[name] = {record[key]: record for record in self.table(name)}
        return self._ids[name]

    def find(self, record_id: str) -> tuple[str, Record]:
        """The name of the table that has this id, and the record.

        Raises UnknownRecordError, which names ids near to it and says how to list them.
        """
        for name in self._homes(record_id):
            if record_id in self.by_id(name):
                return name, self.by_id(name)[record_id]
        raise UnknownRecordError(self._unknown(record_id))

    def title(self, record_id: str) -> str:
        """What people call a record: its name or title, or what its cells say in short."""
        name, record = self.find(record_id)
        if name == "postings":
            return f"{self.title(record['actor_id'])}: {record['office']}"
        if name == "transfers":
            what = self.title(record["weapon_id"]) if record["weapon_id"] else "No weapon named"
            ends = [
                self.title(record[end]) for end in ("supplier_id", "recipient_id") if record[end]
            ]
            way = f", {' to '.join(ends)}" if ends else ""
            return f"{what}{way}: {record['deal_stage']}"
        if name == "statistics":
            figure = record["value"] or f"{record['value_low']} to {record['value_high']}"
            about = [self.title(record["indicator"]), record["scope"], record["date"]]
            return f"{', '.join(filter(None, about))}: {figure} {record['unit']}"
        if name == "claims":
            return f"{self.title(record['record_id'])}: {record['stance']}"
        return record.get("name") or record.get("title") or record_id

    def _homes(self, record_id: object) -> Iterable[str]:
        """The tables whose ids look like this one."""
        for name, table in self.catalogue.tables.items():
            if len(table.key) == 1:
                pattern = table.field(table.key[0]).get("constraints", {}).get("pattern", "")
                if re.search(pattern, str(record_id)):
                    yield name

    def _unknown(self, record_id: object) -> str:
        if record_id in self.catalogue.tables:
            return (
                f"{record_id!r} is a table, not a record; `iraqdata show {record_id}` lists its ids"
            )
        homes = [name for name in self._homes(record_id) if name != "indicators"]
        keyed = [name for name, table in self.catalogue.tables.items() if len(table.key) == 1]
        ids = [known for name in homes or keyed for known in self.by_id(name)]
        # The common prefix alone makes any two ids of a table alike.
        near = difflib.get_close_matches(str(record_id).lower(), ids, n=3, cutoff=0.75)
        hint = f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
        how = "`iraqdata tables` lists the tables, `iraqdata show TABLE` the ids in one"
        if homes:
            how = f"`iraqdata show {homes[0]}` lists the ids there are"
        return f"there is no record {record_id!r}{hint}; {how}"


@cache
def packaged_records() -> Records:
    """The records of the tables that come with this package."""
    return Records(packaged())


def _read(table: Table) -> list[Record]:
    try:
        with table.csv.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != table.columns:
                raise IraqdataError(
                    f"{table.csv} line 1: the columns are not those of datapackage.json"
                )
            return [_whole(table, record, reader.line_num) for record in reader]
    except OSError as error:
        raise IraqdataError(f"{table.csv} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise IraqdataError(f"{table.csv} is not a CSV file in UTF-8: {error}") from None


def _whole(table: Table, record: Record, line: int) -> Record:
    # DictReader fills a short row with None and puts what is too much under the key None.
    if None in record or None in record.values():
        raise IraqdataError(f"{table.csv} line {line}: not {len(table.columns)} cells")
    return record
