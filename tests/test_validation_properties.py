"""Validation of any schema: what satisfies it passes, and one spoilt cell is found at its place."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from corruptions import validate_in_arrays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import iraqdata
from iraqdata.checking.values import EDTF

QUICKLY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Records that lengthen a table, so that it is judged by whole arrays and not cell by cell.
MANY = 600

# Everything but control characters, which are a fault in anybody's table.
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n ,\"'=-")),
    min_size=1,
    max_size=12,
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
PATTERNS = [
    "[a-z]{2,5}",
    "^evt-[a-z0-9]+(?:-[a-z0-9]+)*$",
    "yes|no|[0-9]+",
    r"\d{4}",
    "[A-Z]{2}-[A-Z0-9]{1,3}",
]
NOT_A = {
    "integer": ["x", "1.5", "1,000", "1e3", "0x1f", "٣", " 1", "1 ", "1\n", "--1", "true"],
    "number": ["x", "1.2.3", "1,5", "0x1f", "1e", "٣.٥", "1 000", "Infinity", "true"],
    "boolean": ["yes", "T", "2", "tRue", " true", "true\n", "0.0"],
    "date": ["2014", "2014-02-30", "2014-2-3", "20140203", "03/02/2014", "2014-13-01",
             "2014-01-01T00:00:00", "0000-01-01", "2014-01-01\n"],
    "datetime": ["2014-01-01", "2014-01-01T24:61:00", "2014-02-30T00:00:00", "2014-01-01 00:00"],
    "time": ["25:00:00", "12:60:00", "12:00", "noon", "12:00:00\n"],
    "year": ["14", "20144x", "2014-01", "2014\n", "year"],
    "yearmonth": ["2014-13", "2014-1", "2014", "2014-00", "201401"],
}  # fmt: skip
NOT_EDTF = [
    "March 2014", "2014-13", "2014-02-30", "2014-1", "2014/2013", "2014/2015/2016", "20140101",
    "2014-XX-05", "2014??", "/", "2014-01-01T00:00",
]  # fmt: skip


@dataclass
class Column:
    """One column that was made up: its field, good cells, and bad ones by the rule they break."""

    field: dict
    good: st.SearchStrategy
    bad: dict[str, st.SearchStrategy] = field(default_factory=dict)
    # The n-th of many different good cells, where there are so many.
    plain: Callable[[int], str] | None = None
    # Whether cells that differ as text differ as values, and are many enough for a key.
    may_be_key: bool = False


@st.composite
def texts(draw):
    kind = draw(st.sampled_from(["any text", "enum", "pattern", "length", "edtf"]))
    made = {"type": "string"}
    if kind == "enum":
        codes = draw(st.lists(TEXT, min_size=1, max_size=5, unique=True))
        made["constraints"] = {"enum": codes}
        others = TEXT.filter(lambda cell: cell not in codes)
        return Column(made, st.sampled_from(codes), {"enum": others})
    if kind == "pattern":
        pattern = draw(st.sampled_from(PATTERNS))
        made["constraints"] = {"pattern": pattern}
        good = st.from_regex(pattern, fullmatch=True)
        near = st.one_of(
            TEXT, good.map("{} ".format), good.map("{}\n".format), good.map("é{}".format)
        )
        return Column(
            made, good, {"pattern": near.filter(lambda cell: not re.fullmatch(pattern, cell))}
        )
    if kind == "length":
        low = draw(st.integers(1, 6))
        high = low + draw(st.integers(0, 5))
        made["constraints"] = {"minLength": low, "maxLength": high}
        letters = st.characters(exclude_categories=["Cs", "Cc"])
        bad = st.text(letters, min_size=high + 1, max_size=high + 3)
        if low > 1:
            bad |= st.text(letters, min_size=1, max_size=low - 1)
        return Column(made, st.text(letters, min_size=low, max_size=high), {"length": bad})
    if kind == "edtf":
        made["rdfType"] = EDTF + "-level1"
        return Column(made, edtf(), {"edtf": st.sampled_from(NOT_EDTF)})
    return Column(made, TEXT, plain="text {}".format, may_be_key=True)


def edtf():
    """Dates in EDTF, level 0 and 1: days, months, years, of some doubt, open, and spans."""
    single = DAYS.flatmap(
        lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
    ).filter(lambda cell: not cell.startswith("0000"))
    doubted = st.builds("{}{}".format, single, st.sampled_from("?~%"))
    vague = st.integers(1000, 9999).flatmap(
        lambda year: st.sampled_from([f"{year}-XX", f"{year}-12-XX", f"{year // 10}X"])
    )
    years = st.integers(1000, 9000)
    spans = st.builds(lambda start, more: f"{start}/{start + more}", years, st.integers(0, 900))
    return single | doubted | vague | spans | years.map("{}/..".format) | years.map("../{}".format)


@st.composite
def numbers(draw, kind):
    made = {"type": kind}
    bad = {"type": st.sampled_from(NOT_A[kind])}
    whole = kind == "integer"
    scale = draw(st.sampled_from([1, 10**20])) if whole else 1
    low = draw(st.integers(-1000, 1000)) * scale
    high = low + draw(st.sampled_from([0, 3, 10_000]))
    limits = draw(st.sampled_from(["none", "enum", "range", "exclusive"]))
    if limits == "none":
        good = st.integers() if whole else st.floats(allow_nan=False, allow_infinity=False)
        plain = str if whole else "{}.25".format
        return Column(made, good.map(str), bad, plain, may_be_key=whole)
    if limits == "enum":
        codes = draw(st.lists(st.integers(-99, 99), min_size=1, max_size=5, unique=True))
        made["constraints"] = {"enum": codes}
        bad["enum"] = st.integers().filter(lambda value: value not in codes).map(str)
        return Column(made, st.sampled_from(codes).map(str), bad)
    if limits == "exclusive":
        made["constraints"] = {"exclusiveMinimum": low, "exclusiveMaximum": high + 2}
        good = st.integers(low + 1, high + 1)
        bad["range"] = st.sampled_from([low - 1, low, high + 2, high + 3]).map(str)
        return Column(made, good.map(str), bad)
    made["constraints"] = {"minimum": low, "maximum": high}
    good = st.integers(low, high)
    beyond = [low - 1, high + 1, high + 10**30]
    if not whole:
        # As near as no double is.
        hair = Decimal("1e-25")
        beyond += [f"{Decimal(low) - hair:f}", f"{Decimal(high) + hair:f}"]
    bad["range"] = st.sampled_from(beyond).map(str)
    wide = high - low > MANY
    written = good.map(str) if whole and wide else good.map(str) | good.map("{:+d}".format)
    return Column(made, written, bad, (lambda n: str(low + n)) if wide else None, whole and wide)


@st.composite
def days(draw):
    made = {"type": "date"}
    bad = {"type": st.sampled_from(NOT_A["date"])}
    if draw(st.booleans()):
        first = date(1990, 1, 1)
        return Column(
            made, DAYS.map(str), bad, lambda n: str(first + timedelta(days=n)), may_be_key=True
        )
    low = draw(st.dates(date(1800, 1, 1), date(2100, 1, 1)))
    high = low + timedelta(days=draw(st.sampled_from([0, 2, 5000])))
    made["constraints"] = {"minimum": str(low), "maximum": str(high)}
    one = timedelta(days=1)
    bad["range"] = st.sampled_from([low - one, high + one]).map(str)
    wide = (high - low).days > MANY
    plain = (lambda n: str(low + timedelta(days=n))) if wide else None
    return Column(made, st.dates(low, high).map(str), bad, plain, may_be_key=wide)


def others():
    """The other types, without constraints."""
    good = {
        "boolean": st.sampled_from(["true", "false", "True", "False", "TRUE", "FALSE", "1", "0"]),
        "datetime": st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z"),
        "time": st.times().map(lambda at: at.replace(microsecond=0).isoformat()),
        "year": st.integers(1000, 9999).map(str),
        "yearmonth": DAYS.map(lambda day: day.isoformat()[:7]),
    }
    return st.sampled_from(sorted(good)).map(
        lambda kind: Column({"type": kind}, good[kind], {"type": st.sampled_from(NOT_A[kind])})
    )


@dataclass
class Table:
    """A table that satisfies its schema."""

    columns: list[Column]
    schema: dict
    rows: list[list[str]]
    missing: list[str]
    keys: dict[int, str]
    written: dict

    def validate(self):
        """The errors that are found, each as rule, line and field."""
        with tempfile.TemporaryDirectory() as folder:
            out = io.StringIO(newline="")
            writer = csv.writer(out, **self.written)
            writer.writerow([column.field["name"] for column in self.columns])
            writer.writerows(self.rows)
            (Path(folder) / "x.csv").write_bytes(out.getvalue().encode())
            resource = {"name": "x", "path": "x.csv", "schema": self.schema}
            (Path(folder) / "datapackage.json").write_text(
                json.dumps({"name": "any", "resources": [resource]})
            )
            report, in_arrays = iraqdata.validate(folder), validate_in_arrays(folder)
        assert in_arrays.to_dict() == report.to_dict()
        assert report.not_checked == []
        assert [table.rows for table in report.tables] == [len(self.rows)]
        return [(f.code, f.row, f.field) for f in report if f.severity == "error"]

    def line(self, row):
        """The line on which a record begins."""
        return 2 + sum(1 + "".join(cells).count("\n") for cells in self.rows[:row])


@st.composite
def tables(draw):
    any_column = st.one_of(texts(), numbers("integer"), numbers("number"), days(), others())
    columns = draw(st.lists(any_column, min_size=1, max_size=4))
    missing = draw(st.sampled_from([[""], ["", "-"], ["", "none given"]]))
    size = draw(st.integers(1, 6))
    keys = {}
    cells = []
    for number, column in enumerate(columns):
        column.field["name"] = f"column_{number}"
        constraints = column.field.setdefault("constraints", {})
        required = draw(st.booleans())
        if required:
            constraints["required"] = True
        present = column.good.filter(lambda cell: cell not in missing)
        column.bad = {
            code: bad.filter(lambda cell: cell not in missing) for code, bad in column.bad.items()
        }
        key = column.may_be_key and draw(st.sampled_from(["", "unique", "primary-key"]))
        if key == "primary-key" and key in keys.values():
            key = "unique"
        if key:
            keys[number] = key
            if key == "unique":
                constraints["unique"] = True
        if required or key == "primary-key":
            column.bad["required"] = st.sampled_from(missing)
        else:
            present = st.sampled_from(missing) | present
        drawn = draw(st.lists(present, min_size=size, max_size=size))
        if key:
            seen = [cell for cell in drawn if cell not in missing]
            if len(set(seen)) < len(seen):
                drawn = draw(
                    st.lists(
                        column.good.filter(lambda cell: cell not in missing),
                        min_size=size, max_size=size, unique=True,
                    )
                )  # fmt: skip
        cells.append(drawn)
    rows = [list(row) for row in zip(*cells, strict=True)]
    if draw(st.booleans()):
        rows = _more(columns, rows) + rows
    schema = {"fields": [column.field for column in columns]}
    if missing != [""] or draw(st.booleans()):
        schema["missingValues"] = missing
    for number, key in keys.items():
        if key == "primary-key":
            schema["primaryKey"] = [columns[number].field["name"]]
    written = {
        "lineterminator": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    }
    return Table(columns, schema, rows, missing, keys, written)


def _more(columns, rows):
    """Many plain records that go with a few."""
    first = rows[0]
    made = []
    for number, column in enumerate(columns):
        if column.plain is None:
            made.append([first[number]] * MANY)
        else:
            drawn = {row[number] for row in rows}
            cells = (column.plain(n) for n in range(MANY + len(rows)))
            made.append([cell for cell in cells if cell not in drawn][:MANY])
    return [list(row) for row in zip(*made, strict=True)]


@given(tables())
@QUICKLY
def test_any_table_that_satisfies_its_schema_is_valid(table):
    assert table.validate() == []


@given(st.data())
@QUICKLY
def test_one_cell_that_breaks_the_schema_is_found_at_that_cell(data):
    table = data.draw(tables())
    faults = [
        (number, code)
        for number, column in enumerate(table.columns)
        for code in (*column.bad, *([table.keys[number]] if number in table.keys else []))
    ]
    if not faults:
        return
    number, code = data.draw(st.sampled_from(faults))
    last = len(table.rows) - 1
    row = data.draw(st.integers(max(0, last - 5), last))
    if code == table.keys.get(number):
        earlier = [
            cells[number] for cells in table.rows[:row] if cells[number] not in table.missing
        ]
        if not earlier:
            return
        cell = data.draw(st.sampled_from(earlier[-6:]))
    else:
        cell = data.draw(table.columns[number].bad[code])
    table.rows[row][number] = cell
    found = table.validate()
    assert found == [(code, table.line(row), table.columns[number].field["name"])], repr(cell)
