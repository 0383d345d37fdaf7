"""Jobs: what takes longer than a page may, looked at by whoever began it and by nobody else."""

from __future__ import annotations

import threading
import time

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SourceError
from drumbeat.web.access import Rule
from drumbeat.web.answers import Download, Go
from drumbeat.web.jobs import Outcome
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from lead_pages import ADMINISTRATOR, lead_pages
from schedules import LEAD

own = Routes()
GATE = threading.Event()
NAME = '../Network "Q3"\r\nX: y – März.csv'


def _report(tell):
    tell(phrase("It has begun."))
    GATE.wait(10)
    return Outcome(phrase("That could not be done"), (Download(NAME, b"a;b", "text/csv"),))


def _refused(_tell):
    raise SourceError("ServiceNow is away.", recovery="Come back tomorrow.")


def _bug(_tell):
    raise ZeroDivisionError("a ticket's words")


def _shown(_tell):
    return Outcome(phrase("Back"), to="/teams")


WORKS = {"report": _report, "refused": _refused, "bug": _bug, "shown": _shown}


@own.post("/begin/{work}", Rule.SIGNED_IN)
def begin(visit):
    """Begins one of the works."""
    work = WORKS[visit.path["work"]]
    return Go(visit.jobs.start(visit.access.address, phrase("Search"), work, back="/teams").page)


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("jobs"), routes=(*ROUTES, *own.all)) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    GATE.clear()
    yield pages.browser(LEAD)
    GATE.set()


def begun(browser, work):
    """The page of a job that was begun."""
    return browser.post(f"/begin/{work}", {"csrf": browser.csrf()}).headers["Location"]


def over(browser, page):
    """The job's page once it is over."""
    ends = time.monotonic() + 10
    while "Refresh" in (answer := browser.get(page)).headers and time.monotonic() < ends:
        time.sleep(0.02)
    return answer


def test_a_report_is_made_and_fetched(browser):
    """The page looks again by itself until the job is done; then it holds the file, under a name that harms nobody."""
    page = begun(browser, "report")
    running = browser.get(page)
    assert (running.status_code, running.headers["Refresh"]) == (200, "2")
    GATE.set()
    done = over(browser, page)
    assert f'href="{page}/files/0"' in done.text
    file = browser.get(f"{page}/files/0")
    assert (file.content, file.headers["Content-Type"]) == (b"a;b", "text/csv; charset=utf-8")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="_Network _Q3___X_ y _ M_rz.csv"; ')
    assert "X" not in file.headers
    assert browser.get(f"{page}/files/1").status_code == 404


def test_a_job_is_its_owners(pages, browser):
    """To others, the administrator among them, neither job nor file is there."""
    page = begun(browser, "report")
    GATE.set()
    over(browser, page)
    other = pages.browser(ADMINISTRATOR)
    assert [other.get(each).status_code for each in (page, f"{page}/files/0")] == [404, 404]


def test_a_job_that_fails_says_what_to_do(browser):
    """What went wrong is told with what to do next, in place of a result."""
    answer = over(browser, begun(browser, "refused"))
    assert "ServiceNow is away." in answer.text
    assert "Come back tomorrow." in answer.text


def test_a_bug_in_a_job_tells_nothing_of_itself(browser, caplog):
    """Of a bug only its kind is told, and the next job is done all the same."""
    answer = over(browser, begun(browser, "bug"))
    assert "a bug in Drumbeat (ZeroDivisionError)" in answer.text
    assert "ticket" not in answer.text + caplog.text
    assert browser.get(begun(browser, "shown")).status_code in {200, 303}


def test_a_result_that_has_a_page_leads_there(browser):
    """When it is done the job's page leads to the page that shows it, which says what was done."""
    answer = over(browser, begun(browser, "shown"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/teams")
    assert browser.page("/teams").every("p")[1].text == "Back"


def test_nobody_fills_the_queue(pages, browser):
    """Three of one person wait or run at a time; the fourth is told to come back, others are not kept from theirs."""
    for _ in range(3):
        begun(browser, "report")
    refused = browser.post("/begin/report", {"csrf": browser.csrf()})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    other = pages.browser(ADMINISTRATOR)
    assert other.post("/begin/shown", {"csrf": other.csrf()}).status_code == 303
