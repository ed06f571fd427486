"""How commands print: 80 columns, plain text when piped."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import did_you_mean

WIDTH = 80
ID_WIDTH = 40
FOLDED = 12  # What a column can be folded to and still be read.
GAP = 3  # Between the columns of a table.


def choice(value: str, allowed: Sequence[str], option: str) -> str:
    """`value` when it is one of those allowed; raises IraqdataError that lists them."""
    if value not in allowed:
        raise IraqdataError(
            f"{option} {value!r} is not known{did_you_mean(value, allowed)}"
            f"; it is one of {', '.join(allowed)}"
        )
    return value


def width() -> int:
    """Columns to fill: those of the terminal, or 80 where output is piped."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def text(value: Any) -> str:
    """One value as people read it; an empty string for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, right: Sequence[str] = ()
) -> None:
    """Print rows as a table no wider than the page; columns in `right` are aligned right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    widths = _widths(rows, columns)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        grid.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            width=widths[column],
        )
    for row in rows:
        grid.add_row(*(_plain(text(row[column])) for column in columns))
    Console(width=width(), highlight=False, soft_wrap=False).print(grid)


def _widths(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> dict[str, int]:
    """Widths that fill no more than the page; what is widest folds first, ids last of all."""
    widths = {
        column: max([len(column), *(len(text(row[column])) for row in rows)]) for column in columns
    }
    # One is left free: older versions of rich pad the last column too.
    room = width() - GAP * (len(columns) - 1) - 1
    while sum(widths.values()) > room:
        # An id is for copying and should stay in one piece.
        foldable = [
            column
            for column in columns
            if widths[column] > (ID_WIDTH if column.endswith("_id") else FOLDED)
        ]
        widest = max(foldable or columns, key=lambda column: widths[column])
        if widths[widest] == 1:
            break
        widths[widest] -= 1
    return widths


def record(row: Mapping[str, Any], *, indent: int = 0) -> None:
    """Print one record as lines of `column  value`, missing values left out."""
    shown = {column: text(value) for column, value in row.items() if text(value)}
    label = max(map(len, shown), default=0) + 2
    for column, value in shown.items():
        first = " " * indent + column.ljust(label)
        typer.echo(folded(value, first=first, rest=" " * (indent + label)))


def folded(value: str, *, first: str = "", rest: str = "") -> str:
    """A text folded to the width of the page, with what its first and other lines begin with."""
    # Without rich, whose import takes longer than most commands; ids stay whole at hyphens.
    return textwrap.fill(
        value, width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None] | None]:
    """What to call with the share that is done; None when nobody watches a terminal.

    The bar appears after two seconds: shorter work needs none.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=1.0)
    due = time.monotonic() + 2

    def show(share: float) -> None:
        if not bar.live.is_started and time.monotonic() > due:
            bar.start()
        bar.update(task, completed=share)

    try:
        yield show
    finally:
        bar.stop()


def lines(texts: Iterable[str]) -> None:
    """Print lines, as long as somebody reads them."""
    try:
        for one in texts:
            typer.echo(one)
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has seen enough; what the command found decides on its exit code all the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV with a header."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([text(row[column]) for column in columns] for row in rows)


def as_json(value: Any) -> None:
    """Print a value as JSON, days as text."""
    typer.echo(json_text(value))


def json_text(value: Any) -> str:
    """A value as JSON, days as text."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _plain(value: str) -> Any:
    # rich reads square brackets as markup; names of unnamed speakers stand in them.
    from rich.text import Text

    return Text(value)
