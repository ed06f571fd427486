"""Texts for people: sentences end, titles do not, and nothing of a machine stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from iraqdata.checking.asking import Saying, row_rule

# Columns of our tables that hold sentences.
SENTENCES = ("description", "definition", "note", "notes", "reason")

# What programs leave in text: escapes, encodings of transport, markers of references.
_LEFT_OVERS = (
    (r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrt])", "an escape of a program"),
    (r"%[0-9A-F]{2}", "an encoding of addresses"),
    (r"(?:=[0-9A-F]{2}){2}", "an encoding of mail"),
    (r"_x[0-9A-Fa-f]{4}_", "an escape of a workbook"),
    (r"<!\[CDATA\[|<\?xml", "markup"),
    (r"&#?[0-9a-zA-Z]+;|&#[0-9]+", "a character entity"),
    (r"\[[0-9]{1,3}\]", "the mark of a note"),
    (r"\]\(https?:|\*\*|^#+ |`{3}", "markup of Markdown"),
    (r"^(?:b'|u'|\{\"|\[\"|None$|True$|False$)", "a value as a program writes it"),
    (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)? ?[0-9]{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
     r"|Nov|Dec)(?:-[0-9]{2,4})?$|^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2}$",
     "a day as spreadsheets write it"),
    (r"^'", "the apostrophe with which spreadsheets mark text"),
    (r"\w[?¿]\w|\?{3}", "a question mark where a letter was lost"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), words) for pattern, words in _LEFT_OVERS)


def _sentence(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        if text and text[-1] not in ".!?":
            yield field, "sentence", "the text does not end as a sentence does; it may be cut off"

    return check


def _plain(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(text: str) -> Iterator[Saying]:
        if "://" in text:
            # An address may hold anything.
            return
        for pattern, words in _COMPILED:
            if pattern.search(text):
                yield field, "left-over", f"{words} stands in the text"

    return check


for _column in SENTENCES:
    row_rule(_column)(_sentence(_column))

for _column in (*SENTENCES, "title", "name", "place", "city", "office", "stated_value", "locator"):
    row_rule(_column)(_plain(_column))
