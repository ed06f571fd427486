"""Checking the passages that claims point at against a reader's own copy of the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal

from iraqdata.errors import IraqdataError
from iraqdata.proving.passages import passage_hash, words
from iraqdata.reading.catalogue import Catalogue
from iraqdata.reading.records import Record, Records, packaged_records

Outcome = Literal["verified", "moved", "missing"]


@dataclass(frozen=True)
class Checked:
    """One passage looked for in a copy: how it was found, and where if it has moved."""

    source_id: str
    section: int
    paragraph: int
    char_start: int
    char_end: int
    passage_hash: str
    claim_ids: tuple[str, ...]
    outcome: Outcome
    found_at: int | None


@dataclass(frozen=True)
class Verification:
    """What `verify` found: the passages it checked, and those whose copy is not there."""

    checked: list[Checked]
    # The copy that was looked for, and how many passages it would prove.
    absent: dict[Path, int]

    def count(self, *outcomes: Outcome) -> int:
        """How many passages have one of these outcomes."""
        return sum(passage.outcome in outcomes for passage in self.checked)

    @property
    def holds(self) -> bool:
        """Whether at least one passage was checked and none is missing."""
        return bool(self.checked) and not self.count("missing")


def verify(text_dir: Path, catalogue: Catalogue | None = None) -> Verification:
    """Look for every passage of the documents in the reader's copies, `text_dir/<source_id>.txt`.

    A copy is UTF-8 text, set in any way, and may hold more than the pages that were coded. Each
    distinct passage is `verified` where its claims say, `moved` when it stands elsewhere (which
    proves it as well), or `missing`. Raises IraqdataError when the folder or a copy in it cannot
    be read.
    """
    if not text_dir.is_dir():
        raise IraqdataError(
            f"{text_dir} is no folder; name the one that holds your copies, as <source_id>.txt"
        )
    records = Records(catalogue) if catalogue else packaged_records()
    checked: list[Checked] = []
    absent: dict[Path, int] = {}
    for source_id, claims in _passages(records).items():
        copy = text_dir / f"{source_id}.txt"
        if copy.is_file():
            checked += _check(claims, _read(copy))
        else:
            absent[copy] = len(claims)
    return Verification(checked, absent)


def _passages(records: Records) -> dict[str, dict[tuple[int, int, str], list[Record]]]:
    """The claims of each distinct passage, in the order of the text, by source."""
    found: dict[str, dict[tuple[int, int, str], list[Record]]] = {}
    claims = [claim for claim in records.table("claims") if claim["passage_hash"]]
    for claim in sorted(claims, key=lambda claim: (claim["source_id"], *_place(claim))):
        found.setdefault(claim["source_id"], {}).setdefault(_place(claim), []).append(claim)
    return found


def _place(claim: Record) -> tuple[int, int, str]:
    return int(claim["char_start"]), int(claim["char_end"]), claim["passage_hash"]


def _check(passages: dict[tuple[int, int, str], list[Record]], text: str) -> Iterator[Checked]:
    copy = _Copy(text)
    for (start, end, wanted), claims in passages.items():
        found = copy.find(start, end, wanted)
        yield Checked(
            source_id=claims[0]["source_id"],
            section=int(claims[0]["section"]),
            paragraph=int(claims[0]["paragraph"]),
            char_start=start,
            char_end=end,
            passage_hash=wanted,
            claim_ids=tuple(claim["claim_id"] for claim in claims),
            outcome="missing" if found is None else "verified" if found == start else "moved",
            found_at=found,
        )


class _Copy:
    """A reader's copy in the form `alnum-1`, with the places where its words begin and end."""

    def __init__(self, text: str) -> None:
        found = words(text)
        self._form = "".join(found)
        self._edges = [0, *accumulate(map(len, found))]
        self._is_edge = frozenset(self._edges)
        self._shifts: list[int] = []

    def find(self, start: int, end: int, wanted: str) -> int | None:
        """Where the passage begins; None when it stands nowhere."""
        length = end - start
        # In its place, or moved together with a passage before it: this spares the search.
        for shift in (0, *reversed(self._shifts)):
            if self._matches(start + shift, length, wanted):
                return start + shift
        # A passage begins with a word and ends with one, in whatever copy.
        for begin in self._edges:
            if begin + length in self._is_edge and self._matches(begin, length, wanted):
                self._shifts.append(begin - start)
                return begin
        return None

    def _matches(self, begin: int, length: int, wanted: str) -> bool:
        return begin >= 0 and passage_hash(self._form[begin : begin + length]) == wanted


def _read(copy: Path) -> str:
    try:
        return copy.read_text(encoding="utf-8")
    except OSError as error:
        raise IraqdataError(f"{copy} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise IraqdataError(f"{copy} is not UTF-8: save it as plain text in UTF-8") from None
