"""`iraqdata evidence ID...`: what records rest on."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer


def evidence(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids of records.", show_default=False)
    ],
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",
) -> None:
    """Show who says so, where, and whether it holds."""
    from iraqdata.commands import output
    from iraqdata.proving.evidence import COLUMNS, contested_rows, evidence_rows

    output.choice(format, ("table", "json", "csv"), "--format")
    rows = evidence_rows(ids)
    if format == "json":
        output.as_json(rows)
    elif format == "csv":
        output.as_csv(rows, COLUMNS)
    else:
        contested = {row["record_id"]: row["contested_by"] for row in contested_rows()}
        for number, record_id in enumerate(dict.fromkeys(ids)):
            if number:
                typer.echo()
            _show(record_id, evidence_rows(record_id), contested.get(record_id))


def _show(record_id: str, rows: list[dict[str, Any]], contested_by: str | None) -> None:
    """The record itself, what speaks for it in numbers, and its evidence by stance."""
    from iraqdata.commands import output
    from iraqdata.proving.evidence import STANCES
    from iraqdata.reading.records import packaged_records

    _, record = packaged_records().find(record_id)
    output.record(record)
    typer.echo()
    typer.echo(output.folded(_summary(rows, contested_by)))
    for stance in (*STANCES, None):
        group = [row for row in rows if row["stance"] == stance]
        if group:
            typer.echo(f"\n{stance or 'has it in its own data'}:")
        for row in group:
            typer.echo(output.folded(speaker(row), first="  ", rest="    "))
            output.record(_details(row, record_id), indent=4)


def _summary(rows: list[dict[str, Any]], contested_by: str | None) -> str:
    from iraqdata.proving.evidence import STANCES

    counts = Counter(row["stance"] for row in rows if row["stance"])
    total = counts.total()
    parts = []
    if contested_by:
        parts.append(f"Contested by {contested_by.replace('|', ' and ')}.")
    if total:
        detail = ", ".join(f"{counts[stance]} {stance}" for stance in STANCES if counts[stance])
        parts.append(f"{total} claim{'s' if total > 1 else ''}: {detail}.")
    if not rows:
        parts.append("No claim and no source of its own.")
    elif not total:
        parts.append("No claim; it rests on the source that its own row names.")
    return " ".join(parts)


def speaker(row: dict[str, Any]) -> str:
    """Who says it and, if known, when."""
    return f"{row['said_by']}, {row['said_on']}" if row["said_on"] else str(row["said_by"])


def statement(row: dict[str, Any]) -> str | None:
    """The value that a claim states and of which column; None for a record as a whole."""
    return f"{row['field']} = {row['stated_value']}" if row["field"] else None


def notes(row: dict[str, Any]) -> tuple[str | None, str | None]:
    """The note in two: on what the source says, and on what the record says of it."""
    reading, _, finding = (row["note"] or "").partition("Record:")
    return reading.strip() or None, finding.strip() or None


def judge(row: dict[str, Any]) -> str | None:
    """The source of the verdict; None where there is none."""
    source_id = row["verdict_source_id"]
    return f"{row['verdict_source']} ({source_id})" if source_id else None


def _details(row: dict[str, Any], record_id: str) -> dict[str, Any]:
    reading, finding = notes(row)
    return {
        "about": row["record_id"] if row["record_id"] != record_id else None,
        "states": statement(row),
        "source": f"{row['source']} ({row['source_id']})",
        "at": row["locator"],
        "note": reading,
        "verdict": row["verdict"],
        "by": judge(row),
        "record": finding,
        "claim": row["claim_id"],
    }
