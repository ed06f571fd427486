"""`iraqdata contested`: where speakers, or a source and the record, disagree."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

import typer


def contested(
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",
) -> None:
    """Show records on which sources disagree.

    That is: speakers with each other, or a source with the public record.
    """
    from iraqdata.commands import output
    from iraqdata.proving.evidence import CONTESTED_COLUMNS, contested_rows

    output.choice(format, ("table", "json", "csv"), "--format")
    rows = contested_rows()
    if format == "json":
        output.as_json(rows)
    elif format == "csv":
        output.as_csv(rows, CONTESTED_COLUMNS)
    elif not rows:
        typer.echo("no record is contested")
    else:
        records = [list(group) for _, group in groupby(rows, lambda row: row["record_id"])]
        for positions in records:
            _show(positions)
        by_stance = sum("stance" in str(positions[0]["contested_by"]) for positions in records)
        by_verdict = sum("verdict" in str(positions[0]["contested_by"]) for positions in records)
        typer.echo(
            f"{len(records)} contested records: {by_stance} by stance, {by_verdict} by verdict"
        )


def _show(positions: list[dict[str, Any]]) -> None:
    from iraqdata.commands import output
    from iraqdata.commands.evidence import judge, notes, speaker, statement

    typer.echo(positions[0]["record_id"])
    typer.echo(output.folded(str(positions[0]["title"]), first="  ", rest="  "))
    for row in positions:
        reading, finding = notes(row)
        lines = {row["stance"]: [speaker(row), statement(row), reading]}
        if row["verdict"]:
            lines[row["verdict"]] = [judge(row), finding]
        for label, parts in lines.items():
            text = ". ".join(part for part in parts if part)
            typer.echo(output.folded(text, first=f"    {label:<14}", rest=" " * 18))
    typer.echo()
