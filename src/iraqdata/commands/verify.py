"""`iraqdata verify --text-dir DIR`: whether your own copies hold what the claims point at."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from iraqdata.proving.verifying import Checked, Verification


def verify(
    text_dir: Annotated[
        Path,
        typer.Option(help="Folder with your copies, as <source_id>.txt.", show_default=False),
    ],
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Check passages in your own copies of the documents.

    A copy may be set in another way and hold more than the coded pages; one that is not there is
    named and not counted. Exit code 1 when a passage is missing, or when nothing was checked.
    """
    from iraqdata.commands import output
    from iraqdata.proving.verifying import verify

    output.choice(format, ("text", "json"), "--format")
    found = verify(text_dir)
    if format == "json":
        output.as_json(
            {
                "passages": len(found.checked),
                "verified": found.count("verified", "moved"),
                "moved": found.count("moved"),
                "missing": found.count("missing"),
                "absent": [
                    {"file": str(copy), "passages": count} for copy, count in found.absent.items()
                ],
                "checked": [asdict(passage) for passage in found.checked],
            }
        )
    else:
        _show(found)
    if not found.holds:
        raise typer.Exit(1)


def _show(found: Verification) -> None:
    from iraqdata.commands import output

    for source_id in dict.fromkeys(passage.source_id for passage in found.checked):
        passages = [passage for passage in found.checked if passage.source_id == source_id]
        typer.echo(f"{source_id}: {_tally(passages)}")
        shifts = Counter(
            passage.found_at - passage.char_start
            for passage in passages
            if passage.found_at is not None and passage.outcome == "moved"
        )
        for shift, count in shifts.items():
            typer.echo(f"  moved by {shift:+} characters: {count}")
        for passage in passages:
            if passage.outcome == "missing":
                place = (
                    f"missing: section {passage.section}, paragraph {passage.paragraph}, characters"
                    f" {passage.char_start}-{passage.char_end}: {', '.join(passage.claim_ids)}"
                )
                typer.echo(output.folded(place, first="  ", rest="    "))
    for copy, count in found.absent.items():
        typer.echo(
            output.folded(f"not checked: {count} passages, for there is no {copy}", rest="  ")
        )
    if found.checked:
        typer.echo(_tally(found.checked))
    else:
        typer.echo("no passage was checked")


def _tally(passages: list[Checked]) -> str:
    proven = sum(passage.outcome != "missing" for passage in passages)
    return f"{proven} of {len(passages)} passages verified"
