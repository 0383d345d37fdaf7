"""Rules of recipients and suppressions over a real database of either kind."""

from __future__ import annotations

import threading
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from directories import address
from drumbeat.editions.deliveries import GROWN, DeliveryState, Outcome, Planned
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule, RuleChange
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Team
from drumbeat.store.audit import AuditLog
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.suppressions import SuppressionStore
from drumbeat.store.teams import TeamStore
from stores import CONTENT, NOW, OCTOBER, claim, later, settle

TEAM = "Network"
ENTRY = AuditEntry(NOW, "ann", "change recipients", detail="agreement: BV 12")
ANN = address("ann@x.example", language="de")
ALL = Rule(RecipientKind.LIST, "all@x.example", keeper="the desk")
GROUP = Rule(RecipientKind.GROUP, "Network")
EVE = address("eve@x.example", is_excluded=True)


@pytest.fixture(name="database")
def _database(place):
    """A store with two teams."""
    database = place.open()
    for name in (TEAM, "Desk"):
        TeamStore(database).add(Team(name, (name,), (), ZoneInfo("UTC")))
    return database


@pytest.fixture(name="recipients")
def _recipients(database):
    store = RecipientStore(database)
    store.change(TEAM, RuleChange([EVE, GROUP, ALL, ANN]), ENTRY)
    return store


@pytest.fixture(name="suppressions")
def _suppressions(database):
    return SuppressionStore(database)


def _planned(database, *addresses, team=TEAM):
    """An edition of a team with a delivery planned to each of these."""
    editions = EditionStore(database)
    edition = editions.save_draft(team, OCTOBER, CONTENT, [], NOW)
    editions.plan(edition.id, [Planned(each, f"<{each}>") for each in addresses], NOW)
    return editions, edition.id


def _left(database, *addresses, team=TEAM):
    editions, edition_id = _planned(database, *addresses, team=team)
    return lambda: [each.recipient for each in editions.deliveries(edition_id)]


def test_rules_are_remembered_until_they_change(recipients, database):
    """Ten thousand rules are not read for each page; whoever changes them, this process or another, is seen at once."""
    before, elsewhere = recipients.rules(TEAM), RecipientStore(database)
    assert recipients.rules(TEAM) is before
    elsewhere.change(TEAM, RuleChange(removed=[EVE]), ENTRY)
    assert list(recipients.rules(TEAM)) == [ALL, ANN, GROUP]
    elsewhere.change(TEAM, RuleChange([EVE]), ENTRY)
    assert recipients.rules(TEAM) == before
    teams = TeamStore(database)
    teams.remove(TEAM, NOW)
    teams.add(Team(TEAM, (TEAM,), (), ZoneInfo("UTC")))  # perhaps under the same number
    assert list(recipients.rules(TEAM)) == []


def test_rules_of_every_kind_come_back(recipients):
    """Every part of a rule is kept; those who receive come first, by kind and name; the other team has none."""
    assert list(recipients.rules(TEAM)) == [ALL, ANN, GROUP, EVE]
    assert list(recipients.rules("Desk")) == []


@pytest.mark.parametrize(
    ("again", "recovery"),
    [
        (ANN, "None of the others was added: leave this one out"),
        (replace(ANN, name="ANN@X.example"), "None of the others was added: leave this one out"),
        (replace(ANN, language="en"), "remove it first"),
        (replace(ANN, is_excluded=True, language=""), "remove it first"),
        (Rule(RecipientKind.LIST, "ann@x.example", keeper="HR"), "remove it first"),
        (replace(GROUP, name="NETWORK"), "None of the others was added: leave this one out"),
    ],
)
def test_the_same_one_is_named_once(recipients, again, recovery):
    """Whom a rule names already no other rule names, in any case and as whatever; of several none is then added."""
    with pytest.raises(SettingsError, match="already") as caught:
        recipients.change(TEAM, RuleChange([address("new@x.example"), again]), ENTRY)
    assert recovery in caught.value.recovery
    assert "None of the others was added" in caught.value.recovery
    with pytest.raises(SettingsError, match="already") as caught:
        recipients.change(TEAM, RuleChange([again]), ENTRY)
    assert "others" not in caught.value.recovery
    assert list(recipients.rules(TEAM)) == [ALL, ANN, GROUP, EVE]


def test_rules_are_removed_all_or_none(recipients):
    """Removing one that is not there removes nobody; an address goes in any case, whatever it is said to be."""
    with pytest.raises(SettingsError, match="no recipient"):
        recipients.change(TEAM, RuleChange(removed=[ANN, address("zed@x.example")]), ENTRY)
    assert list(recipients.rules(TEAM)) == [ALL, ANN, GROUP, EVE]
    gone = [address("ALL@x.example"), replace(GROUP, name=" network"), address("eve@x.example")]
    recipients.change(TEAM, RuleChange(removed=gone), ENTRY)
    assert list(recipients.rules(TEAM)) == [ANN]


def test_a_rule_is_changed_in_one_step(recipients):
    """Removed and added in one change, a rule is another, and nothing else is."""
    recipients.change(TEAM, RuleChange([replace(ANN, language="en")], [ANN]), ENTRY)
    assert list(recipients.rules(TEAM)) == [ALL, replace(ANN, language="en"), GROUP, EVE]


def test_an_unknown_team_is_told(recipients):
    """Rules of a team that is not there can neither be read nor changed."""
    for ask in (lambda: recipients.rules("Netwrk"), lambda: recipients.change("Netwrk", RuleChange([ANN]), ENTRY)):
        with pytest.raises(SettingsError, match="no team “Netwrk”"):
            ask()


def test_each_change_is_in_the_audit_log(database, recipients):
    """Who added and removed whom, when, in which team; a change that failed is not there."""
    recipients.change(TEAM, RuleChange(removed=[address("ALL@x.example")]), replace(ENTRY, at=later(hours=1)))
    with pytest.raises(SettingsError):
        recipients.change(TEAM, RuleChange([ANN]), ENTRY)
    told = [(each.actor, each.act, each.detail) for each in AuditLog(database).all()]
    assert told == [
        ("ann", "add recipient", "Network: eve@x.example; left out; agreement: BV 12"),
        ("ann", "add recipient", "Network: the group “Network”; agreement: BV 12"),
        ("ann", "add recipient", "Network: all@x.example; keeper the desk; agreement: BV 12"),
        ("ann", "add recipient", "Network: ann@x.example; language de; agreement: BV 12"),
        ("ann", "remove recipient", "Network: all@x.example; keeper the desk; agreement: BV 12"),
    ]


def test_what_is_withdrawn_does_not_leave(database, recipients):
    """Mails that have not left to whom no rule leads any more are taken back, of this team alone."""
    here = _left(database, "ann@x.example", "bo@x.example")
    there = _left(database, "ann@x.example", team="Desk")
    recipients.change(TEAM, RuleChange(removed=[GROUP], withdrawn=["bo@x.example"]), ENTRY)
    assert (here(), there()) == (["ann@x.example"], ["ann@x.example"])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (RecipientKind.LIST, ("planned", RecipientKind.LIST)),
        (RecipientKind.COMPANY, ("skipped", RecipientKind.ADDRESS)),
    ],
)
def test_what_waits_for_what_becomes_a_list_follows(database, recipients, kind, expected):
    """At the next claim a list's mail is a list's, and none for the whole company leaves that nobody agreed to."""
    editions, edition_id = _planned(database, "Ann@x.example", "bo@x.example", "cy@x.example")
    claim(editions, edition_id, "cy@x.example", NOW)
    settle(editions, edition_id, Outcome("cy@x.example", DeliveryState.SENT))
    other, there = _planned(database, "ann@x.example", team="Desk")
    added = [Rule(kind, "ann@x.example"), Rule(kind, "cy@x.example"), address("bo@x.example")]
    recipients.change(TEAM, RuleChange(added, [ANN]), replace(ENTRY, at=later(hours=1)))
    found = {each.recipient: (each.state.value, each.kind) for each in editions.deliveries(edition_id)}
    assert found == {
        "Ann@x.example": expected,
        "bo@x.example": ("planned", RecipientKind.ADDRESS),
        "cy@x.example": ("sent", RecipientKind.ADDRESS),
    }
    assert other.deliveries(there)[0].kind is RecipientKind.ADDRESS
    told = [(each.state.value, each.detail) for each in editions.history(edition_id) if each.at == later(hours=1)]
    assert told == ([("skipped", GROWN)] if kind is RecipientKind.COMPANY else [])


def test_a_removed_team_takes_its_rules_along(database, recipients):
    """Of a removed team no rule is left; a new one of the name begins with none."""
    TeamStore(database).remove(TEAM, NOW)
    TeamStore(database).add(Team(TEAM, (TEAM,), (), ZoneInfo("UTC")))
    assert list(recipients.rules(TEAM)) == []


def test_ten_thousand_rules_are_one_change(recipients, database):
    """Ten thousand recipients are kept, with ten thousand entries in the audit log, or none."""
    many = [address(f"u{at}@x.example") for at in range(10_000)]
    recipients.change("Desk", RuleChange(many), ENTRY)
    assert len(recipients.rules("Desk")) == 10_000
    assert len(AuditLog(database).all()) == 10_004
    with pytest.raises(SettingsError):
        recipients.change(TEAM, RuleChange([*many, ANN]), ENTRY)
    assert len(recipients.rules(TEAM)) == 4


def test_who_unsubscribed_is_suppressed(suppressions):
    """Of one team or of every one, in any case of the address; again changes nothing, and says so."""
    assert suppressions.add("Ann@X.example", TEAM, Reason.UNSUBSCRIBED, "link of the mail", NOW)
    assert not suppressions.add("ann@x.example", TEAM, Reason.UNSUBSCRIBED, "once more", later(days=1))
    assert suppressions.add("bo@x.example", EVERY_TEAM, Reason.LEFT, "550 5.1.1", NOW)
    assert suppressions.of(TEAM) == {"ann@x.example": Reason.UNSUBSCRIBED, "bo@x.example": Reason.LEFT}
    assert suppressions.of("Desk") == {"bo@x.example": Reason.LEFT}
    assert [(each.address, each.team, each.said, each.at) for each in suppressions.all(TEAM)] == [
        ("ann@x.example", TEAM, "link of the mail", NOW),
        ("bo@x.example", EVERY_TEAM, "550 5.1.1", NOW),
    ]


def test_unsubscribing_is_stronger_than_a_lost_mailbox(suppressions):
    """Who unsubscribed stays so when the mailbox is gone as well, and the other way round; for one team or for all."""
    for first, second in ((Reason.LEFT, Reason.UNSUBSCRIBED), (Reason.UNSUBSCRIBED, Reason.LEFT)):
        box = f"{first}@x.example"
        suppressions.add(box, TEAM, first, "first", NOW)
        suppressions.add(box, TEAM, second, "second", later(days=1))
        assert suppressions.of(TEAM)[box] is Reason.UNSUBSCRIBED
    suppressions.add("cy@x.example", TEAM, Reason.UNSUBSCRIBED, "", NOW)
    suppressions.add("cy@x.example", EVERY_TEAM, Reason.LEFT, "", NOW)
    assert suppressions.of(TEAM)["cy@x.example"] is Reason.UNSUBSCRIBED


def test_a_link_of_a_team_that_is_gone_still_works(suppressions):
    """Neither team nor recipient need be there any more to unsubscribe (E18)."""
    assert suppressions.add("ann@x.example", "Gone", Reason.UNSUBSCRIBED, "link of the mail", NOW)
    assert suppressions.of("Gone") == {"ann@x.example": Reason.UNSUBSCRIBED}


@pytest.mark.parametrize("team", [TEAM, EVERY_TEAM])
def test_unsubscribing_takes_back_what_has_not_left(database, suppressions, team):
    """A planned or refused mail to who unsubscribed does not leave (E19), however the address is written in it."""
    editions, edition_id = _planned(database, "Ann@X.example", "bo@x.example")
    other = _left(database, "ann@x.example", team="Desk")
    suppressions.add("ann@x.example", team, Reason.UNSUBSCRIBED, "", NOW)
    assert [each.recipient for each in editions.deliveries(edition_id)] == ["bo@x.example"]
    assert other() == (["ann@x.example"] if team == TEAM else [])


def test_a_bounce_keeps_its_delivery(database, suppressions):
    """What the ledger says of a mail that bounced stays there; a mail that left stays as well."""
    editions, edition_id = _planned(database, "ann@x.example", "bo@x.example")
    for box, state in (("ann@x.example", DeliveryState.FAILED), ("bo@x.example", DeliveryState.SENT)):
        claim(editions, edition_id, box, NOW)
        settle(editions, edition_id, Outcome(box, state))
    suppressions.add("ann@x.example", EVERY_TEAM, Reason.LEFT, "550 5.1.1", NOW)
    suppressions.add("bo@x.example", EVERY_TEAM, Reason.UNSUBSCRIBED, "", NOW)
    assert len(editions.deliveries(edition_id)) == 2


@pytest.mark.parametrize(("team", "left"), [(TEAM, [EVERY_TEAM]), (EVERY_TEAM, [TEAM]), (None, [])])
def test_lifting_lets_somebody_receive_again(database, suppressions, team, left):
    """One suppression is lifted, or all of an address; it is in the audit log, and lifting nothing is not."""
    for whose in (TEAM, EVERY_TEAM):
        suppressions.add("ann@x.example", whose, Reason.UNSUBSCRIBED, "", NOW)
    entry = replace(ENTRY, act="resubscribe")
    lifted = suppressions.lift(["ANN@x.example"], team, entry)
    assert len(lifted) == 2 - len(left)
    assert [each.team for each in suppressions.all()] == left
    assert suppressions.lift(["zed@x.example"], None, entry) == []
    assert [each.act for each in AuditLog(database).all()] == ["resubscribe"]


def test_two_at_once_unsubscribe_once(place, database):
    """A scanner and a person may follow the same link in the same moment: one of them is the first, neither fails."""
    stores = [SuppressionStore(place.open()) for _ in range(4)]
    told = []
    barrier = threading.Barrier(len(stores))

    def follow(store):
        barrier.wait()
        told.append(store.add("ann@x.example", TEAM, Reason.UNSUBSCRIBED, "link", NOW))

    threads = [threading.Thread(target=follow, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, False, True]
    assert len(SuppressionStore(database).all()) == 1
