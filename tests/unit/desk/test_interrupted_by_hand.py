"""What a person sent and a crash interrupted, where no schedule sends the rest: nothing stays in hand for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drumbeat.desk.overview import last_of
from drumbeat.desk.timetables import change_schedule
from drumbeat.desk.waiting import waits_of
from drumbeat.editions.deliveries import DeliveryState, EditionState
from installation import NETWORK
from schedules import ANN, SEPTEMBER, ZOE, office, run, sent_once


@pytest.fixture(name="here")
def _here(tmp_path):
    made = office(tmp_path)
    sent_once(made)
    return made


def states(here):
    """What became of each of September's mails."""
    ledger = here.context.store.editions
    return {each.recipient: each.state for each in ledger.deliveries(ledger.find(NETWORK.name, SEPTEMBER).id)}


def claimed(here, recipient):
    """As if the mail to somebody had been in hand when the process died."""
    ledger, now = here.context.store.editions, here.clock()
    edition = ledger.find(NETWORK.name, SEPTEMBER).id
    assert ledger.plan_again(edition, [DeliveryState.SENT], now, recipient) == 1
    assert ledger.claim(edition, [recipient], now)


def test_a_claim_whose_holder_died_becomes_unknown(here):
    """Ten minutes later a turn of the schedule says so, also of a team that has none; before, it stays in hand."""
    change_schedule(here.fresh(), here.context.store.teams.get(NETWORK.name), {}, on=False)
    claimed(here, ZOE)
    run(here)
    assert states(here) == {ANN: DeliveryState.SENT, ZOE: DeliveryState.CLAIMED}
    here.clock.now += timedelta(minutes=11)
    run(here)
    assert states(here) == {ANN: DeliveryState.SENT, ZOE: DeliveryState.UNKNOWN}
    assert here.context.store.editions.find(NETWORK.name, SEPTEMBER).state is EditionState.SENDING


@pytest.mark.parametrize(("on", "days", "is_told"), [(False, 0, True), (True, 0, False), (True, 15, True)])
def test_what_is_still_to_go_waits_for_a_person(here, on, days, is_told):
    """`status` says how many mails wait and how they leave, but not while the schedule sends them by itself."""
    context = here.context
    change_schedule(here.fresh(), context.store.teams.get(NETWORK.name), {}, on=on)
    ledger = context.store.editions
    assert ledger.plan_again(ledger.find(NETWORK.name, SEPTEMBER).id, [DeliveryState.SENT], here.clock(), ZOE) == 1
    here.clock.now += timedelta(days=days)
    team = context.store.teams.get(NETWORK.name)
    waits = [(each.why, each.how) for each in waits_of(context, team, last_of(context, team))]
    asked = 'If nobody sends it just now: drumbeat send --team "Network" --month 2026-09'
    assert waits == ([("1 of its mails is still to go", asked)] if is_told else [])
