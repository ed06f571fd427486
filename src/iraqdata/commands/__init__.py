"""The command line: one module per command, each a thin layer over the functions of the package."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

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

# How every command looks.
_STYLE: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class _Commands(TyperGroup):
    """Imports a command when it is asked for: most of what a short one takes is importing."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in COMMANDS:
            from iraqdata.errors import IraqdataError
            from iraqdata.reading.catalogue import did_you_mean

            hint = did_you_mean(name, COMMANDS)
            raise IraqdataError(f"there is no command {name!r}{hint}; see `iraqdata --help`")
        command = typer.Typer(**_STYLE)
        command.command(name)(getattr(importlib.import_module(f"{__name__}.{name}"), name))
        return typer.main.get_command(command)


app = typer.Typer(
    name="iraqdata",
    cls=_Commands,
    help="Iraq's external relations, 2003-2015, as linked tables whose every row can be traced.",
    no_args_is_help=True,
    **_STYLE,
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


def run() -> None:
    """The entry point: what cannot be done ends in one line and exit code 2, never a traceback."""
    from iraqdata.errors import IraqdataError

    if sys.stdout is None:
        # Nobody listens: the exit code says all.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    elif hasattr(sys.stdout, "reconfigure"):
        # A terminal that cannot show Arabic shows what it can.
        sys.stdout.reconfigure(errors="backslashreplace")
    out = sys.stdout
    try:
        app()
    except IraqdataError as error:
        print(f"iraqdata: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        _forget_output()
        sys.exit(0)
    except OSError as error:
        # A disk that is full, say.
        _forget_output()
        print(f"iraqdata: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit:
        if sys.stdout is out:
            raise
        # typer puts something in its place when the reader of a pipe (`| head`) has gone.
        _forget_output()
        sys.exit(0)


def _forget_output() -> None:
    """Let nothing more be written, so that the interpreter does not complain at exit."""
    sys.stdout = sys.__stdout__
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
