"""`make pictures`: pages as leads see them, from `drumbeat demo --serve`, by the system's Chromium.

    python tests/page_pictures.py FOLDER

FOLDER receives the page of the next edition on a wide screen, and that of recipients on a telephone's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from chromium import CHROMIUM, QUIET_LAUNCH, WHY_NOT
from served_demo import ServedDemo, served_demo

EDITION, TELEPHONE = (1200, 1250), (360, 900)


def main(folder: Path) -> None:
    """Take both."""
    if CHROMIUM is None:
        sys.exit(f"There is {WHY_NOT}; install one to make the pictures.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as here, served_demo(Path(here)) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_LAUNCH)
        page = browser.new_page()
        sign_in(page, demo)
        for name, entry, (width, height) in (
            ("edition", "Next edition", EDITION),
            ("recipients", "Recipients", TELEPHONE),
        ):
            page.set_viewport_size({"width": width, "height": height})
            if page.is_visible(".menu > summary"):
                page.click(".menu > summary")
            page.click(f"nav.team >> text={entry}")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def sign_in(page: Any, demo: ServedDemo) -> None:
    """As the lead whose draft waits."""
    page.goto(demo.address)
    page.fill("input[type=email]", demo.address_of("leads"))
    page.click("main button")
    page.click("text=Mailbox of the demo")
    page.click("main th a >> nth=0")
    page.click("main a[href*='/sign-in/link/']")
    page.click("main button")
    page.click("main th a >> nth=0")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
