"""The unsubscribe page in headless Chromium: read and used on narrow and wide screens, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from html_page import contrast
from readers_pages import ZOE, readers_pages
from samples import sampled

pytestmark = pytest.mark.browser

LONG = replace(ZOE, team="Infrastrukturbetriebsüberwachungsgruppe" * 3, language="de")
COLOURS = """
each => {
  const hex = said => '#' + said.match(/\\d+/g).slice(0, 3).map(n => (+n).toString(16).padStart(2, '0')).join('');
  let ground = each;
  while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
  return [hex(getComputedStyle(each).color), hex(getComputedStyle(ground).backgroundColor)];
}
"""


@pytest.fixture(name="pages")
def _pages(tmp_path):
    with readers_pages(tmp_path) as served:
        yield served


@pytest.fixture(name="opened")
def _opened(browser):
    """Opens a page in a window of this width, without JavaScript."""

    def opened(url, width, scheme="light", *, script=False):
        context = browser.new_context(
            viewport={"width": width, "height": 700}, color_scheme=scheme, java_script_enabled=script
        )
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(url)
        return page

    return opened


@pytest.mark.parametrize(("width", "button"), sampled([(320, "team"), (1200, "all")], always=1))
def test_a_reader_unsubscribes(pages, opened, width, button):
    """Without JavaScript: opening changes nothing, a button acts and says what it did, nothing else is fetched."""
    link = pages.link()
    page = opened(link, width)
    assert page.inner_text("h1") == "Unsubscribe from this digest?"
    assert pages.kept() == []
    page.click(f"button[value={button}]")
    assert page.inner_text("h1") == "You are unsubscribed"
    assert page.url == link
    assert set(page.asked) - {f"{pages.address}/favicon.ico"} == {link}
    assert page.said == []
    assert [row[1] for row in pages.kept()] == [ZOE.team if button == "team" else ""]


def test_by_keyboard_alone(pages, opened):
    """Tab reaches the first button, which shows that it is reached, and Enter presses it."""
    page = opened(pages.link(), 600, script=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "team"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You are unsubscribed")
    assert len(pages.kept()) == 1


@pytest.mark.parametrize(
    ("width", "scheme"), sampled([(320, "dark"), (1200, "light"), (320, "light"), (1200, "dark")], always=1)
)
def test_everything_can_be_read(pages, opened, width, scheme):
    """With a long name of one word nothing runs out of a narrow window, and text has a contrast of 4.5 (WCAG 1.4.3)."""
    page = opened(pages.link(LONG), width, scheme, script=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    spoken = [page.locator(each).first for each in ("h1", "p", "button:first-child", "button:last-child")]
    assert [each for each in spoken if contrast(*each.evaluate(COLOURS)) < 4.5] == []
    assert all(each.bounding_box()["height"] >= 44 for each in page.locator("button").all())
