"""How the past goes, over a real database of either kind: whole, by its age, and so that nothing leaves twice (F15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.editions.bounces import Read
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.places import ADOPT, SHORTENED
from drumbeat.editions.recipients import Reason
from drumbeat.editions.standing import Act, ActKind
from drumbeat.errors import SettingsError, TryLater
from drumbeat.ports import AuditEntry, Translation
from drumbeat.records.period import Period
from drumbeat.store.acts import ActStore
from drumbeat.store.audit import AuditLog
from drumbeat.store.bounces import BounceStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.history import HistoryStore
from drumbeat.store.homes import HomeStore
from drumbeat.store.notices import NoticeStore
from drumbeat.store.suppressions import SuppressionStore
from stores import CONTENT, NOW, OCTOBER, later

SEPTEMBER = OCTOBER.before()
NOVEMBER = Period.month(2026, 11, OCTOBER.zone)
ANN, BOB = "ann@x.example", "bob@x.example"
BEFORE = date(2029, 11, 1)
"""Three years after NOW: October is over, and all that was done about it."""
ENTRY = AuditEntry(NOW, "root", "purge edition", detail="1")
LINE = EvidenceLine("incidents_resolved", "INC1", "incident", "VPN", "2026-10-03", "")
OF_EDITIONS = ("edition", "translation", "evidence", "evidence_page", "delivery", "delivery_event", "bounce")
BESIDE = ("edition_act", "notice")


class Parts:
    """The stores that know of the past."""

    def __init__(self, place) -> None:
        self.place, database = place, place.open()
        self.editions, self.history = EditionStore(database), HistoryStore(database)
        self.acts, self.notices = ActStore(database), NoticeStore(database)
        self.audit, self.homes, self.bounces = AuditLog(database), HomeStore(database), BounceStore(database)
        self.suppressions = SuppressionStore(database)

    def send(self, period=OCTOBER, now=NOW, *, team="Network") -> int:
        """An edition in two languages, with evidence, decided about, told of, and sent to two; its id."""
        content = replace(CONTENT, evidence="<p>INC1</p>")
        edition = self.editions.save_draft(
            team, period, content, [LINE], now, translations={"de": Translation(CONTENT)}
        )
        self.say(ActKind.HOLD, period, now, team=team)
        self.say(ActKind.RELEASE, period, now, team=team)
        self.notices.claim(Notice(team, period, Told.DRAFT), now)
        self.deliver(edition.id, now)
        return edition.id

    def deliver(self, edition: int, now=NOW) -> None:
        """To both."""
        self.editions.plan(edition, [Planned(each, f"<{each}>") for each in (ANN, BOB)], now)
        self.editions.claim(edition, [ANN, BOB], now)
        self.editions.settle(edition, [Outcome(each, DeliveryState.SENT) for each in (ANN, BOB)], now)
        self.editions.close(edition)

    def say(self, kind, period=OCTOBER, now=NOW, *, team="Network") -> None:
        """A person's word."""
        self.acts.add(team, period, Act(kind, "", "Marit", now, "so"), AuditEntry(now, "marit", f"{kind} edition"))

    def let_go(self, before=BEFORE) -> list[bool]:
        """Of everything that is over."""
        return [self.history.let_go(each, before, ENTRY) for each in self.history.over(before)]

    def rows(self, *tables: str) -> dict[str, int]:
        """How many are in each."""
        return {table: len(self.place.dump(table)) for table in tables}


@pytest.fixture(name="parts")
def _parts(place):
    return Parts(place)


def test_an_edition_goes_with_all_that_belongs_to_it(parts):
    """No table keeps anything of it; another team's month of later, and who unsubscribed, stay; the log tells."""
    parts.send()
    first = parts.rows(*OF_EDITIONS, *BESIDE)
    parts.place.run(
        "INSERT INTO bounce SELECT 'k', id, 'ann@x.example', 'full', '5.2.2', '', '2026-11-02 08:00:00',"
        " '2026-11-02 09:00:00' FROM edition"
    )
    kept = parts.send(period=Period.month(2029, 9, OCTOBER.zone), now=later(days=1070))
    parts.suppressions.add(BOB, "Network", Reason.UNSUBSCRIBED, "link", NOW)
    parts.send(SEPTEMBER, team="Desk")
    assert [each.mails for each in parts.history.over(date(2029, 10, 1))] == [2, 2]
    assert parts.let_go(date(2029, 9, 1)) == [True, True]
    assert parts.rows(*OF_EDITIONS, *BESIDE) == {**first, "bounce": 0}
    assert parts.editions.counts(kept) == {DeliveryState.SENT: 2}
    assert list(parts.suppressions.of("Network")) == [BOB]
    assert [each.team for each in parts.audit.all() if each.act == "purge edition"] == ["Desk", "Network"]
    assert parts.let_go(date(2029, 9, 1)) == []


def test_what_was_let_go_of_never_leaves_again(parts):
    """A month of which nobody knows who received it is refused by the ledger, for good, and for every team."""
    parts.send()
    parts.let_go()
    for team, period in (("Network", OCTOBER), ("Desk", SEPTEMBER)):
        anew = parts.editions.save_draft(team, period, CONTENT, [], later(days=1200))
        with pytest.raises(SettingsError, match="before 2026-11-01 is not known any more") as refused:
            parts.editions.plan(anew.id, [Planned(ANN, "<1@x>")], later(days=1200))
        assert "--force" in refused.value.recovery
        assert parts.editions.deliveries(anew.id) == []
        gaps = parts.history.gaps()
        assert [each for each in (period, NOVEMBER) if gaps.of(each)] == [period]


def test_a_persons_word_of_after_lets_it_leave(parts):
    """Who says why sends it all the same; a word that was said before the ledger went lets nothing leave."""
    parts.send()
    parts.say(ActKind.FORCE)
    parts.let_go()
    anew = parts.editions.save_draft("Network", OCTOBER, CONTENT, [], later(days=1200))
    with pytest.raises(SettingsError):
        parts.editions.plan(anew.id, [Planned(ANN, "<1@x>")], later(days=1200))
    parts.say(ActKind.FORCE, now=later(days=1200))
    parts.deliver(anew.id, later(days=1200))
    assert parts.editions.counts(anew.id) == {DeliveryState.SENT: 2}
    assert parts.history.over(BEFORE) == []


def test_months_of_after_are_not_concerned(parts):
    """The month after the last that went is planned as ever."""
    parts.send()
    parts.let_go()
    parts.send(NOVEMBER, later(days=30))


def test_an_old_month_that_was_sent_lately_is_kept(parts):
    """Links of mails that left within the time are to work, whatever month they tell of; so is what is in hand."""
    parts.editions.save_draft("Network", SEPTEMBER, CONTENT, [], NOW)
    edition = parts.send()
    (over,) = [each for each in parts.history.over(BEFORE) if each.start == OCTOBER.start]
    parts.editions.plan_again(edition, [DeliveryState.SENT], later(days=1100), ANN)
    parts.editions.claim(edition, [ANN], later(days=1100))
    assert [each.start for each in parts.history.over(BEFORE)] == [SEPTEMBER.start]
    assert not parts.history.let_go(over, BEFORE, ENTRY)
    assert parts.editions.counts(edition) == {DeliveryState.SENT: 1, DeliveryState.CLAIMED: 1}


def test_a_draft_that_nobody_received_closes_nothing(parts):
    """Where no mail was planned, nobody can get one twice: the month may leave."""
    parts.editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    assert parts.let_go() == [True]
    parts.send()


def test_a_sender_that_is_late_sends_nothing(parts):
    """Whoever found the edition before it went plans nothing of it afterwards."""
    edition = parts.send()
    parts.let_go()
    with pytest.raises(TryLater, match="nothing has left"):
        parts.editions.plan(edition, [Planned("cy@x.example", "<3@x>")], later(days=1200))


def test_decisions_of_months_without_an_edition(parts):
    """What was said and told of months that were never drafted goes by its age; lately said, it stays."""
    parts.say(ActKind.SKIP, SEPTEMBER)
    parts.notices.claim(Notice("Network", SEPTEMBER, Told.OVERDUE), NOW)
    parts.say(ActKind.SKIP, OCTOBER, later(days=1100))
    parts.send(team="Desk")
    before = parts.rows(*BESIDE)
    assert parts.history.decisions_over(BEFORE) == 2
    entry = replace(ENTRY, act="purge decisions")
    assert parts.history.let_go_of_decisions(BEFORE, lambda count: replace(entry, detail=str(count))) == 2
    assert parts.rows(*BESIDE) == {name: count - 1 for name, count in before.items()}
    assert parts.audit.all()[-1].detail == "2"
    assert parts.history.let_go_of_decisions(BEFORE, lambda _: entry) == 0
    assert parts.audit.all()[-1].detail == "2"


def test_the_audit_log_tells_that_it_was_shortened(parts):
    """Acts of before a day go, one act says how many, and with nothing to go nothing is said."""
    for days in (0, 0, 40):
        parts.audit.note(AuditEntry(later(days=days), "root", "export person"))

    def entry(count: int) -> AuditEntry:
        return AuditEntry(later(days=41), "root", SHORTENED, detail=str(count))

    assert parts.audit.over(date(2026, 12, 1)) == 2
    assert parts.audit.let_go(date(2026, 12, 1), entry) == 2
    assert [(each.act, each.detail) for each in parts.audit.all()] == [("export person", ""), (SHORTENED, "2")]
    assert parts.audit.let_go(date(2026, 12, 1), entry) == 0
    assert len(parts.audit.all()) == 2


@pytest.mark.parametrize("gone", ["ledger", "log"])
def test_a_store_without_a_past_does_not_pass_for_a_new_one(parts, gone):
    """E49: a copy, in which nothing tells any more of mails or of a home, sends nothing by itself."""
    assert parts.homes.is_unused()
    if gone == "ledger":
        parts.send()
        parts.let_go()
    else:
        parts.audit.note(AuditEntry(NOW, "root", ADOPT))
        parts.audit.let_go(BEFORE, lambda _: AuditEntry(later(days=1100), "root", SHORTENED))
    assert parts.rows("delivery", "home") == {"delivery": 0, "home": 0}
    assert not parts.homes.is_unused()


def test_marks_of_mails_go_but_for_a_folder_that_is_read(parts):
    """That a mail was read is forgotten once no mailbox lists it any more; a folder lists all that lies there."""
    for place in ("INBOX", "folder"):
        parts.bounces.remember(place, "old", Read.OTHER, NOW)
        parts.bounces.remember(place, "new", Read.OTHER, later(days=2))
    until = NOW + timedelta(days=1)
    assert parts.bounces.over(until, "folder") == parts.bounces.let_go(until, "folder") == 1
    assert [parts.bounces.known(place) for place in ("INBOX", "folder")] == [{"new"}, {"old", "new"}]
