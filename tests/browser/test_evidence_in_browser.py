"""The evidence page in headless Chromium, opened from a file: links find their lists, nothing runs, all is readable."""

from __future__ import annotations

import pytest

from drumbeat.digest.evidence.page import Desk
from drumbeat.rendering import Renderer
from evidence_months import large_month, small_month
from html_page import contrast

pytestmark = pytest.mark.browser

VISIBLE = "[...document.querySelectorAll('.g')].filter(each => each.checkVisibility()).map(each => each.id)"
PARTS = "[...document.querySelectorAll('.p')].filter(each => each.checkVisibility()).map(each => each.id)"
SPOKEN = """
() => {
  const hex = colour => '#' + colour.match(/\\d+/g).slice(0, 3).map(n => (+n).toString(16).padStart(2, '0')).join('');
  const main = hex(getComputedStyle(document.querySelector('main')).backgroundColor);
  return [...document.querySelectorAll('main *')]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(each => [each.tagName, hex(getComputedStyle(each).color), main]);
}
"""


@pytest.fixture(name="opened")
def _opened(browser, tmp_path):
    """Opens a month's page from disk, at a part, cut off from any network."""

    def opened(month, part="", width=700, scheme="light"):
        file = tmp_path / "evidence.html"
        file.write_text(Renderer().evidence(*month, Desk("https://example.service-now.com", ("Network",))))
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(file.as_uri() + (f"#{part}" if part else ""))
        return page

    return opened


def test_a_figure_s_link_shows_its_list_alone(opened):
    """Opened at a figure, the page shows that part and the groups that make it up, and no other record."""
    page = opened(small_month(), "incidents-resolved")
    assert page.evaluate(PARTS) == ["incidents-resolved"]
    assert page.evaluate(VISIBLE) == ["g1", "g2"]
    told = page.inner_text("main")
    assert all(f"INC001000{at}" in told for at in range(1, 8))
    assert "INC0010008" not in told
    assert page.locator("#incidents-resolved").is_visible()


def test_a_link_followed_on_the_page(opened):
    """All is shown at first; a link of a part leads to its group, and one link shows everything again."""
    page = opened(small_month())
    every = page.evaluate(VISIBLE)
    assert len(every) == 8
    page.click("#v07 a >> text=group 4")
    assert page.url.endswith("#g4")
    assert page.locator("#g4").bounding_box()["y"] < 900
    page.goto(page.url.split("#")[0] + "#v07")
    assert page.evaluate(VISIBLE) == ["g2", "g4"]
    page.click("text=Show everything")
    assert page.evaluate(VISIBLE) == every


def test_a_part_that_is_the_same_as_another_shows_the_same(opened):
    """A highlight that stands on a figure's records opens these."""
    page = opened(small_month(), "volume-incidents-resolved")
    assert page.evaluate(VISIBLE) == ["g1", "g2"]


def test_a_part_without_records_shows_none(opened):
    """A fact's link shows where it comes from, and no list of others."""
    page = opened(small_month(), "fact-spam")
    assert page.evaluate(VISIBLE) == []
    assert "own count" in page.inner_text("#fact-spam")


def test_nothing_runs_and_nothing_is_fetched(opened):
    """The page asks for nothing but itself, runs no script, and its policy refuses none of its own style."""
    page = opened(small_month())
    assert page.evaluate("document.scripts.length") == 0
    assert len(page.asked) == 1
    assert page.said == []
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "720px"


def test_the_policy_holds(opened):
    """A script or a style that somebody brings onto the page does nothing."""
    page = opened(small_month())
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=odd style=\"color: red\">x</p>')")
    page.wait_for_timeout(100)
    assert page.title() == "Evidence: Network, October 2026"
    assert page.evaluate("getComputedStyle(document.querySelector('#odd')).color") == "rgb(31, 36, 40)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_in_both_schemes(opened, scheme):
    """Every text has a contrast of 4.5 to 1 at least, in light and in dark (rule E38)."""
    spoken = opened(small_month(), scheme=scheme).evaluate(SPOKEN)
    assert len(spoken) > 40
    assert [text for text, colour, behind in spoken if contrast(colour, behind) < 4.5] == []


@pytest.mark.parametrize("width", [1200, 360])
def test_a_large_page_fits_any_window(opened, width):
    """A page of thousands of records does not scroll sideways, on a telephone either."""
    page = opened(large_month(5000), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints(opened):
    """On paper the page is black on white, without the link that only a screen needs."""
    page = opened(small_month(), scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert not page.locator(".all").is_visible()
