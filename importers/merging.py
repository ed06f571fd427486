"""Merging an importer's rows into `tables/*.csv`: its own rows and no others.

What an origin owns, and an import therefore replaces as a whole:

- its row of `sources`, its `identifiers` (by `source_id`), its `indicators` (by `source_id`);
- claims whose id is `clm-ORIGIN-RECORD-N` (curators' own claims on an origin are `clm-ORIGIN-N`),
  and statistics of the indicators that it measures;
- actors, events, missions and postings on which nobody but importers has a claim, with the
  participants of such events.

A record with a claim from elsewhere, or with none, belongs to its curators: an import adds its
claims, participants and an actor's spellings, and leaves the row alone. Coverage in
`indicators` is computed from all of `statistics` after every import.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

from importers.coverage import cover
from importers.rows import Row, Rows
from iraqdata.errors import IraqdataError
from iraqdata.publishing.canonical import read_csv, to_csv
from iraqdata.reading.catalogue import Catalogue, Table, read

_RECORDS = {
    "actors": "actor_id",
    "events": "event_id",
    "missions": "mission_id",
    "postings": "posting_id",
}
_KEYS = {
    "participants": ("event_id", "actor_id", "role"),
    "sources": ("source_id",),
    "identifiers": ("record_id", "scheme", "identifier"),
    "indicators": ("indicator",),
}
_Tables = dict[str, list[Row]]


def merge(root: Path, rows: Rows, origins: list[str]) -> dict[str, tuple[int, int]]:
    """Merge `rows` into the tables of the checkout at `root`; `origins` are all importers' names.

    Returns, by table, how many rows are new or changed and how many are gone. Raises
    IraqdataError, before anything is written, for rows that do not fit the descriptor.
    """
    catalogue = read(root)
    before = {name: _load(table) for name, table in catalogue.tables.items()}
    after = _merged(before, rows, origins)
    after["indicators"] = cover(after["indicators"], after["statistics"])
    texts = {}
    changes = {}
    for name, table in catalogue.tables.items():
        records = _records(table, after[name])
        old, new = set(_records(table, before[name])), set(records)
        if old != new:
            keys = [{record[: len(table.key)] for record in side} for side in (old, new)]
            changes[name] = (len(new - old), len(keys[0] - keys[1]))
            texts[table.csv] = to_csv(table, records)
    _check_references(catalogue, after)
    for path, content in texts.items():
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        os.replace(part, path)
    return changes


def _merged(before: _Tables, rows: Rows, origins: list[str]) -> _Tables:
    claims = [claim for claim in before["claims"] if not _made_by(claim, [rows.origin])]
    claimed = {claim["record_id"] for claim in claims}
    before_claimed = {claim["record_id"] for claim in before["claims"]}
    # Records in the curators' hands: claimed by someone who is no importer, or by nobody.
    curated = {claim["record_id"] for claim in claims if not _made_by(claim, origins)}
    after = dict(before)
    after["claims"] = claims + rows.tables.get("claims", [])
    for table, key in _RECORDS.items():
        new = {row[key]: row for row in rows.tables.get(table, [])}
        kept = []
        for row in before[table]:
            record_id = row[key]
            hands_off = record_id in curated or record_id not in before_claimed
            if record_id in new:
                if hands_off:
                    row = dict(row)
                elif table == "actors":
                    new[record_id]["aliases"] |= _list(row)
                    row = new[record_id]
                else:
                    row = new[record_id]
                if hands_off and table == "actors":
                    row["aliases"] = _list(row) | (new[record_id]["aliases"] - {row["name"]})
                kept.append(row)
                del new[record_id]
            elif hands_off or record_id in claimed:
                kept.append(row)
        after[table] = kept + list(new.values())
        if table == "events":
            gone = {row[key] for row in before[table]} - {row[key] for row in after[table]}
            owned = {row[key] for row in rows.tables.get(table, [])} & (before_claimed - curated)
            after["participants"] = [
                row for row in before["participants"] if row["event_id"] not in gone | owned
            ]
    for table, columns in _KEYS.items():
        others = after[table]
        if table != "participants":
            others = [row for row in others if row["source_id"] != rows.source_id]
        after[table] = _union(others, rows.tables.get(table, []), *columns)
    actors = {row["actor_id"] for row in after["actors"]}
    gone_actors = {row["actor_id"] for row in before["actors"]} - actors
    after["participants"] = [
        row for row in after["participants"] if row["actor_id"] not in gone_actors
    ]
    measured = {row["indicator"] for row in rows.tables.get("statistics", [])}
    others = [
        row
        for row in before["statistics"]
        if row["source_id"] != rows.source_id or row["indicator"] not in measured
    ]
    after["statistics"] = others + rows.tables.get("statistics", [])
    return after


def _made_by(claim: Row, origins: list[str]) -> bool:
    claim_id = str(claim["claim_id"])
    return any(
        claim_id.startswith(f"clm-{origin}-") and "-" in claim_id.removeprefix(f"clm-{origin}-")
        for origin in origins
    )


def _union(first: list[Row], second: list[Row], *key: str) -> list[Row]:
    """Rows of both, those of `first` winning where the key agrees."""
    known = {tuple(row[column] for column in key) for row in first}
    return first + [row for row in second if tuple(row[column] for column in key) not in known]


def _list(row: Row) -> set[str]:
    aliases = row["aliases"] or ""
    return aliases if isinstance(aliases, set) else set(filter(None, aliases.split("|")))


def _load(table: Table) -> list[Row]:
    return [dict(zip(table.columns, record, strict=True)) for record in read_csv(table)]


def _records(table: Table, rows: list[Row]) -> list[tuple[Any, ...]]:
    records = []
    for row in rows:
        unknown = set(row) - set(table.columns)
        if unknown:
            raise IraqdataError(f"the table {table.name} has no column {', '.join(unknown)}")
        cells = []
        for field in table.fields:
            cell = row.get(field["name"])
            if isinstance(cell, set):
                cell = "|".join(sorted(cell))
            cell = None if cell == "" else cell
            if field["type"] == "number" and cell is not None:
                cell = float(cell)
            if cell is None and field.get("constraints", {}).get("required"):
                raise IraqdataError(f"a row of {table.name} has no {field['name']}: {row}")
            cells.append(cell)
        records.append(tuple(cells))
    keys = [table.columns.index(column) for column in table.key]
    records.sort(key=lambda record: [str(record[key]) for key in keys])
    for one, other in pairwise(records):
        if [one[key] for key in keys] == [other[key] for key in keys]:
            raise IraqdataError(f"two rows of {table.name} have the key of {other[: len(keys)]}")
    return records


def _check_references(catalogue: Catalogue, tables: _Tables) -> None:
    ids = {row[table.key[0]] for name, table in catalogue.tables.items() for row in tables[name]}
    for name in ("claims", "identifiers"):
        for row in tables[name]:
            if row["record_id"] not in ids:
                raise IraqdataError(
                    f"{catalogue.tables[name].csv}: {row['record_id']} is in no table; if another "
                    "importer makes it, run that one first; nothing was written"
                )
    for name, table in catalogue.tables.items():
        for foreign_key in table.foreign_keys:
            target = foreign_key["reference"]["resource"] or name
            columns, aims = foreign_key["fields"], foreign_key["reference"]["fields"]
            known = {tuple(row.get(aim) for aim in aims) for row in tables[target]}
            for row in tables[name]:
                value = tuple(row.get(column) or None for column in columns)
                if None not in value and value not in known:
                    raise IraqdataError(
                        f"{table.csv}, column {', '.join(columns)}: {', '.join(map(str, value))} "
                        f"is not in {target}; nothing was written"
                    )
