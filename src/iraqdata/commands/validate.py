"""`iraqdata validate [PATH]`: whether tables are sound, and what is wrong where."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def validate(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A datapackage.json, a folder, or one CSV or Parquet file; "
            "by default the tables of this package.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="The table that a single file is.", show_default=False),
    ] = None,
    format: Annotated[str, typer.Option(help="text, json or github.")] = "text",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Count departures from the canonical form as errors, in any tables."
        ),
    ] = False,
    max_findings: Annotated[
        int, typer.Option(min=0, help="Show at most this many; all are counted.")
    ] = 1000,
) -> None:
    """Check tables, and say what is wrong where.

    Exit codes: 0 valid, 1 not valid, 2 nothing could be checked.
    """
    from iraqdata.checking.beside import processes
    from iraqdata.checking.validating import validate
    from iraqdata.commands import output

    # Before numpy is imported.
    for name, value in processes.NO_MATRICES.items():
        os.environ.setdefault(name, value)
    output.choice(format, ("text", "json", "github"), "--format")
    with output.progress("checking") as progress:
        report = validate(
            path, table=table, strict=strict, max_findings=max_findings, progress=progress
        )
    # Not before the check, which starts a process first of all.
    from iraqdata.checking.printing import as_annotations, as_text

    if format == "json":
        output.lines([output.json_text(report.to_dict())])
    else:
        github = format == "github"
        output.lines(as_annotations(report) if github else as_text(report, output.width()))
    if not report.valid:
        raise typer.Exit(2 if ("error", "nothing-checked") in report.counts else 1)
