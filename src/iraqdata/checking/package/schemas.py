"""Schemas of tables: what the standard asks of them, and what our own checks know of it."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from iraqdata.checking.package import shapes
from iraqdata.checking.package.notes import Notes
from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.values import TYPES, Column, categories, own_patterns, whole_match
from iraqdata.reading.catalogue import did_you_mean

_ALL_TYPES = TYPES | {"object", "array", "list", "duration", "geopoint", "geojson"}

# Constraints that our checks of a column know.
_CONSTRAINTS = frozenset(
    "required unique enum minimum maximum exclusiveMinimum exclusiveMaximum "
    "minLength maxLength pattern".split(" ")
)
_ORDERED = frozenset("integer number date datetime time year yearmonth".split(" "))

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def is_sound(schema: Any, place: str, table: str, notes: Notes) -> bool:
    """Whether a schema can be used; notes what is wrong with it."""
    wrong = list(shapes.problems(schema, shapes.SCHEMA, place))
    for where, message, value in wrong:
        notes.wrong(where, message, value=value, table=table)
    if wrong:
        return False
    if not schema["fields"]:
        notes.wrong(f"{place}.fields", "a schema lists the columns", value=[], table=table)
        return False
    sound = True
    names: set[str] = set()
    for number, item in enumerate(schema["fields"]):
        here = f"{place}.fields[{number}]"
        if item["name"] in names:
            notes.wrong(here, "two columns have this name", value=item["name"], table=table)
            sound = False
        names.add(item["name"])
        for where, message, value in _field_problems(item):
            notes.wrong(f"{here}.{where}", message, value=value, table=table, field=item["name"])
            sound = False
    match = names_of(schema.get("fieldsMatch", "exact"))
    if not set(match) <= {"exact", "equal", "subset", "superset", "partial"}:
        message = "this is exact, equal, subset, superset or partial"
        notes.wrong(f"{place}.fieldsMatch", message, value=schema["fieldsMatch"], table=table)
        sound = False
    for where, message, value, column in _key_problems(schema, names):
        notes.wrong(f"{place}.{where}", message, value=value, table=table, field=column)
        sound = False
    return sound


def names_of(value: Any) -> tuple[str, ...]:
    """One name or several, as the standard allows both."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _key_problems(
    schema: dict[str, Any], names: set[str]
) -> Iterator[tuple[str, str, Any, str | None]]:
    keys = [("primaryKey", schema["primaryKey"])] if schema.get("primaryKey") else []
    keys += [(f"uniqueKeys[{n}]", key) for n, key in enumerate(schema.get("uniqueKeys", ()))]
    for number, foreign in enumerate(schema.get("foreignKeys", ())):
        keys.append((f"foreignKeys[{number}].fields", foreign["fields"]))
        own, other = names_of(foreign["fields"]), names_of(foreign["reference"]["fields"])
        if not other or len(own) != len(other):
            message = "as many columns refer as are referred to"
            yield f"foreignKeys[{number}]", message, foreign, None
    for place, key in keys:
        if not names_of(key):
            yield place, "one or more names of columns", key, None
        for column in names_of(key):
            if column not in names:
                hint = did_you_mean(column, names) if len(names) < 200 else ""
                yield place, f"there is no column {column!r}{hint}", key, column


def _field_problems(item: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    kind = item.get("type", "string")
    if kind not in _ALL_TYPES:
        yield "type", f"there is no such type{did_you_mean(kind, _ALL_TYPES)}", kind
        return
    constraints = item.get("constraints", {})
    problems = list(_constraint_problems(constraints, kind))
    if kind in TYPES and not problems and not features(item):
        problems = list(_value_problems(item, kind))
    for message in problems:
        yield "constraints", message, constraints


def _constraint_problems(constraints: dict[str, Any], kind: str) -> Iterator[str]:
    if "pattern" in constraints and _is_no_pattern(constraints["pattern"]):
        yield "pattern is a regular expression"
    if "enum" in constraints:
        codes = constraints["enum"]
        if not codes:
            yield "enum is a list of values"
        elif len({json.dumps(code) for code in codes}) < len(codes):
            yield "enum lists a value twice"
    for key in _BOUNDS:
        if key in constraints:
            if kind in TYPES and kind not in _ORDERED:
                yield f"{key} does not fit the type {kind}"
            elif isinstance(constraints[key], dict | list | bool | None):
                yield f"{key} is a single value"


def _value_problems(item: dict[str, Any], kind: str) -> Iterator[str]:
    """Values in constraints are of the type of the column, and fit together."""
    column = Column(item, frozenset({""}), canonical=False)
    try:
        bounds, codes = column.bounds, column.codes
    except (ValueError, TypeError, ArithmeticError) as error:
        yield f"a value is not of the type {kind}: {error}"
        return
    if any(bound != bound for bound in bounds.values()):
        yield "a bound is a number"
        return
    low, high = bounds.get("minimum"), bounds.get("maximum")
    if low is not None and high is not None and low > high:
        yield "the minimum is above the maximum"
    if codes is not None and "enum" in item.get("constraints", {}):
        listed = {str(category) for category in categories(item)}
        if listed and not {str(code) for code in item["constraints"]["enum"]} <= listed:
            yield "enum lists codes that categories does not have"


def features(item: dict[str, Any]) -> list[str]:
    """What a column asks for that our checks of cells do not know."""
    kind = item.get("type", "string")
    found = []
    if kind not in TYPES:
        found.append(f"type {kind}")
    if item.get("format", "default") != "default" and kind != "any":
        found.append(f"format {item['format']}")
    constraints = item.get("constraints", {})
    found += [key for key in constraints if key not in _CONSTRAINTS]
    if "pattern" in constraints and not _pattern_known(constraints["pattern"]):
        found.append(f"pattern {constraints['pattern']}")
    return found


# What RE2 takes otherwise than the standard: edges of words and negated classes in brackets know
# only ASCII there; XML Schema has classes of its own, and brackets that subtract.
_OTHERWISE = re.compile(r"\\[bBicIC]|\[\^?\]|\[(?:[^\]\\]|\\.)*(?:-\[|\\[WDS])", re.DOTALL)

LONGEST_PATTERN = 5000


def _pattern_known(pattern: str) -> bool:
    if pattern in own_patterns():
        return True
    if len(pattern) > LONGEST_PATTERN or _OTHERWISE.search(pattern):
        return False
    import pyarrow
    from pyarrow import compute

    from iraqdata.checking.cells import arrow

    try:
        for one in (pattern, whole_match(pattern)):
            compute.match_substring_regex(arrow.texts([""]), one)
    except pyarrow.ArrowInvalid:
        return False
    return True


def _is_no_pattern(pattern: str) -> bool:
    if _pattern_known(pattern) or len(pattern) > LONGEST_PATTERN or _OTHERWISE.search(pattern):
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return True
    return False


def missing_of(item: dict[str, Any], spec: TableSpec) -> frozenset[str]:
    """The texts that stand for no value in a column."""
    found = _missing_texts(item["missingValues"]) if "missingValues" in item else spec.missing
    # Typed values have one of their own for that, which comes as an empty text.
    return found | {""} if spec.is_typed else found


def _missing_texts(listed: list[Any]) -> frozenset[str]:
    return frozenset(item["value"] if isinstance(item, dict) else item for item in listed)


def fill(spec: TableSpec, schema: dict[str, Any]) -> None:
    """Put what a sound schema says into the table to be checked."""
    spec.fields = schema["fields"]
    spec.key = names_of(schema.get("primaryKey"))
    spec.missing = _missing_texts(schema.get("missingValues", [""]))
    spec.unique_keys = [names_of(unique) for unique in schema.get("uniqueKeys", ())]
    for item in spec.fields:
        if item.get("constraints", {}).get("unique") and (item["name"],) != spec.key:
            spec.unique_keys.append((item["name"],))
        if found := features(item):
            spec.foreign_columns[item["name"]] = found
    spec.fields_match = (names_of(schema.get("fieldsMatch")) or ("exact",))[0]
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        target = reference.get("resource") or spec.name
        spec.foreign_keys.append((names_of(key["fields"]), target, names_of(reference["fields"])))
