"""Jobs: what takes longer than a page may, looked at by whoever began it and by nobody else."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SourceError
from drumbeat.web.access import Rule
from drumbeat.web.answers import Download
from drumbeat.web.jobs import Jobs, Lane, Outcome
from drumbeat.web.pages import ROUTES
from drumbeat.web.refusals import Refused
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


def _of(size):
    """Something that is so many bytes."""
    return Outcome(phrase("Back"), (Download("a.csv", b"a" * size),))


def finished(jobs, job):
    """The job once it is over."""
    ends = time.monotonic() + 30
    while not jobs.find(job.id, LEAD).is_over and time.monotonic() < ends:
        time.sleep(0.01)
    return jobs.find(job.id, LEAD)


def noting(done, name, *, waits=True):
    """A work that says when it is done, and waits for the gate."""

    def work(_tell):
        if waits:
            GATE.wait(10)
        done.append(name)
        return Outcome(phrase("Back"))

    return work


def wait_for(done, count):
    """Wait until so many works are done."""
    ends = time.monotonic() + 30
    while len(done) < count and time.monotonic() < ends:
        time.sleep(0.01)
    assert len(done) == count


WORKS = {"report": _report, "refused": _refused, "bug": _bug, "shown": _shown}


@own.post("/begin/{work}", Rule.SIGNED_IN)
def begin(visit):
    """Begins one of the works."""
    work = WORKS[visit.path["work"]]
    return visit.begin(phrase("Search"), work, back="/teams")


@own.post("/teams/{team:int}/begin/{work}", Rule.LEAD)
def begin_of_team(visit):
    """The same about a team."""
    return begin(visit)


@pytest.fixture(name="jobs")
def _jobs():
    GATE.clear()
    made = Jobs(lambda: datetime.now(UTC), 10)
    yield made
    GATE.set()
    made.close()


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
    ends = time.monotonic() + 30
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


def test_who_leads_no_more_sees_nothing_of_it(pages, browser):
    """A job about a team, and its files, are there for its lead alone: not for whoever was, though signed in still."""
    context, here = pages.context, f"/teams/{pages.team()}"
    page = browser.post(f"{here}/begin/report", {"csrf": browser.csrf()}).headers["Location"]
    GATE.set()
    over(browser, page)
    assert browser.get(f"{page}/files/0").status_code == 200
    led, other = (context.store.teams.get(name) for name in ("Network", "Service Desk"))
    for team, address in ((led, "nora@example.com"), (other, LEAD)):
        context.store.teams.change(replace(team, lead_address=address), context.entry("change team"))
    looked = [browser.get(each).status_code for each in ("/teams", page, f"{page}/files/0")]
    for team in (led, other):
        context.store.teams.change(team, context.entry("change team"))
    assert looked == [200, 404, 404]


def test_they_take_turns(jobs):
    """Whoever comes with one job waits for none but the next of somebody who came with several."""
    done = []
    for owner, count in (("ann", 3), ("bob", 1)):
        for number in range(count):
            jobs.start(owner, phrase("Search"), noting(done, f"{owner} {number}"))
    GATE.set()
    wait_for(done, 4)
    assert done.index("bob 0") < done.index("ann 2")


def test_programs_of_a_team_count_as_one(jobs):
    """However many tokens a team has, three of its jobs wait or run; a mail has a lane of its own and is not kept."""
    done = []
    for number in range(3):
        jobs.start(f"token {number}", phrase("Search"), noting(done, "report"), whose="team 5")
    with pytest.raises(Refused):
        jobs.start("token 9", phrase("Search"), noting(done, "report"), whose="team 5")
    jobs.start("token 9", phrase("Search"), noting(done, "mail", waits=False), whose="team 5", lane=Lane.MAIL)
    wait_for(done, 1)
    assert done == ["mail"]
    GATE.set()
    wait_for(done, 4)


def test_older_results_give_way(jobs):
    """Where all files take more room than there is, those of the oldest go, and that is said; the newest stay."""
    GATE.set()
    begun = [jobs.start(LEAD, phrase("Search"), lambda _, size=size: _of(size)) for size in (4, 5)]
    done = [finished(jobs, each) for each in begun]
    assert [len(each.outcome.files) for each in done] == [1, 1]
    newest = finished(jobs, jobs.start(LEAD, phrase("Search"), lambda _: _of(6)))
    oldest, later = (jobs.find(each.id, LEAD).outcome for each in begun)
    assert (oldest.files, oldest.is_let_go, later.files) == ((), True, ())
    assert newest.outcome.files[0].content.read_bytes() == b"a" * 6
    assert not done[0].outcome.files[0].content.exists()
    large = finished(jobs, jobs.start(LEAD, phrase("Search"), lambda _: _of(50)))
    assert large.outcome.files[0].content.exists()


def test_nobody_fills_the_queue(pages, browser):
    """Three of one person wait or run at a time; the fourth is told to come back, others are not kept from theirs."""
    for _ in range(3):
        begun(browser, "report")
    refused = browser.post("/begin/report", {"csrf": browser.csrf()})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    other = pages.browser(ADMINISTRATOR)
    assert other.post("/begin/shown", {"csrf": other.csrf()}).status_code == 303
