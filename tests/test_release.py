"""The gate before a release: each thing that must stop one stops it, with what to do."""

import csv
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing.build import build
from iraqdata.publishing.releasing import assets, changelog, gate

CHECKOUT = Path(__file__).parents[1]

TABLES = {
    "actors": [
        {"actor_id": "act-a", "name": "A", "actor_type": "person"},
        {"actor_id": "act-b", "name": "B", "actor_type": "person", "notes": "A slpi."},
    ],
    "events": [
        {"event_id": "evt-a", "title": "A", "status": "occurred", "description": "An act."},
        {"event_id": "evt-b", "title": "B", "status": "occurred", "description": "An act."},
    ],
    "participants": [{"event_id": "evt-a", "actor_id": "act-a", "role": "actor"}],
}

LOG = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\nThe first.\n"


def git(root, *arguments):
    identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def put(root, name, old, new, count=1):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, (name, old)
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def commit(root, tag=None):
    git(root, "add", ".")
    git(root, "commit", "-q", "--allow-empty", "-m", "A change")
    if tag:
        git(root, "tag", tag)


def set_version(root, version):
    """What the manual says about the four places."""
    put(root, "datapackage.json", '"version": "0.1.0"', f'"version": "{version}"')
    put(root, "pyproject.toml", 'version = "0.1.0"', f'version = "{version}"')
    put(root, "CITATION.cff", "version: 0.1.0", f"version: {version}")
    put(
        root,
        "CHANGELOG.md",
        "## [Unreleased]\n",
        f"## [Unreleased]\n\n## [{version}] - unreleased\n",
    )


def revise(root, table, record, field, old, new, release="0.2.0", name="rev-one"):
    with (root / "tables/revisions.csv").open("a", newline="", encoding="utf-8") as file:
        row = [name, table, record, field, old, new, "A slip.", "", release]
        csv.writer(file, lineterminator="\n").writerow(row)


@pytest.fixture
def released(make_package):
    """A checkout whose version 0.1.0 was released."""
    root = make_package(TABLES)
    put(root, "datapackage.json", '"version": "' + _version(root), '"version": "0.1.0')
    build(root)
    (root / "pyproject.toml").write_text('[project]\nname = "iraqdata"\nversion = "0.1.0"\n')
    (root / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 0.1.0\n")
    (root / "CHANGELOG.md").write_text(LOG)
    git(root, "init", "-q")
    gate.write_counts(root)
    commit(root)
    assert gate.problems(root) == []
    git(root, "tag", "v0.1.0")
    assert gate.problems(root) == []
    commit(root)
    return root


def _version(root):
    return re.search('"version": "([^"]*)', (root / "datapackage.json").read_text())[1]


def test_a_correction_with_its_bump_and_revision_passes_step_by_step(released):
    put(released, "tables/actors.csv", "A slpi.", "A slip.")
    set_version(released, "0.2.0")
    revise(released, "actors", "act-b", "notes", "A slpi.", "A slip.")
    build(released)
    assert gate.problems(released) == []
    put(released, "CHANGELOG.md", "[0.2.0] - unreleased", "[0.2.0] - 2026-02-01")
    assert gate.problems(released) == [
        "CHANGELOG.md: the counts of 0.2.0 are stale: run: iraqdata release"
    ]
    run = subprocess.run(
        [sys.executable, "-m", "iraqdata", "release"], cwd=released, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
    assert run.stdout == "nothing stands in the way of 0.2.0 after v0.1.0\n"
    log = (released / "CHANGELOG.md").read_text()
    assert "| actors | 2 | 2 | 0 | 0 | 0 | 1 |" in log
    assert "| revisions | 0 | 1 | 1 | 0 | 0 | 0 |" in log
    assert log.count("The first.") == 1
    commit(released, "v0.2.0")
    assert gate.problems(released) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("pyproject.toml", "0.1.0", "0.1.1", "pyproject.toml says version 0.1.1"),
        ("CITATION.cff", "0.1.0", "0.1.1", "CITATION.cff says version 0.1.1"),
        ("CHANGELOG.md", "[0.1.0]", "[0.1.1]", "CHANGELOG.md says version 0.1.1"),
        ("CHANGELOG.md", "## [0.1.0]", "## [0.0.9]", "CHANGELOG.md says version 0.0.9"),
    ],
)
def test_a_version_that_differs_anywhere_stops_it(released, name, old, new, problem):
    put(released, name, old, new)
    (found,) = gate.problems(released)
    assert found == f"{problem}, datapackage.json 0.1.0"


def test_a_stale_build_stops_it(released):
    put(released, "tables/actors.csv", "act-a,A,", "act-a,A  B,")
    set_version(released, "0.2.0")
    revise(released, "actors", "act-a", "name", "A", "A  B")
    found = gate.problems(released)
    assert [line for line in found if "run: iraqdata build" in line] == found
    assert any("actors.parquet is stale" in line for line in found)


def test_a_version_that_is_too_low_stops_it(released):
    put(released, "tables/actors.csv", "A slpi.", "A slip.")
    set_version(released, "0.1.1")
    revise(released, "actors", "act-b", "notes", "A slpi.", "A slip.", "0.1.1")
    build(released)
    (found,) = gate.problems(released)
    assert found.startswith("version 0.1.1 is too low after 0.1.0: the change is minor")
    assert "0.2.0 or higher" in found


def test_a_version_that_falls_stops_it(released):
    set_version(released, "0.0.9")
    build(released)
    assert any("a version never falls" in line for line in gate.problems(released))


def changed(root):
    put(root, "tables/actors.csv", "A slpi.", "A slip.")


def removed(root):
    put(root, "tables/events.csv", "evt-b,B", "evt-c,C")


def renamed(root):
    put(root, "tables/actors.csv", "act-a,", "act-z,")
    put(root, "tables/participants.csv", "act-a", "act-z")


CHANGED = ("actors", "act-b", "notes", "A slpi.", "A slip.")


@pytest.mark.parametrize(
    ("change", "rows", "problem"),
    [
        (changed, [], "revisions lacks a row: table actors, record_id act-b, field notes"),
        (changed, [CHANGED], None),
        (
            changed,
            [("actors", "act-b", "notes", "A slip", "A slip.")],
            "rev-0 should say: table actors, record_id act-b, field notes, old_value 'A slpi.'",
        ),
        (
            changed,
            [("actors", "act-b", "notes", "A slpi.", "Aslip.")],
            "rev-0 should say: table actors, record_id act-b, field notes, old_value 'A slpi.'",
        ),
        (changed, [(*CHANGED, "0.3.0")], "rev-0: release is 0.3.0, this is 0.2.0"),
        (changed, [CHANGED, CHANGED], "rev-1: rev-0 is about the same"),
        (
            changed,
            [CHANGED, ("actors", "act-a", "notes", "x", "y")],
            "rev-1 proves nothing: no such change of actors|act-a|notes",
        ),
        (removed, [], "revisions lacks a row: table events, record_id evt-b, field (empty)"),
        (removed, [("events", "evt-b", "", "evt-b", "")], None),
        (removed, [("events", "evt-b", "", "evt-b", "evt-a")], None),
        (
            removed,
            [("events", "evt-b", "", "evt-b", "evt-x")],
            "rev-0: new_value evt-x is no record of events",
        ),
        (
            removed,
            [("events", "evt-b", "", "B", "")],
            "rev-0 should say: table events, record_id evt-b, field (empty), old_value 'evt-b'",
        ),
        (renamed, [("actors", "act-a", "", "act-a", "act-z")], None),
        (renamed, [], "revisions lacks a row: table actors, record_id act-a, field (empty)"),
        (
            renamed,
            [("actors", "act-a", "", "act-a", "")],
            "revisions lacks a row: table participants, record_id evt-a|act-a|actor",
        ),
    ],
)
def test_revisions_are_proved_against_both_releases(released, change, rows, problem):
    change(released)
    set_version(released, "0.2.0")
    for number, row in enumerate(rows):
        revise(released, *row, name=f"rev-{number}")
    build(released)
    found = gate.problems(released)
    if problem is None:
        assert found == []
    else:
        assert any(line.startswith(problem) for line in found), found


def test_a_renamed_record_keeps_its_old_id_in_the_revision_of_a_cell(released):
    renamed(released)
    put(released, "tables/actors.csv", "act-z,A,", "act-z,Z,")
    set_version(released, "0.2.0")
    revise(released, "actors", "act-a", "", "act-a", "act-z")
    revise(released, "actors", "act-a", "name", "A", "Z", name="rev-two")
    build(released)
    assert gate.problems(released) == []


def test_to_fill_an_empty_cell_needs_no_revision(released):
    put(released, "tables/actors.csv", "act-a,A,", "act-a,A,أ")
    set_version(released, "0.2.0")
    build(released)
    assert gate.problems(released) == []


def test_an_id_that_was_retired_is_never_used_again(released):
    removed(released)
    set_version(released, "0.2.0")
    revise(released, "events", "evt-b", "", "evt-b", "")
    build(released)
    commit(released, "v0.2.0")
    commit(released)
    put(
        released,
        "tables/events.csv",
        "evt-a,A",
        "evt-b,B,,,occurred,,,,,,,,,,,,,,,,An act.,\nevt-a,A",
    )
    for name in ("datapackage.json", "pyproject.toml", "CITATION.cff"):
        put(released, name, "0.2.0", "0.3.0")
    put(released, "CHANGELOG.md", "## [0.2.0]", "## [0.3.0] - unreleased\n\n## [0.2.0]")
    build(released)
    assert gate.problems(released) == ["events: evt-b was retired or renamed; ids are never reused"]


def test_a_tag_needs_its_version_a_date_and_nothing_left_over(released):
    set_version(released, "0.2.0")
    put(released, "CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- Left over.\n")
    build(released)
    assert gate.problems(released) == []
    commit(released, "v0.2.0")
    assert gate.problems(released) == [
        "CHANGELOG.md: [Unreleased] must be empty in a release; move it to its version",
        "CHANGELOG.md: 0.2.0 is tagged but has no date",
    ]
    git(released, "tag", "-d", "v0.2.0")
    git(released, "tag", "v0.3.0")
    assert gate.problems(released) == ["the tag is v0.3.0, but the version is 0.2.0"]


def test_the_last_release_is_the_highest_version_before_this_commit(released):
    assert gate.last_release(released) == "v0.1.0"
    commit(released, "v0.10.0")
    commit(released, "v0.9.1")
    commit(released, "version-12")
    assert gate.last_release(released) == "v0.10.0"
    git(released, "tag", "v0.11.0")
    assert gate.last_release(released) == "v0.10.0"


def test_the_counts_of_a_released_version_are_not_written_again(released):
    changed(released)
    build(released)
    with pytest.raises(IraqdataError, match=r"version 0\.1\.0 is released already; raise it first"):
        gate.write_counts(released)


def test_the_command_ends_with_1_and_writes_nothing_with_check(released):
    changed(released)
    build(released)
    before = (released / "CHANGELOG.md").read_bytes()
    run = subprocess.run(
        [sys.executable, "-m", "iraqdata", "release", "--check"],
        cwd=released,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "is too low" in run.stdout
    assert (released / "CHANGELOG.md").read_bytes() == before


def test_an_odd_heading_and_a_missing_section_are_named(released):
    with pytest.raises(IraqdataError, match=r"has no section ## \[0.5.0\]"):
        changelog.write_block(released / "CHANGELOG.md", "0.5.0", "")
    put(released, "CHANGELOG.md", "## [0.1.0] - 2026-01-01", "## 0.1.0")
    with pytest.raises(IraqdataError, match=r"CHANGELOG.md line 5: a heading is"):
        gate.problems(released)


def test_a_yanked_release_keeps_its_section(released):
    put(released, "CHANGELOG.md", "2026-01-01", "2026-01-01 [YANKED]")
    assert [section.name for section in changelog.sections(released / "CHANGELOG.md")] == [
        "Unreleased",
        "0.1.0",
    ]
    assert gate.problems(released) == []


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The release files of two copies of this checkout, made on different days."""
    found = []
    for number, day in enumerate((1_700_000_000, 1_800_000_000)):
        folder = tmp_path_factory.mktemp("copy")
        root = folder / "checkout"
        ignored = shutil.ignore_patterns(".*", "__pycache__", "dist", "docs")
        shutil.copytree(CHECKOUT, root, ignore=ignored)
        for path in root.rglob("*"):
            os.utime(path, (day, day))
            if path.is_file():
                path.chmod(0o644 if number else 0o600)
        found.append((root, assets.make(root, folder / "dist")))
    return found


def test_the_files_of_a_release_have_the_same_bytes_on_another_day(twice):
    (_, one), (_, two) = twice
    version = _version(CHECKOUT)
    assert [path.name for path in one] == [
        f"iraqdata-{version}-csv.zip",
        f"iraqdata-{version}-dta.zip",
        f"iraqdata-{version}-py3-none-any.whl",
        f"iraqdata-{version}.sqlite",
        f"iraqdata-{version}.tar.gz",
        f"iraqdata-{version}.xlsx",
        "SHA256SUMS",
    ]
    for path, other in zip(one, two, strict=True):
        assert path.read_bytes() == other.read_bytes(), path.name


def test_the_wheel_and_the_source_distribution_hold_the_tables(twice):
    root, paths = twice[0]
    tables = {path.name: path.read_bytes() for path in (root / "tables").iterdir()}
    with zipfile.ZipFile(next(path for path in paths if path.suffix == ".whl")) as wheel:
        for name, content in tables.items():
            assert wheel.read(f"iraqdata/tables/{name}") == content
    with tarfile.open(next(path for path in paths if path.suffix == ".gz")) as sdist:
        top = sdist.getnames()[0].split("/")[0]
        for name, content in tables.items():
            assert sdist.extractfile(f"{top}/tables/{name}").read() == content


def test_a_build_writes_the_same_bytes_on_another_day(twice):
    contents = []
    for root, _ in twice:
        for path in root.rglob("*.parquet"):
            path.unlink()
        (root / "docs").mkdir(exist_ok=True)
        shutil.copytree(CHECKOUT / "docs", root / "docs", dirs_exist_ok=True)
        build(root)
        files = sorted(path for path in root.rglob("*") if path.is_file())
        contents.append({path.relative_to(root): path.read_bytes() for path in files})
    assert contents[0] == contents[1]


def test_release_files_need_a_folder_of_their_own(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(IraqdataError, match="is not empty"):
        assets.make(CHECKOUT, tmp_path)
