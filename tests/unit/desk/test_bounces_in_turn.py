"""The schedule's turn and mails that came back: read before anything leaves, told once, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from bounced import Lost, delayed, exim, on_holiday, postfix, receipt
from drumbeat import app
from drumbeat.desk import bounces as desk
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.fares import fares
from drumbeat.desk.recipients import change_rules, resubscribe
from drumbeat.desk.turn import turn
from drumbeat.editions.bounces import Read
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError, StoreError
from drumbeat.settings.bounces import BounceSettings
from drumbeat.store.bounces import BounceStore
from installation import OCTOBER
from schedules import ANN, LEAD, SEPTEMBER, ZOE, office, run, sent_once, state

IT = "it@example.com"
GONE, REFUSED = "5.1.1", "5.7.1"


@pytest.fixture(name="here")
def _here(tmp_path):
    """September has been sent to two people and a list; what comes back lies in a folder."""
    made = office(tmp_path)
    (tmp_path / "back").mkdir()
    bounces = BounceSettings(folder=tmp_path / "back", minutes=10)
    mail = made.context.settings.mail.model_copy(update={"bounces": bounces})
    made.context = replace(made.context, given=made.context.settings.model_copy(update={"mail": mail}))
    change_rules(made.context, "Network", [Rule(RecipientKind.LIST, IT, keeper="the service desk")])
    sent_once(made)
    made.clock.at(10, 8)
    return made


def folder(here) -> Path:
    """Where mails come back to."""
    return here.context.settings.mail.bounces.folder


def lost(here, to: str, status: str = GONE, **more) -> Lost:
    """September's mail to somebody, lost."""
    edition = here.context.store.editions.find("Network", SEPTEMBER)
    found = {each.recipient: each.message_id for each in here.context.store.editions.deliveries(edition.id)}
    return Lost(to=to, message_id=found[to], status=status, at=here.clock(), **more)


def comes_back(here, to: str, status: str = GONE, shape: Callable[[Lost], bytes] = postfix, **more) -> None:
    """A report arrives."""
    path = folder(here) / f"{len(list(folder(here).iterdir())):04}.eml"
    path.write_bytes(shape(lost(here, to, status, **more)))


def rows(here) -> dict[str, tuple[str, str]]:
    """Of September: recipient to state and note."""
    edition = here.context.store.editions.find("Network", SEPTEMBER)
    return {
        each.recipient: (each.state.value, each.error) for each in here.context.store.editions.deliveries(edition.id)
    }


def letters(here, about: str) -> list[str]:
    """The lead's letters whose subject holds these words."""
    mails = [_mail(here, name) for name in here.mails(LEAD)]
    return [mail.get_content() for mail in mails if about in mail["Subject"]]


def _mail(here, name: str) -> EmailMessage:
    return message_from_bytes((here.outbox / name).read_bytes(), policy=policy.default)


def later(here, **span: int) -> list[str]:
    """The next turn, so much later."""
    here.clock.now += timedelta(**span)
    return run(here)


def test_a_mailbox_that_is_gone_is_skipped_and_the_lead_told(here):
    """E42, as if the server had said so at once: skipped, told once in one letter, and left out of the next month."""
    comes_back(here, ANN)
    comes_back(here, ZOE, shape=exim)
    assert run(here) == ["2 mails came back."]
    assert {each: said[0] for each, said in rows(here).items()} == {ANN: "skipped", ZOE: "skipped", IT: "sent"}
    assert rows(here)[ANN][1].startswith("left: it came back on 8 October 2026: the mailbox is unknown")
    assert state(here) is Standing.SENT
    (letter,) = letters(here, "have left")
    assert f"reaches {ANN} and {ZOE} no more" in letter
    assert later(here, hours=1) == []
    here.clock.at(11, 2)
    run(here)
    here.clock.at(11, 6)
    assert "to 1 recipient" in run(here)[0]
    assert (len(here.mails(ANN)), len(letters(here, "have left"))) == (1, 1)


def test_what_came_back_is_read_before_anything_leaves(here):
    """Who is gone by a report that lies there when October leaves gets none; where that is known from is kept."""
    here.clock.at(11, 2)
    run(here)
    here.clock.at(11, 6)
    comes_back(here, ANN)
    assert [words[:8] for words in run(here)] == ["1 mail c", "Sent “Ne"]
    assert len(here.mails(ANN)) == 1
    (found,) = here.context.store.suppressions.all()
    assert (found.address, found.team) == (ANN, "")
    assert found.said.startswith("it came back on 6 November 2026: the mailbox is unknown")


def test_what_was_refused_is_told_and_sent_once_more_by_a_person(here):
    """Failed, told with the cause, sent once more on a person's word; after that the same report says nothing new."""
    comes_back(here, ZOE, REFUSED)
    assert run(here) == ["1 mail came back."]
    assert rows(here)[ZOE][0] == "failed"
    (letter,) = letters(here, "Mails came back")
    assert f"{ZOE} (8 October 2026: it is against the other side’s rules)" in letter
    assert "--resend-failed" in letter
    context = here.fresh()
    team, edition = context.store.teams.get("Network"), context.store.editions.find("Network", SEPTEMBER)
    send(context, team, SEPTEMBER, edition, Wanted(failed_again=True))
    assert (rows(here)[ZOE], state(here)) == (("sent", ""), Standing.SENT)
    folder(here).rename(folder(here).with_name("elsewhere"))
    folder(here).mkdir()
    for path in folder(here).with_name("elsewhere").iterdir():
        (folder(here) / f"copy of {path.name}").write_bytes(path.read_bytes())
    assert later(here, hours=1) == []
    assert rows(here)[ZOE] == ("sent", "")
    here.clock.at(10, 9)
    comes_back(here, ZOE, REFUSED, number=2)
    assert run(here) == ["1 mail came back."]
    assert len(letters(here, "Mails came back")) == 2


def test_why_is_said_in_the_language_of_the_digest(here):
    """The lead of a team that speaks German is told day and cause in German, in their brackets."""
    context = here.context
    team = replace(context.store.teams.get("Network"), language="de")
    context.store.teams.change(team, context.entry("change team", "", team.name))
    comes_back(here, ZOE, REFUSED)
    run(here)
    (letter,) = letters(here, "Mails kamen")
    assert f"{ZOE} (8. Oktober 2026: sie verstößt gegen Regeln der Gegenseite)" in letter


def test_who_is_removed_and_added_again_gets_it_by_name_alone(here):
    """Promise 3: a mail that came back had left: sending to all leaves it alone, a person's word for this one not."""
    comes_back(here, ZOE, REFUSED)
    run(here)
    rule = Rule(RecipientKind.ADDRESS, ZOE)
    change_rules(here.fresh(), "Network", [], [rule])
    change_rules(here.fresh(), "Network", [rule], [])
    for wanted, mails in ((Wanted(), 1), (Wanted(once_more_to=[ZOE]), 2)):
        context = here.fresh()
        team, edition = context.store.teams.get("Network"), context.store.editions.find("Network", SEPTEMBER)
        send(context, team, SEPTEMBER, edition, wanted)
        steps = [each.state for each in context.store.editions.history(edition.id) if each.recipient == ZOE]
        assert steps.count(DeliveryState.SENT) == mails
    assert rows(here)[ZOE] == ("sent", "")


def test_a_list_is_told_as_a_list(here):
    """E42: the list's own address is gone: its readers have not left. A reader's mailbox behind it changes nothing."""
    comes_back(here, IT, number=2)
    (folder(here) / "reader.eml").write_bytes(postfix(replace(lost(here, IT), to="cem@example.com", original=IT)))
    assert run(here) == ["1 mail came back."]
    (letter,) = letters(here, "list that is not there")
    assert f"reaches {IT} no more" in letter
    assert "None of its readers has left" in letter
    assert letters(here, "have left") == []
    box = fares(here.fresh())
    assert "(came back: 1, of a list’s reader: 1)" in box.said


def test_a_list_that_stands_as_an_address_is_not_sent_to_again_with_others(here):
    """Promise 3: one reader's report fails the address; only who names it lets all its readers have it once more."""
    (folder(here) / "reader.eml").write_bytes(postfix(replace(lost(here, ZOE), to="cem@example.com", original=ZOE)))
    comes_back(here, ANN, REFUSED, number=2)
    run(here)
    (letter,) = letters(here, "Mails came back")
    assert "if it is a list, its other readers have the mail" in letter
    resent = []
    for wanted in (Wanted(failed_again=True), Wanted(failed_again=True), Wanted(once_more_to=[ZOE])):
        context = here.fresh()
        team, edition = context.store.teams.get("Network"), context.store.editions.find("Network", SEPTEMBER)
        with nullcontext() if len(resent) != 1 else pytest.raises(SettingsError, match="failed behind zoe"):
            send(context, team, SEPTEMBER, edition, wanted)
        resent.append((rows(here)[ANN][0], rows(here)[ZOE][0]))
    assert resent == [("sent", "failed"), ("sent", "failed"), ("sent", "sent")]


def test_what_changes_nothing(here):
    """A warning, a receipt, an answer on holiday, a report of other mails, and one that guesses the recipient."""
    for shape in (delayed, receipt, on_holiday):
        comes_back(here, ANN, shape=shape)
    comes_back(here, ANN, shape=lambda one: postfix(replace(one, message_id="<other@example.com>")))
    comes_back(here, ANN, shape=lambda one: postfix(replace(one, to=ZOE)))
    before = rows(here)
    assert run(here) == []
    assert rows(here) == before
    assert here.context.store.suppressions.all() == []
    assert here.context.store.bounces.counts(str(folder(here))) == {Read.FOREIGN: 2, Read.NOT_FAILED: 1, Read.OTHER: 2}


def test_a_mailbox_that_works_again_is_not_gone_by_an_old_report(here):
    """What a person lifts stays lifted, however often the report is read."""
    comes_back(here, ANN)
    run(here)
    resubscribe(here.fresh(), ANN, None, "mail of 9 October")
    comes_back(here, ANN)
    assert later(here, hours=1) == []
    assert here.context.store.suppressions.all() == []


def test_it_is_not_read_at_every_turn(here):
    """As often as the settings say; a new mail waits until then."""
    run(here)
    comes_back(here, ANN)
    assert later(here, minutes=9) == []
    assert later(here, minutes=1) == ["1 mail came back."]


def test_a_mailbox_that_fails_holds_nothing_back(here):
    """E42: no folder is there; the lead is told once, status says so, it is asked ever more seldom, October leaves."""
    folder(here).rename(folder(here).with_name("elsewhere"))
    here.clock.at(11, 2)
    said = turn(here.fresh(), lambda: None)
    assert [each.words[:7] for each in said] == ["Whether", "Drafted"]
    assert isinstance(said[0].error, SettingsError)
    assert later(here, seconds=30) == []
    here.clock.at(11, 6)
    assert any("to 3 recipients" in words for words in run(here))
    assert state(here, OCTOBER) is Standing.SENT
    (letter,) = letters(here, "Trouble")
    assert "Whether mails come back cannot be known" in letter
    assert "since 2026-11-02 09:00 UTC" in fares(here.fresh()).trouble
    folder(here).with_name("elsewhere").rename(folder(here))
    comes_back(here, ANN)
    later(here, hours=1)
    found = fares(here.fresh())
    assert (rows(here)[ANN][0], found.trouble) == ("skipped", "")
    assert "last read 2026-11-06 10:00 UTC (came back: 1)" in found.said


def test_a_mailbox_that_is_away_is_told_after_a_day(here):
    """What time mends is not told at once: leads hear of it when it has lasted."""
    bounces = BounceSettings(host="127.0.0.1", port=9, user="ops", password="x")
    mail = here.context.settings.mail.model_copy(update={"bounces": bounces})
    here.context = replace(here.context, given=here.context.settings.model_copy(update={"mail": mail}))
    assert run(here) == ["Whether mails came back could not be found out."]
    assert letters(here, "Trouble") == []
    later(here, days=1, minutes=1)
    later(here, hours=2)
    assert len(letters(here, "Trouble")) == 1


def test_a_clock_that_is_set_back_does_not_stop_the_reading(here):
    """Read last by a clock weeks ahead, it is read again at once by one that is right."""
    here.clock.now += timedelta(days=20)
    run(here)
    here.clock.now -= timedelta(days=20)
    comes_back(here, ANN)
    assert later(here, minutes=1) == ["1 mail came back."]


def test_what_ails_the_store_is_no_trouble_of_the_mailbox(here, monkeypatch):
    """A full disk is told as what it is, by the turn; leads hear nothing of an unreadable mailbox."""

    def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(BounceStore, "remember", full)
    comes_back(here, ANN)
    (done,) = turn(here.fresh(), lambda: None)
    assert isinstance(done.error, StoreError)
    assert (fares(here.fresh()).trouble, letters(here, "Trouble")) == ("", [])


def test_a_bug_leaves_a_trace_and_is_not_met_at_every_turn(here, monkeypatch):
    """A mail that Drumbeat stumbles over is tried ever more seldom; status and leads say that nothing is read."""

    def stumbles(_: bytes) -> None:
        raise ValueError("x")

    monkeypatch.setattr(app, "bounce_report", stumbles)
    comes_back(here, ANN)
    assert run(here) == ["Whether mails came back could not be found out."]
    assert later(here, seconds=30) == []
    assert "bug in Drumbeat (ValueError)" in fares(here.fresh()).trouble
    assert len(letters(here, "Trouble")) == 1


def test_a_report_about_a_mail_in_hand_is_read_again(here):
    """While a sender has the mail nothing is decided; the report is not passed over."""
    comes_back(here, ZOE, REFUSED)
    run(here)
    edition = here.context.store.editions.find("Network", SEPTEMBER)
    here.context.store.editions.plan_again(edition.id, [DeliveryState.FAILED], here.clock())
    here.context.store.editions.claim(edition.id, [ZOE], here.clock())
    comes_back(here, ZOE, GONE, number=2)
    assert "1 mail came back." not in later(here, minutes=10)
    assert rows(here)[ZOE][0] == "claimed"
    here.context.store.editions.settle_abandoned(edition.id, here.clock() + timedelta(hours=1))
    assert later(here, minutes=10) == ["1 mail came back."]
    assert rows(here)[ZOE][0] == "skipped"


def test_an_old_edition_is_told_as_well(here):
    """A report of a month that the schedule does not look at any more is told all the same."""
    comes_back(here, ANN, REFUSED)
    here.context.store.bounces.was_read("elsewhere", here.clock(), here.clock())
    here.clock.at(12, 31)
    here.clock.now += timedelta(days=30)
    desk.look_for_bounces(here.fresh())
    assert len(letters(here, "Mails came back")) == 1
