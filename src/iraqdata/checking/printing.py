"""Printing: a report as text for people, and as the workflow commands that GitHub shows."""

from __future__ import annotations

import os
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from iraqdata.checking import excerpts
from iraqdata.checking.excerpts import visible
from iraqdata.checking.report import Finding, Report
from iraqdata.checking.rules import RULES

# Findings of one rule in one column of a file that are shown in full; the rest is counted.
MOST_ALIKE = 5

# Characters of a value that are shown.
LONGEST_VALUE = 80

# What GitHub shows of each severity, for one step of a workflow.
MOST_ANNOTATIONS = 10


def as_text(report: Report, width: int = 80) -> Iterator[str]:
    """The lines of a report, no wider than `width`: findings by file, what to do, a summary."""
    for line in _as_text(report, width):
        # The log of a workflow may be where this is read.
        yield _harmless(line)


def _as_text(report: Report, width: int) -> Iterator[str]:
    for file, findings in _by_file(report).items():
        yield excerpts.cut(visible(file), width)
        yield from _file_as_text(file, findings, width)
        yield ""
    yield from _summary(report, width)


def _by_file(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.file].append(finding)
    return found


def _file_as_text(file: str, findings: list[Finding], width: int) -> Iterator[str]:
    groups: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    told = []
    for finding in findings:
        # What is wrong with a header is of one kind, whatever the column.
        group = groups[finding.code, finding.field if finding.row != 1 else None]
        group.append(finding)
        if len(group) <= MOST_ALIKE:
            told.append(finding)
    parquet = file.endswith(".parquet")
    text = file.endswith((".csv", ".tsv", ".txt", ".json"))
    lines = excerpts.lines(Path(file), {f.row for f in told if f.row}) if text else {}
    header = excerpts.header(Path(file)) if text else []
    for finding in told:
        where = ""
        if finding.row:
            where = f"record {finding.row - 1}" if parquet else f"line {finding.row}"
        severity = "(warning)" if finding.severity == "warning" else ""
        column = visible(finding.field or "")
        parts = [where, column, finding.code, severity, visible(finding.record_id or "")]
        yield excerpts.cut("  " + "  ".join(filter(None, parts)), width)
        yield from _folded(_message(finding), width)
        if finding.row in lines:
            place = header.index(finding.field) if finding.field in header else None
            excerpt, mark = excerpts.around(lines[finding.row], place, width - 6)
            yield f"    | {excerpt}"
            if mark:
                yield f"      {mark}"
    for (code, field), group in groups.items():
        if len(group) > MOST_ALIKE:
            rows = [finding.row for finding in group if finding.row]
            span = f", lines {min(rows)} to {max(rows)}" if rows and not parquet else ""
            where = visible(field or "the file")
            yield excerpts.cut(
                f"  … {len(group) - MOST_ALIKE} more: {code} in {where}{span}", width
            )


def _message(finding: Finding) -> str:
    # What the message says already is not shown twice.
    value = finding.value
    shown = excerpts.cut(repr(value), LONGEST_VALUE) if value else ""
    shown = f"{shown}: " if shown and shown not in finding.message else ""
    return visible(shown + finding.message)


def _summary(report: Report, width: int) -> Iterator[str]:
    totals = report.totals
    found = totals["error"] + totals["warning"]
    if len(report.findings) < found:
        yield f"{len(report.findings)} of {found} findings are kept, all are counted"
    for (severity, code), number in sorted(report.counts.items()):
        yield f"{number:>7}  {code} ({severity})"
        yield from _folded(RULES[code].remedy, width, indent=9)
    for note in report.not_checked:
        yield from _folded(f"not checked: {visible(note)}", width, indent=0)
    parts = [
        f"{'valid' if report.valid else 'not valid'}: {_many(totals['error'], 'error')}, "
        f"{_many(totals['warning'], 'warning')}; checked {visible(report.checked)}: "
        f"{_many(report.rows, 'row')} in {_many(len(report.tables), 'table')}"
    ]
    if report.claims:
        parts += [_many(report.claims, "claim"), _many(report.passages, "place") + " in documents"]
    yield from _folded(", ".join(parts), width, indent=0)


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _folded(text: str, width: int, indent: int = 4) -> list[str]:
    # Ids stay whole at hyphens.
    space = " " * indent
    return textwrap.wrap(
        text, width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False
    )


def as_annotations(report: Report) -> Iterator[str]:
    """The lines of a report for the log of a GitHub workflow.

    GitHub shows few annotations of a step: those are spread over rules and columns. All other
    findings are plain lines.
    """
    chosen = _spread(report)
    for number, finding in enumerate(report.findings):
        file = _in_workspace(finding.file)
        csv = file.endswith((".csv", ".tsv", ".json"))
        line = f"{finding.row}" if finding.row and csv else ""
        where = " ".join(filter(None, (finding.table, finding.record_id, finding.field)))
        where = visible(where)
        message = f"{where}: {_message(finding)}" if where else _message(finding)
        if number in chosen:
            properties = [f"file={_escaped(visible(file), ':,')}"]
            properties += [f"line={line}"] if line else []
            properties.append(f"title={_escaped(finding.code, ':,')}")
            message = _harmless(_escaped(message, ""))
            yield f"::{finding.severity} {','.join(properties)}::{message}"
        else:
            place = f"{file}:{line}" if line else file
            yield _harmless(f"{place}: {finding.severity} {finding.code}: {message}")
    for line in _summary(report, 1000):
        yield _harmless(line)


def _spread(report: Report) -> set[int]:
    """Places of the findings to annotate: the first of each kind, then the second, ..."""
    ranks: dict[str, list[tuple[int, int]]] = {"error": [], "warning": []}
    seen: Counter[tuple[str, str | None, str | None]] = Counter()
    for number, finding in enumerate(report.findings):
        kind = (finding.code, finding.table, finding.field)
        ranks[finding.severity].append((seen[kind], number))
        seen[kind] += 1
    return {number for some in ranks.values() for _, number in sorted(some)[:MOST_ANNOTATIONS]}


def _in_workspace(file: str) -> str:
    """A path as GitHub knows it: from the top of the repository, with slashes."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    path = Path(file)
    if workspace and path.resolve().is_relative_to(Path(workspace).resolve()):
        path = path.resolve().relative_to(Path(workspace).resolve())
    return path.as_posix()


def _harmless(line: str) -> str:
    """A line that the runner does not take for a command."""
    line = visible(line).replace("##[", "#.[")
    return f".{line}" if line.lstrip().startswith("::") else line


def _escaped(text: str, more: str) -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
