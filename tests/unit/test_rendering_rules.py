"""The HTML part against the rules of the mail fact sheet that can be checked without a mail program."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from digests import numbers, rich_digest
from drumbeat.digest.letter import Frame
from drumbeat.rendering import Renderer
from html_page import contrast, numbers_in, read_page
from mailed_months import MONTHS, TWINS, rendered

RENDERER = Renderer()
HTML = {name: rendered(name, "en", "html") for name in (*MONTHS, *TWINS)}


@pytest.fixture(params=sorted(HTML))
def html(request):
    """Each month, and each hostile twin, as HTML."""
    return HTML[request.param]


@pytest.fixture
def page(html):
    """The same, read."""
    return read_page(html)


def test_size_of_a_large_month():
    """With 5,000 tickets and long lists the HTML stays under 80 kB (rules E20, E21)."""
    rich = rich_digest()
    many = replace(
        rich,
        figures=tuple(replace(each, evidence=numbers("INC", 5000)) for each in rich.figures),
        highlights=tuple(replace(line, evidence=numbers("INC", 5000)) for line in rich.highlights),
        articles=rich.articles * 1250,
        improvements_completed=rich.improvements_completed * 2500,
        improvements_under_way=rich.improvements_under_way * 2500,
        skills=tuple(f"Skill {n}" for n in range(5000)),
        new_skills=tuple(f"Skill {n}" for n in range(5000)),
        upcoming=rich.upcoming * 2500,
        signals=tuple(replace(line, names=tuple(f"Name {n}" for n in range(5000))) for line in rich.signals),
    )
    assert len(RENDERER.html(many).encode()) <= 80_000


def test_size(html):
    """Every mail stays under 80 kB, even one written by somebody who wants it clipped (rule E20)."""
    assert len(html.encode()) <= 80_000


def test_styles_stand_in_the_head_and_are_small(page):
    """Style elements stand in the head only, and hold up to 16 kB (rule E22)."""
    sheets = page.every("style")
    assert sheets
    assert all(sheet.above.tag == "head" for sheet in sheets)
    assert sum(len(sheet.text.encode()) for sheet in sheets) <= 16_000


def test_nothing_is_loaded_or_drawn(html, page):
    """No image, no vector drawing, no data address, nothing fetched (rules E24-E28): figures are text."""
    assert page.every("svg", "img", "link", "script", "iframe", "object", "video", "base") == []
    assert re.search(r"url\(|@import|data:|https?://", html) is None


def test_charset_is_seen_by_browsers(html):
    """The charset is declared in the first 1024 bytes (HTML standard, 4.2.5.4)."""
    assert '<meta charset="utf-8">' in html.encode()[:1024].decode()


def test_only_what_mail_programs_know(html, page):
    """No form, meter or button; no flex, grid, position, variable, rem or web font (rule E29)."""
    assert page.every("form", "button", "input", "meter", "progress") == []
    declared = {name: value for element in page.every() for name, value in element.style.items()}
    assert {"position", "float", "gap", "grid", "flex"} & set(declared) == set()
    assert re.search(r"(flex|grid|var\(|\drem\b|@font-face|calc\()", _styles(html, page)) is None


def test_padding_stands_on_cells_only(page):
    """Outlook knows padding on cells only (rule E29)."""
    padded = {
        element.tag
        for element in page.every()
        if any(name.startswith("padding") for name in element.style) and element.style["padding"] != "0"
    }
    assert padded <= {"td", "th", "caption"}


def test_one_column_of_600_pixels(page):
    """The letter is a table with max-width 600px, and a fixed width for those who ignore that (rule E30)."""
    letter = next(each for each in page.every("table") if each.attributes.get("class") == "letter")
    assert letter.style["max-width"] == "600px"
    assert letter.attributes["width"] == "600"


def test_no_anchors_within_the_mail(page):
    """Nothing relies on anchors inside the mail (rule E31), and what is not linked needs no link text (rule E39)."""
    assert page.every("a") == []


def test_links_have_words_and_open_the_evidence():
    """With an evidence page every link leads to a part of it, and has a text that says what opens (rules E31, E39)."""
    framed = Renderer(frame=Frame(evidence_page="https://drumbeat.example.com/e/1"))
    links = read_page(framed.html(rich_digest())).every("a")
    assert {link.attributes["href"].partition("#")[0] for link in links} == {"https://drumbeat.example.com/e/1"}
    assert all(link.text for link in links)
    assert len(links) > len(rich_digest().figures)


def test_without_links_the_address_of_the_lists_is_said():
    """In plain text and Markdown no figure is a link, so the address of the evidence page stands there itself (E03)."""
    address = "https://drumbeat.example.com/e/1"
    framed = Renderer(frame=Frame(evidence_page=address))
    for said in (framed.text(rich_digest()), framed.markdown(rich_digest())):
        assert f"The lists of records behind all figures: {address}" in " ".join(said.split())
        assert "Each figure opens" not in said


def test_legible_without_media_queries(html):
    """With style elements taken away, as Gmail does, text and background colours remain (rule E32)."""
    bare = read_page(re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))
    shown = [each for each in _speaking(bare) if each.style.get("display") != "none"]
    assert len(shown) > 5
    for element in shown:
        assert _colour(element), element.text
    assert next(iter(bare.every("body"))).style["background-color"]


def test_font_weights(html, page):
    """Weights are 400 or 700, since Outlook knows no others (rule E33)."""
    assert set(re.findall(r"font-weight:\s*([^;\"}]+)", _styles(html, page))) <= {"400", "700"}


def test_language_and_direction(page):
    """`lang` and `dir` stand on html and on the outer wrapper, since Gmail drops body (rule E34)."""
    (document,) = page.every("html")
    (body,) = page.every("body")
    for element in (document, body.inside[0]):
        assert element.attributes["lang"] == "en"
        assert element.attributes["dir"] == "ltr"


def test_layout_tables_are_told_from_data(page):
    """Layout tables say so; the data table has a caption, and a scope on every heading cell (rule E35)."""
    data = [table for table in page.every("table") if table.attributes.get("role") != "presentation"]
    assert len(data) == 1
    (caption,) = data[0].every("caption")
    assert caption.text
    assert {each.attributes["scope"] for each in data[0].every("th")} == {"col", "row"}
    layout = [table for table in page.every("table") if table not in data]
    assert all(not _own(table, "th") and not _own(table, "caption") for table in layout)


def test_headings(page):
    """One h1 with team and month in words, no level skipped, and a title (rules E11, E37)."""
    levels = [int(each.tag[1]) for each in page.every("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert "October 2026" in page.every("h1")[0].text
    assert page.every("title")[0].text


def test_contrast(page):
    """Every text stands out from its background by 4.5 to 1 at least (rule E38)."""
    for element in _speaking(page):
        if element.attributes.get("class") != "preview":
            assert contrast(_colour(element), _inherited(element, "background-color")) >= 4.5, element.text


def test_change_is_not_told_by_colour(page):
    """A change is told by the two numbers, never by a colour of its own (rule E38)."""
    comparisons = [each for each in page.every("td") if each.attributes.get("class") == "beside"]
    assert len({_colour(each) for each in comparisons}) == 1


def test_figures_remain_without_images(page):
    """All figures are text: the numbers of the digest are read from the page itself (rule E28)."""
    assert {"412", "287", "96.8"} <= numbers_in(read_page(HTML["busy"]).text)


def _speaking(page):
    """Elements of the body that hold words of their own, not only their children's."""
    (body,) = page.every("body")
    return [each for each in body.every() if any(each.own)]


def _colour(element):
    return _inherited(element, "color")


def _inherited(element, name):
    return next((each.style[name] for each in [element, *element.ancestors()] if name in each.style), "")


def _own(table, tag):
    return [each for each in table.every(tag) if next(up for up in each.ancestors() if up.tag == "table") is table]


def _styles(html, page):
    return " ".join([*(sheet.text for sheet in page.every("style")), *re.findall(r'style="([^"]*)"', html)])
