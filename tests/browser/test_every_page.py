"""Every page in headless Chromium: on a telephone and on a desk, light and dark, with and without script."""

from __future__ import annotations

import pytest

from open_pages import OPEN, drafted_pages, path_of, who_opens
from walks import refuse_flaws, window

pytestmark = pytest.mark.browser

LOOKS = [(320, "dark"), (1200, "light"), (320, "light"), (1200, "dark")]


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with drafted_pages(tmp_path_factory.mktemp("every")) as served:
        yield served


def shown(page, route, pages):
    """Open it; whether it is a page of ours, and not a mail, a file or a way to elsewhere."""
    answer = page.request.get(path_of(route, pages.team()), max_redirects=0)
    if answer.status != 200 or "/static/" not in answer.text():
        return False
    page.goto(path_of(route, pages.team()))
    return True


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_fits_and_can_be_used_by_all(pages, browser, width, scheme):
    """Nothing runs out of the window, and axe-core finds nothing serious."""
    seen = 0
    for route in OPEN:
        page = window(browser, pages, who_opens(route), width, color_scheme=scheme)
        if shown(page, route, pages):
            refuse_flaws(page)
            seen += 1
        page.context.close()
    assert seen > len(OPEN) // 2


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1200])
def test_it_needs_no_script(pages, browser, width):
    """Without script each page has its heading and its words, and fits into the window."""
    seen = 0
    for route in OPEN:
        page = window(browser, pages, who_opens(route), width, java_script_enabled=False)
        if shown(page, route, pages):
            assert page.locator("h1").inner_text(), route.path
            assert page.locator("main").inner_text(), route.path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), route.path
            seen += 1
        page.context.close()
    assert seen > len(OPEN) // 2
