"""Every route that is declared, opened by everybody there is: the rule beside it says what each is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from drumbeat.desk.roles import Roles
from drumbeat.web.access import Access, Identity, Rule, refuse_uninvited
from drumbeat.web.pages import ROUTES
from drumbeat.web.probes import PROBES
from drumbeat.web.refusals import Refused
from lead_pages import ADMINISTRATOR, COOKIE, DESK_LEAD, STRANGER, TECHNICIAN, lead_pages, staff
from schedules import LEAD

SIGN_IN = "/sign-in"
OTHER = "fay@example.com"
OPENID = (f"{SIGN_IN}/oidc", f"{SIGN_IN}/oidc/callback")


@dataclass(frozen=True)
class Who:
    """Somebody who opens pages."""

    name: str
    address: str = ""
    minutes: int = 0
    """Since the session began."""
    is_tampered: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the session is good."""
        return bool(self.address) and not self.minutes and not self.is_tampered


PEOPLE = (
    Who("nobody"),
    Who("lead", LEAD),
    Who("other team's lead", DESK_LEAD),
    Who("administrator", ADMINISTRATOR),
    Who("owner", TECHNICIAN),
    Who("other technician", OTHER),
    Who("stranger", STRANGER),
    Who("idle for too long", LEAD, 120),
    Who("signed in for too long", LEAD, 720),
    Who("tampered cookie", LEAD, is_tampered=True),
)
MAY = {
    Rule.IN_SESSION: {who.name for who in PEOPLE if who.is_in},
    Rule.SIGNED_IN: {"lead", "other team's lead", "administrator", "owner", "other technician"},
    Rule.LEAD: {"lead", "administrator"},
    Rule.ADMINISTRATOR: {"administrator"},
    Rule.OWNER: {"owner", "other technician"},
}
"""Who gets in; the page is one of Network's."""
ID = {route: f"{route.method} {route.path}" for route in ROUTES}


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("matrix"), personal=True) as served:
        staff(served.context, ("Ann", TECHNICIAN), ("Fay", OTHER))
        yield served


def address_of(route, pages):
    """The route's address for Network; other parts of it name nothing that there is."""
    path = route.path.replace("{team:int}", str(pages.team()))
    return re.sub(r"\{\w+:int\}", "999999", re.sub(r"\{\w+\}", "no-such-thing", path))


def opened_by(who, pages):
    """A browser as that person has it."""
    browser = pages.browser(who.address)
    if who.minutes:
        key = browser.session.cookies[COOKIE]
        then = pages.office.clock.now
        pages.office.clock.now = then - timedelta(minutes=who.minutes)
        browser = pages.browser(who.address)
        pages.office.clock.now = then
        assert browser.session.cookies[COOKIE] != key
    if who.is_tampered:
        key = browser.session.cookies[COOKIE]
        browser.session.cookies.set(COOKIE, f"{key[:-1]}{'A' if key[-1] != 'A' else 'B'}", domain="127.0.0.1")
    return browser


def asked(route, browser, pages):
    """What the route answers; a form is sent empty, from a page of ours, without the session's token."""
    path = address_of(route, pages)
    return browser.get(path) if route.method == "GET" else browser.post(path, {})


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.name)
@pytest.mark.parametrize("route", ROUTES, ids=ID.__getitem__)
def test_each_is_answered_by_the_rule(pages, route, who):
    """Who is not signed in is led to sign in; who may not, is told 403, or 404 of a team that is another's."""
    answer = asked(route, opened_by(who, pages), pages)
    assert answer.status_code < 500
    if route.rule is Rule.ANYBODY:
        assert answer.status_code not in {401, 403}
    elif not who.is_in:
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, SIGN_IN)
    elif who.name == "stranger":
        assert answer.status_code == 403
    elif who.name not in MAY[route.rule]:
        assert answer.status_code == (404 if route.rule is Rule.LEAD else 403)
    elif route.method == "POST":
        assert answer.status_code == 403, "a form without the session's token"
    else:
        assert answer.status_code in {200, 303, 404}
        assert answer.headers.get("Location", "").partition("?")[0] != SIGN_IN


@pytest.mark.parametrize("route", [each for each in ROUTES if each.rule is Rule.LEAD], ids=ID.__getitem__)
def test_another_team_is_as_good_as_none(pages, route):
    """What a lead is told of another's team is, byte for byte, what is told of a team that there is not."""
    browser = pages.browser(DESK_LEAD)
    there = asked(route, browser, pages)
    path = address_of(route, pages).replace(f"/teams/{pages.team()}", "/teams/4242")
    none = browser.get(path) if route.method == "GET" else browser.post(path, {})
    assert (there.status_code, there.content) == (none.status_code, none.content)


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method == "POST"], ids=ID.__getitem__)
@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_no_other_site_sends_a_form(pages, route, said):
    """A form that comes from elsewhere is refused, whoever's browser sends it, with or without the token."""
    browser = pages.browser(ADMINISTRATOR)
    answer = browser.post(address_of(route, pages), {"csrf": browser.csrf(), "address": LEAD}, **said)
    assert answer.status_code == 403


def test_every_page_that_is_not_for_everybody_says_so():
    """Only signing in and out is for everybody; a page that changes something of a team is of its lead."""
    open_to_all = {route.path for route in ROUTES if route.rule is Rule.ANYBODY}
    assert open_to_all == {"/", SIGN_IN, f"{SIGN_IN}/sent", f"{SIGN_IN}/link/{{key}}", "/sign-out", *OPENID}
    assert [each for each in ROUTES if each.path.startswith("/teams/") and each.rule is not Rule.LEAD] == []


def test_what_machines_ask_has_its_rule_beside_it():
    """Two addresses are for every machine; what is counted is a monitoring system's, and no page is (test_probes)."""
    assert {each.path: each.rule for each in PROBES} == {
        "/healthz": Rule.ANYBODY,
        "/readyz": Rule.ANYBODY,
        "/metrics": Rule.MONITOR,
    }
    assert [each for each in ROUTES if each.rule is Rule.MONITOR] == []
    everything = Access(Identity(ADMINISTRATOR), Roles(is_administrator=True))
    with pytest.raises(Refused):
        refuse_uninvited(Rule.MONITOR, everything)
