"""Long forms: taken from pages of ours alone, and read while everybody else is served."""

from __future__ import annotations

import threading
import time

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.web import encodings
from drumbeat.web.access import Rule
from drumbeat.web.answers import Go, Page
from drumbeat.web.fields import Button, FileField, Form
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from drumbeat.web.sessions import hash_of
from html_page import read_page
from lead_pages import COOKIE, held, lead_pages
from schedules import LEAD

LENGTH = 3_000_000
TYPE = "multipart/form-data; boundary=b"
own = Routes()
KEPT = []


@own.get("/teams/{team:int}/long", Rule.LEAD)
def form(visit):
    """A form with a file."""
    return Page(
        visit.team.name, (Form(visit.within("long"), (FileField("list", phrase("Teams")),), (Button("Search"),)),)
    )


@own.post("/teams/{team:int}/long", Rule.LEAD, most_bytes=8_000_000)
def keep(visit):
    """Keeps how long the file is."""
    KEPT.append(len(visit.form.upload("list").content))
    return Go(visit.within("long"))


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("long"), routes=(*ROUTES, *own.all)) as served:
        yield served


@pytest.fixture(name="path")
def _path(pages):
    KEPT.clear()
    return f"/teams/{pages.team()}/long"


def sent(browser, path, fields):
    """The answer to a form with a long file."""
    said = {"Origin": browser.pages.address}
    files = {"list": ("list.csv", b"\r\n--a" * (LENGTH // 5))}
    return browser.session.post(browser.url(path), fields, files=files, headers=said, allow_redirects=False, timeout=20)


def fields_of(browser, path):
    """The form's own fields."""
    return held(next(each for each in browser.page(path).every("form") if each.attributes["action"] == path))


def test_a_long_file_is_taken_once(pages, path):
    """A file of megabytes arrives whole, and a second click, whose parts are cut elsewhere, keeps it no second time."""
    browser = pages.browser(LEAD)
    fields = fields_of(browser, path)
    answers = [sent(browser, path, fields) for _ in range(2)]
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [(303, path)] * 2
    assert KEPT == [LENGTH]


@pytest.mark.parametrize(("who", "token"), [(LEAD, ""), (LEAD, "x" * 64), ("", "x" * 64)])
def test_a_long_form_needs_its_token_first(pages, path, who, token):
    """Nothing is kept without the session's token, and who is not signed in is not listened to for long."""

    def body():
        yield f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n--b\r\n'.encode()
        yield b'Content-Disposition: form-data; name="list"; filename="a"\r\n\r\n'
        for _ in range(LENGTH // 100_000):
            yield b"a" * 100_000
        yield b"\r\n--b--"

    answer = pages.browser(who).post(path, body(), **{"Content-Type": TYPE})
    assert (answer.status_code, KEPT) == (403, [])
    assert "The form was not from a page of yours" in answer.text


def test_what_was_typed_beside_a_long_file(pages, path):
    """After the session's end, and after another sign-in, a long file is taken to its end: nothing typed is lost."""
    browser = pages.browser(LEAD)
    fields = {**fields_of(browser, path), "words": "Thank you all"}
    key = browser.session.cookies[COOKIE]
    pages.context.store.sessions.end(hash_of(key))
    out = sent(browser, path, fields)
    assert (out.status_code, KEPT) == (403, [])
    assert "You have been signed out meanwhile" in out.text
    assert "Thank you all" in out.text
    assert "The file has to be chosen again" in out.text
    browser.session.cookies.set(COOKIE, pages.session_of(LEAD), domain="127.0.0.1")
    anew = sent(browser, path, fields)
    assert (anew.status_code, KEPT) == (403, [])
    assert "Thank you all" in anew.text


def test_a_long_text_is_not_lost(pages, path):
    """A text of megabytes that was pasted comes back whole, to be sent again."""
    browser, pasted = pages.browser(LEAD), "ann@example.com\r\n" * 100_000
    fields = {**fields_of(browser, path), "words": pasted}
    pages.context.store.sessions.end(hash_of(browser.session.cookies[COOKIE]))
    assert "And 99,900 more lines." in read_page(browser.post(path, fields).text).text


def test_a_hundred_thousand_parts(pages, path):
    """A form of more parts than any of ours has is refused at the first that is too many."""
    body = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 100_000 + b"--b--"
    begun = time.process_time()
    assert pages.browser(LEAD).post(path, body, **{"Content-Type": TYPE}).status_code == 400
    assert time.process_time() - begun < 2


def test_nobody_waits_for_the_form_of_another(pages, path, monkeypatch):
    """While a form is being read, however long that takes, other pages are served."""
    reading, go = threading.Event(), threading.Event()
    write = encodings._Parts.write

    def slowly(reader, piece):
        reading.set()
        assert go.wait(20)
        write(reader, piece)

    browser = pages.browser(LEAD)
    fields = fields_of(browser, path)
    monkeypatch.setattr(encodings._Parts, "write", slowly)
    answers = []
    sender = threading.Thread(target=lambda: answers.append(sent(browser, path, fields)))
    sender.start()
    try:
        assert reading.wait(10)
        assert pages.browser().get("/sign-in").status_code == 200
        assert answers == []
    finally:
        go.set()
        sender.join()
    assert answers[0].status_code == 303
