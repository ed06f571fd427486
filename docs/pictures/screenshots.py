"""Take the two screenshots of the README from a built site.

    make site && .venv/bin/python docs/pictures/screenshots.py _site

Needs Chromium and the dependency group `browser`. Look at them before you commit them: no test
compares them, since every version of a browser draws a little differently.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
RECORD = "evt-iran-arms-purchase-2013"


def main(site: Path) -> None:
    """Write `record.png` and `documents.png` beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(f"{site.resolve().as_uri()}/events.html#{RECORD}")
        page.get_by_role("dialog").get_by_role("heading", name="Evidence").evaluate(
            "heading => { const panel = heading.closest('dialog');"
            " panel.scrollTop = heading.offsetTop - 120; }"
        )
        page.screenshot(path=HERE / "record.png")
        page.goto(f"{site.resolve().as_uri()}/documents.html")
        page.locator("#count").wait_for()
        page.screenshot(path=HERE / "documents.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
