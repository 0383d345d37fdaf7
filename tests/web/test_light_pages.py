"""Pages stay light: what a browser fetches of each, and how often the store is asked, whatever lies in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event

from installation import NETWORK
from lead_pages import ADMINISTRATOR, TECHNICIAN, lead_pages, staff
from open_pages import OPEN, path_of, who_opens
from schedules import october_drafted

MOST_PAGE = 60_000
"""Bytes of HTML, style and script (issue 7, "Measured")."""


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("light"), personal=True) as served:
        staff(served.context, ("Ann", TECHNICIAN))
        october_drafted(served.office)
        yield served


@pytest.mark.parametrize("route", OPEN, ids=lambda route: route.path)
def test_a_page_is_small(pages, route):
    """HTML, style and script of each page are sixty kilobytes at most; a mail that is shown weighs what it weighs."""
    browser = pages.browser(who_opens(route))
    answer = browser.get(path_of(route, pages.team()))
    assert answer.status_code in {200, 303}
    if answer.status_code == 303 or "/static/" not in answer.text:
        return
    assets = {*re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)}
    assert len(assets) == 2
    assert len(answer.content) + sum(len(browser.get(each).content) for each in assets) <= MOST_PAGE


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
    assert 0 < before < 25
    for number in range(30):
        pages.context.store.teams.add(replace(NETWORK, name=f"Team {number}", groups=(f"Group {number}",)))
    assert asked(pages, "/teams") == before
