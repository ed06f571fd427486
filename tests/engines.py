"""Faults of one table, and which validator finds each from the same schema.

    python tests/engines.py

writes the list to `docs/engines.md`; a test spoils the file in each way, asks every tool, and
checks that it answers as it says here, and that the page is not stale.
"""

import csv
import io
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import iraqdata
from iraqdata.checking.rules import FAMILIES, RULES
from iraqdata.reading.catalogue import packaged

PAGE = Path(__file__).parents[1] / "docs" / "engines.md"

# The file that is spoilt is `events`, in its third record unless a case says otherwise.
ROW = 4


def _found_by_iraqdata(file):
    errors = [f for f in iraqdata.validate(file) if f.severity == "error"]
    return "found" if errors else "passes"


def _found_by_frictionless(file):
    from frictionless import Package

    resource = _resource() | {"path": file.name}
    descriptor = {"name": "one", "resources": [resource]}
    valid = Package.from_descriptor(descriptor, basepath=str(file.parent)).validate().valid
    return "passes" if valid else "found"


def _found_by_pandera_with_pandas(file):
    import pyarrow
    from pyarrow import csv as reader

    schema = iraqdata.schema("events", engine="pandas")
    kinds = {"integer": "int64", "number": "float64", "boolean": "bool", "date": "date32"}
    options = reader.ConvertOptions(
        column_types={
            f["name"]: pyarrow.type_for_alias(kinds.get(f["type"], "string"))
            for f in packaged().tables["events"].fields
        },
        strings_can_be_null=True,
        null_values=[""],
    )
    parsing = reader.ParseOptions(newlines_in_values=True)
    try:
        table = reader.read_csv(file, parse_options=parsing, convert_options=options)
    except pyarrow.ArrowInvalid:
        return "in reading"
    types = {name: column.dtype.type for name, column in schema.columns.items()}
    frame = table.to_pandas(date_as_object=False)
    frame = frame.astype({name: kind for name, kind in types.items() if name in frame})
    return _found_by_pandera(schema, frame)


def _found_by_pandera_with_polars(file):
    import polars

    schema = iraqdata.schema("events", engine="polars")
    types = {name: column.dtype.type for name, column in schema.columns.items()}
    try:
        frame = polars.read_csv(file, schema_overrides=types)
    except polars.exceptions.PolarsError:
        return "in reading"
    return _found_by_pandera(schema, frame)


def _found_by_pandera(schema, frame):
    from pandera.errors import SchemaErrors

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema.validate(frame, lazy=True)
    except SchemaErrors:
        return "found"
    return "passes"


def _found_by_duckdb(file):
    import duckdb

    kinds = {
        "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN",
        "date": "DATE",
    }  # fmt: skip
    columns = {f["name"]: kinds[f["type"]] for f in packaged().tables["events"].fields}
    with duckdb.connect() as database:
        try:
            database.read_csv(str(file), columns=columns, header=True, sep=",").fetchall()
        except duckdb.Error:
            return "in reading"
    return "passes"


TOOLS: dict[str, Callable[[Path], str]] = {
    "iraqdata": _found_by_iraqdata,
    "frictionless": _found_by_frictionless,
    "pandera, pandas": _found_by_pandera_with_pandas,
    "pandera, polars": _found_by_pandera_with_polars,
    "DuckDB": _found_by_duckdb,
}


@cache
def _resource():
    """The table as the descriptor has it, without the stamps of the file that is not spoilt."""
    found = next(r for r in packaged().descriptor["resources"] if r["name"] == "events")
    return {key: value for key, value in found.items() if key not in ("bytes", "hash")}


@dataclass(frozen=True)
class Case:
    """One fault: the rule that it breaks, how to bring it about, and what each tool says.

    `spoil` takes the records, header first, and changes them, or returns the bytes of the file.
    """

    rule: str
    what: str
    spoil: Callable[[list[list[str]]], bytes | None]
    answers: tuple[str, ...]

    def write(self, folder):
        """The spoilt file."""
        with packaged().tables["events"].csv.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        content = self.spoil(rows)
        file = folder / "events.csv"
        file.write_bytes(as_bytes(rows) if content is None else content)
        return file


def as_bytes(rows, line_end="\n"):
    """Records as the bytes of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue().encode()


def _cell(column, value):
    """Put a value, or what a function makes of the present one, into a cell."""

    def spoil(rows):
        place = rows[0].index(column)
        cells = rows[ROW - 1]
        cells[place] = value(cells[place]) if callable(value) else value

    return spoil


def _key_twice(rows):
    rows[ROW - 1][0] = rows[1][0]


def _own_part(rows):
    rows[ROW - 1][rows[0].index("part_of")] = rows[ROW - 1][0]


def _circle(rows):
    place = rows[0].index("part_of")
    rows[1][place], rows[2][place] = rows[2][0], rows[1][0]


def _swapped_coordinates(rows):
    north, east = rows[0].index("latitude"), rows[0].index("longitude")
    cells = next(row for row in rows[1:] if row[north])
    cells[north], cells[east] = cells[east], cells[north]


def _swapped_columns(rows):
    for row in rows:
        row[-1], row[-2] = row[-2], row[-1]


def _column_gone(rows):
    for row in rows:
        del row[-1]


def _swapped_records(rows):
    rows[1], rows[2] = rows[2], rows[1]


def _blank_line(rows):
    first, rest = as_bytes(rows[:3]), as_bytes(rows[3:])
    return first + b"\n" + rest


def _case(rule, what, spoil, *answers):
    return Case(rule, what, spoil, answers)


F, R, P = "found", "in reading", "passes"

CASES = [
    _case("byte-order-mark", "U+FEFF before the header",
          lambda rows: b"\xef\xbb\xbf" + as_bytes(rows), F, P, P, P, P),
    _case("line-end", "CR LF at the ends of lines",
          lambda rows: as_bytes(rows, "\r\n"), F, P, P, P, P),
    _case("encoding", "a byte that is not UTF-8",
          lambda rows: as_bytes(rows).replace(b",occurred,", b",occ\xffurred,", 1), F, F, R, R, R),
    _case("blank-line", "a blank line", _blank_line, F, F, P, F, P),
    _case("ragged-row", "a record with a cell too many",
          lambda rows: rows[3].append("more"), F, F, R, R, R),
    _case("ragged-row", "a record with a cell too few",
          lambda rows: rows[3].__delitem__(-1), F, F, R, P, R),
    _case("column-missing", "the last column gone", _column_gone, F, F, F, F, R),
    _case("column-order", "two columns in another order", _swapped_columns, F, F, F, F, P),
    _case("not-sorted", "two records in another order", _swapped_records, F, P, P, P, P),
    _case("required", "an empty title", _cell("title", ""), F, F, F, F, P),
    _case("type", "a word for a whole number", _cell("date_prec", "two"), F, F, R, R, R),
    _case("type", "the 30th of February", _cell("date_start", "2014-02-30"), F, F, R, R, R),
    _case("enum", "a code that is none", _cell("status", "occured"), F, F, F, F, P),
    _case("pattern", "an id of another form", _cell("event_id", "EVT sfa"), F, F, F, F, P),
    _case("pattern", "an id with a line end", _cell("event_id", "{}\n".format), F, P, F, F, P),
    _case("pattern", "a country code of four letters", _cell("iso3", "IRQX"), F, F, F, F, P),
    _case("range", "a latitude of 91.5", _cell("latitude", "91.5"), F, F, F, F, P),
    _case("range", "a precision of 6", _cell("date_prec", "6"), F, F, F, F, P),
    _case("edtf", "March 2014 for a date", _cell("date", "March 2014"), F, P, P, P, P),
    _case("iso-code", "a country code that no country has", _cell("iso3", "XQX"), F, P, P, P, P),
    _case("surrounding-space", "a space after a title",
          _cell("title", "{} ".format), F, P, P, P, P),
    _case("invisible-character", "a title with U+200B",
          _cell("title", "{}\u200bx".format), F, P, P, P, P),
    _case("not-nfc", "an accent of its own",
          _cell("title", unicodedata.normalize("NFD", "Café")), F, P, P, P, P),
    _case("null-token", "N/A for a place", _cell("place", "N/A"), F, P, P, P, P),
    _case("formula", "a note that begins with =", _cell("notes", "=1+1"), F, P, P, P, P),
    _case("leading-zero", "a precision of 05", _cell("date_prec", "05"), F, P, P, P, P),
    _case("primary-key", "a key that stands twice", _key_twice, F, F, F, F, P),
    _case("foreign-key", "a part of what is not there",
          _cell("part_of", "evt-there-is-none"), F, F, P, P, P),
    _case("own-part", "a part of itself", _own_part, F, P, P, P, P),
    _case("cycle", "two records, each a part of the other", _circle, F, P, P, P, P),
    _case("date-derived", "a first day that the date does not say",
          _cell("date_start", "1999-01-01"), F, P, P, P, P),
    _case("coordinates", "latitude and longitude swapped",
          _swapped_coordinates, F, P, P, P, P),
]  # fmt: skip

# Who lets a fault pass that it could tell, and why.
NOTES = {
    "an id with a line end": "frictionless takes `$` of the pattern as Python does",
    "a record with a cell too few": "polars fills the record up with nothing",
    "a blank line": "polars makes a record of nothing of it, which the key then rejects",
    "two columns in another order": "DuckDB goes by the position when it is told the columns",
}


def _table(head, rows):
    return [
        f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)
    ]  # fmt: skip


def page():
    """The cases as a page of the documentation."""
    families = [
        [family, *(_share(family, number) for number in range(len(TOOLS)))]
        for family in FAMILIES
        if any(RULES[case.rule].family == family for case in CASES)
    ]
    cases = [
        [f"`{case.rule}`", case.what, *(answer.replace(P, "–") for answer in case.answers)]
        for case in CASES
    ]
    lines = [
        "# Which tool finds what",
        "",
        "Written by `python tests/engines.py`. The tests spoil a copy of `events.csv` in each of"
        f" these {len(CASES)} ways, and ask every tool whether the file is right.",
        "",
        "- **iraqdata**: `iraqdata validate events.csv`; the rule in the first column is named.",
        "- **frictionless**: the table of `datapackage.json` with its keys and references.",
        '- **pandera**: `iraqdata.schema("events")`, compiled from the same descriptor, on the'
        " frame that pyarrow (for pandas) or polars reads from the file with the schema's types.",
        "- **DuckDB**: `read_csv` with the schema's types, and no more.",
        "",
        "*found*: the tool rejects the file; *in reading*: the file cannot be read with the types"
        " of the schema, so that no schema is asked; –: it passes.",
        "",
        "## By family of rules",
        "",
        "Faults that are found, in either way, of those that were tried.",
        "",
        *_table(["family", *TOOLS], families),
        "",
        "The rules on evidence and on packages look at several files, and were not tried here: a"
        " schema for one frame has no words for them; frictionless compares sizes and hashes of"
        " files with the descriptor's. [The rules](rules.md) are all listed there.",
        "",
        "## Fault by fault",
        "",
        *_table(["rule", "fault", *TOOLS], cases),
        "",
        "## What they could tell, and why they do not",
        "",
        "Most of what passes has no word in the schema, or, for DuckDB, in a column's type. The"
        " rest:",
        "",
        *(f"- {what}: {why}." for what, why in NOTES.items()),
    ]
    return "\n".join(lines) + "\n"


def _share(family, tool):
    tried = [case.answers[tool] for case in CASES if RULES[case.rule].family == family]
    return f"{sum(answer != P for answer in tried)} of {len(tried)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
