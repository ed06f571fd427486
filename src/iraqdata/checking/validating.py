"""Validating: what `iraqdata.validate` does, from a path to a report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from iraqdata.checking.beside import copies
from iraqdata.checking.report import MAX_FINDINGS, Report
from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Progress


def validate(
    path: str | os.PathLike[str] | None = None,
    *,
    table: str | None = None,
    strict: bool = False,
    max_findings: int = MAX_FINDINGS,
    progress: Progress | None = None,
) -> Report:
    """Check tables against their schema and the rules of this package.

    Parameters
    ----------
    path
        A `datapackage.json` (Data Package v1 or v2), a folder that holds one or holds files
        called like the tables, or one CSV or Parquet file. The packaged tables by default.
    table
        For a single file, the table whose schema it has (by default the one it is called
        after); for a package, the only table to check.
    strict
        Count departures from the canonical form as errors in others' tables too.
    max_findings
        How many findings to keep; all are counted.
    progress
        Called now and then with the share of the bytes read, 0 to 1.

    Returns
    -------
    A Report: `.valid`, `.findings`, `.to_dict()`. Each finding has `code`, `severity`, `table`,
    `row` (the line on which the record begins, the header is line 1; in Parquet the number of
    the record plus 1), `record_id`, `field`, `value` and `message`.

    Raises
    ------
    IraqdataError
        There is nothing to check, or no telling what to check it against.
    """
    try:
        where = Path(path) if path is not None else None
    except TypeError:
        raise IraqdataError(
            f"validate takes the path of a package, folder or file, not a {type(path).__name__}; "
            "a data frame is checked by iraqdata.schema(TABLE).validate(frame)"
        ) from None
    if isinstance(max_findings, bool) or not isinstance(max_findings, int) or max_findings < 0:
        raise IraqdataError(f"max_findings is a number from 0, not {max_findings!r}")
    report = Report(
        checked=str(where) if where is not None else "the packaged tables",
        max_findings=max_findings,
        strict=strict,
    )
    waiting = copies.expect(where or packaged().root, report)
    # What is imported only now takes as long as the other process to start.
    from iraqdata.checking.package.opening import open_package
    from iraqdata.checking.tables import Tables

    try:
        package = open_package(where, table, report)
    except BaseException:
        if waiting:
            waiting.close()
        raise
    comparison = copies.start(waiting, package.tables if package else [], report)
    if package is not None:
        tables = Tables(package, report, progress)
        try:
            tables.check()
            if comparison:
                copies.finish(comparison, tables)
        finally:
            if comparison:
                comparison.close()
    if not report.tables and report.valid and not (package and package.other_files):
        report.add("nothing-checked", "no table was read, so nothing was checked")
    report.sort()
    return report
