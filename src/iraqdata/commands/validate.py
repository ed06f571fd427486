"""`iraqdata validate [PATH]`: whether tables are sound, and what is wrong where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from iraqdata.checking.report import Report


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
        bool, typer.Option("--strict", help="Count warnings on form as errors.")
    ] = False,
    max_findings: Annotated[
        int, typer.Option(min=0, help="Show at most this many; all are counted.")
    ] = 1000,
) -> None:
    """Check tables: exit code 0 when they are valid, 1 when they are not."""
    from iraqdata.checking.validating import validate
    from iraqdata.commands import output

    output.choice(format, ("text", "json", "github"), "--format")
    with output.progress("checking") as progress:
        report = validate(
            path, table=table, strict=strict, max_findings=max_findings, progress=progress
        )
    if format == "json":
        output.as_json(report.to_dict())
    elif format == "github":
        _annotations(report)
    else:
        _text(report)
    if not report.valid:
        raise typer.Exit(1)


def _text(report: Report) -> None:
    from iraqdata.commands import output

    files = {table.table: table.path for table in report.tables}
    lines = _lines(report)
    heading = None
    for finding in report.findings:
        place = files.get(finding.table or "") or finding.table or report.checked
        if place != heading:
            typer.echo(("" if heading is None else "\n") + output.shortened(place))
            heading = place
        where = [f"line {finding.row}" if finding.row else "", finding.field or ""]
        parts = [*filter(None, where), finding.code]
        if finding.severity == "warning":
            parts.append("(warning)")
        typer.echo(output.shortened("  " + "  ".join(parts)))
        shown = f"{finding.value!r}: " if finding.value else ""
        typer.echo(output.folded(shown + finding.message, first="    ", rest="    "))
        line = lines.get((finding.table, finding.row))
        if line:
            typer.echo(output.shortened(f"    | {line}"))
    if report.findings:
        typer.echo()
    _summary(report)


def _summary(report: Report) -> None:
    from iraqdata.commands import output

    totals = report.totals
    kept = len(report.findings)
    found = totals["error"] + totals["warning"]
    if kept < found:
        typer.echo(f"{kept} of {found} findings shown")
    if found:
        for (severity, code), number in sorted(report.counts.items()):
            typer.echo(f"  {number:>7}  {code} ({severity})")
    for note in report.not_checked:
        typer.echo(output.folded(f"not checked: {note}"))
    verdict = "valid" if report.valid else "not valid"
    summary = (
        f"{verdict}: {_many(totals['error'], 'error')}, {_many(totals['warning'], 'warning')}; "
        f"checked {_many(report.rows, 'row')} in {_many(len(report.tables), 'table')}, "
        f"{_many(report.claims, 'claim')}, {_many(report.passages, 'passage')}"
    )
    typer.echo(output.folded(summary))


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _lines(report: Report) -> dict[tuple[str | None, int | None], str]:
    """The lines of CSV files on which findings stand."""
    wanted: dict[str, set[int]] = {}
    for finding in report.findings:
        if finding.table and finding.row:
            wanted.setdefault(finding.table, set()).add(finding.row)
    found: dict[tuple[str | None, int | None], str] = {}
    for table in report.tables:
        numbers = wanted.get(table.table)
        if not numbers or not table.path.endswith((".csv", ".tsv")):
            continue
        last = max(numbers)
        with Path(table.path).open("rb") as file:
            number = 0
            # Bounded: a line may be as long as the file.
            while number < last and (line := file.readline(1 << 20)):
                number += line.endswith(b"\n")
                if number in numbers and line.endswith(b"\n"):
                    found[table.table, number] = _visible(line[:400].decode(errors="replace"))
    return found


def _visible(line: str) -> str:
    """A line as it can be shown, its control characters as escapes."""
    return "".join(
        character if character.isprintable() else repr(character)[1:-1]
        for character in line.rstrip("\r\n")
    )


def _annotations(report: Report) -> None:
    """Findings as workflow commands, which GitHub shows beside the lines."""
    files = {table.table: table.path for table in report.tables}
    for finding in report.findings:
        place = files.get(finding.table or "", "")
        properties = [f"title={_escaped(finding.code, ':,')}"]
        if place:
            properties.insert(0, f"file={_escaped(place, ':,')}")
            if finding.row:
                properties.insert(1, f"line={finding.row}")
        where = " ".join(filter(None, (finding.table, finding.record_id, finding.field)))
        shown = f" ({finding.value!r})" if finding.value else ""
        message = _escaped(f"{where}: {finding.message}{shown}", "")
        typer.echo(f"::{finding.severity} {','.join(properties)}::{message}")
    _summary(report)


def _escaped(text: str, more: str) -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
