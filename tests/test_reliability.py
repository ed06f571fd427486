"""The agreement of the two codings: recomputed, and every disagreement decided."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import iraqdata
from iraqdata.errors import IraqdataError
from reliability.__main__ import files, main
from reliability.agreement import agreements, agreements_again, alpha, found
from reliability.codings import ID, TABLES, Coding, read_codings
from reliability.disagreements import disagreements
from reliability.matching import units

ROOT = Path(__file__).parents[1]


def test_what_is_published_on_agreement_is_what_the_codings_give():
    for path, content in files(ROOT).items():
        assert path.read_bytes() == content, f"{path} is stale: run python -m reliability"


def decisions():
    """The published list of disagreements."""
    with (ROOT / "docs/reliability/disagreements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_disagreement_has_a_decision_and_a_reason():
    listed = decisions()
    assert listed
    assert not [row for row in listed if not (row["decided"].strip() and row["why"].strip())]


def test_each_decision_is_for_what_one_of_the_coders_had():
    for row in decisions():
        assert row["decided"] in {row["first"] or "empty", row["second"] or "empty"}, row


def test_what_was_decided_against_the_first_coding_stands_in_the_tables():
    keys = ID | {"statements": "claim_id", "mentions": "claim_id"}
    tables = {
        name: {row[key]: row for row in iraqdata.load(file, engine="pyarrow").to_pylist()}
        for name, key in keys.items()
        for file in ["claims" if key == "claim_id" else name]
    }
    tables["participants"] = {
        f"{row['event_id']} {row['actor_id']}": row
        for row in iraqdata.load("participants", engine="pyarrow").to_pylist()
    }
    against = [row for row in decisions() if row["decided"] != (row["first"] or "empty")]
    assert against
    for row in against:
        if row["field"] == "found":
            assert row["why"].split("`")[-2] in tables[row["table"]], row
        else:
            cell = tables[row["table"]][row["first_id"]][row["field"]]
            assert str(cell or "empty") == row["decided"], row


def codes_again(name):
    """A file on what was coded again, by table, id and field."""
    with (ROOT / f"docs/reliability/again/{name}.csv").open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["id"], row["field"]): row for row in csv.DictReader(file)}


def test_where_the_later_coders_agree_the_tables_follow_or_a_decision_says_why_not():
    cells = {}
    for name in ("events", "statistics", "transfers", "indicators", "claims"):
        for row in iraqdata.load(name, engine="pyarrow").to_pylist():
            cells[next(iter(row.values()))] = row
    third, fourth, decided = map(codes_again, ("third", "fourth", "decisions"))
    agreed = {key: row["code"] for key, row in third.items() if row == fourth[key]}
    for key, code in agreed.items():
        in_table = str(cells[key[1]][key[2]] or "")
        assert in_table == code or key in decided, key
    for key, row in decided.items():
        assert row["again"] == agreed[key], key
        assert row["decided"] == (str(cells[key[1]][key[2]] or "") or "empty"), key
        assert row["why"].strip(), key


# Two examples of Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbccceddd", 0.692),
    ],
)
def test_alpha_is_that_of_the_worked_examples(first, second, expected):
    assert alpha(list(zip(first, second, strict=True)), "nominal") == pytest.approx(
        expected, abs=0.0005
    )


@pytest.mark.parametrize(
    ("pairs", "level"),
    [
        ([], "nominal"),
        ([("a", "a"), ("a", "a")], "nominal"),
        ([("high", "high")], "ordinal"),
        ([("7", "7"), ("7", "7.0")], "ratio"),
    ],
)
def test_alpha_is_undefined_where_nothing_varies(pairs, level):
    assert alpha(pairs, level) is None


def test_numbers_that_are_near_disagree_less_than_numbers_that_are_far():
    near, far = (
        alpha([("10", "10"), ("100", other), ("1000", "1000")], "ratio") for other in ("90", "9")
    )
    assert near is not None
    assert far is not None
    assert near > far


def coding(**tables: list[dict[str, str]]) -> Coding:
    """A made-up coding; cells left out are empty."""
    rows = {name: [dict(row) for row in tables.get(name, [])] for name in TABLES}
    for name, column in ID.items():
        for row in rows[name]:
            row.setdefault(column, "")
            row["own_id"] = row[column]
    columns = "record_id source_id char_start char_end field attributed_to stance".split()
    for row in rows["claims"]:
        for column in [*columns, "stated_value", "said_on", "confidence", "claim_id"]:
            row.setdefault(column, "1" if column == "char_start" else "")
    return rows


def pairs(first: Coding, second: Coding, table: str) -> list[tuple[object, object]]:
    """The `claim_id` or id of what is paired, None for what is not."""
    column = ID.get(table, "claim_id")
    return [
        (unit.first and unit.first[column], unit.second and unit.second[column])
        for unit in units(first, second)[table]
    ]


def test_a_record_that_one_coder_splits_is_found_once_by_both_and_once_by_one():
    first = coding(events=[{"event_id": "evt-a"}, {"event_id": "evt-b"}])
    second = coding(events=[{"event_id": "evt-a"}])
    counts = {
        count.table: count for count in found(units(first, second)) if count.table == "events"
    }
    assert (counts["events"].both, counts["events"].only_first) == (1, 1)
    assert counts["events"].only_second == 0
    assert counts["events"].share == 0.5


def test_claims_that_agree_in_most_are_paired_first():
    first = coding(
        claims=[
            {"claim_id": "1", "record_id": "evt-a", "stance": "asserts"},
            {"claim_id": "2", "record_id": "evt-a", "stance": "denies", "attributed_to": "act-x"},
        ]
    )
    second = coding(
        claims=[
            {"claim_id": "3", "record_id": "evt-a", "stance": "declines", "attributed_to": "act-x"},
            {"claim_id": "4", "record_id": "evt-a", "stance": "asserts"},
        ]
    )
    assert pairs(first, second, "statements") == [("1", "4"), ("2", "3")]


def test_claims_of_other_passages_records_or_kinds_are_not_paired():
    claim = {"claim_id": "1", "record_id": "evt-a", "stance": "asserts"}
    first = coding(claims=[claim])
    for other in ({"char_start": "9"}, {"record_id": "evt-b"}, {"stance": "mentions"}):
        second = coding(claims=[claim | {"claim_id": "2"} | other])
        assert pairs(first, second, "statements")[0] == ("1", None)


def test_an_actor_with_another_role_in_the_event_is_the_same_participant():
    row = {"event_id": "evt-a", "actor_id": "act-x", "role": "party"}
    first, second = coding(participants=[row]), coding(participants=[row | {"role": "actor"}])
    roles = [one for one in agreements(units(first, second)) if one.field == "role"]
    assert [(one.n, one.equal) for one in roles] == [(1, 0)]


def test_a_difference_in_a_field_and_a_record_of_one_coder_are_disagreements():
    cells = dict.fromkeys("event_type mode status date place admin1 iso3 where_prec".split(), "")
    event = {"event_id": "evt-a", "part_of": ""} | cells
    first = coding(events=[event | {"event_type": "AID"}, event | {"event_id": "evt-b"}])
    second = coding(events=[event])
    listed = disagreements(units(first, second), first, second)
    assert [(row["first_id"], row["field"], row["first"], row["second"]) for row in listed] == [
        ("evt-a", "event_type", "AID", ""),
        ("evt-b", "found", "yes", "no"),
    ]


@pytest.fixture
def checkout(tmp_path):
    """A folder with the codings and the codebook of this checkout."""
    shutil.copytree(ROOT / "docs/reliability", tmp_path / "docs/reliability")
    shutil.copy(ROOT / "docs/codebook.md", tmp_path / "docs")
    return tmp_path


def test_a_disagreement_without_decision_is_named_and_the_others_are_kept(checkout, capsys):
    log = checkout / "docs/reliability/disagreements.csv"
    before = log.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    log.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    assert main(["--root", str(checkout)]) == 1
    assert capsys.readouterr().out.count("undecided: ") == 1
    after = log.read_text(encoding="utf-8").splitlines(keepends=True)
    assert after[2:] == lines[2:]
    assert after[1].endswith(",,\n")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("events,evt-nowhere,evt-sfa-signed", "has no 'evt-nowhere' in events"),
        ("event,evt-sfa-signed,evt-sfa-signed", "'event' is none of"),
        ("events,evt-isis-threat-to-baghdad,evt-us-iraq-alliance", "corresponds twice"),
        ("events,evt-sfa-signed,evt-us-iraq-alliance", "corresponds to itself"),
    ],
)
def test_a_correspondence_that_does_not_fit_is_refused(checkout, capsys, row, expected):
    path = checkout / "docs/reliability/correspondence.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(IraqdataError, match=expected):
        read_codings(path.parent)
    assert main(["--root", str(checkout)]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_missing_coding_is_said_by_name(checkout, capsys):
    (checkout / "docs/reliability/second/events.csv").unlink()
    assert main(["--root", str(checkout)]) == 2
    assert "events.csv is missing" in capsys.readouterr().err


def again(*cells: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"table": "events", "id": unit, "field": "status", "code": code} for unit, code in cells
    ]


def test_fields_coded_again_are_compared_unit_by_unit():
    third = again(("evt-a", "occurred"), ("evt-b", "alleged"), ("evt-c", "occurred"))
    fourth = again(("evt-c", "planned"), ("evt-b", "alleged"), ("evt-a", "occurred"))
    assert [(one.field, one.n, one.equal) for one in agreements_again(third, fourth)] == [
        ("status", 3, 2)
    ]


@pytest.mark.parametrize(
    ("fourth", "expected"),
    [
        (again(), "events status evt-a was coded again by one coder only"),
        (again(("evt-a", "occurred"), ("evt-a", "alleged")), "twice by one coder"),
    ],
)
def test_a_unit_that_only_one_coder_coded_again_is_refused(fourth, expected):
    with pytest.raises(IraqdataError, match=expected):
        agreements_again(again(("evt-a", "occurred")), fourth)
