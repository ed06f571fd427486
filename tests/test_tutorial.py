"""The tutorial: every block of code on the page runs on the packaged tables."""

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from iraqdata.reading.catalogue import packaged

TUTORIAL = Path(__file__).parents[1] / "docs/tutorial.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TUTORIAL.read_text(encoding="utf-8"), re.S | re.M)


def blocks(language):
    return [code for name, code in BLOCKS if name == language]


def test_the_tutorial_shows_four_languages():
    assert {name for name, _ in BLOCKS} == {"sh", "python", "sql", "r"}


def test_the_python_runs_from_top_to_bottom_and_finds_something():
    names = {}
    for code in blocks("python"):
        exec(compile(code, TUTORIAL.name, "exec"), names)
    assert names["acting"].height
    assert len(names["compared"])
    assert "vega" in names["html"]


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_sql_runs_where_the_tables_are_and_finds_something(query, monkeypatch):
    monkeypatch.chdir(packaged().root)
    assert duckdb.sql(query).fetchall()


@pytest.mark.programs
def test_the_r_runs_where_the_tables_are_and_finds_something():
    program = shutil.which("Rscript")
    assert program, "Rscript is missing: apt-get install r-base-core"
    code = "options(warn = 2)\npdf(NULL)\n" + "\n".join(blocks("r"))
    run = subprocess.run(
        [program, "--vanilla", "-e", code], cwd=packaged().root, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "value_claimed" in run.stdout
