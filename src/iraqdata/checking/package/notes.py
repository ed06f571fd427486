"""Notes on a descriptor: what is wrong with it, each with the place in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iraqdata.checking.report import Report


class Notes:
    """Puts what is wrong with a descriptor into the report."""

    def __init__(self, report: Report, path: Path) -> None:
        self.report = report
        self.path = path

    def wrong(
        self, place: str, message: str, *, value: Any = None, table: str | None = None,
        code: str = "descriptor", field: str | None = None, row: int | None = None,
    ) -> None:  # fmt: skip
        """Report what is wrong at a place, as `resources[0].name`."""
        shown = None if value is None else json.dumps(value, ensure_ascii=False, default=str)
        if shown is not None:
            # Half a character cannot be printed.
            shown = shown.encode(errors="replace").decode()
        self.report.add(
            code, f"{place}: {message}" if place else message,
            table=table, field=field, value=shown, row=row,
        )  # fmt: skip

    def licences(self, licences: list[dict[str, Any]], place: str) -> None:
        """Report licences that have neither a name nor a path."""
        for number, licence in enumerate(licences):
            if not ({"name", "path"} & licence.keys()):
                self.wrong(f"{place}[{number}]", "a licence has a name or a path", value=licence)
