"""What is opened without a session: the interface by every kind of token, readers' links by every kind of link."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from drumbeat.desk.team_tokens import make_token, revoke_token
from drumbeat.tokens.unsubscribing import Subscription, link
from drumbeat.visitors import Scope
from drumbeat.web.api.application import _ROUTERS
from edition_pages import edition_pages
from installation import NETWORK
from lead_pages import ADMINISTRATOR, DESK_LEAD, SECRET, SERVICE_DESK, STRANGER, WAIT
from schedules import ANN, LEAD

OPERATIONS = sorted((method, route.path) for router in _ROUTERS for route in router.routes for method in route.methods)
FOR_ALL_TOKENS = ("/jobs/{job}", "/jobs/{job}/files/{number}")
"""What is a token's own."""
REFUSED = "A team's token is needed, and this is none."
NO_TOKENS = ("none", "made up", "tampered", "expired", "revoked", "of who leads no more", "a lead's cookie")


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("tokens"), api_per_minute=10_000) as served:
        yield served


@pytest.fixture(scope="module", name="held")
def _held(pages):
    """What a token of each kind holds; the clock stands where one has expired."""
    teams = {each: pages.context.store.teams.get(each) for each in (NETWORK.name, SERVICE_DESK.name)}

    def made(team=NETWORK.name, scopes=frozenset(Scope), days=30, by=LEAD, **more):
        return make_token(pages.context.acting(by), teams[team], "a script", scopes, days, **more)

    found = {scope: made(scopes=[each for each in Scope if each is not scope])[1] for scope in Scope}
    _, good = made()
    gone, revoked = made()
    revoke_token(pages.context, teams[NETWORK.name], gone.id)
    found |= {"none": "", "made up": "drumbeat_no-such-token", "good": good, "revoked": revoked}
    found["tampered"] = f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}"
    found["expired"] = made(days=1)[1]
    found["of who leads no more"] = made(by=STRANGER, by_lead=True)[1]
    found["other team"] = made(SERVICE_DESK.name)[1]
    pages.office.clock.now += timedelta(days=1)
    return found


def asked(pages, method, path, token, cookies=None):
    """What is answered; a form is empty, and what is named beside team and month there is not."""
    to = path.format(team=pages.team(), month="2026-10", job="no-such-job", number=0)
    said = {"Authorization": f"Bearer {token}"} if token else {}
    body = {} if method == "POST" else None
    return requests.request(method, f"{pages.address}/api{to}", json=body, headers=said, cookies=cookies, timeout=WAIT)


def needed(method, path):
    """The scope that the documentation names; None: any."""
    if path.endswith(FOR_ALL_TOKENS):
        return None
    if path.endswith("/reports"):
        return Scope.REPORT
    return Scope.DECIDE if method == "POST" or path.endswith("/words") else Scope.READ


@pytest.mark.parametrize("who", NO_TOKENS)
def test_nothing_is_opened_without_a_good_token(pages, held, who):
    """Every address answers 401, the same to all of them, and changes nothing."""
    cookies = pages.browser(LEAD).session.cookies.get_dict() if who == "a lead's cookie" else None
    before = pages.context.store.audit.of_team(NETWORK.name, 1)
    for method, path in OPERATIONS:
        answer = asked(pages, method, path, held.get(who, ""), cookies)
        assert (answer.status_code, answer.json()["detail"]) == (401, "A team's token is needed, and this is none."), (
            path
        )
        pages.office.clock.now += timedelta(seconds=3)  # so that who guesses is not stopped
    assert pages.context.store.audit.of_team(NETWORK.name, 1) == before


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=" ".join)
def test_each_address_is_opened_by_its_scope_and_its_team(pages, held, method, path):
    """Another team's token finds no such team, one without the scope is refused, and one with it is let through."""
    scope, is_of_team = needed(method, path), "{team}" in path
    other = asked(pages, method, path, held["other team"])
    assert other.status_code == (404 if is_of_team else 200)
    assert NETWORK.name not in other.text
    if scope is not None:
        assert asked(pages, method, path, held[scope]).status_code == 403
    answer = asked(pages, method, path, held["good"])
    assert answer.status_code not in {401, 403, 429}
    assert answer.status_code < 500


READERS = ("good", "tampered", "expired", "of another secret", "none")
VISITORS = ("", LEAD, DESK_LEAD, ADMINISTRATOR)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("visitor", VISITORS, ids=lambda each: each or "nobody")
def test_a_readers_link_is_opened_by_itself_alone(pages, kind, visitor):
    """Only a good link takes somebody off, whoever is signed in; nobody else's name is on its page."""
    store, now = pages.context.store, pages.office.clock.now
    whose = Subscription(ANN, NETWORK.name, "en")
    then = now - timedelta(days=500) if kind == "expired" else now
    to = link(
        pages.address, whose, (SECRET if kind != "of another secret" else "another secret of so many letters",), then
    )
    to = {"tampered": f"{to[:-1]}{'A' if to[-1] != 'A' else 'B'}", "none": f"{pages.address}/u/none"}.get(kind, to)
    browser, status = pages.browser(visitor), 200 if kind == "good" else 400
    shown = browser.get(to)
    assert (shown.status_code, ANN in shown.text) == (status, kind == "good")
    assert store.suppressions.of(NETWORK.name) == {}
    assert browser.post(to, {"List-Unsubscribe": "One-Click"}).status_code == status
    assert list(store.suppressions.of(NETWORK.name)) == ([ANN] if kind == "good" else [])
    if kind == "good":
        store.suppressions.lift([ANN], NETWORK.name, pages.context.entry("resubscribe"))
