"""The content digest: the same for the same cells in any file or frame, another for any change."""

import hashlib
import json
import subprocess
import sys

import duckdb
import pandas
import polars
import pyarrow.csv
import pyarrow.parquet
import pytest

import iraqdata
from iraqdata.errors import IraqdataError, UnknownTableError
from iraqdata.publishing.digest import digests, of_frame, of_table, of_tables
from iraqdata.reading.catalogue import packaged, read

TABLES = list(packaged().tables)
EVENT = {"status": "occurred", "description": "An act."}
EVENTS = [
    {"event_id": "evt-a", "title": "A, with a comma", "date": "2014"} | EVENT,
    {"event_id": "evt-b", "title": "B", "latitude": 33.0, "iso3": "IRQ"} | EVENT,
]


@pytest.mark.parametrize("name", TABLES)
def test_csv_parquet_and_every_engine_give_the_same_digest(name):
    expected = iraqdata.digest(name)
    assert (
        expected == "sha256:" + hashlib.sha256(iraqdata.path(name, "csv").read_bytes()).hexdigest()
    )
    for engine in ("pandas", "pyarrow", "polars", "duckdb"):
        assert iraqdata.digest(name, iraqdata.load(name, engine=engine)) == expected, engine
    parquet = iraqdata.path(name)
    assert iraqdata.digest(name, pandas.read_parquet(parquet)) == expected
    assert iraqdata.digest(name, polars.read_parquet(parquet)) == expected
    assert iraqdata.digest(name, pyarrow.parquet.read_table(parquet)) == expected


def test_order_of_rows_and_columns_has_no_part_in_the_digest():
    frame = iraqdata.load("claims")
    mixed = frame.sample(frac=1, random_state=1)[list(reversed(frame.columns))]
    assert iraqdata.digest("claims", mixed) == iraqdata.digest("claims")


def test_every_changed_cell_changes_the_digest_of_its_table_and_of_the_package(make_package):
    before = digests(read(make_package({"events": EVENTS}, name="before")))
    changes = [("title", "A"), ("date", "2014-01"), ("latitude", 33.5), ("iso3", "")]
    for column, value in changes:
        rows = [dict(row) for row in EVENTS]
        rows[1][column] = value
        after = digests(read(make_package({"events": rows}, name=f"after-{column}")))
        assert after["events"] != before["events"]
        assert of_tables(after) != of_tables(before)
        assert {**after, "events": ""} == {**before, "events": ""}


def test_a_csv_file_in_another_form_has_the_digest_of_its_cells(make_package):
    root = make_package({"events": EVENTS})
    table = read(root).tables["events"]
    expected = of_table(table)
    header, *records = table.csv.read_text(encoding="utf-8").splitlines()
    records = [record.replace(",33,", ",33.0,") for record in reversed(records)]
    table.csv.write_bytes("\r\n".join([header, *records, ""]).encode())
    assert of_table(table) == expected


def test_the_package_digest_can_be_made_with_sha256sum():
    if sys.platform == "win32":
        pytest.skip("needs sha256sum")
    run = subprocess.run(
        "sha256sum *.csv | sha256sum",
        shell=True,
        cwd=packaged().root / "tables",
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert iraqdata.digest() == "sha256:" + run.stdout.split()[0]


def test_the_descriptor_keeps_the_digests():
    descriptor = json.loads((packaged().root / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["digest"] == iraqdata.digest()
    for resource in descriptor["resources"]:
        assert resource["hash"] == iraqdata.digest(resource["name"])


def test_a_frame_of_text_that_holds_the_same_cells_has_the_same_digest():
    text = pandas.read_csv(iraqdata.path("events", "csv"), dtype=str)
    assert iraqdata.digest("events", text) == iraqdata.digest("events")
    relation = duckdb.read_csv(str(iraqdata.path("actors", "csv")), all_varchar=True)
    assert iraqdata.digest("actors", relation) == iraqdata.digest("actors")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda frame: frame.drop(columns="title"), "the frame has the columns"),
        (lambda frame: frame.assign(extra=1), "the frame has the columns"),
        (lambda frame: frame.assign(geonames_id="north"), "does not hold the table events"),
        (lambda frame: frame.to_dict(), "a dict is no frame"),
    ],
)
def test_a_frame_that_is_not_the_table_is_refused(make, message):
    with pytest.raises(IraqdataError, match=message):
        iraqdata.digest("events", make(iraqdata.load("events")))


def test_an_unknown_table_and_a_frame_without_table_are_refused():
    with pytest.raises(UnknownTableError, match="did you mean 'events'"):
        iraqdata.digest("evnts")
    with pytest.raises(IraqdataError, match="needs the name of its table"):
        iraqdata.digest(frame=iraqdata.load("events"))


def test_an_empty_text_counts_as_missing():
    table = packaged().table("actors")
    frame = iraqdata.load("actors").astype(object)
    filled = frame.assign(notes=frame["notes"].fillna(""))
    assert of_frame(table, filled.convert_dtypes()) == iraqdata.digest("actors")


def test_the_command_prints_short_digests_and_the_whole_one_of_the_package():
    run = subprocess.run(
        [sys.executable, "-m", "iraqdata", "tables"], capture_output=True, text=True, check=True
    )
    lines = run.stdout.splitlines()
    assert lines[-1] == iraqdata.digest()
    for name in TABLES:
        (line,) = (line for line in lines if line.split()[:1] == [name])
        assert line.split()[-1] == iraqdata.digest(name).removeprefix("sha256:")[:12]
    assert max(map(len, lines)) <= 80
