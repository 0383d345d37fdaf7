"""Many forms of one person or one team at a time: nobody else waits for them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from drumbeat.web import front
from drumbeat.web.access import Rule
from drumbeat.web.answers import Go
from drumbeat.web.at_once import AtOnce
from drumbeat.web.pages import ROUTES
from drumbeat.web.probes import PROBES
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from lead_pages import ADMINISTRATOR, lead_pages
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


@pytest.mark.parametrize("other", [LEAD, ADMINISTRATOR])
def test_forms_in_hand_are_few(pages, go_on, other):
    """Of one person, and of one team whoever sends them, some are taken at a time, and of the rest it is told."""
    path = "/slow" if other == LEAD else f"/teams/{pages.team()}/slow"
    with ThreadPoolExecutor(12) as pool:
        sent = [
            pool.submit(each) for each in forms(pages.browser(LEAD), path, 6) + forms(pages.browser(other), path, 6)
        ]
        assert at_work(1)
        ends = time.monotonic() + 10
        while sum(each.done() for each in sent) < 4 and time.monotonic() < ends:
            time.sleep(0.02)
        refused = [each.result() for each in sent if each.done()]
        go_on.set()
    assert [(each.status_code, each.headers["Retry-After"]) for each in refused] == [(429, "10")] * 4
    assert Counter(each.result().status_code for each in sent) == {303: 8, 429: 4}


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
        assert time.monotonic() - began < 3
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
    """As many as there may be of each key are taken, and as many again once those have ended."""
    some = AtOnce(1)
    with some.one("ann", "team 1"), some.one("bob", "team 2"), pytest.raises(Refused), some.one("cyd", "team 1"):
        pass
    with some.one("ann", "team 1"), some.one("cyd", "team 2"):
        pass
