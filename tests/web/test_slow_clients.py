"""Connections that say nothing, or never come to an end: they are hung up on, and keep nobody else out."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.web import waiting
from drumbeat.web.access import Rule
from drumbeat.web.answers import Page
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from lead_pages import lead_pages

PATIENCE = 0.5
own = Routes()


@own.get("/slow", Rule.ANYBODY)
def slow(_visit):
    """A page that takes longer than a client is waited for."""
    time.sleep(2 * PATIENCE)
    return Page(phrase("Back"), ())


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "PATIENCE", PATIENCE)
        with lead_pages(tmp_path_factory.mktemp("slow"), routes=(*ROUTES, *own.all)) as served:
            yield served


def connected(pages, said=b""):
    """A connection on which something was said."""
    host, _, port = pages.address.removeprefix("http://").partition(":")
    made = socket.create_connection((host, int(port)), timeout=10)
    made.sendall(said)
    return made


def head(pages, *lines):
    """The beginning of a request for the sign-in page, whole if its last line is empty."""
    host = pages.address.removeprefix("http://")
    return "\r\n".join(("GET /sign-in HTTP/1.1", f"Host: {host}", *lines, "")).encode()


def answered(connection):
    """Everything that came until the other side hung up."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    connection.close()
    return b"".join(parts)


def dripped(connection):
    """Go on with a letter now and then; seconds until the other side hung up."""
    began = time.monotonic()
    with contextlib.suppress(OSError), connection:
        while time.monotonic() - began < 20 * PATIENCE:
            connection.sendall(b"x")
            time.sleep(PATIENCE / 10)
    return time.monotonic() - began


@pytest.mark.parametrize("lines", [None, (), ("X-Slow: ",)])
def test_who_says_nothing_is_hung_up_on(pages, lines):
    """Neither silence nor half a head keeps a connection."""
    began = time.monotonic()
    assert answered(connected(pages, b"" if lines is None else head(pages, *lines)[:-2])) == b""
    assert time.monotonic() - began < 10 * PATIENCE


def test_a_drop_now_and_then_does_not_keep_it(pages):
    """A head that comes letter by letter has no more time than one that does not come."""
    assert dripped(connected(pages, head(pages)[:-2])) < 10 * PATIENCE


def test_the_rest_of_a_request_is_not_waited_for(pages):
    """Who was answered, and goes on with a body that nobody wants, is hung up on as well."""
    assert dripped(connected(pages, head(pages, "Content-Length: 100000", ""))) < 10 * PATIENCE


def test_a_page_may_take_its_time(pages):
    """The patience is with clients: a page that takes longer is served, and the connection serves another after it."""
    session = pages.browser().session
    for path in ("/slow", "/sign-in", "/slow"):
        assert session.get(f"{pages.address}{path}", timeout=10).status_code == 200


def test_a_crowd_keeps_nobody_out_for_long(pages):
    """Seventy silent connections are more than are served at once; after the patience everybody is served again."""
    crowd = [connected(pages) for _ in range(70)]
    status = threading.Event()
    ends = time.monotonic() + 20 * PATIENCE
    while not status.is_set() and time.monotonic() < ends:
        if pages.browser().get("/sign-in").status_code == 200:
            status.set()
        time.sleep(PATIENCE / 5)
    assert status.is_set()
    for each in crowd:
        each.close()


def test_an_endless_head_is_refused(pages):
    """A head of more than 64 KiB is refused, not gathered."""
    said = answered(connected(pages, head(pages, f"X-Long: {'x' * 200_000}", "")))
    assert said == b"" or said.startswith(b"HTTP/1.1 4")
