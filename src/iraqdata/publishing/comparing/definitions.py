"""Comparing what two descriptors say of a package, its tables and its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iraqdata.publishing.comparing.versions import Level
from iraqdata.reading.catalogue import Catalogue, Table

# What changes with every build or release and says nothing of its own.
STAMPS = {"version", "created", "digest", "bytes", "hash", "rows"}

# Properties of a column that say what its values are, not how it is presented.
MEANING = {"format", "delimiter", "rdfType", "unit", "missingValues"}


@dataclass(frozen=True)
class Reason:
    """One thing that differs, and the level of change that it amounts to."""

    level: Level
    table: str
    field: str
    what: str

    def __str__(self) -> str:
        """One line for people."""
        subject = ".".join(part for part in (self.table, self.field) if part) or "package"
        return f"{subject}: {self.what}"


def compare(old: Catalogue, new: Catalogue) -> Iterator[Reason]:
    """Everything that differs between the definitions of two packages."""
    kept_apart = STAMPS | {"resources"}
    for name in _differing(old.descriptor, new.descriptor, kept_apart):
        yield Reason("patch", "", "", f"{name} changed")
    for name in sorted(old.tables.keys() - new.tables.keys()):
        yield Reason("major", name, "", "table removed")
    for name in sorted(new.tables.keys() - old.tables.keys()):
        yield Reason("minor", name, "", "table added")
    for name, table in new.tables.items():
        if name in old.tables:
            yield from _tables(old, new, old.tables[name], table)


def _tables(old: Catalogue, new: Catalogue, before: Table, after: Table) -> Iterator[Reason]:
    name = after.name
    resources = _resource(old, name), _resource(new, name)
    for property in _differing(*resources, STAMPS | {"schema"}):
        yield Reason("patch", name, "", f"{property} changed")
    schemas = resources[0]["schema"], resources[1]["schema"]
    for property in _differing(*schemas, {"fields", "primaryKey", "foreignKeys"}):
        level: Level = "major" if property in MEANING else "patch"
        yield Reason(level, name, "", f"{property} changed")
    if before.key != after.key:
        yield Reason(
            "major", name, "", f"key changed from {', '.join(before.key)} to {', '.join(after.key)}"
        )
    yield from _foreign_keys(before, after)
    fields = {field["name"]: field for field in before.fields}
    for field in after.fields:
        if field["name"] not in fields:
            yield Reason("minor", name, field["name"], "column added")
        else:
            for level, what in _fields(fields[field["name"]], field):
                yield Reason(level, name, field["name"], what)
    for column in before.columns:
        if column not in after.columns:
            yield Reason("major", name, column, "column removed")
    if [c for c in before.columns if c in after.columns] != [
        c for c in after.columns if c in before.columns
    ]:
        yield Reason("patch", name, "", "columns in another order")


def _foreign_keys(before: Table, after: Table) -> Iterator[Reason]:
    keys = [
        {
            tuple(key["fields"]): (
                key["reference"].get("resource") or table.name,
                tuple(key["reference"]["fields"]),
            )
            for key in table.foreign_keys
        }
        for table in (before, after)
    ]
    for columns in sorted(keys[0].keys() | keys[1].keys()):
        was, now = (side.get(columns) for side in keys)
        field = ", ".join(columns)
        if was is None and now is not None:
            yield Reason("major", after.name, field, f"must refer to {now[0]} now")
        elif now is None and was is not None:
            yield Reason("minor", after.name, field, f"need no longer refer to {was[0]}")
        elif was is not None and now is not None and was != now:
            yield Reason("major", after.name, field, f"refers to {now[0]} instead of {was[0]}")


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[Level, str]]:
    if before["type"] != after["type"]:
        yield "major", f"type changed from {before['type']} to {after['type']}"
    constraints = before.get("constraints", {}), after.get("constraints", {})
    for name in sorted(constraints[0].keys() | constraints[1].keys()):
        # A constraint that is false is the same as none.
        was, now = (None if side.get(name) is False else side.get(name) for side in constraints)
        yield from _constraint(name, was, now)
    for property in _differing(before, after, {"name", "type", "constraints"}):
        if property in MEANING and property in before:
            yield "major", f"{property} changed: that is its meaning"
        else:
            yield "patch", f"{property} changed"


def _constraint(name: str, was: Any, now: Any) -> Iterator[tuple[Level, str]]:
    if was == now:
        return
    if name == "enum" and was is not None and now is not None:
        gone = [str(code) for code in was if code not in now]
        added = [str(code) for code in now if code not in was]
        if gone:
            yield "major", f"no longer allows {', '.join(gone)}"
        if added:
            yield "minor", f"allows {', '.join(added)} too"
        if not gone and not added:
            yield "patch", "allowed values in another order"
    elif was is None:
        yield "major", f"{name} is demanded now ({_short(now)})"
    elif now is None:
        yield "minor", f"{name} is no longer demanded (was {_short(was)})"
    elif name in ("minimum", "minLength", "maximum", "maxLength"):
        looser = now < was if name.startswith("min") else now > was
        yield "minor" if looser else "major", f"{name} changed from {was} to {now}"
    else:
        # Of two patterns nobody can say in general which allows more.
        yield "major", f"{name} changed from {_short(was)} to {_short(now)}"


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _differing(before: dict[str, Any], after: dict[str, Any], apart: set[str]) -> list[str]:
    names = (before.keys() | after.keys()) - apart
    return sorted(name for name in names if before.get(name) != after.get(name))


def _resource(catalogue: Catalogue, name: str) -> dict[str, Any]:
    resources: list[dict[str, Any]] = catalogue.descriptor["resources"]
    return next(resource for resource in resources if resource["name"] == name)
