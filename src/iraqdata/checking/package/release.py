"""Releases: what a copy or a fork of our own package must say, besides what the standard asks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iraqdata.checking.package import files
from iraqdata.checking.package.notes import Notes
from iraqdata.checking.package.schemas import names_of
from iraqdata.checking.package.spec import Package, TableSpec
from iraqdata.reading import catalogue

# What is said for people, and what is compared with the file itself.
_WORDS = frozenset("title description example keywords".split())
_OF_FILES = frozenset("path bytes hash rows digest resources schema fields".split())

# What lets faults through where a fork says it otherwise.
_RULES = frozenset(
    "primaryKey uniqueKeys foreignKeys missingValues fieldsMatch type format constraints delimiter "
    "rdfType trueValues falseValues groupChar decimalChar bareNumber".split()
)


def check(package: Package, descriptor: dict[str, Any], notes: Notes) -> None:
    """Compare with the release that this is a copy or a fork of, and look for what it forgets."""
    packaged = catalogue.packaged().descriptor
    name, version = (str(descriptor.get(key, "")).strip() for key in ("name", "version"))
    tables = {str(item.get("name")) for item in descriptor["resources"] if isinstance(item, dict)}
    # Without a name it is still what all its tables say.
    named = name.casefold() == packaged["name"] or (
        not name and catalogue.packaged().tables.keys() <= tables
    )
    copy = named and version.removeprefix("v") in (packaged["version"], "")
    if named and not copy and not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version):
        notes.wrong("version", "three numbers, as 0.1.0", value=version)
    kin = {spec.name for spec in package.tables if spec.kin}
    _compare(descriptor, packaged, notes, kin, copy)
    if copy:
        _stamps_missing(descriptor, notes)
    if package.ours:
        _digest(descriptor, notes)
        _undeclared_files(package, descriptor, notes)
        _parquet_copies(package, notes)


def _compare(
    descriptor: dict[str, Any],
    packaged: dict[str, Any],
    notes: Notes,
    kin: set[str],
    copy: bool,
) -> None:
    theirs = {
        resource["name"]: resource
        for resource in descriptor["resources"]
        if isinstance(resource, dict) and isinstance(resource.get("name"), str)
    }
    code = "schema-differs" if copy else "schema-loosened"
    if copy:
        for _, key, value in _unlike(None, packaged, descriptor, copy):
            _tell(notes, code, key, value)
    for resource in packaged["resources"]:
        name = resource["name"]
        other = theirs.get(name)
        if other is None:
            if copy:
                message = f"the table {name} of this release is missing"
                notes.wrong("resources", message, table=name, code=code)
            continue
        if not copy and name not in kin:
            # Others have tables of events, too.
            continue
        for field, key, value in _differences(resource, other, copy):
            if copy or key:
                # A fork may leave a column out.
                _tell(notes, code, key, value, table=name, field=field)


def _tell(
    notes: Notes,
    code: str,
    key: str,
    value: Any,
    table: str | None = None,
    field: str | None = None,
) -> None:
    message = f"{key} is not what the release says" if key else "the release has this column"
    code = "words-differ" if key in _WORDS else code
    notes.wrong("", message, value=value, table=table, field=field, code=code)


def _differences(
    ours: dict[str, Any], theirs: dict[str, Any], copy: bool
) -> Iterator[tuple[str | None, str, Any]]:
    """Column, property and value of what is said otherwise; no property for a lost column."""
    schema = theirs.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    if copy:
        yield from _unlike(None, ours, theirs, copy)
    yield from _unlike(None, ours["schema"], schema, copy)
    listed = schema.get("fields")
    fields = {
        field["name"]: field
        for field in (listed if isinstance(listed, list) else ())
        if isinstance(field, dict) and isinstance(field.get("name"), str)
    }
    for field in ours["schema"]["fields"]:
        other = fields.pop(field["name"], None)
        if other is None:
            yield field["name"], "", None
        else:
            yield from _unlike(field["name"], field, other, copy)
    if copy:
        for name in fields:
            yield name, "this column", None


def _unlike(
    column: str | None, ours: dict[str, Any], theirs: dict[str, Any], copy: bool
) -> Iterator[tuple[str | None, str, Any]]:
    for key in sorted((ours.keys() | theirs.keys()) - _OF_FILES):
        if ours.get(key) != theirs.get(key) and (copy or key in _RULES):
            yield column, key, theirs.get(key)


def _stamps_missing(descriptor: dict[str, Any], notes: Notes) -> None:
    for resource in descriptor["resources"]:
        if isinstance(resource, dict) and isinstance(resource.get("name"), str):
            for key in ("bytes", "hash", "rows"):
                if key not in resource:
                    message = f"{key} is missing, which the release has"
                    notes.wrong("", message, table=resource["name"], field=key, code=key)
    if "digest" not in descriptor:
        message = "digest is missing, which the release has"
        notes.wrong("", message, code="hash", field="digest")


def _digest(descriptor: dict[str, Any], notes: Notes) -> None:
    """The digest of the package is that of its tables' hashes."""
    stamp = descriptor.get("digest")
    if stamp is None:
        return
    hashes = {
        str(resource.get("name")): str(resource.get("hash", ""))
        for resource in descriptor["resources"]
        if isinstance(resource, dict)
    }
    if all(text.startswith("sha256:") for text in hashes.values()):
        # As `sha256sum` prints it for the files of the tables.
        lines = [f"{hashes[name][7:]}  {name}.csv\n" for name in sorted(hashes)]
        text = "".join(lines).encode(errors="replace")
        actual = "sha256:" + hashlib.sha256(text).hexdigest()
        if stamp != actual:
            message = f"the hashes of the tables give {actual}"
            notes.wrong("digest", message, value=stamp, code="hash", field="digest")
    else:
        message = "not every table has a sha256 hash for it to be the digest of"
        notes.wrong("digest", message, value=stamp, code="hash", field="digest")


def _undeclared_files(package: Package, descriptor: dict[str, Any], notes: Notes) -> None:
    """Tables that lie beside the others and that the descriptor does not know."""
    declared = set()
    for resource in descriptor["resources"]:
        path = resource.get("path") if isinstance(resource, dict) else None
        if isinstance(path, str | list):
            declared |= {package.root / text for text in names_of(path) if isinstance(text, str)}
    known = declared | {path.with_suffix(".parquet") for path in declared}
    for folder in sorted({spec.path.parent for spec in package.tables}):
        for file in sorted(folder.iterdir()):
            if file.name.lower().endswith(_FILES) and file not in known:
                shown = file.relative_to(package.root).as_posix()
                notes.report.add(
                    "file-undeclared", f"{shown} is not in the descriptor", value=file.name
                )


_FILES = (".csv", ".csv.gz", ".tsv", ".parquet", ".xlsx", ".xls", ".ods")


def copy_of(spec: TableSpec) -> Path:
    """Where the Parquet copy of a CSV file is, if there is one."""
    return spec.path.with_suffix(".parquet")


def _parquet_copies(package: Package, notes: Notes) -> None:
    specs = [spec for spec in package.tables if spec.format == "csv"]
    if not any(copy_of(spec).is_file() for spec in specs):
        return
    for spec in specs:
        spec.parquet = copy_of(spec)
        if spec.parquet.is_file() and files.leads_out(spec.parquet, package.root):
            message = f"{spec.parquet.name} is a link that leads out of the descriptor's folder"
            notes.report.add("path-outside", message, table=spec.name, value=spec.parquet.name)
            spec.parquet = None
        elif not spec.parquet.is_file() and spec.ours:
            message = f"{spec.parquet.name} is missing beside {spec.path.name}"
            notes.report.add("parquet-missing", message, table=spec.name, value=spec.parquet.name)
