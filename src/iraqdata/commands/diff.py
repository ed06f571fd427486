"""`iraqdata diff OLD NEW`: what differs between two versions of the package."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

WHERE = "A folder, datapackage.json, wheel, or git tag."


def diff(
    old: Annotated[str, typer.Argument(help=WHERE, show_default=False)],
    new: Annotated[str, typer.Argument(help=WHERE, show_default=False)],
    format: Annotated[str, typer.Option(help="text, json or markdown.")] = "text",
    require: Annotated[
        str | None,
        typer.Option(
            help="none, patch, minor or major: exit 1 if the change is more than that.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare two packages cell by cell.

    Says which kind of change it is by the version rule (none, patch, minor, major) and why.
    Below version 1.0 a major change raises the minor number.
    """
    from iraqdata.commands import output
    from iraqdata.publishing.comparing import report
    from iraqdata.publishing.comparing.difference import compared
    from iraqdata.publishing.comparing.packages import opened
    from iraqdata.publishing.comparing.versions import LEVELS

    output.choice(format, ("text", "json", "markdown"), "--format")
    if require is not None:
        output.choice(require, LEVELS, "--require")
    with opened(old) as before, opened(new) as after, compared(before, after) as difference:
        if format == "json":
            sys.stdout.writelines(report.as_json(difference))
            typer.echo()
        elif format == "markdown":
            for line in report.as_markdown(difference):
                typer.echo(line)
        else:
            for line in report.as_text(difference):
                typer.echo(
                    output.folded(line, rest="      ") if len(line) > output.width() else line
                )
        if require is not None and LEVELS.index(difference.level) > LEVELS.index(require):
            typer.echo(f"the change is {difference.level}, not {require}", err=True)
            raise typer.Exit(1)
