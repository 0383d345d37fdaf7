"""What the ledger keeps of mails that came back, over a real database of either kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.bounces import Cause, Read, Report, Reported, judge
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned, Unreached
from drumbeat.editions.recipients import Reason, RecipientKind
from drumbeat.records.team import Team
from drumbeat.store.bounces import BounceStore
from drumbeat.store.census import CensusStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.suppressions import SuppressionStore
from drumbeat.store.teams import TeamStore
from stores import CONTENT, NOW, OCTOBER, claim, later, receives, receives_no_more, settle

ANN, BOB, IT = "ann@x.example", "bob@x.example", "it@x.example"
IDS = {ANN: "<1@x.example>", BOB: "<2@x.example>", IT: "<3@x.example>"}
GONE, REFUSED = "5.1.1", "5.7.1"


@pytest.fixture(name="database")
def _database(place):
    return place.open()


@pytest.fixture(name="editions")
def _editions(database):
    return EditionStore(database, "here")


@pytest.fixture(name="bounces")
def _bounces(database):
    return BounceStore(database, "reader")


@pytest.fixture(name="sent")
def _sent(database, editions):
    """The id of an edition that was sent to two people and a list."""
    TeamStore(database).add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    kinds = {IT: RecipientKind.LIST}
    planned = [Planned(each, IDS[each], kind=kinds.get(each, RecipientKind.ADDRESS)) for each in IDS]
    editions.plan(edition, planned, NOW)
    editions.claim(edition, list(IDS), NOW)
    editions.settle(edition, [Outcome(each, DeliveryState.SENT) for each in IDS], NOW)
    editions.close(edition)
    return edition


def take_back(bounces, recipient, status, key="k1", now=None, **more) -> tuple[Read, list[bool]]:
    """What a report is, and whether it changed anything; `at`: when it was written, if not now."""
    now = now or later(days=1)
    report = Report(
        key, more.get("at", now), (IDS[recipient],), (Reported(recipient, "", "failed", status, f"550 {status} no"),)
    )
    judged = judge(report, bounces.mailed(report.message_ids), now)
    for back in judged.known:
        bounces.hear(key, back)
    return judged.read, [bounces.take_back(key, back, now) for back in judged.backs]


def states(editions, edition) -> dict[str, str]:
    """Recipient to state."""
    return {each.recipient: each.state.value for each in editions.deliveries(edition)}


def state(editions) -> EditionState:
    """The edition's."""
    return editions.find("Network", OCTOBER).state


def test_a_mailbox_that_is_gone(editions, bounces, sent):
    """The delivery is skipped as left, the edition stays sent, and its history tells both."""
    assert take_back(bounces, ANN, GONE) == (Read.BACK, [True])
    assert states(editions, sent) == {ANN: "skipped", BOB: "sent", IT: "sent"}
    [ann] = editions.unreached("Network", [OCTOBER])[OCTOBER]
    assert ann.recipient == ANN
    assert state(editions) is EditionState.SENT
    steps = [(each.state.value, each.owner) for each in editions.history(sent) if each.recipient == ANN]
    assert steps == [("planned", "here"), ("claimed", "here"), ("sent", "here"), ("skipped", "reader")]
    last = editions.history(sent)[-1]
    assert last.detail == "left: it came back on 3 November 2026: the mailbox is unknown (550 5.1.1 no)"


def test_what_was_refused_can_be_sent_again(editions, bounces, sent):
    """The delivery is failed, the edition waits for a person again, and is sent when the mail was taken once more."""
    assert take_back(bounces, BOB, REFUSED) == (Read.BACK, [True])
    assert (states(editions, sent)[BOB], state(editions)) == ("failed", EditionState.SENDING)
    (told,) = bounces.returned("Network", OCTOBER)
    assert (told.recipient, told.cause, told.status, told.left_at, told.at) == (
        *(BOB, Cause.RULES, REFUSED),
        *(NOW, later(days=1)),
    )
    assert editions.plan_again(sent, [DeliveryState.FAILED], later(days=2)) == 1
    assert claim(editions, sent, BOB, later(days=2)) is not None
    settle(editions, sent, Outcome(BOB, DeliveryState.SENT), later(days=2))
    editions.close(sent)
    assert (state(editions), bounces.returned("Network", OCTOBER)) == (EditionState.SENT, [])
    assert bounces.of_edition(sent, [ANN, BOB])[BOB] == told


def test_the_same_report_counts_once(editions, bounces, sent):
    """E42: read again, also after the mail was sent once more, it changes nothing; another report does."""
    take_back(bounces, BOB, REFUSED)
    before = editions.history(sent)
    assert take_back(bounces, BOB, REFUSED) == (Read.KNOWN, [])
    assert editions.history(sent) == before
    editions.plan_again(sent, [DeliveryState.FAILED], later(days=2))
    claim(editions, sent, BOB, later(days=2))
    settle(editions, sent, Outcome(BOB, DeliveryState.SENT), later(days=2))
    assert take_back(bounces, BOB, REFUSED, now=later(days=3)) == (Read.BACK, [False])
    assert states(editions, sent)[BOB] == "sent"
    assert take_back(bounces, BOB, REFUSED, "k2", later(days=3)) == (Read.BACK, [True])


def resend(editions, edition, recipient, now) -> None:
    """A person lets it be sent once more, and a server takes it."""
    editions.plan_again(edition, [DeliveryState.FAILED], now)
    claim(editions, edition, recipient, now)
    settle(editions, edition, Outcome(recipient, DeliveryState.SENT), now)
    editions.close(edition)


def test_a_report_of_an_earlier_attempt_fails_no_later_one(editions, bounces, sent):
    """Promise 3: written before the mail was sent once more and read after it, it would have a reader get it twice."""
    take_back(bounces, BOB, REFUSED)
    resend(editions, sent, BOB, later(days=5))
    assert take_back(bounces, BOB, "5.2.2", "k2", later(days=6), at=later(hours=1)) == (Read.KNOWN, [])
    assert (states(editions, sent)[BOB], state(editions)) == ("sent", EditionState.SENT)
    assert take_back(bounces, BOB, "5.2.2", "k3", later(days=6), at=later(days=5, hours=1)) == (Read.BACK, [True])


def test_what_was_known_stays_known(editions, bounces, sent):
    """E42: a report that changed nothing changes nothing when it is read again, not dated or not, after a resend."""
    take_back(bounces, BOB, REFUSED)
    assert take_back(bounces, BOB, "5.2.2", "k2", at=None) == (Read.KNOWN, [])
    (told,) = bounces.returned("Network", OCTOBER)
    assert told.status == REFUSED
    resend(editions, sent, BOB, later(days=2))
    assert take_back(bounces, BOB, "5.2.2", "k2", later(days=3), at=None) == (Read.BACK, [False])
    assert (states(editions, sent)[BOB], state(editions)) == ("sent", EditionState.SENT)
    assert bounces.of_edition(sent, [BOB])[BOB] == told


def withdrawn(database) -> dict[str, Callable[[], object]]:
    """What takes back mails to Bob that have not left."""
    rules, suppressions = RecipientStore(database), SuppressionStore(database)
    receives(rules, "Network", BOB)
    return {
        "removed": lambda: receives_no_more(rules, "Network", BOB),
        "unsubscribed": lambda: suppressions.add(BOB, "Network", Reason.UNSUBSCRIBED, "link", later(days=3)),
    }


@pytest.mark.parametrize("is_planned_again", [False, True])
@pytest.mark.parametrize("how", ["removed", "unsubscribed"])
def test_what_had_left_is_not_forgotten(database, editions, bounces, sent, how, is_planned_again):
    """Promise 3: whoever is taken out after a mail came back, and receives again, is not sent it as if it were new."""
    take = withdrawn(database)[how]
    take_back(bounces, BOB, REFUSED)
    if is_planned_again:
        editions.plan_again(sent, [DeliveryState.FAILED], later(days=2))
    take()
    assert (states(editions, sent)[BOB], state(editions)) == ("skipped", EditionState.SENT)
    editions.plan(sent, [Planned(each, IDS[each]) for each in IDS], later(days=4))
    assert claim(editions, sent, BOB, later(days=4)) is None
    assert bounces.returned("Network", OCTOBER) == []
    assert [each.state.value for each in editions.history(sent) if each.recipient == BOB][-2:] == [
        "planned" if is_planned_again else "failed",
        "skipped",
    ]


def test_gone_comes_after_refused(editions, bounces, sent):
    """Of two reports in either order the mailbox is gone in the end; nothing lifts that."""
    take_back(bounces, ANN, REFUSED, "k1")
    take_back(bounces, ANN, GONE, "k2")
    take_back(bounces, BOB, GONE, "k3")
    assert take_back(bounces, BOB, REFUSED, "k4") == (Read.KNOWN, [])
    assert states(editions, sent) == {ANN: "skipped", BOB: "skipped", IT: "sent"}
    assert state(editions) is EditionState.SENT


def test_what_is_settled_meanwhile_stays(editions, bounces, sent):
    """Another process settles it otherwise between the look and the word: nothing changes."""
    (mailed,) = bounces.mailed([IDS[ANN]])
    report = Report("k1", None, (IDS[ANN],), (Reported(ANN, "", "failed", REFUSED, ""),))
    (back,) = judge(report, [mailed], NOW).backs
    take_back(bounces, ANN, GONE, "k2")
    assert not bounces.take_back("k1", back, later(days=1))
    assert bounces.of_edition(sent, [ANN])[ANN].status == GONE


def test_what_may_have_left_has_left(editions, bounces):
    """A mail in doubt that came back is in doubt no more; one that never left cannot come back; one in hand waits."""
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(each, IDS[each]) for each in (ANN, BOB)], NOW)
    assert take_back(bounces, BOB, GONE)[0] is Read.FOREIGN
    claim(editions, edition, ANN, NOW)
    assert take_back(bounces, ANN, GONE)[0] is Read.FOREIGN
    settle(editions, edition, Outcome(ANN, DeliveryState.UNKNOWN))
    editions.plan_again(edition, [DeliveryState.UNKNOWN], NOW)
    claim(editions, edition, ANN, NOW)
    assert take_back(bounces, ANN, GONE)[0] is Read.LATER
    settle(editions, edition, Outcome(ANN, DeliveryState.UNKNOWN))
    assert take_back(bounces, ANN, GONE) == (Read.BACK, [True])
    assert states(editions, edition)[ANN] == "skipped"


def test_a_list_is_told_from_people(editions, bounces, sent):
    """Who is not reached is found with its kind: a list that is gone has readers who are not."""
    take_back(bounces, IT, GONE)
    take_back(bounces, ANN, GONE)
    ann, it = editions.unreached("Network", [OCTOBER])[OCTOBER]
    assert ann == Unreached(ANN, RecipientKind.ADDRESS, has_grown=False)
    assert it == Unreached(IT, RecipientKind.LIST, has_grown=False)


def test_what_came_back_has_left(database, editions, bounces, sent):
    """A mail that came back counts once among those that left in a day, for the sender as for the metric."""
    census = CensusStore(database)
    assert (editions.left_since(NOW), census.counts(later(days=1)).left_today) == (3, 3)
    take_back(bounces, ANN, GONE)
    take_back(bounces, BOB, REFUSED, "k2")
    take_back(bounces, BOB, GONE, "k3", later(days=2))
    assert (editions.left_since(NOW), editions.left_since(later(seconds=1))) == (3, 0)
    assert [census.counts(now).left_today for now in (later(days=1), later(days=1, seconds=1))] == [3, 0]


def test_which_mails_were_read(bounces):
    """Names are kept by mailbox until they are not there any more, and how many were what."""
    bounces.remember("one", "7.1", Read.BACK, NOW)
    bounces.remember("one", "7.1", Read.BACK, NOW)
    bounces.remember("one", "7.2", Read.OTHER, NOW)
    bounces.remember("two", "7.2", Read.OTHER, NOW)
    assert (bounces.known("one"), bounces.known("two"), bounces.known("three")) == ({"7.1", "7.2"}, {"7.2"}, set())
    assert bounces.counts("one") == {Read.BACK: 1, Read.OTHER: 1}
    bounces.forget("one", ["7.2", "7.3"])
    assert (bounces.known("one"), bounces.known("two")) == ({"7.1"}, {"7.2"})


def test_a_mailbox_that_fails_is_asked_ever_more_seldom(bounces):
    """After a minute, two, four, and so on up to an hour; since when it fails stays; one good reading ends it."""
    assert bounces.state("one") is None
    waits = []
    for _ in range(8):
        bounces.failed("one", "It is away.", NOW)
        waits.append(int((bounces.state("one").due_at - NOW).total_seconds() // 60))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    bounces.failed("one", "It is away.", later(days=1))
    found = bounces.state("one")
    assert (found.read_at, found.failing_since, found.trouble) == (None, NOW, "It is away.")
    bounces.was_read("one", later(days=2), later(days=2, minutes=10))
    found = bounces.state("one")
    assert (found.read_at, found.due_at) == (later(days=2), later(days=2, minutes=10))
    assert (found.failing_since, found.trouble) == (None, "")
    bounces.failed("one", "It is away.", later(days=3))
    assert bounces.state("one").read_at == later(days=2)


def test_a_draft_that_is_replaced_takes_nothing_along(editions, bounces, sent):
    """What came back goes with its edition, and of no other team is anything told."""
    take_back(bounces, BOB, REFUSED)
    assert bounces.returned("Desk", OCTOBER) == bounces.returned("Network", OCTOBER.before()) == []
    other = replace(CONTENT, subject="another")
    assert editions.save_draft("Network", OCTOBER, other, [], NOW).id == sent
