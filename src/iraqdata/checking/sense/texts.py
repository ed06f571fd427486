"""Texts for people: sentences end, titles are none, and what they name is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iraqdata.checking.asking import Saying, matching, row_rule, table_rule
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

# Columns of our tables that hold sentences.
SENTENCES = ("description", "definition", "note", "notes", "reason")


# A full stop, and what may close after it.
_ENDS = r"[.!?…؟][\"'”’»)\]]*"
_END = re.compile(rf"{_ENDS}$")


def _sentence(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        if text and not _END.search(text):
            yield field, "sentence", "the text does not end as a sentence does; it may be cut off"

    return check


for _column in SENTENCES:
    row_rule(_column, style=True, fine=matching(rf"{_ENDS}\z|\A\z"))(_sentence(_column))


# With two hyphens at least: a word may be mis-spelt.
_ID = r"\b(?:act|clm|evt|mis|pos|src|sta|trf|wpn)-[a-z0-9]+(?:-[a-z0-9]+)+"


def _naming(table: str, column: str) -> Callable[[Tables], None]:
    def check(tables: Tables) -> None:
        """A record that a text names is there."""
        if not tables.ours(table):
            return
        homes = tables.prefixes()
        for index, text in tables.matching(table, column, _ID):
            for name in re.findall(_ID, text):
                home = homes[name[:3]]
                if tables.lacks(home, name):
                    message = f"{home} has no record {name}"
                    tables.add("foreign-key", table, index, column, text, message)

    return check


for _name, _table in packaged().tables.items():
    for _column in SENTENCES:
        if _column in _table.columns:
            table_rule(**{_name: _column})(_naming(_name, _column))


@row_rule("title", tables="events indicators", style=True, fine=matching(r"[^.]\z|\A\z"))
def title(text: str) -> Iterator[Saying]:
    """A title is no sentence."""
    # `D.C.` and `Corp.` end with one, too.
    if text.endswith(".") and not re.search(r"\b(?:[A-Z]|Corp|Inc|Ltd|Co|Jr|Sr)\.$", text):
        yield "title", "sentence", "a title is no sentence, and has no full stop"
