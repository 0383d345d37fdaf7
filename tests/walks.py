"""Walks through the leads' pages in headless Chromium, with or without script, and what axe-core says of each page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from chromium import CHROMIUM, QUIET_LAUNCH, WHY_NOT
from lead_pages import COOKIE, Pages
from node_tools import INSTALLED

GRAVE = {"serious", "critical"}


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium; where there is none, the test is skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: no browser tests here")
    if CHROMIUM is None:
        pytest.skip(f"{WHY_NOT}: no browser tests here")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET_LAUNCH)
        yield launched
        launched.close()


def window(browser: Any, pages: Pages, address: str, width: int, **more: Any) -> Any:
    """A window of this width in which somebody is signed in."""
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=pages.address, **more)
    context.add_cookies([{"name": COOKIE, "value": pages.session_of(address), "url": pages.address}])
    return context.new_page()


def refuse_flaws(page: Any) -> None:
    """What is shown fits into the window, and axe-core, where it is installed, finds nothing serious in it.

    The menu is opened before, on a wide screen as well: axe-core takes what a style shows of it for hidden.
    """
    page.evaluate("document.querySelectorAll('.menu').forEach((menu) => { menu.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    script = INSTALLED / "axe-core" / "axe.min.js"
    if not script.exists():
        return
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [(each["id"], page.url) for each in found if each["impact"] in GRAVE] == []


def choose(page: Any, name: str) -> None:
    """Go to a page of the menu by keyboard alone; on a narrow screen the menu has to be opened."""
    if page.is_visible(".menu > summary"):
        press(page, "Menu")
    press(page, name)


def press(page: Any, name: str) -> None:
    """Go to a button or link by Tab alone, as who has no mouse, and press it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate("document.activeElement.innerText || ''").split()) == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not reach {name!r} on {page.url}")
