"""The static explorer: whole, the same twice, safe with any cell, readable by programs."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from iraqdata.errors import IraqdataError
from iraqdata.publishing.site import against, frequencies
from iraqdata.publishing.site.building import site
from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures import pictures
from iraqdata.publishing.site.pictures.picture import for_page
from iraqdata.publishing.site.words import in_words
from iraqdata.reading.catalogue import packaged, read

CHECKOUT = Path(__file__).parents[1]
BASE = "https://example.org/iraq/"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    dest = tmp_path_factory.mktemp("built") / "site"
    site(dest, root=CHECKOUT)
    return dest


@pytest.fixture
def package(make_package):
    """A function that makes a package from which a site can be built."""

    def make(tables):
        root = make_package(tables)
        shutil.copytree(CHECKOUT / "docs", root / "docs", dirs_exist_ok=True)
        return root

    return make


def data(dest, name):
    text = (dest / f"data/{name}.js").read_text(encoding="utf-8")
    return json.loads(text.partition(" = ")[2].rstrip().rstrip(";"))


class Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.targets, self.anchors, self.loaded = [], set(), []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors.add(found.get("id"))
        if tag == "a":
            self.targets.append(found["href"])
        if tag in ("script", "link", "img") and (found.get("src") or found.get("href")):
            self.loaded.append(found.get("src") or found.get("href"))


# --- the building ------------------------------------------------------------------------------


def test_the_same_tables_give_the_same_bytes_in_another_process_and_folder(built, tmp_path):
    again = tmp_path / "again"
    subprocess.run(
        [sys.executable, "-m", "iraqdata", "site", again, "--root", CHECKOUT],
        check=True,
        capture_output=True,
    )
    first = {path.relative_to(built): path.read_bytes() for path in built.rglob("*.*")}
    second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*.*")}
    assert first == second


def test_check_names_a_stale_page_and_writes_nothing(package, tmp_path):
    root = package({})
    dest = tmp_path / "site"
    site(dest, root=root)
    assert site(dest, root=root, check=True) == []
    (dest / "events.html").write_text("old", encoding="utf-8")
    (dest / "pictures/deals.csv").unlink()
    (dest / "left-over.html").write_text("old", encoding="utf-8")
    stale = ["events.html", "left-over.html", "pictures/deals.csv"]
    assert site(dest, root=root, check=True) == stale
    assert (dest / "events.html").read_text(encoding="utf-8") == "old"
    assert site(dest, root=root) == stale
    assert site(dest, root=root, check=True) == []
    assert not list(tmp_path.glob("site.*"))


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(IraqdataError, match="would be lost"):
        site(tmp_path, root=CHECKOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(IraqdataError, match="not an http or https address"):
        site(tmp_path / "site", root=CHECKOUT, base_url="javascript:alert(1)")


def test_every_link_within_the_site_leads_somewhere(built):
    pages = {page.name: Links(page) for page in built.glob("*.html")}
    ids = {f"{name}.html": set(data(built, name)["ids"]) for name in packaged().tables}
    broken = []
    for name, page in pages.items():
        for target in (*page.targets, *page.loaded):
            if re.match(r"https?://", target):
                continue
            path, _, anchor = target.partition("#")
            path = path.partition("?")[0] or name
            known = pages[path].anchors | ids.get(path, set()) if path in pages else set()
            if not (built / path).is_file() or (anchor and anchor not in known):
                broken.append((name, target))
    assert broken == []


def test_nothing_is_loaded_from_another_host(built):
    for page in built.glob("*.html"):
        assert [target for target in Links(page).loaded if ":" in target] == []
    for style in built.glob("assets/*.css"):
        assert "url(" not in style.read_text(encoding="utf-8")


def test_no_page_holds_a_passage_of_a_document(built):
    # Claims point at passages: nothing but positions and hashes of them is known here.
    for claim in data(built, "claims")["rows"]:
        assert max(map(len, claim)) < 1000


# --- what it says of the tables -------------------------------------------------------------------


@pytest.mark.parametrize("name", list(packaged().tables))
def test_the_browser_gets_the_cells_of_the_csv_file(built, name):
    table = data(built, name)
    with packaged().table(name).csv.open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file)
    assert [column["name"] for column in table["columns"]] == header
    assert table["rows"] == records
    assert len(set(table["ids"])) == len(records) == len(table["labels"])


def test_a_contested_record_has_who_says_so_and_who_denies_it(built):
    events = data(built, "events")
    contested = [events["ids"][row] for row in events["contested"]]
    assert "evt-us-iran-deconfliction-2014" in contested
    evidence = data(built, "events.panels")["evt-us-iran-deconfliction-2014"]["evidence"]
    assert {"for", "against"} <= {claim["side"] for claim in evidence}
    assert all(claim["locator"] and claim["source_id"] for claim in evidence)


def test_a_panel_lists_what_refers_to_the_record(package):
    root = package(
        {
            "actors": [
                {"actor_id": "act-a", "name": "A", "actor_type": "state"},
                {
                    "actor_id": "act-b",
                    "name": "B",
                    "actor_type": "public_body",
                    "parent_id": "act-a",
                },
            ],
            "events": [
                {"event_id": "evt-war", "title": "War", "status": "occurred", "description": "W."},
                {
                    "event_id": "evt-battle",
                    "title": "Battle",
                    "status": "occurred",
                    "part_of": "evt-war",
                    "description": "B.",
                },
            ],
            "participants": [{"event_id": "evt-war", "actor_id": "act-a", "role": "party"}],
        }
    )
    explorer = Explorer(read(root))
    war = explorer.panels("events")["evt-war"]["relations"]
    assert [(group["title"], group["records"]) for group in war] == [
        ("Events: part of", [["events", "evt-battle", "Battle"]]),
        ("Participants", [["actors", "act-a", "A (party)"]]),
    ]
    state = explorer.panels("actors")["act-a"]["relations"]
    assert [group["title"] for group in state] == ["Actors: part of", "Participants"]


def test_claims_of_documents_are_counted_by_verdict_and_none_is_lost():
    explorer = Explorer(packaged())
    rows = against.data(explorer)["rows"]
    counts = against.counts(explorer)
    assert sum(row["total"] for row in counts) == len(rows)
    assert len(counts[0]["numbers"]) == len(against.documents(explorer)) == 2
    mentions = next(row for row in counts if row["code"] == "mention")
    assert mentions["total"] == sum(
        claim["stance"] == "mentions" and not claim["verdict"]
        for claim in explorer.records.table("claims")
        if claim["source_id"] in {one["source_id"] for one in against.documents(explorer)}
    )


def test_the_dictionary_counts_what_is_filled_and_each_code(package):
    root = package(
        {
            "actors": [
                {"actor_id": "act-a", "name": "A", "actor_type": "state", "iso3": "IRQ"},
                {"actor_id": "act-b", "name": "B", "actor_type": "state"},
                {"actor_id": "act-c", "name": "C", "actor_type": "party"},
            ]
        }
    )
    actors, *_ = frequencies.dictionary(Explorer(read(root)))
    columns = {column["name"]: column for column in actors["columns"]}
    assert (columns["name"]["filled"], columns["iso3"]["filled"]) == ("100%", "33%")
    codes = {code["value"]: code["rows"] for code in columns["actor_type"]["codes"]}
    assert (codes["state"], codes["party"], codes["person"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2014", "2014"),
        ("2014-03", "March 2014"),
        ("2014-03-05", "5 March 2014"),
        ("2014-22", "summer 2014"),
        ("201X", "the 2010s"),
        ("2014-XX", "2014"),
        ("2014-03-XX", "March 2014"),
        ("2014~", "about 2014"),
        ("2014-03?", "perhaps March 2014"),
        ("2006/2007", "from 2006 to 2007"),
        ("2013/..", "from 2013, with no end"),
        ("2013/", "from 2013, end not known"),
        ("../2013", "until 2013, with no beginning"),
        ("-0538", "539 BCE"),
        ("<b>", "<b>"),
    ],
)
def test_a_date_is_said_in_words(edtf, words):
    assert in_words(edtf) == words


# --- cells that mean harm ---------------------------------------------------------------------


@pytest.fixture
def hostile(package):
    script = "<script>alert(1)</script>"
    return package(
        {
            "events": [
                {
                    "event_id": "evt-bad",
                    "title": script,
                    "status": "occurred",
                    "date": "2014-03",
                    "date_start": "2014-03-01",
                    "date_end": "2014-03-31",
                    "description": "</script><img src=x onerror=alert(1)>",
                }
            ],
            "sources": [
                {
                    "source_id": "src-bad",
                    "kind": "document",
                    "title": script,
                    "url": "javascript:alert(1)",
                    "licence": "cited-only",
                }
            ],
            "claims": [
                {
                    "claim_id": "clm-bad",
                    "record_id": "evt-bad",
                    "stance": "asserts",
                    "source_id": "src-bad",
                    "confidence": "high",
                    "note": script,
                }
            ],
        }
    )


def test_markup_in_a_cell_is_text_on_every_page(hostile, tmp_path):
    dest = tmp_path / "site"
    site(dest, root=hostile)
    for page in dest.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "javascript:" not in text
    assert "<script" not in (dest / "pictures/timeline.svg").read_text(encoding="utf-8")


# --- pictures ------------------------------------------------------------------------------------


def test_each_picture_is_there_as_svg_png_and_table(built):
    for picture in pictures(Explorer(packaged())):
        rows = list(csv.reader(io.StringIO((built / f"pictures/{picture.name}.csv").read_text())))
        assert rows == [picture.columns, *picture.rows]
        assert len(picture.hrefs) == len(picture.rows)
        if picture.chart is None:
            assert picture.nothing
        else:
            svg = (built / f"pictures/{picture.name}.svg").read_text(encoding="utf-8")
            assert svg.startswith("<svg")
            png = (built / f"pictures/{picture.name}.png").read_bytes()
            assert png.startswith(b"\x89PNG")


def test_an_empty_package_gives_a_site_that_says_so(package, tmp_path):
    dest = tmp_path / "site"
    site(dest, root=package({}))
    text = (dest / "pictures.html").read_text(encoding="utf-8")
    assert "<svg" not in text
    assert "The table of transfers is empty." in text


def drawn(picture, title="Fighting"):
    events = [
        {"event_id": "evt-x", "title": title, "status": "occurred", "description": "X.", **picture}
    ]
    return {
        "events": events,
        "sources": [
            {"source_id": "src-d", "kind": "document", "title": "D", "licence": "cited-only"}
        ],
        "claims": [
            {
                "claim_id": "clm-1",
                "record_id": "evt-x",
                "stance": "asserts",
                "source_id": "src-d",
                "confidence": "high",
            }
        ],
    }


@pytest.mark.parametrize(
    ("date", "start", "end", "kind"),
    [
        ("2014-03-05", "2014-03-05", "2014-03-05", "day"),
        ("2014-03", "2014-03-01", "2014-03-31", "within"),
        ("2006/2007", "2006-01-01", "2007-12-31", "lasted"),
        ("2013/..", "2013-01-01", "", "lasted"),
        ("2013/", "2013-01-01", "", "lasted"),
        ("2014-03-05/2014-03-09", "2014-03-05", "2014-03-09", "lasted"),
    ],
)
def test_a_month_is_a_bar_and_only_a_day_is_a_point(package, date, start, end, kind):
    root = package(drawn({"date": date, "date_start": start, "date_end": end}))
    timeline, *_ = pictures(Explorer(read(root)))
    chart = timeline.chart.to_dict()
    (span,) = chart["datasets"][chart["data"]["name"]]
    assert span["kind"] == kind
    assert span["before"] == ""
    assert span["after"] == {"2013/..": "open", "2013/": "unknown"}.get(date, "")


def test_a_day_within_days_is_no_event_that_lasted(package):
    days = {"date": "2014-03-05/2014-03-09", "date_start": "2014-03-05", "date_end": "2014-03-09"}
    timeline, *_ = pictures(Explorer(read(package(drawn({**days, "date_prec": 2})))))
    chart = timeline.chart.to_dict()
    (span,) = chart["datasets"][chart["data"]["name"]]
    assert span["kind"] == "within"


def test_an_event_without_a_date_is_not_drawn_but_stands_in_the_table(package):
    timeline, *_ = pictures(Explorer(read(package(drawn({})))))
    assert timeline.chart is None
    assert timeline.rows == [["evt-x", "Fighting", "occurred", "", ""]]


def test_a_picture_in_a_page_has_a_name_and_the_colours_of_the_theme():
    shown = for_page('<svg class="marks"><path fill="#1f5f9e"/></svg>', 'Deals "alleged"')
    assert 'role="img" aria-label="Deals &quot;alleged&quot;"' in shown
    assert 'fill="var(--picture-blue, #1f5f9e)"' in shown


# --- for programs ------------------------------------------------------------------------------


# Of rdflib, on which mlcroissant rests.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_croissant_is_valid_and_loads_the_records(built):
    import mlcroissant

    croissant = mlcroissant.Dataset(built / "croissant.json")
    assert not croissant.metadata.ctx.issues.errors
    assert {one.name for one in croissant.metadata.record_sets} == set(packaged().tables)
    weapons = list(croissant.records("weapons"))
    assert len(weapons) == packaged().table("weapons").rows
    assert weapons[0]["weapons/weapon_id"].decode().startswith("wpn-")


def test_the_home_page_carries_the_same_json_ld(built):
    page = (built / "index.html").read_text(encoding="utf-8")
    (embedded,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    dataset = json.loads(embedded)
    assert dataset == json.loads((built / "croissant.json").read_text(encoding="utf-8"))
    assert dataset["@type"] == "sc:Dataset"
    assert {file["contentUrl"] for file in dataset["distribution"]} == {
        f"tables/{name}.csv" for name in packaged().tables
    }


def test_the_descriptor_stands_beside_the_tables_it_names(built):
    for table in read(built).tables.values():
        assert table.csv.read_bytes() == packaged().table(table.name).csv.read_bytes()
        assert table.parquet.is_file()


def test_a_site_that_knows_its_address_gives_it_to_programs(built, package, tmp_path):
    assert not (built / "sitemap.xml").exists()
    dest = tmp_path / "site"
    site(dest, root=package({}), base_url=BASE)
    listed = re.findall(r"<loc>(.*?)</loc>", (dest / "sitemap.xml").read_text())
    assert set(listed) == {BASE + page.name for page in dest.glob("*.html")}
    croissant = json.loads((dest / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["url"] == BASE
    assert croissant["distribution"][0]["contentUrl"] == f"{BASE}tables/actors.csv"
