"""Silence is a review of what somebody was shown, and could have stopped (promise 6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser

import pytest

from drumbeat.desk.coming import coming
from drumbeat.desk.drafts import draft
from drumbeat.desk.history import sheet
from drumbeat.desk.leaderless import missing_lead
from drumbeat.desk.leads import saw_draft
from drumbeat.desk.recipients import change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Obstacle, Standing
from installation import OCTOBER, fill, incidents
from mail_servers import scripted_server
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide, drafted, october_drafted, office, run, sent_once, state

CAT = Rule(RecipientKind.ADDRESS, "cat@example.com", language="de")


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


def team(here):
    """As the store has it."""
    return here.fresh().store.teams.get("Network")


def figure(here) -> int:
    """Incidents, as October's edition tells them."""
    return json.loads(here.fresh().store.editions.find("Network", OCTOBER).content.digest)["figures"][0]["value"]


def told(here) -> list[str]:
    """What the lead was told, in its order."""
    files = sorted(here.outbox.glob("marit*"), key=lambda path: path.stat().st_mtime_ns)
    mails = [BytesParser(policy=policy.default).parsebytes(each.read_bytes()) for each in files]
    return [" ".join(each.get_body(("plain",)).get_content().split()) for each in mails]


def why_not(here) -> str:
    """What `drumbeat status` says of October."""
    return sheet(here.fresh(), team(here), OCTOBER).why_not


def without_lead(here) -> None:
    """Nobody knows the lead's address any more."""
    context = here.fresh()
    context.store.teams.change(replace(team(here), lead_address=""), context.entry("change team"))


def test_what_was_made_anew_is_shown_before_it_leaves(here):
    """More records came, and a reader of another language: at the hour nothing leaves, and the lead is told.

    `status` says until when the lead has time; then it leaves.
    """
    october_drafted(here)
    fill(here.context, "incident", incidents(60))
    change_rules(here.fresh(), "Network", [CAT])
    here.clock.at(11, 6)
    assert [each.partition("”")[2] for each in run(here)] == [
        " anew; it leaves once its lead has had time to look at it."
    ]
    assert (figure(here), len(here.mails(ANN)), state(here, OCTOBER)) == (60, 1, Standing.DRAFT)
    assert "It says other than the draft that you were told of before." in told(here)[-1]
    assert "leaves on Wednesday, 11 November 2026, 09:00 unless somebody holds it" in told(here)[-1]
    assert why_not(here) == "its lead has until Wednesday, 11 November 2026, 09:00 to look at it"
    here.clock.at(11, 11, 8, 59)
    assert run(here) == []
    here.clock.at(11, 11)
    assert "to 3 recipients" in run(here)[0]
    assert figure(here) == 60


def test_an_approval_shortens_it(here):
    """A person's word is worth more than time: what somebody approved leaves at its hour, or at once after it."""
    sent_once(here)
    here.clock.at(11, 5, 8, 30)
    run(here)
    assert "11 November" not in told(here)[-1]
    assert "leaves on Tuesday, 10 November 2026, 08:00 unless" in told(here)[-1]
    assert "and on Friday, 6 November 2026, 09:00 if somebody approves it" in told(here)[-1]
    here.clock.at(11, 6)
    assert run(here) == []
    decide(here, ActKind.APPROVE, OCTOBER)
    assert "to 2 recipients" in run(here)[0]


def test_an_approval_makes_nothing_late(here):
    """Approved later than three days after its hour, while its lead still has time: it leaves at once, not never."""
    sent_once(here)
    here.clock.at(11, 5, 8, 30)
    run(here)
    here.clock.at(11, 9, 12)
    assert run(here) == []
    fill(here.context, "incident", incidents(60))
    draft(here.fresh(), team(here), OCTOBER)
    decide(here, ActKind.APPROVE, OCTOBER)
    assert not coming(here.fresh(), team(here), OCTOBER).is_missed
    assert "to 2 recipients" in run(here)[0]


def test_a_draft_that_a_person_made_anew_is_shown(here):
    """Somebody's preview says other than what the lead was told of: it has its days again, within the schedule."""
    october_drafted(here)
    before = len(told(here))
    fill(here.context, "incident", incidents(60))
    here.clock.at(11, 4)
    draft(here.fresh(), team(here), OCTOBER)
    assert (run(here), len(told(here))) == ([], before + 1)
    assert "It says other than the draft that you were told of before." in told(here)[-1]
    here.clock.at(11, 6)
    assert run(here) == []
    here.clock.at(11, 9)
    assert "to 2 recipients" in run(here)[0]


def test_the_same_draft_made_anew_is_no_other(here):
    """Whoever looks with `drumbeat preview` and changes nothing costs nobody a mail or a day."""
    october_drafted(here)
    before = len(told(here))
    here.clock.at(11, 5)
    draft(here.fresh(), team(here), OCTOBER)
    assert run(here) == []
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    assert len(told(here)) == before


def test_a_lead_who_made_it_anew_on_a_page_has_seen_it(here):
    """It is not told by mail what it is looking at; its days begin with that look. Somebody else's look is not its."""
    october_drafted(here)
    before = len(told(here))
    fill(here.context, "incident", incidents(60))
    here.clock.at(11, 4)
    context = here.fresh()
    draft(context, team(here), OCTOBER)
    saw_draft(context, team(here), OCTOBER, "boss@example.com")
    found = coming(here.fresh(), team(here), OCTOBER)
    assert found.obstacle is Obstacle.IN_REVIEW
    saw_draft(context, team(here), OCTOBER, LEAD.upper())
    assert coming(here.fresh(), team(here), OCTOBER).leaves_at == datetime(2026, 11, 9, 9, tzinfo=UTC)
    assert run(here) == []
    assert len(told(here)) == before


def test_without_a_leads_address_silence_is_nobodys(here):
    """The edition waits, the turn and `status` say why, and it leaves when somebody approves it."""
    sent_once(here)
    without_lead(here)
    here.clock.at(11, 2)
    assert run(here)[1:] == ["No address of its lead is known: its drafts wait for an approval."]
    waits = "No address of the lead of “Network” is known: its drafts wait for an approval."
    assert missing_lead(here.fresh(), team(here)) == waits
    here.clock.at(11, 6)
    why = "no address of its lead is known, and nobody has approved it"
    assert run(here) == [f"The digest of October 2026 does not leave: {why}."]
    assert (run(here), why_not(here)) == ([], why)
    decide(here, ActKind.APPROVE, OCTOBER)
    assert "to 2 recipients" in run(here)[0]


@pytest.mark.parametrize("answers", [{"RCPT": b"554 5.7.1 not from you"}, {"DATA": b"554 5.6.0 not such a mail"}])
def test_a_refused_notice_shows_nothing(here, answers):
    """The mail server refuses the mail that tells of the draft: its lead may not know, and the edition waits."""
    sent_once(here)
    settings = here.context.settings
    with scripted_server(**answers) as server:
        mail = {"transport": "smtp", "host": "127.0.0.1", "port": server.port, "security": "none"}
        refused = replace(
            here,
            context=replace(
                here.context, given=settings.model_copy(update={"mail": settings.mail.model_copy(update=mail)})
            ),
        )
        here.clock.at(11, 2)
        run(refused)
    here.clock.at(11, 6)
    assert "it is not certain that its lead was told of the draft, and nobody has approved it" in run(here)[0]
    assert (len(here.mails(ANN)), run(here)) == (1, [])
    here.clock.at(11, 10, 10)
    assert "overdue" in run(here)[0]


def test_no_draft_is_made_of_part_of_a_month(here):
    """Records end before the month does: nothing is drafted or promised; once they are read, it is, with its days."""
    sent_once(here)
    before = len(told(here))
    fill(here.context, "incident", incidents(18), until=datetime(2026, 10, 20, tzinfo=UTC))
    here.clock.at(11, 2)
    assert run(here) == ["Draft of October 2026 failed."]
    assert (here.fresh().store.editions.find("Network", OCTOBER), len(told(here))) == (None, before)
    fill(here.context, "incident", incidents(60))
    here.clock.at(11, 3)
    assert run(here)[0].startswith("Drafted")
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    assert figure(here) == 60


def test_a_draft_of_part_of_a_month_promises_nothing(here):
    """A person made it of too few records: neither mail nor `status` says when it leaves, and its renewal is shown."""
    october_drafted(here)
    fill(here.context, "incident", incidents(18), until=datetime(2026, 10, 20, tzinfo=UTC))
    draft(here.fresh(), team(here), OCTOBER)
    run(here)
    assert "it does not leave so, and you are told of another" in told(here)[-1]
    assert "unless somebody holds it" not in told(here)[-1]
    assert why_not(here) == "its records do not tell of the whole of it yet"
    fill(here.context, "incident", incidents(60))
    here.clock.at(11, 6)
    assert "anew" in run(here)[0]
    assert (figure(here), len(here.mails(ANN))) == (60, 1)
    here.clock.at(11, 11)
    assert "to 2 recipients" in run(here)[0]


def test_what_a_fast_clock_called_overdue_is_told_again(here):
    """For one turn the clock is a month ahead: once it is right, and the month is truly overdue, the lead is told."""
    sent_once(here)
    here.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    november = "The digest of November 2026 is overdue, and waits for a person."
    assert november in run(here)
    here.clock.at(12, 1, 8)
    assert run(here) == []
    here.clock.now = datetime(2026, 12, 10, 9, tzinfo=UTC)
    assert november in run(here)
    assert "You were told so before, when a clock was wrong." in told(here)[-1]
    assert run(here) == []


def test_what_is_overdue_by_the_right_clock_is_told_once(here):
    """A clock that was a day ahead said what is true of the month by the right one as well: nobody is told twice."""
    sent_once(here)
    here.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert "The digest of November 2026 is overdue, and waits for a person." in run(here)
    before = len(told(here))
    for days in (1, 0):
        here.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC) - timedelta(days=days)
        assert (run(here), len(told(here))) == ([], before)


def test_what_needs_an_approval_is_shown_once(here):
    """A first edition needs an approval: its lead is told of its draft once, whatever is drafted after."""
    drafted(here)
    fill(here.context, "incident", incidents(60))
    draft(here.fresh(), team(here), SEPTEMBER)
    here.clock.at(10, 2)
    assert (run(here), len(here.mails(LEAD)), here.mails(ZOE)) == ([], 1, [])
