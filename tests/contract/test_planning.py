"""What planning promises of what is known already, of leavers and of what was agreed to, over either database."""

from __future__ import annotations

import pytest

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned, Unreached
from drumbeat.editions.recipients import RecipientKind, Rule, RuleChange
from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from installation import NETWORK
from stores import CONTENT, NOW, OCTOBER, claim, later, settle

ANN, BOB, CY = "ann@x.example", "bob@x.example", "cy@x.example"
LEFT = Planned(CY, "<3@x.example>", skipped="left")


@pytest.fixture(name="database")
def _database(place):
    return place.open()


@pytest.fixture(name="editions")
def _editions(database):
    return EditionStore(database)


@pytest.fixture(name="draft")
def _draft(editions, database):
    """The id of a draft of a team that is known."""
    TeamStore(database).add(NETWORK)
    return editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id


def planned(*recipients: str) -> list[Planned]:
    """A delivery to each."""
    return [Planned(each, f"<{each}>") for each in recipients]


def told(editions, edition_id) -> dict[str, tuple[str, str]]:
    """Recipient to state and note."""
    return {each.recipient: (each.state.value, each.error) for each in editions.deliveries(edition_id)}


def test_what_is_planned_follows_the_rules(editions, draft):
    """Another spelling, language and kind of a mailbox that waits are taken over, with one delivery to it."""
    editions.plan(draft, planned(ANN, "it@b\u00fccher.example"), NOW)
    wanted = Planned("It@xn--bcher-kva.example", "<9@x.example>", "de", RecipientKind.LIST)
    editions.plan(draft, [*planned(ANN), wanted], later(hours=1))
    found = editions.deliveries(draft)[0]
    assert (found.recipient, found.message_id, found.language, found.kind) == (
        *(wanted.recipient, wanted.message_id),
        *(wanted.language, wanted.kind),
    )
    assert len(editions.deliveries(draft)) == 2
    assert claim(editions, draft, wanted.recipient, later(hours=1)).kind is RecipientKind.LIST


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED])
def test_what_has_left_stays_as_it_left(editions, draft, state):
    """A delivery that is settled keeps the address that it went to, however the rules write it now."""
    editions.plan(draft, planned(ANN), NOW)
    claim(editions, draft, ANN, NOW)
    settle(editions, draft, Outcome(ANN, state))
    editions.plan(draft, planned(ANN.upper()), later(hours=1))
    assert told(editions, draft) == {ANN: (state.value, "")}


def test_leavers_are_kept_as_skipped(editions, draft):
    """Whoever left is in the same plan, is never claimed, keeps no edition open, and can be asked for (E42)."""
    editions.plan(draft, [*planned(ANN), LEFT], NOW)
    assert told(editions, draft) == {ANN: ("planned", ""), CY: ("skipped", "left")}
    assert claim(editions, draft, CY, NOW) is None
    cy = Unreached(CY, RecipientKind.ADDRESS, has_grown=False)
    assert editions.unreached("Network", [OCTOBER, OCTOBER.before()]) == {OCTOBER: [cy], OCTOBER.before(): []}
    assert [each.state.value for each in editions.history(draft) if each.recipient == CY] == ["skipped"]


def test_an_edition_for_leavers_alone_stays_a_draft(editions, draft):
    """Nobody receives it, so nothing is frozen."""
    editions.plan(draft, [LEFT], NOW)
    assert told(editions, draft) == {}
    assert editions.find("Network", OCTOBER).state.value == "draft"


def test_who_is_back_is_planned_anew(editions, draft):
    """Skipped untried and a recipient again: planned as if new. One whom a server refused as gone is not."""
    editions.plan(draft, [*planned(ANN, BOB), LEFT], NOW)
    claim(editions, draft, BOB, NOW)
    settle(editions, draft, Outcome(BOB, DeliveryState.SKIPPED, "left: 5.1.1"))
    editions.plan(draft, planned(ANN, BOB, CY), NOW, "")
    assert told(editions, draft)[CY] == ("skipped", "left")
    editions.plan(draft, planned(ANN, BOB, CY), NOW, editions.seal(draft))
    assert told(editions, draft) == {ANN: ("planned", ""), BOB: ("skipped", "left: 5.1.1"), CY: ("planned", "")}


def change(database, *added: Rule) -> None:
    """Rules of who receives it."""
    RecipientStore(database).change("Network", RuleChange(added), AuditEntry(NOW, "t", "change"))


def test_nothing_is_planned_that_was_not_agreed_to(editions, database, draft):
    """Another rule, or another content, than at the look: nobody is planned, and the draft is not frozen."""
    seal = editions.seal(draft)
    change(database, Rule(RecipientKind.COMPANY, "all@x.example"))
    with pytest.raises(TryLater, match="who receives it"):
        editions.plan(draft, planned(ANN), NOW, seal)
    assert told(editions, draft) == {}
    assert editions.find("Network", OCTOBER).state.value == "draft"
    editions.plan(draft, planned(ANN), NOW, editions.seal(draft))
    assert told(editions, draft) == {ANN: ("planned", "")}


def test_what_has_begun_goes_on_and_takes_nobody_in(editions, draft):
    """With an empty seal those who wait stay, whoever is no recipient any more is skipped, and nobody is new."""
    editions.plan(draft, planned(ANN, BOB), NOW)
    editions.plan(draft, planned(BOB, CY), NOW, "")
    assert told(editions, draft) == {ANN: ("skipped", "no recipient any more"), BOB: ("planned", "")}


def test_a_replaced_draft_and_a_removed_team_have_no_seal(editions, database, draft):
    """Nothing that somebody agreed to is the seal of what is not there."""
    editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    assert editions.seal(draft) == ""
    again = editions.find("Network", OCTOBER).id
    assert editions.seal(again)
    editions.plan(again, planned(ANN), NOW)
    TeamStore(database).remove("Network", NOW)
    assert editions.seal(again) == ""
