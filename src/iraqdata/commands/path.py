"""`iraqdata path TABLE`: where a table's file is."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def path(
    table: Annotated[str, typer.Argument(help="A table's name.", show_default=False)],
    format: Annotated[str, typer.Option(help="parquet or csv.")] = "parquet",
) -> None:
    """Print the path of a table's file."""
    from iraqdata.reading import loading

    name: Any = table
    kind: Any = format
    typer.echo(loading.path(name, format=kind))
