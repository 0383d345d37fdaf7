"""Traps 32 to 36: tokens that run out, ways to sign in that are closed, tables that are not there."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from drumbeat.digest.model import SourceStatus
from drumbeat.errors import SourceError, TryLater
from drumbeat.ports import PullStatus
from drumbeat.records.tables import TABLES
from drumbeat.simulator.accounts import BASIC_AUTH_ROLE, DEFAULT_CLIENT, DEFAULT_USER, Properties
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.faults.mutation import Mutation
from drumbeat.source.auth import Basic, Password, RefreshToken
from drumbeat.source.servicenow import Patience
from ground import status_of, value
from said import notes_of
from sources import BASIC, assert_discreet, oauth

SIGN_IN = "/oauth_token.do"


def short_lived(**said):
    """A client whose access tokens are good for three requests."""
    return {"clients": [replace(DEFAULT_CLIENT, access_uses=3, **said)]}


def by_password(simulator):
    """The grant that brings a refresh token along."""
    return oauth(simulator, Password(DEFAULT_USER.user_name, DEFAULT_USER.password))


class Forms:
    """Writes down the forms of token requests."""

    def __init__(self) -> None:
        self.sent: list[dict[str, list[str]]] = []

    def __call__(self, request):
        if request.path == SIGN_IN:
            self.sent.append(parse_qs(request.body.decode()))

    @property
    def grants(self) -> list[str]:
        """The grant types, in order."""
        return [form["grant_type"][0] for form in self.sent]


def test_trap_32_a_token_that_runs_out_costs_no_page(lay):
    """An access token that is refused in the middle of a pull is replaced once, and the same page asked for again."""
    ground = lay(**short_lived())
    ids = ground.month(40)
    with ground.served() as simulator:
        source = ground.sources(simulator)[0]
        sign_in = oauth(simulator)
        sign_in.apply(source._api._session, limits=source._api._limits)
        session = source._api._session
        statuses = [session.get(f"{simulator.url}/api/now/table/incident").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 401]
    ground.sign_in = oauth
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 40, PullStatus.OK)
    tokens = sum(call.path == SIGN_IN for call in ground.calls)
    assert tokens >= 4
    assert ground.waits == [0.0] * len(ground.waits)


def test_trap_32_a_token_is_renewed_once_for_all_workers(ground):
    """A token that runs out under four workers is replaced once, and none of them loses a page by it."""
    ids = ground.month(80)
    ground.sign_in = oauth
    state = ground.pull(workers=4, around=Rehearsal(ground.instance, ["token-expired@6"]))["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 80, PullStatus.OK)
    assert sum(call.path == SIGN_IN for call in ground.calls) == 2


def test_trap_32_a_token_that_is_refused_at_once_is_not_asked_for_for_ever(lay):
    """Where a new token is refused as well, reading stops with what to do, after one renewal."""
    ground = lay(clients=[replace(DEFAULT_CLIENT, access_seconds=0)])
    ground.month(3)
    ground.sign_in = oauth
    with pytest.raises(SourceError, match="did not accept the sign-in"):
        ground.pull()
    assert sum(call.path == SIGN_IN for call in ground.calls) == 2


@pytest.mark.parametrize("current", [False, True])
def test_trap_33_the_refresh_token_is_kept(lay, current):
    """A refresh brings no new refresh token: the one of the beginning serves as long as the pull lasts."""
    ground = lay(**short_lived(refresh_gives_current=current))
    ids = ground.month(40)
    ground.sign_in = by_password
    forms = Forms()
    state = ground.pull(before=forms)["incident"]
    assert (ground.kept(), state.rows) == (ids, 40)
    assert forms.grants == ["password", *["refresh_token"] * (len(forms.grants) - 1)]
    assert len(forms.grants) >= 4
    assert len({form["refresh_token"][0] for form in forms.sent[1:]}) == 1


def test_trap_33_a_refresh_token_that_ran_out_is_told(lay):
    """A refresh token that is refused is told with what to do, and not tried again and again."""
    ground = lay()
    ground.sign_in = lambda simulator: oauth(simulator, RefreshToken("gone"))
    with pytest.raises(SourceError, match="refresh token") as caught:
        ground.pull()
    assert "100 days" in caught.value.recovery
    assert [call.path for call in ground.calls] == [SIGN_IN]


def test_trap_34_refused_client_credentials_say_what_to_ask_for(lay):
    """The refusal says nothing by itself; ours names the property, the application user and the client's secret."""
    ground = lay(properties=Properties(client_credentials=False))
    ids = ground.month(3)
    ground.sign_in = oauth
    with pytest.raises(SourceError, match="client credentials") as caught:
        ground.pull()
    for said in (
        "glide.oauth.inbound.client.credential.grant_type.enabled",
        "OAuth application user",
        "client_secret",
        "administrator",
    ):
        assert said in caught.value.recovery
    assert_discreet(caught.value, DEFAULT_CLIENT.client_secret)
    assert not isinstance(caught.value, TryLater)
    assert ([call.path for call in ground.calls], ground.waits) == ([SIGN_IN], [])
    ground.instance.properties = Properties()
    ground.pull()
    assert ground.kept() == ids


def test_trap_34_a_client_without_an_application_user(lay):
    """A client for which nobody stands is refused in the same words, and ours are the same too."""
    ground = lay(clients=[replace(DEFAULT_CLIENT, application_user="")])
    ground.sign_in = oauth
    with pytest.raises(SourceError) as caught:
        ground.pull()
    assert "OAuth application user" in caught.value.recovery


@pytest.mark.parametrize("workers", [1, 4])
def test_trap_35_a_refused_password_is_not_tried_again(lay, workers):
    """Where basic authentication is restricted, one refusal ends the pull, and nobody's account is locked by us."""
    ground = lay(properties=Properties(basic_auth_restricted=True, lockout_after=3))
    ids = ground.month(40)
    with ground.naive() as client:
        assert client.ask("incident").status_code == 401
    with pytest.raises(SourceError, match="did not accept the sign-in") as caught:
        ground.pull(*TABLES, workers=workers)
    assert BASIC_AUTH_ROLE in caught.value.recovery
    assert not isinstance(caught.value, TryLater)
    assert len(ground.calls) <= workers
    ground.instance.change_user(DEFAULT_USER.user_name, roles=frozenset({BASIC_AUTH_ROLE}))
    ground.pull(workers=workers)
    assert ground.kept() == ids


@pytest.mark.parametrize("workers", [1, 4])
def test_trap_35_a_wrong_password_locks_nobody_out(lay, workers):
    """With a wrong password, a whole pull uses up so few attempts that the account is not locked out."""
    ground = lay(properties=Properties(lockout_after=3))
    ids = ground.month(3)
    ground.sign_in = lambda _simulator: Basic(DEFAULT_USER.user_name, "wrong")
    with pytest.raises(SourceError):
        ground.pull(*TABLES, workers=workers, latency=0.05)
    assert len(ground.calls) < 3
    ground.sign_in = lambda _simulator: BASIC
    ground.pull(workers=workers)
    assert ground.kept() == ids


def test_trap_35_restricted_in_the_middle(lay):
    """Basic authentication that is closed while a pull runs ends it at once; what was read stays."""
    ground = lay(properties=Properties(lockout_after=3))
    ids = ground.month(24)

    def close(instance) -> None:
        instance.properties = replace(instance.properties, basic_auth_restricted=True)

    with pytest.raises(SourceError, match="did not accept"):
        ground.pull(before=Mutation(ground.instance, {3: close}))
    assert (ground.kept(), ground.waits) == (ids[:8], [])
    assert sum(call.path.endswith("table/incident") for call in ground.calls) == 3
    ground.instance.properties = Properties()
    ground.later(minutes=5)
    ground.pull()
    assert ground.kept() == ids


def test_trap_36_a_table_that_is_not_there_is_optional(lay):
    """Tables of plugins that are not active are absent, are told as such, and the rest is read and counted."""
    absent = frozenset({"sn_cim_register", "sn_cim_task", "pm_project_task", "dmn_demand", "im_idea_core"})
    ground = lay(absent=absent)
    ground.patience = Patience(limit=100)
    ground.month(6)
    ground.instance.insert("pm_project", {"number": "PRJ1", "state": "3", "closed_at": "2026-10-06 08:00:00"})
    with ground.naive() as client:
        reply = client.ask("sn_cim_register")
    assert (reply.status_code, reply.json()["error"]["message"]) == (400, "Invalid table sn_cim_register")
    states = ground.pull(*TABLES)
    assert {name for name, state in states.items() if state.status is PullStatus.ABSENT} == absent
    assert {state.status for name, state in states.items() if name not in absent} == {PullStatus.OK}
    for name in absent:
        assert sum(call.path.endswith(f"/table/{name}") for call in ground.calls) == 1
    built = ground.digest(*TABLES)
    assert status_of(built, "sn_cim_register").status is SourceStatus.ABSENT
    assert notes_of(status_of(built, "sn_cim_register"))
    assert value(built, "incidents_resolved") == 6
    figure = built.digest.figure("improvements_completed")
    assert "without improvement initiatives" in notes_of(figure)
