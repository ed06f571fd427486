"""How long the pages of the site take on a slow machine, and how large the site is.

    python -m benchmarks.site_speed

Needs Chromium and the dependency group `browser`. Slow means a processor four times slower than
this one; times are medians of five, from opening the address to the first table or text on screen.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from iraqdata.publishing.build import build
from iraqdata.publishing.site.building import site
from iraqdata.reading.catalogue import packaged, read

SLOWER = 4
PAGES = ("index", "events", "claims", "statistics", "documents", "pictures", "dictionary")
ROWS = 10_000


def main() -> None:
    """Print the sizes and times as a Markdown table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        here, large = Path(folder, "site"), Path(folder, "large")
        site(here)
        site(large, root=_large(Path(folder, "package")))
        files = [path.stat().st_size for path in here.rglob("*") if path.is_file()]
        print(f"{len(files)} files, {sum(files) / 1e6:.1f} MB; 10,000-row table: ", end="")
        print(f"{(large / 'data/actors.js').stat().st_size / 1e6:.1f} MB\n")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        print("| page | ready, s |\n| --- | ---: |")
        for name in PAGES:
            print(f"| {name} | {_opening(page, (here / f'{name}.html').as_uri()):.2f} |")
        address = (large / "actors.html").as_uri()
        print(f"| {ROWS:,} rows | {_opening(page, address):.2f} |")
        print(f"| search in {ROWS:,} rows, first time | {_typing(page, 'actor 77', address):.2f} |")
        print(f"| search in {ROWS:,} rows, next letter | {_typing(page, 'actor 777'):.2f} |")
        print(f"| sort {ROWS:,} rows | {_sorting(page):.2f} |")
        browser.close()


def _opening(page: Any, address: str) -> float:
    times = []
    for _ in range(5):
        page.goto("about:blank")
        page.goto(address)
        times.append(
            page.evaluate(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
                "() => done(performance.now()))))"
            )
            / 1000
        )
    return statistics.median(times)


def _timed(page: Any, action: str) -> float:
    script = (
        "() => new Promise(done => { const begun = performance.now(); "
        + action
        + "; requestAnimationFrame(() => requestAnimationFrame("
        "() => done((performance.now() - begun) / 1000))); })"
    )
    return float(page.evaluate(script))


def _typing(page: Any, words: str, address: str | None = None) -> float:
    if address:
        page.goto("about:blank")
        page.goto(address)
    return _timed(
        page,
        f"const box = document.getElementById('search'); box.value = '{words}'; "
        "box.dispatchEvent(new Event('input'))",
    )


def _sorting(page: Any) -> float:
    page.get_by_role("button", name="Clear filters").click()
    return _timed(page, "document.querySelector('thead button').click()")


def _large(root: Path) -> Path:
    """A package of ten thousand actors, otherwise empty."""
    shutil.copytree(packaged().root / "docs", root / "docs")
    shutil.copy(packaged().root / "datapackage.json", root)
    for table in read(root).tables.values():
        table.csv.parent.mkdir(exist_ok=True)
        with table.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.columns, restval="", lineterminator="\n")
            writer.writeheader()
            if table.name == "actors":
                for n in range(ROWS):
                    row = {"actor_id": f"act-a-{n}", "name": f"Actor {n}", "actor_type": "person"}
                    writer.writerow({**row, "aliases": f"Alias {n}|Other name {n}", "iso3": "IRQ"})
    build(root)
    return root


if __name__ == "__main__":
    main()
