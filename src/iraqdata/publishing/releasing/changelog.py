"""The changelog: its sections, and the table of counts that is written into one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from iraqdata.errors import IraqdataError
from iraqdata.publishing.comparing.difference import TableCounts
from iraqdata.publishing.comparing.report import count_table
from iraqdata.publishing.files import replace

BEGIN = "<!-- Written by `iraqdata release`; do not edit. -->"
END = "<!-- End of what `iraqdata release` writes. -->"

_HEADING = re.compile(
    r"^## \[(?P<name>[^]]+)\](?: - (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[Uu]nreleased))?"
    r"(?: \[YANKED\])?\s*$"
)


@dataclass(frozen=True)
class Section:
    """One section of a changelog: `name` is a version or `Unreleased`, `text` what it says.

    `date` is None for a version that is not released yet.
    """

    name: str
    date: str | None
    text: str

    @property
    def block(self) -> str | None:
        """The counts written into it, None if there are none."""
        found = re.search(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", self.text, re.DOTALL)
        return found[1].strip() if found else None


def sections(path: Path) -> list[Section]:
    """The sections of a changelog, newest first; raises IraqdataError for an odd heading."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        raise IraqdataError(f"there is no changelog {path}") from None
    found: list[tuple[re.Match[str], list[str]]] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("## "):
            if not (heading := _HEADING.match(line)):
                raise IraqdataError(
                    f"{path} line {number}: a heading is ## [Unreleased] or "
                    "## [1.2.3] - 2026-01-31 (or - unreleased)"
                )
            found.append((heading, []))
        elif found:
            found[-1][1].append(line)
    return [
        Section(
            heading["name"],
            None if "nreleased" in (heading["date"] or "unreleased") else heading["date"],
            "".join(text),
        )
        for heading, text in found
    ]


def block(tables: list[TableCounts]) -> str:
    """The table of counts for a release: all tables, with their rows now."""
    return "\n".join(count_table(tables))


def write_block(path: Path, version: str, content: str) -> None:
    """Put a block into the section of a version, in place of the one that is there.

    Raises IraqdataError when the changelog has no such section.
    """
    text = path.read_text(encoding="utf-8")
    section = next((found for found in sections(path) if found.name == version), None)
    if section is None:
        raise IraqdataError(f"{path} has no section ## [{version}] - unreleased; write it first")
    written = f"{BEGIN}\n\n{content}\n\n{END}"
    if section.block is None:
        new = f"{section.text.rstrip()}\n\n{written}\n\n"
    else:
        old = section.text
        new = old[: old.index(BEGIN)] + written + old[old.index(END) + len(END) :]
    # Of equal sections the first is meant, and it comes after its heading.
    start = text.index(f"## [{version}]")
    start = text.index("\n", start) + 1
    whole = text[:start] + new + text[start + len(section.text) :]
    replace(path, (whole.rstrip() + "\n").encode())
