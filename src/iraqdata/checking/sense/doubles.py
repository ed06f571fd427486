"""Doubles: records that stand twice under two ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from iraqdata.checking.asking import table_rule
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


@table_rule(actors="name aliases")
def one_actor_once(tables: Tables) -> None:
    """No two actors share a name."""
    _names_once(tables, "actors", tables.rows("actors", "name aliases"))


@table_rule(weapons="name aliases")
def one_weapon_once(tables: Tables) -> None:
    """No two weapons share a name."""
    _names_once(tables, "weapons", tables.rows("weapons", "name aliases"))


def _names_once(tables: Tables, table: str, names: list[tuple[str, ...]]) -> None:
    seen: dict[str, int] = {}
    for index, (name, aliases) in enumerate(names):
        for text in filter(None, (name, *aliases.split("|"))):
            other = seen.setdefault(text.casefold(), index)
            # A father and a son may share a short form, and not the name.
            if other != index and text.casefold() in (name.casefold(), names[other][0].casefold()):
                message = f"the record on line {tables.line(table, other)} is called {text}, too"
                field = "name" if text == name else "aliases"
                tables.add("double", table, index, field, text, message)


def _all_but_key(table: str) -> str:
    found = packaged().table(table)
    return " ".join(name for name in found.columns if name not in found.key)


@table_rule(
    events=f"event_id {_all_but_key('events')}",
    identifiers="record_id identifier",
)
def one_event_once(tables: Tables) -> None:
    """No two events are the same in all but their id.

    Those of UCDP may differ in nothing that it publishes, and have an id there each.
    """
    apart = {
        record: identifier
        for record, identifier in tables.rows("identifiers", "record_id identifier")
    }
    _differ(tables, "events", _all_but_key("events"), apart)


def _once(table: str, columns: str) -> Callable[[Tables], None]:
    def check(tables: Tables) -> None:
        """No two records are the same in all that tells them apart, but for their id."""
        _differ(tables, table, columns, {})

    return check


for _table, _columns in {
    "missions": _all_but_key("missions"),
    "postings": _all_but_key("postings"),
    "transfers": _all_but_key("transfers"),
    "statistics": "indicator subject_id geography_iso3 admin1 counterpart_iso3 scope value "
    "value_low value_high qualifier date reported_by as_of source_id",
}.items():
    table_rule(**{_table: f"{packaged().table(_table).key[0]} {_columns}"})(_once(_table, _columns))


def _differ(tables: Tables, table: str, columns: str, apart: dict[str, str]) -> None:
    key = packaged().table(table).key[0]
    seen: dict[Hashable, int] = {}
    for index, (record, *cells) in enumerate(tables.rows(table, f"{key} {columns}")):
        other = seen.setdefault((*cells, apart.get(record)), index)
        if other != index:
            message = f"the record on line {tables.line(table, other)} says the same"
            tables.add("double", table, index, key, record, message)


@table_rule(sources="source_id title url")
def one_source_once(tables: Tables) -> None:
    """No two sources have one title and one address."""
    seen: dict[tuple[str, str], int] = {}
    for index, (source, title, url) in enumerate(tables.rows("sources", "source_id title url")):
        address = re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")
        other = seen.setdefault((title, address), index)
        if other != index and address:
            message = f"the source on line {tables.line('sources', other)} has this address, too"
            tables.add("double", "sources", index, "source_id", source, message)
