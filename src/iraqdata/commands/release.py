"""`iraqdata release`: whether a checkout may be published, and what is made for that."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# A gate that fails for one reason may fail at a thousand places.
SHOWN = 50


def release(
    root: Annotated[Path, typer.Argument(help="Top of a checkout.")] = Path(),
    check: Annotated[bool, typer.Option("--check", help="Write nothing.")] = False,
    against: Annotated[
        str | None,
        typer.Option(help="The older package; else the last release's tag.", show_default=False),
    ] = None,
    assets: Annotated[
        Path | None,
        typer.Option(help="Make the files of the release in this folder.", show_default=False),
    ] = None,
) -> None:
    """Prepare a release, and say what it still needs.

    Compares with the last release: versions, the number that had to rise, and a row in revisions
    for every changed value and every id that is gone. Exit code 1 if something is missing.
    """
    from iraqdata.publishing.releasing import assets as files
    from iraqdata.publishing.releasing import gate
    from iraqdata.reading.catalogue import read

    if not check:
        gate.write_counts(root, against)
    found = gate.problems(root, against)
    for problem in found[:SHOWN]:
        typer.echo(problem)
    if len(found) > SHOWN:
        typer.echo(f"... and {len(found) - SHOWN:,} more")
    if found:
        raise typer.Exit(1)
    before = against or gate.last_release(root)
    typer.echo(f"nothing stands in the way of {read(root).version} after {before or 'no release'}")
    if assets:
        for file in files.make(root, assets):
            typer.echo(file)
