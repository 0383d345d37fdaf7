"""Requests made up from the interface's own description: whatever is sent, the answer is one that is described.

Schemathesis draws them, valid and not: 10,000 in `make test-long`, some of each address always.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from drumbeat.desk.drafts import draft
from drumbeat.desk.team_tokens import make_token
from drumbeat.visitors import Scope
from installation import OCTOBER
from lead_pages import lead_pages

schemathesis = pytest.importorskip("schemathesis", reason="Schemathesis is not installed: `make test` installs it")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

ADDRESSES = 30
FEW, ALL = 4, -(-10_000 // (2 * ADDRESSES))
"""Cases of each address, of valid requests and of others."""
OURS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
)


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("described"), api_per_minute=1_000_000) as served:
        served.office.clock.at(11, 2)
        draft(served.context, served.context.store.teams.get("Network"), OCTOBER)
        yield served


def operations(pages):
    """All that the description names."""
    described = schemathesis.openapi.from_url(f"{pages.address}/api/openapi.json")
    return [each.ok() for each in described.get_all_operations()]


def send_many(pages, operation, mode, count):
    """Send so many requests, half of them for the token's team and a month that has a draft; check each answer."""
    context = pages.context
    _, held = make_token(context, context.store.teams.get("Network"), f"{operation.label} {mode}"[:80], list(Scope), 1)
    number, sent = pages.team(), 0
    known = {"team": number, "month": "2026-10"}

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_ours=st.booleans())
    def one(case, is_ours):
        nonlocal sent
        if is_ours:
            case.path_parameters = {
                **case.path_parameters,
                **{k: v for k, v in known.items() if k in case.path_parameters},
            }
        pages.office.clock.now += timedelta(seconds=3)  # so that who guesses tokens is not stopped
        said = {"Authorization": f"Bearer {held}"}
        case.call_and_validate(headers=said, checks=list(OURS), timeout=10)
        sent += 1

    one()
    (token,) = (each for each in context.store.team_tokens.of_team("Network") if each.name.startswith(operation.label))
    assert context.store.team_tokens.revoke("Network", token.id, context.entry("revoke token"))
    return sent


MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.parametrize("count", [FEW, pytest.param(ALL, marks=pytest.mark.long)])
def test_every_answer_is_described(pages, count):
    """No answer is a bug, and each has a status, a type, headers and a form that the description names."""
    every = operations(pages)
    assert len(every) == ADDRESSES
    sent = [send_many(pages, each, mode, count) for each in every for mode in MODES if _can(each, mode)]
    assert sum(sent) >= count * len(sent) * 0.5


def _can(operation, mode):
    """An address without parameters and body has no request that is wrong."""
    has_any = bool(operation.body) or any(operation.iter_parameters())
    return mode is schemathesis.GenerationMode.POSITIVE or has_any
