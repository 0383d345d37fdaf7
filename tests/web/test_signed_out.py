"""What somebody typed whose session ended meanwhile: it stays on the page, and is sent under the next session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.web.access import Rule
from drumbeat.web.answers import Go, Page
from drumbeat.web.fields import Area, Button, Form
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from html_page import read_page
from lead_pages import COOKIE, DESK_LEAD, lead_pages
from schedules import LEAD

TYPED = 'Thank you </textarea><script>alert("1")</script>\r\nall, ümlaut & more'
own = Routes()
KEPT = []


@own.get("/teams/{team:int}/words", Rule.LEAD)
def words(visit):
    """A form with a long text."""
    form = Form(
        visit.within("words"), (Area("words", phrase("Team")),), (Button(phrase("Search"), "go"),), version="v1"
    )
    return Page(visit.team.name, (form,))


@own.post("/teams/{team:int}/words", Rule.LEAD)
def keep(visit):
    """Keeps it, with what else was sent."""
    KEPT.append((visit.access.address, visit.form.version, visit.form.said))
    return Go(visit.within("words"))


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("ended"), routes=(*ROUTES, *own.all)) as served:
        yield served


@pytest.fixture(name="path")
def _path(pages):
    KEPT.clear()
    return f"/teams/{pages.team()}/words"


def filled(browser, path):
    """The form's fields, as a browser sends them once they are filled in and its button is pressed."""
    held = {each.attributes["name"]: each.attributes["value"] for each in form_of(browser.page(path), path)}
    return {**held, "words": TYPED, "go": "yes"}


def form_of(page, path):
    """The inputs of a page's form that goes to an address."""
    return next(each for each in page.every("form") if each.attributes["action"] == path).every("input")


def leave_it_open(pages, browser):
    """The session ends by itself, which no lead notices."""
    key = browser.session.cookies[COOKIE]
    pages.office.clock.now += timedelta(hours=3)
    assert browser.get("/teams").status_code == 303
    return key


def again(answer, path):
    """What the page sends that shows what was entered."""
    return {each.attributes["name"]: each.attributes["value"] for each in form_of(read_page(answer.text), path)}


def test_nothing_typed_is_lost(pages, path):
    """Sent after the session's end, a form comes back whole; signed in anew, its lead sends it, and it is done once."""
    browser = pages.browser(LEAD)
    fields = filled(browser, path)
    leave_it_open(pages, browser)
    out = browser.post(path, fields)
    assert (out.status_code, KEPT) == (403, [])
    assert "You have been signed out meanwhile" in out.text
    assert "<script>alert" not in out.text
    browser.session.cookies.set(COOKIE, pages.session_of(LEAD), domain="127.0.0.1")
    once_more = browser.post(path, again(out, path))
    assert (once_more.status_code, KEPT) == (403, [])
    assert "Send this once more?" in once_more.text
    done = browser.post(path, again(once_more, path))
    assert (done.status_code, done.headers["Location"]) == (303, path)
    ((who, version, said),) = KEPT
    assert (who, version, dict(said)) == (LEAD, "v1", {"words": TYPED, "go": "yes"})


def test_it_is_kept_on_the_page_alone(pages, path, tmp_path_factory):
    """What was typed is nowhere in the store, and another visitor's page does not hold it."""
    browser = pages.browser(LEAD)
    fields = filled(browser, path)
    leave_it_open(pages, browser)
    assert "Thank you" in browser.post(path, fields).text
    kept = [each.read_bytes() for each in pages.office.outbox.parent.glob("*.db*")]
    assert kept
    assert not any(b"Thank you" in each for each in kept)
    assert "Thank you" not in pages.browser(LEAD).get(path).text


def test_under_whose_session_it_is_done(pages, path):
    """Another lead who signs in at the same browser sends nothing to a team that is not theirs."""
    browser = pages.browser(LEAD)
    fields = filled(browser, path)
    leave_it_open(pages, browser)
    out = browser.post(path, fields)
    browser.session.cookies.set(COOKIE, pages.session_of(DESK_LEAD), domain="127.0.0.1")
    assert browser.post(path, again(out, path)).status_code == 404
    assert KEPT == []


def test_a_file_is_chosen_again(pages, path):
    """A file cannot stay on a page: that is said, what was typed beside it is shown, and nothing is sent without it."""
    browser = pages.browser(LEAD)
    fields = filled(browser, path)
    leave_it_open(pages, browser)
    answer = browser.session.post(
        browser.url(path),
        fields,
        files={"list": ("a.csv", b"a,b")},
        headers={"Origin": pages.address},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 403
    assert "The file has to be chosen again" in answer.text
    assert "Thank you" in answer.text
    assert [each for each in read_page(answer.text).every("form") if each.attributes["action"] == path] == []


def test_many_lines_are_shown_in_part_and_sent_whole(pages, path):
    """Of ten thousand pasted lines the page shows a hundred, and sends every one."""
    pasted = "\r\n".join(f"{n}@example.com" for n in range(10_000))
    out = pages.browser().post(path, {"words": pasted})
    assert "And 9,900 more lines." in read_page(out.text).text
    assert again(out, path)["words"].split() == pasted.split()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_another_site_is_shown_nothing(pages, path, origin):
    """What another site sends is refused before it is read, signed in or not; nothing of it is repeated."""
    for browser in (pages.browser(), pages.browser(LEAD)):
        answer = browser.post(path, {"words": TYPED}, Origin=origin)
        assert answer.status_code == 403
        assert "Thank you" not in answer.text


def test_who_typed_nothing_just_signs_in(pages, path):
    """A button alone leads to the page to sign in on, as a page would."""
    answer = pages.browser().post(path, {"csrf": "x", "once": "y", "version": "z"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
