"""The package: the descriptor against the standard, and the files that it names.

A descriptor may come from anybody: its paths stay inside its folder, nothing is fetched, and
sizes are looked at before anything is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from iraqdata.checking.report import Report, shown_path
from iraqdata.checking.values import TYPES, Column, own_patterns, whole_match
from iraqdata.errors import IraqdataError
from iraqdata.reading import catalogue
from iraqdata.reading.catalogue import did_you_mean

# Of a descriptor; that of this package has a tenth of a megabyte.
LARGEST_DESCRIPTOR = 16 << 20

_ALL_TYPES = TYPES | {"object", "array", "list", "duration", "geopoint", "geojson"}

# Constraints that our checks of a column know.
_CONSTRAINTS = frozenset(
    "required unique enum minimum maximum exclusiveMinimum exclusiveMaximum "
    "minLength maxLength pattern".split(" ")
)
_ORDERED = frozenset("integer number date datetime time year yearmonth".split(" "))

# What may stand in a dialect without changing how our reader reads.
_PLAIN_DIALECT: dict[str, tuple[Any, ...]] = {
    "header": (True,),
    "doubleQuote": (True,),
    "skipInitialSpace": (False,),
    "caseSensitiveHeader": (True, False),
    "headerRows": ([1],),
    "headerJoin": (" ",),
    "csvddfVersion": (1, 1.2, "1.0", "1.2"),
    "nullSequence": (None, ""),
    "escapeChar": (None, ""),
    "commentChar": (None, ""),
    "commentRows": ([],),
    "lineTerminator": ("\n", "\r\n", "\r"),
}


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


def open_package(path: Path | None, table: str | None, report: Report) -> Package | None:
    """What `path` holds; None, with a finding, when its descriptor cannot be used at all.

    `path` is a descriptor, a folder, or one CSV or Parquet file whose schema is that of the
    packaged table `table`. Raises IraqdataError when there is nothing to check.
    """
    if path is None:
        path = catalogue.packaged().root
    if path.is_dir():
        if not (path / "datapackage.json").is_file():
            return _folder_of_tables(path, table, report)
        path = path / "datapackage.json"
    if not path.is_file():
        raise IraqdataError(_why_no_file(path))
    if path.suffix == ".json":
        package = _read_descriptor(path, report)
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
    return Package(
        name="", root=path.parent, descriptor_path=None, version="", tables=[spec], ours=True
    )


def _folder_of_tables(path: Path, table: str | None, report: Report) -> Package:
    """A folder without a descriptor: files that are called like the packaged tables."""
    specs = []
    tables = catalogue.packaged().tables
    for name in tables:
        for ending in (".csv", ".tsv", ".csv.gz", ".parquet"):
            if (path / (name + ending)).is_file() and table in (None, name):
                spec = _packaged_spec(name, path / (name + ending))
                if spec.path.suffix in (".csv", ".tsv") and _sibling(spec).is_file():
                    spec.parquet = _sibling(spec)
                specs.append(spec)
                break
    for file in sorted(path.iterdir()) if table is None else ():
        stem = file.name.split(".")[0]
        if file.suffix in (".csv", ".tsv", ".gz", ".parquet") and stem not in tables:
            hint = did_you_mean(stem, tables)
            report.not_checked.append(f"{file.name}: no table is called so{hint}")
    if not specs:
        raise IraqdataError(
            f"there is nothing to check in {path}: no datapackage.json, "
            "and no file that is called like a table"
        )
    return Package(name="", root=path, descriptor_path=None, version="", tables=specs, ours=True)


def _packaged_spec(name: str, path: Path) -> TableSpec:
    packaged = catalogue.packaged()
    packaged.table(name)
    resource = next(r for r in packaged.descriptor["resources"] if r["name"] == name)
    spec = TableSpec(name=name, path=path, fields=[], gz=path.suffix == ".gz", ours=True, kin=True)
    if path.suffix == ".tsv":
        spec.delimiter = "\t"
    _fill_schema(spec, resource["schema"])
    return spec


# --- the descriptor ------------------------------------------------------------------------------


class _Descriptor:
    """Collects what is wrong with a descriptor, each with the place in it."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def wrong(
        self, place: str, message: str, *, value: Any = None, table: str | None = None,
        code: str = "descriptor", field: str | None = None, row: int | None = None,
    ) -> None:  # fmt: skip
        shown = None if value is None else json.dumps(value, ensure_ascii=False, default=str)
        self.report.add(
            code, f"{place}: {message}" if place else message,
            table=table, field=field, value=shown, row=row,
        )  # fmt: skip


def _read_descriptor(path: Path, report: Report) -> Package | None:
    notes = _Descriptor(report)
    report.descriptor = shown_path(path)
    size = path.stat().st_size
    if size > LARGEST_DESCRIPTOR:
        notes.wrong(
            path.name, f"the descriptor has {size} bytes; none needs {LARGEST_DESCRIPTOR}",
            code="descriptor-unreadable",
        )  # fmt: skip
        return None
    descriptor = _json(path, notes)
    if descriptor is None:
        return None
    if not isinstance(descriptor, dict):
        notes.wrong(path.name, "a descriptor is an object", code="descriptor-unreadable")
        return None
    root = path.resolve().parent
    _package_properties(descriptor, notes)
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        notes.wrong("resources", "a package lists at least one resource", value=resources)
        return None
    package = Package(
        name=str(descriptor.get("name", "")),
        root=root,
        descriptor_path=path,
        version=str(descriptor.get("version", "")),
        tables=[],
        ours=False,
    )
    seen: dict[str, int] = {}
    for number, resource in enumerate(resources):
        spec = _resource(resource, number, root, notes, report)
        name = resource.get("name") if isinstance(resource, dict) else None
        if isinstance(name, str):
            if name in seen:
                notes.wrong(
                    f"resources[{number}].name",
                    "two resources have this name",
                    value=name,
                    table=name,
                )
                continue
            seen[name] = number
        if spec and (spec.fields or spec.foreign_features):
            package.tables.append(spec)
        elif spec:
            _other_file(spec, package, notes)
    package.ours = any(spec.ours for spec in package.tables)
    _references_exist(package, seen, notes)
    _same_schema(descriptor, notes)
    _digest(descriptor, notes)
    if package.ours:
        _undeclared_files(package, descriptor, report)
        siblings = [spec for spec in package.tables if _sibling(spec).is_file()]
        for spec in package.tables if siblings else []:
            if not spec.is_parquet:
                spec.parquet = _sibling(spec)
                if not spec.parquet.is_file() and spec.ours:
                    report.add(
                        "parquet-missing",
                        f"{spec.parquet.name} is missing beside {spec.path.name}",
                        table=spec.name,
                        value=spec.parquet.name,
                    )
    return package


def _other_file(spec: TableSpec, package: Package, notes: _Descriptor) -> None:
    """A file that is no table: its hash is all there is to check."""
    package.other_files += 1
    if spec.hash and file_hash(spec.path, spec.hash[0]) != spec.hash[1]:
        notes.wrong(
            "", f"the file has another {spec.hash[0]} hash", value=spec.hash[1], table=spec.name,
            code="hash", field="hash",
        )  # fmt: skip


def _sibling(spec: TableSpec) -> Path:
    return spec.path.with_suffix(".parquet")


def _json(path: Path, notes: _Descriptor) -> Any:
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                repeated.append(name)
            found[name] = value
        return found

    def constant(text: str) -> Any:
        raise ValueError(f"{text} is not JSON")

    try:
        text = path.read_bytes().decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except UnicodeDecodeError as error:
        notes.wrong(path.name, f"not UTF-8: {error.reason}", code="descriptor-unreadable")
    except RecursionError:
        notes.wrong(path.name, "nested too deeply", code="descriptor-unreadable")
    except ValueError as error:
        row = getattr(error, "lineno", None)
        notes.wrong(path.name, f"not JSON: {error}", code="descriptor-unreadable", row=row)
    except OSError as error:
        raise IraqdataError(f"{path} cannot be read: {error.strerror}") from None
    else:
        for name in dict.fromkeys(repeated):
            notes.wrong(path.name, f"the property {name!r} stands twice in one object")
        return value
    return None


def _package_properties(descriptor: dict[str, Any], notes: _Descriptor) -> None:
    name = descriptor.get("name")
    if name is not None and not isinstance(name, str):
        notes.wrong("name", "a name is text", value=name)
    for key in ("title", "description", "version", "homepage", "id", "profile", "$schema"):
        if key in descriptor and not isinstance(descriptor[key], str):
            notes.wrong(key, "this is text", value=descriptor[key])
    created = descriptor.get("created")
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if created is not None and not (isinstance(created, str) and re.fullmatch(pattern, created)):
        notes.wrong("created", "a date and time, as 2026-01-31T00:00:00Z", value=created)
    _licences(descriptor.get("licenses"), "licenses", notes)
    for key, needed in (("contributors", ()), ("sources", ())):
        _objects(descriptor.get(key), key, notes, needed)
    keywords = descriptor.get("keywords")
    if keywords is not None and (
        not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords)
    ):
        notes.wrong("keywords", "a list of words", value=keywords)


def _licences(licences: Any, place: str, notes: _Descriptor) -> None:
    _objects(licences, place, notes, ())
    for number, licence in enumerate(licences if isinstance(licences, list) else ()):
        if isinstance(licence, dict) and not ({"name", "path"} & licence.keys()):
            notes.wrong(f"{place}[{number}]", "a licence has a name or a path", value=licence)


def _objects(items: Any, place: str, notes: _Descriptor, needed: tuple[str, ...]) -> None:
    if items is None:
        return
    if not isinstance(items, list):
        notes.wrong(place, "a list of objects", value=items)
        return
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            notes.wrong(f"{place}[{number}]", "an object", value=item)
        else:
            for key in needed:
                if key not in item:
                    notes.wrong(f"{place}[{number}]", f"{key} is missing", value=item)


def _resource(
    resource: Any, number: int, root: Path, notes: _Descriptor, report: Report
) -> TableSpec | None:
    place = f"resources[{number}]"
    if not isinstance(resource, dict):
        notes.wrong(place, "a resource is an object", value=resource)
        return None
    name = resource.get("name")
    if not isinstance(name, str) or not name:
        notes.wrong(f"{place}.name", "a resource has a name", value=name)
        name = place
    if ("path" in resource) == ("data" in resource):
        notes.wrong(place, "a resource has a path or data, one of the two", table=name)
        return None
    _licences(resource.get("licenses"), f"{place}.licenses", notes)
    if "data" in resource:
        spec = TableSpec(name=name, path=root / "datapackage.json", fields=[], position=number)
        spec.foreign_features.append("data inside the descriptor")
        return spec
    paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    if not paths:
        notes.wrong(f"{place}.path", "the list of paths is empty", table=name)
    found = [_inside(text, root, name, f"{place}.path", notes) for text in paths]
    files = [file for file in found if file is not None]
    if not files or len(files) != len(paths):
        return None
    spec = TableSpec(name=name, path=files[0], fields=[], position=number)
    _stamps(spec, resource, place, files, notes)
    declared = str(resource.get("format", "")).lower()
    suffixes = [suffix.lower() for suffix in files[0].suffixes]
    if len(files) > 1:
        spec.foreign_features.append("several files in one resource")
    compression = resource.get("compression") or ("gz" if suffixes[-1:] == [".gz"] else None)
    spec.gz = compression in ("gz", "gzip")
    if compression and not spec.gz and compression != "no":
        spec.foreign_features.append(f"compression {compression}")
    tabular = (
        resource.get("type") == "table"
        or resource.get("profile") == "tabular-data-resource"
        or "schema" in resource
        or declared in ("csv", "tsv", "parquet")
        or bool({".csv", ".tsv", ".parquet"} & set(suffixes))
    )
    if not tabular:
        report.not_checked.append(f"{name}: not a table; only size and hash were looked at")
        return spec
    if declared not in ("", "csv", "tsv", "parquet") or not (
        declared or {".csv", ".tsv", ".parquet"} & set(suffixes)
    ):
        spec.foreign_features.append(f"format {declared or ''.join(suffixes)}")
    if str(resource.get("encoding") or "utf-8").lower().replace("_", "-") not in (
        "utf-8", "utf8", "ascii", "us-ascii", "utf-8-sig",
    ):  # fmt: skip
        spec.foreign_features.append(f"encoding {resource['encoding']}")
    for key in ("innerpath", "extrapaths", "layout", "control"):
        if resource.get(key):
            spec.foreign_features.append(key)
    if declared == "tsv" or ".tsv" in suffixes:
        spec.delimiter = "\t"
    dialect = _linked(resource.get("dialect"), root, name, f"{place}.dialect", notes)
    _dialect(spec, dialect, f"{place}.dialect", notes)
    schema = _linked(resource.get("schema"), root, name, f"{place}.schema", notes)
    if schema is None:
        notes.wrong(f"{place}.schema", "a table has a schema", table=name, code="schema-missing")
        return None
    rows = resource.get("rows")
    if rows is not None:
        if isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0:
            spec.rows = rows
        else:
            notes.wrong(f"{place}.rows", "a number of rows", value=rows, table=name)
    if not _schema_is_sound(schema, f"{place}.schema", name, notes):
        return None
    _fill_schema(spec, schema)
    packaged = catalogue.packaged().tables.get(name)
    if packaged is not None and packaged.key == spec.key:
        spec.kin = True
        spec.ours = set(packaged.columns) <= set(spec.columns)
    return spec


def _inside(text: Any, root: Path, table: str, place: str, notes: _Descriptor) -> Path | None:
    """The file of a path in a descriptor, when it lies in the descriptor's folder."""
    if not isinstance(text, str) or not text:
        notes.wrong(place, "a path is text", value=text, table=table)
        return None
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text):
        notes.wrong(
            place, "a remote address or a drive is not followed", value=text, table=table,
            code="path-outside",
        )  # fmt: skip
        return None
    pure = PurePosixPath(text)
    if pure.is_absolute() or ".." in pure.parts or "\\" in text or "\0" in text:
        notes.wrong(
            place, "a path stays inside the descriptor's folder, in the form folder/file",
            value=text, table=table, code="path-outside",
        )  # fmt: skip
        return None
    file = root / text
    try:
        outside = not file.resolve().is_relative_to(root)
        there = file.is_file()
    except (OSError, RuntimeError):
        notes.wrong(place, "the path cannot be followed", value=text, table=table,
                    code="path-outside")  # fmt: skip
        return None
    if outside:
        notes.wrong(
            place, "the path is a link that leads out of the descriptor's folder",
            value=text, table=table, code="path-outside",
        )  # fmt: skip
        return None
    if not there:
        notes.wrong(place, "there is no such file", value=text, table=table, code="file-missing")
        return None
    return file


def _linked(value: Any, root: Path, table: str, place: str, notes: _Descriptor) -> Any:
    """A schema or dialect that stands in the descriptor, or in a file beside it."""
    if not isinstance(value, str):
        return value
    file = _inside(value, root, table, place, notes)
    if file is None:
        return None
    if file.stat().st_size > LARGEST_DESCRIPTOR:
        notes.wrong(place, "the file is too large", value=value, code="descriptor-unreadable")
        return None
    return _json(file, notes)


def _stamps(
    spec: TableSpec, resource: dict[str, Any], place: str, files: list[Path], notes: _Descriptor
) -> None:
    """Size and hash, as the descriptor says them; the hash is computed while others read."""
    if len(files) > 1:
        return
    size = resource.get("bytes")
    actual = files[0].stat().st_size
    if size is not None and size != actual:
        message = f"the file has {actual} bytes, the descriptor says {size}"
        notes.wrong("", message, value=size, table=spec.name, code="bytes", field="bytes")
    stamp = resource.get("hash")
    if stamp is None:
        return
    if not isinstance(stamp, str):
        notes.wrong(f"{place}.hash", "a hash is text", value=stamp, table=spec.name)
        return
    algorithm, _, digest = stamp.rpartition(":")
    algorithm = (algorithm or "md5").lower().replace("-", "")
    lengths = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
    if algorithm not in lengths:
        notes.report.not_checked.append(f"{spec.name}: a hash of the kind {algorithm}")
    elif not re.fullmatch(f"[0-9a-fA-F]{{{lengths[algorithm]}}}", digest):
        notes.wrong(
            f"{place}.hash", f"not a {algorithm} hash", value=stamp, table=spec.name,
            code="hash", field="hash",
        )  # fmt: skip
    else:
        spec.hash = (algorithm, digest.lower())


def file_hash(path: Path, algorithm: str) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _dialect(spec: TableSpec, dialect: Any, place: str, notes: _Descriptor) -> None:
    if dialect is None:
        return
    if not isinstance(dialect, dict):
        notes.wrong(place, "a dialect is an object", value=dialect, table=spec.name)
        return
    # The frictionless framework keeps what concerns CSV one level down.
    flat = {**dialect, **(dialect["csv"] if isinstance(dialect.get("csv"), dict) else {})}
    for key, value in flat.items():
        if key == "delimiter" or key == "quoteChar":
            if not isinstance(value, str) or len(value) != 1 or not value.isascii():
                spec.foreign_features.append(f"dialect with {key} {value!r}")
            elif key == "delimiter":
                spec.delimiter = value
            else:
                spec.quote = value
        elif key in _PLAIN_DIALECT and value not in _PLAIN_DIALECT[key]:
            spec.foreign_features.append(f"dialect with {key} {value!r}")
        elif key not in (*_PLAIN_DIALECT, "csv", "$schema", "type", "title", "description",
                         "profile", "name"):  # fmt: skip
            spec.foreign_features.append(f"dialect with {key}")


def _schema_is_sound(schema: Any, place: str, table: str, notes: _Descriptor) -> bool:
    if not isinstance(schema, dict):
        notes.wrong(place, "a schema is an object", value=schema, table=table)
        return False
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        notes.wrong(f"{place}.fields", "a schema lists the columns", value=fields, table=table)
        return False
    sound = True
    names: set[str] = set()
    for number, item in enumerate(fields):
        here = f"{place}.fields[{number}]"
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            notes.wrong(here, "a column is an object with a name", value=item, table=table)
            return False
        if item["name"] in names:
            notes.wrong(here, "two columns have this name", value=item["name"], table=table)
            return False
        names.add(item["name"])
        sound &= _field_is_sound(item, here, table, notes)
    missing = schema.get("missingValues", [""])
    if not isinstance(missing, list) or not all(
        _missing_text(item) is not None for item in missing
    ):
        notes.wrong(f"{place}.missingValues", "a list of texts", value=missing, table=table)
        sound = False
    for key in ("primaryKey",):
        if key in schema:
            sound &= _names_columns(schema[key], names, f"{place}.{key}", table, notes)
    for number, unique in enumerate(_list(schema, "uniqueKeys", place, table, notes)):
        sound &= _names_columns(unique, names, f"{place}.uniqueKeys[{number}]", table, notes)
    for number, key in enumerate(_list(schema, "foreignKeys", place, table, notes)):
        here = f"{place}.foreignKeys[{number}]"
        if not isinstance(key, dict) or not isinstance(key.get("reference"), dict):
            notes.wrong(here, "a foreign key has fields and a reference", value=key, table=table)
            sound = False
            continue
        sound &= _names_columns(key.get("fields"), names, f"{here}.fields", table, notes)
        own, other = _texts(key.get("fields")), _texts(key["reference"].get("fields"))
        if not other or len(own) != len(other):
            notes.wrong(here, "as many columns refer as are referred to", value=key, table=table)
            sound = False
    return sound


def _list(schema: dict[str, Any], key: str, place: str, table: str, notes: _Descriptor) -> Any:
    items = schema.get(key, [])
    if not isinstance(items, list):
        notes.wrong(f"{place}.{key}", "a list", value=items, table=table)
        return []
    return items


def _texts(value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return ()
    return tuple(items)


def _names_columns(value: Any, names: set[str], place: str, table: str, notes: _Descriptor) -> bool:
    columns = _texts(value)
    if not columns:
        notes.wrong(place, "one or more names of columns", value=value, table=table)
        return False
    unknown = [column for column in columns if column not in names]
    for column in unknown:
        hint = did_you_mean(column, names)
        notes.wrong(place, f"there is no column {column!r}{hint}", table=table, field=column)
    return not unknown


def _field_is_sound(item: dict[str, Any], place: str, table: str, notes: _Descriptor) -> bool:
    name, kind = item["name"], item.get("type", "string")
    if kind not in _ALL_TYPES:
        hint = did_you_mean(str(kind), _ALL_TYPES)
        notes.wrong(f"{place}.type", f"there is no such type{hint}", value=kind, table=table,
                    field=name)  # fmt: skip
        return False
    for key in ("title", "description", "format", "example", "rdfType"):
        if key in ("title", "description", "format") and not isinstance(item.get(key, ""), str):
            notes.wrong(f"{place}.{key}", "this is text", value=item[key], table=table, field=name)
            return False
    constraints = item.get("constraints", {})
    if not isinstance(constraints, dict):
        notes.wrong(f"{place}.constraints", "an object", value=constraints, table=table, field=name)
        return False
    problems = list(_constraint_problems(constraints, kind))
    if kind in TYPES and not problems and not _features(item):
        column = Column(item, frozenset({""}))
        try:
            bounds, codes = column.bounds, column._enum
        except (ValueError, TypeError, ArithmeticError) as error:
            problems.append(f"a value is not of the type {kind}: {error}")
        else:
            low, high = bounds.get("minimum"), bounds.get("maximum")
            if low is not None and high is not None and low > high:
                problems.append("the minimum is above the maximum")
            categories = item.get("categories")
            if codes is not None and categories is not None:
                texts = {_category(category) for category in categories}
                if texts != {str(code) for code in constraints["enum"]}:
                    problems.append("enum and categories list different codes")
    for message in problems:
        notes.wrong(f"{place}.constraints", message, value=constraints, table=table, field=name)
    return not problems


def _category(category: Any) -> str:
    return str(category.get("value")) if isinstance(category, dict) else str(category)


def _constraint_problems(constraints: dict[str, Any], kind: str) -> Any:
    for key, value in constraints.items():
        if key in ("required", "unique"):
            if not isinstance(value, bool):
                yield f"{key} is true or false"
        elif key == "enum":
            if not isinstance(value, list) or not value:
                yield "enum is a list of values"
            elif len({json.dumps(code) for code in value}) < len(value):
                yield "enum lists a value twice"
        elif key in ("minLength", "maxLength"):
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                yield f"{key} is a whole number"
        elif key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if kind in TYPES and kind not in _ORDERED:
                yield f"{key} does not fit the type {kind}"
            elif isinstance(value, (dict, list, bool)):
                yield f"{key} is a single value"
        elif key == "pattern" and not isinstance(value, str):
            yield "pattern is text"


def _missing_text(item: Any) -> str | None:
    if isinstance(item, dict):
        item = item.get("value")
    return item if isinstance(item, str) else None


def _features(item: dict[str, Any]) -> list[str]:
    """What a column asks for that our checks of cells do not know."""
    kind = item.get("type", "string")
    found = []
    if kind not in TYPES:
        found.append(f"type {kind}")
    if item.get("format", "default") != "default" and kind != "any":
        found.append(f"format {item['format']}")
    if "missingValues" in item:
        found.append("missingValues of a column")
    constraints = item.get("constraints", {})
    if isinstance(constraints, dict):
        found += [key for key in constraints if key not in _CONSTRAINTS]
        pattern = constraints.get("pattern")
        if isinstance(pattern, str) and not _pattern_known(pattern):
            found.append(f"pattern {pattern}")
    return found


def _pattern_known(pattern: str) -> bool:
    if pattern in own_patterns():
        return True
    import pyarrow
    from pyarrow import compute

    from iraqdata.checking import arrow

    try:
        compute.match_substring_regex(arrow.texts([""]), whole_match(pattern))
    except pyarrow.ArrowInvalid:
        return False
    return True


def _fill_schema(spec: TableSpec, schema: dict[str, Any]) -> None:
    spec.fields = schema["fields"]
    spec.key = _texts(schema.get("primaryKey"))
    spec.missing = frozenset(
        text for item in schema.get("missingValues", [""])
        if (text := _missing_text(item)) is not None
    )  # fmt: skip
    spec.unique_keys = [_texts(unique) for unique in schema.get("uniqueKeys", ())]
    for item in spec.fields:
        if item.get("constraints", {}).get("unique") and (item["name"],) != spec.key:
            spec.unique_keys.append((item["name"],))
        if features := _features(item):
            spec.foreign_columns[item["name"]] = features
    match = schema.get("fieldsMatch", "exact")
    spec.fields_match = str(match[0] if isinstance(match, list) and match else match)
    for key in schema.get("foreignKeys", ()):
        target = key["reference"].get("resource") or spec.name
        spec.foreign_keys.append(
            (_texts(key["fields"]), str(target), _texts(key["reference"]["fields"]))
        )


def _references_exist(package: Package, names: dict[str, int], notes: _Descriptor) -> None:
    specs = {spec.name: spec for spec in package.tables}
    for spec in package.tables:
        for columns, target, others in spec.foreign_keys:
            place = f"resources[{spec.position}].schema.foreignKeys"
            if target not in names:
                hint = did_you_mean(target, names)
                notes.wrong(place, f"there is no resource {target!r}{hint}", table=spec.name,
                            field=columns[0])  # fmt: skip
            elif target in specs:
                for column in others:
                    if column not in specs[target].columns:
                        notes.wrong(
                            place, f"the table {target} has no column {column!r}",
                            table=spec.name, field=columns[0],
                        )  # fmt: skip


def _same_schema(descriptor: dict[str, Any], notes: _Descriptor) -> None:
    """A copy of this very release says of its tables what this release says."""
    packaged = catalogue.packaged().descriptor
    if (descriptor.get("name"), descriptor.get("version")) != (
        packaged["name"],
        packaged["version"],
    ):
        return
    theirs = {r.get("name"): r for r in descriptor["resources"] if isinstance(r, dict)}
    for resource in packaged["resources"]:
        other = theirs.get(resource["name"])
        if other is None:
            notes.wrong(
                "resources", f"the table {resource['name']} of this release is missing",
                table=resource["name"], code="schema-differs",
            )  # fmt: skip
            continue
        schema = other.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        for key in ("primaryKey", "foreignKeys", "uniqueKeys", "missingValues"):
            if schema.get(key) != resource["schema"].get(key):
                notes.wrong(
                    f"{key}", "not what this release says", value=schema.get(key),
                    table=resource["name"], code="schema-differs",
                )  # fmt: skip
        fields = {f.get("name"): f for f in schema.get("fields") or () if isinstance(f, dict)}
        for item in resource["schema"]["fields"]:
            mine = fields.get(item["name"], {})
            for key in ("type", "format", "constraints", "delimiter", "rdfType"):
                if mine.get(key) != item.get(key):
                    notes.wrong(
                        key, "not what this release says", value=mine.get(key),
                        table=resource["name"], field=item["name"], code="schema-differs",
                    )  # fmt: skip


def _digest(descriptor: dict[str, Any], notes: _Descriptor) -> None:
    """The digest of the package is that of its tables' hashes."""
    stamp = descriptor.get("digest")
    hashes = {
        str(resource.get("name")): str(resource.get("hash", ""))
        for resource in descriptor["resources"]
        if isinstance(resource, dict)
    }
    if stamp is None or not all(text.startswith("sha256:") for text in hashes.values()):
        return
    # As `sha256sum` prints it for the files of the tables.
    lines = [f"{hashes[name][7:]}  {name}.csv\n" for name in sorted(hashes)]
    actual = "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()
    if stamp != actual:
        notes.wrong(
            "digest",
            f"the hashes of the tables give {actual}",
            value=stamp,
            code="hash",
            field="digest",
        )


def _undeclared_files(package: Package, descriptor: dict[str, Any], report: Report) -> None:
    """Tables that lie beside the others and that the descriptor does not know."""
    declared = set()
    for resource in descriptor["resources"]:
        if isinstance(resource, dict):
            declared |= {package.root / text for text in _texts(resource.get("path"))}
    folders = {spec.path.parent for spec in package.tables}
    known = declared | {path.with_suffix(".parquet") for path in declared}
    for folder in sorted(folders):
        for file in sorted(folder.iterdir()):
            if file.suffix in (".csv", ".tsv", ".parquet") and file not in known:
                report.add(
                    "file-undeclared",
                    f"{file.relative_to(package.root)} is not in the descriptor",
                    value=file.name,
                )
