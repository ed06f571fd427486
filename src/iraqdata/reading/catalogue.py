"""The catalogue: where the packaged tables are and what `datapackage.json` says of them.

Everything else asks here for a table's columns, types and keys, so that the
descriptor stays their one definition.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError, UnknownTableError


@dataclass(frozen=True)
class Table:
    """One table as the descriptor defines it."""

    name: str
    title: str
    description: str
    fields: tuple[dict[str, Any], ...]
    key: tuple[str, ...]
    foreign_keys: tuple[dict[str, Any], ...]
    rows: int | None
    hash: str | None
    csv: Path

    @property
    def parquet(self) -> Path:
        """The Parquet file beside the CSV, with the same cells."""
        return self.csv.with_suffix(".parquet")

    @property
    def columns(self) -> list[str]:
        """Column names, in the order of the file."""
        return [field["name"] for field in self.fields]

    def field(self, column: str) -> dict[str, Any]:
        """The definition of one column; raises IraqdataError for one that the table has not."""
        for field in self.fields:
            if field["name"] == column:
                return field
        raise IraqdataError(
            f"the table {self.name} has no column {column!r}{did_you_mean(column, self.columns)}"
            f"; it has {', '.join(self.columns)}"
        )


@dataclass(frozen=True)
class Catalogue:
    """A package of tables: its folder, its descriptor, its tables by name."""

    root: Path
    descriptor: dict[str, Any]
    tables: dict[str, Table]

    @property
    def version(self) -> str:
        """Version of the data, as the descriptor gives it."""
        return str(self.descriptor["version"])

    def table(self, name: str) -> Table:
        """The table of that name; raises UnknownTableError, which lists the tables there are."""
        try:
            return self.tables[name]
        except KeyError:
            raise UnknownTableError(
                f"there is no table {name!r}{did_you_mean(name, self.tables)}"
                f"; the tables are {', '.join(self.tables)}"
            ) from None


def did_you_mean(word: str, known: Any) -> str:
    """`" (did you mean 'events'?)"` when one of the known words is near, else nothing."""
    near = difflib.get_close_matches(str(word).lower(), list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def read(root: Path, place: str | None = None) -> Catalogue:
    """The catalogue of the package whose `datapackage.json` is in the folder `root`.

    Raises IraqdataError where there is none, or none of tables with keys; the message names
    `place`, where the folder came from.
    """
    place = place or str(root)
    try:
        descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
        tables = {resource["name"]: _table(root, resource) for resource in descriptor["resources"]}
    except FileNotFoundError:
        raise IraqdataError(
            f"there is no datapackage.json in {place}: name the folder that holds it"
        ) from None
    except OSError as error:
        raise IraqdataError(
            f"datapackage.json of {place} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise IraqdataError(f"datapackage.json of {place} is not JSON: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise IraqdataError(
            f"datapackage.json of {place} does not describe tables with keys "
            f"({error!r} is at fault)"
        ) from None
    return Catalogue(root=root, descriptor=descriptor, tables=tables)


def _table(root: Path, resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    key = schema["primaryKey"]
    return Table(
        name=resource["name"],
        title=resource.get("title", resource["name"]),
        description=resource.get("description", ""),
        fields=tuple(schema["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(schema.get("foreignKeys", ())),
        rows=resource.get("rows"),
        hash=resource.get("hash"),
        csv=root / resource["path"],
    )


@cache
def packaged() -> Catalogue:
    """The catalogue of the tables that come with this package."""
    return read(_packaged_root())


def _packaged_root() -> Path:
    package = Path(__file__).resolve().parents[1]
    # A wheel carries the descriptor inside the package; an editable install leaves it at the
    # top of the checkout, two folders up.
    for root in (package, package.parents[1]):
        if (root / "datapackage.json").is_file():
            return root
    raise IraqdataError(
        f"this installation of iraqdata has no tables: there is no datapackage.json in {package}; "
        "install it again"
    )
