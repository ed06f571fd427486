"""`iraqdata export FORMAT DEST`: all tables in the format of another program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

# Back to the start of the line, which is emptied.
CLEAR = "\r\x1b[K"


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
    from iraqdata.publishing.exporting.export import export

    try:
        written = export(format, dest, force=force, progress=_shown)
    finally:
        if sys.stderr.isatty():
            typer.echo(CLEAR, nl=False, err=True)
    typer.echo(written)


def _shown(table: str) -> None:
    """Tell people at a terminal which table is being written, always on the same line."""
    from iraqdata.reading.catalogue import packaged

    if sys.stderr.isatty():
        tables = list(packaged().tables)
        typer.echo(f"{CLEAR}{tables.index(table) + 1}/{len(tables)} {table}", nl=False, err=True)
