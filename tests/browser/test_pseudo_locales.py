"""Languages that nobody speaks, in Chromium: one that runs from right to left, and one that is two fifths longer.

The accented one takes Esperanto's tag: a private one (en-XA) is not known to Babel, and the tag shows in no layout.
"""

from __future__ import annotations

import pytest

from catalogues import SIX_FORMS, TWO_FORMS, arabic, longer, pseudo
from demo_store import MAILED, context_of, october, settings_beside
from drumbeat.digest.build import build
from drumbeat.records.period import Period
from drumbeat.rendering import Renderer

pytestmark = [pytest.mark.long, pytest.mark.browser]

WIDTHS = (320, 600, 1200)
NOTE = "A good month, thanks to everybody who came in at the weekend to move the order system."
CUT = """
() => [...document.querySelectorAll('td, th, p, h1, h2, h3, caption, span')].filter(element => {
  if (!element.checkVisibility() || element.classList.contains('preview')) return false;
  const style = getComputedStyle(element);
  return element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline';
}).map(element => element.className + ': ' + element.innerText.slice(0, 60))
"""
BESIDE = """
() => [...document.querySelectorAll('td, th, p, h1, h2, h3, caption, a, span')].filter(element => {
  const box = element.getBoundingClientRect();
  return element.checkVisibility() && box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
}).map(element => element.className + ': ' + element.innerText.slice(0, 60))
"""


@pytest.fixture(scope="module", name="digests")
def _digests(demo, tmp_path_factory):
    """The demo's October with a lead's note, and a quarter, whose names are longer than a month's."""
    context = context_of(settings_beside(demo, tmp_path_factory.mktemp("pseudo")))
    team = context.store.teams.get(MAILED)
    quarter = build(team, Period.quarter(2026, 3, team.zone), context.stock, context.policy())
    return october(context, team, NOTE).digest, quarter.digest


@pytest.fixture(scope="module", name="pages")
def _pages(digests, tmp_path_factory):
    """The October's HTML in both languages, and the quarter's."""
    folder = pseudo(tmp_path_factory.mktemp("languages"), "ar", arabic, SIX_FORMS, 6)
    pseudo(folder, "eo", longer, TWO_FORMS, 2)
    month, quarter = digests
    told = {"ar": month, "eo": month, "en": month, "eo quarter": quarter, "de quarter": quarter, "ar quarter": quarter}
    return {name: Renderer(folder, name.split()[0]).html(digest) for name, digest in told.items()}


@pytest.fixture(name="shown")
def _shown(browser, pages):
    """Opens a language in a window of this width."""

    def show(tag, width=600):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        page.set_content(pages[tag])
        return page

    return show


def boxes(page, selector: str) -> list[dict[str, float]]:
    """Where the visible elements are."""
    found = [each.bounding_box() for each in page.locator(selector).all()]
    assert found, selector
    return [box for box in found if box]


def starts(page, selector: str) -> set[str]:
    """How the text of these elements is aligned."""
    align = "elements => elements.map(element => getComputedStyle(element).textAlign)"
    found = set(page.locator(selector).evaluate_all(align))
    assert found, selector
    return found


def test_the_languages_are_what_they_should_be(pages):
    """One is in Arabic letters, the other is at least two fifths longer than English in what it says of ours."""
    arabs = sum("\u0600" <= char <= "\u06ff" for char in pages["ar"])
    assert arabs > 1000
    assert 'dir="rtl"' in pages["ar"]
    assert 'dir="ltr"' in pages["eo"]
    assert sum(char in "áéîöüÿñçšž" for char in pages["eo"]) > 1000
    assert all(len(longer(text)) >= 1.4 * len(text) for text in ("Figure", "How we counted", "a", "typical"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tag", ["ar", "eo", "eo quarter", "de quarter", "ar quarter"])
def test_nothing_overflows_and_nothing_is_cut(shown, tag, width):
    """No sideways scrolling, nothing beside the window, and no cell narrower than its words (rule E30)."""
    page = shown(tag, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BESIDE) == []
    assert page.evaluate(CUT) == []


def test_the_measure_can_fail(browser):
    """A cell that hides the end of its words is found, and so is one that stands beside the window."""
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.set_content(
        '<p class="cut" style="width: 40px; overflow: hidden; white-space: nowrap">a long line of words</p>'
    )
    assert page.evaluate(CUT) == ["cut: a long line of words"]
    page.set_content('<p class="out" style="position: absolute; left: 300px; width: 90px">words</p>')
    assert page.evaluate(BESIDE) == ["out: words"]
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_arabic_begins_on_the_right(shown, width):
    """Headings, paragraphs and captions begin at the right, and numbers in the table end at the left."""
    page = shown("ar", width)
    assert page.evaluate("getComputedStyle(document.querySelector('table.page')).direction") == "rtl"
    assert page.evaluate("document.documentElement.dir") == "rtl"
    ends_right = {"right", "start"}  # `start` is the right here
    for selector in ("h1", "h2", "h3", "p.told", "p.plain", "p.small", ".figures caption", ".figures th[scope=row]"):
        assert starts(page, selector) <= ends_right, selector
    assert starts(page, ".figures td") <= {"left", "end"}
    inner = page.locator("td.body").bounding_box()
    for box in boxes(page, "h2"):
        assert inner["x"] + inner["width"] - box["x"] - box["width"] < 60


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_and_figures_run_from_the_right(shown, width):
    """The table's first column and the first of two figures stand on the right."""
    page = shown("ar", width)
    for row in page.locator(".figures tr").all()[1:4]:
        across = [cell.bounding_box()["x"] for cell in row.locator("th, td").all()]
        assert across == sorted(across, reverse=True)
        assert len(across) == 4
    first, second = boxes(page, "td.key")[:2]
    assert first["x"] > second["x"] or (width == 320 and first["y"] < second["y"])


def test_the_notes_border_is_on_the_right(shown):
    """The lead's note has its line on the side where reading begins, and its padding there."""
    border = (
        "element => (({borderRightWidth, borderLeftWidth, paddingRight, paddingLeft}) => "
        "[borderRightWidth, borderLeftWidth, paddingRight, paddingLeft])(getComputedStyle(element))"
    )
    assert shown("ar").locator("td.note-text").evaluate(border) == ["3px", "0px", "16px", "0px"]
    assert shown("en").locator("td.note-text").evaluate(border) == ["0px", "3px", "0px", "16px"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("tag", "is_right"), [("ar", True), ("en", False)])
def test_bars_grow_from_where_reading_begins(shown, tag, is_right, width):
    """Each bar begins at the end of its track that is next to its label."""
    page = shown(tag, width)
    tracks, bars = boxes(page, "td.bar-track"), boxes(page, "td.bar-now, td.bar-then")
    assert len(tracks) == len(bars) >= 6
    for track, bar in zip(tracks, bars, strict=True):
        left, right = bar["x"] - track["x"], track["x"] + track["width"] - bar["x"] - bar["width"]
        assert abs(right if is_right else left) <= 1.5
    assert any(abs(track["width"] - bar["width"]) > 3 for track, bar in zip(tracks, bars, strict=True))


def test_names_of_another_direction_keep_to_themselves(shown):
    """English titles in an Arabic letter read from left to right, and the sentence round them does not turn."""
    page = shown("ar")
    titles = page.locator("strong[dir=auto]")
    assert titles.count() >= 3
    assert {title.evaluate("element => getComputedStyle(element).direction") for title in titles.all()} == {"ltr"}
    assert "\N{FIRST STRONG ISOLATE}Move to the Kiel data centre\N{POP DIRECTIONAL ISOLATE}" in page.content()
    assert page.locator("td.note-text p[dir=auto]").evaluate("e => getComputedStyle(e).direction") == "ltr"
