"""The schedule's turn in trouble: copies, bugs, servers that are away, people who look too early or too late."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import update

from drumbeat.desk import turn as turns
from drumbeat.desk.drafts import draft
from drumbeat.desk.turn import turn
from drumbeat.digest.editing import note_of
from drumbeat.editions.recipients import Reason, RecipientKind, Rule, RuleChange
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import SourceError
from drumbeat.store import homes
from drumbeat.store import schema as tables
from installation import OCTOBER
from mail_servers import PickyMailbox, mail_server
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide, drafted, october_drafted, office, run, sent_once, state


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


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


def test_another_machine_is_told_that_it_sends_nothing_whoever_is_at_it(here, monkeypatch):
    """On a second machine the file is at home nowhere: it says so, and waits for no schedule but its own (E49)."""
    drafted(here)
    alone = here.context.store.schedulers.alone
    monkeypatch.setattr(homes, "_this_machine", lambda: "beta")
    with alone():
        (while_held,) = turn(here.fresh(), lambda: None)
    (otherwise,) = turn(here.fresh(), lambda: None)
    assert str(while_held.error) == str(otherwise.error)
    assert "adopted in another place" in str(otherwise.error)


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
    """The mail server is away when the draft is made: it waits until its lead was told, and had three working days."""
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
    here.clock.at(11, 11, 8, 59)
    assert run(here) == []
    here.clock.at(11, 11)
    assert "to 2 recipients" in run(here)[0]


def test_a_bug_of_one_teams_keeps_no_other(here, monkeypatch):
    """What nobody foresaw is told by its kind, without its text, and the other team is drafted."""
    here.context.store.teams.add(replace(here.context.store.teams.get("Network"), name="Alpha"))

    def broken(context, team, period):
        if team.name == "Alpha":
            raise KeyError("a ticket's words")
        return draft(context, team, period)

    monkeypatch.setattr(turns, "draft_whole", broken)
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


def test_what_failed_while_the_clock_was_ahead_is_tried_again(here):
    """A step that failed by a clock twenty days ahead does not wait for these days once the clock is right."""
    sent_once(here)
    here.outbox.rename(here.outbox.with_name("away"))
    here.outbox.write_text("not a folder")
    here.clock.at(11, 2)
    run(here)
    here.clock.at(11, 6, 20)
    decide(here, ActKind.APPROVE, OCTOBER)
    here.clock.at(11, 8)
    run(here)
    here.outbox.unlink()
    here.outbox.with_name("away").rename(here.outbox)
    here.clock.at(11, 6, 21)
    assert "to 2 recipients" in run(here)[0]


def test_an_approval_does_not_cover_later_words(here):
    """Approved, then a note: it waits, so that the note is not lost; drafted and approved again, it leaves."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 3)
    words = note_of("Thank you.")
    editing = here.context.store.editing
    editing.change("Network", SEPTEMBER, lambda before: replace(before, note=words), here.context.entry("edit edition"))
    here.clock.at(10, 7)
    assert "nobody has approved it as it is now" in run(here)[0]
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


def test_a_zone_that_is_not_known_keeps_its_team_alone(here):
    """The others' digests are drafted and leave; of the team whose zone is gone it is told each time."""
    store = here.context.store
    store.teams.add(replace(store.teams.get("Network"), name="Phobos"))
    store.recipients.change("Phobos", RuleChange([Rule(RecipientKind.ADDRESS, ANN)]), here.context.entry("test"))
    with store.teams._database.begin() as connection:
        connection.execute(update(tables.team).where(tables.team.c.name == "Phobos").values(zone="Mars/Phobos"))
    here.clock.at(10, 1)
    done = turn(here.fresh(), lambda: None)
    assert next(each.words for each in done if each.team == "Network").startswith("Drafted")
    told = [each for each in done if each.team == "Phobos"]
    assert told
    assert all("does not know the time zone “Mars/Phobos”" in str(each.error) for each in told)
