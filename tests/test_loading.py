"""Loading: right types in every engine, errors that help, and a light import."""

import subprocess
import sys

import pandas
import pytest

import iraqdata
from iraqdata.errors import IraqdataError, MissingExtraError, UnknownTableError
from iraqdata.reading.catalogue import packaged

TABLES = list(packaged().tables)

PANDAS_TYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


@pytest.mark.parametrize("name", TABLES)
def test_pandas_frame_has_the_descriptors_columns_and_types(name):
    table = packaged().table(name)
    frame = iraqdata.load(name)
    assert list(frame.columns) == table.columns
    assert len(frame) == table.rows
    for field in table.fields:
        assert str(frame.dtypes[field["name"]]) == PANDAS_TYPES[field["type"]], field["name"]


@pytest.mark.parametrize("name", TABLES)
def test_every_engine_holds_the_same_cells(name):
    arrow = iraqdata.load(name, engine="pyarrow")
    assert iraqdata.load(name, engine="polars").rows(named=True) == arrow.to_pylist()
    duck = iraqdata.load(name, engine="duckdb")
    assert duck.columns == arrow.column_names
    assert [dict(zip(duck.columns, row, strict=True)) for row in duck.fetchall()] == (
        arrow.to_pylist()
    )


@pytest.mark.parametrize("name", TABLES)
def test_pandas_holds_the_cells_of_the_csv_file(name):
    text = pandas.read_csv(iraqdata.path(name, format="csv"), dtype="string", keep_default_na=False)
    frame = iraqdata.load(name)
    for column in frame:
        missing = frame[column].isna()
        assert (text[column] == "").tolist() == missing.tolist()
        if str(frame.dtypes[column]) == "string":
            assert text[column][~missing].tolist() == frame[column][~missing].tolist()


def test_an_empty_cell_is_missing_not_text():
    actors = iraqdata.load("actors")
    assert actors["parent_id"].isna().any()
    assert not (actors == "").fillna(False).any().any()


def test_an_edtf_date_keeps_its_precision_and_has_its_bounds():
    events = iraqdata.load("events").set_index("event_id")
    summer = events.loc["evt-us-iran-deconfliction-2014"]
    assert summer["date"] == "2014-22"
    assert summer["date_start"] == pandas.Timestamp("2014-06-01")
    assert summer["date_end"] == pandas.Timestamp("2014-08-31")
    assert summer["date_prec"] == 5


def test_an_unknown_table_names_the_nearest_and_lists_them_all():
    with pytest.raises(UnknownTableError) as caught:
        iraqdata.load("evnts")
    assert "did you mean 'events'?" in str(caught.value)
    assert all(name in str(caught.value) for name in TABLES)


def test_an_unknown_engine_lists_the_engines():
    with pytest.raises(IraqdataError, match="pandas, pyarrow, polars, duckdb"):
        iraqdata.load("events", engine="spark")


def test_an_unknown_format_lists_the_formats():
    with pytest.raises(IraqdataError, match="parquet, csv"):
        iraqdata.path("events", format="xml")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_missing_engine_names_the_extra_to_install(engine, monkeypatch):
    monkeypatch.setitem(sys.modules, engine, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'iraqdata\[{engine}\]'"):
        iraqdata.load("events", engine=engine)


def test_tables_lists_titles_rows_and_columns():
    frame = iraqdata.tables()
    assert frame["table"].tolist() == TABLES
    events = frame.set_index("table").loc["events"]
    assert events["title"] == "Events"
    assert events["rows"] == len(iraqdata.load("events"))
    assert events["columns"] == len(packaged().table("events").fields)


def test_describe_gives_every_column_a_description_and_its_key():
    for name in TABLES:
        assert iraqdata.describe(name)["description"].str.len().min() > 0
    events = iraqdata.describe("events").set_index("column")
    assert events.loc["event_id", "key"] == "primary"
    assert events.loc["part_of", "key"] == "events.event_id"
    assert "disputed" in events.loc["status", "values"].split("|")


def test_the_version_is_that_of_the_descriptor():
    assert iraqdata.__version__ == packaged().descriptor["version"]


def test_an_unknown_attribute_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = iraqdata.lode


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import iraqdata", ["pandas", "pyarrow", "frictionless", "pandera", "typer", "json"]),
        ("import iraqdata; iraqdata.load('events', engine='pyarrow')", ["pandas", "frictionless"]),
        ("import iraqdata; iraqdata.load('events')", ["frictionless", "pandera", "typer"]),
    ],
)
def test_loading_imports_no_more_than_it_needs(code, unwanted):
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(unwanted) & set(run.stdout.split())
