"""What `ports.Ledger` promises where several deliveries are claimed or settled at once."""

from __future__ import annotations

import pytest

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.recipients import Reason
from drumbeat.store.editions import EditionStore
from drumbeat.store.suppressions import SuppressionStore
from stores import CONTENT, NOW, OCTOBER, later

MANY = [f"{number:04}@x.example" for number in range(1100)]
"""More than one statement takes."""
SENT, PLANNED, FAILED = DeliveryState.SENT, DeliveryState.PLANNED, DeliveryState.FAILED


@pytest.fixture(name="ledger")
def _ledger(place):
    """A ledger, and the id of an edition planned for many."""
    editions = EditionStore(place.open())
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(each, f"<{each}>") for each in MANY], NOW)
    return editions, edition


def test_a_claim_of_several_is_of_those_that_are_to_be_had(place, ledger):
    """By recipient, each once: without who is claimed already, who has unsubscribed, and who is a stranger."""
    editions, edition = ledger
    editions.claim(edition, [MANY[1]], NOW)
    suppressions = SuppressionStore(place.open())
    suppressions.add(MANY[2], "Network", Reason.LEFT, "550", NOW)
    suppressions.add(MANY[3], "Desk", Reason.LEFT, "550", NOW)
    claimed = editions.claim(edition, [*reversed(MANY[:5]), "eve@x.example"], NOW)
    assert [each.recipient for each in claimed] == [MANY[0], MANY[3], MANY[4]]
    assert {each.content_hash for each in claimed} == {CONTENT.hash}
    assert editions.claim(edition, MANY[:5], NOW) == []
    states = {each.recipient: (each.state, each.error) for each in editions.deliveries(edition)}
    assert states[MANY[2]] == (DeliveryState.SKIPPED, "left")


def test_a_settlement_of_several_gives_each_its_own(ledger):
    """Each has its own state and reason, one step each in the history, and whatever was not claimed stays."""
    editions, edition = ledger
    editions.claim(edition, MANY[:3], NOW)
    outcomes = [Outcome(MANY[0], SENT), Outcome(MANY[1], FAILED, "no"), Outcome(MANY[2], SENT), Outcome(MANY[3], SENT)]
    editions.settle(edition, outcomes, later(seconds=5))
    found = {each.recipient: (each.state, each.error) for each in editions.deliveries(edition)}
    assert [found[each] for each in MANY[:4]] == [(SENT, ""), (FAILED, "no"), (SENT, ""), (PLANNED, "")]
    steps = [(each.recipient, each.state, each.attempt) for each in editions.history(edition) if each.at > NOW]
    assert sorted(steps) == [(MANY[0], SENT, 1), (MANY[1], FAILED, 1), (MANY[2], SENT, 1)]


def test_more_than_a_statement_takes(ledger):
    """However many are claimed and settled at once, all of them are."""
    editions, edition = ledger
    assert len(editions.claim(edition, MANY, NOW)) == len(MANY)
    editions.settle_abandoned(edition, later(hours=1))
    assert {each.state for each in editions.deliveries(edition)} == {DeliveryState.UNKNOWN}
    assert editions.plan_again(edition, [DeliveryState.UNKNOWN], NOW) == len(MANY)


def test_what_is_put_off_says_until_when(ledger):
    """What the mail server put off is not due before its time; claimed again it is put off no more."""
    editions, edition = ledger
    editions.claim(edition, MANY[:1], NOW)
    editions.settle(edition, [Outcome(MANY[0], PLANNED, "452 full", later(minutes=30))], NOW)
    found = editions.deliveries(edition)[0]
    assert found.retry_at == later(minutes=30)
    assert [found.is_due(later(minutes=minutes)) for minutes in (0, 29, 30)] == [False, False, True]
    (again,) = editions.claim(edition, MANY[:1], NOW)
    assert (again.attempts, again.retry_at) == (2, None)
    editions.settle(edition, [Outcome(MANY[0], SENT)], NOW)
    assert editions.deliveries(edition)[0].retry_at is None
