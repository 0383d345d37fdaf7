"""The place of a frozen edition that each mail fills with its recipient's own words: found, and never forged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.delivery.leaving import html_for, text_for
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.letter import Frame
from drumbeat.digest.letter.model import Leave
from drumbeat.rendering import Renderer
from email_rules.sent_letters import bare
from html_page import read_page

PREVIEW = "https://d.example.com/u/preview"
FRAME = Frame(is_subscribed=True, leave_page=PREVIEW)
SAY = Renderer(frame=FRAME)
MINE = Leave("Unsubscribe from this digest", "https://d.example.com/u/tMINE?a=1&b=2", "And the others.")
ASK = Leave("Ask A & B\N{NO-BREAK SPACE}<c>.")
FORGED = ("<!--leave-->", "<!--/leave-->", "-- ", "\n-- \n", "\r\n-- \r\n", "--\N{NO-BREAK SPACE}", "</body>", PREVIEW)
OLD = ("<html><body><p>October</p></body></html>\n", "October\n\nDrumbeat sends this.\n")
"""An edition that was frozen before there was such a place."""


def frozen(words=""):
    """A letter whose records, team, lead and note say these words."""
    digest = replace(bare(), team=f"Net {words}", note=words, lead=words, outcome=phrase("{x}", x=words or "x"))
    return SAY.html(digest), SAY.text(digest)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(FORGED) | st.text(max_size=12), max_size=5).map(" ".join))
def test_no_words_of_a_record_are_the_place(words):
    """Whatever a record says, marks included, it is still there in the mail, and the recipient's words stand once."""
    html, text = frozen(words)
    assert (html.count("<!--leave-->"), html.count("<!--/leave-->"), text.count("\n-- \n")) == (1, 1, 1)
    mine = html_for(html, MINE), text_for(text, MINE)
    assert read_page(mine[0]).every("a")[-1].attributes["href"] == MINE.href
    assert len(read_page(mine[0]).every("a")) == len(read_page(html).every("a"))
    assert mine[1].partition("\n-- \n")[0] == text.partition("\n-- \n")[0]
    assert mine[1].count(MINE.href) == 1


@pytest.mark.parametrize("leave", [MINE, ASK])
def test_words_and_look_are_the_templates(leave):
    """A link keeps the template's words and look and changes its address; a sentence takes the whole place."""
    html, text = frozen()
    page = read_page(html_for(html, leave))
    assert page.text.endswith("of all teams." if leave.href else " ".join(leave.text.split()))
    assert [each.attributes.get("class") for each in page.every("a")] == ["reference"] * bool(leave.href)
    assert text_for(text, leave).rpartition("\n-- \n")[2].startswith(leave.text)


@pytest.mark.parametrize("leave", [MINE, ASK])
@pytest.mark.parametrize("html", [OLD[0], "<p>October</p>"])
def test_an_edition_without_the_place_tells_it_at_its_end(leave, html):
    """An older edition, or a customer's template without the place, says it at the end of both parts."""
    page = read_page(html_for(html, leave))
    assert [each.text for each in page.every("p")] == ["October", " ".join(f"{leave.text} {leave.beside}".split())]
    assert [each.attributes["href"] for each in page.every("a")] == [leave.href] * bool(leave.href)
    text = text_for(OLD[1], leave)
    assert text.startswith(f"{OLD[1]}\n-- \n{leave.text}")
    assert re.findall(r"^https:.*$", text, re.MULTILINE) == [leave.href] * bool(leave.href)


def test_a_link_in_a_place_frozen_without_one():
    """Where the pages were set up after an edition was made, its mails have the link all the same."""
    say = Renderer(frame=replace(FRAME, leave_page=""))
    (link,) = read_page(html_for(say.html(bare()), MINE)).every("a")
    assert (link.text, link.attributes["href"]) == (MINE.text, MINE.href)
    assert MINE.href in text_for(say.text(bare()), MINE)


@pytest.mark.parametrize("part", [*OLD, *frozen()])
def test_nothing_to_say_changes_nothing(part):
    """A mail whose edition says it right is the edition, byte for byte."""
    assert html_for(part, None) == text_for(part, None) == part
