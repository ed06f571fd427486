"""Copies: whether the Parquet file beside a CSV file holds the same cells.

This is found out in a process of its own while other checks go on: Arrow takes longer to import
than a small package to be checked, and a damaged Parquet file must not take them down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iraqdata.checking.beside import processes

if TYPE_CHECKING:
    from pathlib import Path

    from iraqdata.checking.package.spec import TableSpec
    from iraqdata.checking.report import Report
    from iraqdata.checking.tables import Tables


def expect(path: Path, report: Report) -> processes.Process | None:
    """A process for the comparison, where there seem to be copies: it starts while we read on."""
    near = ("*.parquet", "*/*.parquet")
    try:
        folder = path if path.is_dir() else path.parent
        found = any(next(folder.glob(name), None) for name in near)
    except OSError:
        # Whoever opens the package says why it cannot be.
        return None
    return _started(report) if found else None


def _started(report: Report) -> processes.Process | None:
    try:
        return processes.Process("iraqdata.checking.beside.comparison")
    except OSError as error:
        report.not_checked.append(f"Parquet copies: no process could be started: {error}")
        return None


def start(
    process: processes.Process | None, specs: list[TableSpec], report: Report
) -> processes.Process | None:
    """Begin to compare the tables that have copies, in a process that waits for it or a new one.

    None where no table has a copy.
    """
    jobs = [
        {
            "table": spec.name,
            "csv": str(spec.path),
            "parquet": str(spec.parquet),
            "delimiter": spec.delimiter,
            "quote": spec.quote,
            "key": list(spec.key),
            "fields": [[field["name"], field.get("type", "string")] for field in spec.fields],
        }
        for spec in specs
        if spec.parquet and spec.parquet.is_file()
    ]
    if not jobs:
        if process:
            process.close()
        return None
    process = process or _started(report)
    if process:
        process.give(jobs, sum(spec.size for spec in specs))
    return process


def finish(process: processes.Process, tables: Tables) -> None:
    """Wait for the comparison to end, and report what it found."""
    answers, trouble = process.answers()
    ended = set()
    for answer in answers:
        table = answer.pop("table")
        if "ended" in answer:
            ended.add(table)
            tables.report.count("parquet-differs", answer["untold"])
        elif "index" not in answer:
            tables.report.add(table=table, **answer)
        elif tables.sound(table):
            # Where records had to be left out, places in the two files do not correspond.
            tables.add(table=table, **answer)
    for spec in tables.package.tables:
        if trouble and spec.parquet and spec.parquet.is_file() and spec.name not in ended:
            message = f"the copy of {spec.name} could not be compared: {trouble}"
            tables.report.add("parquet-unreadable", message, table=spec.name)
            return
