"""Schemas for pandera: compiled from the descriptor, of one mind with the other validators."""

import csv
import io
import subprocess
import sys
import warnings

import pytest

import iraqdata
from iraqdata.errors import IraqdataError, UnknownTableError
from iraqdata.publishing.canonical import as_text
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


# Column of `events`, a value that breaks a rule, and who can tell.
BROKEN = {
    "a code that is none": ("status", "occured"),
    "an empty cell that is required": ("title", None),
    "an id of another form": ("event_id", "EVT sfa"),
    "an id with a line end": ("event_id", "evt-sfa\n"),
    "a number beyond its range": ("latitude", 91.5),
    "a whole number beyond its range": ("date_prec", 6),
    "a country code of another form": ("iso3", "IRQX"),
    "a key that stands twice": ("event_id", "the first"),
    "nothing": ("place", "Basra"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    return {what: _verdicts(what, tmp_path_factory.mktemp("broken")) for what in BROKEN}


def _verdicts(what, folder):
    """Whether each validator accepts `events` with one cell of the third record changed."""
    import polars
    from frictionless import Resource, Schema
    from pandera.errors import SchemaErrors

    table = packaged().tables["events"]
    column, value = BROKEN[what]
    rows = iraqdata.load("events", engine="pyarrow").to_pylist()
    if value == "the first":
        value = rows[0]["event_id"]
    rows[2][column] = value

    def accepts(engine, frame):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                iraqdata.schema("events", engine=engine).validate(frame, lazy=True)
        except SchemaErrors:
            return False
        return True

    polars_frame = iraqdata.load("events", engine="polars")
    polars_frame = polars_frame.with_columns(
        polars.Series(column, [row[column] for row in rows], polars_frame.schema[column])
    )
    pandas_frame = iraqdata.load("events").copy()
    pandas_frame.loc[2, column] = value if value is not None else None
    file = folder / "events.csv"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[as_text(row[name]) for name in table.columns] for row in rows])
    file.write_bytes(out.getvalue().encode())
    resource = next(r for r in packaged().descriptor["resources"] if r["name"] == "events")
    schema = {key: part for key, part in resource["schema"].items() if key != "foreignKeys"}
    ours = iraqdata.validate(file)
    structural = {"required", "type", "enum", "pattern", "range", "unique", "primary-key"}
    return {
        "pandera with pandas": accepts("pandas", pandas_frame),
        "pandera with polars": accepts("polars", polars_frame),
        "frictionless": Resource(
            path=file.name, basepath=str(folder), schema=Schema.from_descriptor(schema)
        ).validate().valid,
        "iraqdata": not structural & {f.code for f in ours if f.row == 4},
    }  # fmt: skip


# Who lets a fault pass that it could tell, and why.
KNOWN = {"an id with a line end": {"frictionless": "takes `$` of the pattern as Python does"}}


@pytest.mark.parametrize("what", BROKEN)
def test_all_validators_agree_on_what_all_can_say(verdicts, what):
    for tool, accepted in verdicts[what].items():
        assert accepted == (what == "nothing" or tool in KNOWN.get(what, {})), tool


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
