"""Rules E34 to E39: what somebody who cannot see the mail, or not its colours, is told."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from email_rules.client_rules import bars
from email_rules.palette import palettes
from email_rules.sent_letters import LETTERS, letter
from html_page import contrast, read_page

SEEN = 3.0
EMPTY_WORDS = {"here", "more", "link", "click here", "read more", "details", "hier", "mehr", "weitere"}


def test_e34_language_and_direction(mail):
    """`lang` and `dir` stand on html and on all that body holds: Gmail keeps neither html nor body (rule E34)."""
    (document,) = mail.page.every("html")
    (body,) = mail.page.every("body")
    (wrapper,) = body.inside
    for element in (document, wrapper):
        assert element.attributes["lang"] in {"en", "de"}
        assert element.attributes["dir"] == "ltr"
    assert document.attributes["lang"] == wrapper.attributes["lang"]


@pytest.mark.parametrize("name", LETTERS)
def test_e34_the_language_is_the_letters(name):
    """A letter in German says so, one in English too (rule E34)."""
    assert letter(name).page.every("html")[0].attributes["lang"] == name[-2:]


def test_e34_the_letter_is_an_article(mail):
    """The wrapper is an article, called an e-mail, and no main landmark, of which the program has one (rule E34).

    In a webmail the mail is a part of the program's page, which has a main landmark already.
    """
    (body,) = mail.page.every("body")
    (wrapper,) = body.inside
    assert wrapper.attributes["role"] == "article"
    assert wrapper.attributes["aria-roledescription"] == "email"
    assert [each for each in mail.page.every() if each.attributes.get("role") == "main" or each.tag == "main"] == []


def test_e35_layout_is_told_from_data(mail):
    """Layout tables say that they are; data tables have a caption and a scope on each heading cell (rule E35)."""
    tables = mail.page.every("table")
    data = [each for each in tables if each.attributes.get("role") != "presentation"]
    assert len(data) <= 1
    for table in data:
        (caption,) = table.every("caption")
        assert caption.text
        assert {each.attributes["scope"] for each in table.every("th")} == {"col", "row"}
    inside = {id(cell) for table in data for cell in table.every("th", "caption")}
    assert {id(cell) for cell in mail.page.every("th", "caption")} == inside


def test_e35_there_is_data():
    """The rich letter has the table of figures, so that the rule is tried (rule E35)."""
    assert len(letter("rich-en").page.every("caption")) == 1


def test_e36_no_picture_without_words(mail):
    """Every picture has an alt (rule E36)."""
    assert [each for each in mail.page.every("img") if "alt" not in each.attributes] == []


def test_e37_headings_and_title(mail):
    """There is one h1, no level is skipped, and the title is the subject (rule E37)."""
    levels = [int(each.tag[1]) for each in mail.page.every("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    (title,) = mail.page.every("title")
    assert title.text == " ".join(str(mail.message["Subject"]).split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_e38_bars_are_seen(mail, scheme):
    """Each bar stands out from what is behind it by 3 to 1, in both schemes (rule E38)."""
    palette = palettes(mail.page)[scheme]
    for bar in bars(mail.page):
        assert contrast(palette.own(bar, "background-color"), palette.ground(bar.above)) >= SEEN


def test_e38_change_is_told_in_words_and_numbers(mail):
    """Each bar has its period and its number beside it, in the same row: colour alone tells nothing (rule E38)."""
    for bar in bars(mail.page):
        row = next(up for up in bar.ancestors() if up.tag == "tr" and up.every("table"))
        said, number = row.every("td")[0].text, row.every("td")[-1].text
        assert re.search(r"[^\W\d]", said)
        assert re.search(r"\d", number)


def test_e38_comparisons_have_one_colour():
    """Better and worse look the same: a comparison is two numbers (rule E38)."""
    for name in LETTERS:
        page = letter(name).page
        for palette in palettes(page).values():
            beside = [each for each in page.every("td") if each.attributes.get("class") == "beside"]
            assert len({palette.colour(each) for each in beside}) <= 1


def names_of_links(page):
    """Accessible name and the paragraph or cell that it stands in (WCAG 2.4.4) -> where it leads."""
    found = {}
    for link in page.every("a"):
        around = next(up for up in link.ancestors() if up.tag in {"p", "td", "th", "li"})
        name = link.attributes.get("aria-label") or link.text
        found.setdefault((name, around.text), set()).add(link.attributes["href"])
    return found


def test_e39_links_say_where_they_lead(mail):
    """No link is nameless or called "here"; two of the same words, in the same words, lead to one place (rule E39)."""
    found = names_of_links(mail.page)
    assert [names for names, targets in found.items() if len(targets) > 1] == []
    for name, _ in found:
        assert len(name) > 2
        assert name.lower().strip(" .…") not in EMPTY_WORDS


def test_e39_what_lists_leave_out_is_told_apart(mail):
    """Where a list ends in "and 55 more", the link is named with the list's title (rule E39)."""
    more = [each for each in mail.page.every("a") if re.fullmatch(r"(and|und) \d+ (more|weitere)", each.text)]
    targets = {each.attributes["aria-label"]: each.attributes["href"] for each in more}
    assert len(targets) == len({each.attributes["href"] for each in more})
    assert all(each.attributes["aria-label"].endswith(each.text) for each in more)


def test_e39_a_link_that_says_nothing_is_found():
    """The check above can fail: it sees two links of the same words that lead apart (rule E39)."""
    page = read_page('<p><a href="https://a.example">here</a></p><p><a href="https://b.example">here</a></p>')
    assert {len(targets) for targets in names_of_links(page).values()} == {2}
