"""Loading a table as a data frame, in the engine of the reader's choice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from iraqdata.errors import IraqdataError, MissingExtraError
from iraqdata.reading.catalogue import Table, did_you_mean, packaged
from iraqdata.reading.names import TableName

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow

Engine = Literal["pandas", "pyarrow", "polars", "duckdb"]
Format = Literal["parquet", "csv"]

ENGINES = ("pandas", "pyarrow", "polars", "duckdb")
FORMATS = ("parquet", "csv")


@overload
def load(name: TableName, engine: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
@overload
def load(name: TableName, engine: Literal["pyarrow"]) -> pyarrow.Table: ...
@overload
def load(name: TableName, engine: Literal["polars"]) -> polars.DataFrame: ...
@overload
def load(name: TableName, engine: Literal["duckdb"]) -> duckdb.DuckDBPyRelation: ...
def load(name: TableName, engine: Engine = "pandas") -> Any:
    """Load one table of this package.

    Parameters
    ----------
    name
        A table's name; `iraqdata.tables()` lists them.
    engine
        `"pandas"` (the default), `"pyarrow"`, `"polars"` or `"duckdb"`. The last two need
        the extra of the same name.

    Returns
    -------
    A pandas DataFrame, pyarrow Table, polars DataFrame or DuckDB relation with one column per
    field of the descriptor, in its order. In pandas, text is `string`, whole numbers are
    `Int64`, other numbers `float64`, truth values `boolean`, days `datetime64[s]`; an empty
    cell is missing in every engine. EDTF dates stay text, beside their first and last day.

    Raises
    ------
    UnknownTableError
        The package has no table of that name.
    MissingExtraError
        The engine is not installed; the message says how to install it.
    """
    table = packaged().table(name)
    if engine == "pandas":
        return _pandas(table)
    if engine == "pyarrow":
        return _arrow(table)
    if engine == "polars":
        return _require("polars").read_parquet(table.parquet)
    if engine == "duckdb":
        return _require("duckdb").read_parquet(str(table.parquet))
    raise IraqdataError(
        f"there is no engine {engine!r}{did_you_mean(engine, ENGINES)}"
        f"; the engines are {', '.join(ENGINES)}"
    )


def path(name: TableName, format: Format = "parquet") -> Path:
    """Where a table's file is, as a real path on this machine.

    `format` is `"parquet"` or `"csv"`; both files hold the same cells. Raises
    UnknownTableError for a table that the package has not.
    """
    table = packaged().table(name)
    if format == "parquet":
        return table.parquet
    if format == "csv":
        return table.csv
    raise IraqdataError(
        f"there is no format {format!r}{did_you_mean(format, FORMATS)}"
        f"; the formats are {', '.join(FORMATS)}"
    )


def _arrow(table: Table) -> pyarrow.Table:
    # Not pyarrow.parquet.read_table: that imports pandas, which takes longer than the reading.
    from pyarrow.parquet import ParquetFile

    with ParquetFile(table.parquet) as file:
        return file.read()


def _pandas(table: Table) -> pandas.DataFrame:
    import pandas

    dtypes: dict[str, Any] = {
        "string": pandas.StringDtype("pyarrow"),
        "integer": pandas.Int64Dtype(),
        "boolean": pandas.BooleanDtype(),
        "number": "float64",
        "date": "datetime64[s]",
    }
    frame: pandas.DataFrame = _arrow(table).to_pandas(date_as_object=False)
    return frame.astype({field["name"]: dtypes[field["type"]] for field in table.fields})


def _require(engine: str) -> Any:
    import importlib

    try:
        return importlib.import_module(engine)
    except ImportError:
        raise MissingExtraError(
            f"the engine {engine!r} is not installed: pip install 'iraqdata[{engine}]'"
        ) from None
