"""An edition that nobody received is no month that was told, over a real database of either kind (promise 3)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.bounces import Report, Reported, judge
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned
from drumbeat.editions.recipients import Reason
from drumbeat.records.team import Team
from drumbeat.store.bounces import BounceStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.suppressions import SuppressionStore
from drumbeat.store.teams import TeamStore
from stores import CONTENT, NOW, OCTOBER, claim, receives, receives_no_more, settle

ANN, BOB = "ann@x.example", "bob@x.example"
PLANNED = [Planned(ANN, "<1@x.example>"), Planned(BOB, "<2@x.example>")]
NETWORK = Team("Network", ("Network",), (), ZoneInfo("UTC"))


@pytest.fixture(name="database")
def _database(place):
    """A team with two readers."""
    database = place.open()
    TeamStore(database).add(NETWORK)
    receives(RecipientStore(database), "Network", ANN, BOB)
    return database


@pytest.fixture(name="editions")
def _editions(database):
    return EditionStore(database)


@pytest.fixture(name="planned")
def _planned(editions):
    """The id of an edition planned for two."""
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, PLANNED, NOW)
    return edition


def state(editions) -> EditionState:
    """The edition's."""
    return editions.find("Network", OCTOBER).state


def handed_over(editions, planned, recipient, became) -> None:
    """Claim and settle one."""
    assert claim(editions, planned, recipient, NOW) is not None
    settle(editions, planned, Outcome(recipient, became))


def unsubscribed(database, editions, planned) -> None:
    """Both, before anything left."""
    for each in (ANN, BOB):
        SuppressionStore(database).add(each, "Network", Reason.UNSUBSCRIBED, "link", NOW)


def taken_out(database, editions, planned) -> None:
    """Both, before anything left."""
    receives_no_more(RecipientStore(database), "Network", ANN, BOB)


def not_planned_any_more(database, editions, planned) -> None:
    """No rule leads to either: they have left the group."""
    editions.plan(planned, [], NOW)
    editions.close(planned)


def gone_at_once(database, editions, planned) -> None:
    """The mail server knows neither."""
    for each in (ANN, BOB):
        handed_over(editions, planned, each, DeliveryState.SKIPPED)
    editions.close(planned)


@pytest.mark.parametrize("happens", [unsubscribed, taken_out, not_planned_any_more, gone_at_once])
def test_what_left_to_nobody_is_a_draft_again(database, editions, planned, happens):
    """Nothing ever left and nothing is to: it has not begun to leave, and takes whoever comes to receive it."""
    happens(database, editions, planned)
    assert state(editions) is EditionState.DRAFT
    editions.plan(planned, [Planned("cy@x.example", "<3@x.example>"), PLANNED[1]], NOW)
    assert state(editions) is EditionState.SENDING
    found = {each.recipient: each.state for each in editions.deliveries(planned)}
    assert {found["cy@x.example"], found[BOB]} == {DeliveryState.PLANNED}
    for each in ("cy@x.example", BOB):
        if happens is not unsubscribed or each != BOB:
            handed_over(editions, planned, each, DeliveryState.SENT)
    editions.close(planned)
    assert (state(editions) is EditionState.SENT) is (happens is not unsubscribed)


@pytest.mark.parametrize("became", [DeliveryState.SENT, DeliveryState.UNKNOWN])
def test_what_may_have_left_is_no_draft_again(editions, planned, became):
    """One mail left, or may have, and is taken back: what it says stays, and it waits for a person (promise 3)."""
    handed_over(editions, planned, ANN, became)
    editions.plan_again(planned, [became], NOW)
    editions.plan(planned, [], NOW)
    editions.close(planned)
    assert {each.state for each in editions.deliveries(planned)} == {DeliveryState.SKIPPED}
    assert state(editions) is EditionState.SENDING


def test_what_came_back_from_everybody_was_not_received(database, editions, planned):
    """Sent, until the last of its mails came back from mailboxes that are gone: then a person has to know."""
    for each in (ANN, BOB):
        handed_over(editions, planned, each, DeliveryState.SENT)
    editions.close(planned)
    bounces = BounceStore(database)
    for planned_for, left in zip(PLANNED, (EditionState.SENT, EditionState.SENDING), strict=True):
        said = Reported(planned_for.recipient, "", "failed", "5.1.1", "550 5.1.1 no")
        report = Report(planned_for.recipient, NOW, (planned_for.message_id,), (said,))
        (back,) = judge(report, bounces.mailed(report.message_ids), NOW).backs
        assert bounces.take_back(report.key, back, NOW)
        assert state(editions) is left


def test_a_team_that_sent_nothing_leaves_nothing(database, editions, planned):
    """Removed before a mail left it takes its edition along, so that another may have its name."""
    TeamStore(database).remove("Network", NOW)
    assert editions.find("Network", OCTOBER) is None
    TeamStore(database).add(NETWORK)


def test_what_is_to_leave_once_more_is_frozen(editions, planned):
    """A person wants a mail sent again that was taken back: nobody makes the draft anew beneath it."""
    editions.plan(planned, [], NOW)
    editions.close(planned)
    editions.plan_again(planned, [DeliveryState.SKIPPED], NOW, ANN)
    assert state(editions) is EditionState.SENDING
