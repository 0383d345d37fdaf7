"""The schedule's turn: what is drafted, what leaves, and what waits for a person."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from drumbeat.desk import turn as turns
from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import sealed, standing_of
from drumbeat.desk.turn import turn
from drumbeat.digest.editing import note_of
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind, Standing
from drumbeat.errors import SourceError, TryLater
from drumbeat.records.period import Period
from drumbeat.records.team import Schedule, Team
from drumbeat.store import schema as tables
from installation import NETWORK, OCTOBER
from mail_servers import PickyMailbox, mail_server
from schedules import ANN, LEAD, ZOE, office

SEPTEMBER = OCTOBER.before()


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


def run(here) -> list[str]:
    """What a turn did, in a process of its own."""
    return [each.words for each in turn(here.fresh(), lambda: None) or ()]


def decide(here, kind: ActKind, period: Period = SEPTEMBER, reason: str = "") -> None:
    """A person's word about the edition as it is."""
    edition = here.context.store.editions.find("Network", period)
    seal = sealed(here.context, NETWORK, edition) if edition and kind is ActKind.APPROVE else ""
    act = Act(kind, seal, "Marit", here.clock(), reason)
    here.context.store.acts.add("Network", period, act, here.context.entry(f"{kind} edition"))


def state(here, period: Period = SEPTEMBER) -> Standing:
    """How the edition stands."""
    return standing_of(here.context, NETWORK, period).standing


def test_nothing_happens_before_the_hour(here):
    """A minute before the draft is due nothing is there; at the hour it is, and its lead is told once."""
    assert run(here) == []
    here.clock.at(10, 1)
    assert run(here)[0].startswith("Drafted “Network, September 2026")
    assert run(here) == []
    assert len(here.mails(LEAD)) == 1
    assert here.mails(ANN) == []


def drafted(here) -> None:
    """September's draft, made on the first working day of October."""
    here.clock.at(10, 1)
    run(here)


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


def sent_once(here) -> None:
    """September was approved and sent, so that the team's own policy holds from October on."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    run(here)
    assert state(here) is Standing.SENT


def october_drafted(here) -> None:
    """October's draft, on the first working day of November."""
    sent_once(here)
    here.clock.at(11, 2)
    assert "October 2026" in run(here)[0]


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
    words = note_of("Thank you.")
    editing = here.context.store.editing
    editing.change("Network", OCTOBER, lambda before: replace(before, note=words), here.context.entry("edit edition"))
    here.clock.at(11, 6)
    assert "nobody has approved it as it is now" in run(here)[0]
    assert len(here.mails(ANN)) == 1


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


def test_a_late_draft_leaves_when_a_day_has_gone_by(here):
    """A draft that is made a day before it should leave is in time."""
    sent_once(here)
    here.clock.at(11, 5, 8, 30)
    assert "October 2026" in run(here)[0]
    here.clock.at(11, 6, 8, 59)
    assert run(here) == []
    here.clock.at(11, 6, 9)
    assert "to 2 recipients" in run(here)[0]


def test_a_draft_made_when_it_should_leave_waits_a_day(here):
    """Drafted a minute before it was to leave: its lead is told that it waits, and it leaves a day later."""
    sent_once(here)
    said = replace(here.context.store.teams.get("Network").schedule, send_on="working day 4")
    here.context.store.timetables.change("Network", said, here.context.entry("change schedule"))
    here.clock.at(11, 5, 8, 59)
    run(here)
    here.clock.at(11, 5, 9)
    assert "less than a day ago" in run(here)[0]
    here.clock.at(11, 6, 8, 59)
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


def test_a_copy_sends_nothing_by_itself(here, tmp_path):
    """A store that was copied while it was in use drafts and sends nothing until somebody answers for it (E49)."""
    october_drafted(here)
    copied = tmp_path / "copy"
    copied.mkdir()
    for path in tmp_path.glob("drumbeat.db*"):
        shutil.copy(path, copied / path.name)
    store = here.context.settings.store.model_copy(update={"url": f"sqlite:///{copied / 'drumbeat.db'}"})
    other = replace(
        here, context=replace(here.context, given=here.context.settings.model_copy(update={"store": store}))
    )
    here.clock.at(11, 6)
    done = turn(other.fresh(), lambda: None)
    assert "adopted in another place" in str(done[0].error)
    assert len(here.mails(ANN)) == 1
    assert "to 2 recipients" in run(here)[0]


def test_of_two_at_once_one_is_at_it(here):
    """While another process holds the schedule a turn does nothing, and says nothing is due."""
    here.clock.at(10, 1)
    with here.context.store.schedulers.alone() as is_alone:
        assert is_alone
        assert turn(here.fresh(), lambda: None) is None
    assert run(here)[0].startswith("Drafted")


def test_who_unsubscribed_after_planning_receives_nothing(here):
    """A reader who unsubscribes while the edition waits is skipped, the others receive it, and it counts as sent."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.context.store.suppressions.add(ZOE, "Network", Reason.UNSUBSCRIBED, "link of the mail", here.clock())
    here.clock.at(10, 7)
    assert "to 1 recipient" in run(here)[0]
    assert (len(here.mails(ANN)), len(here.mails(ZOE)), state(here)) == (1, 0, Standing.SENT)


def test_a_mailbox_that_is_gone_is_skipped_and_the_lead_told(here):
    """E42: who is known to no server any more is skipped, told to the lead once, and left out of the next month."""
    box = PickyMailbox()
    box.at_rcpt[ANN] = "550 5.1.1 no such user"
    with mail_server(box) as port:
        mail = here.context.settings.mail.model_copy(
            update={"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none"}
        )
        here = replace(
            here, context=replace(here.context, given=here.context.settings.model_copy(update={"mail": mail}))
        )
        sent_once(here)
        here.clock.at(11, 2)
        run(here)
        here.clock.at(11, 6)
        assert "to 1 recipient" in run(here)[0]
    assert (box.received[ZOE], box.received[ANN]) == (2, 0)
    assert sum(b"reaches ann@example.com no more" in content.replace(b"=\r\n", b"") for _, content in box.mails) == 1


def test_a_look_at_the_running_month_makes_no_draft_of_it(here):
    """Previewed in the month itself: on its day the draft is made anew, of fresh records, and its lead is told."""
    sent_once(here)
    here.clock.at(10, 20)
    draft(here.fresh(), here.context.store.teams.get("Network"), OCTOBER)
    assert run(here) == []
    here.clock.at(11, 2)
    pulls: list[int] = []
    assert [each.words[:7] for each in turn(here.fresh(), lambda: pulls.append(1))] == ["Drafted"]
    assert (pulls, len(here.mails(LEAD))) == ([1], 2)


def test_a_hold_that_was_released_before_the_draft_changes_nothing(here):
    """Held and released in the month itself: the draft is made on its day, not when it should leave."""
    sent_once(here)
    decide(here, ActKind.HOLD, OCTOBER)
    decide(here, ActKind.RELEASE, OCTOBER)
    here.clock.at(11, 2)
    assert run(here)[0].startswith("Drafted")


def test_a_lead_who_could_not_be_told_is_told_later(here):
    """The mail server is away when the draft is made: it waits until its lead was told, and had a day."""
    sent_once(here)
    away = here.outbox.with_name("away")
    here.outbox.rename(away)
    here.outbox.write_text("not a folder")
    here.clock.at(11, 2)
    run(here)
    here.clock.at(11, 6)
    run(here)
    assert state(here, OCTOBER) is Standing.DRAFT
    here.outbox.unlink()
    away.rename(here.outbox)
    run(here)
    assert len(here.mails(ANN)) == 1
    here.clock.at(11, 7, 9, 1)
    assert "to 2 recipients" in run(here)[0]


def test_a_bug_of_one_teams_keeps_no_other(here, monkeypatch):
    """What nobody foresaw is told by its kind, without its text, and the other team is drafted."""
    here.context.store.teams.add(replace(here.context.store.teams.get("Network"), name="Alpha"))

    def broken(context, team, period):
        if team.name == "Alpha":
            raise KeyError("a ticket's words")
        return draft(context, team, period)

    monkeypatch.setattr(turns, "draft", broken)
    here.clock.at(10, 1)
    done = turn(here.fresh(), lambda: None)
    assert [str(each.error) for each in done if each.error] == ["This is a bug in Drumbeat (KeyError)."]
    assert any(each.words.startswith("Drafted") for each in done)


def test_what_fails_is_tried_ever_more_seldom(here):
    """An instance that refuses us is asked four times in a quarter of an hour, not fifteen; the lead is told once."""
    tries: list[int] = []

    def refused() -> None:
        tries.append(1)
        raise SourceError("the account is locked.")

    for minute in range(15):
        here.clock.at(10, 1, 9, minute)
        turn(here.fresh(), refused)
    assert len(tries) == 4
    assert len(here.mails(LEAD)) == 1
    here.clock.at(10, 1, 9, 30)
    assert run(here)[0].startswith("Drafted")


def test_an_approval_does_not_cover_later_words(here):
    """Approved, then a note: it waits, so that the note is not lost; drafted and approved again, it leaves."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 3)
    words = note_of("Thank you.")
    editing = here.context.store.editing
    editing.change("Network", SEPTEMBER, lambda before: replace(before, note=words), here.context.entry("edit edition"))
    here.clock.at(10, 7)
    assert "changed after the draft that was approved" in run(here)[0]
    draft(here.fresh(), here.context.store.teams.get("Network"), SEPTEMBER)
    decide(here, ActKind.APPROVE)
    assert "to 2 recipients" in run(here)[0]


def test_one_doubtful_mail_makes_no_month_the_first_again(here):
    """Somebody received September, of another mail nobody can say: October needs no approval for being the first."""
    sent_once(here)
    edition = here.context.store.editions.find("Network", SEPTEMBER)
    with here.context.store.editions._database.begin() as connection:
        connection.execute(update(tables.delivery).where(tables.delivery.c.recipient == ZOE).values(state="unknown"))
        connection.execute(update(tables.edition).where(tables.edition.c.id == edition.id).values(state="sending"))
    here.clock.at(11, 2)
    assert run(here)[0].startswith("Drafted")
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
