"""Validation: the packaged tables pass, and each fault is found where it is."""

import csv
import io
import json
import shutil
import subprocess
import sys

import pytest

import iraqdata
from iraqdata.checking.rules import FAMILIES, RULES
from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import packaged


@pytest.fixture
def package(tmp_path):
    """A copy of the packaged tables, with ways to spoil it."""
    return Copy(tmp_path / "package")


class Copy:
    """A copy of the package in a folder."""

    def __init__(self, root):
        source = packaged().root
        root.mkdir()
        shutil.copy(source / "datapackage.json", root)
        shutil.copytree(source / "tables", root / "tables")
        self.root = root

    def csv(self, table):
        return self.root / "tables" / f"{table}.csv"

    def rows(self, table):
        text = self.csv(table).read_bytes().decode()
        return list(csv.reader(io.StringIO(text, newline="")))

    def write(self, table, rows):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        self.csv(table).write_bytes(out.getvalue().encode())

    def set(self, table, row, column, value):
        """Put a value into the record on a line; returns the record's key."""
        rows = self.rows(table)
        rows[row - 1][rows[0].index(column)] = value
        self.write(table, rows)

    def descriptor(self, change):
        path = self.root / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        change(descriptor)
        path.write_text(json.dumps(descriptor), encoding="utf-8")

    def find(self, table, column, wanted):
        """The line of the first record whose cell fulfils a condition."""
        rows = self.rows(table)
        place = rows[0].index(column)
        return next(n for n, row in enumerate(rows[1:], start=2) if wanted(row[place]))

    def codes(self, **options):
        report = iraqdata.validate(self.root, **options)
        return {(f.code, f.table, f.row, f.field) for f in report.findings}

    def finds(self, code, table, row, field, **options):
        found = self.codes(**options)
        assert (code, table, row, field) in found, sorted(found, key=str)[:20]


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


# A value for a cell, and the rule that names it: table, column, value, code.
CELLS = [
    ("events", "status", "occured", "enum"),
    ("events", "status", "", "required"),
    ("events", "title", "", "required"),
    ("events", "title", " A title", "surrounding-space"),
    ("events", "title", "A title\u00a0", "surrounding-space"),
    ("events", "title", "A  title", "repeated-space"),
    ("events", "title", "A\u00a0title", "unusual-space"),
    ("events", "title", "A\u200btitle", "invisible-character"),
    ("events", "title", "A\u202etitle", "invisible-character"),
    ("events", "title", "A\x07title", "control-character"),
    ("events", "title", "A\x00title", "control-character"),
    ("events", "title", "A\ntitle", "line-break"),
    ("events", "title", "Cafe\u0301", "not-nfc"),
    ("events", "title", "\ufb01ght", "compatibility-character"),
    ("events", "title", "Ir\u0430q", "mixed-script"),
    ("events", "title", "ZÃ¼rich", "misread-text"),
    ("events", "title", "lost \ufffd", "misread-text"),
    ("events", "title", "A &amp; B", "markup"),
    ("events", "title", "<b>A</b>", "markup"),
    ("events", "title", "\ue000 A", "unassigned-character"),
    ("events", "place", "N/A", "null-token"),
    ("events", "place", "null", "null-token"),
    ("events", "notes", "=SUM(A1)", "formula"),
    ("events", "notes", "@import", "formula"),
    ("events", "notes", "x" * 100_001, "cell-too-long"),
    ("events", "iso3", "IRK", "iso-code"),
    ("events", "iso3", "irq", "pattern"),
    ("events", "date", "March 2014", "edtf"),
    ("events", "date_start", "2014-02-30", "type"),
    ("events", "date_start", "30/01/2014", "type"),
    ("events", "latitude", "331", "range"),
    ("events", "latitude", "33,1", "type"),
    ("events", "latitude", "+33.10", "number-form"),
    ("events", "latitude", "-999", "sentinel"),
    ("events", "where_prec", "08", "leading-zero"),
    ("events", "where_prec", "8", "range"),
    ("events", "where_prec", "1.0", "type"),
    ("events", "geonames_id", "98,182", "type"),
    ("events", "geonames_id", "\u0661", "type"),
    ("events", "geonames_id", "9" * 500, "type"),
    ("events", "part_of", "evt-no-such-event", "foreign-key"),
    ("participants", "actor_id", "act-nobody", "foreign-key"),
    ("claims", "record_id", "evt-no-such-event", "foreign-key"),
    ("identifiers", "record_id", "act-nobody", "foreign-key"),
    ("claims", "field", "no_such_column", "claim-field"),
    ("claims", "confidence", "High", "enum"),
    ("statistics", "preferred", "TRUE", "boolean-form"),
    ("statistics", "preferred", "yes", "type"),
    ("statistics", "value", "NaN", "null-token"),
    ("statistics", "value", "inf", "type"),
    ("statistics", "unit", "furlongs", "indicator-unit"),
    ("statistics", "scope", "no_such_scope", "indicator-scope"),
    ("sources", "accessed", "9999-12-31", "sentinel"),
    ("actors", "aliases", "b|a", "list-order"),
    ("actors", "aliases", "a|a", "list-repeats"),
    ("actors", "aliases", "a||b", "list-item"),
    ("actors", "name_ar", "Baghdad", "script"),
    ("missions", "receiving_iso3", "USA", "mission"),
    ("sources", "url", "example.org", "address"),
    ("sources", "licence", "free to use", "licence"),
]


@pytest.mark.parametrize(
    ("table", "column", "value", "code"), CELLS, ids=[f"{c[3]}-{n}" for n, c in enumerate(CELLS)]
)
def test_a_spoilt_cell_is_found_at_its_line_and_column(package, table, column, value, code):
    row = 5
    if code == "mission":
        row = package.find("missions", "sending_iso3", lambda cell: cell == "USA")
    package.set(table, row, column, value)
    package.finds(code, table, row, column)


def test_a_date_that_disagrees_with_its_days_is_found(package):
    row = package.find("events", "date_start", bool)
    package.set("events", row, "date_start", "2001-01-01")
    package.finds("date-derived", "events", row, "date_start")


def test_a_repeated_key_is_found_on_the_second_record(package):
    rows = package.rows("actors")
    package.write("actors", [*rows[:4], rows[3], *rows[4:]])
    package.finds("primary-key", "actors", 5, "actor_id")


def test_a_cycle_is_found(package):
    rows = package.rows("events")
    place = rows[0].index("part_of")
    rows[4][place], rows[5][place] = rows[5][0], rows[4][0]
    package.write("events", rows)
    package.finds("cycle", "events", 5, "part_of")
    package.finds("cycle", "events", 6, "part_of")


def test_a_record_without_a_claim_is_found(package):
    rows = package.rows("claims")
    place = rows[0].index("record_id")
    record = package.rows("events")[1][0]
    package.write("claims", [row for row in rows if row[place] != record])
    package.finds("unsupported", "events", 2, None)


@pytest.mark.parametrize(
    ("code", "line", "change"),
    [
        ("byte-order-mark", 1, lambda b: b"\xef\xbb\xbf" + b),
        ("line-end", 1, lambda b: b.replace(b"\n", b"\r\n")),
        ("final-line-end", None, lambda b: b.rstrip(b"\n")),
        ("blank-line", 4, lambda b: b"\n".join([*b.split(b"\n")[:3], b"", *b.split(b"\n")[3:]])),
        ("encoding", 3, lambda b: b.replace(b"\n", b"\n", 1).replace(
            b.split(b"\n")[2], b.split(b"\n")[2].replace(b",", b"\xff,", 1))),
        ("ragged-row", 3, lambda b: b.replace(b.split(b"\n")[2], b.split(b"\n")[2] + b",x")),
        ("quote", 3, lambda b: b.replace(b.split(b"\n")[2], b'"' + b.split(b"\n")[2])),
        ("empty-file", 1, lambda b: b""),
        ("column-missing", 1, lambda b: b.replace(b"name", b"nmae", 1)),
        ("encoding", 1, lambda b: b.decode().encode("utf-16")),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_found_at_its_line(package, code, line, change):
    file = package.csv("weapons")
    file.write_bytes(change(file.read_bytes()))
    found = package.codes()
    places = {row for c, table, row, _ in found if c == code and table == "weapons"}
    assert places, sorted(found, key=str)[:20]
    if line is not None:
        assert line in places


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
    found = {row for code, table, row, _ in package.codes() if code == "quote"}
    assert found == {20, 40, 60}


def test_a_stamp_that_does_not_hold_is_found(package):
    with package.csv("events").open("ab") as file:
        file.write(b"\n")
    found = {(code, table) for code, table, _, _ in package.codes()}
    assert {("bytes", "events"), ("hash", "events")} <= found


def test_a_parquet_copy_that_differs_is_found_at_its_cell(package):
    import pyarrow
    from pyarrow.parquet import ParquetFile, write_table

    file = package.root / "tables" / "events.parquet"
    with ParquetFile(file) as parquet:
        table = parquet.read()
    titles = table.column("title").to_pylist()
    titles[2] = "Another"
    place = table.column_names.index("title")
    column = table.schema.field("title")
    write_table(table.set_column(place, column, pyarrow.array(titles, column.type)), file)
    assert ("parquet-differs", "events", 4, "title") in package.codes()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("path-outside", lambda d: d["resources"][0].update(path="../actors.csv")),
        ("path-outside", lambda d: d["resources"][0].update(path="/etc/passwd")),
        ("path-outside", lambda d: d["resources"][0].update(path="https://example.org/a.csv")),
        ("file-missing", lambda d: d["resources"][0].update(path="tables/none.csv")),
        ("descriptor", lambda d: d["resources"][0]["schema"]["fields"][0].update(type="text")),
        ("descriptor", lambda d: d["resources"][0]["schema"].update(primaryKey=["nobody"])),
        ("descriptor", lambda d: d.update(resources=[])),
        ("schema-differs", lambda d: d["resources"].pop(3)),
        ("schema-differs", lambda d: d["resources"][1]["schema"].pop("foreignKeys")),
        ("schema-differs",
         lambda d: d["resources"][1]["schema"]["fields"][4].pop("constraints")),
        ("rows", lambda d: d["resources"][1].update(rows=1)),
    ],
)  # fmt: skip
def test_a_spoilt_descriptor_is_found(package, code, change):
    package.descriptor(change)
    assert code in {found[0] for found in package.codes()}


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


def test_stages_of_a_deal_in_an_impossible_order_are_found(package):
    rows = package.rows("transfers")
    place = {name: number for number, name in enumerate(rows[0])}
    deal = ["evt-sfa-signed", "", "act-united-states", "act-iraq"]
    for name, stage, day in (("a", "requested", "2014-03-02"), ("b", "delivered", "2014-03-01")):
        row = [""] * len(rows[0])
        row[:6] = [f"trf-zzz-{name}", *deal, stage]
        row[place["status"]] = "occurred"
        row[place["date"]] = row[place["date_start"]] = row[place["date_end"]] = day
        row[place["date_prec"]] = "1"
        rows.append(row)
    package.write("transfers", rows)
    package.finds("deal-stage", "transfers", len(rows), "deal_stage")
