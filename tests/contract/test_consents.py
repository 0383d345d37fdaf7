"""Consents and names in editions: given, taken back, and out of everything that has not left (F2)."""

from __future__ import annotations

import json

import pytest

from drumbeat.digest.people.consent import Category, Consent
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned
from drumbeat.ports import AuditEntry, Content, GivenConsent, Nameless
from drumbeat.store.audit import AuditLog
from drumbeat.store.consents import ConsentStore
from drumbeat.store.deliveries import LEASE
from drumbeat.store.editions import EditionStore
from stores import NOW, OCTOBER, claim, later, settle

ANN = Consent("a" * 32, Category.IMPROVEMENT)
BEN = Consent("b" * 32, Category.KNOWLEDGE)
WITH = Content("October", "<p>Ann, Ben</p>", "Ann, Ben", '{"names": ["Ann", "Ben"]}')
WITHOUT = Content("October", "<p>the team</p>", "the team", '{"names": []}')
IDS = [Planned("x@x.example", "<1@x.example>"), Planned("y@x.example", "<2@x.example>")]


class Parts:
    """One store."""

    def __init__(self, place) -> None:
        self.place = place
        database = place.open()
        self.editions, self.consents, self.audit = EditionStore(database), ConsentStore(database), AuditLog(database)

    def give(self, *consents) -> None:
        for each in consents:
            entry = AuditEntry(NOW, "root", "give consent", each.person)
            assert self.consents.give(GivenConsent(each, "Ann", "form", NOW), entry)

    def withdraw(self, consent=ANN, now=NOW) -> int:
        return self.consents.withdraw(consent, AuditEntry(now, "root", "withdraw consent", consent.person))

    def draft(self, *consents, team="Network") -> int:
        other = Nameless(WITHOUT, {each: frozenset({"V02:CIM1"}) for each in consents})
        return self.editions.save_draft(team, OCTOBER, WITH, [], NOW, nameless=other).id

    def text(self, team="Network") -> str:
        return self.editions.find(team, OCTOBER).content.text


@pytest.fixture(name="parts")
def _parts(place):
    found = Parts(place)
    found.give(ANN, BEN)
    return found


def test_what_one_is_named_for_is_kept_no_longer_than_needed(parts):
    """Which records a person is named for stands with a draft, and goes with the name, and with what purge lets go."""
    drafts = [parts.draft(ANN, team="Network"), parts.draft(ANN, team="Desk")]
    lines = [each.since for each in parts.editions.drafts_naming(ANN.person)]
    assert lines == [{"V02:CIM1": NOW}] * 2
    assert parts.place.dump("naming", "lines") == [('["V02:CIM1"]',)] * 2
    parts.editions.plan(drafts[0], IDS, NOW)
    parts.editions.let_go_of_choices(OCTOBER.start.isoformat())
    assert sorted(parts.place.dump("naming", "lines")) == [('["V02:CIM1"]',), ("[]",)]
    parts.withdraw()
    assert parts.place.dump("naming", "lines") == [("[]",)] * 2


def test_a_line_is_as_old_as_the_first_draft_that_had_it(parts):
    """A new draft keeps since when each line named somebody; a line that is new in it counts from then (F9)."""
    parts.draft(ANN)
    late = later(days=2)
    other = Nameless(WITHOUT, {ANN: frozenset({"V02:CIM1", "V02:CIM2"}), BEN: frozenset({"V02:CIM1"})})
    edition = parts.editions.save_draft("Network", OCTOBER, WITH, [], late, nameless=other)
    since = {(ANN.person, "V02:CIM1"): NOW, (ANN.person, "V02:CIM2"): late, (BEN.person, "V02:CIM1"): late}
    assert parts.editions.first_named("Network", OCTOBER) == since
    assert parts.editions.named_since(edition.id) == late


def test_a_consent_is_kept_with_where_it_was_said(parts):
    """A consent comes back with person, category, words and time; giving it again changes nothing."""
    (found, _) = parts.consents.all()
    assert (found.consent, found.name, found.said, found.at) == (ANN, "Ann", "form", NOW)
    again = GivenConsent(ANN, "Ann", "another form", later(days=1))
    assert not parts.consents.give(again, AuditEntry(NOW, "root", "give consent"))
    assert parts.consents.given() == {ANN, BEN}
    assert len(parts.audit.all()) == 2


def test_a_withdrawal_takes_the_names_out_of_a_draft(parts):
    """A draft that names the person becomes its nameless rendering, under the same id; another one stays."""
    edition = parts.draft(ANN, BEN)
    parts.draft(BEN, team="Desk")
    assert parts.withdraw() == 1
    assert parts.editions.find("Network", OCTOBER).content == WITHOUT
    assert parts.editions.find("Network", OCTOBER).id == edition
    assert parts.text("Desk") == "Ann, Ben"
    assert parts.consents.given() == {BEN}


def test_a_withdrawal_of_another_category_changes_no_edition(parts):
    """Only what rests on the consent that is taken back loses its names."""
    parts.draft(ANN)
    assert parts.withdraw(Consent(ANN.person, Category.KNOWLEDGE)) == 0
    assert parts.text() == "Ann, Ben"


def test_a_sent_edition_is_shown_nameless(parts):
    """What was sent loses its names in the store as well, and stays sent; nothing with the name is left in the file."""
    edition = parts.draft(ANN)
    parts.editions.plan(edition, IDS, NOW)
    for recipient in (each.recipient for each in IDS):
        claim(parts.editions, edition, recipient, NOW)
        settle(parts.editions, edition, Outcome(recipient, DeliveryState.SENT))
    parts.editions.close(edition)
    parts.withdraw()
    found = parts.editions.find("Network", OCTOBER)
    assert (found.state, found.content) == (EditionState.SENT, WITHOUT)
    rows = [each for table in ("edition", "nameless") for each in parts.place.dump(table)]
    assert "Ann" not in json.dumps(rows)


def test_an_edition_that_is_leaving_goes_on_nameless(parts):
    """Of an edition that some have received, the rest receive what the store holds after the withdrawal."""
    edition = parts.draft(ANN)
    parts.editions.plan(edition, IDS, NOW)
    claim(parts.editions, edition, "x@x.example", NOW)
    settle(parts.editions, edition, Outcome("x@x.example", DeliveryState.SENT))
    parts.withdraw()
    claim(parts.editions, edition, "y@x.example", NOW)
    assert parts.editions.content(edition) == WITHOUT


def test_a_draft_of_before_the_withdrawal_is_kept_nameless(parts):
    """A draft that was built while the consent stood, and is saved after it was taken back, has no names."""
    parts.withdraw()
    parts.draft(ANN, BEN)
    assert parts.text() == "the team"


def test_a_claimed_mail_is_in_hand_until_it_is_settled(parts):
    """A mail that was claimed while it named the person counts as on its way until its fate is known."""
    edition = parts.draft(ANN)
    parts.editions.plan(edition, IDS, NOW)
    claim(parts.editions, edition, "x@x.example", NOW)
    parts.withdraw()
    assert parts.consents.in_hand(ANN, NOW) == {(edition, "x@x.example", 1)}
    assert parts.consents.in_hand(BEN, NOW) == frozenset()
    settle(parts.editions, edition, Outcome("x@x.example", DeliveryState.SENT))
    assert parts.consents.in_hand(ANN, NOW) == frozenset()


def test_a_dead_process_holds_a_mail_for_its_lease(parts):
    """A claim whose process died is waited for no longer than a mail can take."""
    edition = parts.draft(ANN)
    parts.editions.plan(edition, IDS, NOW)
    claim(parts.editions, edition, "x@x.example", NOW)
    parts.withdraw()
    assert parts.consents.in_hand(ANN, NOW + LEASE)
    assert not parts.consents.in_hand(ANN, NOW + LEASE * 1.01)


def test_names_can_be_ended_without_any_withdrawal(parts):
    """An edition can be asked for without names, as the settings may end all naming; it stays as it is."""
    edition = parts.draft(ANN)
    assert parts.editions.content(edition, names=False) == WITHOUT
    assert parts.editions.content(edition) == WITH


def test_every_act_is_in_the_audit_log(parts):
    """Giving and taking back leave who, what, when and about whom, in their order."""
    parts.withdraw(now=later(hours=1))
    acts = [(each.at, each.actor, each.act, each.subject) for each in parts.audit.all(ANN.person)]
    assert acts == [
        (NOW, "root", "give consent", ANN.person),
        (later(hours=1), "root", "withdraw consent", ANN.person),
    ]


def test_a_withdrawal_that_fails_changes_nothing(parts, monkeypatch):
    """Consent, editions and log change together or not at all."""
    parts.draft(ANN)

    def fail(*_args) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("drumbeat.store.consents.log", fail)
    with pytest.raises(ZeroDivisionError):
        parts.withdraw()
    assert parts.text() == "Ann, Ben"
    assert ANN in parts.consents.given()
