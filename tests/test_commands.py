"""The commands that read the tables: what they print, where, and with which exit code."""

import csv
import io
import json
import subprocess
import sys

import pytest

import iraqdata
from iraqdata.reading.catalogue import packaged


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "iraqdata", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
    )


def test_tables_lists_every_table_with_its_rows():
    result = run("tables")
    assert result.returncode == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    for table in packaged().tables.values():
        assert any(line and line[0] == table.name and str(table.rows) in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [("tables",), ("describe", "events"), ("show", "claims"), ("show", "events", "--limit", 1)],
)
def test_output_fits_80_columns_and_is_plain_when_piped(arguments):
    result = run(*arguments)
    assert result.returncode == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "\x1b" not in result.stdout


def test_show_gives_the_records_that_match_as_json():
    result = run("show", "events", "--where", "status=alleged", "--format", "json")
    shown = {row["event_id"] for row in json.loads(result.stdout)}
    events = iraqdata.load("events")
    assert shown == set(events[events["status"] == "alleged"]["event_id"])
    assert shown


def test_show_finds_an_item_of_a_list_and_an_empty_cell():
    daesh = run("show", "actors", "--where", "aliases=Daesh", "--columns", "actor_id")
    assert daesh.stdout.split() == ["actor_id", "act-isis"]
    undated = run("show", "events", "--where", "date=", "--columns", "event_id", "--format", "csv")
    assert "evt-iraqi-popular-response" in undated.stdout.split()


def test_show_prints_csv_that_reads_back():
    result = run("show", "actors", "--format", "csv", "--columns", "actor_id,aliases,cow_code")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == packaged().table("actors").rows
    assert {row["cow_code"] for row in rows if row["actor_id"] == "act-iraq"} == {"645"}


def test_show_shows_a_single_record_whole():
    result = run("show", "events", "--where", "event_id=evt-us-iran-deconfliction-2014")
    assert "date_start" in result.stdout
    assert "2014-06-01" in result.stdout


def test_show_says_so_when_nothing_matches():
    result = run("show", "events", "--where", "place=Atlantis")
    assert (result.returncode, result.stdout) == (0, "no record of events matches\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "evnts"), "did you mean 'events'?"),
        (("show", "events", "--columns", "titel"), "did you mean 'title'?"),
        (("show", "events", "--where", "titel=x"), "did you mean 'title'?"),
        (("show", "events", "--where", "title"), "is not COLUMN=VALUE"),
        (("show", "events", "--format", "jsn"), "did you mean 'json'?"),
        (("describe", "evnts"), "did you mean 'events'?"),
        (("path", "events", "--format", "xls"), "parquet, csv"),
        (("passages", "no-such-file.txt"), "cannot be read"),
        (("build", "."), "there is no datapackage.json"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_path_prints_the_path_of_a_real_file():
    result = run("path", "events", "--format", "csv")
    assert result.stdout.strip() == str(iraqdata.path("events", format="csv"))


def test_describe_gives_the_code_list_as_json():
    result = run("describe", "transfers", "--format", "json")
    stages = {row["column"]: row["values"] for row in json.loads(result.stdout)}["deal_stage"]
    assert "notified" in stages.split("|")


def test_version_is_that_of_the_package():
    assert run("--version").stdout == f"iraqdata {iraqdata.__version__}\n"


def test_passages_gives_place_and_hash_of_the_sentences_on_some_lines(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(
        "A heading\n\n"
        "The first sentence of this text is certainly long enough to stand alone.\n"
        "So is the second one, which was put on a line of its own for the test.\n",
        encoding="utf-8",
    )
    rows = json.loads(run("passages", text, "4", "--format", "json").stdout)
    assert [(row["section"], row["paragraph"]) for row in rows] == [(1, 2)]
    assert rows[0]["first_line"] == rows[0]["last_line"] == 4
    assert len(rows[0]["passage_hash"]) == 16


@pytest.mark.parametrize("lines", ["0", "x", "5-3", "99"])
def test_passages_refuses_a_range_without_sentences(lines, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("One sentence that is long enough to stand alone in this form.\n")
    result = run("passages", text, lines)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
