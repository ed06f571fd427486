"""Importers: strict with the publisher's file, at home in the tables, and repeatable."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importers.__main__ import ORIGINS, main
from importers.coverage import cover
from importers.publisher_file import read
from iraqdata.errors import IraqdataError
from iraqdata.publishing.canonical import read_csv
from iraqdata.reading.catalogue import read as read_catalogue

MakePackage = Callable[..., Path]


def _module(origin: str) -> Any:
    return importlib.import_module(f"importers.{origin.replace('-', '_')}")


def _file(path: Path, origin: str, *rows: dict[str, str], columns: list[str] | None = None) -> Path:
    """A made-up publisher's file: the given cells, the others empty."""
    columns = columns or _module(origin).COLUMNS
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({column: row.get(column, "") for column in columns} for row in rows)
    return path


def _table(root: Path, name: str) -> list[dict[str, Any]]:
    table = read_catalogue(root).tables[name]
    return [dict(zip(table.columns, record, strict=True)) for record in read_csv(table)]


def _visit(**cells: str) -> dict[str, str]:
    return {
        "id": "9001",
        "start_date": "2010-03-01",
        "end_date": "2010-03-02",
        "visitor": "Prime Minister Nuri al-Maliki",
        "from_id": "iraq",
        "description": "Working visit.",
    } | cells


def _trip(**cells: str) -> dict[str, str]:
    return {
        "id": "8001",
        "role": "secretary",
        "who": "kerry-john-forbes",
        "name": "John Forbes Kerry",
        "start_date": "2013-06-01",
        "end_date": "2013-06-01",
        "country_id": "iraq",
        "locale": "Baghdad",
        "remarks": "Met with Prime Minister al-Maliki.",
    } | cells


def _partner(code: int, name: str, exports: str, imports: str = "1.0") -> dict[str, str]:
    return {
        "year": "2012",
        "CTY_CODE": str(code),
        "CTYNAME": name,
        "EYR": exports,
        "IYR": imports,
    }


def _battle(**cells: str) -> dict[str, str]:
    return {
        "id": "77",
        "year": "2008",
        "active_year": "1",
        "type_of_violence": "1",
        "conflict_new_id": "354",
        "dyad_new_id": "781",
        "side_a": "Government of Turkey",
        "side_a_new_id": "115",
        "side_b": "PKK",
        "side_b_new_id": "323",
        "where_prec": "4",
        "where_coordinates": "Dahūk province",
        "adm_1": "Dahūk province",
        "latitude": "37.0",
        "longitude": "43.0",
        "iso3": "IRQ",
        "event_clarity": "1",
        "date_prec": "2",
        "date_start": "2008-02-21",
        "date_end": "2008-02-24",
        "deaths_civilians": "0",
        "low": "2",
        "best": "3",
        "high": "4",
    } | cells


HXL = {"year": "#date+year"}


def test_every_importer_says_its_origin_its_licence_and_its_decisions() -> None:
    for origin in ORIGINS:
        module = _module(origin)
        assert module.SOURCE["source_id"] == f"src-{origin}"
        assert module.SOURCE["licence"]
        assert module.SOURCE["edition"]
        for word in ("Origin:", "Licence:", "Columns read:"):
            assert word in module.__doc__, f"{origin} does not say {word}"


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_file_with_other_columns_stops_every_import(origin: str, tmp_path: Path) -> None:
    columns = [*_module(origin).COLUMNS, "surprise"]
    path = _file(tmp_path / "file.csv", origin, columns=columns)
    with pytest.raises(IraqdataError, match=r"row 1: the columns are .*surprise"):
        _module(origin).rows(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1\n", "row 2: 1 cells where the header has 2"),
        (b"a,b\n\xff,1\n", "cannot be read"),
        (b'a,b\n1,"2\n', "is not CSV"),
    ],
)
def test_a_broken_file_stops_the_import_with_its_place(
    content: bytes, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(IraqdataError, match=why):
        list(read(path, ["a", "b"]))


@pytest.mark.parametrize(
    ("origin", "rows", "why"),
    [
        ("ohs-visits", [_visit(), _visit(visitor="King Nobody")], "row 3, column visitor"),
        ("ohs-visits", [_visit(description="Met the mayor.")], "row 2, column description"),
        ("ohs-visits", [_visit(start_date="2010-02-30")], "row 2, column start_date"),
        ("ohs-visits", [_visit(from_id="iran")], "row 2, column from_id"),
        ("ohs-travels", [_trip(who="nobody")], "row 2, column who"),
        ("ohs-travels", [_trip(remarks="Met with King Nobody.")], "names a King"),
        ("ohs-travels", [_trip(locale="Atlantis")], "row 2, column locale"),
        (
            "census-trade-country",
            [_partner(5050, "Iraq", "1"), _partner(5050, "Iraq", "2")],
            "row 3, column CTY_CODE",
        ),
        ("census-trade-country", [_partner(5050, "Iran", "1")], "row 2, column CTYNAME"),
        ("census-trade-country", [_partner(1220, "Canada", "1")], "no row of Iraq for 2012"),
        (
            "census-trade-country",
            [_partner(5050, "Iraq", "1"), _partner(1220, "Canada", "")],
            "row 3, column EYR",
        ),
        (
            "worldbank-gdp",
            [{"Country Code": "IRQ", "Year": "2010", "Value": "n/a"}],
            "row 2, column Value",
        ),
        ("worldbank-gdp", [{"Country Code": "IRN"}], "row 2, column Country Code"),
        ("ucdp-ged-hdx", [_battle()], "row 2, column year"),
        ("ucdp-ged-hdx", [HXL, _battle(), _battle()], "row 4, column id"),
        ("ucdp-ged-hdx", [HXL, _battle(side_b="Nobody")], "row 3, column side_b"),
        ("ucdp-ged-hdx", [HXL, _battle(adm_1="Atlantis")], "row 3, column adm_1"),
        ("ucdp-ged-hdx", [HXL, _battle(best="many")], "row 3, column best"),
        ("ucdp-ged-hdx", [HXL, _battle(conflict_new_id="1")], "row 3, column conflict_new_id"),
        (
            "fmtrpt",
            [{"country": "Iraq", "program": "IMET", "quantity": "1"}],
            "row 2, column program",
        ),
        (
            "fmtrpt",
            [{"country": "Iraq", "program": "IMET FY 10", "fiscal_year": "2010", "quantity": "1"}],
            "row 2, column source_file",
        ),
        ("ohs-rdcr", [{"year": "1999", "heading": "News"}], "row 2, column heading"),
        (
            "ohs-gsh",
            [{"territory_id": "iraq", "post_id": "mosul", "valid_until": "1999"}],
            "row 2, column valid_until",
        ),
        (
            "ohs-pocom",
            [{"id": "iq-2030-noon-01", "territory": "iraq", "started": "soon"}],
            "row 2, column started",
        ),
        (
            "cia-factbook",
            [{"edition_year": "2010", "field": "Land boundaries", "content": "total: 1 km"}],
            "row 2, column content",
        ),
        ("unhcr-population", [{"year": "2010", "coo_iso": "X"}], "row 2, column coo_iso"),
        (
            "wikidata-embassies-2022",
            [{"operatorQID": "Q794", "countryQID": "Q796", "type": "embassy", "QID": "Q1"}],
            "row 2, column countryQID",
        ),
        ("ucdp-prio-acd-22-1", [{"version": "23,1"}], "row 2, column version"),
        (
            "petrarch-actors",
            [{"cameo_code": "IRQGOV", "date_restriction": "in 2003"}],
            "row 2, column date_restriction",
        ),
    ],
)
def test_what_an_importer_does_not_know_stops_it_at_the_row(
    origin: str, rows: list[dict[str, str]], why: str, tmp_path: Path
) -> None:
    path = _file(tmp_path / "file.csv", origin, *rows)
    with pytest.raises(IraqdataError, match=why):
        _module(origin).rows(path)


def test_a_stopped_import_is_one_line_and_writes_nothing(
    make_package: MakePackage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_package({}, built=False)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    path = _file(tmp_path / "file.csv", "ohs-visits", _visit(visitor="King Nobody"))
    assert main(["ohs-visits", str(path), "--root", str(root)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_importing_again_changes_nothing(
    make_package: MakePackage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_package({}, built=False)
    path = _file(tmp_path / "file.csv", "ohs-visits", _visit())
    arguments = ["ohs-visits", str(path), "--root", str(root)]
    assert main(arguments) == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(arguments) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_import_replaces_its_own_rows_and_no_others(
    make_package: MakePackage, tmp_path: Path
) -> None:
    hand = {
        "event_id": "evt-maliki-visits-us-2010-03",
        "title": "As the curators call it",
        "status": "occurred",
        "date": "2010-03",
        "description": "Theirs.",
    }
    actor = {"actor_id": "act-nouri-al-maliki", "name": "Nouri al-Maliki", "aliases": "Maliki"}
    claim = {
        "claim_id": "clm-paper-1",
        "record_id": hand["event_id"],
        "stance": "asserts",
        "source_id": "src-paper",
        "confidence": "high",
    }
    root = make_package(
        {
            "events": [hand],
            "actors": [actor | {"actor_type": "person"}],
            "claims": [
                claim,
                claim | {"claim_id": "clm-paper-2", "record_id": actor["actor_id"]},
                claim | {"claim_id": "clm-ohs-visits-1", "source_id": "src-ohs-visits"},
            ],
            "sources": [
                {
                    "source_id": source,
                    "kind": "news",
                    "title": "Paper",
                    "licence": "cited-only",
                }
                for source in ("src-paper", "src-ohs-visits")
            ],
        },
        built=False,
    )
    origin = "ohs-visits"
    two = _file(
        tmp_path / "two.csv",
        origin,
        _visit(),
        _visit(id="9002", start_date="2011-01-01", end_date="2011-01-01"),
    )
    assert main([origin, str(two), "--root", str(root)]) == 0
    events = {row["event_id"]: row for row in _table(root, "events")}
    assert set(events) == {"evt-maliki-visits-us-2010-03", "evt-maliki-visits-us-2011-01"}
    assert events["evt-maliki-visits-us-2010-03"]["title"] == "As the curators call it"
    [maliki] = [row for row in _table(root, "actors") if row["actor_id"] == actor["actor_id"]]
    assert maliki["aliases"] == "Maliki|Nuri al-Maliki"
    sources = {
        row["source_id"] for row in _table(root, "claims") if row["record_id"] == hand["event_id"]
    }
    assert sources == {"src-paper", "src-ohs-visits"}

    none = _file(tmp_path / "none.csv", origin)
    assert main([origin, str(none), "--root", str(root)]) == 0
    assert [row["event_id"] for row in _table(root, "events")] == [hand["event_id"]]
    assert [row["claim_id"] for row in _table(root, "claims")] == [
        "clm-ohs-visits-1",
        "clm-paper-1",
        "clm-paper-2",
    ]
    assert {row["event_id"] for row in _table(root, "participants")} <= {hand["event_id"]}


def test_one_visit_of_two_in_a_month_keeps_its_id_and_the_other_is_named_by_its_day(
    tmp_path: Path,
) -> None:
    path = _file(
        tmp_path / "file.csv",
        "ohs-visits",
        _visit(id="2", start_date="2010-03-20", end_date="2010-03-20"),
        _visit(id="1"),
    )
    events = _module("ohs-visits").rows(path).tables["events"]
    assert [event["event_id"] for event in events] == [
        "evt-maliki-visits-us-2010-03",
        "evt-maliki-visits-us-2010-03-20",
    ]


def test_a_president_who_was_prime_minister_is_noted_and_not_repaired(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv", "ohs-travels", _trip(remarks="Met with President Nouri al-Maliki.")
    )
    rows = _module("ohs-travels").rows(path)
    [note] = [claim["note"] for claim in rows.tables["claims"] if claim.get("note")]
    assert "he was prime minister" in note
    assert {
        "event_id": "evt-kerry-visits-iraq-2013-06",
        "actor_id": "act-nouri-al-maliki",
        "role": "recipient",
    } in rows.tables["participants"]


def test_an_office_that_the_file_gives_wrongly_is_not_repeated(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv", "ohs-visits", _visit(visitor="Interim President Adnan Pachachi")
    )
    tables = _module("ohs-visits").rows(path).tables
    (event,) = tables["events"]
    assert "interim president" not in event["description"].lower()
    assert "interim president" in event["notes"]
    assert "Visitor given as Interim President Adnan Pachachi, which is not his office." in {
        claim.get("note") for claim in tables["claims"]
    }


def test_an_end_that_is_no_departure_says_what_it_is(tmp_path: Path) -> None:
    known = {
        "id": "iq-1958-jern-01",
        "person_id": "jernegan-john-durnford",
        "role": "ambassador-e-p",
        "territory": "iraq",
        "started": "1959-01-12",
        "ended": "1962-06-02",
        "ended_note": "Departure requested by Government of Iraq on",
    }
    path = _file(tmp_path / "file.csv", "ohs-pocom", known)
    (posting,) = _module("ohs-pocom").rows(path).tables["postings"]
    assert "asked for his departure" in posting["notes"]
    path = _file(tmp_path / "file.csv", "ohs-pocom", known | {"ended_note": "Vanished on"})
    with pytest.raises(IraqdataError, match="row 2, column ended_note"):
        _module("ohs-pocom").rows(path)


def test_an_entry_that_comes_twice_has_both_lines_and_all_its_codes(tmp_path: Path) -> None:
    entry = {"name": "GHAZI_AL_YAWER", "cameo_code": "IRQGOV", "date_restriction": ""}
    path = _file(
        tmp_path / "file.csv",
        "petrarch-actors",
        entry | {"source_line": "1", "date_restriction": "040628-050407"},
        entry | {"source_line": "1", "cameo_code": "IRQELI"},
        entry | {"source_line": "9", "date_restriction": "040517-040517"},
    )
    (identifier,) = _module("petrarch-actors").rows(path).tables["identifiers"]
    assert identifier["locator"] == "lines 1 and 9"
    assert identifier["notes"] == (
        "CAMEO codes: IRQGOV 040628-050407; IRQELI otherwise; IRQGOV 040517-040517."
    )


def test_aggregates_are_dropped_before_ranking(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv",
        "census-trade-country",
        _partner(15, "World", "100"),
        _partner(1220, "Canada", "9", "1"),
        _partner(5050, "Iraq", "2.5000000001", "5"),
        _partner(8220, "Unidentified Countries", "0", "7"),
    )
    statistics = _module("census-trade-country").rows(path).tables["statistics"]
    values = {row["indicator"]: row["value"] for row in statistics}
    assert values == {
        "goods_exports": 2.5,
        "goods_export_market_rank": 2,
        "goods_imports": 5,
        "goods_import_supplier_rank": 2,
    }


def test_defects_of_death_estimates_are_noted_and_kept(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv", "ucdp-ged-hdx", HXL, _battle(low="5"), _battle(id="78", high="1")
    )
    rows = _module("ucdp-ged-hdx").rows(path)
    events = {row["event_id"]: row for row in rows.tables["events"]}
    assert "low estimate is above the best" in events["evt-ucdp-77"]["notes"]
    assert events["evt-ucdp-77"]["low"] == 5
    assert "best estimate is above the high" in events["evt-ucdp-78"]["notes"]
    assert (events["evt-ucdp-78"]["date"], events["evt-ucdp-78"]["date_prec"]) == (
        "2008-02-21/2008-02-24",
        2,
    )
    [note] = [
        row["notes"]
        for row in rows.tables["statistics"]
        if (row["indicator"], row["scope"]) == ("ucdp_deaths", "state_based")
    ]
    assert "out of order in the source: 2" in note


def test_fighting_inside_iraq_is_counted_and_no_event_between_states(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv",
        "ucdp-ged-hdx",
        HXL,
        _battle(side_a="Government of Iraq", side_b="IS"),
    )
    rows = _module("ucdp-ged-hdx").rows(path)
    assert "events" not in rows.tables
    assert sum(row["value"] for row in rows.tables["statistics"]) == 3


def test_a_companion_on_a_trip_is_an_actor_and_whoever_was_met_a_recipient(tmp_path: Path) -> None:
    remarks = "Travelled with British Foreign Secretary Straw and met with President Talabani."
    path = _file(tmp_path / "file.csv", "ohs-travels", _trip(remarks=remarks))
    roles = {
        row["actor_id"]: row["role"]
        for row in _module("ohs-travels").rows(path).tables["participants"]
    }
    assert roles == {
        "act-john-kerry": "actor",
        "act-jack-straw": "actor",
        "act-jalal-talabani": "recipient",
        "act-iraq": "host",
    }


@pytest.mark.parametrize(
    ("description", "place"),
    [
        ("Met with President Bush at the UN General Assembly in New York City.", "New York City"),
        (
            "Met with President Bush at the UN General Assembly in New York City. "
            "Addressed a joint session of Congress September 23.",
            None,
        ),
    ],
)
def test_a_visit_has_a_place_only_if_all_of_it_was_there(
    description: str, place: str | None, tmp_path: Path
) -> None:
    path = _file(tmp_path / "file.csv", "ohs-visits", _visit(description=description))
    tables = _module("ohs-visits").rows(path).tables
    event = next(row for row in tables["events"] if row["event_type"] == "CONSULT")
    assert event.get("place") == place
    assert event["where_prec"] == (1 if place else 6)
    met = {row["actor_id"] for row in tables["participants"] if row["role"] == "recipient"}
    assert ("act-us-congress" in met) == (place is None)


def test_trainees_are_summed_without_totals_and_with_and_without_repeats(tmp_path: Path) -> None:
    row = {
        "fiscal_year": "2009-2010",
        "country": "Iraq",
        "program": "CTFP - FY 2009 DoD Training",
        "course_title": "A course",
        "start_date": "1/2/2009",
        "quantity": "1",
        "source_file": "scrapers/output/202403051057/4_xml_dedup/2009_2010.xml",
    }
    path = _file(
        tmp_path / "file.csv",
        "fmtrpt",
        row | {"page_number": "1"},
        row | {"page_number": "2"},
        row | {"course_title": "Another", "start_date": "1/2/2009 1/9/2009"},
        row | {"course_title": "FY 2009 Program Totals", "quantity": "3"},
    )
    statistics = _module("fmtrpt").rows(path).tables["statistics"]
    assert {row["scope"]: row["value"] for row in statistics} == {
        "all_rows": 3,
        "without_repeats": 2,
    }
    assert {row["as_of"] for row in statistics} == {"2024-03-05"}
    assert "printed totals add up to 3" in statistics[0]["notes"]
    assert "two start dates in a cell: 1" in statistics[0]["notes"]


def test_a_withdrawn_nomination_is_an_event_and_nobody_served(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "file.csv",
        "ohs-pocom",
        {
            "id": "iq-2012-mcgu-01",
            "person_id": "mcgurk-brett-h",
            "role": "ambassador-e-p",
            "territory": "iraq",
            "note": _module("ohs-pocom").WITHDRAWN_NOTE,
        },
    )
    tables = _module("ohs-pocom").rows(path).tables
    assert [row["event_id"] for row in tables["events"]] == [
        "evt-mcgurk-nominated-ambassador-iraq-2012"
    ]
    assert "postings" not in tables


def test_a_statistic_needs_another_importers_record_to_be_there(
    make_package: MakePackage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boundaries = (
        "total: 6 km border countries: Iran 1 km, Jordan 1 km, Kuwait 1 km, Saudi Arabia 1 km, "
        "Syria 1 km, Turkey 1 km"
    )
    head = "chief of mission: Ambassador Ryan C. CROCKER embassy: Baghdad"
    fields = {
        "Land boundaries": boundaries,
        "Executive branch": "chief of state: in transition",
        "Diplomatic representation in the US": "in transition",
        "Diplomatic representation from the US": head,
    }
    rows = [
        {"edition_year": "2008", "field_id": "1", "field": field, "content": content}
        for field, content in fields.items()
    ]
    path = _file(tmp_path / "file.csv", "cia-factbook", *rows)
    root = make_package({}, built=False)
    assert main(["cia-factbook", str(path), "--root", str(root)]) == 2
    assert "run that one first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("periods", "coverage"),
    [
        (["2003", "2004", "2007", "2007", ""], ("2003", "2007", "2005|2006")),
        (["2003-10/2004-09", "2005-10/2006-09"], ("2003-10", "2006-09", "2004-10/2005-09")),
        (["2003-10/2004-09", "2004-10/2005-09"], ("2003-10", "2005-09", None)),
        (["2012-10-09", "2012-10-11"], ("2012-10-09", "2012-10-11", "2012-10-10/2012-10-10")),
        (["2012", "2012-05"], ("2012", "2012", None)),
        ([""], (None, None, None)),
    ],
)
def test_coverage_tells_gaps_from_the_ends(
    periods: list[str], coverage: tuple[str | None, ...]
) -> None:
    statistics = [{"indicator": "one", "date": date} for date in periods]
    [row] = cover([{"indicator": "one", "gaps": "old"}], statistics)
    assert (row["first_period"], row["last_period"], row["gaps"]) == coverage
