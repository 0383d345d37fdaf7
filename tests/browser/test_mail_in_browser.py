"""The mail in headless Chromium: widths, colour schemes, contrast. Skipped, with the reason, where there is none."""

from __future__ import annotations

import pytest

from digests import quiet_digest, rich_digest
from drumbeat.rendering import Renderer
from hostile import hostile_digest
from html_page import contrast
from samples import sampled

pytestmark = pytest.mark.browser

DIGESTS = {"rich": rich_digest, "quiet": quiet_digest, "hostile": hostile_digest}

SPOKEN = """
() => {
  const hex = colour => '#' + colour.match(/\\d+/g).slice(0, 3).map(n => (+n).toString(16).padStart(2, '0')).join('');
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return hex(colour);
    }
    return '#ffffff';
  };
  const speaks = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')]
    .filter(element => speaks(element) && element.checkVisibility())
    .map(element => [element.innerText, hex(getComputedStyle(element).color), behind(element)]);
}
"""


@pytest.fixture
def open_mail(browser):
    """Opens a digest's HTML in a window of this width and colour scheme, cut off from any network."""

    def opened(name, width=700, scheme="light", html=None):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.set_content(html or Renderer().html(DIGESTS[name]()))
        return page

    return opened


@pytest.mark.parametrize(
    ("name", "width"),
    sampled(
        [
            *(("hostile", 360), ("rich", 360), ("quiet", 360), ("hostile", 1200), ("rich", 600)),
            *(("hostile", 600), ("rich", 1200), ("quiet", 600), ("quiet", 1200)),
        ],
        always=5,
    ),
)
def test_no_sideways_scrolling(open_mail, name, width):
    """The mail fits its window, from a wide pane to a telephone, even with words of 500 letters (rule E30)."""
    page = open_mail(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", DIGESTS)
def test_no_text_is_cut_or_overlapped(open_mail, name):
    """No cell's content is wider than the cell, on a telephone."""
    page = open_mail(name, 360)
    too_wide = "[...document.querySelectorAll('td, th, p, h1')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(too_wide) == 0


def test_column_is_600_pixels(open_mail):
    """In a wide pane the letter is one column of 600 pixels (rule E30)."""
    assert open_mail("rich", 1200).locator("table.letter").bounding_box()["width"] == 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", DIGESTS)
def test_contrast_in_both_schemes(open_mail, name, scheme):
    """Every visible text has a contrast of 4.5 to 1 at least, in light and in dark (rules E32, E38)."""
    spoken = open_mail(name, scheme=scheme).evaluate(SPOKEN)
    assert spoken
    assert [text for text, colour, behind in spoken if contrast(colour, behind) < 4.5] == []


def test_dark_scheme_is_dark(open_mail):
    """Where the reader's machine is dark, so is the mail; both can be photographed."""
    light, dark = (open_mail("rich", scheme=scheme) for scheme in ("light", "dark"))
    assert light.screenshot(full_page=True) != dark.screenshot(full_page=True)
    background = "getComputedStyle(document.querySelector('table.letter')).backgroundColor"
    assert (light.evaluate(background), dark.evaluate(background)) == ("rgb(255, 255, 255)", "rgb(28, 32, 36)")


def test_headline_figures_stand_on_the_first_screen(open_mail):
    """Outcomes and the four headline figures are seen without scrolling, in a pane of 700 by 900 pixels."""
    last = open_mail("rich").locator("td.key").last.bounding_box()
    assert last["y"] + last["height"] <= 900


def test_nothing_runs_and_nothing_is_fetched(open_mail):
    """The hostile mail runs no script and asks the network for nothing (rule E55)."""
    page = open_mail("hostile")
    assert page.evaluate("document.scripts.length") == 0
    assert page.asked == []


def test_without_styles_in_the_head_it_still_fits(open_mail):
    """With the style element taken away, as Gmail does for some accounts, it still fits a telephone (rule E32)."""
    bare = Renderer().html(rich_digest())
    start, end = bare.index("<style"), bare.index("</style>")
    page = open_mail("rich", 360, html=bare[:start] + bare[end:].replace("</style>", "", 1))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
