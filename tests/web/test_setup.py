"""The setup page: the administrator tries the installation, and reads line by line what to do."""

from __future__ import annotations

import time

import pytest

from drumbeat.desk.verdicts import Part, TableFinding, Verdict
from drumbeat.errors import SourceError
from drumbeat.records.tables import INCIDENT
from drumbeat.web.administrators import setup
from drumbeat.web.blocks import Details, Table, Text
from html_page import read_page
from lead_pages import ADMINISTRATOR, lead_pages
from schedules import LEAD


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("setup")) as served:
        yield served


def over(browser, page):
    """The job's page once it is over."""
    ends = time.monotonic() + 30
    while "Refresh" in (answer := browser.get(page)).headers and time.monotonic() < ends:
        time.sleep(0.05)
    return answer


def test_the_administrator_tries_it(pages):
    """The button begins the check; its page shows each line, what is wrong with what to do, and no secret."""
    browser = pages.browser(ADMINISTRATOR)
    assert "Setup" in [each.text for each in browser.page("/teams").every("a")]
    begun = browser.send("/setup", "/setup")
    assert begun.status_code == 303
    done = over(browser, begun.headers["Location"])
    said = read_page(done.text).text
    assert "1 thing is wrong: see below." in said
    assert "Instance: " in said
    assert "What to do: " in said
    assert "Templates: good, in de and en." in said
    assert f"Mail: written to the folder {pages.office.outbox}" in said


def test_it_is_no_leads_page(pages):
    """A lead neither sees the page in the menu nor opens it."""
    browser = pages.browser(LEAD)
    assert "Setup" not in [each.text for each in browser.page("/teams").every("a")]
    assert browser.get("/setup").status_code == 403


def test_lines_come_as_they_are_known(pages, monkeypatch):
    """While a later part is tried, the page shows already what was found of an earlier one."""
    verdicts = (Verdict(Part.INSTANCE, "Instance: it answers."), Verdict(Part.TEMPLATES, "Templates: good."))
    held = []

    def slowly(_context, _try_pages):
        yield verdicts[0]
        while not held:
            time.sleep(0.01)
        yield verdicts[1]

    monkeypatch.setattr(setup, "check", slowly)
    browser = pages.browser(ADMINISTRATOR)
    page = browser.send("/setup", "/setup").headers["Location"]
    ends = time.monotonic() + 30
    while "Instance: it answers." not in (answer := browser.get(page)).text and time.monotonic() < ends:
        time.sleep(0.01)
    assert (answer.headers["Refresh"], "Templates: good." in answer.text) == ("2", False)
    held.append(True)
    assert "Everything that a digest needs is there." in over(browser, page).text


def test_what_to_ask_for_stands_in_a_table():
    """Tables that cannot be read in full come with what to ask for, the others are counted beside them."""
    error = SourceError("No incidents.", recovery="Ask for the role itil.")
    found = (
        TableFinding(INCIDENT, "denied", None, None, None, "the role itil"),
        TableFinding(INCIDENT, "ok", 3, 4, 4, ""),
    )
    words, wrong, todo, table, rest = setup.shown(Verdict(Part.TABLES, "Read: rows.", error=error, tables=found))
    assert [type(each) for each in (words, wrong, todo, table, rest)] == [Text, Text, Text, Table, Details]
    assert wrong.piece == "No incidents."
    assert todo.piece.value("words") == "Ask for the role itil."
    assert [(row[0], row[2], row[-1]) for row in table.rows] == [("incident", "–", "the role itil")]
    assert rest.blocks[0].pieces == ("incident",)
