"""Many forms of one person at a time: nobody else waits for them."""

from __future__ import annotations

import contextlib
import select
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from drumbeat.web import front
from drumbeat.web.access import Rule
from drumbeat.web.answers import Go
from drumbeat.web.at_once import AtOnce
from drumbeat.web.pages import ROUTES
from drumbeat.web.probes import PROBES
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from lead_pages import ADMINISTRATOR, COOKIE, lead_pages
from schedules import LEAD

THREADS = 40
"""That all pages share: anyio's own number."""
AT_WORK, GO_ON = threading.Semaphore(0), threading.Event()
own = Routes()


@own.get("/slow", Rule.ANYBODY)
@own.post("/slow", Rule.SIGNED_IN)
@own.post("/teams/{team:int}/slow", Rule.LEAD)
def slow(_visit):
    """Takes until it is told to go on."""
    AT_WORK.release()
    GO_ON.wait(20)
    return Go("/teams")


@pytest.fixture(name="go_on")
def _go_on():
    GO_ON.clear()
    while AT_WORK.acquire(blocking=False):
        pass
    yield GO_ON
    GO_ON.set()


@pytest.fixture(name="pages")
def _pages(tmp_path):
    with lead_pages(tmp_path, routes=(*ROUTES, *own.all)) as served:
        yield served


def forms(browser, path, count):
    """So many forms, each another, as functions that send them."""
    csrf = browser.csrf()
    return [lambda n=n: browser.post(path, {"csrf": csrf, "once": f"form {n}"}) for n in range(count)]


def at_work(count):
    """Wait until so many are at work; whether they came to be."""
    return all(AT_WORK.acquire(timeout=10) for _ in range(count))


def test_forms_in_hand_are_few(pages, go_on):
    """Of one person, however the address is written, some are taken at a time, and of the rest it is told."""
    with ThreadPoolExecutor(12) as pool:
        sent = [pool.submit(each) for who in (LEAD, LEAD.upper()) for each in forms(pages.browser(who), "/slow", 6)]
        assert at_work(1)
        ends = time.monotonic() + 30
        while sum(each.done() for each in sent) < 4 and time.monotonic() < ends:
            time.sleep(0.02)
        refused = [each.result() for each in sent if each.done()]
        go_on.set()
    assert [(each.status_code, each.headers["Retry-After"]) for each in refused] == [(429, "10")] * 4
    assert Counter(each.result().status_code for each in sent) == {303: 8, 429: 4}


def test_nobody_waits_for_the_forms_of_another(pages):
    """While a lead has as many forms in hand as there may be, none of which ends, who leads the team too is served."""
    to, host = f"/teams/{pages.team()}/recipients/add", urlsplit(pages.address).netloc
    lead, other = pages.browser(LEAD), pages.browser(ADMINISTRATOR)
    said = {"Origin": pages.address, "Cookie": f"{COOKIE}={lead.session.cookies[COOKIE]}"}
    with contextlib.ExitStack() as open_still:
        halves = []
        for _ in range(front.FORMS + 1):
            half = open_still.enter_context(closing(HTTPConnection(host, timeout=10)))
            half.putrequest("POST", to)
            for name, value in {**said, "Content-Type": "application/x-www-form-urlencoded"}.items():
                half.putheader(name, value)
            half.putheader("Content-Length", "1000")
            half.endheaders(b"name=half")
            halves.append(half)
        # Only the one too many is answered. A whole form sent to find out would itself take a place for a moment,
        # and one of these could be refused in its stead.
        sockets = [each.sock for each in halves]
        answered, _, _ = select.select(sockets, [], [], 8)
        assert [each.getresponse().status for each in halves if each.sock in answered] == [429]
        assert other.send(to, name="bob@example.com").status_code == 303
        assert select.select([each for each in sockets if each not in answered], [], [], 0)[0] == []


def test_forms_of_a_team_wait_in_no_thread(tmp_path, go_on, monkeypatch):
    """While more forms of a team wait for each other than there are threads, other pages are answered at once."""
    many = THREADS + 4
    monkeypatch.setattr(front, "FORMS", many)
    with lead_pages(tmp_path, routes=(*ROUTES, *own.all)) as pages, ThreadPoolExecutor(many) as pool:
        sent = [pool.submit(each) for each in forms(pages.browser(LEAD), f"/teams/{pages.team()}/slow", many)]
        assert at_work(1)
        time.sleep(0.5)
        began = time.monotonic()
        assert pages.browser().get("/sign-in").status_code == 200
        assert time.monotonic() - began < 10, "as long as forms wait, by far"
        go_on.set()
        assert {each.result().status_code for each in sent} == {303}


def test_probes_wait_for_no_page(pages, go_on):
    """While all threads are taken by pages, whether the process can serve, and how much there is, is told at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(THREADS):
            pool.submit(pages.browser().get, "/slow")
        assert at_work(THREADS)
        assert [pages.browser().get(each.path).status_code for each in PROBES] == [200] * 3
        go_on.set()


def test_who_is_done_may_send_more():
    """As many as there may be of each key are taken, and as many again once those have ended; nobody is not counted."""
    some = AtOnce(1)
    with some.one("ann"), some.one("bob"), some.one(""), some.one(""), pytest.raises(Refused), some.one("ann"):
        pass
    with some.one("ann"), some.one("bob"):
        pass
