"""Kinds of corruption of the package, each with the rule that names it and the place.

    python tests/corruptions.py

writes the list to `docs/kill-matrix.md`; a test checks that each kind is found as it says, and
that the page is not stale.
"""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import iraqdata
from iraqdata.checking import tables as checked_tables
from iraqdata.reading.catalogue import packaged

PAGE = Path(__file__).parents[1] / "docs" / "kill-matrix.md"


def validate_in_arrays(path, **options):
    """What is found when even small tables are checked as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checked_tables, "SMALL", -1)
        return iraqdata.validate(path, **options)


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

    def shared_passage(self):
        """The line of a claim whose passage two other claims have too."""
        rows = self.rows("claims")
        place = rows[0].index("passage_hash")
        hashes = [row[place] for row in rows]
        return next(n for n, text in enumerate(hashes, start=1) if text and hashes.count(text) > 2)

    def found(self, **options):
        """Code, table, row and field of all findings."""
        report = iraqdata.validate(self.root, **options)
        return {(f.code, f.table, f.row, f.field) for f in report.findings}

    def finds(self, code, table, row, field, **options):
        found = self.found(**options)
        assert (code, table, row, field) in found, sorted(found, key=str)[:20]
        report = validate_in_arrays(self.root, **options)
        assert {(f.code, f.table, f.row, f.field) for f in report} == found


@dataclass(frozen=True)
class Kind:
    """A kind of corruption: `spoil` spoils a copy and says table, line and column."""

    name: str
    code: str
    place: str
    spoil: Callable[[Copy], tuple[str | None, int | None, str | None]]


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
    ("events", "title", "Zürich and MÃ¼nchen", "misread-text"),
    ("events", "title", "Ð‘Ð°Ð³Ð´Ð°Ð´", "misread-text"),
    ("events", "title", "ZГјrich", "misread-text"),
    ("events", "title", "Z√ºrich", "misread-text"),
    ("events", "title", "Áàãäàä", "misread-text"),
    ("events", "title", "Z?rich", "left-over"),
    ("events", "title", "Z\\u00fcrich", "left-over"),
    ("events", "title", "Z=C3=BCrich", "left-over"),
    ("events", "title", "Z%C3%BCrich", "left-over"),
    ("events", "title", "A_x000D_title", "left-over"),
    ("events", "title", "A title[12]", "left-over"),
    ("events", "title", "**A title**", "left-over"),
    ("events", "title", "{'title': 'A'}", "left-over"),
    ("events", "title", '"A title"', "left-over"),
    ("events", "title", "'A title", "left-over"),
    ("events", "place", "Mar-14", "left-over"),
    ("events", "title", "\u0421\u0410\u0420 in Iraq", "mixed-script"),
    ("events", "title", "A title of \u0662\u0660", "mixed-script"),
    ("events", "title", "\uff29raq", "compatibility-character"),
    ("events", "title", "al\u2011Maliki", "compatibility-character"),
    ("events", "title", "5 km\u00b2", "compatibility-character"),
    ("events", "title", "A\ufe0ftitle", "invisible-character"),
    ("events", "title", "A\ufffctitle", "invisible-character"),
    ("events", "title", "A \u0301title", "stray-mark"),
    ("events", "title", "q\u0303q", "stray-mark"),
    ("events", "title", "A → title", "symbol"),
    ("events", "title", "<!-- A -->", "markup"),
    ("events", "title", "<![CDATA[A]]>", "markup"),
    ("events", "place", "#SPILL!", "null-token"),
    ("events", "place", "not available", "null-token"),
    ("events", "place", "…", "null-token"),
    ("events", "notes", "+1+1", "formula"),
    ("events", "date", "1970-01-01", "sentinel"),
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
    ("events", "geonames_id", "-99", "sentinel"),
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


def _cell(table, column, value, code):
    def spoil(package):
        row = 5
        if code == "mission":
            row = package.find("missions", "sending_iso3", lambda cell: cell == "USA")
        package.set(table, row, column, value)
        return table, row, column

    shown = value if len(value) < 30 else f"{len(value)} characters"
    shown = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in shown)
    return Kind(f"{table}.{column} = `{shown}`", code, "line and column", spoil)


def _bytes(name, code, line, change):
    def spoil(package):
        file = package.csv("weapons")
        file.write_bytes(change(file.read_bytes()))
        last = file.read_bytes().count(b"\n") + 1
        return "weapons", last if line == "last" else line, None

    return Kind(name, code, "line", spoil)


def _line(number, change):
    """A change of one line."""

    def changed(content):
        lines = content.split(b"\n")
        lines[number - 1] = change(lines[number - 1])
        return b"\n".join(lines)

    return changed


FILES = [
    ("a byte-order mark", "byte-order-mark", 1, lambda b: b"\xef\xbb\xbf" + b),
    ("CR LF at line ends", "line-end", 1, lambda b: b.replace(b"\n", b"\r\n")),
    ("CR LF at one line end", "line-end", 4, _line(4, lambda line: line + b"\r")),
    ("a carriage return alone", "lone-return", 3, _line(3, lambda x: x.replace(b",", b"\r,", 1))),
    ("no line end at the end", "final-line-end", "last", lambda b: b.rstrip(b"\n")),
    ("a blank line", "blank-line", 4, _line(3, lambda line: line + b"\n")),
    ("a byte that is not UTF-8", "encoding", 3, _line(3, lambda x: x.replace(b",", b"\xff,", 1))),
    ("UTF-16", "encoding", 1, lambda b: b.decode().encode("utf-16")),
    ("a cell too many", "ragged-row", 3, _line(3, lambda line: line + b",x")),
    ("a cell too few", "ragged-row", 3, _line(3, lambda line: line.split(b",", 1)[0])),
    ("a quote that is never closed", "quote", 3, _line(3, lambda line: b'"' + line)),
    ("a quote in the middle of a cell", "quote", 3, _line(3, lambda x: x.replace(b"-", b'"', 1))),
    ("an empty file", "empty-file", 1, lambda b: b""),
    ("a title above the header", "header", 1, lambda b: b"Weapons of Iraq\n" + b),
    ("semicolons between cells", "header", 1, lambda b: b.replace(b",", b";")),
    ("a workbook under the name of the table", "unreadable-file", None, lambda b: b"PK\3\4" + b),
    ("a file cut off in a record", "ragged-row", 3,
     lambda b: b"\n".join(b.split(b"\n")[:2]) + b"\nwpn-zz,cut"),
]  # fmt: skip


def _header(name, code, column, change):
    def spoil(package):
        rows = package.rows("weapons")
        change(rows)
        package.write("weapons", rows)
        return "weapons", 1, column

    return Kind(name, code, "line 1 and column", spoil)


def _each(rows, change):
    for row in rows:
        change(row)


HEADERS = [
    ("a column renamed", "column-missing", "name", lambda rows: rows[0].__setitem__(1, "nmae")),
    ("a column of another case", "column-unknown", "Name",
     lambda rows: rows[0].__setitem__(1, "Name")),
    ("a column named twice", "column-twice", "weapon_id",
     lambda rows: rows[0].__setitem__(1, "weapon_id")),
    ("a column dropped", "column-missing", "description",
     lambda rows: _each(rows, lambda row: row.pop())),
    ("a column added", "column-unknown", "extra",
     lambda rows: _each(rows, lambda row: row.append("extra"))),
    ("two columns swapped", "column-order", "designation",
     lambda rows: _each(rows, lambda row: row.__setitem__(slice(1, 3), row[2:0:-1]))),
]  # fmt: skip


def _described(name, code, field, change):
    def spoil(package):
        package.descriptor(change)
        return "actors", None, field

    return Kind(f"descriptor: {name}", code, "table", spoil)


def _first(change):
    return lambda descriptor: change(descriptor["resources"][0])


DESCRIPTORS = [
    ("a path that climbs out", "path-outside", None, _first(lambda r: r.update(path="../a.csv"))),
    ("an absolute path", "path-outside", None, _first(lambda r: r.update(path="/etc/passwd"))),
    ("a remote path", "path-outside", None,
     _first(lambda r: r.update(path="https://example.org/a.csv"))),
    ("a file that is not there", "file-missing", None, _first(lambda r: r.update(path="a.csv"))),
    ("another size", "bytes", "bytes", _first(lambda r: r.update(bytes=1))),
    ("another hash", "hash", "hash", _first(lambda r: r.update(hash="sha256:" + "0" * 64))),
    ("another number of rows", "rows", "rows", _first(lambda r: r.update(rows=1))),
    ("a type that is none", "descriptor", "actor_id",
     _first(lambda r: r["schema"]["fields"][0].update(type="text"))),
    ("a key of no column", "descriptor", "nobody",
     _first(lambda r: r["schema"].update(primaryKey=["nobody"]))),
    ("a type changed", "schema-differs", "cow_code",
     _first(lambda r: r["schema"]["fields"][6].update(type="number"))),
    ("constraints dropped", "schema-differs", "actor_type",
     _first(lambda r: r["schema"]["fields"][4].pop("constraints"))),
    ("foreign keys dropped", "schema-differs", None,
     _first(lambda r: r["schema"].pop("foreignKeys"))),
    ("the table dropped", "schema-differs", None, lambda d: d["resources"].pop(0)),
    ("the table twice", "descriptor", None,
     lambda d: d["resources"].append(dict(d["resources"][0]))),
    ("no schema", "schema-missing", None, _first(lambda r: r.pop("schema"))),
    ("an encoding that the file has not", "encoding", None,
     _first(lambda r: r.update(encoding="utf-16"))),
    ("a number of rows that is none", "rows", "rows", _first(lambda r: r.update(rows="many"))),
    ("another description of a table", "words-differ", None,
     _first(lambda r: r.update(description=""))),
]  # fmt: skip

OTHERS = []


def kind(name, code, place="line and column"):
    """Register a kind of corruption."""

    def register(spoil):
        OTHERS.append(Kind(name, code, place, spoil))
        return spoil

    return register


@kind("a day that the date does not allow", "date-derived")
def _(package):
    row = package.find("events", "date_start", bool)
    package.set("events", row, "date_start", "2001-01-01")
    return "events", row, "date_start"


@kind("a precision that the date does not have", "date-derived")
def _(package):
    row = package.find("events", "date_prec", lambda cell: cell == "1")
    package.set("events", row, "date_prec", "5")
    return "events", row, "date_prec"


@kind("latitude and longitude swapped", "coordinates")
def _(package):
    row = package.find("missions", "latitude", bool)
    rows = package.rows("missions")
    place = rows[0].index("latitude")
    rows[row - 1][place : place + 2] = rows[row - 1][place + 1 : place - 1 : -1]
    package.write("missions", rows)
    return "missions", row, "latitude"


@kind("a longitude without a latitude", "place")
def _(package):
    row = package.find("missions", "latitude", bool)
    package.set("missions", row, "latitude", "")
    return "missions", row, "latitude"


@kind("a division of another country", "place")
def _(package):
    row = package.find("missions", "receiving_iso3", lambda cell: cell == "IRQ")
    package.set("missions", row, "admin1", "IR-23")
    return "missions", row, "admin1"


@kind("a mode of another type of event", "plover-mode")
def _(package):
    row = package.find("events", "event_type", lambda cell: cell == "ASSAULT")
    package.set("events", row, "mode", "visit")
    return "events", row, "mode"


@kind("one estimate of deaths without the others", "deaths")
def _(package):
    row = package.find("events", "best", bool)
    package.set("events", row, "low", "")
    return "events", row, "low"


@kind("estimates of deaths out of order", "estimate-order")
def _(package):
    row = package.find("events", "best", bool)
    package.set("events", row, "low", "99999")
    return "events", row, "low"


@kind("a state's code on a person", "actor-type")
def _(package):
    row = package.find("actors", "actor_type", lambda cell: cell == "person")
    package.set("actors", row, "cow_code", "645")
    return "actors", row, "cow_code"


@kind("the name among the aliases", "alias")
def _(package):
    package.set("actors", 5, "aliases", package.rows("actors")[4][1])
    return "actors", 5, "aliases"


@kind("two spells of a post that overlap", "mission")
def _(package):
    row = package.find("missions", "mission_id", lambda cell: cell == "mis-us-embassy-baghdad-1984")
    package.set("missions", row, "closed", "2005-01-12")
    row = package.find("missions", "mission_id", lambda cell: cell == "mis-us-embassy-baghdad-2004")
    return "missions", row, "opened"


@kind("two ambassadors at once", "posting")
def _(package):
    rows = package.rows("postings")
    place = {name: number for number, name in enumerate(rows[0])}
    row = package.find("postings", "office", lambda cell: cell == "Ambassador of Russia to Iraq")
    twin = list(rows[row - 1])
    twin[0] += "-zz"
    twin[place["actor_id"]] = "act-barack-obama"
    package.write("postings", [*rows[:row], twin, *rows[row:]])
    return "postings", row + 1, "date"


@kind("a mission closed before it opened", "interval")
def _(package):
    row = package.find("missions", "opened", lambda cell: cell[:1] == "2")
    package.set("missions", row, "closed", "1950")
    return "missions", row, "closed"


@kind("a posting after its mission closed", "mission-life")
def _(package):
    row = package.find("postings", "mission_id", bool)
    rows = package.rows("postings")
    mission = rows[row - 1][rows[0].index("mission_id")]
    late = {"date": "2025", "date_start": "2025-01-01", "date_end": "2025-12-31", "date_prec": "5"}
    for column, value in late.items():
        package.set("postings", row, column, value)
    line = package.find("missions", "mission_id", lambda cell: cell == mission)
    package.set("missions", line, "closed", "2024")
    return "postings", row, "date"


@kind("an office in a mission and in a body", "posting")
def _(package):
    row = package.find("postings", "mission_id", bool)
    package.set("postings", row, "body_id", "act-iraq")
    return "postings", row, "mission_id"


@kind("a value beyond its bounds", "figure")
def _(package):
    row = package.find("statistics", "qualifier", lambda cell: cell == "over")
    package.set("statistics", row, "value", "1")
    return "statistics", row, "value"


@kind("a rank of nought", "rank")
def _(package):
    row = package.find("statistics", "unit", lambda cell: cell == "rank")
    package.set("statistics", row, "value", "0")
    return "statistics", row, "value"


@kind("two preferred figures of one quantity", "preferred")
def _(package):
    rows = package.rows("statistics")
    row = package.find("statistics", "preferred", lambda cell: cell == "true")
    twin = [rows[row - 1][0] + "-zz", *rows[row - 1][1:]]
    package.write("statistics", [*rows[:row], twin, *rows[row:]])
    return "statistics", row + 1, "preferred"


@kind("a series that begins before its coverage", "coverage")
def _(package):
    row = package.find("indicators", "first_period", bool)
    package.set("indicators", row, "first_period", "2099")
    return "indicators", row, "first_period"


@kind("a delivery before its request", "deal-stage")
def _(package):
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
    return "transfers", len(rows), "deal_stage"


@kind("a record that stands twice", "primary-key")
def _(package):
    rows = package.rows("actors")
    package.write("actors", [*rows[:4], rows[3], *rows[4:]])
    return "actors", 5, "actor_id"


@kind("a record out of order", "not-sorted")
def _(package):
    rows = package.rows("actors")
    rows[3:5] = rows[4:2:-1]
    package.write("actors", rows)
    return "actors", 5, "actor_id"


@kind("a record that is a part of itself", "own-part")
def _(package):
    package.set("events", 5, "part_of", package.rows("events")[4][0])
    return "events", 5, "part_of"


@kind("two records that are parts of each other", "cycle")
def _(package):
    rows = package.rows("events")
    place = rows[0].index("part_of")
    rows[4][place], rows[5][place] = rows[5][0], rows[4][0]
    package.write("events", rows)
    return "events", 6, "part_of"


@kind("a record that other records refer to dropped", "foreign-key")
def _(package):
    rows = package.rows("participants")
    actor = rows[1][1]
    package.write("actors", [row for row in package.rows("actors") if row[0] != actor])
    return "participants", 2, "actor_id"


@kind("a record whose claims are dropped", "unsupported", "line")
def _(package):
    rows = package.rows("claims")
    place = rows[0].index("record_id")
    record = package.rows("events")[1][0]
    package.write("claims", [row for row in rows if row[place] != record])
    return "events", 2, None


def _claim(name, code, column, value):
    @kind(name, code)
    def _(package):
        row = package.shared_passage()
        package.set("claims", row, column, value)
        return "claims", row, column


_claim("a passage without its hash", "passage-incomplete", "passage_hash", "")
_claim("a passage beyond its text", "passage-offsets", "char_end", "99999999")
_claim("a claim's paragraph that others gainsay", "passage-place", "paragraph", "77")
_claim("a passage's hash that others gainsay", "passage-place", "passage_hash", "0" * 16)


@kind("a passage of a few letters", "passage-short")
def _(package):
    row = package.find("claims", "passage_hash", bool)
    rows = package.rows("claims")
    start = int(rows[row - 1][rows[0].index("char_start")])
    package.set("claims", row, "char_end", str(start + 39))
    return "claims", row, "char_end"


@kind("a passage that is a heading", "passage-heading")
def _(package):
    header, *rows = package.rows("claims")
    source, section, paragraph = map(header.index, ("source_id", "section", "paragraph"))
    # The last claim of the last section, moved alone into the block of that section's heading.
    place = max(
        (int(row[section]), int(row[paragraph]), row[source]) for row in rows if row[section]
    )
    first = next(
        number
        for number, cells in enumerate(rows, 2)
        if cells[source] == place[2] and cells[section] == str(place[0])
    )
    earlier = [
        int(cells[paragraph])
        for cells in rows
        if cells[source] == place[2] and cells[section] == str(place[0] - 1)
    ]
    package.set("claims", first, "paragraph", str(max(earlier) + 1))
    return "claims", first, "paragraph"


@kind("a passage that ends before it starts", "passage-offsets")
def _(package):
    row = package.find("claims", "char_start", lambda cell: len(cell) > 1)
    package.set("claims", row, "char_end", "1")
    return "claims", row, "char_end"


@kind("a claim that stands twice", "claim-twice")
def _(package):
    rows = package.rows("claims")
    twin = [rows[4][0] + "-zz", *rows[4][1:]]
    package.write("claims", [*rows[:5], twin, *rows[5:]])
    return "claims", 6, "record_id"


@kind("a claim that stands twice with another value", "claim-twice")
def _(package):
    rows = package.rows("claims")
    value, passage = map(rows[0].index, ("stated_value", "passage_hash"))
    row = next(
        number for number, cells in enumerate(rows[1:], 2) if cells[value] and cells[passage]
    )
    twin = [*rows[row - 1]]
    twin[0] += "-zz"
    twin[value] = "another value"
    package.write("claims", [*rows[:row], twin, *rows[row:]])
    return "claims", row + 1, "record_id"


@kind("a mention with a verdict", "verdict-mention")
def _(package):
    row = package.find("claims", "stance", lambda cell: cell == "mentions")
    package.set("claims", row, "verdict", "agrees")
    return "claims", row, "verdict"


@kind("a statement of a document without a verdict", "verdict-missing")
def _(package):
    row = package.find("claims", "verdict", lambda cell: cell == "opinion")
    package.set("claims", row, "verdict", "")
    return "claims", row, "verdict"


@kind("a verdict without a source", "verdict-source")
def _(package):
    row = package.find("claims", "verdict", lambda cell: cell == "agrees")
    package.set("claims", row, "verdict_source_id", "")
    return "claims", row, "verdict_source_id"


@kind("a figure of a dataset without its place there", "locator")
def _(package):
    row = package.find("statistics", "locator", bool)
    package.set("statistics", row, "locator", "")
    return "statistics", row, "locator"


@kind("a document without the hash of its text", "source-text")
def _(package):
    row = package.find("sources", "kind", lambda cell: cell == "document")
    package.set("sources", row, "text_hash", "")
    return "sources", row, "text_hash"


def _revision(name, column, **cells):
    @kind(name, "revision")
    def _(package):
        rows = package.rows("revisions")
        event = package.rows("events")[1]
        plain = {
            "revision_id": "rev-zz", "table": "events", "record_id": event[0], "field": "title",
            "old_value": "A title", "new_value": event[1], "reason": "A slip.", "source_id": "",
            "release": "0.1.0",
        }  # fmt: skip
        assert package.rows("events")[0][1] == "title"
        assert plain.keys() == set(rows[0])
        rows.append([{**plain, **cells}[name] for name in rows[0]])
        package.write("revisions", rows)
        return "revisions", len(rows), column


_revision("a correction of a table that is none", "table", table="event")
_revision("a correction of a column that is none", "field", field="titel")
_revision("a correction of a record that is none", "record_id", record_id="evt-nobody")
_revision("a correction that the table does not show", "new_value", new_value="Another title")
_revision("a correction in a release to come", "release", release="9.0.0")
_revision("an id retired that is there still", "record_id", field="", old_value="", new_value="")
_revision(
    "an id renamed to one that is not there", "new_value",
    record_id="evt-old", field="", old_value="evt-old", new_value="evt-nobody",
)  # fmt: skip


def _whole(name, code, change):
    @kind(f"descriptor: {name}", code, "package")
    def _(package):
        package.descriptor(change)
        return None, None, None


_whole("no licence", "schema-differs", lambda d: d.pop("licenses"))
_whole("another source", "schema-differs", lambda d: d["sources"].pop())
_whole("no name", "schema-differs", lambda d: d.pop("name"))
_whole("a version that is none", "descriptor", lambda d: d.update(version="0.1"))
_whole("a day that is none", "descriptor", lambda d: d.update(created="2026-02-30T00:00:00Z"))


@kind("descriptor: a byte-order mark", "byte-order-mark", "package")
def _(package):
    path = package.root / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return None, None, None


def _twice(table, columns):
    @kind(f"{table}: a record that stands twice under two ids", "double")
    def _(package):
        rows = package.rows(table)
        twin = list(rows[4])
        for column in columns:
            place = rows[0].index(column)
            twin[place] += "-zz"
        package.write(table, [*rows[:5], twin, *rows[5:]])
        return table, 6, columns[0]


_twice("events", ["event_id"])
_twice("missions", ["mission_id"])
_twice("postings", ["posting_id"])
_twice("transfers", ["transfer_id"])
_twice("sources", ["source_id", "author"])


@kind("a record lost", "parquet-differs", "table")
def _(package):
    rows = package.rows("participants")
    package.write("participants", [*rows[:7], *rows[8:]])
    return "participants", None, None


@kind("a record too many", "parquet-differs")
def _(package):
    rows = package.rows("weapons")
    twin = [rows[4][0] + "-zz", *rows[4][1:]]
    package.write("weapons", [*rows[:5], twin, *rows[5:]])
    return "weapons", 6, "weapon_id"


def _changed(name, code, table, column, wanted, change, at=None):
    """A cell of the first record that fulfils a condition, changed."""

    @kind(name, code)
    def _(package):
        rows = package.rows(table)
        place = rows[0].index(column)
        row = next(
            number
            for number, cells in enumerate(rows[1:], start=2)
            if wanted(dict(zip(rows[0], cells, strict=True)))
        )
        rows[row - 1][place] = change(rows[row - 1][place])
        package.write(table, rows)
        return table, row, at or column


_changed(
    "a note that names a record that is none",
    "foreign-key",
    "claims",
    "note",
    lambda row: not row["note"],
    lambda _: "See evt-no-such-event.",
)
_changed(
    "an identifier that its source has otherwise",
    "identifier",
    "identifiers",
    "identifier",
    lambda row: row["scheme"] == "state_visits",
    lambda cell: cell + "0",
)
_changed(
    "a code of ISO of another state",
    "identifier",
    "identifiers",
    "identifier",
    lambda row: row["scheme"] == "iso3166-1-alpha2",
    lambda _: "SE",
)
_changed(
    "a claim numbered after another source",
    "identifier",
    "claims",
    "claim_id",
    lambda row: row["claim_id"].endswith("-001"),
    lambda _: "clm-another-source-001",
)
_changed(
    "a figure of another year of the dataset",
    "locator",
    "statistics",
    "locator",
    lambda row: row["locator"] == "IRQ, 2009",
    lambda _: "IRQ, 2008",
    at="date",
)
_changed(
    "a figure of another country of the dataset",
    "locator",
    "statistics",
    "locator",
    lambda row: row["locator"] == "IRQ, 2009",
    lambda _: "SYR, 2009",
    at="geography_iso3",
)
_changed(
    "a figure of a series from another source",
    "indicator-source",
    "statistics",
    "source_id",
    lambda row: row["indicator"] == "gdp",
    lambda _: "src-al-khoei-2015",
)
_changed(
    "a figure in thousands",
    "leap",
    "statistics",
    "value",
    lambda row: row["indicator"] == "gdp" and row["date"] == "2009",
    lambda cell: f"{float(cell) / 1000:.6f}".rstrip("0"),
)
_changed(
    "a gap that is not told",
    "coverage",
    "indicators",
    "gaps",
    lambda row: row["gaps"],
    lambda _: "",
)
_changed(
    "a number that the claim on it has not",
    "claim-number",
    "transfers",
    "quantity",
    lambda row: row["transfer_id"] == "trf-iran-su-25-iraq-delivered-2014",
    lambda cell: cell + "0",
)
_changed(
    "an address with the bracket around it",
    "address",
    "sources",
    "url",
    lambda row: row["url"],
    lambda cell: cell.rstrip("/") + ").",
)
_changed(
    "a letter between digits",
    "left-over",
    "events",
    "title",
    lambda row: row["title"],
    lambda _: "A meeting in 2O14",
)


_changed(
    "a value that is stated of no column",
    "claim-value",
    "claims",
    "field",
    lambda row: row["stated_value"] and row["stance"] == "asserts",
    lambda _: "",
    at="stated_value",
)
_changed(
    "half a weapon", "count", "transfers", "quantity", lambda row: row["quantity"], lambda _: "7.5"
)
_changed(
    "half a vote",
    "count",
    "statistics",
    "value",
    lambda row: row["unit"] == "votes" and row["value"],
    lambda cell: cell + ".5",
)
_changed(
    "a day in the future",
    "future",
    "sources",
    "accessed",
    lambda row: row["accessed"],
    lambda _: "2126-11-02",
)
_changed(
    "an event in the future",
    "future",
    "events",
    "date",
    lambda row: row["date"] == "2014-06-13",
    lambda _: "2914-06-13",
)
_changed(
    "a mention of an event",
    "mention",
    "claims",
    "record_id",
    lambda row: row["stance"] == "mentions",
    lambda _: "evt-sfa-signed",
)
_changed(
    "a mention of a date",
    "mention",
    "claims",
    "field",
    lambda row: row["stance"] == "mentions",
    lambda _: "name_ar",
)
_changed(
    "a claim on a document without a passage",
    "passage-missing",
    "claims",
    "source_id",
    lambda row: row["locator"] and not row["passage_hash"],
    lambda _: "src-al-khoei-2015",
    at="passage_hash",
)
_changed(
    "a note cut off",
    "sentence",
    "events",
    "notes",
    lambda row: len(row["notes"]) > 60,
    lambda cell: cell[:50],
)
_changed(
    "a title with a full stop",
    "sentence",
    "events",
    "title",
    lambda row: row["title"],
    lambda cell: cell + ".",
)
_changed(
    "what nobody denies as disputed",
    "status",
    "events",
    "status",
    lambda row: row["event_id"] == "evt-abadi-visits-us-2014-09",
    lambda _: "disputed",
)
_changed(
    "arms from a state to itself",
    "transfer",
    "transfers",
    "recipient_id",
    lambda row: row["supplier_id"] == "act-iran",
    lambda _: "act-iran",
)
_changed(
    "a designation of no weapon of its own",
    "weapon",
    "weapons",
    "specificity",
    lambda row: row["designation"],
    lambda _: "generic",
    at="designation",
)
_changed(
    "an indicator of nothing",
    "indicator-unused",
    "indicators",
    "indicator",
    lambda row: row["indicator"] == "soldiers_wounded",
    lambda _: "soldiers_xx",
)


@kind("descriptor: cut off", "descriptor-unreadable", "package")
def _(package):
    path = package.root / "datapackage.json"
    rest = path.read_bytes()[:5000]
    path.write_bytes(rest)
    return None, rest.count(b"\n") + 1, None


@kind("descriptor: a rule dropped in a fork", "schema-loosened", "column")
def _(package):
    def change(descriptor):
        descriptor["name"] = "my-fork"
        descriptor["resources"][0]["schema"]["fields"][4].pop("constraints")

    package.descriptor(change)
    return "actors", None, "actor_type"


@kind("a year in an id that the date has not", "identifier")
def _(package):
    row = package.find("events", "event_id", lambda cell: cell == "evt-abadi-visits-us-2014-09")
    rows = package.rows("events")
    for column in ("date", "date_start", "date_end"):
        place = rows[0].index(column)
        rows[row - 1][place] = rows[row - 1][place].replace("2014", "2004")
    package.write("events", rows)
    return "events", row, "date"


@kind("a day in a title that the date has not", "date-derived")
def _(package):
    row = package.find("events", "event_id", lambda cell: cell.startswith("evt-ucdp-"))
    rows = package.rows("events")
    for column in ("date", "date_start", "date_end"):
        rows[row - 1][rows[0].index(column)] = "2013-02-03"
    package.write("events", rows)
    return "events", row, "date"


@kind("an actor in two roles of one event", "double")
def _(package):
    rows = package.rows("participants")
    row = package.find("participants", "role", lambda cell: cell == "actor")
    twin = [*rows[row - 1][:2], "host"]
    package.write("participants", [*rows[:row], twin, *rows[row:]])
    return "participants", row + 1, "actor_id"


@kind("a source of nothing", "source-unused")
def _(package):
    rows = package.rows("sources")
    alone = ["src-zzz", *rows[4][1:]]
    alone[rows[0].index("title")] = "Another"
    package.write("sources", [*rows, alone])
    return "sources", len(rows) + 1, "source_id"


@kind("a footnote's mark after a number", "type")
def _(package):
    row = package.find("claims", "char_end", bool)
    package.set("claims", row, "char_end", "249²")
    return "claims", row, "char_end"


@kind("bytes added to a file", "bytes", "table")
def _(package):
    with package.csv("events").open("ab") as file:
        file.write(b"\n")
    return "events", None, "bytes"


@kind("a table that the descriptor does not know", "file-undeclared", "package")
def _(package):
    shutil.copy(package.csv("events"), package.csv("old"))
    return None, None, None


@kind("a Parquet copy missing", "parquet-missing", "table")
def _(package):
    (package.root / "tables" / "events.parquet").unlink()
    return "events", None, None


@kind("a Parquet copy cut short", "parquet-unreadable", "table")
def _(package):
    file = package.root / "tables" / "events.parquet"
    file.write_bytes(file.read_bytes()[:1000])
    return "events", None, None


def _parquet(change):
    def spoil(package):
        from pyarrow.parquet import ParquetFile, write_table

        file = package.root / "tables" / "events.parquet"
        with ParquetFile(file) as parquet:
            table = parquet.read()
        write_table(change(table), file)

    return spoil


@kind("a cell that differs in the Parquet copy", "parquet-differs")
def _(package):
    import pyarrow

    def change(table):
        titles = table.column("title").to_pylist()
        titles[2] = "Another"
        field = table.schema.field("title")
        place = table.column_names.index("title")
        return table.set_column(place, field, pyarrow.array(titles, field.type))

    _parquet(change)(package)
    return "events", 4, "title"


@kind("a record less in the Parquet copy", "parquet-differs")
def _(package):
    _parquet(lambda table: table.slice(0, table.num_rows - 1))(package)
    return "events", len(package.rows("events")), "event_id"


@kind("a record twice in the Parquet copy", "parquet-differs", "table")
def _(package):
    import pyarrow

    _parquet(lambda table: pyarrow.concat_tables([table, table.slice(0, 1)]))(package)
    return "events", None, None


@kind("a column of another type in the Parquet copy", "parquet-type", "column")
def _(package):
    def change(table):
        place = table.column_names.index("date_start")
        return table.set_column(place, "date_start", table.column("date_start").cast("string"))

    _parquet(change)(package)
    return "events", None, "date_start"


KINDS = [
    *(_cell(*cell) for cell in CELLS),
    *(_bytes(*file) for file in FILES),
    *(_header(*header) for header in HEADERS),
    *(_described(*described) for described in DESCRIPTORS),
    *OTHERS,
]


def page():
    """The kinds as a page of the documentation."""
    lines = [
        "# Kill matrix",
        "",
        "Written by `python tests/corruptions.py`. The tests spoil a copy of the package in each of"
        f" these {len(KINDS)} ways, and look for the rule that has to name it and for the place.",
        "",
        "| corruption | rule | located by |",
        "| --- | --- | --- |",
    ]
    for one in KINDS:
        name = one.name.replace("|", "\\|")
        lines.append(f"| {name} | `{one.code}` | {one.place} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
