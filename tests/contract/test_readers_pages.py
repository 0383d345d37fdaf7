"""The readers' pages at their edges: hostile links and forms, a store that fails, languages, names, the address."""

from __future__ import annotations

import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.rendering.web import WebPages
from drumbeat.tokens import sign
from drumbeat.web import bodies as under_test
from drumbeat.web.readers.application import MOST_BYTES, Links, application
from drumbeat.web.server import serving
from html_page import read_page
from readers_pages import NOW, ONE_CLICK, SECRET, ZOE, readers_pages

HOSTILE = '<script>alert(1)</script>"><img src=x>{{7*7}}\r\nSet-Cookie: x=1\N{RIGHT-TO-LEFT OVERRIDE}'


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    """Served once: every test here leaves the store as it was, or looks at what it added."""
    with readers_pages(tmp_path_factory.mktemp("pages")) as served:
        yield served


class Failing:
    """A store that cannot be written."""

    def __init__(self, error):
        self.error = error

    def add(self, *_said):
        raise self.error


def raw(pages, request):
    """What the server answers to these bytes, until it closes."""
    where = urlsplit(pages.address)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(65536), b""))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=100).map(lambda each: each.decode("latin-1")))
def test_any_link_is_answered_and_changes_nothing(pages, name):
    """Whatever stands in the place of a token, the answer is a page that says no; nothing is kept."""
    url = f"{pages.address}/u/t{quote(name, safe='')}"
    for answer in (pages.get(url), pages.post(url)):
        assert answer.status_code in {400, 404, 405}
        assert read_page(answer.text).every("h1")
    assert pages.kept() == []


@pytest.mark.parametrize("at", range(0, 200, 7))
def test_a_changed_letter_is_noticed(pages, at):
    """A link with any letter of its token changed does nothing."""
    link = pages.link()
    first = link.rindex("/") + 2
    where = first + at % (len(link) - first)
    forged = f"{link[:where]}{'A' if link[where] != 'A' else 'B'}{link[where + 1 :]}"
    assert pages.post(forged).status_code == 400
    assert pages.kept() == []


@pytest.mark.parametrize(
    "payload", [{}, {"recipient": "a@example.com"}, {"recipient": "a@example.com", "team": "N"}, {"team": "N"}]
)
def test_a_token_that_names_too_little_is_refused(pages, payload):
    """A token that we signed, but not for this, names nobody to unsubscribe."""
    url = f"{pages.address}/u/t{sign('unsubscribe', payload, (SECRET,), NOW)}"
    assert (pages.get(url).status_code, pages.post(url).status_code) == (400, 400)


def test_a_token_of_another_kind_is_refused(pages):
    """The token of an evidence page unsubscribes nobody."""
    payload = {"recipient": ZOE.recipient, "team": ZOE.team, "language": "en"}
    assert pages.post(f"{pages.address}/u/t{sign('evidence page', payload, (SECRET,), NOW)}").status_code == 400


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 1_000_000])
def test_a_body_that_is_too_long_is_refused(pages, length):
    """More than a form has is not read to its end, whatever it begins with, and changes nothing."""
    body = f"{ONE_CLICK}&x=".encode().ljust(length, b"x")
    assert pages.post(pages.link(), body).status_code == 413
    chunked = pages.post(pages.link(), iter([body[:3000], body[3000:6000]]))
    assert chunked.status_code == (413 if length > MOST_BYTES else 200)
    assert pages.kept() == []


def test_a_body_that_never_ends_is_given_up(pages, monkeypatch):
    """Who sends half a form and waits is answered after a while; the others are served meanwhile."""
    monkeypatch.setattr(under_test, "PATIENCE", 0.5)
    path = urlsplit(pages.link()).path
    half = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 27\r\n\r\nList-Unsub".encode()
    answers = []
    slow = threading.Thread(target=lambda: answers.append(raw(pages, half)))
    slow.start()
    assert pages.get(pages.link()).status_code == 200
    slow.join(timeout=10)
    assert answers[0].startswith(b"HTTP/1.1 408 ")
    assert pages.kept() == []


def test_who_hangs_up_is_no_error(pages, caplog):
    """A connection that breaks within a form leaves nothing, in the store or in the log."""
    where = urlsplit(pages.link())
    with caplog.at_level(logging.WARNING), socket.create_connection((where.hostname, where.port)) as line:
        line.sendall(f"POST {where.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\nList".encode())
    assert pages.get(pages.link()).status_code == 200
    assert pages.kept() == []
    assert caplog.text == ""


@pytest.mark.parametrize("error", [StoreError("the disk is full"), TryLater("held")])
def test_a_store_that_fails_is_no_yes(tmp_path, error):
    """When it could not be written down the page says so, and asks to try again; it never says unsubscribed."""
    with readers_pages(tmp_path, Failing(error)) as pages:
        answer = pages.post(pages.link())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "You are not unsubscribed yet" in answer.text
    assert "disk" not in answer.text


def test_names_can_do_no_more_than_be_read(pages):
    """A team's name full of markup, line breaks and turns stays words, in pages and headers."""
    answer = pages.get(pages.link(replace(ZOE, team=HOSTILE, recipient="a@example.com")))
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert page.every("img", "script") == []
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text
    assert "Set-Cookie" not in answer.headers
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in answer.text


@pytest.mark.parametrize(
    ("language", "asked", "spoken"),
    [("de", "en", "de"), ("en", "de", "en"), ("xx", "de-AT, en;q=0.5", "de"), ("../../etc", "fr", "en")],
)
def test_a_page_speaks_the_mails_language(pages, language, asked, spoken):
    """The page is in the language of the mail; of one that is not here any more, in the browser's."""
    link = pages.link(replace(ZOE, language=language))
    answer = pages.get(link, **{"Accept-Language": asked})
    assert answer.headers["Content-Language"] == spoken
    assert read_page(answer.text).every("html")[0].attributes["lang"] == spoken
    assert ("abbestellen" in answer.text) == (spoken == "de")


@pytest.mark.parametrize("path", ["/", "/u", "/u/", "/u/a/b", "/docs", "/openapi.json", "/redoc", "/u/%2e%2e/x"])
def test_there_are_no_other_pages(pages, path):
    """Every other address is told to be none, in the browser's language, with the same protection."""
    answer = pages.get(pages.address + path, **{"Accept-Language": "de"})
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_preview_s_link_says_what_it_is(pages):
    """The link of an edition before it is sent explains itself, and does nothing."""
    url = f"{pages.address}/u/preview"
    assert "This is the link of a preview" in pages.get(url).text
    assert pages.post(url).status_code == 400


def test_below_a_path(tmp_path):
    """Where the public address has a path, the web server before may keep it or cut it off."""
    with readers_pages(tmp_path, path="/it/digest") as pages:
        cut = pages.link()
        kept = cut.replace("/u/", "/it/digest/u/")
        assert [pages.get(each).status_code for each in (cut, kept)] == [200, 200]
        assert pages.post(kept).status_code == 200
        assert len(pages.kept()) == 1


def test_many_at_once_are_one(tmp_path):
    """Sixteen who press the button at once are all answered, and one row is kept."""
    with readers_pages(tmp_path) as fresh:
        with ThreadPoolExecutor(16) as people:
            answers = list(people.map(fresh.post, [fresh.link()] * 16))
        assert {each.status_code for each in answers} == {200}
        assert len(fresh.kept()) == 1


def test_a_port_that_is_taken_is_told(pages):
    """A port that another program holds is a mistake of the settings, with what to set."""
    app = application(Failing(None), Links((SECRET,), lambda: NOW), WebPages())
    port = urlsplit(pages.address).port
    with pytest.raises(SettingsError, match=f"Port {port}") as caught, serving(app, "127.0.0.1", port, lambda: None):
        pass
    assert "web.port" in caught.value.recovery


def test_a_wrong_template_is_told_before_anybody_opens_it(tmp_path):
    """A customer's own template of the page that fails keeps the pages from being served."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.html.j2").write_text("{{ page.nothing }}")
    with pytest.raises(SettingsError, match=r"page\.html\.j2"):
        application(Failing(None), Links((SECRET,), lambda: NOW), WebPages(tmp_path))
