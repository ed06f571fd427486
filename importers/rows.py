"""Collecting the rows that one importer makes from one file, each with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importers.actors import ACTORS
from importers.publisher_file import Record
from iraqdata.errors import IraqdataError
from iraqdata.proving import dates

Row = dict[str, Any]


class Rows:
    """The rows of one origin: tables by name, and the rows of its file that were left out.

    `source` is the origin's own row of `sources`.
    """

    def __init__(self, source: Row, path: Path) -> None:
        self.source_id: str = source["source_id"]
        self.origin = self.source_id.removeprefix("src-")
        self.path = path
        self.tables: dict[str, list[Row]] = {"sources": [source]}
        self.ignored: dict[str, list[int]] = {}
        self._claims_of: dict[str, int] = {}
        self._ids: set[str] = set()

    def ignore(self, record: Record, reason: str) -> None:
        """Leave a row of the file out, for a reason that the run reports."""
        self.ignored.setdefault(reason, []).append(record.number)

    def add(self, table: str, **row: Any) -> Row:
        """Add a row; the columns derived from `date` are filled in."""
        if row.get("date"):
            parsed = dates.parse(row["date"])
            row = {
                "date_start": parsed.start,
                "date_end": parsed.end,
                "date_prec": parsed.precision,
            } | row
        self.tables.setdefault(table, []).append(row)
        return row

    def claim(self, record_id: str, record: str, locator: str, **columns: Any) -> None:
        """Add a claim of this origin's record on one of our records."""
        self._claims_of[record] = number = self._claims_of.get(record, 0) + 1
        claim = {
            "claim_id": f"clm-{self.origin}-{record}-{number}",
            "record_id": record_id,
            "stance": "asserts",
            "source_id": self.source_id,
            "locator": locator,
            "confidence": "high",
        }
        self.tables.setdefault("claims", []).append(claim | columns)

    def record(self, table: str, key: str, record: str, locator: str, **row: Any) -> None:
        """Add a row to `table`, once, with a claim of this origin's record on it as a whole."""
        note = row.pop("claim_note", None)
        if row[key] not in self._ids:
            self._ids.add(row[key])
            self.add(table, **row)
        self.claim(row[key], record, locator, note=note)

    def actor(self, actor_id: str, record: str, locator: str, spelling: str = "") -> None:
        """Add an actor that the origin names, once, with the origin's spelling as an alias."""
        if actor_id not in ACTORS:
            raise IraqdataError(f"importers/actors.py does not hold {actor_id}")
        row = ACTORS[actor_id]
        if actor_id not in self._ids:
            self._ids.add(actor_id)
            self.add("actors", **(row | {"aliases": set(row["aliases"])}))
            self.claim(actor_id, record, locator)
        kept = next(kept for kept in self.tables["actors"] if kept["actor_id"] == actor_id)
        if spelling and spelling.casefold() != row["name"].casefold():
            kept["aliases"].add(spelling)

    def participant(self, event_id: str, actor_id: str, role: str) -> None:
        """Add an actor's role in an event, once."""
        row = {"event_id": event_id, "actor_id": actor_id, "role": role}
        if row not in self.tables.setdefault("participants", []):
            self.tables["participants"].append(row)
