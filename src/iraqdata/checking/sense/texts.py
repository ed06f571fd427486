"""Texts for people: sentences end, and titles are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iraqdata.checking.asking import Saying, matching, row_rule

# Columns of our tables that hold sentences.
SENTENCES = ("description", "definition", "note", "notes", "reason")


def _sentence(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        if text and text[-1] not in ".!?":
            yield field, "sentence", "the text does not end as a sentence does; it may be cut off"

    return check


for _column in SENTENCES:
    row_rule(_column, style=True, fine=matching(r"[.!?]\z|\A\z"))(_sentence(_column))


@row_rule("title", tables="events indicators", style=True, fine=matching(r"[^.]\z|\A\z"))
def title(text: str) -> Iterator[Saying]:
    """A title is no sentence."""
    if text.endswith("."):
        yield "title", "sentence", "a title is no sentence, and has no full stop"
