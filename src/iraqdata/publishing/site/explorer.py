"""What the explorer shows of the records: columns, labels, links, relations, evidence.

The result is plain data. Nothing here is HTML: the pages put every cell in as text.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from iraqdata.proving.evidence import AFFIRMING, OPPOSING, contested_rows, evidence_rows
from iraqdata.publishing.site.words import in_words
from iraqdata.reading.catalogue import Catalogue, Table
from iraqdata.reading.records import Record, Records

# Columns that refer to records of several tables, which no foreign key can say.
_TO_ANY_TABLE = ("record_id", "subject_id")

# Derived from `date`, or of use to programs only: in the panel and on demand, not at first sight.
_ON_DEMAND = {
    "date_start", "date_end", "date_prec", "where_prec", "geonames_id", "latitude", "longitude",
    "cow_code", "gw_code", "passage_hash", "char_start", "char_end", "section", "paragraph",
    "text_hash", "n_chars", "accessed", "archived_url", "locator", "notes", "note", "description",
    "definition", "admin1", "low", "high", "value_low", "value_high", "confidence",
    "verdict_source_id", "post", "perspective", "edition", "dsca_transmittal", "mode",
}  # fmt: skip

# Shown before others where not all find room.
_TELLING = ("status", "date", "stance", "verdict", "value", "unit", "deal_stage", "role", "opened")

_AT_FIRST_SIGHT = 7

# The column with the id of the record whose evidence the panel of a record shows. The other
# tables name their source in their own row, or have nothing to prove.
_PROVED_BY = {
    "actors": "actor_id",
    "events": "event_id",
    "weapons": "weapon_id",
    "missions": "mission_id",
    "statistics": "statistic_id",
    "transfers": "transfer_id",
    "participants": "event_id",
    "postings": "posting_id",
    "claims": "record_id",
}

# More relations of one kind than this are for the table, filtered, not for a panel.
_PANEL_LIMIT = 40


class Explorer:
    """The records of a package as the explorer shows them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.records = Records(catalogue)

    def data(self, name: str) -> dict[str, Any]:
        """A table for the browser: its columns, and its cells as the CSV file has them."""
        table = self.catalogue.table(name)
        records = self.records.table(name)
        ids = [self.record_id(table, record) for record in records]
        references = self._referring(table)
        names = {
            cell: [home, self.label(home, self.records.by_id(home)[cell])]
            for record in records
            for column in references
            if (home := self.home(cell := record[column]))
        }
        return {
            "name": name,
            "title": table.title,
            "columns": self.columns(table, records),
            "ids": ids,
            "labels": [self.label(name, record) for record in records],
            "rows": [list(record.values()) for record in records],
            "contested": [row for row, one in enumerate(ids) if one in self._contested],
            "names": names,
        }

    def panels(self, name: str) -> dict[str, Any]:
        """What the panel of each record shows beside its cells, by record id."""
        table = self.catalogue.table(name)
        records = self.records.table(name)
        dated = [f["name"] for f in table.fields if "EDTF" in f.get("rdfType", "")]
        evidence: dict[str, list[dict[str, Any]]] = defaultdict(list)
        proved = _PROVED_BY.get(name)
        if proved:
            asked = sorted({record[proved] for record in records})
            for row in evidence_rows(asked, self.catalogue):
                evidence[str(row["record_id"])].append(_evidence_for_panel(row))
        panels = {}
        for record in records:
            record_id = self.record_id(table, record)
            panels[record_id] = {
                "words": {column: in_words(record[column]) for column in dated if record[column]},
                "relations": self.relations(name, record),
                "evidence": evidence[record[proved]] if proved else [],
            }
        return panels

    def columns(self, table: Table, records: list[Record]) -> list[dict[str, Any]]:
        """The columns of a table; `shown` are those to see at first sight."""
        used = [
            column
            for column in table.columns
            if any(record[column] for record in records)
            and column not in _ON_DEMAND
            # The label of a record is its name: no need to say it twice.
            and column not in ("name", "title")
            and (column not in table.key or len(table.key) > 1)
        ]
        used.sort(key=lambda column: column not in _TELLING)
        shown = set(used[:_AT_FIRST_SIGHT])
        references = self._referring(table)
        return [
            {
                "name": field["name"],
                "title": field["title"],
                "type": field["type"],
                "description": field["description"],
                "shown": field["name"] in shown,
                "reference": field["name"] in references,
                "list": "delimiter" in field,
                "date": "EDTF" in field.get("rdfType", ""),
                "codes": {
                    str(code["value"]): code["label"] for code in field.get("categories", ())
                },
            }
            for field in table.fields
        ]

    def record_id(self, table: Table, record: Record) -> str:
        """The address of a record in its page; the parts of a longer key are joined by `|`."""
        return "|".join(record[column] for column in table.key)

    def label(self, name: str, record: Record) -> str:
        """What people call a record."""
        table = self.catalogue.table(name)
        if name == "participants":
            who = self.records.title(record["actor_id"])
            return f"{who}, {record['role']}: {self.records.title(record['event_id'])}"
        if name == "identifiers":
            return f"{record['scheme']} {record['identifier']}"
        if len(table.key) > 1:
            return self.record_id(table, record)
        return self.records.title(record[table.key[0]])

    def codes(self, name: str, column: str) -> list[str]:
        """The code list of a column, in its order."""
        field = self.catalogue.table(name).field(column)
        return [str(code["value"]) for code in field["categories"]]

    def home(self, record_id: str) -> str | None:
        """The table that has a record of this id, if one has."""
        return self._homes.get(record_id)

    def relations(self, name: str, record: Record) -> list[dict[str, Any]]:
        """The records that refer to this one, grouped by table and column."""
        table = self.catalogue.table(name)
        if len(table.key) > 1:
            return []
        record_id = record[table.key[0]]
        groups = []
        for other, column in self._incoming.get(record_id, {}):
            if other == "claims" and name != "sources":
                continue  # Claims are the evidence, shown apart.
            found = self._incoming[record_id][other, column]
            groups.append(
                {
                    "title": self._heading(other, column, name),
                    "count": len(found),
                    "all": f"{other}.html?{urlencode({column: '=' + record_id})}",
                    "records": [self._related(other, column, one) for one in found[:_PANEL_LIMIT]],
                }
            )
        return groups

    def _related(self, other: str, column: str, record: Record) -> list[str]:
        """Table, id and label of a related record; of a mere link the record at its other end."""
        if other == "participants":
            end = "actor_id" if column == "event_id" else "event_id"
            home = "actors" if end == "actor_id" else "events"
            return [home, record[end], f"{self.records.title(record[end])} ({record['role']})"]
        table = self.catalogue.table(other)
        return [other, self.record_id(table, record), self.label(other, record)]

    def _heading(self, other: str, column: str, name: str) -> str:
        table = self.catalogue.table(other)
        ways = [c for c in self._referring(table) if name in self._targets(table, c)]
        if len(ways) == 1 and other != name:
            return table.title
        return f"{table.title}: {table.field(column)['title'].lower()}"

    def _referring(self, table: Table) -> list[str]:
        """The columns of a table that hold ids of records."""
        return [column for column in table.columns if self._targets(table, column)]

    def _targets(self, table: Table, column: str) -> list[str]:
        if column in _TO_ANY_TABLE:
            return list(self.catalogue.tables)
        return [
            foreign_key["reference"]["resource"] or table.name
            for foreign_key in table.foreign_keys
            if foreign_key["fields"] == [column]
        ]

    @cached_property
    def _homes(self) -> dict[str, str]:
        return {
            record[table.key[0]]: name
            for name, table in self.catalogue.tables.items()
            if len(table.key) == 1
            for record in self.records.table(name)
        }

    @cached_property
    def _incoming(self) -> dict[str, dict[tuple[str, str], list[Record]]]:
        """For each record id, the records that refer to it, by table and column."""
        found: dict[str, dict[tuple[str, str], list[Record]]] = defaultdict(dict)
        for name, table in self.catalogue.tables.items():
            for column in self._referring(table):
                for record in self.records.table(name):
                    if record[column]:
                        found[record[column]].setdefault((name, column), []).append(record)
        return found

    @cached_property
    def _contested(self) -> set[str]:
        return {str(row["record_id"]) for row in contested_rows(self.catalogue)}


def _evidence_for_panel(row: dict[str, str | None]) -> dict[str, Any]:
    shown = {column: value for column, value in row.items() if value and column != "record_id"}
    if said_on := shown.get("said_on"):
        shown["said_on"] = in_words(said_on)
    side = "for" if row["stance"] in AFFIRMING else "against" if row["stance"] in OPPOSING else ""
    return {**shown, "side": side}
