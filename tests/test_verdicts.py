"""Verdicts: every statement of the documents weighed, with a source that a reader can follow."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing import verdicts
from iraqdata.publishing.build import build

CHECKOUT = Path(__file__).parents[1]
NEED_A_SOURCE = {"agrees", "rounded", "imprecise", "partly", "differs", "superseded"}


def table(name: str) -> list[dict[str, str]]:
    with (CHECKOUT / f"tables/{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


SOURCES = {row["source_id"]: row for row in table("sources")}
DOCUMENTS = {key for key, row in SOURCES.items() if row["kind"] == "document"}
CLAIMS = [claim for claim in table("claims") if claim["source_id"] in DOCUMENTS]
STATEMENTS = [claim for claim in CLAIMS if claim["stance"] != "mentions"]
FIGURES = {row["statistic_id"]: row for row in table("statistics")}


def test_every_statement_of_a_document_has_a_verdict_and_no_mention_has_one() -> None:
    assert STATEMENTS
    assert [claim["claim_id"] for claim in STATEMENTS if not claim["verdict"]] == []
    mentions = [claim for claim in CLAIMS if claim["stance"] == "mentions"]
    assert [claim["claim_id"] for claim in mentions if claim["verdict"]] == []


def test_a_verdict_by_the_record_names_another_source_and_no_other_verdict_names_any() -> None:
    for claim in STATEMENTS:
        needs = claim["verdict"] in NEED_A_SOURCE
        assert bool(claim["verdict_source_id"]) == needs, claim["claim_id"]
        assert claim["verdict_source_id"] != claim["source_id"], claim["claim_id"]


def test_a_source_of_a_verdict_can_be_followed() -> None:
    for claim in STATEMENTS:
        if claim["verdict_source_id"]:
            assert SOURCES[claim["verdict_source_id"]]["url"], claim["claim_id"]


def test_sources_named_in_a_note_are_sources_of_this_package() -> None:
    for name in ("claims", "statistics", "events", "transfers", "missions", "postings"):
        for row in table(name):
            for source in re.findall(
                r"\bsrc-[a-z0-9-]*[a-z0-9]", row.get("note", row.get("notes", ""))
            ):
                assert source in SOURCES, row


def test_what_could_not_be_verified_says_what_was_looked_for() -> None:
    for claim in STATEMENTS:
        if claim["verdict"] == "unverifiable":
            assert re.search(r"Record: .*([Ll]ooked|[Ss]earched)", claim["note"]), claim["claim_id"]


def test_an_opinion_is_called_a_judgement() -> None:
    for claim in STATEMENTS:
        if claim["verdict"] == "opinion":
            assert "judgement" in claim["note"].lower(), claim["claim_id"]


def test_one_figure_of_a_quantity_is_preferred_wherever_the_record_has_another() -> None:
    quantities: dict[tuple[str, ...], list[dict[str, str]]] = {}
    parts = "indicator subject_id geography_iso3 admin1 counterpart_iso3 scope date".split()
    for figure in FIGURES.values():
        quantities.setdefault(tuple(figure[part] for part in parts), []).append(figure)
    for quantity, figures in quantities.items():
        if len(figures) > 1 and {figure["source_id"] for figure in figures} & DOCUMENTS:
            chosen = [figure for figure in figures if figure["preferred"] == "true"]
            assert len(chosen) == 1, quantity


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        ("evt-sistani-fatwa", {"date": "2014-06-13", "place": "Karbala"}),
        ("evt-amerli-liberated", {"date": "2014-08-31"}),
        ("evt-tikrit-liberated", {"date": "2015-03-31", "admin1": "IQ-SD"}),
        ("evt-abadi-replaces-maliki", {"date": "2014-09-08"}),
        ("evt-maliki-steps-down", {"date": "2014-08-14"}),
        ("evt-shia-parties-alternative-candidate", {"date": "2014-08-11"}),
        ("evt-iraq-parliamentary-election-2014", {"date": "2014-04-30"}),
        ("evt-us-iran-coordination-in-iraq", {"status": "disputed"}),
        ("pos-nouri-al-maliki-prime-minister", {"date": "2006-05-20/2014-09-08"}),
        ("sta-state-of-law-seats-2014-afp", {"value": "92", "preferred": "true"}),
        ("sta-maliki-personal-votes-2014-bbc", {"value": "721000", "preferred": "true"}),
        ("sta-maliki-personal-votes-al-khoei", {"value": "700000", "preferred": "false"}),
        ("evt-us-withdrawal-2011", {"date": "2011-12-18"}),
        ("evt-sfa-signed", {"date": "2008-11-17"}),
        ("evt-hcc-created", {"date": "2008"}),
        ("evt-hcc-first-meeting-2009", {"date": "2009-01-13"}),
        ("evt-biden-maliki-meeting-2013-11", {"date": "2013-11-01"}),
        ("evt-committees-release-us-arms-deal", {"date": "2014-01-27"}),
        ("evt-isis-takes-fallujah", {"date": "2014-01-01", "admin1": "IQ-AN"}),
        ("evt-mcgurk-visit-2014-01", {"date": "2014-01-09/2014-01-11"}),
        ("evt-cyrus-takes-babylon", {"date": "-0538-10"}),
        ("evt-iranian-support-to-syria", {"status": "disputed"}),
        ("sta-us-mission-iraq-staff-2012-huffpost", {"value": "16000", "qualifier": "over"}),
        ("sta-us-mission-iraq-staff-2013-huffpost", {"value": "10500", "date": "2013-03"}),
        ("sta-second-fallujah-us-wounded-latimes-2004-12", {"value": "623", "preferred": "true"}),
        ("sta-iraq-consulates-us-factbook-2015", {"value": "2", "preferred": "true"}),
    ],
)
def test_the_record_holds_what_the_documents_leave_open(record: str, cells: dict[str, str]) -> None:
    name = {"evt": "events", "pos": "postings", "sta": "statistics"}[record[:3]]
    (row,) = [row for row in table(name) if next(iter(row.values())) == record]
    assert {column: row[column] for column in cells} == cells


@pytest.mark.parametrize(
    ("claim", "verdict", "source"),
    [
        ("clm-al-khoei-2015-023", "rounded", "src-bbc-knights-maliki-2014"),
        ("clm-al-khoei-2015-024", "partly", "src-newser-election-2014"),
        ("clm-al-khoei-2015-039", "differs", "src-win-without-war-timeline-2014"),
        ("clm-al-khoei-2015-085", "unverifiable", ""),
        ("clm-baghdad-washington-2014-070", "differs", "src-reuters-mccain-2014"),
        ("clm-baghdad-washington-2014-085", "partly", "src-iraqi-embassy-denial-2014"),
        ("clm-baghdad-washington-2014-099", "superseded", "src-armytechnology-apache-expired-2014"),
        ("clm-baghdad-washington-2014-141", "differs", "src-military-review-tribes-2015"),
        ("clm-baghdad-washington-2014-163", "rounded", "src-ibc-press-release-19-2014"),
        ("clm-baghdad-washington-2014-177", "differs", "src-latimes-fallouja-2004"),
        ("clm-baghdad-washington-2014-227", "differs", "src-huffpost-embassy-2013"),
        ("clm-baghdad-washington-2014-286", "agrees", "src-cia-factbook"),
        ("clm-baghdad-washington-2014-340", "agrees", "src-census-trade-country"),
    ],
)
def test_a_statement_is_weighed_so(claim: str, verdict: str, source: str) -> None:
    (row,) = [row for row in STATEMENTS if row["claim_id"] == claim]
    assert (row["verdict"], row["verdict_source_id"]) == (verdict, source)


def test_a_date_from_the_record_is_claimed_by_a_source_that_is_no_document() -> None:
    dated = {
        claim["record_id"]
        for claim in table("claims")
        if claim["field"] == "date" and claim["source_id"] not in DOCUMENTS
    }
    assert {"evt-sistani-fatwa", "evt-amerli-liberated", "evt-tikrit-liberated"} <= dated
    told = {claim["record_id"] for claim in CLAIMS if claim["field"] == "date"}
    assert "evt-sistani-fatwa" not in told


def test_the_codebook_counts_what_the_tables_hold() -> None:
    text = (CHECKOUT / "docs/codebook.md").read_text(encoding="utf-8")
    part = text.partition(verdicts.BEGIN)[2].partition(verdicts.END)[0]
    documents = sorted(DOCUMENTS)
    for column, document in enumerate(documents):
        for verdict in sorted(NEED_A_SOURCE | {"opinion", "unverifiable"}):
            (line,) = [line for line in part.splitlines() if line.startswith(f"| `{verdict}`")]
            counted = int(line.split("|")[2 + 2 * column])
            claims = [claim for claim in STATEMENTS if claim["source_id"] == document]
            assert counted == sum(claim["verdict"] == verdict for claim in claims)


def test_a_codebook_without_the_markers_is_named_and_left_alone(make_package) -> None:  # type: ignore[no-untyped-def]
    root = make_package({})
    codebook = root / "docs/codebook.md"
    codebook.write_text("no markers")
    with pytest.raises(IraqdataError, match=r"codebook\.md"):
        build(root)
    assert codebook.read_text() == "no markers"
