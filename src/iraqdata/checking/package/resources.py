"""Resources of a descriptor: each file or table that a package has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from iraqdata.checking.package import files, schemas, shapes
from iraqdata.checking.package.notes import Notes
from iraqdata.checking.package.spec import TableSpec
from iraqdata.reading import catalogue

# What may stand in a dialect without changing how our reader reads.
_PLAIN_DIALECT: dict[str, tuple[Any, ...]] = {
    "header": (True,),
    "doubleQuote": (True,),
    "skipInitialSpace": (False,),
    "caseSensitiveHeader": (True, False),
    "headerRows": ([1],),
    "headerJoin": (" ",),
    "csvddfVersion": (1, 1.2, "1.0", "1.2"),
    "nullSequence": ("",),
    "escapeChar": ("",),
    "commentChar": ("",),
    "commentRows": ([],),
    "lineTerminator": ("\n", "\r\n", "\r"),
}

# Dialects of the standard and of the frictionless framework that say how cells are read.
_DIALECT_FEATURES = frozenset(
    "quoteNull escapeNull sheetName sheetNumber table property itemType itemKeys keyed keys "
    "headerCase skipBlankRows".split()
)

_UTF8 = ("utf-8", "utf8", "ascii", "us-ascii", "utf-8-sig")
_TABLES = (".csv", ".tsv", ".parquet")


def table_spec(resource: Any, number: int, root: Path, notes: Notes) -> TableSpec | None:
    """What is to be checked of a resource; None, with notes, where it cannot be.

    A resource that is no table has no fields.
    """
    place = f"resources[{number}]"
    named = isinstance(resource, dict) and isinstance(resource.get("name"), str)
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
    spec = TableSpec(name=name, path=root / "datapackage.json", fields=[], position=number)
    if "data" in resource:
        spec.foreign_features.append("data inside the descriptor")
        return spec
    paths = schemas.names_of(resource.get("path"))
    if not paths and "path" in resource:
        notes.wrong(f"{place}.path", "the list of paths is empty", table=name)
    found = [files.inside(text, root, name, f"{place}.path", notes) for text in paths]
    if not found or None in found:
        return None
    spec.path = found[0]  # type: ignore[assignment]
    if len(found) > 1:
        spec.foreign_features.append("several files in one resource")
    else:
        _stamps(spec, resource, place, notes)
    if not _is_table(resource, spec):
        notes.report.not_checked.append(f"{name}: not a table; only size and hash were looked at")
        return spec
    _format(spec, resource)
    dialect = files.linked(resource.get("dialect", {}), root, name, f"{place}.dialect", notes)
    if dialect is None or not _dialect(spec, dialect, f"{place}.dialect", notes):
        return None
    schema = files.linked(resource.get("schema"), root, name, f"{place}.schema", notes)
    if schema is None:
        notes.wrong(f"{place}.schema", "a table has a schema", table=name, code="schema-missing")
        return None
    if not schemas.is_sound(schema, f"{place}.schema", name, notes):
        return None
    schemas.fill(spec, schema)
    _our_schema(spec)
    return spec


def _our_schema(spec: TableSpec) -> None:
    """Whether the table is one of ours, with more columns perhaps, or with fewer."""
    packaged = catalogue.packaged().tables.get(spec.name)
    if packaged is not None and set(packaged.key) <= set(spec.columns):
        spec.kin = True
        spec.ours = set(packaged.columns) <= set(spec.columns)
        if not spec.key:
            spec.key = packaged.key


def _stamps(spec: TableSpec, resource: dict[str, Any], place: str, notes: Notes) -> None:
    """Size, hash and number of rows as the descriptor says them."""
    if "rows" in resource:
        spec.rows = int(resource["rows"])
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
        or resource.get("format", "").lower() in ("csv", "tsv", "parquet")
        or any(suffix.lower() in _TABLES for suffix in spec.path.suffixes)
    )


def _format(spec: TableSpec, resource: dict[str, Any]) -> None:
    """How the bytes of the file become text."""
    declared = resource.get("format", "").lower()
    suffixes = [suffix.lower() for suffix in spec.path.suffixes]
    compression = resource.get("compression") or ("gz" if suffixes[-1:] == [".gz"] else "no")
    spec.gz = compression in ("gz", "gzip")
    if not spec.gz and compression != "no":
        spec.foreign_features.append(f"compression {compression}")
    kind = declared or next((suffix[1:] for suffix in suffixes if suffix in _TABLES), "")
    if kind not in ("csv", "tsv", "parquet"):
        spec.foreign_features.append(f"format {declared or ''.join(suffixes)}")
    if resource.get("encoding", "utf-8").lower().replace("_", "-") not in _UTF8:
        spec.foreign_features.append(f"encoding {resource['encoding']}")
    for key in ("innerpath", "extrapaths", "layout", "control"):
        if resource.get(key):
            spec.foreign_features.append(key)
    if kind == "tsv":
        spec.delimiter = "\t"


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
    for key, value in dialect.items():
        if key in ("delimiter", "quoteChar"):
            if len(value) != 1 or not (value.isprintable() or value == "\t") or not value.isascii():
                spec.foreign_features.append(f"dialect with {key} {value!r}")
            elif key == "delimiter":
                spec.delimiter = value
            else:
                spec.quote = value
        elif key in _DIALECT_FEATURES or (
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
