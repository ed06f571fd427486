"""What a record rests on: who says so, where, and whether it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Catalogue
from iraqdata.reading.records import Record, Records, packaged_records

if TYPE_CHECKING:
    import pandas

# One piece of evidence or one position: a value per column, None for a missing one.
Row = dict[str, str | None]

COLUMNS = (
    "record_id", "field", "stated_value", "stance", "said_by", "said_on", "source", "source_id",
    "locator", "verdict", "verdict_source", "verdict_source_id", "note", "claim_id",
)  # fmt: skip
CONTESTED_COLUMNS = ("record_id", "title", "contested_by", *COLUMNS[1:])

# `mentions` takes no side: it only says that a record is named.
AFFIRMING = ("reports", "alleges", "asserts", "predicts", "acknowledges")
OPPOSING = ("denies", "declines")
STANCES = (*AFFIRMING, *OPPOSING, "mentions")

# Verdicts by which the public record contradicts a claim, in whole, in part or by now. A rounded
# or imprecise claim holds as far as it goes; an unverifiable one or an opinion has nothing
# against it.
DISAGREEING = ("differs", "partly", "superseded")


def evidence(record_id: str | Iterable[str]) -> pandas.DataFrame:
    """The evidence of one record, or of several.

    Parameters
    ----------
    record_id
        The id of a record of any table, or several ids. Participants rest on their event,
        identifiers on a source of their own; of a source the result is all that rests on
        it, of a claim the claim itself, of an indicator the evidence of its figures.

    Returns
    -------
    A pandas DataFrame with one row per claim, records in the order asked for, all columns text:
    `record_id`, `field` (the column that the claim states, missing for the record as a whole),
    `stated_value`, `stance`, `said_by` (name of the actor who makes the statement; the source's
    author, publisher or title in its own voice, marked as such), `said_on` (EDTF), `source`
    (title), `source_id`, `locator` (where in the source), `verdict`, `verdict_source` (title),
    `verdict_source_id`, `note`, `claim_id`. A record whose own row names its source and place, as
    figures of datasets do, has a row for it without `stance` and `claim_id`.

    Raises
    ------
    UnknownRecordError
        An id that this package does not have; the message names ids near to it.
    """
    return _frame(evidence_rows(record_id), COLUMNS)


def contested() -> pandas.DataFrame:
    """The records on which speakers, or a source and the public record, disagree.

    Returns
    -------
    A pandas DataFrame with one row per claim that takes a side, grouped by record, with `title` (of
    the record) and `contested_by` beside the columns of `evidence()`, all text. `contested_by` is
    `stance` where one speaker asserts, reports, alleges, predicts or acknowledges what another
    denies or declines to confirm, `verdict` where a claim's verdict is `differs`, `partly` or
    `superseded`, and `stance|verdict` where both hold. A denial of a whole record opposes all
    claims on it, one of a single column those on that column. Verdicts `rounded`, `imprecise`,
    `unverifiable` and `opinion` are not disagreement.
    """
    return _frame(contested_rows(), CONTESTED_COLUMNS)


def evidence_rows(record_id: str | Iterable[str], catalogue: Catalogue | None = None) -> list[Row]:
    """The rows of `evidence()` as plain dictionaries, for callers that do without pandas."""
    found = _Evidence(catalogue)
    return [row for one in _ids(record_id) for row in found.of(one)]


def contested_rows(catalogue: Catalogue | None = None) -> list[Row]:
    """The rows of `contested()` as plain dictionaries, for callers that do without pandas."""
    return list(_Evidence(catalogue).contested())


def locator(claim: Record) -> str | None:
    """Where a claim stands in its source, for people; None when its row does not say."""
    parts = [claim["locator"]] if claim["locator"] else []
    if claim["char_start"]:
        parts += [
            f"section {claim['section']}",
            f"paragraph {claim['paragraph']}",
            f"characters {claim['char_start']}-{claim['char_end']}",
            f"hash {claim['passage_hash']}",
        ]
    return ", ".join(parts) or None


class _Evidence:
    """The claims of a package by the record and by the source they belong to."""

    def __init__(self, catalogue: Catalogue | None) -> None:
        self._records = Records(catalogue) if catalogue else packaged_records()
        self._on_record: dict[str, list[Record]] = defaultdict(list)
        for claim in self._records.table("claims"):
            self._on_record[claim["record_id"]].append(claim)

    def of(self, record_id: str) -> Iterator[Row]:
        table, record = self._records.find(record_id)
        if table == "claims":
            yield self._claim(record)
        elif table == "sources":
            yield from self._of_source(record_id)
        else:
            yield from self._of_record(record_id, record)
        if table == "indicators":
            for figure in self._records.table("statistics"):
                if figure["indicator"] == record_id:
                    yield from self._of_record(figure["statistic_id"], figure)

    def contested(self) -> Iterator[Row]:
        for record_id, claims in sorted(self._on_record.items()):
            opposed = [claim for claim in claims if _is_opposed(claim, claims)]
            judged = [claim for claim in claims if claim["verdict"] in DISAGREEING]
            if not opposed and not judged:
                continue
            why = [why for why, found in (("stance", opposed), ("verdict", judged)) if found]
            heading = {"title": self._records.title(record_id), "contested_by": "|".join(why)}
            disputed = [claim for claim in claims if claim in opposed or claim in judged]
            for claim in sorted(disputed, key=lambda claim: STANCES.index(claim["stance"])):
                row = self._claim(claim)
                yield {"record_id": row.pop("record_id"), **heading, **row}

    def _of_record(self, record_id: str, record: Record) -> Iterator[Row]:
        claims = self._on_record.get(record_id, [])
        yield from map(self._claim, claims)
        if record.get("source_id") not in {None, "", *(claim["source_id"] for claim in claims)}:
            yield self._own(record_id, record)

    def _of_source(self, source_id: str) -> Iterator[Row]:
        for claim in self._records.table("claims"):
            if claim["source_id"] == source_id:
                yield self._claim(claim)
        # What names its source in its own row and has no claim of that source.
        for name, table in self._records.catalogue.tables.items():
            if name in ("claims", "sources") or "source_id" not in table.columns:
                continue
            whole = len(table.key) == 1
            for record in self._records.table(name):
                if record["source_id"] == source_id:
                    record_id = record[table.key[0] if whole else "record_id"]
                    claims = self._on_record.get(record_id, []) if whole else []
                    if all(claim["source_id"] != source_id for claim in claims):
                        yield self._own(record_id, record)

    def _claim(self, claim: Record) -> Row:
        judged_by = claim["verdict_source_id"]
        return {
            "record_id": claim["record_id"],
            "field": claim["field"] or None,
            "stated_value": claim["stated_value"] or None,
            "stance": claim["stance"],
            "said_by": self._speaker(claim["attributed_to"], claim["source_id"]),
            "said_on": claim["said_on"] or None,
            "source": self._records.title(claim["source_id"]),
            "source_id": claim["source_id"],
            "locator": locator(claim),
            "verdict": claim["verdict"] or None,
            "verdict_source": self._records.title(judged_by) if judged_by else None,
            "verdict_source_id": judged_by or None,
            "note": claim["note"] or None,
            "claim_id": claim["claim_id"],
        }

    def _own(self, record_id: str, record: Record) -> Row:
        """A record's own source and place, for one that rests on them and on no claim."""
        row: Row = dict.fromkeys(COLUMNS)
        row["record_id"] = record_id
        if record.get("value"):
            row["field"], row["stated_value"] = "value", record["value"]
        row["said_by"] = self._speaker(record.get("reported_by", ""), record["source_id"])
        row["source"] = self._records.title(record["source_id"])
        row["source_id"] = record["source_id"]
        row["locator"] = record.get("locator") or None
        row["note"] = record.get("notes") or record.get("reason") or None
        return row

    def _speaker(self, actor_id: str, source_id: str) -> str:
        if actor_id:
            return self._records.title(actor_id)
        source = self._records.by_id("sources")[source_id]
        if source["author"]:
            return f"{source['author']} (author)"
        if source["publisher"]:
            return f"{source['publisher']} (publisher)"
        return f"{source['title']} (source)"


def _is_opposed(claim: Record, others: list[Record]) -> bool:
    return any(_oppose(claim, other) or _oppose(other, claim) for other in others)


def _oppose(denial: Record, statement: Record) -> bool:
    """Whether one claim denies, or declines to confirm, what the other states."""
    return (
        denial["stance"] in OPPOSING
        and statement["stance"] in AFFIRMING
        # A denial of the whole is one of every part; one of a part leaves the whole.
        and denial["field"] in ("", statement["field"])
    )


def _ids(asked: object) -> Sequence[str]:
    """The ids asked for, each once, in order."""
    if isinstance(asked, str):
        return [asked]
    found: list[object] = list(asked) if isinstance(asked, Iterable) else [asked]
    ids: dict[str, None] = {}
    for one in found:
        if not isinstance(one, str):
            raise IraqdataError(f"{one!r} is no record id: ids are text, as 'evt-sfa-signed'")
        ids[one] = None
    return list(ids)


def _frame(rows: list[Row], columns: Sequence[str]) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame(rows, columns=list(columns), dtype=pandas.StringDtype("pyarrow"))
