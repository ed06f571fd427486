"""Comparing two packages: what differs, which kind of change it is, and how it is told."""

import csv
import json
import shutil
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing import streaming
from iraqdata.publishing.comparing import report
from iraqdata.publishing.comparing.difference import compared
from iraqdata.publishing.comparing.packages import opened
from iraqdata.publishing.comparing.versions import least
from iraqdata.reading.catalogue import read


def event(name, **cells):
    defaults = {"title": name, "status": "occurred", "description": "An act."}
    return {"event_id": f"evt-{name}"} | defaults | cells


def actor(name, **cells):
    return {"actor_id": f"act-{name}", "name": name, "actor_type": "person"} | cells


def part(event, actor, role="actor"):
    return {"event_id": f"evt-{event}", "actor_id": f"act-{actor}", "role": role}


def revision(table, record, field="", old="", new="", release="0.2.0", **cells):
    found = {"table": table, "record_id": record, "field": field, "old_value": old}
    found |= {"new_value": new, "reason": "A slip.", "release": release}
    return {"revision_id": f"rev-{table}-{record}-{field}".replace("_", "-")} | found | cells


TABLES = {
    "actors": [actor("amal", aliases="A."), actor("basim", notes="Fisrt of two.")],
    "events": [event("one", latitude="33.3"), event("three", date="2014"), event("two")],
    "participants": [part("one", "amal"), part("one", "basim"), part("two", "amal", "host")],
}


@pytest.fixture
def old(make_package):
    return make_package(TABLES, name="old")


@pytest.fixture
def new(old, tmp_path):
    """A copy of `old` to be changed."""
    return shutil.copytree(old, tmp_path / "new")


def edit(root, table, change):
    """Rewrite a table: `change` gets its header and rows and returns them changed."""
    path = root / "tables" / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames), list(reader)
    columns, rows = change(columns, rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put(root, table, record, column, value):
    def change(columns, rows):
        (row,) = (row for row in rows if row[columns[0]] == record)
        row[column] = value
        return columns, rows

    edit(root, table, change)


def add(root, table, row):
    edit(root, table, lambda columns, rows: (columns, [*rows, row]))


def drop(root, table, record):
    edit(root, table, lambda columns, rows: (columns, [r for r in rows if r[columns[0]] != record]))


def define(root, change):
    path = root / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change({resource["name"]: resource for resource in descriptor["resources"]}, descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def field(resource, name):
    return next(field for field in resource["schema"]["fields"] if field["name"] == name)


# The twelve kinds of change: what is done, the change it amounts to, the reasons that are
# given, and the changes of records that are listed (kind, key, column, old, new).


def typo_in_a_note(root):
    put(root, "actors", "act-basim", "notes", "First of two.")


def corrected_value(root):
    put(root, "events", "evt-three", "date", "2014-03")


def new_row(root):
    add(root, "events", event("four"))


def removed_row(root):
    drop(root, "events", "evt-three")


def renamed_id(root):
    put(root, "actors", "act-amal", "actor_id", "act-amal-first")
    for name in ("one", "two"):
        edit(
            root,
            "participants",
            lambda columns, rows, name=name: (
                columns,
                [
                    row | {"actor_id": row["actor_id"].replace("act-amal", "act-amal-first")}
                    if row["event_id"] == f"evt-{name}"
                    else row
                    for row in rows
                ],
            ),
        )
    add(root, "revisions", revision("actors", "act-amal", "", "act-amal", "act-amal-first"))


def new_column(root):
    more = {"name": "colour", "title": "Colour", "description": "A colour.", "type": "string"}
    define(root, lambda tables, _: tables["events"]["schema"]["fields"].append(more))
    edit(root, "events", lambda columns, rows: ([*columns, "colour"], rows))


def narrowed_type(root):
    define(root, lambda tables, _: field(tables["events"], "latitude").update(type="integer"))


def reordered_rows(root):
    edit(root, "events", lambda columns, rows: (columns, rows[::-1]))


def changed_enum(root):
    def change(tables, _):
        role = field(tables["participants"], "role")
        role["constraints"]["enum"] = [
            "watcher" if code == "mediator" else code for code in role["constraints"]["enum"]
        ]

    define(root, change)


def new_table(root):
    def change(tables, descriptor):
        resource = json.loads(json.dumps(tables["weapons"]))
        resource |= {"name": "colours", "path": "tables/colours.csv"}
        descriptor["resources"].append(resource)

    define(root, change)
    shutil.copy(root / "tables/weapons.csv", root / "tables/colours.csv")


def changed_description(root):
    define(root, lambda tables, _: field(tables["events"], "title").update(description="Short."))


def changed_foreign_key(root):
    def change(tables, _):
        tables["participants"]["schema"]["foreignKeys"][1]["reference"]["resource"] = "weapons"

    define(root, change)


KINDS = [
    (
        typo_in_a_note,
        "minor",
        ["actors: 1 published value changed"],
        [("changed", "act-basim", "notes", "Fisrt of two.", "First of two.")],
    ),
    (
        corrected_value,
        "minor",
        ["events: 1 published value changed"],
        [("changed", "evt-three", "date", "2014", "2014-03")],
    ),
    (new_row, "minor", ["events: 1 record added"], [("added", "evt-four", None, None, None)]),
    (
        removed_row,
        "major",
        ["events: 1 record removed"],
        [("removed", "evt-three", None, None, None)],
    ),
    (
        renamed_id,
        "major",
        ["actors: 1 id renamed", "revisions: 1 record added"],
        [
            ("renamed", "act-amal-first", None, "act-amal", "act-amal-first"),
            ("added", "rev-actors-act-amal-", None, None, None),
        ],
    ),
    (new_column, "minor", ["events.colour: column added"], []),
    (narrowed_type, "major", ["events.latitude: type changed from number to integer"], []),
    (reordered_rows, "none", [], []),
    (
        changed_enum,
        "major",
        [
            "participants.role: no longer allows mediator",
            "participants.role: allows watcher too",
        ],
        [],
    ),
    (new_table, "minor", ["colours: table added"], []),
    (changed_description, "patch", ["events.title: description changed"], []),
    (
        changed_foreign_key,
        "major",
        ["participants.actor_id: refers to weapons instead of actors"],
        [],
    ),
]


@pytest.mark.parametrize(
    ("change", "level", "reasons", "changes"), KINDS, ids=[kind[0].__name__ for kind in KINDS]
)
def test_each_kind_of_change_gets_its_level_and_its_report(
    old, new, change, level, reasons, changes
):
    change(new)
    with compared(read(old), read(new)) as difference:
        assert difference.level == level
        assert [str(reason) for reason in difference.reasons] == reasons
        found = [(c.kind, c.key, c.field, c.old, c.new) for c in difference.changes()]
        assert found == changes
        text = "\n".join(report.as_text(difference))
        markdown = "\n".join(report.as_markdown(difference))
        data = json.loads("".join(report.as_json(difference)))
    assert data["change"] == level
    assert [reason["what"] for reason in data["reasons"]] == [
        reason.partition(": ")[2] for reason in reasons
    ]
    assert [
        (row["kind"], row["key"], row["field"], row["old"], row["new"]) for row in data["records"]
    ] == changes
    assert f"change: {level}" in text
    assert f"change: {level}" in markdown
    for reason in reasons:
        assert reason in text
    for _, key, *_ in changes:
        assert key in text
        assert f"`{key}`" in markdown


def constrain_place(constraints, tables, _):
    field(tables["events"], "place")["constraints"] = constraints


@pytest.mark.parametrize(
    ("name", "before", "after", "level"),
    [
        ("required", None, True, "major"),
        ("required", True, None, "minor"),
        ("required", False, None, "none"),
        ("minimum", 1, 2, "major"),
        ("minimum", 2, 1, "minor"),
        ("maximum", 2, 1, "major"),
        ("maximum", 1, 2, "minor"),
        ("pattern", None, "^a$", "major"),
        ("pattern", "^a$", None, "minor"),
        ("pattern", "^a$", "^[ab]$", "major"),
        ("enum", ["a"], ["a", "b"], "minor"),
        ("enum", ["a", "b"], ["a"], "major"),
        ("enum", ["a", "b"], ["b", "a"], "patch"),
        ("enum", None, ["a"], "major"),
    ],
)
def test_a_constraint_tightened_is_major_and_one_loosened_is_minor(
    old, new, name, before, after, level
):
    for root, value in ((old, before), (new, after)):
        constraints = {} if value is None else {name: value}
        define(root, partial(constrain_place, constraints))
    with compared(read(old), read(new)) as difference:
        assert difference.level == level


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda tables, _: tables["events"]["schema"]["foreignKeys"].clear(), "minor"),
        (lambda tables, _: tables["events"]["schema"].update(primaryKey=["title"]), "major"),
        (lambda tables, _: field(tables["actors"], "aliases").update(delimiter=";"), "major"),
        (lambda tables, _: tables["events"]["schema"].update(missingValues=["", "x"]), "major"),
        (lambda _, package: package.update(title="Another"), "patch"),
        (lambda _, package: package.update(version="9.9.9", created="2030-01-01"), "none"),
    ],
)
def test_definitions_are_compared_by_what_they_mean(old, new, change, level):
    define(new, change)
    with compared(read(old), read(new)) as difference:
        assert difference.level == level


def test_a_removed_column_and_a_removed_table_are_major(old, new):
    define(new, lambda tables, package: package["resources"].remove(tables["weapons"]))
    define(new, lambda tables, _: tables["events"]["schema"]["fields"].pop())
    edit(
        new,
        "events",
        lambda columns, rows: (columns[:-1], [dict(list(r.items())[:-1]) for r in rows]),
    )
    with compared(read(old), read(new)) as difference:
        assert {str(reason) for reason in difference.reasons if reason.level == "major"} == {
            "weapons: table removed",
            f"events.{read(old).tables['events'].columns[-1]}: column removed",
        }


def test_a_filled_cell_is_minor_and_told_apart_from_a_corrected_one(old, new):
    put(new, "events", "evt-one", "place", "Baghdad")
    with compared(read(old), read(new)) as difference:
        assert difference.level == "minor"
        assert [str(reason) for reason in difference.reasons] == ["events: 1 empty cell filled"]


def test_the_same_number_written_otherwise_is_no_change(old, new):
    put(new, "events", "evt-one", "latitude", "33.30")
    with compared(read(old), read(new)) as difference:
        assert difference.level == "none"


def test_a_renamed_id_that_changes_cells_too_shows_both(old, new):
    renamed_id(new)
    put(new, "actors", "act-amal-first", "name", "Amal")
    with compared(read(old), read(new)) as difference:
        changes = [(c.kind, c.key, c.field) for c in difference.changes() if c.table == "actors"]
    assert changes == [("renamed", "act-amal-first", None), ("changed", "act-amal-first", "name")]


def test_a_rename_is_followed_over_several_releases(old, new):
    put(new, "events", "evt-two", "event_id", "evt-zwei")
    edit(
        new,
        "participants",
        lambda columns, rows: (
            columns,
            [r | {"event_id": r["event_id"].replace("evt-two", "evt-zwei")} for r in rows],
        ),
    )
    add(new, "revisions", revision("events", "evt-two", "", "evt-two", "evt-deux"))
    add(new, "revisions", revision("events", "evt-deux", "", "evt-deux", "evt-zwei", "0.3.0"))
    with compared(read(old), read(new)) as difference:
        changes = [(c.kind, c.old, c.new) for c in difference.changes() if c.table != "revisions"]
    assert changes == [("renamed", "evt-two", "evt-zwei")]


def test_an_id_merged_into_another_is_removed(old, new):
    drop(new, "actors", "act-basim")
    add(new, "revisions", revision("actors", "act-basim", "", "act-basim", "act-amal"))
    with compared(read(old), read(new)) as difference:
        changes = [(c.kind, c.key) for c in difference.changes() if c.table == "actors"]
    assert changes == [("removed", "act-basim")]


def test_files_in_any_order_are_compared_in_chunks(old, new, monkeypatch):
    monkeypatch.setattr(streaming, "CHUNK", 2)
    monkeypatch.setattr(streaming, "BLOCK", 1)
    for root, title in ((old, "before"), (new, "after")):
        rows = [
            event(f"{number:03}", title=title if number % 3 else "same") for number in range(50)
        ]
        rows = rows if root == old else rows[::-1]
        edit(root, "events", lambda columns, _, rows=rows: (columns, rows))
    with compared(read(old), read(new)) as difference:
        changes = [change.key for change in difference.changes()]
        counts = next(counts for counts in difference.tables if counts.table == "events")
    assert changes == [f"evt-{number:03}" for number in range(50) if number % 3]
    assert (counts.before, counts.now, counts.changed) == (50, 50, len(changes))


def test_long_lists_of_changes_are_cut_for_people_and_whole_for_programs(old, new):
    edit(new, "events", lambda columns, _: (columns, [event(f"{n:03}") for n in range(100)]))
    with compared(read(old), read(new)) as difference:
        text = list(report.as_text(difference))
        data = json.loads("".join(report.as_json(difference)))
    assert len(data["records"]) == 103
    assert "  ... and 83 more: --format json lists them" in text
    assert len(text) < 40


def test_two_records_of_one_key_cannot_be_compared(old, new):
    add(new, "events", event("two"))
    with (
        pytest.raises(IraqdataError, match=r"events.csv: two records have the key 'evt-two'"),
        compared(read(old), read(new)),
    ):
        pass


@pytest.mark.parametrize(
    ("last", "level", "version"),
    [
        ((0, 1, 0), "major", (0, 2, 0)),
        ((0, 1, 4), "minor", (0, 2, 0)),
        ((0, 1, 4), "patch", (0, 1, 5)),
        ((1, 2, 3), "major", (2, 0, 0)),
        ((1, 2, 3), "minor", (1, 3, 0)),
        ((1, 2, 3), "patch", (1, 2, 4)),
        ((1, 2, 3), "none", (1, 2, 3)),
    ],
)
def test_the_least_next_version_follows_the_rule(last, level, version):
    assert least(last, level) == version


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "iraqdata", "diff", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
    )


def git(folder, *arguments):
    identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_folder_descriptor_zip_and_tag_of_one_package_are_the_same(old, tmp_path):
    git(old, "init", "-q")
    git(old, "add", ".")
    git(old, "commit", "-q", "-m", "A release")
    git(old, "tag", "v0.1.0")
    wheel = tmp_path / "package-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in [old / "datapackage.json", *old.glob("tables/*.csv")]:
            archive.write(file, Path("iraqdata") / file.relative_to(old))
    for place in (old, old / "datapackage.json", wheel, "v0.1.0"):
        result = run("v0.1.0", place, "--format", "json", "--require", "none", cwd=old)
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout)["change"] == "none"
    put(old, "events", "evt-two", "title", "Two")
    assert json.loads(run("v0.1.0", ".", "--format", "json", cwd=old).stdout)["change"] == "minor"


def test_require_ends_with_1_when_the_change_is_more(old, new):
    corrected_value(new)
    assert run(old, new).returncode == 0
    assert run(old, new, "--require", "minor").returncode == 0
    result = run(old, new, "--require", "patch")
    assert (result.returncode, result.stderr) == (1, "the change is minor, not patch\n")
    removed_row(new)
    assert run(old, new, "--require", "minor").returncode == 1


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_the_report_for_people_is_plain_and_text_fits_80_columns(old, new, format):
    put(new, "events", "evt-two", "description", "long " * 60 + "[text] with *signs* | and `more`")
    result = run(old, new, "--format", format)
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    if format == "text":
        assert max(map(len, result.stdout.splitlines())) <= 80
    else:
        assert r"\[text\] with \*signs\* \| and \`more\`" in result.stdout


def broken_json(root):
    (root / "datapackage.json").write_text("{")


def no_keys(root):
    define(root, lambda tables, _: tables["events"]["schema"].pop("primaryKey"))


def file_outside(root):
    define(root, lambda tables, _: tables["events"].update(path="../events.csv"))


def missing_file(root):
    (root / "tables/events.csv").unlink()


def other_columns(root):
    edit(root, "events", lambda columns, rows: (columns[1:], [{} for _ in rows]))


def not_utf8(root):
    (root / "tables/events.csv").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (broken_json, "is not JSON"),
        (no_keys, "does not describe tables with keys"),
        (file_outside, "names a file outside the package"),
        (missing_file, "events.csv is missing"),
        (other_columns, "events.csv line 1: the columns are"),
        (not_utf8, "events.csv is not UTF-8"),
    ],
)
def test_a_package_that_cannot_be_read_is_one_line_and_exit_code_2(old, new, spoil, message):
    spoil(new)
    result = run(old, new)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_no_package_is_refused(old, tmp_path):
    text = tmp_path / "text.whl"
    text.write_text("no zip")
    with zipfile.ZipFile(tmp_path / "empty.whl", "w") as archive:
        archive.writestr("a.txt", "nothing")
    for place, message in [
        (text, "is no wheel or zip file"),
        (tmp_path / "empty.whl", "there is no datapackage.json in"),
        (tmp_path, "there is no datapackage.json in"),
        ("v9", "is neither a folder, a datapackage.json, a wheel nor a git tag"),
    ]:
        with pytest.raises(IraqdataError, match=message), opened(str(place), old):
            pass
