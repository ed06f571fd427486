"""What a record rests on, and which records are contested."""

import csv
import io
import json
import subprocess
import sys

import pytest

import iraqdata
from iraqdata.errors import UnknownRecordError
from iraqdata.proving.evidence import COLUMNS, CONTESTED_COLUMNS, contested_rows, evidence_rows
from iraqdata.reading.catalogue import packaged, read
from iraqdata.reading.records import Records

SOURCES = [
    {"source_id": "src-letter", "kind": "document", "title": "A letter", "author": "Ann Author"},
    {"source_id": "src-paper", "kind": "news", "title": "A paper", "publisher": "The Press"},
    {"source_id": "src-figures", "kind": "dataset", "title": "Figures"},
    {"source_id": "src-unused", "kind": "reference", "title": "Not used"},
]
for _source in SOURCES:
    _source["licence"] = "cited-only"
ACTORS = [
    {"actor_id": "act-ministry", "name": "Ministry of Bridges", "actor_type": "public_body"},
    {"actor_id": "act-envoy", "name": "[envoy, unnamed]", "actor_type": "person"},
]
EVENTS = [
    {"event_id": f"evt-{slug}", "title": title, "status": "disputed", "description": f"{title}."}
    for slug, title in (
        ("bridge", "Sale of a bridge"),
        ("ferry", "Sale of a ferry"),
        ("road", "Gift of a road"),
        ("rail", "Loan of a railway"),
    )
]
STATISTICS = [
    {
        "statistic_id": f"sta-bridges-{number}",
        "indicator": "bridges",
        "value": number,
        "qualifier": "exact",
        "unit": "bridges",
        "date": "2014",
        "source_id": "src-figures",
        "locator": f"row {number}",
        "preferred": "true",
    }
    for number in (3, 4)
]


def claim(number, record_id, stance, **cells):
    return {
        "claim_id": f"clm-{number:02d}",
        "record_id": record_id,
        "stance": stance,
        "source_id": "src-letter",
        "confidence": "high",
        **cells,
    }


CLAIMS = [
    claim(1, "act-ministry", "mentions", field="name", stated_value="Bridges Ministry"),
    claim(
        2,
        "evt-bridge",
        "reports",
        attributed_to="act-envoy",
        said_on="2014-02",
        section="2",
        paragraph="14",
        char_start="5019",
        char_end="5272",
        passage_hash="0123456789abcdef",
    ),
    claim(3, "evt-bridge", "denies", attributed_to="act-ministry", note="By letter."),
    claim(4, "evt-bridge", "declines", source_id="src-paper", locator="page 3"),
    claim(5, "evt-bridge", "acknowledges", field="date", stated_value="2014-02"),
    # A date denied leaves the event, and no claim states the date.
    claim(6, "evt-ferry", "asserts"),
    claim(7, "evt-ferry", "denies", field="date", stated_value="2013"),
    claim(
        8,
        "evt-road",
        "asserts",
        verdict="differs",
        verdict_source_id="src-figures",
        note="As a gift. Record: It was sold.",
    ),
    claim(9, "evt-road", "asserts", verdict="agrees", verdict_source_id="src-figures"),
    claim(10, "evt-rail", "asserts", verdict="rounded", verdict_source_id="src-figures"),
    claim(11, "evt-rail", "predicts", verdict="unverifiable"),
    claim(12, "evt-rail", "asserts", verdict="opinion"),
    claim(13, "sta-bridges-4", "asserts", field="value", stated_value="four"),
]
INDICATORS = [
    {
        "indicator": "bridges",
        "title": "Bridges",
        "unit": "bridges",
        "definition": "Bridges that stand.",
    }
]
IDENTIFIERS = [
    {
        "record_id": "act-ministry",
        "scheme": "wikidata",
        "identifier": "Q1",
        "source_id": "src-figures",
    }
]


@pytest.fixture
def package(make_package):
    return make_package(
        {
            "sources": SOURCES,
            "actors": ACTORS,
            "events": EVENTS,
            "statistics": STATISTICS,
            "claims": CLAIMS,
            "indicators": INDICATORS,
            "identifiers": IDENTIFIERS,
        }
    )


def claims_of(rows):
    return [row["claim_id"] for row in rows]


def test_evidence_of_an_event_is_every_claim_on_it(package):
    rows = evidence_rows("evt-bridge", read(package))
    assert claims_of(rows) == ["clm-02", "clm-03", "clm-04", "clm-05"]
    assert [tuple(row) for row in rows] == [COLUMNS] * 4
    assert rows[0] == {
        "record_id": "evt-bridge",
        "field": None,
        "stated_value": None,
        "stance": "reports",
        "said_by": "[envoy, unnamed]",
        "said_on": "2014-02",
        "source": "A letter",
        "source_id": "src-letter",
        "locator": "section 2, paragraph 14, characters 5019-5272, hash 0123456789abcdef",
        "verdict": None,
        "verdict_source": None,
        "verdict_source_id": None,
        "note": None,
        "claim_id": "clm-02",
    }


def test_a_source_speaks_by_its_author_or_publisher_or_title(package):
    rows = evidence_rows(["evt-bridge", "sta-bridges-3"], read(package))
    voices = {row["claim_id"]: row["said_by"] for row in rows}
    assert voices["clm-03"] == "Ministry of Bridges"
    assert voices["clm-05"] == "Ann Author (author)"
    assert voices["clm-04"] == "The Press (publisher)"
    assert voices[None] == "Figures (source)"


def test_a_statistic_without_claims_rests_on_its_own_source_and_locator(package):
    (row,) = evidence_rows("sta-bridges-3", read(package))
    assert (row["source_id"], row["locator"], row["stated_value"]) == ("src-figures", "row 3", "3")
    assert row["stance"] is None and row["claim_id"] is None


def test_a_statistic_with_a_claim_of_another_source_rests_on_both(package):
    rows = evidence_rows("sta-bridges-4", read(package))
    assert [row["source_id"] for row in rows] == ["src-letter", "src-figures"]


def test_a_verdict_comes_with_its_source(package):
    row = evidence_rows("clm-08", read(package))[0]
    assert (row["verdict"], row["verdict_source"], row["verdict_source_id"]) == (
        "differs",
        "Figures",
        "src-figures",
    )


def test_evidence_of_a_list_keeps_its_order_and_takes_each_id_once(package):
    asked = ["evt-road", "clm-03", "act-ministry", "evt-road"]
    rows = evidence_rows(asked, read(package))
    assert claims_of(rows) == ["clm-08", "clm-09", "clm-03", "clm-01"]
    assert evidence_rows([], read(package)) == []


def test_evidence_of_a_source_is_all_that_rests_on_it(package):
    figures = evidence_rows("src-figures", read(package))
    assert [row["record_id"] for row in figures] == [
        "sta-bridges-3",
        "sta-bridges-4",
        "act-ministry",
    ]
    assert claims_of(evidence_rows("src-paper", read(package))) == ["clm-04"]
    assert evidence_rows("src-unused", read(package)) == []


def test_evidence_of_an_indicator_is_that_of_its_figures(package):
    rows = evidence_rows("bridges", read(package))
    assert [row["record_id"] for row in rows] == ["sta-bridges-3", "sta-bridges-4", "sta-bridges-4"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("evt-brigde", "(did you mean 'evt-bridge'?); `iraqdata show events` lists"),
        ("EVT-BRIDGE", "(did you mean 'evt-bridge'"),
        ("evt-zzzzzzzz", "there is no record 'evt-zzzzzzzz'; `iraqdata show events`"),
        ("bridge", "(did you mean 'bridges'"),
        ("events", "is a table"),
        ("", "`iraqdata tables`"),
        (["evt-bridge", "act-nobody"], "there is no record 'act-nobody'"),
    ],
)
def test_an_unknown_id_is_refused_with_those_near_to_it(package, asked, message):
    with pytest.raises(UnknownRecordError) as refusal:
        evidence_rows(asked, read(package))
    assert message in str(refusal.value)


@pytest.mark.parametrize("asked", [None, 5, [None], [["evt-bridge"]]])
def test_what_is_no_text_is_no_id(package, asked):
    with pytest.raises(iraqdata.errors.IraqdataError, match="ids are text"):
        evidence_rows(asked, read(package))


def test_contested_records_are_opposed_or_judged_otherwise(package):
    rows = contested_rows(read(package))
    assert [tuple(row) for row in rows] == [CONTESTED_COLUMNS] * len(rows)
    assert [(row["record_id"], row["contested_by"], row["claim_id"]) for row in rows] == [
        ("evt-bridge", "stance", "clm-02"),
        ("evt-bridge", "stance", "clm-05"),
        ("evt-bridge", "stance", "clm-03"),
        ("evt-bridge", "stance", "clm-04"),
        ("evt-road", "verdict", "clm-08"),
    ]
    assert {row["title"] for row in rows} == {"Sale of a bridge", "Gift of a road"}


@pytest.mark.parametrize("verdict", ["differs", "partly", "superseded"])
def test_a_verdict_other_than_agreement_makes_a_record_contested(make_package, verdict):
    claims = [claim(1, "evt-road", "asserts", verdict=verdict, verdict_source_id="src-figures")]
    root = make_package({"sources": SOURCES, "events": EVENTS, "claims": claims})
    assert [row["contested_by"] for row in contested_rows(read(root))] == ["verdict"]


@pytest.mark.parametrize("verdict", ["agrees", "rounded", "imprecise", "unverifiable", "opinion"])
def test_a_verdict_that_contradicts_nothing_does_not(make_package, verdict):
    claims = [claim(1, "evt-road", "asserts", verdict=verdict)]
    root = make_package({"sources": SOURCES, "events": EVENTS, "claims": claims})
    assert contested_rows(read(root)) == []


@pytest.mark.parametrize("field", ["", "date"])
@pytest.mark.parametrize("denial", ["denies", "declines"])
@pytest.mark.parametrize("stance", ["asserts", "reports", "alleges", "acknowledges", "predicts"])
def test_every_stance_for_is_opposed_by_every_stance_against(make_package, stance, denial, field):
    claims = [claim(1, "evt-road", stance, field="date"), claim(2, "evt-road", denial, field=field)]
    root = make_package({"sources": SOURCES, "events": EVENTS, "claims": claims})
    assert claims_of(contested_rows(read(root))) == ["clm-01", "clm-02"]


def test_a_mention_beside_a_denial_is_no_contest(make_package):
    claims = [claim(1, "evt-road", "mentions"), claim(2, "evt-road", "denies")]
    root = make_package({"sources": SOURCES, "events": EVENTS, "claims": claims})
    assert contested_rows(read(root)) == []


def test_every_record_of_this_package_has_evidence():
    for table in packaged().tables.values():
        # Participants and identifiers have no ids of their own, revisions tell our own slips.
        if len(table.key) > 1 or table.name in ("revisions", "sources"):
            continue
        ids = iraqdata.load(table.name)[table.key[0]]
        without = set(ids) - {row["record_id"] for row in evidence_rows(ids)}
        if table.name in ("claims", "indicators"):
            assert len(evidence_rows(ids)) >= len(ids)
        else:
            assert not without, table.name


@pytest.mark.parametrize(
    ("record_id", "title"),
    [
        ("evt-bridge", "Sale of a bridge"),
        ("act-envoy", "[envoy, unnamed]"),
        ("src-paper", "A paper"),
        ("bridges", "Bridges"),
        ("sta-bridges-3", "Bridges, 2014: 3 bridges"),
        ("sta-many", "Bridges, standing: 100 to 999 bridges"),
        ("clm-06", "Sale of a ferry: asserts"),
        ("trf-tank", "Tank, [envoy, unnamed] to Ministry of Bridges: shipped"),
        ("trf-advice", "No weapon named, Ministry of Bridges: agreed"),
        ("trf-any", "Tank: requested"),
        ("pos-envoy", "[envoy, unnamed]: envoy"),
    ],
)
def test_every_record_has_a_title_for_people(make_package, record_id, title):
    many = STATISTICS[0] | {
        "statistic_id": "sta-many",
        "scope": "standing",
        "value": None,
        "value_low": 100,
        "value_high": 999,
        "date": None,
    }
    transfers = [
        ("tank", "wpn-tank", "act-envoy", "act-ministry", "shipped"),
        ("advice", "", "", "act-ministry", "agreed"),
        ("any", "wpn-tank", "", "", "requested"),
    ]
    root = make_package(
        {
            "sources": SOURCES,
            "actors": ACTORS,
            "events": EVENTS,
            "statistics": [*STATISTICS, many],
            "claims": CLAIMS,
            "indicators": INDICATORS,
            "weapons": [{"weapon_id": "wpn-tank", "name": "Tank", "category": "artillery"}],
            "transfers": [
                {
                    "transfer_id": f"trf-{slug}",
                    "weapon_id": weapon,
                    "supplier_id": supplier,
                    "recipient_id": recipient,
                    "deal_stage": stage,
                }
                for slug, weapon, supplier, recipient, stage in transfers
            ],
            "postings": [{"posting_id": "pos-envoy", "actor_id": "act-envoy", "office": "envoy"}],
        },
        built=False,
    )
    assert Records(read(root)).title(record_id) == title


def test_evidence_and_contested_are_frames_of_text():
    some = iraqdata.load("claims")["record_id"]
    frame = iraqdata.evidence(some)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == len(evidence_rows(some))
    assert {str(dtype) for dtype in frame.dtypes} == {"string"}
    assert list(iraqdata.evidence([]).columns) == list(COLUMNS)
    contested = iraqdata.contested()
    assert list(contested.columns) == list(CONTESTED_COLUMNS)
    assert set(contested["contested_by"]) <= {"stance", "verdict", "stance|verdict"}


def test_the_command_starts_with_the_record_and_groups_the_positions(package, run_in):
    result = run_in(package, "evidence", "evt-bridge")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["event_id", "evt-bridge"]
    assert (
        "Contested by stance. 4 claims: 1 reports, 1 acknowledges, 1 denies, 1 declines." in lines
    )
    stances = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert stances == ["reports:", "acknowledges:", "denies:", "declines:"]
    assert "  Ministry of Bridges" in lines
    assert max(map(len, lines)) <= 80
    assert "paragraph 14" in result.stdout


def test_the_command_tells_a_claim_from_what_the_record_says(package, run_in):
    lines = run_in(package, "evidence", "clm-08").stdout.splitlines()
    at = lines.index("    note     As a gift.")
    assert [line.split(maxsplit=1) for line in lines[at + 1 : at + 4]] == [
        ["verdict", "differs"],
        ["by", "Figures (src-figures)"],
        ["record", "It was sold."],
    ]


def test_the_command_shows_several_records_one_after_the_other(package, run_in):
    result = run_in(package, "evidence", "sta-bridges-3", "act-ministry")
    assert result.stdout.index("sta-bridges-3") < result.stdout.index("actor_id")
    assert "row 3" in result.stdout


def test_the_commands_give_json_and_csv(package, run_in):
    rows = json.loads(run_in(package, "evidence", "evt-bridge", "--format", "json").stdout)
    assert rows == evidence_rows("evt-bridge", read(package))
    text = run_in(package, "contested", "--format", "csv").stdout
    shown = list(csv.DictReader(io.StringIO(text)))
    assert claims_of(shown) == claims_of(contested_rows(read(package)))
    assert json.loads(run_in(package, "contested", "--format", "json").stdout)


def test_the_command_groups_contested_records_with_both_sides(package, run_in):
    result = run_in(package, "contested")
    assert (result.returncode, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80
    positions = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("    ")]
    assert positions == ["reports", "acknowledges", "denies", "declines", "asserts", "differs"]
    assert "asserts       Ann Author (author). As a gift." in result.stdout
    assert "differs       Figures (src-figures). It was sold." in result.stdout
    assert result.stdout.endswith("2 contested records: 1 by stance, 1 by verdict\n")


def test_the_command_says_so_when_nothing_is_contested(make_package, run_in):
    result = run_in(make_package({}), "contested")
    assert (result.returncode, result.stdout) == (0, "no record is contested\n")


def test_the_command_refuses_an_unknown_id_in_one_line(package, run_in):
    result = run_in(package, "evidence", "evt-brigde")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "did you mean 'evt-bridge'?" in result.stderr


def test_the_command_says_which_file_is_broken(package, run_in):
    (package / "tables" / "claims.csv").write_text("claim_id,record_id\n")
    result = run_in(package, "evidence", "evt-bridge")
    assert result.returncode == 2
    assert "claims.csv line 1" in result.stderr
    (package / "tables" / "claims.csv").unlink()
    assert "claims.csv cannot be read" in run_in(package, "evidence", "evt-bridge").stderr


def test_evidence_is_found_without_the_libraries_of_frames():
    program = """
import sys
from iraqdata.proving.evidence import contested_rows
contested_rows()
print(sorted({"pandas", "pyarrow", "rich", "typer"} & set(sys.modules)))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout == "[]\n", result.stderr
