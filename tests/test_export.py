"""The exports: each is read back by a program that did not write it, and holds the same cells."""

import csv
import io
import json
import math
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars
import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing.exporting.export import FORMATS, export
from iraqdata.reading.catalogue import packaged, read

LONG = "A long description, which Stata holds only as strL. " * 60
AWKWARD = {
    "actors": [
        {"actor_id": "act-a", "name": "=1+1", "actor_type": "state", "cow_code": 645},
        {"actor_id": "act-b", "name": "نوري المالكي", "actor_type": "person", "parent_id": "act-c"},
        {
            "actor_id": "act-c",
            "name": 'A "quoted" name,\nin two lines',
            "name_ar": "العراق",
            "actor_type": "party",
            "aliases": "001|002",
            "notes": "https://example.org",
        },
    ],
    "events": [
        {
            "event_id": "evt-a",
            "title": "2014-03",
            "status": "occurred",
            "date": "0539-10-12",
            "date_start": "0539-10-12",
            "date_end": "0539-10-12",
            "date_prec": 1,
            "latitude": -33.312805,
            "longitude": 44.361488,
            "description": LONG,
        },
        {
            "event_id": "evt-b",
            "title": "007",
            "status": "alleged",
            "date": "2014-03/..",
            "date_start": "2014-03-01",
            "geonames_id": 9999999999,
            "description": "@SUM(A1)",
        },
    ],
    "participants": [{"event_id": "evt-b", "actor_id": "act-a", "role": "actor"}],
}


@pytest.fixture(params=["packaged", "awkward"])
def catalogue(request, make_package):
    return packaged() if request.param == "packaged" else read(make_package(AWKWARD))


def cells(table):
    """The cells of a table's CSV file: text, except that numbers are numbers."""
    with table.csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return typed(table, rows)


def typed(table, rows):
    """Rows of text as read back, in the order of keys, numbers as numbers."""
    found = [
        [cell(field["type"], value) for field, value in zip(table.fields, row, strict=True)]
        for row in rows
    ]
    places = [table.columns.index(column) for column in table.key]
    return sorted(found, key=lambda row: [row[place] for place in places])


def cell(kind, value):
    if value is None or value == "":
        return None
    if kind in ("integer", "number"):
        return float(value)
    if kind == "boolean":
        return str(value).lower() in ("true", "1", "1.0")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def close(found, expected):
    """The same cells, but numbers only to the 15 digits that spreadsheets keep."""
    assert len(found) == len(expected)
    for row, other in zip(found, expected, strict=True):
        for value, wanted in zip(row, other, strict=True):
            if isinstance(wanted, float):
                assert math.isclose(value, wanted, rel_tol=1e-14), (row, other)
            else:
                assert value == wanted, (row, other)


def needs(program, package):
    """The path of a program; a test that needs one that is missing fails and names it."""
    found = shutil.which(program)
    assert found, f"{program} is not installed (on Debian: apt-get install {package})"
    return found


def read_csv(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_is_one_zip_file_with_the_files_as_they_were_built(catalogue, tmp_path):
    path = export("csv", tmp_path / "out.zip", catalogue=catalogue)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unzipped")
    unzipped = read(tmp_path / "unzipped")
    assert unzipped.descriptor == catalogue.descriptor
    for table in catalogue.tables.values():
        assert unzipped.tables[table.name].csv.read_bytes() == table.csv.read_bytes()
    assert "CC BY 4.0" in (tmp_path / "unzipped/ATTRIBUTION.md").read_text(encoding="utf-8")


def test_the_zip_file_is_a_package_for_frictionless(tmp_path):
    path = export("csv", tmp_path / "out.zip")
    run = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", path, "--json"],
        capture_output=True,
        text=True,
    )
    assert json.loads(run.stdout)["valid"], run.stdout


def test_parquet_is_read_by_polars(catalogue, tmp_path):
    path = export("parquet", tmp_path / "out", catalogue=catalogue)
    assert {file.stem for file in path.iterdir()} == set(catalogue.tables)
    for table in catalogue.tables.values():
        frame = polars.read_parquet(path / f"{table.name}.parquet")
        assert frame.columns == table.columns
        assert typed(table, frame.rows()) == cells(table)


def test_xlsx_is_read_by_openpyxl(catalogue, tmp_path):
    book = openpyxl.load_workbook(export("xlsx", tmp_path / "out.xlsx", catalogue=catalogue))
    assert book.sheetnames == [*catalogue.tables, "codebook"]
    for table in catalogue.tables.values():
        header, *rows = book[table.name].values
        assert list(header) == table.columns
        close(typed(table, rows), cells(table))
    header, *rows = book["codebook"].values
    described = {(row[0], row[1]) for row in rows}
    assert described == {
        (table.name, column) for table in catalogue.tables.values() for column in table.columns
    }
    assert catalogue.version in book.properties.description


def test_xlsx_has_no_formula_no_link_and_text_stays_text(make_package, tmp_path):
    catalogue = read(make_package(AWKWARD))
    path = export("xlsx", tmp_path / "out.xlsx", catalogue=catalogue)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for found in row:
                assert found.data_type != "f"
                assert found.hyperlink is None
    for place, value in [("A2", "evt-a"), ("B3", "007"), ("B2", "2014-03"), ("F2", "0539-10-12")]:
        found = book["events"][place]
        assert (found.value, found.data_type, found.number_format) == (value, "s", "@")
    # A column with a day that Excel does not know is text throughout.
    assert [found.value for found in book["events"]["G"][1:]] == ["0539-10-12", "2014-03-01"]


def test_xlsx_shows_arabic_from_right_to_left(make_package, tmp_path):
    catalogue = read(make_package(AWKWARD))
    sheet = openpyxl.load_workbook(export("xlsx", tmp_path / "out.xlsx", catalogue=catalogue))[
        "actors"
    ]
    orders = {row[1].value: row[1].alignment.readingOrder for row in sheet.iter_rows(min_row=2)}
    assert orders["نوري المالكي"] == 2
    assert orders["=1+1"] == 0
    assert sheet["C4"].value == "العراق"
    assert sheet["C4"].alignment.readingOrder == 2


def test_a_text_that_excel_cannot_hold_is_named(make_package, tmp_path):
    event = {"event_id": "evt-a", "title": "A", "status": "occurred", "description": "x" * 32768}
    catalogue = read(make_package({"events": [event]}))
    with pytest.raises(
        IraqdataError, match="events, record evt-a, description: the text is longer"
    ):
        export("xlsx", tmp_path / "out.xlsx", catalogue=catalogue)
    assert not list(tmp_path.glob("*out*"))


def test_duckdb_is_read_by_the_shell_of_another_version(catalogue, tmp_path):
    path = export("duckdb", tmp_path / "out.duckdb", catalogue=catalogue)
    shell = Path(sys.executable).with_name("duckdb")
    for table in catalogue.tables.values():
        run = subprocess.run(
            [
                shell,
                "-readonly",
                "-csv",
                "-noheader",
                "-nullvalue",
                "",
                path,
                "-c",
                f'SELECT * FROM "{table.name}"',
            ],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert typed(table, read_csv(run.stdout)) == cells(table)


@pytest.mark.programs
def test_sqlite_is_read_by_its_shell(catalogue, tmp_path):
    path = export("sqlite", tmp_path / "out.sqlite", catalogue=catalogue)
    for table in catalogue.tables.values():
        run = subprocess.run(
            [
                needs("sqlite3", "sqlite3"),
                "-readonly",
                "-json",
                path,
                f"SELECT * FROM {table.name}",
            ],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        rows = [list(row.values()) for row in json.loads(run.stdout or "[]")]
        close(typed(table, rows), cells(table))


def test_sqlite_holds_the_same_cells_to_the_last_digit(catalogue, tmp_path):
    database = sqlite3.connect(export("sqlite", tmp_path / "out.sqlite", catalogue=catalogue))
    for table in catalogue.tables.values():
        rows = database.execute(f"SELECT * FROM {table.name}").fetchall()
        assert typed(table, rows) == cells(table)
    database.close()


def test_sqlite_and_duckdb_add_the_names_in_views(make_package, tmp_path):
    import duckdb

    catalogue = read(make_package(AWKWARD))
    query = "SELECT event_title, actor_name, role FROM participants_named"
    database = sqlite3.connect(export("sqlite", tmp_path / "out.sqlite", catalogue=catalogue))
    assert database.execute(query).fetchall() == [("007", "=1+1", "actor")]
    parents = "SELECT parent_name FROM actors_named WHERE actor_id = 'act-b'"
    assert database.execute(parents).fetchone() == (AWKWARD["actors"][2]["name"],)
    (said,) = database.execute("SELECT version FROM package").fetchall()
    assert said == (catalogue.version,)
    database.close()
    with duckdb.connect(export("duckdb", tmp_path / "out.duckdb", catalogue=catalogue)) as database:
        assert database.execute(query).fetchall() == [("007", "=1+1", "actor")]
        comments = "SELECT comment FROM duckdb_tables() WHERE table_name = 'events'"
        assert database.execute(comments).fetchone() == (catalogue.tables["events"].description,)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO participants VALUES ('evt-b', 'act-nobody', 'actor')",
        "INSERT INTO participants VALUES ('evt-b', 'act-a', 'actor')",
        "INSERT INTO participants VALUES ('evt-b', 'act-b', 'bystander')",
        "UPDATE events SET title = NULL",
        "DELETE FROM actors WHERE actor_id = 'act-a'",
    ],
)
def test_sqlite_enforces_the_keys_and_codes(make_package, tmp_path, statement):
    path = export("sqlite", tmp_path / "out.sqlite", catalogue=read(make_package(AWKWARD)))
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError), database:
        database.execute(statement)
    database.close()


def test_tables_that_break_their_keys_are_not_exported(make_package, tmp_path):
    broken = {"participants": [{"event_id": "evt-x", "actor_id": "act-x", "role": "actor"}]}
    catalogue = read(make_package(broken))
    with pytest.raises(IraqdataError, match="the tables break a key"):
        export("sqlite", tmp_path / "out.sqlite", catalogue=catalogue)
    assert not list(tmp_path.glob("*out*"))


IN_R = """
library(haven)
args <- commandArgs(trailingOnly = TRUE)
for (file in list.files(args[1], pattern = "[.]dta$", full.names = TRUE)) {
  x <- read_dta(file, encoding = "UTF-8")
  labels <- vapply(x, function(v) attr(v, "label"), "")
  x[] <- lapply(x, function(v) {
    missing <- is.na(v)
    text <- as.character(v)
    if (inherits(v, "Date")) text <- paste0(formatC(as.POSIXlt(v)$year + 1900, width = 4,
                                                    flag = "0"), format(v, "-%m-%d"))
    else if (is.numeric(v)) text <- trimws(formatC(as.numeric(v), digits = 17))
    ifelse(missing, "", text)
  })
  out <- file.path(args[2], sub("dta$", "csv", basename(file)))
  write.csv(x, out, row.names = FALSE, fileEncoding = "UTF-8")
  writeLines(labels, paste0(out, ".labels"), useBytes = TRUE)
}
codes <- attr(read_dta(file.path(args[1], "events.dta"))$date_prec, "labels")
writeLines(paste(codes, names(codes)), file.path(args[2], "date_prec"))
"""


@pytest.mark.programs
def test_dta_is_read_by_haven(catalogue, tmp_path):
    program = needs("Rscript", "r-cran-haven")
    path = export("dta", tmp_path / "out", catalogue=catalogue)
    back = tmp_path / "back"
    back.mkdir()
    run = subprocess.run(
        [program, "-e", IN_R, path, back],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert run.returncode == 0, f"{run.stderr} (on Debian: apt-get install r-cran-haven)"
    for table in catalogue.tables.values():
        text = (back / f"{table.name}.csv").read_text(encoding="utf-8")
        header, *rows = read_csv(text)
        assert header == table.columns
        assert typed(table, rows) == cells(table)
        labels = (back / f"{table.name}.csv.labels").read_text(encoding="utf-8").splitlines()
        assert labels == [field["title"] for field in table.fields]
    codes = (back / "date_prec").read_text(encoding="utf-8").splitlines()
    expected = catalogue.tables["events"].field("date_prec")["categories"]
    assert codes == [f"{code['value']} {code['label']}" for code in expected]


@pytest.mark.programs
def test_xlsx_is_read_by_libreoffice(catalogue, tmp_path):
    program = needs("soffice", "libreoffice-calc-nogui")
    path = export("xlsx", tmp_path / "out.xlsx", catalogue=catalogue)
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        [
            program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", as_csv, "--outdir", tmp_path / "back", path,
        ],
        capture_output=True,
        check=True,
    )  # fmt: skip
    for table in catalogue.tables.values():
        text = (tmp_path / f"back/out-{table.name}.csv").read_text(encoding="utf-8")
        header, *rows = read_csv(text)
        assert header == table.columns
        close(typed(table, rows), cells(table))


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_overwritten_without_force(format, tmp_path):
    path = tmp_path / "out"
    export(format, path)
    with pytest.raises(IraqdataError, match="is there already"):
        export(format, path)
    assert export(format, path, force=True) == path
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx", "dta", "sqlite"])
def test_the_same_tables_give_the_same_bytes(format, tmp_path):
    contents = []
    for name in ("one", "two"):
        path = export(format, tmp_path / name)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        contents.append([file.read_bytes() for file in files])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_that_fails_leaves_what_was_there(format, tmp_path):
    path = export(format, tmp_path / "out")
    before = {f: f.read_bytes() for f in ([path] if path.is_file() else sorted(path.iterdir()))}

    def stop(table):
        if table == "claims":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(format, path, force=True, progress=stop)
    assert list(tmp_path.iterdir()) == [path]
    assert {f: f.read_bytes() for f in before} == before
    with pytest.raises(KeyboardInterrupt):
        export(format, tmp_path / "new", progress=stop)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_with_other_things_is_not_replaced_even_with_force(tmp_path):
    for name in ("home", "file"):
        (tmp_path / name).mkdir()
    (tmp_path / "home" / "diary.txt").write_text("mine")
    for format in ("parquet", "dta"):
        with pytest.raises(IraqdataError, match=r"holds other things than an export \(diary.txt\)"):
            export(format, tmp_path / "home", force=True)
    with pytest.raises(IraqdataError, match="is a folder, which this export would not be"):
        export("xlsx", tmp_path / "home", force=True)
    with pytest.raises(IraqdataError, match="is a file, which this export would not be"):
        export("dta", tmp_path / "home" / "diary.txt", force=True)
    assert (tmp_path / "home" / "diary.txt").read_text() == "mine"


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "iraqdata", "export", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        **options,
    )


def test_the_command_says_where_and_shows_no_progress_when_piped(tmp_path):
    result = command("csv", tmp_path / "out.zip")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{tmp_path}/out.zip\n", "")


def test_the_command_shows_progress_on_a_terminal(tmp_path):
    screen, terminal = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "iraqdata", "export", "xlsx", tmp_path / "out.xlsx"],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        check=True,
    )
    os.close(terminal)
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    assert "1/13 actors" in shown
    assert shown.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("xls", "out.xls"), "did you mean 'xlsx'?"),
        (("csv", "nowhere/out.zip"), "there is no folder"),
        (("csv", "."), "is there already"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    result = command(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("format", "module", "extra"),
    [("xlsx", "xlsxwriter", "export"), ("duckdb", "duckdb", "duckdb")],
)
def test_a_missing_library_is_named_with_its_extra(format, module, extra, tmp_path):
    code = f"import sys; sys.modules[{module!r}] = None; sys.argv[0] = 'iraqdata'; "
    code += "from iraqdata.commands import run; run()"
    result = subprocess.run(
        [sys.executable, "-c", code, "export", format, "out"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert result.returncode == 2
    assert f"pip install 'iraqdata[{extra}]'" in result.stderr
    assert not list(tmp_path.iterdir())
