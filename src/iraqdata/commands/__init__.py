"""The command line: one module per command, each a thin layer over the functions of the package."""

from __future__ import annotations

import importlib
import os
import sys

import typer

# In the order of the help text; each module has one function of the command's name.
COMMANDS = (
    "tables",
    "show",
    "describe",
    "path",
    "evidence",
    "contested",
    "verify",
    "cite",
    "validate",
    "passages",
    "build",
    "diff",
    "export",
    "site",
    "release",
)

app = typer.Typer(
    name="iraqdata",
    help="Iraq's external relations, 2003-2015, as linked tables whose every row can be traced.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        import iraqdata

        typer.echo(f"iraqdata {iraqdata.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    """Exit codes: 0 fine, 1 the data is wrong, 2 the command could not run."""


for _name in COMMANDS:
    app.command(_name)(getattr(importlib.import_module(f"iraqdata.commands.{_name}"), _name))


def run() -> None:
    """The entry point: what cannot be done ends in one line and exit code 2, never a traceback."""
    from iraqdata.errors import IraqdataError

    try:
        app()
    except IraqdataError as error:
        print(f"iraqdata: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone; the interpreter must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
