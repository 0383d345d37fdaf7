"""Two processes that serve the pages of one store, behind one address: what they share, and what each has alone."""

from __future__ import annotations

import contextlib
import threading
import time
from urllib.parse import urlsplit

import pytest
import requests

from drumbeat.desk.context import Context
from drumbeat.web.server import serving
from drumbeat.web.sign_in import by_mail
from drumbeat.web.wiring import all_pages
from lead_pages import COOKIE, lead_pages
from schedules import LEAD


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("two")) as served:
        yield served


@pytest.fixture(scope="module", name="other")
def _other(pages):
    """The second one asks the same store, and remembers nothing of the first."""
    here = pages.context
    context = Context(None, clock=here.clock, given=here.settings, actor=here.actor)
    with contextlib.ExitStack() as stack:
        made = stack.enter_context(all_pages(context))
        yield stack.enter_context(serving(made, "127.0.0.1", 0, threading.Event().set))


def asked(pages, process, method, path, key="", **fields):
    """The answer of a process, which is asked as the web server before it asks."""
    said = {"Host": urlsplit(pages.address).netloc, "Origin": pages.address}
    return requests.request(
        method,
        f"{process}{path}",
        data=fields or None,
        headers={**said, "Cookie": f"{COOKIE}={key}"} if key else said,
        allow_redirects=False,
        timeout=10,
    )


def test_who_is_signed_in_is_so_in_both(pages, other):
    """A session begun by one is good in the other, until it is ended in either."""
    key = pages.session_of(LEAD)
    assert [asked(pages, each, "GET", "/teams", key).status_code for each in (pages.address, other)] == [200, 200]
    browser = pages.browser()
    browser.session.cookies.set(COOKIE, key, domain="127.0.0.1")
    assert browser.post("/sign-out", {"csrf": browser.csrf()}).status_code == 303
    assert asked(pages, other, "GET", "/teams", key).headers["Location"] == "/sign-in"


def test_attempts_to_sign_in_are_counted_together(pages, other, monkeypatch):
    """One place asks for so many links an hour, whichever process it comes to."""
    monkeypatch.setattr(by_mail, "MOST_A_CLIENT", 3)
    turns = [pages.address, other] * 3
    answers = [asked(pages, each, "POST", "/sign-in", address="a@example.com").status_code for each in turns]
    assert answers == [303, 303, 303, 429, 429, 429]


def test_a_job_is_of_the_process_that_began_it(pages, other):
    """The other one knows nothing of it, and says what to do: a web server has to lead a visitor to the same one."""
    browser = pages.browser(LEAD)
    report = f"/teams/{pages.team()}/report"
    job = browser.send(report, report, format="html").headers["Location"]
    answer = asked(pages, other, "GET", job, browser.session.cookies[COOKIE])
    assert answer.status_code == 404
    assert "Have it made once more." in answer.text
    ends = time.monotonic() + 20
    while "Refresh" in browser.get(job).headers and time.monotonic() < ends:
        time.sleep(0.02)
