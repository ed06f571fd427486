"""The build: canonical CSV, typed Parquet, honest stamps, and a check that notices staleness."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet
import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing.build import build
from iraqdata.reading.catalogue import read

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def checkout(tmp_path):
    for name in ("tables", "docs"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    for name in ("datapackage.json", "ATTRIBUTION.md", "src/iraqdata/reading/names.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    return tmp_path


def relative(paths, root):
    return {str(path.relative_to(root)) for path in paths}


def test_nothing_in_the_repository_is_stale():
    assert build(CHECKOUT, check=True) == []


def test_check_names_what_a_changed_cell_makes_stale_and_writes_nothing(checkout):
    table = checkout / "tables/actors.csv"
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace("act-iran,Iran,", "act-iran,Iran X,"), encoding="utf-8")
    descriptor = (checkout / "datapackage.json").read_bytes()
    stale = relative(build(checkout, check=True), checkout)
    assert {"tables/actors.parquet", "datapackage.json"} <= stale
    assert (checkout / "datapackage.json").read_bytes() == descriptor


def test_build_twice_changes_nothing_the_second_time(checkout):
    table = checkout / "tables/actors.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("act-iran,Iran,", "act-iran,Persia,")
    )
    assert build(checkout)
    assert build(checkout) == []
    assert build(checkout, check=True) == []


def test_build_puts_records_in_order_and_stamps_bytes_hash_and_rows(checkout):
    table = checkout / "tables/actors.csv"
    canonical = table.read_bytes()
    header, *records = canonical.decode().splitlines(keepends=True)
    table.write_bytes("".join([header, *reversed(records)]).encode())
    build(checkout)
    assert table.read_bytes() == canonical
    actors = json.loads((checkout / "datapackage.json").read_text())["resources"][0]
    assert actors["bytes"] == len(canonical)
    assert actors["hash"] == "sha256:" + hashlib.sha256(canonical).hexdigest()
    assert actors["rows"] == len(records)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("date_start", "2014-02-30", "is not a day"),
        ("geonames_id", "1.5", "is not a whole number"),
        ("latitude", "north", "is not a number"),
    ],
)
def test_a_cell_without_its_type_is_named_and_nothing_is_written(checkout, column, value, message):
    path = checkout / "tables/events.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[1][column] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    before = {file: file.read_bytes() for file in checkout.rglob("*") if file.is_file()}
    with pytest.raises(IraqdataError, match=rf"events.csv line 3, column {column}.*{message}"):
        build(checkout)
    assert {file: file.read_bytes() for file in checkout.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("geonames_id", "1_000"),
        ("latitude", "nan"),
        ("latitude", "1_0.5"),
        ("date_start", "20140310"),
        ("date_start", "2014-W11-1"),
    ],
)
def test_only_the_plain_way_to_write_a_number_or_day_is_read(make_package, column, value):
    event = {"event_id": "evt-a", "title": "A", "status": "occurred", "description": "An act."}
    root = make_package({"events": [event | {column: value}]}, built=False)
    with pytest.raises(IraqdataError, match=rf"events.csv line 2, column {column}: '{value}' is"):
        build(root)


def test_an_empty_required_cell_is_named_and_nothing_is_written(make_package):
    event = {"event_id": "evt-a", "title": "A", "status": "occurred"}
    root = make_package({"events": [event]}, built=False)
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    with pytest.raises(IraqdataError, match=r"events.csv, record 'evt-a', column description"):
        build(root)
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_a_quote_left_open_is_named(make_package):
    root = make_package({}, built=False)
    with (root / "tables/events.csv").open("a", encoding="utf-8") as file:
        file.write('evt-a,"left open\n')
    with pytest.raises(IraqdataError, match=r"events.csv line 2: unexpected end of data"):
        build(root)


def test_a_missing_table_is_named(checkout):
    (checkout / "tables/events.csv").unlink()
    with pytest.raises(IraqdataError, match=r"events.csv is missing"):
        build(checkout)


def test_a_damaged_parquet_file_is_stale(checkout):
    (checkout / "tables/events.parquet").write_bytes(b"PAR1 and nothing else")
    assert relative(build(checkout, check=True), checkout) == {"tables/events.parquet"}


@pytest.mark.parametrize("table", read(CHECKOUT).tables.values(), ids=lambda table: table.name)
def test_parquet_has_the_descriptors_types_and_required_columns(table):
    types = {
        "string": "string",
        "integer": "int64",
        "number": "double",
        "boolean": "bool",
        "date": "date32[day]",
    }
    schema = pyarrow.parquet.read_schema(table.parquet)
    assert schema.names == table.columns
    for field in table.fields:
        column = schema.field(field["name"])
        assert str(column.type) == types[field["type"]]
        assert column.nullable != field.get("constraints", {}).get("required", False)


@pytest.mark.parametrize("table", read(CHECKOUT).tables.values(), ids=lambda table: table.name)
def test_csv_is_utf8_without_mark_with_plain_line_ends(table):
    content = table.csv.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_every_sentence_of_the_coverage_list_gave_rise_to_records_or_says_why_not():
    with (CHECKOUT / "docs/coverage.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert bool(row["records"]) != bool(row["reason"]), row
        assert row["kind"] in ("sentence", "heading")
