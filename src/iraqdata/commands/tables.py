"""`iraqdata tables`: what there is."""

from __future__ import annotations

import typer

SHORT = 12


def tables() -> None:
    """List the tables: titles, rows, columns, digests."""
    from iraqdata.commands import output
    from iraqdata.publishing.digest import digests, of_tables
    from iraqdata.reading.catalogue import packaged
    from iraqdata.reading.describing import table_list

    found = digests(packaged())
    rows = [
        {**row, "digest": found[row["table"]].removeprefix("sha256:")[:SHORT]}
        for row in table_list()
    ]
    output.table(rows, ["table", "title", "rows", "columns", "digest"], right=["rows", "columns"])
    typer.echo(f"\nversion {packaged().version}, content digest of all tables:")
    typer.echo(of_tables(found))
