"""The codebook's table of verdicts: how the coded documents fare against the public record."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Catalogue

BEGIN = "<!-- Written by `iraqdata build` from the table `claims`; edit the table, not this. -->"
END = "<!-- End of what `iraqdata build` writes. -->"


def with_shares(
    path: Path,
    catalogue: Catalogue,
    claims: list[tuple[Any, ...]],
    sources: list[tuple[Any, ...]],
) -> bytes:
    """The codebook at `path`, its part between BEGIN and END written anew from the records.

    Raises IraqdataError for a codebook without the two markers.
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise IraqdataError(f"{path}: the lines {BEGIN} and {END} must stand there, in this order")
    lines = [before + BEGIN, "", *_shares(catalogue, claims, sources), "", END + after]
    return "\n".join(lines).encode()


def _shares(
    catalogue: Catalogue, claims: list[tuple[Any, ...]], sources: list[tuple[Any, ...]]
) -> list[str]:
    """A Markdown table: a row per verdict, two columns per document."""
    documents = sorted(
        row["source_id"]
        for row in _rows(catalogue, "sources", sources)
        if row["kind"] == "document"
    )
    counts: dict[str, Counter[str]] = {document: Counter() for document in documents}
    for claim in _rows(catalogue, "claims", claims):
        if claim["source_id"] in counts and claim["stance"] != "mentions":
            counts[claim["source_id"]][claim["verdict"] or ""] += 1
    verdicts = [code["value"] for code in catalogue.tables["claims"].field("verdict")["categories"]]
    heads = [f"`{document}` | %" for document in documents]
    lines = [
        f"| verdict | {' | '.join(heads)} |",
        f"| --- |{' ---: | ---: |' * len(documents)}",
    ]
    if any(count[""] for count in counts.values()):
        verdicts.append("")
    for verdict in verdicts:
        cells = [_cells(counts[document], verdict) for document in documents]
        lines.append(f"| {f'`{verdict}`' if verdict else 'not examined'} | {' | '.join(cells)} |")
    totals = [f"{counts[document].total()} | 100" for document in documents]
    return [*lines, f"| all claims but mentions | {' | '.join(totals)} |"]


def _cells(count: Counter[str], verdict: str) -> str:
    share = 100 * count[verdict] / count.total() if count else 0
    return f"{count[verdict]} | {share:.0f}"


def _rows(catalogue: Catalogue, table: str, records: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    columns = catalogue.tables[table].columns
    return [dict(zip(columns, record, strict=True)) for record in records]
