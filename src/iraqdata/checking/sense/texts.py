"""Texts for people: sentences end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iraqdata.checking.asking import Saying, row_rule

# Columns of our tables that hold sentences.
SENTENCES = ("description", "definition", "note", "notes", "reason")


def _sentence(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        if text and text[-1] not in ".!?":
            yield field, "sentence", "the text does not end as a sentence does; it may be cut off"

    return check


for _column in SENTENCES:
    row_rule(_column)(_sentence(_column))
