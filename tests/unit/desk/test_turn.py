"""The schedule's turn: what is drafted, what leaves, and what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.turn import turn
from drumbeat.digest.editing import note_of
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import TryLater
from drumbeat.records.team import Schedule, Team
from installation import OCTOBER
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide, drafted, october_drafted, office, run, sent_once, state


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


def test_nothing_happens_before_the_hour(here):
    """A minute before the draft is due nothing is there; at the hour it is, and its lead is told once."""
    assert run(here) == []
    here.clock.at(10, 1)
    assert run(here)[0].startswith("Drafted “Network, September 2026")
    assert run(here) == []
    assert len(here.mails(LEAD)) == 1
    assert here.mails(ANN) == []


def test_a_first_edition_waits_for_approval(here):
    """Silence sends to nobody and says so, once; approved, it leaves at the next turn, and never again."""
    drafted(here)
    here.clock.at(10, 7, 8, 59)
    assert run(here) == []
    here.clock.at(10, 7)
    assert run(here) == ["The digest of September 2026 does not leave: nobody has approved it."]
    assert run(here) == []
    assert len(here.mails(LEAD)) == 2
    decide(here, ActKind.APPROVE)
    assert run(here) == ["Sent “Network, September 2026” to 2 recipients."] or run(here) == []
    assert (len(here.mails(ANN)), len(here.mails(ZOE)), state(here)) == (1, 1, Standing.SENT)
    here.clock.at(10, 8)
    assert run(here) == []
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (1, 1)


def test_under_review_it_leaves_by_itself(here):
    """Nobody held or changed it: on the fifth working day it leaves."""
    october_drafted(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    assert (len(here.mails(ANN)), state(here, OCTOBER)) == (2, Standing.SENT)


def test_what_was_changed_since_the_draft_waits(here):
    """A lead who wrote a note and did not say that it may go keeps it from going; approved, it goes."""
    october_drafted(here)
    here.clock.at(11, 3)
    write_note(here)
    here.clock.at(11, 6)
    assert "nobody has approved it as it is now" in run(here)[0]
    assert len(here.mails(ANN)) == 1


def write_note(here) -> None:
    """The lead writes a few words for October."""
    words, entry = note_of("Thank you, marmalade."), here.context.entry("edit edition")
    here.context.store.editing.change("Network", OCTOBER, lambda before: replace(before, note=words), entry)


def test_what_was_changed_since_the_approval_waits(here):
    """Approved, then edited: the approval was of a mail without it (promise 6). Made anew and approved, it leaves."""
    october_drafted(here)
    decide(here, ActKind.APPROVE, OCTOBER)
    here.clock.at(11, 3)
    write_note(here)
    here.clock.at(11, 6)
    assert "nobody has approved it as it is now" in run(here)[0]
    context = here.fresh()
    draft(context, context.store.teams.get("Network"), OCTOBER)
    assert state(here, OCTOBER) is Standing.DRAFT
    decide(here, ActKind.APPROVE, OCTOBER)
    assert "to 2 recipients" in run(here)[0]
    assert "marmalade" in here.context.store.editions.find("Network", OCTOBER).content.text


@pytest.mark.parametrize("is_approved", [False, True])
def test_an_automatic_digest_holds_what_was_written(tmp_path, is_approved):
    """What its lead wrote after the draft is in the mail that leaves, without anybody's approval."""
    here = office(tmp_path, schedule=Schedule(policy="automatic"))
    october_drafted(here)
    if is_approved:
        decide(here, ActKind.APPROVE, OCTOBER)
    here.clock.at(11, 3)
    write_note(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    assert "marmalade" in here.context.store.editions.find("Network", OCTOBER).content.text


def test_a_hold_keeps_it_and_a_release_lets_it_go(here):
    """A held edition stays, its lead is told why, and goes on when it is released in time."""
    october_drafted(here)
    decide(here, ActKind.HOLD, OCTOBER, "a figure is wrong")
    here.clock.at(11, 6)
    assert run(here) == []
    assert state(here, OCTOBER) is Standing.HELD
    decide(here, ActKind.RELEASE, OCTOBER)
    here.clock.at(11, 7)
    assert "to 2 recipients" in run(here)[0]


def test_a_skipped_month_goes_to_nobody(here):
    """Skipped is skipped, and the next month is not kept by it."""
    drafted(here)
    decide(here, ActKind.SKIP, SEPTEMBER, "holidays")
    here.clock.at(10, 7)
    assert run(here) == []
    here.clock.at(11, 2)
    assert "October 2026" in run(here)[0]
    assert here.mails(ANN) == []


def test_a_restart_within_three_days_catches_up(here):
    """Nobody ran for the two days after it was due: the next turn sends."""
    october_drafted(here)
    here.clock.at(11, 8, 12)
    assert "to 2 recipients" in run(here)[0]


def test_what_is_later_asks_a_person(here):
    """Four days late nothing leaves by itself (E49): the lead is told once, and may send it by hand."""
    october_drafted(here)
    here.clock.at(11, 10, 10)
    assert run(here) == ["The digest of October 2026 is overdue, and waits for a person."]
    assert run(here) == []
    assert len(here.mails(ANN)) == 1


def test_automatic_waits_for_nobody(tmp_path):
    """A late draft of an automatic team leaves at its hour: nobody's silence is asked for."""
    here = office(tmp_path, schedule=Schedule(policy="automatic"))
    sent_once(here)
    here.clock.at(11, 5, 8, 30)
    run(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]


def test_a_company_list_always_needs_approval(here):
    """Whatever the policy: what goes to everybody is approved by somebody."""
    sent_once(here)
    change_rules(here.context, "Network", [Rule(RecipientKind.COMPANY, "all@example.com", keeper="it@example.com")])
    here.clock.at(11, 2)
    run(here)
    here.clock.at(11, 6)
    assert "nobody has approved it" in run(here)[0]


def test_another_rule_of_who_receives_lapses_an_approval(here):
    """Approved for two readers is not approved for a third."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    assert state(here) is Standing.APPROVED
    change_rules(here.context, "Network", [Rule(RecipientKind.ADDRESS, "eve@example.com")])
    assert state(here) is Standing.DRAFT


def test_automatic_needs_nobody(tmp_path):
    """After its first edition an automatic team's digest leaves, changed or not."""
    here = office(tmp_path, schedule=Schedule(policy="automatic"))
    october_drafted(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]


def test_one_teams_trouble_does_not_keep_the_others(here):
    """A team whose digest cannot be made is told of; the other is drafted in the same turn."""
    lonely = Team("Alone", (), ("Nobody", "None"), ZoneInfo("UTC"), schedule=Schedule(begins=date(2026, 9, 1)))
    here.context.store.teams.add(replace(lonely, schedule=replace(lonely.schedule, country="XX")))
    here.clock.at(10, 1)
    done = turn(here.fresh(), lambda: None)
    assert {each.team for each in done if each.error is not None} == {"Alone"}
    assert any(each.words.startswith("Drafted") for each in done)


def test_without_fresh_records_no_draft_is_made(here):
    """Where ServiceNow is away no draft is made of old records; the next turn tries again."""
    here.clock.at(10, 1)

    def away() -> None:
        raise TryLater("the instance is away.")

    done = turn(here.fresh(), away)
    assert [type(each.error) for each in done] == [TryLater]
    assert here.context.store.editions.find("Network", SEPTEMBER) is None
    here.clock.at(10, 1, 9, 1)
    assert run(here)[0].startswith("Drafted")


def test_a_team_without_a_schedule_is_left_alone(tmp_path):
    """Switched off, nothing is drafted or sent by itself."""
    here = office(tmp_path)
    kept = replace(here.context.store.teams.get("Network").schedule, begins=None)
    here.context.store.timetables.change("Network", kept, here.context.entry("change schedule"))
    here.clock.at(10, 7)
    assert run(here) == []
