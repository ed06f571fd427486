"""A table's schema for pandera, compiled from the descriptor.

What pandera can say of one frame: columns and their order, types, required values, codes,
patterns, ranges, keys that must differ. Foreign keys, and what holds between tables or cells, is
for `iraqdata.validate`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Literal, overload

from iraqdata.errors import IraqdataError, MissingExtraError
from iraqdata.reading.catalogue import did_you_mean, packaged
from iraqdata.reading.names import TableName

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars

ENGINES = ("pandas", "polars")


@overload
def schema(
    table: TableName, engine: Literal["pandas"] = "pandas"
) -> pandera.pandas.DataFrameSchema: ...
@overload
def schema(table: TableName, engine: Literal["polars"]) -> pandera.polars.DataFrameSchema: ...
def schema(table: TableName, engine: Any = "pandas") -> Any:
    """The pandera schema of one table, for frames as `iraqdata.load` gives them.

    Parameters
    ----------
    table
        A table's name; `iraqdata.tables()` lists them.
    engine
        `"pandas"` (the default) or `"polars"`: what kind of frame is to be validated.

    Returns
    -------
    A pandera `DataFrameSchema`: `schema.validate(frame)` returns the frame or raises.

    Raises
    ------
    UnknownTableError
        The package has no table of that name.
    MissingExtraError
        pandera or polars is not installed; the message says how to install it.
    """
    found = packaged().table(table)
    if engine not in ENGINES:
        raise IraqdataError(
            f"there is no engine {engine!r} for schemas{did_you_mean(engine, ENGINES)}"
            f"; the engines are {', '.join(ENGINES)}"
        )
    library = _library(engine)
    types = _TYPES[engine]()
    columns = {
        field["name"]: library.Column(
            types[field["type"]],
            checks=_checks(library.Check, field, engine),
            nullable=field["name"] not in found.key
            and not field.get("constraints", {}).get("required"),
            # A key of one column is said here, so that a failure names the column.
            unique=found.key == (field["name"],)
            or bool(field.get("constraints", {}).get("unique")),
            title=field["title"],
            description=field["description"],
        )
        for field in found.fields
    }
    return library.DataFrameSchema(
        columns,
        name=found.name,
        title=found.title,
        description=found.description,
        strict=True,
        ordered=True,
        unique=list(found.key) if len(found.key) > 1 else None,
    )


def _library(engine: str) -> Any:
    if engine == "pandas":
        return _imported("pandera.pandas", "validate")
    _imported("polars", "validate,polars")
    return _imported("pandera.polars", "validate,polars")


def _imported(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise MissingExtraError(
            f"{name} is not installed: pip install 'iraqdata[{extra}]'"
        ) from None


def _pandas_types() -> dict[str, Any]:
    import pandas

    return {
        "string": pandas.StringDtype("pyarrow"),
        "integer": pandas.Int64Dtype(),
        "number": "float64",
        "boolean": pandas.BooleanDtype(),
        "date": "datetime64[s]",
    }


def _polars_types() -> dict[str, Any]:
    import polars

    return {
        "string": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "boolean": polars.Boolean,
        "date": polars.Date,
    }


_TYPES = {"pandas": _pandas_types, "polars": _polars_types}


def _checks(check: Any, field: dict[str, Any], engine: str) -> list[Any]:
    constraints = field.get("constraints", {})
    checks = []
    if "enum" in constraints:
        checks.append(check.isin(constraints["enum"]))
    if "minimum" in constraints:
        checks.append(check.ge(constraints["minimum"]))
    if "maximum" in constraints:
        checks.append(check.le(constraints["maximum"]))
    if "pattern" in constraints:
        pattern = constraints["pattern"]
        if engine == "pandas":
            # Not by an anchor: the end of the text is `\Z` to Python and unknown to Arrow, and
            # Python's `$` lets a line end pass.
            checks.append(
                check(lambda cells: cells.str.fullmatch(pattern), error=f"pattern {pattern}")
            )
        else:
            checks.append(check.str_contains(rf"\A(?:{pattern})$"))
    return checks
