"""Headers: the names of a file's columns against those of its schema."""

from __future__ import annotations

from collections.abc import Iterator

from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.structure.blocks import Fault, Unreadable
from iraqdata.reading.catalogue import did_you_mean, packaged

# What `fieldsMatch` of the standard allows besides an exact match.
_ALLOWED = {
    "subset": {"column-unknown"},
    "superset": {"column-missing"},
    "partial": {"column-unknown", "column-missing"},
}


def compare(spec: TableSpec, header: list[str]) -> tuple[dict[str, int], list[Fault]]:
    """Where each column of the schema stands in the file, and what is amiss.

    A fault's value is the name of the column. Raises Unreadable for a first line that is no
    header of this table at all.
    """
    if not header:
        raise Unreadable(Fault("empty-file", 1, "the file has no columns"))
    if spec.caseless:
        alike = {name.casefold(): name for name in spec.columns}
        header = [alike.get(name.casefold(), name) for name in header]
    places: dict[str, int] = {}
    for number, name in enumerate(header):
        places.setdefault(name, number)
    there = [name for name in spec.columns if name in places]
    if spec.fields_match == "partial" and not there:
        message = "the file has none of the columns of the schema"
        raise Unreadable(Fault("header", 1, message, header[0]))
    if len(spec.columns) > 2 and 2 * len(there) < len(spec.columns):
        why = _why_no_header(spec, header, len(there))
        if why:
            raise Unreadable(Fault("header", 1, why, header[0]))
    allowed = _ALLOWED.get(spec.fields_match, set())
    needed = {
        field["name"] for field in spec.fields if field.get("constraints", {}).get("required")
    }
    needed |= set(spec.key)
    wrong = [
        fault
        for fault in _faults(spec, header)
        if fault.code not in allowed or (fault.code == "column-missing" and fault.value in needed)
    ]
    if not wrong and there != header and spec.fields_match == "exact":
        for name, expected in zip(header, there, strict=True):
            if name != expected:
                message = f"the column {name!r} stands where {expected!r} should"
                wrong.append(Fault("column-order", 1, message, name))
                break
    return {name: places[name] for name in there}, wrong


def _faults(spec: TableSpec, header: list[str]) -> Iterator[Fault]:
    known, found = set(spec.columns), set(header)
    missing = {name: None for name in spec.columns if name not in found}
    hints = 20
    alike = {_plain(name): name for name in missing}
    seen: set[str] = set()
    for name in header:
        if name in seen:
            yield Fault("column-twice", 1, f"the column {name!r} stands twice", name)
        elif name not in known:
            meant = alike.pop(_plain(name), None)
            if meant:
                del missing[meant]
                message = f"the schema calls this column {meant!r}"
            else:
                # Looking for what is near takes long among many.
                hint = did_you_mean(name, missing) if hints > 0 and len(missing) < 200 else ""
                hints -= 1
                message = f"the schema has no column {name!r}{hint}"
            yield Fault("column-unknown", 1, message, name)
        seen.add(name)
    for name in missing:
        yield Fault("column-missing", 1, f"the column {name!r} is missing", name)


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _why_no_header(spec: TableSpec, header: list[str], number: int) -> str | None:
    """What the first line is instead of a header; None where it has the names in another form."""
    if {_plain(name) for name in spec.columns} <= {_plain(name) for name in header}:
        return None
    first = header[0].lstrip()
    if first.startswith("version https://git-lfs"):
        return "this is a pointer of Git LFS and not the file: run `git lfs pull`"
    if first[:1] == "<" or first.startswith("<<<<<<<"):
        return "this is a web page, or a file with the marks of a merge, and no table"
    for delimiter, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (",", "commas")):
        parts = [part for name in header for part in name.split(delimiter)]
        if delimiter != spec.delimiter and 2 * len(set(parts) & set(spec.columns)) > len(parts):
            return f"cells are separated by {word} here: save the file with {spec.delimiter!r}"
    if spec.kin:
        for name, table in packaged().tables.items():
            if 2 * len(set(table.columns) & set(header)) > len(table.columns):
                return f"these are the columns of the table {name}, not of {spec.name}"
    return (
        f"the first line is no header of {spec.name}: it has {number} of its {len(spec.columns)} "
        "columns"
    )
