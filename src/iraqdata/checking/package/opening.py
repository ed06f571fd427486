"""Opening: what a path holds, a descriptor, a folder of tables or a single file."""

from __future__ import annotations

import re
from pathlib import Path

from iraqdata.checking.package import descriptor, files, release, schemas
from iraqdata.checking.package.spec import Package, TableSpec
from iraqdata.checking.report import Report
from iraqdata.errors import IraqdataError
from iraqdata.reading import catalogue
from iraqdata.reading.catalogue import did_you_mean


def open_package(path: Path | None, table: str | None, report: Report) -> Package | None:
    """What `path` holds; None, with a finding, when its descriptor cannot be used at all.

    `path` is a descriptor, a folder, or one CSV or Parquet file whose schema is that of the
    packaged table `table`. Raises IraqdataError when there is nothing to check.
    """
    try:
        return _opened(path or catalogue.packaged().root, table, report)
    except OSError as error:
        shown = str(path) if len(str(path)) < 300 else f"{str(path)[:300]}…"
        raise IraqdataError(f"{shown} cannot be read: {error.strerror or error}") from None


def _opened(path: Path, table: str | None, report: Report) -> Package | None:
    if path.is_dir():
        if not (path / "datapackage.json").is_file():
            return _folder_of_tables(path, table, report)
        path = path / "datapackage.json"
    if not path.is_file():
        raise IraqdataError(_why_no_file(path))
    if path.suffix.lower() == ".json":
        package = descriptor.read(path, report)
        if package and table is not None:
            known = [spec.name for spec in package.tables]
            package.tables = [spec for spec in package.tables if spec.name == table]
            if not package.tables:
                raise IraqdataError(f"{path} has no table {table!r}{did_you_mean(table, known)}")
            report.not_checked.append(f"all tables of {path} but {table}")
        return package
    return _single_table(path, table)


def _why_no_file(path: Path) -> str:
    if re.match(r"[a-z][a-z0-9+.-]+:/", str(path)):
        return f"{path} is an address, and nothing is downloaded: download it, and name the file"
    if path.exists():
        return f"{path} is neither a file nor a folder"
    return f"there is no file or folder {path}"


def _single_table(path: Path, table: str | None) -> Package:
    packaged = catalogue.packaged()
    if path.suffix.lower() in (".zip", ".xlsx", ".xls", ".ods", ".dta", ".sqlite", ".duckdb"):
        raise IraqdataError(
            f"{path} is no CSV or Parquet file: unpack it, or save its tables as CSV in UTF-8"
        )
    stem = path.name.split(".")[0]
    if table is None and stem not in packaged.tables:
        raise IraqdataError(
            f'which table is {path.name}? Say so: --table NAME, or table="NAME" in Python; '
            f"the tables are {', '.join(packaged.tables)}"
        )
    spec = _packaged_spec(table or stem, path)
    return Package(name="", root=path.parent, version="", tables=[spec], ours=True)


def _folder_of_tables(path: Path, table: str | None, report: Report) -> Package:
    """A folder without a descriptor: files that are called like the packaged tables."""
    specs = []
    tables = catalogue.packaged().tables
    for name in tables:
        for ending in (".csv", ".tsv", ".csv.gz", ".parquet"):
            if (path / (name + ending)).is_file() and table in (None, name):
                spec = _packaged_spec(name, path / (name + ending))
                if spec.path.suffix in (".csv", ".tsv") and release.copy_of(spec).is_file():
                    spec.parquet = release.copy_of(spec)
                for file in filter(None, (spec.path, spec.parquet)):
                    if files.leads_out(file, path):
                        message = f"{file.name} is a link that leads out of the folder"
                        report.add("path-outside", message, table=name, value=file.name)
                        break
                else:
                    specs.append(spec)
                break
    for file in sorted(path.iterdir()) if table is None else ():
        stem = file.name.split(".")[0]
        if file.suffix in (".csv", ".tsv", ".gz", ".parquet") and stem not in tables:
            hint = did_you_mean(stem, tables)
            report.not_checked.append(f"{file.name}: no table is called so{hint}")
    if not specs and not report.findings:
        raise IraqdataError(
            f"there is nothing to check in {path}: no datapackage.json, "
            "and no file that is called like a table"
        )
    return Package(name="", root=path, version="", tables=specs, ours=True)


def _packaged_spec(name: str, path: Path) -> TableSpec:
    packaged = catalogue.packaged()
    packaged.table(name)
    resource = next(r for r in packaged.descriptor["resources"] if r["name"] == name)
    spec = TableSpec(name=name, path=path, fields=[], ours=True, kin=True)
    suffix = path.suffix.lower()
    spec.compression = suffix[1:] if suffix in (".gz", ".bz2", ".xz") else ""
    spec.format = "parquet" if suffix in (".parquet", ".pq", ".parq") else "csv"
    spec.delimiter = "\t" if ".tsv" in path.suffixes else ","
    schemas.fill(spec, resource["schema"])
    return spec
