"""Facts of the two documents that no later change may lose: values, dates, stages, spellings."""

import pytest

import iraqdata

AL_KHOEI = "src-al-khoei-2015"
BAGHDAD = "src-baghdad-washington-2014"


@pytest.fixture(scope="module")
def rows():
    """The records of each table by their key, as dictionaries."""

    def by_key(name, key):
        return {row[key]: row for row in iraqdata.load(name, engine="pyarrow").to_pylist()}

    return {
        "actors": by_key("actors", "actor_id"),
        "events": by_key("events", "event_id"),
        "missions": by_key("missions", "mission_id"),
        "statistics": by_key("statistics", "statistic_id"),
        "transfers": by_key("transfers", "transfer_id"),
        "claims": iraqdata.load("claims", engine="pyarrow").to_pylist(),
    }


def claims(rows, **wanted):
    return [
        claim
        for claim in rows["claims"]
        if all(claim[column] == value for column, value in wanted.items())
    ]


@pytest.mark.parametrize(
    ("record", "field", "value", "source"),
    [
        ("act-haider-al-abadi", "name", "Hayder al-Abadi", AL_KHOEI),
        ("act-hayder-al-khoei", "name", "Hayder al-Khoei", AL_KHOEI),
        ("act-ali-al-sistani", "name", "Ayatollah Sistani", AL_KHOEI),
        ("act-ali-al-sistani", "office", "Grand Ayatollah", AL_KHOEI),
        ("act-isis", "aliases", "Daesh", AL_KHOEI),
        ("evt-us-iran-deconfliction-2014", "date", "summer of 2014", AL_KHOEI),
        ("evt-al-khoei-article-2014-07", "date", "30 July", AL_KHOEI),
        ("sta-maliki-personal-votes-al-khoei", "value", "over 700,000", AL_KHOEI),
        ("sta-maliki-seats-ratio-al-khoei", "value", "three times", AL_KHOEI),
        ("act-brett-mcgurk", "name", "Brett MacGurk", BAGHDAD),
        ("act-robert-stephen-beecroft", "name", "Robert Stephan Beecroft", BAGHDAD),
        (
            "act-house-foreign-affairs-committee",
            "name",
            "House Foreign Relations Committee",
            BAGHDAD,
        ),
        ("evt-us-withdrawal-2011", "date", "end of 2011", BAGHDAD),
        ("evt-sfa-signed", "date", "2008", BAGHDAD),
        ("evt-cyrus-takes-babylon", "date", "539 BCE", BAGHDAD),
        ("evt-faily-rudaw-interview-2014-02", "date", "February 2014", BAGHDAD),
        ("evt-mcgurk-visit-2014-01", "date", "January 2014", BAGHDAD),
        ("evt-baghdad-counter-terrorism-conference-2014-03", "date", "12 March", BAGHDAD),
        ("evt-iraq-civil-war-2006-2007", "date", "2006-2007", BAGHDAD),
        ("evt-russia-arms-deal-shifting", "date", "since 2013", BAGHDAD),
        ("mis-iraq-consulates-us", "n_posts", "four", BAGHDAD),
        ("sta-us-embassy-baghdad-staff-baghdad-washington", "value", "over 16,000", BAGHDAD),
        ("sta-border-iraq-iran-baghdad-washington", "value", "1,458", BAGHDAD),
    ],
)
def test_a_document_states_it_so(rows, record, field, value, source):
    assert claims(rows, record_id=record, field=field, stated_value=value, source_id=source)


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("sta-civilian-deaths-2013-baghdad-washington", (9500, None, None, "exact")),
        ("sta-civilian-deaths-2008-baghdad-washington", (10000, None, None, "exact")),
        ("sta-civilian-deaths-2012-baghdad-washington", (4500, None, None, "exact")),
        ("sta-losses-recalled-soldiers-killed-baghdad-washington", (100, None, None, "exact")),
        ("sta-losses-recalled-soldiers-wounded-baghdad-washington", (1000, None, None, "exact")),
        ("sta-us-embassy-baghdad-staff-baghdad-washington", (16000, 16000, None, "over")),
        ("sta-us-embassy-baghdad-size-rank-baghdad-washington", (1, None, None, "exact")),
        ("sta-us-export-market-rank-iraq-2012-baghdad-washington", (59, None, None, "exact")),
        ("sta-us-import-supplier-rank-iraq-2012-baghdad-washington", (25, None, None, "exact")),
        ("sta-border-iraq-iran-baghdad-washington", (1458, None, None, "exact")),
        ("sta-maliki-personal-votes-al-khoei", (700000, 700000, None, "over")),
        ("sta-maliki-seats-ratio-al-khoei", (3, None, None, "exact")),
        (
            "sta-shia-pilgrims-baghdad-washington",
            (None, 100000, 999999, "order_of_magnitude"),
        ),
    ],
)
def test_a_figure_is_kept_as_the_document_gives_it(rows, statistic, expected):
    row = rows["statistics"][statistic]
    found = tuple(row[column] for column in ("value", "value_low", "value_high", "qualifier"))
    assert found == expected
    assert row["as_of"] is None


def test_iraq_body_count_is_named_for_one_year_only(rows):
    reported = {
        row["date"]: row["reported_by"]
        for row in rows["statistics"].values()
        if row["indicator"] == "civilian_deaths" and row["source_id"] == BAGHDAD
    }
    assert reported == {"2008": "act-iraq-body-count", "2012": None, "2013": None}


def test_one_report_was_met_by_four_answers(rows):
    found = claims(rows, record_id="evt-iran-arms-purchase-2013", source_id=BAGHDAD)
    assert {(claim["attributed_to"], claim["stance"]) for claim in found} == {
        ("act-reuters", "reports"),
        (None, "alleges"),
        ("act-iraq-defence-minister-unnamed", "denies"),
        ("act-hasan-suneid", "acknowledges"),
        ("act-maliki-spokesman-unnamed", "declines"),
    }
    assert rows["events"]["evt-iran-arms-purchase-2013"]["status"] == "disputed"


def test_denying_knowledge_of_the_flights_is_not_denying_them(rows):
    found = claims(rows, record_id="evt-iranian-flights-to-syria", source_id=BAGHDAD)
    stances = {claim["stance"] for claim in found if claim["attributed_to"]}
    assert stances == {"declines"}


def test_iranian_influence_is_asserted_here_and_called_alleged_there(rows):
    found = claims(rows, record_id="evt-iranian-influence-in-iraq", source_id=BAGHDAD)
    assert {"asserts", "alleges"} <= {claim["stance"] for claim in found}


def test_deconfliction_is_viewed_hedged_and_denied(rows):
    found = claims(rows, record_id="evt-us-iran-deconfliction-2014", source_id=AL_KHOEI)
    assert {(claim["attributed_to"], claim["stance"]) for claim in found} == {
        ("act-unnamed-analysts", "asserts"),
        (None, "alleges"),
        (None, "denies"),
    }


def test_two_persons_of_one_first_name_are_two_actors(rows):
    assert rows["actors"]["act-hayder-al-khoei"]["name"] == "Hayder al-Khoei"
    assert rows["actors"]["act-haider-al-abadi"]["name"] == "Haider al-Abadi"


def test_capitals_are_aliases_of_states(rows):
    aliases = {
        "act-iraq": "Baghdad",
        "act-iran": "Tehran",
        "act-united-states": "Washington",
    }
    for actor, capital in aliases.items():
        assert capital in rows["actors"][actor]["aliases"].split("|")


def test_the_year_of_babylon_is_before_the_common_era(rows):
    babylon = rows["events"]["evt-cyrus-takes-babylon"]
    assert babylon["date"].startswith("-0538")
    assert babylon["date_start"] is None
    assert babylon["date_end"] is None


def document_stages(rows, weapon):
    """Stages of a weapon that a coded document states."""
    stated = {
        claim["record_id"] for claim in rows["claims"] if claim["source_id"] in (AL_KHOEI, BAGHDAD)
    }
    return {
        (row["deal_stage"], row["status"])
        for row in rows["transfers"].values()
        if row["weapon_id"] == weapon and row["transfer_id"] in stated
    }


def test_the_apache_was_delayed_blocked_and_released(rows):
    assert document_stages(rows, "wpn-apache") == {
        ("delayed", "occurred"),
        ("blocked", "occurred"),
        ("released", "occurred"),
    }


def test_no_source_says_that_an_apache_was_delivered(rows):
    assert not [
        row
        for row in rows["transfers"].values()
        if row["weapon_id"] == "wpn-apache" and row["deal_stage"] in ("shipped", "delivered")
    ]


def test_the_document_gives_no_quantities_of_the_march_2014_shipment(rows):
    shipped = [
        row
        for row in rows["transfers"].values()
        if row["event_id"] == "evt-us-arms-shipment-2014-03"
        and claims(rows, record_id=row["transfer_id"], source_id=BAGHDAD)
    ]
    assert {row["weapon_id"] for row in shipped} == {"wpn-hellfire", "wpn-m4", "wpn-ammunition"}
    assert {(row["deal_stage"], row["quantity"]) for row in shipped} == {("shipped", None)}


def test_the_defence_minister_has_no_name(rows):
    minister = rows["actors"]["act-iraq-defence-minister-unnamed"]
    assert minister["name"].startswith("[")
    assert minister["aliases"] is None


def test_arms_from_russia_are_sought_not_delivered_in_the_document(rows):
    assert document_stages(rows, "wpn-mi-28") == {("requested", "occurred")}


def test_the_losses_recalled_at_fallujah_have_no_date(rows):
    assert rows["events"]["evt-losses-recalled-at-fallujah"]["date"] is None


def test_the_meeting_and_the_platform_stay_unresolved(rows):
    for event in ("evt-us-iraq-security-meeting", "evt-us-iraq-platform"):
        assert rows["events"][event]["date"] is None


def test_both_documents_speak_of_us_help(rows):
    found = claims(rows, record_id="evt-us-help-against-isis")
    assert {AL_KHOEI, BAGHDAD} <= {claim["source_id"] for claim in found}
