"""Resources of a descriptor: each file or table that a package has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from iraqdata.checking.package import files, schemas, shapes
from iraqdata.checking.package.notes import Notes
from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.streams import is_encoding
from iraqdata.reading import catalogue

# What may stand in a dialect without changing how our reader reads.
_PLAIN_DIALECT: dict[str, tuple[Any, ...]] = {
    "header": (True, False),
    "doubleQuote": (True,),
    "skipInitialSpace": (False,),
    "caseSensitiveHeader": (True, False),
    "headerRows": ([1],),
    "headerJoin": (" ",),
    "csvddfVersion": (1, 1.2, "1.0", "1.2"),
    "escapeChar": ("", None),
    "commentChar": ("", None),
    "commentRows": ([],),
    "lineTerminator": ("\n", "\r\n"),
}

# What frictionless does not read either.
_NOBODYS = ("lineTerminator",)

# Dialects of the standard and of the frictionless framework that say how cells are read.
_DIALECT_FEATURES = frozenset(
    "quoteNull escapeNull sheetName sheetNumber table property itemType itemKeys keyed keys "
    "headerCase skipBlankRows".split()
)

_FORMATS_OF = {
    ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".pq": "parquet", ".parq": "parquet",
}  # fmt: skip
_FORMATS = frozenset(_FORMATS_OF.values())
_PACKED = {".gz": "gz", ".zip": "zip", ".bz2": "bz2", ".xz": "xz"}


def table_spec(resource: Any, number: int, root: Path, notes: Notes) -> TableSpec | None:
    """What is to be checked of a resource; None, with notes, where it cannot be.

    A resource that is no table has no fields.
    """
    place = f"resources[{number}]"
    named = isinstance(resource, dict) and not any(
        shapes.problems(resource.get("name"), shapes.TEXT)
    )
    name = resource["name"] if named and resource["name"] else place
    for where, message, value in shapes.problems(resource, shapes.RESOURCE, place):
        notes.wrong(where, message, value=value, table=name if named else None)
    if not isinstance(resource, dict):
        return None
    if named and not resource["name"]:
        notes.wrong(f"{place}.name", "a resource has a name", value="")
    if ("path" in resource) == ("data" in resource):
        notes.wrong(place, "a resource has a path or data, one of the two", table=name)
        return None
    resource = shapes.sound(resource, shapes.RESOURCE)
    notes.licences(resource.get("licenses", []), f"{place}.licenses")
    spec = TableSpec(name=name, path=notes.path, fields=[], position=number)
    if "data" in resource:
        spec.format, spec.data = "data", resource["data"]
    elif not _files(spec, resource, place, root, notes):
        return None
    if not _is_table(resource, spec):
        notes.report.not_checked.append(f"{name}: not a table; only size and hash were looked at")
        return spec
    _format(spec, resource, notes)
    dialect = files.linked(resource.get("dialect", {}), root, name, f"{place}.dialect", notes)
    if dialect is None or not _dialect(spec, dialect, f"{place}.dialect", notes):
        return None
    # What stands for no value in the file is told with what stands for none in the schema.
    nothing = dialect.pop("nullSequence", None) if isinstance(dialect, dict) else None
    spec.resource["dialect"] = dialect
    if spec.unread:
        notes.report.not_checked.append(f"{name}: {'; '.join(spec.unread)}")
        return None
    needs_schema = resource.get("profile") == "tabular-data-resource"
    needs_schema |= spec.name in catalogue.packaged().tables
    if "schema" not in resource and not needs_schema:
        # The standard only recommends one.
        notes.report.not_checked.append(f"{name}: its cells, as it has no schema")
        return spec
    schema = files.linked(resource.get("schema"), root, name, f"{place}.schema", notes)
    if schema is None:
        notes.wrong(f"{place}.schema", "a table has a schema", table=name, code="schema-missing")
        return None
    if not schemas.is_sound(schema, f"{place}.schema", name, notes):
        return None
    schemas.fill(spec, schema)
    if nothing:
        spec.missing |= {nothing}
        for field in spec.fields:
            if "missingValues" in field:
                field["missingValues"].append(nothing)
    _our_schema(spec)
    return spec


def _files(spec: TableSpec, resource: dict[str, Any], place: str, root: Path, notes: Notes) -> bool:
    """Find the files of a resource; whether they are all there."""
    paths = schemas.names_of(resource.get("path"))
    if not paths:
        notes.wrong(f"{place}.path", "the list of paths is empty", table=spec.name)
        return False
    if spec.name not in catalogue.packaged().tables and any(map(files.is_address, paths)):
        notes.report.not_checked.append(f"{spec.name}: {paths[0]}, as nothing is downloaded")
        return False
    found = [files.inside(text, root, spec.name, f"{place}.path", notes) for text in paths]
    there = [file for file in found if file is not None]
    if len(there) < len(paths):
        return False
    spec.path, *more = there
    spec.more_paths = tuple(more)
    if not more:
        _stamps(spec, resource, place, notes)
    return True


def _our_schema(spec: TableSpec) -> None:
    """Whether the table is one of ours, with more columns perhaps, or with fewer."""
    packaged = catalogue.packaged().tables.get(spec.name)
    if packaged is None or not set(packaged.key) <= set(spec.columns):
        return
    # Others have tables of events, too.
    if 2 * len(set(packaged.columns) & set(spec.columns)) >= len(packaged.columns):
        spec.kin = True
        spec.ours = set(packaged.columns) <= set(spec.columns)
        if not spec.key:
            spec.key = packaged.key


def _stamps(spec: TableSpec, resource: dict[str, Any], place: str, notes: Notes) -> None:
    """Size, hash and number of rows as the descriptor says them."""
    if isinstance(resource.get("rows"), int) and not isinstance(resource["rows"], bool):
        spec.rows = resource["rows"]
    elif spec.name in catalogue.packaged().tables and "rows" in resource:
        notes.wrong(
            "", "not a number of records", value=resource["rows"], table=spec.name,
            code="rows", field="rows",
        )  # fmt: skip
    actual = spec.path.stat().st_size
    size = resource.get("bytes", actual)
    if size != actual:
        message = f"the file has {actual} bytes, the descriptor says {size}"
        notes.wrong("", message, value=size, table=spec.name, code="bytes", field="bytes")
    if "hash" not in resource:
        return
    algorithm, _, digest = resource["hash"].rpartition(":")
    algorithm = (algorithm or "md5").lower().replace("-", "")
    lengths = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
    if algorithm not in lengths:
        notes.report.not_checked.append(f"{spec.name}: a hash of the kind {algorithm}")
    elif not re.fullmatch(f"[0-9a-fA-F]{{{lengths[algorithm]}}}", digest):
        notes.wrong(
            f"{place}.hash", f"not a {algorithm} hash", value=resource["hash"], table=spec.name,
            code="hash", field="hash",
        )  # fmt: skip
    else:
        spec.hash = (algorithm, digest.lower())


def _is_table(resource: dict[str, Any], spec: TableSpec) -> bool:
    return (
        resource.get("type") == "table"
        or resource.get("profile") == "tabular-data-resource"
        or "schema" in resource
        or resource.get("format", "").lower().lstrip(".") in _FORMATS
        or (spec.format != "data" and any(s.lower() in _FORMATS_OF for s in spec.path.suffixes))
    )


def _format(spec: TableSpec, resource: dict[str, Any], notes: Notes) -> None:
    """How the bytes of the files become text."""
    declared = resource.get("format", "").lower().lstrip(".")
    if spec.format == "data":
        if isinstance(spec.data, str):
            spec.foreign_features.append("a table as text inside the descriptor")
        return
    suffixes = [suffix.lower() for suffix in spec.path.suffixes]
    compression = resource.get("compression") or _PACKED.get(suffixes[-1] if suffixes else "", "no")
    compression = {"gzip": "gz", "no": ""}.get(compression.lower(), compression.lower())
    if compression in ("", *_PACKED.values()):
        spec.compression = compression
    else:
        spec.unread.append(f"a compression {compression}")
    kind = declared or next((_FORMATS_OF[s] for s in suffixes if s in _FORMATS_OF), "")
    if not kind and suffixes[-1:] == [".json"]:
        kind = "json"
    if not kind and (resource.get("mediatype") == "text/csv" or resource.get("profile")):
        kind = "csv"
    if kind == "json" and not spec.compression and not spec.more_paths:
        spec.format, spec.data = "data", files.read_json(spec.path, notes, spec.path.name)
    elif kind == "parquet":
        spec.format = kind
        if spec.more_paths:
            spec.foreign_features.append("several files in one resource")
    elif kind not in ("csv", "tsv"):
        spec.foreign_features.append(f"format {kind or ''.join(suffixes) or 'unknown'}")
    spec.encoding = resource.get("encoding", "utf-8")
    if not is_encoding(spec.encoding):
        spec.unread.append(f"an encoding {spec.encoding}")
    if resource.get("innerpath"):
        spec.foreign_features.append("innerpath")
    for key in ("extrapaths", "layout", "control"):
        if resource.get(key):
            notes.report.not_checked.append(f"{spec.name}: what {key} means")
    known = {"encoding": spec.encoding, "compression": spec.compression or None}
    known |= {"format": kind or None, "innerpath": resource.get("innerpath")}
    spec.resource = {key: value for key, value in known.items() if value}
    if kind == "tsv":
        spec.delimiter = "\t"


def _one_character(text: str) -> bool:
    return len(text) == 1 and text.isascii() and (text.isprintable() or text == "\t")


def _dialect(spec: TableSpec, dialect: Any, place: str, notes: Notes) -> bool:
    """How the text of the file becomes cells; whether the dialect is one."""
    wrong = list(shapes.problems(dialect, shapes.DIALECT, place))
    if not wrong and "csv" in dialect:
        # The frictionless framework keeps what concerns CSV one level down.
        dialect = {**dialect, **dialect["csv"]}
        wrong = list(shapes.problems(dialect, shapes.DIALECT, place))
    for where, message, value in wrong:
        notes.wrong(where, message, value=value, table=spec.name)
    if wrong:
        return False
    spec.has_header = dialect.get("header", True)
    spec.crlf = dialect.get("lineTerminator") == "\r\n"
    spec.caseless = dialect.get("caseSensitiveHeader") is False
    for key, value in dialect.items():
        if key == "delimiter" and len(value) != 1:
            spec.unread.append(f"a dialect with {key} {value!r}")
        elif key == "delimiter" and _one_character(value):
            spec.delimiter = value
        elif key == "quoteChar" and value and _one_character(value):
            spec.quote = value
        elif key in _NOBODYS and value not in _PLAIN_DIALECT[key]:
            spec.unread.append(f"a dialect with {key} {value!r}")
        elif key in ("delimiter", "quoteChar", *_DIALECT_FEATURES) or (
            key in _PLAIN_DIALECT and value not in _PLAIN_DIALECT[key]
        ):
            spec.foreign_features.append(f"dialect with {key} {value!r}")
        elif key not in (*shapes.DIALECT, "csvddfVersion", "type"):
            # The standard allows any property; this one is nobody's.
            notes.report.not_checked.append(f"{spec.name}: what {key!r} means in its dialect")
    if spec.delimiter == spec.quote:
        notes.wrong(f"{place}.quoteChar", "not the delimiter", value=spec.quote, table=spec.name)
        return False
    return True
