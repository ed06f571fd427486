"""What is to be checked: the tables of a package, each with its file and its schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass
class TableSpec:
    """One table to be checked: where it is, and what its schema says."""

    name: str
    # The file, or the first of several that make up the table; of data inside it, the descriptor.
    path: Path
    fields: list[dict[str, Any]]
    key: tuple[str, ...] = ()
    unique_keys: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)
    missing: frozenset[str] = frozenset({""})
    more_paths: tuple[Path, ...] = ()
    # csv, parquet, or data: records as JSON has them.
    format: str = "csv"
    data: Any = None
    encoding: str = "utf-8"
    # gz, zip, bz2, xz, or nothing.
    compression: str = ""
    delimiter: str = ","
    quote: str = '"'
    has_header: bool = True
    crlf: bool = False
    caseless: bool = False
    fields_match: str = "exact"
    # Whether it has all columns of the packaged table of its name; or at least its key.
    ours: bool = False
    kin: bool = False
    rows: int | None = None
    hash: tuple[str, str] | None = None
    parquet: Path | None = None
    # What our reader does not know of the file, and our checks not of some columns: another
    # validator is asked, about the whole table or about these columns.
    foreign_features: list[str] = field(default_factory=list)
    foreign_columns: dict[str, list[str]] = field(default_factory=dict)
    # What nobody knows.
    unread: list[str] = field(default_factory=list)
    # What that is told of the table, besides its schema and its files.
    resource: dict[str, Any] = field(default_factory=dict)
    position: int = 0

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [field["name"] for field in self.fields]

    @property
    def is_typed(self) -> bool:
        """Whether cells come as values that have a type, and not as text."""
        return self.format in ("parquet", "data")

    @property
    def size(self) -> int:
        """Bytes of the files; data inside a descriptor has none of its own."""
        if self.data is not None:
            return 0
        return sum(path.stat().st_size for path in (self.path, *self.more_paths))


@dataclass
class Package:
    """What is to be checked: the tables, and what the descriptor says of the whole."""

    name: str
    root: Path
    version: str
    tables: list[TableSpec]
    ours: bool
    other_files: int = 0
