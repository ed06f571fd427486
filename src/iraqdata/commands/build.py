"""`iraqdata build`: make what is derived from the tables and the descriptor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def build(
    root: Annotated[
        Path, typer.Argument(help="Top of a checkout, or the folder of a package of tables.")
    ] = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if something is stale.")
    ] = False,
) -> None:
    """Build CSV and Parquet files, stamps and pages."""
    from iraqdata.publishing.build import build

    stale = build(root, check=check)
    for path in stale:
        typer.echo(f"{'stale' if check else 'built'}: {path}")
    if not stale:
        typer.echo("nothing is stale")
    elif check:
        typer.echo("run: iraqdata build")
        raise typer.Exit(1)
