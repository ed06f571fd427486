"""Unitising: which units both codings have.

Records are matched by id, participants by event and actor, claims by passage and record. Where
several units compete, the most alike are paired first; each unit is in one pair at most. A unit
that one coder made one and the other two therefore counts as found by both and as found by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from reliability.codings import ID, Coding, Row

# Each tuple of columns is one pass over what the passes before left over.
_PASSES: dict[str, list[tuple[str, ...]]] = {
    **{table: [(column,)] for table, column in ID.items()},
    "participants": [("event_id", "actor_id", "role"), ("event_id", "actor_id")],
}
_PASSAGE = ("source_id", "char_start", "char_end", "record_id")
_CLAIMS: list[tuple[str, ...]] = [
    (*_PASSAGE, "field", "attributed_to", "stance", "stated_value"),
    (*_PASSAGE, "field", "attributed_to", "stance"),
    (*_PASSAGE, "field", "attributed_to"),
    (*_PASSAGE, "field", "stance"),
    (*_PASSAGE, "field"),
    _PASSAGE,
]


@dataclass(frozen=True)
class Unit:
    """One unit as the first and the second coding have it; None where a coding lacks it."""

    first: Row | None
    second: Row | None

    @property
    def row(self) -> Row:
        """The row that there is, the first coding's where there are two."""
        row = self.first or self.second
        assert row is not None
        return row


def units(first: Coding, second: Coding) -> dict[str, list[Unit]]:
    """The units of each table; claims are kept apart as `statements` and `mentions`."""
    found = {
        table: _match(first[table], second[table], passes) for table, passes in _PASSES.items()
    }
    for name, mention in (("statements", False), ("mentions", True)):
        ours, theirs = (
            [row for row in coding["claims"] if (row["stance"] == "mentions") == mention]
            for coding in (first, second)
        )
        found[name] = _match(ours, theirs, _CLAIMS)
    return found


def _match(first: list[Row], second: list[Row], passes: list[tuple[str, ...]]) -> list[Unit]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for columns in passes:
        waiting = defaultdict(list)
        for at, row in enumerate(second):
            if at not in taken:
                waiting[tuple(row[column] for column in columns)].append(at)
        for at, row in enumerate(first):
            candidates = waiting[tuple(row[column] for column in columns)]
            if at not in pairs and candidates:
                pairs[at] = candidates.pop(0)
                taken.add(pairs[at])
    both = [Unit(row, second[pairs[at]] if at in pairs else None) for at, row in enumerate(first)]
    return both + [Unit(None, row) for at, row in enumerate(second) if at not in taken]
