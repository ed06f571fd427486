"""Documents against the record: every claim of the coded documents with its verdict."""

from __future__ import annotations

from collections import Counter
from typing import Any

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.reading.records import Record

# What stands in the column `result` beside the verdicts.
_WITHOUT_VERDICT = {
    "not_examined": "Not yet compared with the record",
    "mention": "Only names something; there is nothing to compare",
}

_COLUMNS = (
    "source_id", "record_id", "field", "stated_value", "stance", "attributed_to", "result",
    "recorded_value", "verdict_source_id", "note", "paragraph", "claim_id",
)  # fmt: skip
_AT_FIRST_SIGHT = (
    "stance", "attributed_to", "field", "stated_value", "recorded_value", "result",
    "verdict_source_id",
)  # fmt: skip


def data(explorer: Explorer) -> dict[str, Any]:
    """The claims of the documents as a table for the browser, named after what they are about."""
    claims = explorer.data("claims")
    defined = {column["name"]: column for column in claims["columns"]}
    verdict = defined["verdict"]
    added = {
        "result": {
            **verdict,
            "name": "result",
            "title": "Result",
            "codes": {**verdict["codes"], **_WITHOUT_VERDICT},
        },
        "recorded_value": {
            **defined["stated_value"],
            "name": "recorded_value",
            "title": "Value in the tables",
            "description": "What the record of this package holds in that column.",
        },
    }
    columns = [{**defined, **added}[name] for name in _COLUMNS]
    rows = [_row(explorer, claim) for claim in _of_documents(explorer)]
    return {
        "name": "documents",
        "title": "Claim of a document",
        "columns": [{**column, "shown": column["name"] in _AT_FIRST_SIGHT} for column in columns],
        "ids": [row["claim_id"] for row in rows],
        "labels": [explorer.records.title(row["record_id"]) for row in rows],
        "rows": [[row[name] for name in _COLUMNS] for row in rows],
        "contested": [],
        "names": claims["names"],
    }


def documents(explorer: Explorer) -> list[Record]:
    """The documents coded sentence by sentence."""
    return [row for row in explorer.records.table("sources") if row["kind"] == "document"]


def counts(explorer: Explorer) -> list[dict[str, Any]]:
    """The claims of each document by verdict, one row for each verdict and what has none."""
    verdicts = {
        str(code["value"]): code["label"]
        for code in explorer.catalogue.table("claims").field("verdict")["categories"]
    }
    tally = Counter((_result(claim), claim["source_id"]) for claim in _of_documents(explorer))
    rows = []
    for code, meaning in {**verdicts, **_WITHOUT_VERDICT}.items():
        numbers = [tally[code, document["source_id"]] for document in documents(explorer)]
        rows.append(
            {
                "code": code,
                "meaning": meaning,
                "numbers": numbers,
                "total": sum(numbers),
                "filter": f"result=%3D{code}",
            }
        )
    return rows


def _of_documents(explorer: Explorer) -> list[Record]:
    coded = {document["source_id"] for document in documents(explorer)}
    return [row for row in explorer.records.table("claims") if row["source_id"] in coded]


def _result(claim: Record) -> str:
    return claim["verdict"] or ("mention" if claim["stance"] == "mentions" else "not_examined")


def _row(explorer: Explorer, claim: Record) -> Record:
    _, record = explorer.records.find(claim["record_id"])
    recorded = record.get(claim["field"], "") if claim["field"] else ""
    return {**claim, "result": _result(claim), "recorded_value": recorded}
