"""Cutting CSV files: the same records and faults, however small the blocks and broken the text."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from corruptions import validate_in_arrays
from hypothesis import example, given, settings
from hypothesis import strategies as st

import iraqdata
from iraqdata.checking.structure import cutting

PARTS = st.sampled_from(
    [
        "a",
        "1",
        ",",
        '"',
        '""',
        "\n",
        "\r\n",
        "\r",
        " ",
        "\0",
        "é",
        "u,1\n",
        '"u,v",2\n',
        '"u\nv",3\n',
    ]
)
BROKEN = st.lists(PARTS, max_size=40).map("".join)
CELLS = st.text(st.sampled_from('ab"\n, é'), max_size=6)


def validate(folder, content, validator=iraqdata.validate):
    (folder / "x.csv").write_bytes(content)
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]}
    resource = {"name": "x", "path": "x.csv", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"name": "o", "resources": [resource]}))
    report = validator(folder)
    return [(f.code, f.row, f.field, f.value) for f in report], report.rows


@settings(max_examples=300, deadline=None)
@example('"u\nv",3\n,a', "utf-8", 5)
@given(BROKEN, st.sampled_from(["utf-8", "latin-1"]), st.sampled_from([5, 7, 11, 16]))
def test_blocks_of_any_size_give_the_same_findings(text, encoding, size):
    content = b"a,b\n" + text.encode(encoding)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        whole = validate(Path(name), content)
        assert validate(Path(name), content, validate_in_arrays) == whole
        patch.setattr(cutting, "BLOCK", size)
        assert validate(Path(name), content, validate_in_arrays) == whole


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(CELLS, st.integers(0, 99)), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_csv_writer_writes_has_no_fault_and_all_its_records(rows, line_end, quoting):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end, quoting=quoting).writerows([("a", "b"), *rows])
    with tempfile.TemporaryDirectory() as name:
        found, number = validate(Path(name), out.getvalue().encode())
    broken = {"quote", "ragged-row", "type", "encoding", "blank-line", "lone-return"}
    assert [code for code, *_ in found if code in broken] == []
    assert number == len(rows)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a,b\ru,1\rv,x\r", "lone-return", 1),
        (b"a,b\nu\rv,x\n", "lone-return", 2),
        ("a,b\nu,1\n".encode("utf-16-le"), "encoding", 1),
        (b"PK\x03\x04 a workbook", "unreadable-file", None),
    ],
)
def test_a_file_of_another_kind_is_no_table(tmp_path, content, code, line):
    found, _ = validate(tmp_path, content)
    assert (code, line) in {(code, row) for code, row, _, _ in found}


@pytest.mark.parametrize(
    "line", [b'5" gun,1\n', b"u\rv,1\n", b"u\n", b"\n", b"\xff,1\n", b'"u,1\n']
)
def test_many_faults_take_a_time_in_proportion(tmp_path, line):
    # Looking at each fault against all others would take minutes.
    found, _ = validate(tmp_path, b"a,b\n" + line * 60_000)
    assert len(found) >= 10_000
