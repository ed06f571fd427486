"""Shapes: what kind of JSON value each property of a descriptor is, as the standard says.

After these, other modules need not ask whether a text is a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Either:
    """A value of one of several shapes."""

    shapes: tuple[Any, ...]


# A shape is one of these words, a list with the shape of its items, or an object: a dictionary
# of shapes, in which a name that ends with `!` is needed. Other properties are anybody's own.
TEXT = "text"
NULL = "null"
WHOLE = "a whole number from 0"
TRUTH = "true or false"
OBJECT = "an object"
ANY = "anything"

NAMES = Either((TEXT, [TEXT]))
_MISSING = [Either((TEXT, {"value!": TEXT, "label": TEXT}))]
_LICENCES = [{"name": TEXT, "path": TEXT, "title": TEXT}]
_SOURCES = [{"title": TEXT, "path": TEXT, "email": TEXT, "version": TEXT}]
_ABOUT = {
    "$schema": TEXT, "name": TEXT, "title": TEXT, "description": TEXT, "homepage": TEXT,
    "profile": TEXT,
}  # fmt: skip

PACKAGE = {
    **_ABOUT, "id": TEXT, "version": TEXT, "created": TEXT, "image": TEXT, "keywords": [TEXT],
    "licenses": _LICENCES, "sources": _SOURCES, "digest": TEXT,
    "contributors": [
        {
            "title": TEXT, "givenName": TEXT, "familyName": TEXT, "path": TEXT, "email": TEXT,
            "role": TEXT, "roles": [TEXT], "organization": TEXT,
        }
    ],
}  # fmt: skip

RESOURCE = {
    **_ABOUT, "name!": TEXT, "path": NAMES, "type": TEXT, "scheme": TEXT, "format": TEXT,
    "mediatype": TEXT, "encoding": TEXT, "compression": TEXT, "bytes": WHOLE, "hash": TEXT,
    "licenses": _LICENCES, "sources": _SOURCES,
    "schema": Either((TEXT, OBJECT)), "dialect": Either((TEXT, OBJECT)),
}  # fmt: skip

_CONSTRAINTS = {
    "required": TRUTH, "unique": TRUTH, "enum": [ANY], "pattern": TEXT,
    "minLength": WHOLE, "maxLength": WHOLE,
}  # fmt: skip

_FIELD = {
    **_ABOUT, "name!": TEXT, "type": TEXT, "format": TEXT, "example": ANY, "rdfType": TEXT,
    "constraints": _CONSTRAINTS, "missingValues": _MISSING, "categories": [ANY],
    "categoriesOrdered": TRUTH, "trueValues": [TEXT], "falseValues": [TEXT],
    "groupChar": TEXT, "decimalChar": TEXT, "bareNumber": TRUTH, "delimiter": TEXT,
    "itemType": TEXT,
}  # fmt: skip

SCHEMA = {
    **_ABOUT, "fields!": [_FIELD], "missingValues": _MISSING, "primaryKey": NAMES,
    "uniqueKeys": [NAMES], "fieldsMatch": NAMES,
    "foreignKeys": [
        {"fields!": NAMES, "reference!": {"resource": TEXT, "fields!": NAMES}},
    ],
}  # fmt: skip

_TEXT_OR_NULL = Either((TEXT, NULL))

DIALECT = {
    **_ABOUT, "delimiter": TEXT, "lineTerminator": TEXT, "quoteChar": _TEXT_OR_NULL,
    "doubleQuote": TRUTH, "escapeChar": _TEXT_OR_NULL, "nullSequence": _TEXT_OR_NULL,
    "skipInitialSpace": TRUTH, "header": TRUTH, "headerRows": [WHOLE], "headerJoin": TEXT,
    "commentRows": [WHOLE], "commentChar": _TEXT_OR_NULL,
    "caseSensitiveHeader": TRUTH, "csv": OBJECT,
}  # fmt: skip


def problems(value: Any, shape: Any, place: str = "") -> Iterator[tuple[str, str, Any]]:
    """Where a value has another shape: the place, what should be there, and what is."""
    if isinstance(shape, Either):
        if all(any(problems(value, one)) for one in shape.shapes):
            yield place, f"this is {' or '.join(map(_words, shape.shapes))}", value
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield place, f"this is {_words(shape)}", value
            return
        for number, item in enumerate(value):
            yield from problems(item, shape[0], f"{place}[{number}]")
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            yield place, "this is an object", value
            return
        for key, inner in shape.items():
            name = key.removesuffix("!")
            here = f"{place}.{name}" if place else name
            if name in value:
                yield from problems(value[name], inner, here)
            elif key != name:
                yield here, "this is missing", value
    elif not _is(value, shape):
        yield place, f"this is {shape}", value


def without_nulls(value: Any, depth: int = 12) -> Any:
    """The same without properties that are null, which many programs write for none.

    What lies deeper than anything in the standard stays as it is.
    """
    if isinstance(value, list) and depth:
        return [without_nulls(item, depth - 1) for item in value]
    if not isinstance(value, dict) or not depth:
        return value
    return {
        name: item if name in ("data", "enum", "example") else without_nulls(item, depth - 1)
        for name, item in value.items()
        if item is not None or name in ("data", "quoteChar")
    }


def sound(value: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """The properties of an object that have the right shape."""
    wrong = {place.split(".")[0].split("[")[0] for place, _, _ in problems(value, shape)}
    return {name: item for name, item in value.items() if name not in wrong}


def _words(shape: Any) -> str:
    if isinstance(shape, list):
        return "a list"
    return "an object" if isinstance(shape, dict) else str(shape)


def _is(value: Any, shape: str) -> bool:
    if shape == TEXT:
        # JSON can write half a character, which no file name and no cell can hold.
        return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)
    if shape == WHOLE:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and value >= 0 and value == value // 1
    if shape == TRUTH:
        return isinstance(value, bool)
    if shape == NULL:
        return value is None
    return shape == ANY or isinstance(value, dict)
