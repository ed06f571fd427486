"""What readers make of a file: blocks of records, and faults of the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """Something wrong with a file rather than with a cell; `row` as in a finding."""

    code: str
    row: int | None
    message: str
    value: str | None = None


@dataclass
class Block:
    """Some whole records of a table: columns of text, lists or Arrow arrays."""

    columns: Sequence[Any]
    rows: int
    first_line: int
    # The lines on which records begin, where they do not stand one to a line.
    lines: Any = None
    faults: list[Fault] = field(default_factory=list)
    # How many more there are of each code.
    untold: Mapping[str, int] = field(default_factory=dict)

    def line(self, index: int) -> int:
        """The line on which the record at this place begins."""
        return int(self.lines[index]) if self.lines is not None else self.first_line + index


class Unreadable(Exception):
    """The file cannot be read on; what was wrong is in `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault
