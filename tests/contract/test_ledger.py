"""Editions, and what `ports.Ledger` promises of their deliveries, over a real database of either kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.editions.deliveries import Delivery, DeliveryState, EditionState, Outcome, Planned
from drumbeat.editions.recipients import RecipientKind
from drumbeat.editions.standing import Act, ActKind
from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry, Content
from drumbeat.store.acts import ActStore
from drumbeat.store.deliveries import LEASE
from drumbeat.store.editions import EditionStore
from drumbeat.store.schema import suppression
from stores import CONTENT, NOW, OCTOBER, claim, later, settle

ANN, BOB = "ann@x.example", "bob@x.example"
PLANNED = [Planned(ANN, "<1@x.example>"), Planned(BOB, "<2@x.example>")]
OTHER = Content("October, again", "<p>Two</p>", "Two", "{}")
LINES = [
    EvidenceLine("incidents_resolved", "INC2", "incident", "Mail", "2026-10-05", ""),
    EvidenceLine("incidents_resolved", "INC1", "incident", "", "2026-10-06", ""),
    EvidenceLine("", "INC3", "incident", "", "", "duplicate"),
]


@pytest.fixture(name="editions")
def _editions(place):
    return EditionStore(place.open())


@pytest.fixture(name="draft")
def _draft(editions):
    """The id of a draft."""
    return editions.save_draft("Network", OCTOBER, CONTENT, LINES, NOW).id


@pytest.fixture(name="planned")
def _planned(editions, draft):
    """The id of an edition planned for two."""
    editions.plan(draft, PLANNED, NOW)
    return draft


def states(editions, edition_id):
    """Recipient to state."""
    return {each.recipient: each.state.value for each in editions.deliveries(edition_id)}


def delivered(editions, edition_id, *recipients, state=DeliveryState.SENT):
    """Claim and settle."""
    for recipient in recipients:
        assert claim(editions, edition_id, recipient, NOW) is not None
        settle(editions, edition_id, Outcome(recipient, state))


def test_a_draft_comes_back_as_it_was_saved(editions, draft):
    """Content, state, time and evidence of a draft are kept, the evidence in its order."""
    found = editions.find("Network", OCTOBER)
    assert (found.id, found.state, found.content) == (draft, EditionState.DRAFT, CONTENT)
    assert found.built_at == "2026-11-02 08:00:00"
    assert editions.evidence(draft) == LINES


def test_an_edition_is_one_team_s_and_one_period_s(editions, draft):
    """Another team's or period's edition is another one."""
    assert editions.find("Network", OCTOBER.before()) is None
    assert editions.find("Desk", OCTOBER) is None
    assert editions.save_draft("Desk", OCTOBER, OTHER, [], NOW).id != draft
    assert editions.find("Network", OCTOBER).content == CONTENT


def test_a_draft_is_replaced(editions, draft):
    """A new draft takes the place of the old one with its evidence, under an id of its own."""
    again = editions.save_draft("Network", OCTOBER, OTHER, LINES[:1], later(hours=1))
    assert again.id != draft
    assert editions.find("Network", OCTOBER) == again
    assert (editions.evidence(draft), editions.evidence(again.id)) == ([], LINES[:1])


def test_a_replaced_draft_is_not_sent(editions, draft):
    """Whoever began to send the old draft is told so, and nothing is planned (promise 6)."""
    again = editions.save_draft("Network", OCTOBER, OTHER, [], NOW)
    with pytest.raises(TryLater, match="was changed"):
        editions.plan(draft, PLANNED, NOW)
    assert editions.deliveries(draft) == editions.deliveries(again.id) == []
    assert editions.find("Network", OCTOBER).state is EditionState.DRAFT


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_edition_that_has_begun_to_leave_is_frozen(editions, planned, is_sent):
    """Once planned, an edition keeps its content and evidence, whatever is built later."""
    if is_sent:
        delivered(editions, planned, ANN, BOB)
        editions.close(planned)
    kept = editions.save_draft("Network", OCTOBER, OTHER, [], NOW)
    assert (kept.id, kept.content) == (planned, CONTENT)
    assert kept == editions.find("Network", OCTOBER)
    assert editions.evidence(planned) == LINES


def test_planning_gives_each_recipient_a_delivery(editions, planned):
    """Each recipient has one planned delivery with its Message-ID, and the edition is on its way."""
    assert editions.deliveries(planned) == [
        Delivery(ANN, DeliveryState.PLANNED, "<1@x.example>", 0, ""),
        Delivery(BOB, DeliveryState.PLANNED, "<2@x.example>", 0, ""),
    ]
    assert editions.find("Network", OCTOBER).state is EditionState.SENDING


def test_planning_again_changes_nothing(editions, planned):
    """A second plan leaves deliveries as they are, and an edition that is sent stays sent."""
    delivered(editions, planned, ANN, BOB)
    editions.close(planned)
    before = editions.deliveries(planned)
    editions.plan(planned, [*PLANNED, Planned(ANN.upper(), "<3@x.example>")], NOW)
    assert editions.deliveries(planned) == before
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def test_a_new_recipient_is_added_to_a_sent_edition(editions, planned):
    """Someone added later gets a delivery of their own; the edition is on its way again until that was accepted."""
    delivered(editions, planned, ANN, BOB)
    editions.close(planned)
    editions.plan(planned, [*PLANNED, Planned("cy@x.example", "<3@x.example>")], NOW)
    assert states(editions, planned) == {ANN: "sent", BOB: "sent", "cy@x.example": "planned"}
    assert editions.find("Network", OCTOBER).state is EditionState.SENDING
    delivered(editions, planned, "cy@x.example")
    editions.close(planned)
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def test_what_a_killed_sender_left_open_is_closed(editions, planned):
    """An edition whose mails all left is sent, whoever was killed before saying so; one that still waits is not."""
    delivered(editions, planned, ANN)
    editions.close_finished()
    assert editions.find("Network", OCTOBER).state is EditionState.SENDING
    delivered(editions, planned, BOB)
    editions.close_finished()
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def test_an_edition_for_nobody_stays_a_draft(editions, draft):
    """Planning for nobody freezes nothing, and closing such an edition does not call it sent."""
    editions.plan(draft, [], NOW)
    editions.close(draft)
    assert editions.find("Network", OCTOBER).state is EditionState.DRAFT


def test_a_claim_is_given_once(editions, planned):
    """The first who claims a delivery has it; the next gets nothing."""
    claimed = claim(editions, planned, ANN, NOW)
    assert (claimed.state, claimed.attempts, claimed.message_id) == (DeliveryState.CLAIMED, 1, "<1@x.example>")
    assert claim(editions, planned, ANN, later(days=1)) is None


def test_a_claim_says_until_when_it_holds(editions, planned):
    """A person who looks at a claimed delivery reads when its fate will be known."""
    assert "known by 2026-11-02 08:10:00 UTC" in claim(editions, planned, ANN, NOW).error


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.UNKNOWN])
def test_what_left_or_may_have_is_not_claimed(editions, planned, state):
    """A delivery that was accepted, or may have been, is never taken again."""
    delivered(editions, planned, ANN, state=state)
    assert claim(editions, planned, ANN, later(days=30)) is None


def test_what_was_refused_waits_for_a_person(editions, planned):
    """A mail that was refused is final until a person asks for it again; then it is one more attempt."""
    delivered(editions, planned, ANN, state=DeliveryState.FAILED)
    assert claim(editions, planned, ANN, later(days=1)) is None
    assert editions.plan_again(planned, [DeliveryState.FAILED], NOW) == 1
    assert claim(editions, planned, ANN, NOW).attempts == 2


@pytest.mark.parametrize("state", [DeliveryState.PLANNED])
def test_what_has_not_left_is_claimed_again(editions, planned, state):
    """A mail for which the server was away can be tried again, and the attempts are counted."""
    delivered(editions, planned, ANN, state=state)
    assert claim(editions, planned, ANN, NOW).attempts == 2


def test_who_has_no_delivery_cannot_be_claimed(editions, planned):
    """There is nothing to claim for a stranger, nor of an edition that is not there."""
    assert claim(editions, planned, "eve@x.example", NOW) is None
    assert claim(editions, planned + 1, ANN, NOW) is None


def test_settling_says_what_became_of_it(editions, planned):
    """State and reason of a settled delivery are kept, of no other."""
    claim(editions, planned, ANN, NOW)
    settle(editions, planned, Outcome(ANN, DeliveryState.FAILED, "no such mailbox"))
    first, second = editions.deliveries(planned)
    assert (first.state, first.error) == (DeliveryState.FAILED, "no such mailbox")
    assert (second.state, second.error) == (DeliveryState.PLANNED, "")


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED])
def test_only_a_claimed_delivery_is_settled(editions, planned, state):
    """What is settled stays as it is, and what was never claimed cannot be settled."""
    delivered(editions, planned, ANN, state=state)
    for recipient in (ANN, BOB):
        settle(editions, planned, Outcome(recipient, DeliveryState.UNKNOWN, "late"))
    assert states(editions, planned) == {ANN: state.value, BOB: "planned"}


def test_an_abandoned_claim_becomes_unknown(editions, planned):
    """When a claim has run out nobody can say whether the mail left; others are left alone."""
    claim(editions, planned, ANN, NOW)
    editions.settle_abandoned(planned, NOW + LEASE)
    assert states(editions, planned) == {ANN: "claimed", BOB: "planned"}
    editions.settle_abandoned(planned, NOW + LEASE + timedelta(seconds=1))
    assert states(editions, planned) == {ANN: "unknown", BOB: "planned"}
    assert "may have left" in editions.deliveries(planned)[0].error


def test_a_claim_of_a_clock_since_set_back_is_abandoned(editions, planned):
    """A claim that ends later than any claim made now is not waited for."""
    claim(editions, planned, ANN, later(days=365))
    editions.settle_abandoned(planned, NOW)
    assert states(editions, planned)[ANN] == "unknown"


@pytest.mark.parametrize(
    ("ahead", "state"), [({"seconds": 2}, "claimed"), ({"minutes": 5}, "claimed"), ({"minutes": 6}, "unknown")]
)
def test_a_claim_of_another_hosts_clock_holds(editions, planned, ahead, state):
    """Clocks of two hosts differ: a claim made a few minutes ahead of ours is held by somebody at work."""
    claim(editions, planned, ANN, later(**ahead))
    editions.settle_abandoned(planned, NOW)
    assert states(editions, planned)[ANN] == state


@pytest.mark.parametrize("moment", [later(hours=-3), later(hours=3)])
def test_a_clock_that_moves_between_claim_and_settle_does_no_harm(editions, planned, moment):
    """Whoever holds a claim settles it, whatever the clock says by then."""
    claim(editions, planned, ANN, NOW)
    settle(editions, planned, Outcome(ANN, DeliveryState.SENT), moment)
    assert states(editions, planned)[ANN] == "sent"


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED])
def test_a_slow_sender_still_knows_best(editions, planned, state):
    """One who comes back after the claim ran out says what became of it: knowing is better than unknown."""
    claim(editions, planned, ANN, NOW)
    editions.settle_abandoned(planned, later(hours=1))
    assert claim(editions, planned, ANN, later(hours=1)) is None
    settle(editions, planned, Outcome(ANN, state), later(hours=2))
    assert states(editions, planned)[ANN] == state.value


@pytest.mark.parametrize(
    "state", [DeliveryState.PLANNED, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CLAIMED]
)
def test_an_edition_is_sent_when_all_was_accepted(editions, planned, state):
    """As long as one delivery was not accepted the edition is not sent; then it is."""
    delivered(editions, planned, ANN)
    if state is DeliveryState.CLAIMED:
        claim(editions, planned, BOB, NOW)
    elif state is not DeliveryState.PLANNED:
        delivered(editions, planned, BOB, state=state)
    editions.close(planned)
    assert editions.find("Network", OCTOBER).state is EditionState.SENDING


def test_closing_marks_the_edition_sent(editions, planned):
    """When every delivery was accepted the edition is sent."""
    delivered(editions, planned, ANN, BOB)
    editions.close(planned)
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def decided(editions, kind: str) -> None:
    """A person's word about the edition."""
    act = Act(ActKind(kind), "", "Marit", NOW, "a wrong figure")
    ActStore(editions._database).add("Network", OCTOBER, act, AuditEntry(NOW, "marit", f"{kind} edition"))


@pytest.mark.parametrize("kind", ["hold", "skip"])
def test_nobody_is_claimed_while_a_person_holds_the_edition(editions, planned, kind):
    """A hold stops what has begun to leave; released, the rest goes on."""
    decided(editions, kind)
    assert editions.claim(planned, [ANN], NOW) is None
    assert states(editions, planned) == {ANN: "planned", BOB: "planned"}
    decided(editions, "release")
    assert claim(editions, planned, ANN, NOW) is not None


@pytest.mark.parametrize("team", ["", "Network"])
@pytest.mark.parametrize("reason", ["unsubscribed", "left"])
def test_who_has_gone_since_is_skipped_with_the_reason(editions, planned, team, reason):
    """Unsubscribing takes effect before the next mail (E19), whatever the case of the address; others go on."""
    suppressed(editions, ANN.lower(), team, reason)
    assert claim(editions, planned, ANN, NOW) is None
    assert states(editions, planned) == {ANN: "skipped", BOB: "planned"}
    assert editions.deliveries(planned)[0].error == reason
    assert claim(editions, planned, BOB, NOW) is not None


def suppressed(editions, address: str, team: str, reason: str) -> None:
    """The address is not to be sent to."""
    with editions._database.begin() as connection:
        values = {"address": address, "team": team, "reason": reason, "said": "", "at": "2026-11-02 08:00:00"}
        connection.execute(insert(suppression).values(**values))


def test_another_teams_word_changes_nothing(editions, planned):
    """Who has unsubscribed from another team's digest receives this one."""
    suppressed(editions, ANN, "Desk", "unsubscribed")
    assert claim(editions, planned, ANN, NOW) is not None


@pytest.mark.parametrize("kind", [RecipientKind.LIST, RecipientKind.COMPANY])
def test_a_list_is_nobodys_to_unsubscribe(editions, draft, kind):
    """A list's address that somebody put into the suppressions receives its mail all the same (E17)."""
    editions.plan(draft, [Planned("all@x.example", "<1@x.example>", kind=kind)], NOW)
    suppressed(editions, "all@x.example", "", "unsubscribed")
    assert claim(editions, draft, "all@x.example", NOW) is not None


def test_who_is_no_recipient_any_more_is_skipped(editions, planned):
    """Planned, and gone from the group before the mail left: the delivery says so, and the edition can close."""
    editions.plan(planned, PLANNED[1:], NOW)
    assert states(editions, planned) == {ANN: "skipped", BOB: "planned"}
    delivered(editions, planned, BOB)
    editions.close(planned)
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def test_the_history_has_every_step(editions, planned):
    """Planned, claimed, back to planned, claimed, sent: each with its attempt, its time and what it carried."""
    delivered(editions, planned, ANN, state=DeliveryState.PLANNED)
    delivered(editions, planned, ANN)
    steps = [each for each in editions.history(planned) if each.recipient == ANN]
    assert [(each.state.value, each.attempt) for each in steps] == [
        *(("planned", 0), ("claimed", 1), ("planned", 1), ("claimed", 2), ("sent", 2))
    ]
    assert {each.content_hash for each in steps} == {CONTENT.hash}
    assert steps[-1].at == NOW


def test_what_left_in_a_day_is_counted_over_all_editions(editions, planned):
    """Sent, unknown and on their way count from the moment on, of any edition; planned and failed do not (E41)."""
    other = editions.save_draft("Desk", OCTOBER, OTHER, [], NOW).id
    editions.plan(other, PLANNED, NOW)
    assert editions.left_since(NOW) == 0
    delivered(editions, planned, ANN)
    delivered(editions, planned, BOB, state=DeliveryState.FAILED)
    assert editions.left_since(NOW) == 1
    delivered(editions, other, ANN, state=DeliveryState.UNKNOWN)
    claim(editions, other, BOB, later(hours=2))
    assert (editions.left_since(NOW), editions.left_since(later(hours=1)), editions.left_since(later(days=1))) == (
        3,
        1,
        0,
    )


def test_what_is_asked_together_is_one_transaction(editions, planned):
    """Claims and settlements within `together` are there after it, and none when one of them fails."""
    with editions.together():
        claim(editions, planned, ANN, NOW)
        settle(editions, planned, Outcome(ANN, DeliveryState.SENT))
        assert claim(editions, planned, BOB, NOW) is not None
    assert states(editions, planned) == {ANN: "sent", BOB: "claimed"}

    def settle_and_fail():
        with editions.together():
            settle(editions, planned, Outcome(BOB, DeliveryState.SENT))
            editions.plan(planned + 1, PLANNED, NOW)

    with pytest.raises(TryLater):
        settle_and_fail()
    assert states(editions, planned)[BOB] == "claimed"
    settle(editions, planned, Outcome(BOB, DeliveryState.FAILED, "no"))
    assert states(editions, planned)[BOB] == "failed"
