"""`iraqdata export FORMAT DEST`: all tables in the format of another program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def export(
    format: Annotated[
        str, typer.Argument(help="csv, parquet, xlsx, dta, sqlite or duckdb.", show_default=False)
    ],
    dest: Annotated[
        Path,
        typer.Argument(help="File to write; a folder for parquet and dta.", show_default=False),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Export all tables and what describes them.

    csv is one zip file that is a Data Package; xlsx has a sheet per table and a codebook;
    sqlite and duckdb have views that add the names to the ids.
    """
    from rich.console import Console
    from rich.progress import Progress

    from iraqdata.publishing.exporting.export import export
    from iraqdata.reading.catalogue import packaged

    # Only people at a terminal are shown the progress.
    console = Console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(format, total=len(packaged().tables))

        def progress(table: str) -> None:
            bar.update(task, advance=1, description=table)

        written = export(format, dest, force=force, progress=progress)
    typer.echo(written)
