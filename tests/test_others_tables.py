"""Validation of somebody else's package: what the standard allows is no error."""

import gzip
import json
import shutil

import pytest
from corruptions import validate_in_arrays

import iraqdata
from iraqdata.checking.structure import cutting, streams
from iraqdata.reading.catalogue import packaged

TEXT = {"name": "a", "type": "string"}
NUMBER = {"name": "b", "type": "integer"}


def package(folder, files, *resources):
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    descriptor = {"name": "other", "resources": list(resources)}
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


def resource(path, first=TEXT, second=NUMBER, schema=None, **more):
    return {
        "name": "x",
        "path": path,
        "profile": "tabular-data-resource",
        "schema": {"fields": [first, second], **(schema or {})},
        **more,
    }


def to_itself(**reference):
    key = {"fields": ["a"], "reference": {"fields": ["a"], **reference}}
    return {"primaryKey": "a", "foreignKeys": [key]}


def constrained(**constraints):
    return {**TEXT, "constraints": constraints}


ALLOWED = {
    "CR LF": ("a,b\r\nu,1\r\nv,2\r\n", {}),
    "all cells quoted": ('"a","b"\n"u","1"\n', {}),
    "a line break in a quoted cell": ('a,b\n"u\nv",1\n', {}),
    "a text that is null": ("a,b\nnull,1\n", {}),
    "a code NA": ("a,b\nNA,1\n", {"first": constrained(enum=["NA", "EU"])}),
    "own missing values": ("a,b\n-,-\n", {"schema": {"missingValues": ["", "-"]}}),
    "own missing values with labels": (
        "a,b\nu,-\n",
        {"schema": {"missingValues": [{"value": "-", "label": "not asked"}]}},
    ),
    "a reference to itself": ("a,b\nu,\nv,\n", {"schema": to_itself(resource="")}),
    "a reference to itself by name": ("a,b\nu,\nv,\n", {"schema": to_itself(resource="x")}),
    "a reference to itself without a name": ("a,b\nu,\nv,\n", {"schema": to_itself()}),
    "days long ago and far ahead": (
        "a,b\n1500-01-01,1\n9999-12-31,2\n",
        {"first": {"name": "a", "type": "date"}},
    ),
    "large whole numbers": ("a,b\nu,9007199254740993\nv,99999999999999999999999\n", {}),
    "a semicolon between cells": ("a;b\nu;1\n", {"dialect": {"delimiter": ";"}}),
    "thousands with a separator": (
        'a,b\nu,"1,000"\n',
        {"second": {**NUMBER, "groupChar": ","}},
    ),
    "numbers in other forms": ("a,b\n1.500,007\n", {"first": {"name": "a", "type": "number"}}),
    "numbers that are none": ("a,b\nNaN,1\n-INF,2\n", {"first": {"name": "a", "type": "number"}}),
    "truth values in other forms": (
        "a,b\nTRUE,7\n0,1\n",
        {"first": {"name": "a", "type": "boolean"}},
    ),
    "letters of any script in a pattern": ("a,b\nعراق,1\n", {"first": constrained(pattern="\\w+")}),
    "alternatives in a pattern": ("a,b\nyes,1\n", {"first": constrained(pattern="yes|no")}),
    "columns in another order, where that is allowed": (
        "b,a\n1,u\n",
        {"schema": {"fieldsMatch": "equal"}},
    ),
    "more columns, where that is allowed": ("a,b,c\nu,1,\n", {"schema": {"fieldsMatch": "subset"}}),
    "a byte-order mark": ("\ufeffa,b\nu,1\n", {}),
    "no line end at the end": ("a,b\nu,1", {}),
    "no records": ("a,b\n", {}),
    "no header": ("u,1\n", {"dialect": {"header": False}}),
    "another encoding": ("a,b\né,1\n".encode("latin-1"), {"encoding": "latin-1"}),
    "UTF-16": ("a,b\né,1\n".encode("utf-16"), {"encoding": "utf-16"}),
    "a sequence that stands for nothing": (
        "a,b\nu,\\N\n",
        {"dialect": {"nullSequence": "\\N", "delimiter": ","}},
    ),
    "a header in capitals": ("A,B\nu,1\n", {"dialect": {"caseSensitiveHeader": False}}),
    "missing values of one column": (
        "a,b\n,1\nu,-\n",
        {"second": {**NUMBER, "missingValues": ["-"], "constraints": {"required": False}}},
    ),
    "a tab in a cell": ("a,b\nu\tv,1\n", {}),
    "a cell as long as a book": ("a,b\n" + "u" * 300_000 + ",1\n", {}),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_the_standard_allows_is_no_error(tmp_path, what):
    content, options = ALLOWED[what]
    report = iraqdata.validate(package(tmp_path, {"x.csv": content}, resource("x.csv", **options)))
    assert report.valid, report.findings
    assert report.not_checked == []


# What only frictionless knows; a good and a bad file each.
HANDED_OVER = {
    "a type": ("a,b\nP1D,1\n", "a,b\none,1\n", {"first": {"name": "a", "type": "duration"}}),
    "a format": (
        "a,b\n30/01/2014,1\n",
        "a,b\n2014-01-30,1\n",
        {"first": {"name": "a", "type": "date", "format": "%d/%m/%Y"}},
    ),
    "a dialect": ("a,b\nu, 1\n", "a,b\nu, x\n", {"dialect": {"skipInitialSpace": True}}),
    "a pattern": ("a,b\nuv,1\n", "a,b\nvu,1\n", {"first": constrained(pattern="(?=u)uv")}),
}


@pytest.mark.parametrize("what", HANDED_OVER)
def test_what_we_do_not_know_is_handed_over(tmp_path, what):
    good, bad, options = HANDED_OVER[what]
    assert iraqdata.validate(package(tmp_path, {"x.csv": good}, resource("x.csv", **options))).valid
    report = iraqdata.validate(package(tmp_path, {"x.csv": bad}, resource("x.csv", **options)))
    assert [finding.code for finding in report if finding.severity == "error"] == ["handed-over"]


@pytest.mark.parametrize("rows", [1, 600], ids=["few rows", "many rows"])
@pytest.mark.parametrize("beyond", ["700.0000000000000000000001", "0.09999999999999999999999"])
def test_a_number_beyond_its_bound_by_less_than_a_double_tells_is_found(tmp_path, rows, beyond):
    bounded = {"name": "b", "type": "number", "constraints": {"minimum": 0.1, "maximum": 700}}
    content = "a,b\n" + "".join(f"u,{n}.25\n" for n in range(1, rows + 1)) + f"u,{beyond}\n"
    report = iraqdata.validate(
        package(tmp_path, {"x.csv": content}, resource("x.csv", second=bounded))
    )
    assert [(f.code, f.row, f.field) for f in report] == [("range", rows + 2, "b")]


def test_data_inside_the_descriptor_is_checked(tmp_path):
    inline = {"name": "x", "data": [{"a": "u", "b": "one"}], "schema": {"fields": [TEXT, NUMBER]}}
    assert not iraqdata.validate(package(tmp_path, {}, inline)).valid


def test_a_fault_in_the_second_file_of_a_table_is_found_there(tmp_path):
    files = {"t.csv": "a,b\nu,1", "u.csv": "a,b\nv,2\nw,x\n"}
    report = iraqdata.validate(package(tmp_path, files, resource(["t.csv", "u.csv"])))
    assert [(f.code, f.row, f.file[-5:]) for f in report if f.severity == "error"] == [
        ("type", 3, "u.csv")
    ]
    assert report.rows == 3


def test_an_encoding_that_nobody_knows_is_told(tmp_path):
    made = package(tmp_path, {"x.csv": "a,b\nu,1\n"}, resource("x.csv", encoding="klingon"))
    report = iraqdata.validate(made)
    assert not report.valid
    assert "klingon" in report.not_checked[0]


def test_what_a_table_that_is_handed_over_is_not_asked_is_told(tmp_path):
    dialect = {"commentChar": "%"}
    made = package(tmp_path, {"x.csv": "a,b\nu,1\n%\n"}, resource("x.csv", dialect=dialect, rows=7))
    report = iraqdata.validate(made)
    assert [f.code for f in report if f.severity == "error"] == ["rows"]
    assert any("form of its cells" in note for note in report.not_checked)


def test_a_link_to_a_copy_outside_is_not_read(tmp_path):
    folder = tmp_path / "package"
    shutil.copytree(packaged().root / "tables", folder)
    (folder / "weapons.parquet").rename(tmp_path / "secret.parquet")
    (folder / "weapons.parquet").symlink_to(tmp_path / "secret.parquet")
    report = iraqdata.validate(folder)
    assert [(f.code, f.table) for f in report if f.severity == "error"] == [
        ("path-outside", "weapons")
    ]


def test_records_out_of_order_are_found_where_blocks_meet(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "BLOCK", 200)
    folder = tmp_path / "package"
    folder.mkdir()
    header, *lines = (packaged().root / "tables" / "participants.csv").read_text().splitlines()
    for place in range(2, 30):
        swapped = [*lines[: place - 1], lines[place], lines[place - 1], *lines[place + 1 :]]
        (folder / "participants.csv").write_text("\n".join([header, *swapped]) + "\n")
        report = validate_in_arrays(folder)
        assert [(f.code, f.row) for f in report] == [("not-sorted", place + 2)]


def test_a_compressed_file_is_read(tmp_path):
    files = {"x.csv.gz": gzip.compress(b"a,b\nu,one\n")}
    report = iraqdata.validate(package(tmp_path, files, resource("x.csv.gz")))
    assert [(f.code, f.row, f.field) for f in report] == [("type", 2, "b")]


def test_a_bomb_does_not_go_off(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "HARMLESS", 16 << 20)
    files = {"x.csv.gz": gzip.compress(b"a,b\n" + b"u,1\n" * 20_000_000)}
    report = iraqdata.validate(package(tmp_path, files, resource("x.csv.gz")))
    assert "compression-bomb" in {finding.code for finding in report}


def test_a_cell_without_end_is_not_kept(tmp_path):
    files = {"x.csv": b'a,b\n"' + b"u" * (40 << 20)}
    report = iraqdata.validate(package(tmp_path, files, resource("x.csv")))
    assert {finding.row for finding in report if finding.severity == "error"} == {2}


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){25}"])
def test_no_pattern_keeps_the_check_busy(tmp_path, pattern):
    files = {"x.csv": "a,b\n" + "a" * 60 + "!,1\n"}
    report = iraqdata.validate(
        package(tmp_path, files, resource("x.csv", first=constrained(pattern=pattern)))
    )
    assert [finding.code for finding in report] == ["pattern"]


def test_a_pattern_that_keeps_frictionless_busy_ends_in_a_finding(tmp_path, monkeypatch):
    from iraqdata.checking.beside import processes

    monkeypatch.setattr(processes, "PATIENCE", 4)
    files = {"x.csv": "a,b\n" + "a" * 60 + "!,1\n"}
    report = iraqdata.validate(
        package(tmp_path, files, resource("x.csv", first=constrained(pattern="(?=a)(a+)+$")))
    )
    assert [finding.code for finding in report] == ["handed-over"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\nu,1\n")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "x.csv").symlink_to(outside)
    report = iraqdata.validate(package(folder, {}, resource("x.csv")))
    assert "path-outside" in {finding.code for finding in report}


def test_departures_from_the_canonical_form_are_errors_when_strict(tmp_path):
    folder = package(tmp_path, {"x.csv": "a,b\r\n u,1\r\n"}, resource("x.csv"))
    assert iraqdata.validate(folder).valid
    assert not iraqdata.validate(folder, strict=True).valid


SAME_VALUES = {
    "integer": ("7", "007"),
    "number": ("1.50", "1.5"),
    "boolean": ("TRUE", "true"),
    "datetime": ("2014-01-01T00:00:00Z", "2014-01-01T03:00:00+03:00"),
}


@pytest.mark.parametrize("rows", [0, 600], ids=["few rows", "many rows"])
@pytest.mark.parametrize("kind", SAME_VALUES)
def test_one_value_in_two_forms_is_one_key(tmp_path, kind, rows):
    one, other = SAME_VALUES[kind]
    unique = {"name": "b", "type": kind, "constraints": {"unique": True}}
    content = "a,b\n" + "z,\n" * rows + f"u,{one}\nv,{other}\n"
    folder = package(tmp_path, {"x.csv": content}, resource("x.csv", second=unique))
    for report in (iraqdata.validate(folder), validate_in_arrays(folder)):
        errors = [(f.code, f.row, f.field) for f in report if f.severity == "error"]
        assert errors == [("unique", content.count("\n"), "b")]


def test_nothing_is_imported_from_the_folder_of_the_tables(tmp_path, monkeypatch):
    for name in ("json", "pyarrow", "frictionless"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    handed_over = {"name": "a", "type": "duration"}
    package(tmp_path, {"x.csv": "a,b\nP1D,1\n"}, resource("x.csv", first=handed_over))
    monkeypatch.chdir(tmp_path)
    assert iraqdata.validate(tmp_path).valid


def test_a_table_with_some_of_our_columns_is_asked_for_sense_and_not_for_our_style(tmp_path):
    fields = [field for field in packaged().table("events").fields if field["name"] != "mode"]
    cells = {"event_id": "evt-a", "title": "A title.", "description": "no end", "latitude": "33.1"}
    lines = [[field["name"] for field in fields], [cells.get(f["name"], "") for f in fields]]
    content = "".join(",".join(line) + "\n" for line in lines)
    schema = {"fields": [{**field, "constraints": {}} for field in fields]}
    table = {"name": "events", "path": "x.csv", "schema": schema}
    report = iraqdata.validate(package(tmp_path, {"x.csv": content}, table))
    assert report.valid
    assert {"place", "schema-loosened"} <= {f.code for f in report}
    assert "sentence" not in {f.code for f in report}


def test_a_header_that_is_none_beside_a_type_that_is_handed_over_is_a_finding(tmp_path):
    fields = [{"name": "a", "type": "duration"}, {"name": "b"}, {"name": "c"}]
    table = {"name": "x", "path": "x.csv", "schema": {"fields": fields}}
    report = iraqdata.validate(package(tmp_path, {"x.csv": "a;b;c\nP1D;u;v\n"}, table))
    assert [f.code for f in report] == ["header"]
