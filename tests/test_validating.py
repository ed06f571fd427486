"""Validation: the packaged tables pass, and each fault is found where it is."""

import json
import subprocess
import sys

import pytest
from corruptions import KINDS, PAGE, Copy, page

import iraqdata
from iraqdata.checking.rules import FAMILIES, RULES
from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import packaged


@pytest.fixture
def package(tmp_path):
    """A copy of the packaged tables, with ways to spoil it."""
    return Copy(tmp_path / "package")


def test_the_packaged_tables_are_valid():
    report = iraqdata.validate()
    assert [f for f in report.findings if f.severity == "error"] == []
    assert report.valid
    assert report.not_checked == []
    assert {table.table for table in report.tables} == set(packaged().tables)
    assert report.rows == sum(table.rows for table in packaged().tables.values())
    assert report.claims == packaged().tables["claims"].rows


def test_a_copy_elsewhere_is_valid(package):
    assert iraqdata.validate(package.root).valid
    assert iraqdata.validate(package.root / "datapackage.json").valid


def test_a_report_turns_into_plain_values():
    content = json.loads(json.dumps(iraqdata.validate().to_dict()))
    assert content["valid"] is True
    assert content["rows"] > 0
    assert content["tables"][0]["table"] == "actors"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_corruption_is_found_where_it_is(package, kind):
    where = kind.spoil(package)
    package.finds(kind.code, *where)


# Rules that no table of ours has, or that need a file of many megabytes; other tests break them.
ELSEWHERE = {"length", "unique", "handed-over", "nothing-checked", "compression-bomb",
             "record-too-long"}  # fmt: skip


def test_each_rule_is_broken_by_some_kind_of_corruption():
    assert {kind.code for kind in KINDS} | ELSEWHERE == set(RULES)
    assert ELSEWHERE.isdisjoint(kind.code for kind in KINDS)


def test_the_kill_matrix_names_at_least_eighty_kinds_and_is_not_stale():
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 80
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/corruptions.py"


def test_lines_are_counted_past_cells_that_hold_line_breaks(package):
    package.set("events", 3, "notes", "one\ntwo\nthree")
    rows = package.rows("events")
    rows[9][rows[0].index("status")] = "wrong"
    package.write("events", rows)
    package.finds("enum", "events", 12, "status")


def test_every_record_with_a_stray_quote_is_found(package):
    lines = package.csv("claims").read_bytes().split(b"\n")
    for number in (20, 40, 60):
        lines[number - 1] += b'x"y'
    package.csv("claims").write_bytes(b"\n".join(lines))
    found = {row for code, table, row, _ in package.found() if code == "quote"}
    assert found == {20, 40, 60}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a": NaN}'])
def test_a_descriptor_that_is_none_is_a_finding(tmp_path, content):
    file = tmp_path / "datapackage.json"
    file.write_bytes(content)
    report = iraqdata.validate(file)
    assert not report.valid
    assert {f.code for f in report} <= {"descriptor-unreadable", "descriptor"}


def test_a_single_file_is_checked_against_the_table_it_is(package):
    package.set("events", 5, "status", "wrong")
    report = iraqdata.validate(package.csv("events"))
    assert [(f.code, f.row, f.field) for f in report if f.severity == "error"] == [
        ("enum", 5, "status")
    ]
    assert any("refers to actors" in note or "claims" in note for note in report.not_checked)


def test_a_parquet_file_has_the_record_number_plus_one_as_row(package):
    report = iraqdata.validate(package.root / "tables" / "events.parquet")
    assert report.valid
    assert report.rows == packaged().tables["events"].rows


def test_a_table_without_one_of_its_columns_is_a_finding(package):
    for table in packaged().tables.values():
        rows = package.rows(table.name)
        for place in range(len(rows[0])):
            package.write(table.name, [[*row[:place], *row[place + 1 :]] for row in rows])
            report = iraqdata.validate(package.csv(table.name))
            assert ("column-missing", rows[0][place]) in {(f.code, f.field) for f in report}


def test_a_parquet_file_without_columns_is_a_finding(tmp_path):
    import pyarrow
    from pyarrow.parquet import write_table

    write_table(pyarrow.table({}), tmp_path / "actors.parquet")
    assert [f.code for f in iraqdata.validate(tmp_path / "actors.parquet")] == ["empty-file"]


def test_a_parquet_file_whose_text_is_not_utf_8_is_a_finding(tmp_path):
    import pyarrow
    from pyarrow.parquet import write_table

    bad = pyarrow.array([b"\xff"]).cast(pyarrow.binary()).view(pyarrow.string())
    columns = {name: bad for name in packaged().tables["weapons"].columns}
    write_table(pyarrow.table(columns), tmp_path / "weapons.parquet")
    assert [f.code for f in iraqdata.validate(tmp_path / "weapons.parquet")] == [
        "parquet-unreadable"
    ]


def test_what_cannot_be_checked_is_refused(tmp_path):
    with pytest.raises(IraqdataError, match="there is no file"):
        iraqdata.validate(tmp_path / "none.csv")
    (tmp_path / "mine.csv").write_text("a\n1\n")
    with pytest.raises(IraqdataError, match="--table"):
        iraqdata.validate(tmp_path / "mine.csv")
    with pytest.raises(IraqdataError, match="did you mean 'events'"):
        iraqdata.validate(tmp_path / "mine.csv", table="event")


def test_all_findings_are_counted_when_few_are_kept(package):
    rows = package.rows("events")
    place = rows[0].index("status")
    for row in rows[1:]:
        row[place] = "wrong"
    package.write("events", rows)
    report = iraqdata.validate(package.root, max_findings=3)
    assert len(report.findings) == 3
    assert report.counts["error", "enum"] == len(rows) - 1


def test_validating_imports_no_data_frame_library():
    code = (
        "import sys, iraqdata; assert iraqdata.validate().valid;"
        "print([m for m in ('pandas', 'pandera', 'frictionless') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_tells_by_its_exit_code(package):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-c", "from iraqdata.commands import run; run()", "validate",
             *map(str, arguments)],
            capture_output=True, text=True,
        )  # fmt: skip

    good = run(package.root)
    assert good.returncode == 0
    assert good.stdout.splitlines()[-2].startswith("valid:") or "valid:" in good.stdout
    package.set("events", 5, "status", "wrong")
    bad = run(package.root)
    assert bad.returncode == 1
    assert "line 5  status  enum" in bad.stdout
    assert all(len(line) <= 80 for line in bad.stdout.splitlines())
    assert json.loads(run(package.root, "--format", "json").stdout)["valid"] is False
    assert "line=5,title=enum::" in run(package.root, "--format", "github").stdout
    missing = run(package.root / "none")
    assert missing.returncode == 2
    assert missing.stderr.startswith("iraqdata: ")


def test_every_rule_belongs_to_a_family_and_says_why():
    assert {rule.family for rule in RULES.values()} == set(FAMILIES)
    for rule in RULES.values():
        assert rule.meaning[-1] == "."
        assert rule.why[-1] in ".?"
        assert rule.accepts != rule.rejects
