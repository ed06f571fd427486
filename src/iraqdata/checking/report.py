"""What a validation found: findings, each with its place, and what was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from iraqdata.checking.rules import RULES

Severity = Literal["error", "warning"]

# Enough to locate every fault of a table of a million rows of which one in a hundred is bad.
MAX_FINDINGS = 100_000

# A cell may hold a whole book; a finding shows its beginning.
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and its place.

    `row` is the line of `file` on which the record begins (the header is 1), for Parquet the
    number of the record plus 1; None for what concerns a whole file or package.
    """

    code: str
    severity: Severity
    table: str | None
    row: int | None
    record_id: str | None
    field: str | None
    value: str | None
    message: str
    file: str = ""


def _whole_characters(text: str | None) -> str | None:
    """A text that can be printed: JSON and file names can hold halves of characters."""
    if text is None or text.isascii():
        return text
    return text.encode(errors="replace").decode()


def shown_path(path: Path) -> str:
    """A path as a report names it: from the working folder when it lies in that."""
    try:
        here = Path.cwd()
    except OSError:  # The working folder has been deleted.
        return str(path)
    shown = str(path.relative_to(here) if path.is_relative_to(here) else path)
    return shown.encode(errors="replace").decode()


@dataclass
class TableChecked:
    """One table that was looked at: its file and how many records were read from it."""

    table: str
    path: str
    rows: int = 0
    # Of each further file: the line of the whole on which it begins, its path, the line of its own.
    parts: list[tuple[int, str, int]] = field(default_factory=list, repr=False)


@dataclass
class Report:
    """The outcome of a validation.

    `findings` holds at most `max_findings` of them, in the order of tables and rows; `totals`
    counts all, by severity. `not_checked` names what could not be checked, and why: it is
    empty when nothing was skipped.
    """

    checked: str
    max_findings: int = MAX_FINDINGS
    findings: list[Finding] = field(default_factory=list)
    tables: list[TableChecked] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    claims: int = 0
    passages: int = 0
    counts: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    strict: bool = False
    descriptor: str | None = None

    @property
    def valid(self) -> bool:
        """Whether no error was found; warnings do not make data wrong."""
        return self.totals["error"] == 0

    @property
    def rows(self) -> int:
        """Records read, in all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def totals(self) -> dict[Severity, int]:
        """True number of findings by severity, also of those beyond `max_findings`."""
        totals: dict[Severity, int] = {"error": 0, "warning": 0}
        for (severity, _), number in self.counts.items():
            totals[severity] += number
        return totals

    def add(
        self,
        code: str,
        message: str,
        *,
        table: str | None = None,
        row: int | None = None,
        record_id: str | None = None,
        field: str | None = None,
        value: str | None = None,
        ours: bool = True,
    ) -> None:
        """Note one fault; `ours` says whether the table is one of this package's schema."""
        severity = self.severity(code, ours)
        self.counts[severity, code] += 1
        if len(self.findings) < self.max_findings:
            if value is not None and len(value) > _SHOWN:
                value = value[:_SHOWN] + "…"
            texts = map(_whole_characters, (table, record_id, field, value, message))
            table, record_id, field, value, told = texts
            self.findings.append(
                Finding(code, severity, table, row, record_id, field, value, told or "")
            )

    def count(self, code: str, number: int, ours: bool = True) -> None:
        """Count faults that are not told one by one."""
        if number:
            self.counts[self.severity(code, ours), code] += number

    def severity(self, code: str, ours: bool) -> Severity:
        """How much a rule weighs: what the standard allows is no error in others' tables."""
        rule = RULES[code]
        if rule.severity == "warning":
            return "warning"
        lenient = rule.severity == "canonical" or rule.family in ("sense", "evidence")
        return "warning" if lenient and not ours and not self.strict else "error"

    def _placed(self, finding: Finding) -> Finding:
        """A finding with its file, as a path from the working folder, and the line in that."""
        for table in self.tables:
            if table.table == finding.table:
                for line, path, own in reversed(table.parts):
                    if finding.row is not None and finding.row >= line:
                        return replace(finding, file=path, row=finding.row - line + own)
                return replace(finding, file=table.path)
        return replace(finding, file=self.descriptor or self.checked)

    def sort(self) -> None:
        """Put the findings in the order of tables and rows, and name their files."""
        order = {table.table: number for number, table in enumerate(self.tables)}
        self.findings.sort(
            key=lambda finding: (
                order.get(finding.table or "", -1),
                finding.row or 0,
                finding.field or "",
                finding.code,
            )
        )
        self.findings = list(map(self._placed, self.findings))

    def __str__(self) -> str:
        from iraqdata.checking.printing import as_text

        return "\n".join(as_text(self))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, ready for JSON.

        `docs/validating.md` says what each means. `format` rises when one changes its meaning.
        """
        return {
            "format": 1,
            "valid": self.valid,
            "strict": self.strict,
            "checked": self.checked,
            "rows": self.rows,
            "claims": self.claims,
            "passages": self.passages,
            "errors": self.totals["error"],
            "warnings": self.totals["warning"],
            "complete": len(self.findings) == sum(self.totals.values()),
            "tables": [
                {"table": one.table, "path": one.path, "rows": one.rows} for one in self.tables
            ],
            "not_checked": self.not_checked,
            "counts": [
                {"code": code, "severity": severity, "number": number}
                for (severity, code), number in sorted(self.counts.items())
            ],
            "findings": [asdict(one) for one in self.findings],
        }
