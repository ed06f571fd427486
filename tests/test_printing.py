"""Printing a report: the cell in its line, what to do, and nothing that does harm."""

import re
import subprocess
import sys

import pytest
from corruptions import Copy
from test_others_tables import package as other
from test_others_tables import resource

import iraqdata
from iraqdata.checking.excerpts import around
from iraqdata.checking.printing import MOST_ALIKE, MOST_ANNOTATIONS, as_annotations, as_text


@pytest.fixture
def package(tmp_path):
    return Copy(tmp_path / "package")


@pytest.mark.parametrize("width", [20, 40, 74])
@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
@pytest.mark.parametrize(
    "line", ["a,b,c,d,e", "a" * 99 + ',"b, ""and""",,d' + "d" * 99 + ",e", "ف,ب,ج,د,ه"]
)
def test_the_mark_stands_under_the_cell(line, place, width):
    text, mark = around(line, place, width)
    assert len(text) <= width
    cells = ["a", '"b, ""and"""', "", "d", "e"] if '"' in line else re.split(",", line)
    under = text[len(mark) - mark.count("^") : len(mark)]
    assert under.rstrip("…,") in line
    assert cells[place].startswith(under[:1].strip(",…")) or not cells[place]


def test_a_line_that_is_no_record_is_shown_from_its_beginning():
    assert around('a,"b', 1, 80) == ('a,"b', "")
    assert around("a,b", 7, 80) == ("a,b", "")


def test_few_of_many_findings_alike_are_shown_and_all_are_counted(package):
    rows = package.rows("events")
    for row in rows[1:101]:
        row[rows[0].index("status")] = "wrong"
    package.write("events", rows)
    text = str(iraqdata.validate(package.root))
    assert text.count("  status  enum") == MOST_ALIKE
    assert f"… {100 - MOST_ALIKE} more: enum in status, lines 2 to 101" in text
    assert "    100  enum (error)\n         `iraqdata describe TABLE` lists the codes." in text


def test_a_report_says_what_was_checked(package):
    assert "checked the packaged tables: " in " ".join(str(iraqdata.validate()).split())
    text = "".join(as_text(iraqdata.validate(package.root), 1000))
    assert f"checked {package.root}: " in text


@pytest.mark.parametrize("width", [40, 200])
def test_no_line_is_wider_than_the_page(package, width):
    package.set("events", 5, "title", "x" * 300 + "\u202e")
    package.set("events", 6, "status", "y" * 300)
    lines = list(as_text(iraqdata.validate(package.root), width))
    # A path stays whole.
    assert all(len(line) <= width or str(package.root) in line for line in lines)


HARMFUL = "x\n::stop-commands::y\x1b[31m ##[add-path]z"


@pytest.mark.parametrize("show", [as_text, as_annotations], ids=["text", "annotations"])
def test_what_others_wrote_is_shown_and_not_obeyed(tmp_path, show):
    files = {"x.csv": f'"{HARMFUL}",a\nu,"{HARMFUL}"\n'}
    named = resource("x.csv", schema={"fields": [{"name": "a", "type": "integer"}]})
    named["schema"]["foreignKeys"] = [
        {"fields": "a", "reference": {"resource": HARMFUL, "fields": "a"}}
    ]
    report = iraqdata.validate(other(tmp_path, files, {**named, "name": HARMFUL}))
    assert not report.valid
    for line in show(report):
        assert "\x1b" not in line and "\n" not in line
        assert "##[" not in line
        assert not line.lstrip().startswith("::") or re.match(r"::(error|warning) file=", line)


def test_annotations_are_few_and_of_every_kind(package):
    rows = package.rows("events")
    for row in rows[1:101]:
        row[rows[0].index("status")] = "wrong"
    rows[120][rows[0].index("title")] = ""
    package.write("events", rows)
    lines = list(as_annotations(iraqdata.validate(package.root)))
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == MOST_ANNOTATIONS
    assert any("title=required" in line for line in errors)
    assert sum("enum: events" in line for line in lines) == 100 - sum(
        "title=enum" in line for line in errors
    )


def test_annotations_name_files_from_the_top_of_the_repository(package, monkeypatch):
    package.set("events", 5, "status", "wrong")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(package.root.parent))
    monkeypatch.chdir(package.root / "tables")
    lines = "\n".join(as_annotations(iraqdata.validate("..")))
    assert "::error file=package/tables/events.csv,line=5,title=enum::" in lines


def test_a_fault_of_the_descriptor_has_its_line(package, monkeypatch):
    (package.root / "datapackage.json").write_text('{"name": "x",\n "resources": [}')
    monkeypatch.chdir(package.root)
    (line, *_) = as_annotations(iraqdata.validate("."))
    assert line.startswith("::error file=datapackage.json,line=2,title=descriptor-unreadable::")


@pytest.mark.parametrize(("bad", "code"), [(False, 0), (True, 1)])
def test_a_reader_that_goes_away_changes_no_exit_code(package, bad, code):
    if bad:
        rows = package.rows("events")
        for row in rows[1:]:
            row[rows[0].index("title")] = f" {row[0]}"
        package.write("events", rows)
    command = f"{sys.executable} -m iraqdata validate {package.root} --format json | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (code, "")
