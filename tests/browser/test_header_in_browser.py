"""What stands above every page: one row on a wide screen, a menu that opens on a narrow one."""

from __future__ import annotations

import pytest

from lead_pages import ADMINISTRATOR, lead_pages, staff
from samples import sampled
from walks import choose, window

pytestmark = pytest.mark.browser
LOWEST = 100
"""Pixels of a narrow screen that the header may take."""


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("header"), personal=True) as served:
        staff(served.context, ("Root", ADMINISTRATOR))
        yield served


def tops(page, where):
    """Where on the page things begin, from above."""
    return page.eval_on_selector_all(where, "all => all.map(each => Math.round(each.getBoundingClientRect().top))")


@pytest.mark.parametrize("language", sampled(["de", "en"], always=1))
def test_one_row_each_on_a_wide_screen(pages, browser, language):
    """Whoever administers, and has a record, sees all pages in a row, signing out at its end; the team's in another."""
    page = window(browser, pages, ADMINISTRATOR, 1200, locale=language)
    page.goto(f"/teams/{pages.team()}/edition")  # whose entry is the longest, and bold here
    assert page.inner_text(".leave button") == {"en": "Sign out", "de": "Abmelden"}[language]
    assert len(set(tops(page, "nav:not(.team) a"))) == 1
    assert len(set(tops(page, "nav.team a"))) == 1
    assert abs(tops(page, ".leave button")[0] - tops(page, "nav a")[0]) < 10


@pytest.mark.parametrize("script", sampled([True, False], always=1))
def test_a_menu_on_a_narrow_screen(pages, browser, script):
    """The page begins near the top; every page of the menu is reached by keyboard, and signing out is in it."""
    page = window(browser, pages, ADMINISTRATOR, 320, java_script_enabled=script)
    page.goto(f"/teams/{pages.team()}/recipients")
    assert page.locator("header").bounding_box()["height"] < LOWEST
    choose(page, "Schedule")
    page.wait_for_url("**/schedule")
    assert page.is_hidden("nav.team")
    choose(page, "Sign out")
    page.wait_for_url("**/sign-out")
