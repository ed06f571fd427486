"""The descriptor of a package against the Data Package standard.

A descriptor may come from anybody: its paths stay inside its folder, nothing is fetched, and
sizes are looked at before anything is read.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from iraqdata.checking.package import files, release, resources, shapes
from iraqdata.checking.package.notes import Notes
from iraqdata.checking.package.spec import Package, TableSpec
from iraqdata.checking.report import Report, shown_path
from iraqdata.reading.catalogue import did_you_mean

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"


def read(path: Path, report: Report) -> Package | None:
    """The package that a descriptor describes; None, with findings, where it describes none."""
    notes = Notes(report, path)
    report.descriptor = shown_path(path)
    descriptor = files.read_json(path, notes, path.name)
    if descriptor is None:
        return None
    if not isinstance(descriptor, dict):
        notes.wrong(path.name, "a descriptor is an object", code="descriptor-unreadable")
        return None
    descriptor = shapes.without_nulls(descriptor)
    for place, message, value in shapes.problems(descriptor, shapes.PACKAGE):
        notes.wrong(place, message, value=value)
    listed = descriptor.get("resources")
    if not isinstance(listed, list) or not listed:
        notes.wrong("resources", "a package lists at least one resource", value=listed)
        return None
    _properties(shapes.sound(descriptor, shapes.PACKAGE), notes)
    package = Package(
        name=str(descriptor.get("name", "")),
        root=path.resolve().parent,
        version=str(descriptor.get("version", "")),
        tables=[],
        ours=False,
    )
    names: set[str] = set()
    for number, resource in enumerate(listed):
        spec = resources.table_spec(resource, number, package.root, notes)
        if spec and spec.name in names:
            message = "two resources have this name"
            notes.wrong(f"resources[{number}].name", message, value=spec.name, table=spec.name)
        elif spec and spec.fields:
            package.tables.append(spec)
        elif spec:
            _other_file(spec, package, notes)
        if spec:
            names.add(spec.name)
        elif isinstance(resource, dict) and isinstance(resource.get("name"), str):
            names.add(resource["name"])
    package.ours = any(spec.ours for spec in package.tables)
    _references_exist(package, names, notes)
    release.check(package, descriptor, notes)
    return package


def _properties(descriptor: dict[str, Any], notes: Notes) -> None:
    created = descriptor.get("created")
    if created is not None and not _is_moment(created):
        notes.wrong("created", "a date and time, as 2026-01-31T00:00:00Z", value=created)
    notes.licences(descriptor.get("licenses", []), "licenses")


def _is_moment(text: str) -> bool:
    if not re.fullmatch(_MOMENT, text, re.ASCII | re.IGNORECASE):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def _other_file(spec: TableSpec, package: Package, notes: Notes) -> None:
    """A file that is no table: its hash is all there is to check."""
    package.other_files += 1
    if spec.hash and files.file_hash(spec.path, spec.hash[0]) != spec.hash[1]:
        notes.wrong(
            "", f"the file has another {spec.hash[0]} hash", value=spec.hash[1], table=spec.name,
            code="hash", field="hash",
        )  # fmt: skip


def _references_exist(package: Package, names: set[str], notes: Notes) -> None:
    specs = {spec.name: spec for spec in package.tables}
    for spec in package.tables:
        for columns, target, others in spec.foreign_keys:
            place = f"resources[{spec.position}].schema.foreignKeys"
            if target not in names:
                hint = did_you_mean(target, names) if len(names) < 200 else ""
                notes.wrong(place, f"there is no resource {target!r}{hint}", table=spec.name,
                            field=columns[0])  # fmt: skip
            elif target in specs:
                for column in others:
                    if column not in specs[target].columns:
                        notes.wrong(
                            place, f"the table {target} has no column {column!r}",
                            table=spec.name, field=columns[0],
                        )  # fmt: skip
