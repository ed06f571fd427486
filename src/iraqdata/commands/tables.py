"""`iraqdata tables`: what there is."""

from __future__ import annotations


def tables() -> None:
    """List the tables with their titles, rows and columns."""
    from iraqdata.commands import output
    from iraqdata.reading.describing import table_list

    output.table(table_list(), ["table", "title", "rows", "columns"], right=["rows", "columns"])
