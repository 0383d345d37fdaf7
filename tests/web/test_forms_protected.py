"""Forms of the leads' pages: sent twice, stale, too long, too slow, by two at once; and what is told afterwards."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SettingsError, StoreError
from drumbeat.rendering.site import Site
from drumbeat.web import bodies
from drumbeat.web.access import Rule
from drumbeat.web.answers import Go, Page
from drumbeat.web.around import Around
from drumbeat.web.blocks import Text
from drumbeat.web.fields import Area, Button, Field, FileField, Form
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict, version_of
from html_page import read_page
from lead_pages import lead_pages
from log_lines import told
from schedules import LEAD

SITE = Site()
AROUND = Around("en", "ltr", "", "a.css", "b.js")
own = Routes()
NOTES = {"kept": "", "slow": 0.0, "count": 0, "trouble": None}


@own.get("/teams/{team:int}/note", Rule.LEAD, phrase("Lead"))
def note(visit):
    """A note that is kept in memory, with a form to change it."""
    form = Form(
        visit.within("note"),
        (Field("words", phrase("Team"), NOTES["kept"]), FileField("list", phrase("Teams"))),
        (Button(phrase("Search")),),
        version=version_of(NOTES["kept"]),
    )
    return Page(visit.team.name, (form,))


@own.post("/teams/{team:int}/note", Rule.LEAD, most_bytes=20_000)
def keep(visit):
    """Keeps it, if it is still what the form showed."""
    if NOTES["trouble"] is not None:
        raise NOTES["trouble"]
    if visit.form.version != version_of(NOTES["kept"]):
        entered = ((phrase("Team"), visit.form.text("words")),)
        return conflict(entered, ((phrase("Team"), NOTES["kept"]),), visit.within("note"))
    if visit.form.text("words") == "wrong":
        return Page(phrase("Team"), (Text(phrase("Back")),), status=422)
    time.sleep(NOTES["slow"])
    chosen = visit.form.upload("list")
    NOTES.update(kept=visit.form.text("words") + (chosen.content.decode() if chosen else ""), count=NOTES["count"] + 1)
    visit.context.store.audit.note(visit.context.entry("note"))
    return Go(visit.within("note"), phrase("You sign in as {address}.", address=visit.access.address))


@own.post("/teams/{team:int}/bug", Rule.LEAD)
def bug(_visit):
    """A page that fails."""
    raise ZeroDivisionError("a ticket's words")


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("forms"), routes=(*ROUTES, *own.all)) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    NOTES.update(kept="", slow=0.0, count=0, trouble=None)
    return pages.browser(LEAD)


@pytest.fixture(name="path")
def _path(pages):
    return f"/teams/{pages.team()}/note"


def held(browser, path):
    """The form's fields as the page shows them."""
    form = next(each for each in browser.page(path).every("form") if each.attributes["action"] == path)
    fields = [each.attributes for each in form.every("input") if each.attributes["type"] != "file"]
    return {each["name"]: each["value"] for each in fields}


def test_a_change_is_told_and_logged(pages, browser, path):
    """A form is answered by going to a page, which says once what was done; the log names who did it."""
    answer = browser.send(path, path, words="spam")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    (said,) = [each for each in browser.page(path).every("p") if each.attributes.get("role") == "status"]
    assert said.text == f"You sign in as {LEAD}."
    assert [each for each in browser.page(path).every("p") if each.attributes.get("role")] == []
    last = pages.context.store.audit.all()[-1]
    assert (last.actor, last.act) == (LEAD, "note")


def test_a_double_click_is_one_change(browser, path):
    """Sent twice at the same moment, it is done once, and both are answered as the first is."""
    NOTES["slow"] = 0.3
    fields = {**held(browser, path), "words": "spam"}
    with ThreadPoolExecutor(3) as clicks:
        answers = list(clicks.map(lambda _: browser.post(path, fields), range(3)))
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, path)}
    assert NOTES["count"] == 1


def test_back_and_changed_is_another_change(browser, path):
    """Who goes back and sends the old page with other words made no double click, and is told that it is stale."""
    fields = held(browser, path)
    assert browser.post(path, {**fields, "words": "one"}).status_code == 303
    answer = browser.post(path, {**fields, "words": "two"})
    facts = [each.text for each in read_page(answer.text).every("dd")]
    assert (answer.status_code, facts) == (409, ["two", "one"])
    assert NOTES["kept"] == "one"


def test_two_leads_at_once(pages, browser, path):
    """Of two who change the same thing one is kept; the other sees both, and nothing is lost unseen."""
    NOTES["slow"] = 0.2
    other = pages.browser("root@example.com")
    sent = [(each, {**held(each, path), "words": words}) for each, words in ((browser, "one"), (other, "two"))]
    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(lambda pair: pair[0].post(path, pair[1]), sent))
    assert sorted(each.status_code for each in answers) == [303, 409]
    assert NOTES["count"] == 1


def test_what_was_wrong_may_be_sent_again(browser, path):
    """A form that came back with a mistake, or failed, is not spent: it may be sent again as it is."""
    fields = held(browser, path)
    assert browser.post(path, {**fields, "words": "wrong"}).status_code == 422
    assert browser.post(path, {**fields, "words": "wrong"}).status_code == 422
    NOTES["trouble"] = StoreError("the disk is full")
    assert browser.post(path, {**fields, "words": "spam"}).status_code == 503
    NOTES["trouble"] = None
    assert browser.post(path, {**fields, "words": "spam"}).status_code == 303
    assert NOTES["count"] == 1


@pytest.mark.parametrize("token", ["", "x" * 64, "\N{SNOWMAN}"])
def test_a_form_needs_the_sessions_token(browser, path, token):
    """Without the token, or with another, nothing is done."""
    assert browser.post(path, {**held(browser, path), "csrf": token, "words": "spam"}).status_code == 403
    assert NOTES["count"] == 0


def test_the_token_is_the_sessions_own(pages, browser, path):
    """The token of another session of the same lead is no good."""
    other = pages.browser(LEAD)
    assert browser.post(path, {**held(browser, path), "csrf": other.csrf()}).status_code == 403


def test_too_much_is_refused(browser, path):
    """A body beyond the route's limit is answered 413 with what to do; nothing is kept."""
    answer = browser.post(path, {**held(browser, path), "words": "x" * 20_001})
    assert answer.status_code == 413
    assert "smaller parts" in answer.text
    assert NOTES["count"] == 0


def test_a_file_is_sent(browser, path):
    """A form with a file is sent as multipart, and read with its other fields."""
    url, said = browser.url(path), {"Origin": browser.pages.address}
    files = {"list": ("../../etc/passwd", b"a,b")}
    answer = browser.session.post(
        url, {**held(browser, path), "words": "w"}, files=files, headers=said, allow_redirects=False, timeout=10
    )
    assert answer.status_code == 303
    assert NOTES["kept"] == "wa,b"


def test_a_body_that_never_ends_is_given_up(browser, path, monkeypatch):
    """Who sends half a form and waits is told so after a while."""
    monkeypatch.setattr(bodies, "PATIENCE", 0.3)
    stop = threading.Event()

    def half():
        yield b"csrf=x"
        stop.wait(5)

    waiting = threading.Timer(1.5, stop.set)
    waiting.start()
    answer = browser.post(path, half())
    stop.set()
    waiting.join()
    assert answer.status_code == 408


@pytest.mark.parametrize(
    ("trouble", "status"), [(SettingsError("It has no @.", recovery="Write it anew."), 422), (StoreError("full"), 503)]
)
def test_an_error_says_what_to_do(browser, path, trouble, status):
    """What our errors say is told with what to do next; of the store's nothing but to come back."""
    NOTES["trouble"] = trouble
    answer = browser.send(path, path, words="spam")
    assert answer.status_code == status
    told = "Write it anew." if status == 422 else "Please try again later"
    assert told in answer.text


def test_a_bug_tells_nothing_of_itself(pages, browser, caplog):
    """A page that fails is answered with a page; neither it nor the log holds the error's words."""
    answer = browser.post(f"/teams/{pages.team()}/bug", {"csrf": browser.csrf()})
    assert answer.status_code == 500
    assert "It is a bug in Drumbeat" in answer.text
    assert "ticket" not in answer.text + caplog.text
    assert [each["error"] for each in told(caplog.records, "a page failed")] == ["ZeroDivisionError"]


def test_what_people_write_is_only_read():
    """Markup, line breaks and turned letters of a value stay words in every kind of field and piece."""
    hostile = '"><script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}'
    field, area = Field("a", hostile, hostile, hint=hostile, wrong=hostile), Area("b", hostile, hostile, hint=hostile)
    form = Form("/teams", (field, area), (Button(hostile),))
    page = read_page(SITE.html(Page(hostile, (form, Text(hostile))), AROUND, SITE.say("en")))
    assert [each.attributes for each in page.every("script")] == [{"src": "/static/b.js", "defer": ""}]
    assert next(each for each in page.every("input") if each.attributes["name"] == "a").attributes["value"] == hostile
