"""Citing the package, and exactly the sources behind some of its rows."""

import json
import re

import pytest
from pybtex.database import parse_string

import iraqdata
from iraqdata.errors import IraqdataError, UnknownRecordError
from iraqdata.proving.citing import citations
from iraqdata.reading.catalogue import packaged, read

ODD = r"50% of {A_B} & \C ~ #1 ^2 $3 – القاهرة"
SOURCES = [
    {
        "source_id": "src-letter",
        "kind": "document",
        "title": "[A letter]",
        "author": "Ann Author",
        "published": "2014-03-05",
    },
    {
        "source_id": "src-figures",
        "kind": "dataset",
        "title": "Figures",
        "author": "Office of Rivers; Office, of Roads",
        "publisher": "Office of Rivers",
        "published": "2014",
        "edition": "Third",
        "url": "https://example.org/a_b%20{c}?d=1&e#f",
        "accessed": "2024-02-03",
    },
    {
        "source_id": "src-odd",
        "kind": "news",
        "title": ODD,
        "publisher": "Daily",
        "published": "201X",
    },
    {"source_id": "src-judge", "kind": "reference", "title": "Who judges?", "url": "https://x.org"},
]
for _source in SOURCES:
    _source["licence"] = "cited-only"


def claim(number, record_id, source_id, **cells):
    return {
        "claim_id": f"clm-{number}",
        "record_id": record_id,
        "source_id": source_id,
        "stance": "asserts",
        "confidence": "high",
        **cells,
    }


TABLES = {
    "sources": SOURCES,
    "actors": [
        {"actor_id": "act-mayor", "name": "Mayor", "actor_type": "person"},
        {"actor_id": "act-nobody", "name": "Nobody", "actor_type": "person"},
    ],
    "events": [
        {"event_id": "evt-fair", "title": "Fair", "status": "occurred", "description": "A fair."},
        {"event_id": "evt-flood", "title": "Flood", "status": "occurred", "description": "Flood."},
    ],
    "participants": [
        {"event_id": "evt-fair", "actor_id": "act-mayor", "role": "host"},
        {"event_id": "evt-flood", "actor_id": "act-mayor", "role": "speaker"},
    ],
    "indicators": [
        {"indicator": "bridges", "title": "Bridges", "unit": "bridges", "definition": "Bridges."}
    ],
    "statistics": [
        {
            "statistic_id": "sta-bridges",
            "indicator": "bridges",
            "value": 3,
            "qualifier": "exact",
            "unit": "bridges",
            "source_id": "src-figures",
            "preferred": "true",
        }
    ],
    "identifiers": [
        {
            "record_id": "act-mayor",
            "scheme": "wikidata",
            "identifier": "Q1",
            "source_id": "src-figures",
        }
    ],
    "claims": [
        claim(1, "evt-fair", "src-letter", verdict="differs", verdict_source_id="src-judge"),
        claim(2, "evt-fair", "src-odd"),
        claim(3, "evt-flood", "src-odd"),
        claim(4, "act-mayor", "src-letter"),
        claim(5, "sta-bridges", "src-odd", field="value", stated_value="three"),
    ],
}


@pytest.fixture
def package(make_package):
    return read(make_package(TABLES))


def cited(what, catalogue):
    """Ids of the sources cited, behind the package."""
    first, *sources = json.loads(citations(what, "csl-json", catalogue))
    assert first["id"] == "iraqdata"
    return [source["id"].removeprefix("src-") for source in sources]


@pytest.mark.parametrize(
    ("what", "sources"),
    [
        (None, []),
        ([], []),
        ("evt-fair", ["letter", "odd"]),
        ("evt-flood", ["odd"]),
        (["evt-flood", "sta-bridges"], ["figures", "odd"]),
        ("bridges", ["figures", "odd"]),
        ("act-nobody", []),
        ("clm-1", ["judge", "letter"]),
        ("src-judge", ["judge"]),
        ("src-letter", ["letter"]),
    ],
)
def test_a_record_is_cited_with_exactly_its_sources(package, what, sources):
    assert cited(what, package) == sources


def frame(root, table, engine):
    file = root / "tables" / f"{table}.parquet"
    if engine == "pandas":
        import pandas

        return pandas.read_parquet(file)
    if engine == "pyarrow":
        from pyarrow.parquet import ParquetFile

        return ParquetFile(file).read()
    if engine == "duckdb":
        import duckdb

        return duckdb.read_parquet(str(file))
    import polars

    return polars.scan_parquet(file) if engine == "polars lazy" else polars.read_parquet(file)


@pytest.mark.parametrize("engine", ["pandas", "pyarrow", "polars", "polars lazy", "duckdb"])
@pytest.mark.parametrize(
    ("table", "sources"),
    [
        ("events", ["letter", "odd"]),
        ("participants", ["letter", "odd"]),
        ("statistics", ["figures", "odd"]),
        ("identifiers", ["figures"]),
        ("claims", ["judge", "letter", "odd"]),
        ("sources", ["figures", "judge", "letter", "odd"]),
        ("actors", ["letter"]),
        ("indicators", ["figures", "odd"]),
        ("weapons", []),
    ],
)
def test_a_frame_of_any_engine_is_cited_with_the_sources_of_its_rows(
    package, table, sources, engine
):
    assert cited(frame(package.root, table, engine), package) == sources


def test_only_the_rows_and_columns_of_a_frame_count(package):
    events = frame(package.root, "events", "pandas")
    floods = events[events["title"] == "Flood"]
    assert cited(floods, package) == ["odd"]
    assert cited(floods[["event_id", "title"]], package) == ["odd"]
    assert cited(floods.set_index("event_id"), package) == ["odd"]
    assert cited(floods["event_id"], package) == ["odd"]
    assert cited(floods[:0], package) == []
    participants = frame(package.root, "participants", "pandas")
    assert cited(participants[participants["role"] == "speaker"], package) == ["odd"]
    claims = frame(package.root, "claims", "polars")
    assert cited(claims[["claim_id", "note"]][1:3], package) == ["odd"]
    assert cited(claims[["source_id"]][3:4], package) == ["letter"]


def test_a_frame_without_ids_is_refused(package):
    with pytest.raises(IraqdataError, match="no column of ids: it has title, status"):
        citations(frame(package.root, "events", "pandas")[["title", "status"]], "text", package)


def test_what_is_neither_id_nor_frame_is_refused(package):
    with pytest.raises(UnknownRecordError, match="did you mean 'evt-fair'"):
        citations("evt-fairs", "text", package)
    with pytest.raises(IraqdataError, match="ids are text"):
        citations(5, "text", package)
    with pytest.raises(IraqdataError, match="did you mean 'bibtex'"):
        citations(None, "bibtext", package)


EVERYTHING = [source["source_id"] for source in SOURCES]


def test_bibtex_reads_back_with_every_name_and_title_whole(package):
    bibliography = parse_string(citations(EVERYTHING, "bibtex", package), "bibtex")
    assert list(bibliography.entries) == ["iraqdata", *sorted(EVERYTHING)]
    for source in SOURCES:
        entry = bibliography.entries[source["source_id"]]
        fields = entry.fields
        assert _plain(fields["title"]) == source["title"]
        assert _plain(fields.get("howpublished", "")) == source.get("publisher", "")
        names = [_plain(str(person)) for person in entry.persons.get("author", [])]
        assert names == source["author"].split("; ") if "author" in source else not names
    figures = bibliography.entries["src-figures"].fields
    assert figures["year"] == "2014"
    assert figures["url"] == "https://example.org/a_b%20%7Bc%7D?d=1&e#f"
    assert bibliography.entries["src-letter"].fields["date"] == "2014-03-05"
    assert "year" not in bibliography.entries["src-odd"].fields


def _plain(text):
    """A BibTeX value as TeX prints it: commands read, grouping braces gone."""
    commands = {
        "textbackslash": "\\",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciitilde": "~",
        "textasciicircum": "^",
    }

    def printed(match):
        command, symbol = match.groups()
        return commands[command] if command else symbol or ""

    return re.sub(r"\\([a-z]+)\{\}|\\([&%$#_])|[{}]", printed, text)


def test_csl_json_reads_back(package):
    items = {item["id"]: item for item in json.loads(citations(EVERYTHING, "csl-json", package))}
    figures = items["src-figures"]
    assert figures["type"] == "dataset"
    assert figures["author"] == [{"literal": "Office of Rivers"}, {"literal": "Office, of Roads"}]
    assert figures["issued"] == {"date-parts": [[2014]]}
    assert figures["accessed"] == {"date-parts": [[2024, 2, 3]]}
    assert figures["version"] == "Third"
    assert items["src-letter"]["issued"] == {"date-parts": [[2014, 3, 5]]}
    assert items["src-odd"]["issued"] == {"literal": "201X"}
    assert items["src-odd"]["title"] == ODD
    assert "author" not in items["src-odd"]
    assert "issued" not in items["src-judge"]


def test_text_names_what_is_known_and_nothing_else(package):
    lines = citations(EVERYTHING, "text", package).splitlines()
    assert lines == [
        "iraqdata contributors (2026). iraqdata: Iraq's external relations, 2003-2015 "
        f"(Version {package.version}, {package.descriptor['digest']}) [Data set].",
        "Office of Rivers; Office, of Roads (2014). Figures (Third) [Data set]. Office of Rivers. "
        "https://example.org/a_b%20{c}?d=1&e#f",
        "Who judges? (n.d.). https://x.org",
        "Ann Author (2014-03-05). [A letter].",
        f"{ODD} (201X). Daily.",
    ]


@pytest.mark.parametrize("format", ["text", "bibtex", "csl-json"])
def test_the_package_is_cited_at_its_version(format):
    citation = iraqdata.cite(format=format)
    assert iraqdata.__version__ in citation
    assert packaged().descriptor["title"] in citation


@pytest.mark.parametrize("engine", ["pandas", "pyarrow", "polars", "duckdb"])
def test_every_table_that_load_gives_can_be_cited(engine):
    for table in packaged().tables.values():
        items = json.loads(iraqdata.cite(iraqdata.load(table.name, engine=engine), "csl-json"))
        assert len(items) > 1 or not table.rows or table.name == "revisions"


def test_evidence_and_contested_can_be_cited():
    claims = iraqdata.load("claims")
    rows = iraqdata.evidence(claims["claim_id"])
    items = json.loads(iraqdata.cite(rows, "csl-json"))
    used = {*claims["source_id"], *claims["verdict_source_id"].dropna()}
    assert {item["id"] for item in items} == {"iraqdata", *used}
    assert iraqdata.cite(iraqdata.contested())


def test_the_command_cites_ids(package, run_in):
    result = run_in(package.root, "cite", "evt-fair", "--format", "bibtex")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == citations("evt-fair", "bibtex", package) + "\n"
    text = run_in(package.root, "cite", "src-figures").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert " ".join(text.split()) == " ".join(citations("src-figures", "text", package).split())


def test_the_command_refuses_what_it_does_not_know(package, run_in):
    assert run_in(package.root, "cite").stdout.startswith("iraqdata contributors")
    for arguments, message in (
        (("evt-fairs",), "did you mean 'evt-fair'"),
        (("--format", "apa"), "text, bibtex, csl-json"),
    ):
        result = run_in(package.root, "cite", *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert message in result.stderr


def test_every_format_carries_the_version_and_the_content_digest():
    digest = iraqdata.digest()
    assert f"(Version {iraqdata.__version__}, {digest})" in iraqdata.cite()
    assert f"{{Version {iraqdata.__version__}, {digest}}}" in iraqdata.cite(format="bibtex")
    (work,) = json.loads(iraqdata.cite(format="csl-json"))
    assert (work["version"], work["note"]) == (iraqdata.__version__, digest)
