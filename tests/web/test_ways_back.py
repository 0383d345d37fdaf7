"""The menus stay round whatever goes wrong, and round a job, so that nobody who is signed in is lost."""

from __future__ import annotations

import threading

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.web.access import Rule
from drumbeat.web.jobs import Outcome
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from html_page import read_page
from lead_pages import DESK_LEAD, lead_pages
from schedules import LEAD

own = Routes()
GATE = threading.Event()


@own.post("/teams/{team:int}/wait", Rule.LEAD)
def wait(visit):
    """Begins what takes a while."""

    def work(_tell):
        GATE.wait(10)
        return Outcome(phrase("Back"))

    return visit.begin(phrase("Search"), work, back=visit.within())


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("ways"), routes=(*ROUTES, *own.all)) as served:
        yield served


def links(answer):
    """The words of all links."""
    return [each.text for each in read_page(answer.text).every("a")]


@pytest.mark.parametrize("path", ["/nothing", "/teams/99", "/jobs/none", "/setup", "/teams/{}/editions/2026-13"])
def test_who_is_signed_in_keeps_the_menu(pages, path):
    """What is not there, or not for this person, stands within the menu; nobody who is signed in is sent to sign in."""
    answer = pages.browser(LEAD).get(path.format(pages.team()))
    assert answer.status_code in {403, 404}
    assert {"My teams", "Your teams"} <= set(links(answer))
    assert "Sign in" not in links(answer)
    assert ("Recipients" in links(answer)) == ("editions" in path)


def test_who_is_not_signed_in_is_led_to_it(pages):
    """To nobody, what is not there offers to sign in, and no menu of anybody's."""
    answer = pages.browser().get("/nothing")
    assert (answer.status_code, "Sign in" in links(answer), "My teams" in links(answer)) == (404, True, False)


def test_a_team_of_others_lends_no_menu(pages):
    """The page of another's team is answered without that team's name and menu."""
    answer = pages.browser(DESK_LEAD).get(f"/teams/{pages.team()}/recipients")
    assert (answer.status_code, "Network" in answer.text, "Recipients" in links(answer)) == (404, False, False)


def test_a_job_stands_in_its_team(pages):
    """While a job of a team runs, the team's menu stands above it."""
    browser = pages.browser(LEAD)
    begun = browser.post(f"/teams/{pages.team()}/wait", {"csrf": browser.csrf()})
    found = links(browser.get(begun.headers["Location"]))
    GATE.set()
    assert {"Overview", "Recipients"} <= set(found)
