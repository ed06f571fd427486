"""`iraqdata describe TABLE`: the data dictionary of one table."""

from __future__ import annotations

from typing import Annotated

import typer


def describe(
    table: Annotated[str, typer.Argument(help="A table's name.", show_default=False)],
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """Describe the columns of a table."""
    from iraqdata.commands import output
    from iraqdata.reading.describing import dictionary

    output.choice(format, ("table", "csv", "json"), "--format")
    rows = dictionary(table)
    if format == "json":
        output.as_json(rows)
    elif format == "csv":
        output.as_csv(rows, list(rows[0]))
    else:
        output.table(rows, ["column", "type", "key", "description"])
