"""Tokens of a team on their page: made, shown to who made them, used, revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from drumbeat.desk.team_tokens import make_token, revoke_token
from drumbeat.visitors import Scope
from html_page import read_page
from lead_pages import ADMINISTRATOR, lead_pages
from schedules import LEAD


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("tokens")) as served:
        yield served


@pytest.fixture(name="here")
def _here(pages):
    return f"/teams/{pages.team()}/tokens"


def held_on(browser, page):
    """What the page shows of the token; nothing where it shows none."""
    return next((each.text for each in browser.page(page).every("textarea")), "")


def asked(pages, held):
    """What the interface answers to it."""
    url = f"{pages.address}/api/v1/teams"
    return requests.get(url, headers={"Authorization": f"Bearer {held}"}, timeout=10).status_code


def test_a_token_is_made_shown_used_and_revoked(pages, here):
    """It works at once, is shown to the session that made it until it is kept, and is refused once revoked."""
    browser, other = pages.browser(LEAD), pages.browser(ADMINISTRATOR)
    page = browser.send(here, name="nightly", scope="read", days="30").headers["Location"]
    held = held_on(browser, page)
    assert held.startswith("drumbeat_")
    assert held_on(browser, page) == held, "loading the page again loses nothing"
    assert held_on(other, page) == ""
    assert held not in other.get(here).text
    assert asked(pages, held) == 200
    assert browser.send(page, page, act="kept").headers["Location"] == here
    assert held_on(browser, page) == ""
    assert "nightly" in browser.page(here).text
    assert browser.send(page, page, act="revoke").headers["Location"] == here
    assert "The token is revoked: nightly." in browser.page(here).text
    assert asked(pages, held) == 401
    assert browser.get(page).headers["Location"] == here
    acts = [(each.actor, each.act) for each in pages.context.store.audit.of_team("Network", 2)]
    assert acts == [(LEAD, "revoke token"), (LEAD, "make token")]


def test_a_token_ends_with_its_makers_lead(pages, here):
    """Who leads the team no more does nothing by a token, which is no use of it; the next lead sees that."""
    context, browser, boss = pages.context, pages.browser(LEAD), pages.browser(ADMINISTRATOR)
    team = context.store.teams.get("Network")
    page = browser.send(here, name="nightly", scope="read", days="30").headers["Location"]
    of_boss = boss.send(here, name="hourly", scope="read", days="30").headers["Location"]
    tokens = [held_on(browser, page), held_on(boss, of_boss), make_token(context, team, "cron", [Scope.READ], 30)[1]]
    assert [asked(pages, each) for each in tokens] == [200, 200, 200]
    context.store.teams.change(replace(team, lead_address="nora@example.com"), context.entry("change team"))
    used = {each.made_by: each.used_at for each in context.store.team_tokens.of_team("Network")}
    pages.office.clock.now += timedelta(minutes=5)
    answers = [asked(pages, each) for each in tokens]
    shown = pages.browser("nora@example.com").page(here).text
    context.store.teams.change(team, context.entry("change team"))
    later = {each.made_by: each.used_at for each in context.store.team_tokens.of_team("Network")}
    for each in context.store.team_tokens.of_team("Network"):
        revoke_token(context, team, each.id)
    assert [later[who] == used[who] for who in (LEAD, ADMINISTRATOR)] == [True, False]
    assert answers == [401, 200, 200]
    assert shown.count("who made it leads the team no more") == 1


def test_what_is_wrong_stands_beside_the_fields(pages, here):
    """Without words, scope or a length that is offered there is no token, and what was typed is there."""
    browser = pages.browser(LEAD)
    answer = browser.post(here, {"csrf": browser.csrf(), "name": "<i>mine</i>", "days": "9999"})
    assert answer.status_code == 422
    text = read_page(answer.text).text
    assert "Choose at least one." in text
    assert "Choose how long it is good." in text
    assert "&lt;i&gt;mine&lt;/i&gt;" in answer.text
    assert browser.post(here, {"csrf": browser.csrf(), "scope": "read", "days": "30"}).status_code == 422
    assert pages.context.store.team_tokens.of_team("Network") == []


def test_a_form_that_is_sent_twice_makes_one(pages, here):
    """A double click makes one token, and both answers lead to it."""
    browser = pages.browser(LEAD)
    form = next(each for each in browser.page(here).every("form") if each.attributes["action"] == here)
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("input")}
    said = {**fields, "name": "once", "scope": "read", "days": "30"}
    answers = {browser.post(here, said).headers["Location"] for _ in range(2)}
    assert len(answers) == len(pages.context.store.team_tokens.of_team("Network")) == 1
    browser.send(answers.pop(), "", act="revoke")
