"""`iraqdata site DEST`: build the static explorer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def site(
    dest: Annotated[Path, typer.Argument(help="Folder for the site.", show_default=False)],
    root: Annotated[Path, typer.Option(help="Top of a checkout.")] = Path(),
    base_url: Annotated[
        str, typer.Option(help="Address of the published site; gives it a sitemap.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is stale.")
    ] = False,
) -> None:
    """Build the static explorer, which needs no server."""
    from iraqdata.publishing.site.building import site

    changed = site(dest, root=root, base_url=base_url, check=check)
    if check and changed:
        for name in changed:
            typer.echo(f"stale: {dest / name}")
        raise typer.Exit(1)
    typer.echo("nothing is stale" if not changed else f"{len(changed)} files written in {dest}")
