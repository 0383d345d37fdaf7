"""What whoever approves or previews an edition has to know: that it is too late, or that the day is full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drumbeat.cli import decisions
from drumbeat.desk.crowding import crowded
from drumbeat.desk.decisions import hold, skip
from drumbeat.desk.lateness import sent_by_hand
from drumbeat.desk.recipients import change_rules
from drumbeat.editions.deliveries import Planned
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Standing
from schedules import ANN, SEPTEMBER, ZOE, Office, drafted, office, run, state

SEND = 'drumbeat send --team "Network" --month 2026-09'


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


def team(here, name: str = "Network"):
    """The team as the store has it."""
    return here.context.store.teams.get(name)


def test_who_approves_too_late_is_told_to_send_it(here, monkeypatch, capsys):
    """Later than an edition may be late an approval alone leads to nothing, and whoever gives it is told what does."""
    drafted(here)
    assert sent_by_hand(here.fresh(), team(here), SEPTEMBER) == ""
    here.clock.at(10, 12)
    context = here.fresh()
    monkeypatch.setattr(decisions, "context_of", lambda _: context)
    decisions.approve(None, "Network", "2026-09")
    said = " ".join(capsys.readouterr().out.split())
    assert "approved the edition" in said
    assert "should have left on Wednesday, 7 October 2026, 09:00, which is too long ago" in said
    assert SEND in said
    assert "is overdue, and waits for a person" in run(here)[0]
    assert state(here) is Standing.APPROVED


def test_a_team_without_a_schedule_sends_by_hand(here):
    """Where nothing leaves by itself that is said, with the command that sends."""
    idle = replace(team(here), schedule=replace(team(here).schedule, begins=None))
    assert sent_by_hand(here.fresh(), idle, SEPTEMBER) == f"It does not leave by itself. Send it: {SEND}"


def limited(here: Office, per_day: int) -> Office:
    """The same with a mail server that takes so many mails a day."""
    settings = here.context.settings
    mail = settings.mail.model_copy(update={"transport": "smtp", "host": "mail.example.com", "per_day": per_day})
    return replace(here, context=replace(here.context, given=settings.model_copy(update={"mail": mail})))


def other_team(here: Office, send_on: str = "working day 5", name: str = "Desk") -> None:
    """Another team with two readers, whose digest leaves on this day."""
    store, network = here.context.store, team(here)
    store.teams.add(replace(network, name=name, schedule=replace(network.schedule, send_on=send_on)))
    change_rules(here.context, name, [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE)])


def test_what_others_send_on_the_same_day_is_counted(here):
    """Two teams of two readers do not fit into a day of three: who looks at either is told of the other, by name."""
    other_team(here)
    here.clock.at(10, 1)
    said = crowded(limited(here, 3).fresh(), team(here), SEPTEMBER)
    assert "beside 2 mails of this edition 2 mails of “Desk” may leave, and 3 may in 24 hours" in said
    assert crowded(limited(here, 4).fresh(), team(here), SEPTEMBER) is None
    assert crowded(here.fresh(), team(here), SEPTEMBER) is None


def test_many_others_are_told_together(here):
    """Of many teams the largest three are named, so that the sentence can be read."""
    for number in range(5):
        other_team(here, name=f"Desk {number}")
    here.clock.at(10, 1)
    said = crowded(limited(here, 3).fresh(), team(here), SEPTEMBER)
    assert said is not None
    assert said.count("2 mails of “Desk") == 3
    assert "and 4 mails of 2 other teams may leave, and 3 may in 24 hours" in said


@pytest.mark.parametrize("stop", [hold, skip])
def test_what_others_do_not_send_is_not_counted(here, stop):
    """An edition that is held or skipped takes no room."""
    other_team(here)
    here.clock.at(10, 1)
    context = limited(here, 3).fresh()
    assert crowded(context, team(here), SEPTEMBER)
    stop(here.fresh(), team(here, "Desk"), SEPTEMBER, "not now")
    assert crowded(context, team(here), SEPTEMBER) is None


def test_what_others_send_on_another_day_is_not_counted(here):
    """Where the other team's hour is a day away, there is room for both."""
    other_team(here, send_on="working day 6")
    here.clock.at(10, 1)
    assert crowded(limited(here, 3).fresh(), team(here), SEPTEMBER) is None


def test_what_has_left_lately_is_counted(here):
    """What left in the last 24 hours takes room of an edition that leaves within a day, and of no later one."""
    drafted(here)
    context = limited(here, 3).fresh()
    here.clock.at(10, 6, 10)
    content = context.store.editions.find("Network", SEPTEMBER).content
    other = context.store.editions.save_draft("Gone", SEPTEMBER, content, [], here.clock())
    readers = ["x@example.com", "y@example.com"]
    context.store.editions.plan(other.id, [Planned(each, f"<{each}>") for each in readers], here.clock())
    context.store.editions.claim(other.id, readers, here.clock())
    said = crowded(context, team(here), SEPTEMBER)
    assert "beside 2 mails of this edition 2 mails left in the last 24 hours" in said
    here.clock.now -= timedelta(hours=2)
    assert crowded(context, team(here), SEPTEMBER) is None
