"""Pointing at a sentence of a document without republishing it.

A passage is named by its place and its hash in the text form `alnum-1`: Unicode NFKC,
casefolded, only the characters that `str.isalnum()` accepts. Line ends, hyphenation, quotes
and layout have no part in that form, so a copy set differently still gives the same hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

# A shorter passage could stand in the text by chance, so it is taken with its neighbour.
SHORTEST = 40

# Words whose full stop does not end a sentence; single letters (initials) do not either.
_ABBREVIATIONS = set(
    "ca cf co dr e.g etc fig gen gov i.e inc jr lt mr mrs ms no pp prof rep rev sen st vs".split()
)
_CLOSING = ".!?:;,…"
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)")


@dataclass(frozen=True)
class Passage:
    """One sentence of a text: where it stands, and the hash that proves it."""

    section: int
    paragraph: int
    char_start: int
    char_end: int
    passage_hash: str
    first_line: int
    last_line: int
    heading: bool = False


def words(text: str) -> list[str]:
    """The text in the form `alnum-1`, cut wherever other characters stand in it."""
    # For a regular expression `\w` is what `str.isalnum()` accepts, and the underscore.
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def alnum(text: str) -> str:
    """The text in the form `alnum-1`."""
    return "".join(words(text))


def passage_hash(form: str) -> str:
    """The hash of a passage that is already in the form `alnum-1`: 16 hexadecimal digits."""
    return hashlib.sha256(form.encode()).hexdigest()[:16]


def text_hash(form: str) -> str:
    """The hash of a whole text that is already in the form `alnum-1`: 64 hexadecimal digits."""
    return hashlib.sha256(form.encode()).hexdigest()


def passages(text: str) -> list[Passage]:
    """Every sentence and heading of a text, in order.

    A sentence with fewer than 40 characters in the form `alnum-1` is given together with the
    next one, or at the end of a block with the one before; marks of notes (a bare number)
    are left out. Headings have `heading` set and are never evidence.
    """
    found: list[Passage] = []
    section = offset = line = done = 0
    for paragraph, (start, end) in enumerate(_blocks(text), start=1):
        heading = _is_heading(text[start:end].strip())
        section += heading
        for first, last in [(start, end)] if heading else _sentences(text, start, end):
            # What lies between is counted once: counting from the top for every sentence would
            # take minutes for a book. A sentence begins after white space, so the form of the
            # parts, joined, is the form of the whole.
            offset += len(alnum(text[done:first]))
            line += text.count("\n", done, first)
            done = first
            form = alnum(text[first:last])
            if not form or form.isdigit():
                continue
            found.append(
                Passage(
                    section=section,
                    paragraph=paragraph,
                    char_start=offset,
                    char_end=offset + len(form),
                    passage_hash=passage_hash(form),
                    first_line=line + 1,
                    last_line=line + text.count("\n", first, last) + 1,
                    heading=heading,
                )
            )
    return _lengthened(found, alnum(text))


def _blocks(text: str) -> list[tuple[int, int]]:
    """Start and end of each run of lines that are not blank."""
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text)]


def _is_heading(block: str) -> bool:
    # A number alone is a page number or the mark of a note.
    return (
        "\n" not in block and block[-1] not in _CLOSING + "\"'”’»)" and not alnum(block).isdigit()
    )


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start]
    for match in _END.finditer(text, start, end):
        if not _abbreviated(text, match) and _can_begin(text[match.end() : end]):
            cuts.append(match.end())
    cuts.append(end)
    spans = []
    for first, last in pairwise(cuts):
        sentence = text[first:last]
        first += len(sentence) - len(sentence.lstrip())
        spans.append((first, first + len(sentence.strip())))
    return [(first, last) for first, last in spans if first < last]


def _abbreviated(text: str, end: re.Match[str]) -> bool:
    if not end.group().startswith(".") or len(end.group()) > 1:
        return False
    word = re.search(r"[\w.]*$", text[max(0, end.start() - 20) : end.start()])
    before = word.group().lower() if word else ""
    return before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha())


def _can_begin(rest: str) -> bool:
    rest = rest.lstrip().lstrip("\"'“‘«([")
    return not rest or not rest[0].islower()


def _lengthened(found: list[Passage], form: str) -> list[Passage]:
    sentences = [passage for passage in found if not passage.heading]
    longer = {}
    for index, passage in enumerate(sentences):
        if passage.char_end - passage.char_start >= SHORTEST:
            continue
        near = sentences[index + 1 : index + 2] + sentences[max(0, index - 1) : index]
        # A neighbour in the same block is nearer than one beyond a blank line or a heading.
        near.sort(key=lambda other: other.paragraph != passage.paragraph)
        if near:
            first, last = sorted((passage, near[0]), key=lambda other: other.char_start)
            longer[passage] = replace(
                first,
                char_end=last.char_end,
                last_line=last.last_line,
                passage_hash=passage_hash(form[first.char_start : last.char_end]),
            )
    return list(dict.fromkeys(longer.get(passage, passage) for passage in found))
