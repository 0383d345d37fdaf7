"""Pages stay light: what a browser fetches of each, and how often the store is asked, whatever lies in it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event

from busy_month import busy
from drumbeat.digest.choices import as_json, choices
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.store.schema import choice
from installation import NETWORK
from lead_pages import ADMINISTRATOR, held
from open_pages import OPEN, drafted_pages, path_of, who_opens
from schedules import LEAD

MOST_PAGE = 60_000
"""Bytes of HTML, style and script (issue 7, "Measured")."""


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with drafted_pages(tmp_path_factory.mktemp("light")) as served:
        yield served


@pytest.mark.parametrize("route", OPEN, ids=lambda route: route.path)
def test_a_page_is_small(pages, route):
    """HTML, style and script of each page are sixty kilobytes at most; a mail that is shown weighs what it weighs."""
    browser = pages.browser(who_opens(route))
    answer = browser.get(path_of(route, pages.team()))
    assert answer.status_code in {200, 303}
    if answer.status_code == 303 or "/static/" not in answer.text:
        return
    assert weight(browser, answer) <= MOST_PAGE


def weight(browser, answer):
    """Bytes of a page with its style and script, as they are sent."""
    assets = {*re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)}
    assert len(assets) == 2
    return len(answer.content) + sum(len(browser.get(each).content) for each in assets)


def test_what_a_large_month_says_is_small(pages):
    """Of hundreds of tickets, sixty improvements and articles each page of each list is small; all is on some page."""
    found, browser, here = choices(busy(600), SAY), pages.browser(LEAD), f"/teams/{pages.team()}/editions/2026-10/words"
    with pages.context.store.acts._database.begin() as connection:
        connection.execute(choice.update().values(content=json.dumps(as_json(found))))
    assert (len(found.titles), len(found.lines) > 60, len(found.highlights) > 60) == (50, True, True)
    told = ""
    for number in range(1, 9):
        answer = browser.get(f"{here}?sentences={number}&lines={number}&titles={number}")
        assert weight(browser, answer) <= MOST_PAGE
        told += answer.text
    offered = {each.id for each in (*found.highlights, *found.lines, *found.titles)}
    assert [each for each in offered if html.escape(each) not in told] == []


def test_a_change_leads_back_to_the_page_of_the_list(pages):
    """Who hides something on the second page of a list comes back there."""
    here = f"/teams/{pages.team()}/editions/2026-10/words?lines=2"
    browser = pages.browser(LEAD)
    form = next(each for each in browser.page(here).every("form") if "/order" in each.attributes["action"])
    hidden = next(each for each in form.every("button") if each.attributes["name"] == "hide")
    answer = browser.post(form.attributes["action"], {**held(form), "hide": hidden.attributes["value"]})
    assert answer.headers["Location"] == f"{here}#sentences"


@pytest.mark.parametrize("kind", ["jane.doe.{}@service-desk.larkfield.example.", '"{}' + '"<&' * 300])
def test_a_long_list_with_many_mistakes_is_small(pages, kind):
    """Of thousands of bad rows the verdicts and the form to correct them stay small, whatever stands in them."""
    browser = pages.browser(LEAD)
    here = f"/teams/{pages.team()}/recipients/many"
    bad = "\n".join(kind.format(number) for number in range(2501))
    verdicts = browser.send(here, "/many", addresses=f"bob@example.com\n{bad}").headers["Location"]
    assert weight(browser, browser.get(verdicts)) <= MOST_PAGE
    form = browser.get(f"{here}?list={verdicts.rpartition('/')[2]}")
    assert weight(browser, form) <= MOST_PAGE
    assert "more rows are not good. They stay in the list, and come next." in form.text


def asked(pages, path):
    """How many statements the store is asked for a page."""
    browser, said = pages.browser(ADMINISTRATOR), []

    def heard(_connection, _cursor, statement, *_more):
        said.append(statement)

    browser.page(path)  # what is remembered is not asked for again
    event.listen(Engine, "before_cursor_execute", heard)
    try:
        browser.page(path)
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    return len(said)


def test_many_teams_are_asked_for_at_once(pages):
    """The page of all teams asks the store as often for a full page of teams as for two."""
    before = asked(pages, "/teams")
    assert 0 < before < 30
    for number in range(30):
        pages.context.store.teams.add(replace(NETWORK, name=f"Team {number}", groups=(f"Group {number}",)))
    assert asked(pages, "/teams") == before
