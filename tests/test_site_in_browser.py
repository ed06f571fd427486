"""The site as people meet it: in a browser, from a folder and from a server, without a network."""

import csv
import functools
import http.server
import io
import shutil
import threading
from pathlib import Path

import pytest

from iraqdata.publishing.site.building import site
from iraqdata.reading.catalogue import packaged

pytestmark = pytest.mark.browser

CHECKOUT = Path(__file__).parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CONTESTED = "evt-us-iran-deconfliction-2014"
# One page of each type.
PAGES = [
    "index.html",
    "events.html",
    "statistics.html",
    f"events.html#{CONTESTED}",
    "documents.html",
    "pictures.html",
    "dictionary.html",
    "codebook.html",
    "tutorial.html",
    "python.html",
    "commands.html",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is missing: apt-get install chromium"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    dest = tmp_path_factory.mktemp("built") / "site"
    site(dest, root=CHECKOUT)
    return dest


@pytest.fixture(scope="module")
def served(built):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["folder", "server"])
def home(request, built):
    """The address of the site: in a folder, and from a static server."""
    if request.param == "folder":
        return built.as_uri() + "/"
    return request.getfixturevalue("served")


@pytest.fixture
def open_page(browser):
    """A function that opens a page; console errors and requests to other hosts fail the test."""
    faults, contexts = [], []

    def opened(address, *, viewport=WIDE, theme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=theme, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: said.type in ("error", "warning") and faults.append(said.text)
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))

        def request(sent):
            if not sent.url.startswith(("file:", "blob:", "data:", "http://127.0.0.1:")):
                faults.append(f"request to {sent.url}")

        page.on("request", request)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def records(name):
    with packaged().table(name).csv.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids_shown(page):
    return page.eval_on_selector_all(
        "#explorer tbody th a", "links => links.map(a => decodeURIComponent(a.hash.slice(1)))"
    )


def choose(page, column, value):
    page.get_by_label(f"Filter by {column}", exact=True).select_option(value)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_without_an_error_or_a_request_elsewhere(home, open_page, name):
    page = open_page(home + name)
    assert page.locator("h1, dialog h2").first.is_visible()
    assert page.title().endswith("iraqdata")


def test_search_finds_what_a_row_says_in_any_column_and_names_behind_ids(home, open_page):
    page = open_page(home + "events.html")
    page.get_by_label("Search").fill("deconfliction")
    expected = {row["event_id"] for row in records("events") if "deconfliction" in str(row).lower()}
    assert set(ids_shown(page)) >= expected > set()
    page.goto(home + "claims.html")
    page.get_by_label("Search").fill("Lukman Faily denies")
    found = [row for row in records("claims") if row["claim_id"] in ids_shown(page)]
    assert all(row["stance"] == "denies" for row in found)


def test_sorting_goes_up_and_down_and_back_with_missing_values_last(home, open_page):
    page = open_page(home + "statistics.html?qualifier==exact")
    heading = page.get_by_role("columnheader", name="Value", exact=True)
    rows = [row for row in records("statistics") if row["qualifier"] == "exact"]
    values = sorted(float(row["value"]) for row in rows if row["value"])
    by_id = {row["statistic_id"]: row["value"] for row in rows}

    def shown():
        return [float(by_id[one]) for one in ids_shown(page)]

    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert shown() == values[:50]
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert shown() == values[::-1][:50]
    heading.get_by_role("button").click()
    assert ids_shown(page) == [row["statistic_id"] for row in rows][:50]


def test_dates_sort_by_time_before_and_after_year_1(open_page, package, tmp_path):
    dates = ["2014-03", "-0538", "2003", "0100", "2014-03-05", ""]
    events = [
        {
            "event_id": f"evt-{n}",
            "title": date or "undated",
            "status": "occurred",
            "date": date,
            "description": "D.",
        }
        for n, date in enumerate(dates)
    ]
    site(tmp_path / "site", root=package({"events": events}))
    page = open_page((tmp_path / "site/events.html").as_uri())
    page.get_by_role("columnheader", name="Date (EDTF)").get_by_role("button").click()
    names = page.locator("#explorer tbody th a").all_inner_texts()
    assert names == ["-0538", "0100", "2003", "2014-03", "2014-03-05", "undated"]


def test_filters_of_several_columns_all_hold_and_can_be_cleared(home, open_page):
    page = open_page(home + "events.html")
    choose(page, "Status", "=occurred")
    page.get_by_label("Filter by Date (EDTF)").fill(">2013")
    found = [
        row["event_id"]
        for row in records("events")
        if row["status"] == "occurred" and row["date"] > "2013" and not row["date"].startswith("-")
    ]
    assert set(ids_shown(page)) <= set(found)
    assert page.locator("#count").inner_text().startswith(f"{len(found)} of ")
    page.get_by_role("button", name="Clear filters").click()
    assert page.locator("#count").inner_text().startswith(f"{len(records('events'))} records")


def test_the_download_holds_exactly_the_rows_that_are_filtered(home, open_page):
    page = open_page(home + "events.html")
    choose(page, "Status", "=alleged")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows").click()
    content = Path(download.value.path()).read_text(encoding="utf-8")
    with packaged().table("events").csv.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    status = header.index("status")
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(
        [header, *(row for row in rows if row[status] == "alleged")]
    )
    assert content == out.getvalue()
    assert download.value.suggested_filename == "events.csv"


def test_the_whole_table_downloaded_is_the_canonical_csv(open_page, built):
    page = open_page((built / "claims.html").as_uri())
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows").click()
    assert Path(download.value.path()).read_bytes() == packaged().table("claims").csv.read_bytes()


def test_a_link_to_a_row_opens_its_panel_with_both_sides_of_the_evidence(home, open_page):
    page = open_page(f"{home}events.html#{CONTESTED}")
    panel = page.get_by_role("dialog")
    panel.get_by_text("summer 2014 2014-22").wait_for()
    assert panel.get_by_text("contested", exact=True).is_visible()
    sides = panel.locator(".side")
    assert sides.count() == 2
    stances = [sides.nth(side).locator(".said .pill").all_inner_texts() for side in (0, 1)]
    assert set(stances[1]) <= {"denies", "declines"} and stances[1]
    assert not set(stances[0]) & {"denies", "declines"} and stances[0]
    assert "paragraph" in panel.locator(".claim .where").first.inner_text()
    # On the page of its row, so that closing leads back to it.
    assert CONTESTED in ids_shown(page)


def test_a_panel_leads_to_related_records_in_other_tables(home, open_page):
    page = open_page(f"{home}events.html#{CONTESTED}")
    page.get_by_role("dialog").get_by_role("link", name="United States (", exact=False).click()
    page.wait_for_url("**/actors.html#act-united-states")
    page.get_by_role("dialog").get_by_role("heading", name="United States", level=2).wait_for()


def test_everything_works_with_the_keyboard(home, open_page):
    page = open_page(home + "weapons.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.get_by_label("Search").focus()
    page.keyboard.type("hellfire")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tbody') !== null"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("heading", level=2).wait_for()
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.closest('tbody') !== null")
    assert "#" not in page.url


def test_the_theme_is_switched_and_kept(served, open_page):
    page = open_page(served + "index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(served + "pictures.html")
    assert page.evaluate(ground) == dark
    assert page.get_by_role("button", name="Theme: dark").is_visible()


def test_a_dark_system_gets_dark_pages(built, open_page):
    ground = "getComputedStyle(document.body).backgroundColor"
    shades = [
        open_page((built / "index.html").as_uri(), theme=theme).evaluate(ground)
        for theme in ("light", "dark")
    ]
    assert shades[0] != shades[1]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_a_phone(built, open_page, name):
    page = open_page(f"{built.as_uri()}/{name}", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_menu_opens_on_a_phone(built, open_page):
    page = open_page((built / "index.html").as_uri(), viewport=PHONE)
    link = page.get_by_role("link", name="Codebook", exact=True).first
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    link.click()
    page.wait_for_url("**/codebook.html")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(served, open_page, name, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(served + name, theme=theme)
    if "#" in name:
        page.get_by_role("dialog").get_by_role("heading", level=2).wait_for()
    found = Axe().run(page).response["violations"]
    serious = [
        (violation["id"], violation["nodes"][0]["html"])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_print_leaves_out_what_only_a_screen_can_use(built, open_page):
    page = open_page((built / "events.html").as_uri(), theme="dark")
    page.emulate_media(media="print")
    for selector in ("header.site", ".tools", ".pager", ".filters"):
        assert not page.locator(selector).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_counts_of_verdicts_lead_to_their_claims(home, open_page):
    page = open_page(home + "documents.html")
    button = page.locator("button.count").first
    number = button.inner_text()
    button.click()
    assert page.locator("#count").inner_text().startswith(f"{int(number):,} of ")


def test_the_citation_can_be_copied(served, open_page, browser):
    page = open_page(served + "index.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    citation = page.locator("#citation").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == citation


# --- tables of one's own ----------------------------------------------------------------------


@pytest.fixture
def package(make_package):
    def make(tables):
        root = make_package(tables)
        shutil.copytree(CHECKOUT / "docs", root / "docs", dirs_exist_ok=True)
        return root

    return make


def test_script_and_javascript_addresses_in_cells_do_nothing(open_page, package, tmp_path):
    script = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    source = {"source_id": "src-bad", "kind": "document", "title": script, "licence": script}
    claim = {"claim_id": "clm-bad", "record_id": "act-bad", "stance": "asserts"}
    root = package(
        {
            "actors": [
                {
                    "actor_id": "act-bad",
                    "name": script,
                    "aliases": f"{script}|javascript:alert(3)",
                    "actor_type": "state",
                    "notes": "javascript:alert(4)",
                }
            ],
            "sources": [
                {**source, "url": "javascript:alert(5)", "archived_url": "data:text/html,x"}
            ],
            "claims": [
                {
                    **claim,
                    "source_id": "src-bad",
                    "confidence": "high",
                    "note": script,
                    "locator": "javascript:alert(6)",
                    "field": "name",
                    "stated_value": script,
                }
            ],
        }
    )
    site(tmp_path / "site", root=root)
    for name in ("actors.html#act-bad", "sources.html#src-bad", "claims.html#clm-bad"):
        page = open_page(f"{(tmp_path / 'site').as_uri()}/{name}")
        page.get_by_role("dialog").get_by_role("heading", level=2).wait_for()
        page.evaluate(
            "document.querySelectorAll('#columns input:not(:checked)').forEach(box => box.click())"
        )
        addresses = page.eval_on_selector_all("a[href]", "all => all.map(a => a.protocol)")
        assert set(addresses) == {"file:"}
        assert page.locator("img").count() == 0
        assert script in page.get_by_role("dialog").inner_text()
    # The fixture fails the test for any alert and any error.


def test_addresses_of_the_web_are_links(open_page, package, tmp_path):
    source = {"source_id": "src-a", "kind": "news", "title": "A", "licence": "cited-only"}
    root = package({"sources": [{**source, "url": "https://example.org/a?b=1"}]})
    site(tmp_path / "site", root=root)
    page = open_page(f"{(tmp_path / 'site').as_uri()}/sources.html#src-a")
    link = page.get_by_role("dialog").get_by_role("link", name="https://example.org/a?b=1")
    assert link.get_attribute("href") == "https://example.org/a?b=1"


def test_arabic_runs_from_right_to_left(open_page, package, tmp_path):
    actor = {"actor_id": "act-a", "name": "Iraq", "actor_type": "state", "name_ar": "العراق"}
    site(tmp_path / "site", root=package({"actors": [actor]}))
    page = open_page(f"{(tmp_path / 'site').as_uri()}/actors.html")
    name = page.locator("tbody [lang=ar]")
    assert name.inner_text() == "العراق"
    assert name.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_ten_thousand_rows_are_shown_a_page_at_a_time_and_all_searched(
    open_page, package, tmp_path
):
    actors = [
        {"actor_id": f"act-a-{n}", "name": f"Actor {n}", "actor_type": "person"}
        for n in range(10_000)
    ]
    site(tmp_path / "site", root=package({"actors": actors}))
    page = open_page(f"{(tmp_path / 'site').as_uri()}/actors.html#act-a-9999")
    page.get_by_role("dialog").get_by_role("heading", name="Actor 9999").wait_for()
    page.keyboard.press("Escape")
    assert "act-a-9999" in ids_shown(page)
    assert page.locator("tbody tr").count() <= 50
    page.get_by_label("Search").fill("Actor 1234")
    assert ids_shown(page) == ["act-a-1234"]
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name="Next").click()
    assert page.locator("#count").inner_text() == "10,000 records; 51 to 100 shown"
