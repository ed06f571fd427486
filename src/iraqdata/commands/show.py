"""`iraqdata show TABLE`: print the records of a table."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from iraqdata.errors import IraqdataError


def show(
    table: Annotated[str, typer.Argument(help="A table's name.", show_default=False)],
    where: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE; of several, all must hold.", show_default=False),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="Columns, separated by commas.", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="At most this many records.", show_default=False)
    ] = None,
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """Show the records of a table.

    COLUMN=VALUE compares the cell as text; in a list any item may match, and COLUMN= finds
    empty cells. A single record is shown whole.
    """
    from iraqdata.commands import output
    from iraqdata.reading.catalogue import packaged

    output.choice(format, ("table", "csv", "json"), "--format")
    found = packaged().table(table)
    conditions = [_condition(found, text) for text in where or []]
    wanted = [name.strip() for name in columns.split(",")] if columns else found.columns
    for name in wanted:
        found.field(name)
    records = _select(table, conditions)
    shown = [{name: row[name] for name in wanted} for row in records[:limit]]
    if format == "json":
        output.as_json(shown)
    elif format == "csv":
        output.as_csv(shown, wanted)
    elif len(shown) == 1:
        output.record(shown[0])
    elif not shown:
        typer.echo(f"no record of {table} matches" if where else f"{table} has no records")
    else:
        fitting = wanted if columns else _that_fit(found, shown)
        output.table(shown, fitting)
        _footer(len(shown), len(records), len(wanted) - len(fitting))


def _condition(table: Any, text: str) -> tuple[dict[str, Any], str]:
    column, sign, value = text.partition("=")
    if not sign:
        raise IraqdataError(f"--where {text!r} is not COLUMN=VALUE")
    return table.field(column.strip()), value


def _select(name: Any, conditions: list[tuple[dict[str, Any], str]]) -> list[dict[str, Any]]:
    from iraqdata.commands.output import text
    from iraqdata.reading.loading import load

    def holds(row: dict[str, Any]) -> bool:
        for field, value in conditions:
            cell = text(row[field["name"]])
            if cell != value and value not in cell.split(field.get("delimiter", "\0")):
                return False
        return True

    return [row for row in load(name, engine="pyarrow").to_pylist() if holds(row)]


def _that_fit(table: Any, rows: list[dict[str, Any]]) -> list[str]:
    """The first columns that have a value and find room beside each other, the key before all.

    References to other tables give way to what the table itself says.
    """
    from iraqdata.commands.output import GAP, ID_WIDTH, text, width

    references = {column for foreign in table.foreign_keys for column in foreign["fields"]}
    telling = [column for column in table.columns if column not in {*references, *table.key}]
    room = width()
    chosen: list[str] = []
    for column in [*table.key, *telling]:
        longest = max(len(text(row[column])) for row in rows)
        if longest:
            # A text may fold, but in a column narrower than this it is hard to read.
            folded = ID_WIDTH if column.endswith("_id") else 26
            room -= max(len(column), min(longest, folded)) + GAP
            if room < 0:
                break
            chosen.append(column)
    return chosen or list(table.key[:1])


def _footer(shown: int, matching: int, hidden: int) -> None:
    parts = [f"{shown} of {matching} records" if shown < matching else f"{shown} records"]
    if hidden:
        parts.append(f"{hidden} more columns: --columns a,b or --format json")
    typer.echo("; ".join(parts))
