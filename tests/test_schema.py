"""Schemas for pandera: compiled from the descriptor, of one mind with the other validators."""

import subprocess
import sys

import pytest
from engines import CASES, NOTES, PAGE, TOOLS, page

import iraqdata
from iraqdata.errors import IraqdataError, UnknownTableError
from iraqdata.reading.catalogue import packaged

ENGINES = ["pandas", "polars"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("table", packaged().tables)
def test_every_packaged_table_passes_its_schema(table, engine):
    frame = iraqdata.load(table, engine=engine)
    iraqdata.schema(table, engine=engine).validate(frame, lazy=True)


def test_a_schema_says_what_the_descriptor_says():
    schema = iraqdata.schema("events")
    assert list(schema.columns) == packaged().tables["events"].columns
    assert schema.columns["event_id"].unique
    assert not schema.columns["title"].nullable
    assert schema.columns["place"].nullable


def test_every_tool_accepts_the_table_as_it_is():
    file = packaged().tables["events"].csv
    assert {name: ask(file) for name, ask in TOOLS.items()} == dict.fromkeys(TOOLS, "passes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_each_tool_finds_what_the_documentation_says(tmp_path, case):
    file = case.write(tmp_path)
    assert case.rule in {f.code for f in iraqdata.validate(file) if f.severity == "error"}
    answers = {name: ask(file) for name, ask in TOOLS.items()}
    assert answers == dict(zip(TOOLS, case.answers, strict=True))


def test_what_a_schema_can_say_all_validators_find():
    can_say = {"required", "type", "enum", "pattern", "range", "primary-key"}
    for case in CASES:
        if case.rule in can_say and case.what not in NOTES:
            assert "passes" not in case.answers[:-1], case.what


def test_the_page_of_tools_is_not_stale():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/engines.py"
    assert set(NOTES) <= {case.what for case in CASES}


def test_what_is_missing_is_named():
    with pytest.raises(UnknownTableError, match="did you mean 'events'"):
        iraqdata.schema("event")
    with pytest.raises(IraqdataError, match="the engines are pandas, polars"):
        iraqdata.schema("events", engine="spark")
    code = (
        "import sys; sys.modules['pandera'] = None; import iraqdata\n"
        "try: iraqdata.schema('events')\n"
        "except iraqdata.errors.MissingExtraError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import iraqdata.errors;" + code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "iraqdata[validate]" in done.stdout
