"""`iraqdata cite [ID...]`: how to cite the package and the sources behind records."""

from __future__ import annotations

from typing import Annotated

import typer


def cite(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID...]", help="Ids of records.", show_default=False),
    ] = None,
    format: Annotated[str, typer.Option(help="text, bibtex or csl-json.")] = "text",
) -> None:
    """Cite the package, and the sources behind records."""
    from iraqdata.commands import output
    from iraqdata.proving.citing import FORMATS, citations

    output.choice(format, FORMATS, "--format")
    cited = citations(ids or None, format)
    if format == "text":
        cited = "\n".join(output.folded(line, rest="    ") for line in cited.split("\n"))
    typer.echo(cited)
