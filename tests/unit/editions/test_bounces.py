"""What follows from a report of a mail that came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drumbeat.editions.bounces import GONE, Cause, Mailed, Read, Report, Reported, judge
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind
from samples import sampled

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
ANN, IT = "ann@x.example", "it@x.example"
SENT = Mailed(
    edition_id=1,
    team="Network",
    start=date(2026, 10, 1),
    end=date(2026, 11, 1),
    recipient=ANN,
    kind=RecipientKind.ADDRESS,
    state=DeliveryState.SENT,
    left_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
)
LIST = replace(SENT, recipient=IT, kind=RecipientKind.LIST)
FAILED = Reported(ANN, ANN, "failed", "5.1.1", "550 5.1.1 no such user")


def report(*recipients: Reported, at: datetime | None = None) -> Report:
    """Of these recipients."""
    return Report("key", at, ("<1@x.example>",), recipients)


def judged(*recipients: Reported, mailed: Mailed = SENT, at: datetime | None = None):
    """What follows for the mail."""
    return judge(report(*recipients, at=at), [mailed], NOW)


def state(reported: Reported, mailed: Mailed = SENT) -> DeliveryState | None:
    """What the delivery comes to; None: it stays as it is."""
    backs = judged(reported, mailed=mailed).backs
    return backs[0].state if backs else None


@pytest.mark.parametrize("status", sorted(GONE))
def test_a_mailbox_that_is_gone(status):
    """Each status that ends a mailbox while sending ends it in a report: the reason stands first in the ledger."""
    found = judged(replace(FAILED, status=status, said=""))
    assert (found.read, found.backs[0].state) == (Read.BACK, DeliveryState.SKIPPED)
    assert found.backs[0].detail.startswith("left: it came back on 4 November 2026: the mailbox ")


@pytest.mark.parametrize(
    ("status", "said", "cause"),
    sampled(
        [
            ("5.2.2", "552 5.2.2 over quota", Cause.FULL),
            ("5.7.1", "550 5.7.1 no", Cause.RULES),
            ("4.4.7", "", Cause.AWAY),
            ("5.0.0", "550 go away", Cause.REFUSED),
            ("5.4.1", "", Cause.AWAY),
            ("5.3.4", "", Cause.TOO_LONG),
            ("", "", Cause.REFUSED),
            ("5.1.11", "", Cause.REFUSED),
            ("5.2.1", "550-5.2.1 The user you are trying to contact is receiving mail at a rate that", Cause.BUSY),
            ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", Cause.UNKNOWN),
            ("5.1.1", "450 4.1.1 <ann@x.example>: unverified address", Cause.AWAY),
            ("5.1.1", "450 unverified address", Cause.UNKNOWN),
            ("4.1.1", "", Cause.AWAY),
            ("2.1.1", "", Cause.REFUSED),
        ],
        always=10,
    ),
)
def test_what_else_failed_may_be_sent_once_more(status, said, cause):
    """Whatever else no server delivered, a server that gave up waiting among them, is failed, with the cause."""
    found = judged(replace(FAILED, status=status, said=said)).backs[0]
    assert (found.state, found.cause) == (DeliveryState.FAILED, cause)
    assert found.detail.startswith(f"it came back on 4 November 2026: {cause}")


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", "", "fail"])
def test_what_is_not_failed_changes_nothing(action):
    """A mail that is delayed, relayed or delivered is not lost, whatever status stands beside it."""
    found = judged(replace(FAILED, action=action))
    assert (found.read, found.backs) == (Read.NOT_FAILED, ())


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        ("5.1.1", "550 5.7.1 no", "5.1.1"),
        ("5.0.0", "550 5.1.1 no such user", "5.1.1"),
        ("", "550-5.1.1 no such user", "5.1.1"),
        ("5.0.0", "no such user, says 5.1.1", "5.0.0"),
        ("5.1.1 (bad address)", "", "5.1.1"),
        ("5.1.1111", "", ""),
        ("5.0.0", "550 5.1.100 x", "5.1.100"),
    ],
)
def test_the_more_exact_status_holds(status, said, code):
    """The field's own status; where that says no more than 5.0.0, as Exim's does, the other server's reply."""
    assert replace(FAILED, status=status, said=said).code == code


@pytest.mark.parametrize(
    ("final", "original", "mailed", "read", "becomes"),
    [
        ("ANN@X.example", "", SENT, Read.BACK, DeliveryState.SKIPPED),
        ("ann.lee@inner.example", ANN, SENT, Read.BACK, DeliveryState.FAILED),
        ("ben@x.example", "ben@x.example", SENT, Read.FOREIGN, None),
        ("", "", SENT, Read.FOREIGN, None),
        (IT, IT, LIST, Read.BACK, DeliveryState.SKIPPED),
        (ANN, IT, LIST, Read.READER, None),
        ("bo@inner.example", "ann+2Bx@x.example", replace(SENT, recipient="ann+x@x.example"), Read.BACK, "failed"),
        (ANN, ANN, LIST, Read.READER, None),
        (ANN, ANN, replace(SENT, left_at=None), Read.FOREIGN, None),
        (ANN, IT, replace(LIST, left_at=None), Read.FOREIGN, None),
    ],
)
def test_a_report_is_about_whom_the_mail_went_to(final, original, mailed, read, becomes):
    """Another mailbox behind ours is not gone for ours; a reader is not the list; what never left cannot come back."""
    reported = replace(FAILED, final=final, original=original)
    assert (judged(reported, mailed=mailed).read, state(reported, mailed)) == (read, becomes)


@pytest.mark.parametrize("status", ["5.1.1", "5.7.1", ""])
def test_what_failed_behind_an_address_is_told_as_that(status):
    """It may be a list that stands as a person's address: whoever sends once more knows that others have the mail."""
    (back,) = judged(Reported("bo@x.example", ANN, "failed", status, "")).backs
    assert (back.state, back.cause) == (DeliveryState.FAILED, Cause.BEHIND)


@pytest.mark.parametrize("status", ["5.7.124", "5.7.133"])
def test_a_list_that_takes_no_mail_of_ours_is_no_reader(status):
    """Exchange Online names the list's primary address: the whole list has nothing, and the lead is told."""
    said = f"550 {status} RESOLVER.RST.SenderNotAuthenticatedForGroup"
    (back,) = judged(Reported("it-all@x.example", IT, "failed", status, said), mailed=LIST).backs
    assert (back.state, back.cause) == (DeliveryState.FAILED, Cause.RULES)


def test_a_message_id_of_ours_is_needed():
    """The address alone, without a mail of ours, changes nothing."""
    assert judge(report(FAILED), [], NOW).read is Read.FOREIGN


STEPS = {
    DeliveryState.SENT: (DeliveryState.SKIPPED, DeliveryState.FAILED),
    DeliveryState.UNKNOWN: (DeliveryState.SKIPPED, DeliveryState.FAILED),
    DeliveryState.FAILED: (DeliveryState.SKIPPED, None),
    DeliveryState.PLANNED: (DeliveryState.SKIPPED, None),
    DeliveryState.SKIPPED: (None, None),
    DeliveryState.CLAIMED: (None, None),
}


@pytest.mark.parametrize("was", DeliveryState)
def test_only_legal_steps_are_taken(was):
    """From each state, by a report of a mailbox that is gone and by another one; what is in hand is left for later."""
    mailed = replace(SENT, state=was)
    other = replace(FAILED, status="5.7.1", said="")
    assert (state(FAILED, mailed), state(other, mailed)) == STEPS[was]
    is_in_hand = was is DeliveryState.CLAIMED
    assert (judged(FAILED, mailed=mailed).read is Read.LATER) == is_in_hand


def test_the_order_of_reports_does_not_matter():
    """Refused and gone, in either order, is gone."""
    other = replace(FAILED, status="5.7.1", said="")
    for first, second in ((FAILED, other), (other, FAILED)):
        between = replace(SENT, state=state(first))
        assert (state(second, between) or between.state) is DeliveryState.SKIPPED


@pytest.mark.parametrize(
    ("at", "read"),
    [
        (timedelta(minutes=-6), Read.KNOWN),
        (timedelta(minutes=-4), Read.BACK),
        (timedelta(minutes=6), Read.BACK),
        (None, Read.BACK),
    ],
)
@pytest.mark.parametrize("status", ["5.1.1", "5.7.1"])
def test_a_report_of_an_earlier_attempt_says_nothing_of_a_later_one(status, at, read):
    """Both have one Message-ID: what was written before the mail was sent once more is told already."""
    again = replace(SENT, resent_at=SENT.left_at)
    found = judged(replace(FAILED, status=status, said=""), mailed=again, at=SENT.left_at + at if at else None)
    assert (found.read, len(found.backs), len(found.known)) == (read, read is Read.BACK, read is Read.KNOWN)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NOW - timedelta(hours=20), NOW - timedelta(hours=20)),
        (NOW + timedelta(hours=20), NOW),
        (NOW + timedelta(days=300), NOW),
        (datetime(1999, 1, 1, tzinfo=UTC), NOW),
        (None, NOW),
    ],
)
def test_it_came_back_when_that_can_be(said, kept):
    """A report's own date holds where it lies between the mail and now; else it is when the report was read."""
    assert judged(FAILED, at=said).backs[0].at == kept
