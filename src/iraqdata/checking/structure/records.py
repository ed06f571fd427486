"""Records as JSON has them, inside a descriptor or in a file, as a table of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Block, Fault, Unreadable


class Records:
    """A list of objects, or of lists of which the first has the names, as one block of records.

    `row` of a finding is the place of the record in the list, counted from 2 as in a file.
    """

    def __init__(self, spec: TableSpec) -> None:
        self.faults: list[Fault] = []
        self.end = 0
        # How an absent value is written among texts.
        self._nothing = "" if "" in spec.missing else min(spec.missing, default="")
        data = spec.data
        if isinstance(data, list) and all(isinstance(record, dict) for record in data):
            names = dict.fromkeys(name for record in data for name in record)
            # The order of the names of an object says nothing.
            self.header = [name for name in spec.columns if name in names or not data]
            self.header += [name for name in names if name not in spec.columns]
            rows = [[record.get(name) for name in self.header] for record in data]
        elif isinstance(data, list) and all(isinstance(record, list) for record in data):
            self.header = [str(name) for name in data[0]]
            rows = data[1:]
        else:
            message = "records are a list of objects, or of lists"
            raise Unreadable(Fault("unreadable-file", None, message))
        faults = [
            Fault(
                "ragged-row", number, f"{len(row)} cells where there are {len(self.header)} names"
            )
            for number, row in enumerate(rows, start=2)
            if len(row) != len(self.header)
        ]
        kept = [(n, row) for n, row in enumerate(rows, start=2) if len(row) == len(self.header)]
        columns = [[self._text(row[place]) for _, row in kept] for place in range(len(self.header))]
        self._block = Block(columns, len(kept), 2, [number for number, _ in kept], faults)

    def _text(self, value: Any) -> str:
        if value is None:
            return self._nothing
        if isinstance(value, str):
            return value.encode(errors="replace").decode()
        return json.dumps(value, ensure_ascii=False)

    def close(self) -> None:
        """Nothing is open."""

    def raw_blocks(self) -> Iterator[Records]:
        """The one block."""
        yield self

    def parse(self, _: Any) -> Block:
        """The records."""
        return self._block
