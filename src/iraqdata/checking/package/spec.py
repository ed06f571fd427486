"""What is to be checked: the tables of a package, each with its file and its schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class TableSpec:
    """One table to be checked: its file, and what its schema says."""

    name: str
    path: Path
    fields: list[dict[str, Any]]
    key: tuple[str, ...] = ()
    unique_keys: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)
    missing: frozenset[str] = frozenset({""})
    delimiter: str = ","
    quote: str = '"'
    gz: bool = False
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
    position: int = 0

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [field["name"] for field in self.fields]

    @property
    def is_parquet(self) -> bool:
        """Whether the table is read from Parquet."""
        return self.path.suffix == ".parquet"


@dataclass
class Package:
    """What is to be checked: the tables, and what the descriptor says of the whole."""

    name: str
    root: Path
    descriptor_path: Path | None
    version: str
    tables: list[TableSpec]
    ours: bool
    other_files: int = 0
