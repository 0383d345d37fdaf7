"""What a lead changes about a draft by page: the note, the order of sentences, titles, and what needs an approval."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from drumbeat.desk.editing import Changes, edit
from drumbeat.digest.choices import ChoiceLine, Offer, as_json, of_json
from drumbeat.store.schema import choice
from edition_pages import acts, as_before, at, edition_pages, over
from html_page import read_page
from installation import NETWORK, OCTOBER
from lead_pages import ADMINISTRATOR, held
from schedules import LEAD

HOSTILE = '<script>alert(1)</script>" onfocus="alert(2)'
FIRST, SECOND = "improvement:CIM0000", "improvement:CIM0001"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("words")) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    return as_before(pages)


def edited(pages):
    """What is decided about October's edition."""
    return pages.context.store.editing.get(NETWORK.name, OCTOBER)


def test_a_note_is_kept_and_counted(pages, browser):
    """It is kept with the signed-in address; the page says that the draft is to be made anew, and counts the words."""
    answer = browser.send(at(pages, "words"), "/note", note="Thanks to all who helped.")
    assert (answer.status_code, answer.headers["Location"]) == (303, at(pages, "words"))
    page = browser.page(at(pages, "words"))
    assert page.every("textarea")[0].text == "Thanks to all who helped."
    assert page.every("output")[0].text == "5"
    assert "The draft does not hold yet what was changed." in page.text
    assert acts(pages, "edit edition")[0] == LEAD


def test_a_note_that_is_too_long_is_not_lost(pages, browser):
    """More than sixty words are answered 422, with the field marked and every word still in it."""
    note = f"{'word ' * 61}{HOSTILE}"
    answer = browser.send(at(pages, "words"), "/note", note=note)
    assert answer.status_code == 422
    assert 'href="#note-note"' in answer.text
    assert "word word" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert edited(pages).note == ""


def test_what_was_taken_out_of_a_note_is_said(pages, browser):
    """Where a link was taken out, the page says so beside the field; of a note that is kept whole it says nothing."""
    browser.send(at(pages, "words"), "/note", note="Thank you all.")
    assert "was taken out" not in browser.page(at(pages, "words")).text
    browser.send(at(pages, "words"), "/note", note="See more at https://intra.example/kiel")
    assert edited(pages).note == "See more at […]"
    note = next(each for each in browser.page(at(pages, "words")).every("section") if each.attributes["id"] == "note")
    assert "something was taken out that must not leave by mail: a link" in note.text


def test_a_hostile_note_is_text(pages, browser):
    """HTML in a note is words, on the page and in the mail."""
    browser.send(at(pages, "words"), "/note", note=HOSTILE)
    assert "<script>alert" not in browser.get(at(pages, "words")).text
    over(browser, browser.send(at(pages), "/draft"))
    assert "<script>alert" not in browser.get(at(pages, "mail/html")).text


def test_two_leads_at_once_lose_nothing(pages, browser):
    """The second of two is answered 409, with the note that was typed beside the one that stands, and a way to it."""
    form = next(each for each in browser.page(at(pages, "words")).every("form") if "/note" in each.attributes["action"])
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.every("input")}
    team = pages.context.store.teams.get(NETWORK.name)
    edit(pages.context.acting(ADMINISTRATOR), team, OCTOBER, Changes(note="The first one."))
    answer = browser.post(form.attributes["action"], {**fields, "note": "The second one."})
    assert answer.status_code == 409
    page = read_page(answer.text)
    assert [each.text for each in page.every("dd")][:3] == [
        "to change what it says",
        "The second one.",
        "The first one.",
    ]
    assert [each.text for each in page.every("dt")][:3] == ["You wanted", "Note", "Note"]
    assert at(pages, "words") in {each.attributes.get("href") for each in page.every("a")}
    assert edited(pages).note == "The first one."


@pytest.mark.parametrize("step", [("down", FIRST), ("up", SECOND), ("first", SECOND)], ids=lambda step: step[0])
def test_sentences_change_places(pages, browser, step):
    """A button moves its sentence by one place, or to the first."""
    name, which = step
    assert browser.send(at(pages, "words"), "/order", **{name: which}).status_code == 303
    assert edited(pages).order[:2] == (SECOND, FIRST) if name != "first" else edited(pages).order == (SECOND,)


def test_a_sentence_is_hidden_and_shown(pages, browser):
    """What is hidden stands below what is told, with a button to show it again."""
    browser.send(at(pages, "words"), "/order", hide=FIRST)
    assert edited(pages).hidden == {FIRST}
    assert "Not told:" in browser.page(at(pages, "words")).text
    browser.send(at(pages, "words"), "/order", show=FIRST)
    assert edited(pages).hidden == frozenset()


def test_an_english_digest_is_marked_on_german_pages(pages):
    """Its sentences, its subject and its text are said to be English, so that they are heard as such (WCAG 3.1.2)."""
    german = pages.browser(LEAD, **{"Accept-Language": "de"})

    def english(path):
        page = german.page(path)
        return [each.text for each in page.every("span", "pre") if each.attributes.get("lang") == "en"]

    subject = pages.context.store.editions.find(NETWORK.name, OCTOBER).content.subject
    assert "“A better gateway” is complete, begun in September 2026." in english(at(pages, "words"))
    assert subject in english(at(pages))
    assert subject in english(f"/teams/{pages.team()}/history")
    assert any(each.startswith(subject) for each in english(f"{at(pages)}?view=text"))


@pytest.mark.parametrize("said", [{"up": "improvement:CIM9999"}, {"first": "x"}, {"hide": HOSTILE}, {}], ids=str)
def test_what_is_no_sentence_changes_nothing(pages, browser, said):
    """A button of nothing that there is moves nothing, whatever it says."""
    before = edited(pages)
    assert browser.send(at(pages, "words"), "/order", **said).status_code in {303, 422}
    assert edited(pages) == before


def test_titles_are_ticked_as_they_were_shown(pages, browser):
    """A tick names the title's hash, so that no other title of that incident can appear; unticking takes it back."""
    page = browser.page(at(pages, "words"))
    tick = next(each for each in page.every("input") if each.attributes.get("name") == "title")
    number, _, title_hash = tick.attributes["value"].partition(" ")
    browser.send(at(pages, "words"), "/titles", title=tick.attributes["value"], shown=number)
    assert edited(pages).ticked == {number: title_hash}
    over(browser, browser.send(at(pages), "/draft"))
    assert "“marzipan" in pages.context.store.editions.find(NETWORK.name, OCTOBER).content.text
    answer = browser.post(
        at(pages, "words/titles"), {"csrf": browser.csrf(), "shown": number, "version": _version(browser, pages)}
    )
    assert answer.status_code == 303
    assert edited(pages).ticked == {}


def _kept(pages, **changes):
    """October's draft as it would be had it these choices."""
    edition = pages.context.store.editions.find(NETWORK.name, OCTOBER)
    found = as_json(replace(of_json(json.loads(pages.context.store.editions.choices(edition.id))), **changes))
    with pages.context.store.acts._database.begin() as connection:
        connection.execute(choice.update().values(content=json.dumps(found)))


def test_many_further_lines_are_folded(pages, browser):
    """A long list is shut until it is asked for; who hides a line of it comes back to it, and finds it open."""
    _kept(pages, lines=tuple(ChoiceLine(f"article:KB{n}", f"Article {n}") for n in range(9)))
    page = browser.page(at(pages, "words"))
    (folded,) = [each for each in page.every("details") if "9 lines, 0 hidden" in each.text]
    assert "open" not in folded.attributes
    (form,) = folded.every("form")
    answer = browser.post(form.attributes["action"], {**held(form), "hide": "article:KB3"})
    assert answer.headers["Location"].endswith("/words?lines=1#lines")
    page = browser.page(answer.headers["Location"])
    (folded,) = [each for each in page.every("details") if "9 lines, 1 hidden" in each.text]
    assert "open" in folded.attributes


def _version(browser, pages):
    fields = (each.attributes for each in browser.page(at(pages, "words")).every("input"))
    return next(each["value"] for each in fields if each.get("name") == "version")


def test_downtime_is_approved_as_it_was_shown(pages, browser):
    """Who approves a sentence about downtime stands behind it by address; another value than was seen is refused."""
    offer = Offer("downtime:CHG0001", "The move cost 12 minutes of downtime.", "f" * 64)
    _kept(pages, pending=(offer,))
    assert "1 sentence about downtime is left out until somebody approves it." in browser.page(at(pages)).text
    stale = browser.send(at(pages, "words"), "/approve", approve=f"{offer.id} {'0' * 64}")
    assert stale.status_code == 409
    assert edited(pages).approved == {}
    assert browser.send(at(pages, "words"), "/approve", approve=f"{offer.id} {offer.hash}").status_code == 303
    assert edited(pages).approved == {offer.id: offer.hash}
    assert acts(pages, "approve fact")[0] == LEAD


def test_what_has_left_cannot_be_changed(pages, browser):
    """Of a sent edition the page says so, and a form of old changes nothing."""
    page = browser.page(at(pages, "words", "2026-09"))
    assert "There is no draft of it that could be changed." in page.text
    answer = browser.post(at(pages, "words/note", "2026-09"), {"csrf": browser.csrf(), "note": "Too late"})
    assert answer.status_code in {409, 422}
