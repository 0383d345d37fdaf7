"""What goes wrong between draft and sending: a clear sentence, the right state, and nothing sent by mistake."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from zoneinfo import ZoneInfo

import pytest

from drumbeat.cli.demo_year import SetClock, go_through
from drumbeat.desk.context import Context
from drumbeat.desk.leaderless import missing_lead
from drumbeat.desk.leads import hand_over
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import hindrance
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Standing
from installation import OCTOBER, fill, incidents
from mail_servers import scripted_server
from rows import cells, group, person, sys_id
from samples import sampled
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide, drafted, october_drafted, office, run, sent_once, state

NEW = "nora@example.com"
UNREAD = "“Network, September 2026: not everything could be read”"
"""September's subject on this small installation."""


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


def with_settings(here, part: str, **changes):
    """The same installation with other settings in one section."""
    settings = here.context.settings
    section = getattr(settings, part).model_copy(update=changes)
    given = settings.model_copy(update={part: section})
    return replace(here, context=Context(None, clock=here.clock, given=given, actor=here.context.actor))


def knows(here, *, lead_is_active: bool = True, members: tuple[str, ...] = ()) -> None:
    """ServiceNow's users, of whom the lead may have left, and a group called Readers."""
    people = {"Marit": LEAD, "Ann": ANN, "Zoe": ZOE}
    users = [
        cells(sys_id=person(name)[0], name=name, email=email, active=str(name != "Marit" or lead_is_active).lower())
        for name, email in people.items()
    ]
    fill(here.context, "sys_user", users)
    fill(here.context, "sys_user_group", [cells(sys_id=group("Readers")[0], name="Readers", active="true")])
    rows = [cells(sys_id=sys_id(f"m{name}"), user=person(name), group=group("Readers")) for name in members]
    others = [cells(sys_id=sys_id("mAnn2"), user=person("Ann"), group=group("Others"))]
    fill(here.context, "sys_user_grmember", [*rows, *others])


def letters(here, to: str) -> list[str]:
    """The texts of the mails in the outbox to an address, in the order of their dates."""
    mails = [
        BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        for path in here.outbox.glob(f"{to.split('@', maxsplit=1)[0]}*")
    ]
    in_order = sorted(mails, key=lambda mail: mail["Date"].datetime)
    return [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in in_order]


def test_a_group_without_members_holds_the_edition_back(tmp_path):
    """Approved and due, it stays as it is and says why, once, to its lead too; with a member it leaves, once."""
    here = office(tmp_path, readers=())
    knows(here)
    change_rules(here.context, "Network", [Rule(RecipientKind.GROUP, "Readers")])
    drafted(here)
    assert "Receives nothing: Readers (nobody in it)." in letters(here, LEAD)[0]
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    said = "The digest of September 2026 does not leave: nobody receives it: Readers (nobody in it)."
    assert run(here) == [said]
    assert run(here) == []
    assert state(here) is Standing.APPROVED
    assert (len(here.mails(LEAD)), here.mails(ANN), here.mails(ZOE)) == (2, [], [])
    assert "nobody in it" in hindrance(here.fresh(), here.context.store.teams.get("Network"), SEPTEMBER)
    knows(here, members=("Zoe",))
    assert run(here) == [f"Sent {UNREAD} to 1 recipient."]
    assert run(here) == []
    assert (here.mails(ANN), len(here.mails(ZOE))) == ([], 1)


def test_an_empty_group_beside_a_reader_is_told_with_the_draft(here):
    """Who can be reached receives it; that the group leads to nobody stands in the lead's notice days before."""
    knows(here)
    change_rules(here.context, "Network", [Rule(RecipientKind.GROUP, "Readers")])
    sent_once(here)
    assert "Receives nothing: Readers (nobody in it)." in letters(here, LEAD)[0]
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (1, 1)


def test_a_rule_that_leaves_out_nobody_knows_whom_holds_it_back(here):
    """Somebody was to be spared, and nobody knows who: nothing leaves until that is mended."""
    drafted(here)
    change_rules(here.context, "Network", [Rule(RecipientKind.USER, "Ghost", is_excluded=True)])
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    assert "not known whom these rules leave out: the user “Ghost”" in run(here)[0]
    assert (run(here), here.mails(ANN), state(here)) == ([], [], Standing.APPROVED)


def broken(folder) -> None:
    """A template that cannot be read any more."""
    (folder / "email" / "digest.html.j2").write_text("{% if %}")


@pytest.fixture(name="styled")
def _styled(tmp_path):
    """An installation with a template of its own."""
    folder = tmp_path / "templates"
    (folder / "email").mkdir(parents=True)
    (folder / "email" / "_footer.html.j2").write_text("<p>ours</p>")
    return with_settings(office(tmp_path), "report", templates=folder), folder


def test_a_template_that_breaks_after_approval_changes_nothing(styled):
    """What was approved is what leaves (promise 6): the frozen mail, whatever became of the templates."""
    here, folder = styled
    drafted(here)
    decide(here, ActKind.APPROVE)
    approved = here.context.store.editions.find("Network", SEPTEMBER).content
    broken(folder)
    here.clock.at(10, 7)
    assert run(here) == [f"Sent {UNREAD} to 2 recipients."]
    assert here.context.store.editions.find("Network", SEPTEMBER).content == approved
    (path,) = here.outbox.glob("ann*")
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert "<p>ours</p>" in mail.get_body(("html",)).get_content()


def test_a_template_that_is_broken_before_the_draft_is_told(styled):
    """No draft is made, the error names file and line, and when it is mended the next turn makes it."""
    here, folder = styled
    broken(folder)
    here.clock.at(10, 1)
    (done,) = turn(here.fresh(), lambda: None)
    assert done.words == "Draft of September 2026 failed."
    assert "digest.html.j2, line 1" in str(done.error)
    assert here.context.store.editions.find("Network", SEPTEMBER) is None
    (folder / "email" / "digest.html.j2").unlink()
    here.clock.at(10, 1, 9, 1)
    assert run(here) == [f"Drafted {UNREAD}."]


def test_templates_that_are_gone_refuse_and_lose_nothing(styled):
    """Without the folder no mail can be made: that is said, everything stays planned, and later each leaves once."""
    here, folder = styled
    drafted(here)
    decide(here, ActKind.APPROVE)
    shutil.move(folder, folder.with_name("away"))
    here.clock.at(10, 7)
    (done,) = turn(here.fresh(), lambda: None)
    assert done.words == "Send of September 2026 failed."
    assert str(folder) in str(done.error)
    edition = here.context.store.editions.find("Network", SEPTEMBER)
    assert {each.state for each in here.context.store.editions.deliveries(edition.id)} == {DeliveryState.PLANNED}
    assert here.mails(ANN) == here.mails(ZOE) == []
    shutil.move(folder.with_name("away"), folder)
    here.clock.at(10, 7, 9, 1)
    assert run(here) == [f"Sent {UNREAD} to 2 recipients."]
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (1, 1)


def moved(context, zone: str) -> None:
    """The team moves to another zone."""
    there = replace(context.store.teams.get("Network"), zone=ZoneInfo(zone))
    context.store.teams.change(there, context.entry("change team"))


def through_a_move(folder, moment, zone: str) -> None:
    """From October to the middle of November, with a move at that moment, UTC: each month once to each reader."""
    here = office(folder)
    fill(here.context, "incident", incidents(resolved_at="2026-10-15 08:00:00"))  # of one month in every zone
    clock = SetClock(datetime(2026, 10, 1, tzinfo=UTC))
    context = Context(None, clock=clock, given=here.context.settings, actor=lambda: "tester")
    go_through(context, clock, datetime(2026, *moment, tzinfo=UTC))
    moved(context, zone)
    go_through(context, clock, datetime(2026, 11, 15, tzinfo=UTC))
    editions = [context.store.editions.find("Network", month) for month in (SEPTEMBER, OCTOBER)]
    assert [edition.state for edition in editions] == ["sent", "sent"]
    deliveries = [each for edition in editions for each in context.store.editions.deliveries(edition.id)]
    assert Counter(each.recipient for each in deliveries) == {ANN: 2, ZOE: 2}
    assert {each.attempts for each in deliveries} == {1}
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (2, 2)


EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""A day and an hour apart."""
DRAFTED, BEFORE_SENDING, SENT, MONTHS_END = (10, 1, 9, 30), (10, 7, 8, 59), (10, 7, 9, 1), (10, 31, 23, 30)


@pytest.mark.parametrize(
    ("moment", "zone"),
    sampled([(BEFORE_SENDING, WEST), (MONTHS_END, EAST), (DRAFTED, EAST), (SENT, WEST)], always=2),
)
def test_a_changed_zone_sends_no_month_twice_and_loses_none(tmp_path, moment, zone):
    """Drafted, about to be sent, sent, at the month's end: who moves receives September and October once each."""
    through_a_move(tmp_path, moment, zone)


@pytest.mark.long
@pytest.mark.parametrize("day", [1, 2, 7, 30, 31])
@pytest.mark.parametrize("hour", [8, 9, 12, 23])
@pytest.mark.parametrize("zone", [EAST, WEST, "America/New_York"])
def test_a_zone_may_change_at_any_hour(tmp_path, day, hour, zone):
    """The same around every step of the month."""
    through_a_move(tmp_path, (10, day, hour, 1), zone)


def test_a_lead_who_left_is_no_review(here):
    """Silence of who is gone sends to nobody; the turn and the status say so; who takes over is asked, and has time."""
    sent_once(here)
    knows(here, lead_is_active=False)
    told = len(here.mails(LEAD))
    here.clock.at(11, 2)
    assert run(here)[1:] == ["Its lead has left, and nobody is told of its drafts."]
    assert "Marit, has left" in missing_lead(here.fresh(), here.context.store.teams.get("Network"))
    here.clock.at(11, 6)
    assert "its lead has left, and nobody has approved it" in run(here)[0]
    assert run(here) == []
    assert (len(here.mails(LEAD)), len(here.mails(ANN)), state(here, OCTOBER)) == (told, 1, Standing.DRAFT)
    context = here.fresh()
    other = replace(context.store.teams.get("Network"), lead="Nora", lead_address=NEW)
    context.store.teams.change(other, context.entry("change team"))
    assert (hand_over(context, other), missing_lead(context, other)) == (1, "")
    assert "It was to leave on Friday, 6 November 2026, 09:00" in letters(here, NEW)[0]
    assert "It leaves on Wednesday, 11 November 2026, 09:00 unless somebody holds it" in letters(here, NEW)[0]
    here.clock.at(11, 11, 8, 59)
    assert run(here) == []
    here.clock.at(11, 11)
    assert "to 2 recipients" in run(here)[0]
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (2, 2)


def test_somebody_else_approves_for_a_lead_who_left(here):
    """An approval is a person's word, whoever gives it: the edition leaves."""
    sent_once(here)
    knows(here, lead_is_active=False)
    here.clock.at(11, 2)
    run(here)
    decide(here, ActKind.APPROVE, OCTOBER)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]


def test_a_lead_whose_mailbox_is_gone(here):
    """The server knows no such mailbox: that is kept, said by the turn, and the lead is not written to again."""
    with scripted_server(RCPT=b"550 5.1.1 no such user") as server:
        mail = {"transport": "smtp", "host": "127.0.0.1", "port": server.port, "security": "none"}
        bounced = with_settings(here, "mail", **mail)
        bounced.clock.at(10, 1)
        assert run(bounced)[1:] == ["Its lead has left, and nobody is told of its drafts."]
        assert here.context.store.suppressions.of(EVERY_TEAM) == {LEAD: Reason.LEFT}
        bounced.clock.at(10, 7)
        assert "nobody has approved it" in run(bounced)[0]
        assert sum(line.upper().startswith("RCPT") for line in server.heard) == 1


def test_what_was_decided_and_sent_is_not_told_to_a_new_lead(here):
    """Only drafts are handed over; a month that was sent stays as it is, and a second hand-over tells again."""
    october_drafted(here)
    other = replace(here.context.store.teams.get("Network"), lead="Nora", lead_address=NEW)
    here.clock.now += timedelta(hours=1)
    assert hand_over(here.fresh(), other) == 1
    (letter,) = letters(here, NEW)
    assert "October 2026" in letter
    assert "unless somebody holds it" in letter


def test_what_a_new_lead_takes_over_names_them(here):
    """Replies reach whom the mail names: a draft is made anew for another lead, who approves it anew."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    context = here.fresh()
    other = replace(context.store.teams.get("Network"), lead="Nora", lead_address=NEW)
    context.store.teams.change(other, context.entry("change team"))
    assert hand_over(context, other) == 1
    assert state(here) is Standing.DRAFT
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    run(here)
    (name,) = here.mails(ANN)
    mail = BytesParser(policy=policy.default).parsebytes((here.outbox / name).read_bytes())
    text = mail.get_body(("plain",)).get_content()
    assert mail["Reply-To"] == NEW
    assert "Nora" in text
    assert "Marit" not in text


@pytest.mark.parametrize("was_empty", [True, False])
def test_a_group_that_loses_its_last_member_is_told_when_it_leaves(here, was_empty):
    """Where others receive the edition its lead is told of a group that led to somebody at the draft, once."""
    knows(here, members=() if was_empty else ("Zoe",))
    change_rules(here.context, "Network", [Rule(RecipientKind.GROUP, "Readers")])
    drafted(here)
    decide(here, ActKind.APPROVE)
    knows(here, members=())
    before = len(here.mails(LEAD))
    here.clock.at(10, 7)
    run(here)
    run(here)
    assert state(here) is Standing.SENT
    told = letters(here, LEAD)[before:]
    assert [("to these: Readers (nobody in it)" in letter) for letter in told] == [True] * (not was_empty)


def test_a_clock_that_was_ahead_uses_up_no_notice_of_lateness(here):
    """What was told as overdue by a clock months ahead is told again when it is true."""
    drafted(here)
    told = len(here.mails(LEAD))
    here.clock.at(12, 8)
    assert any("overdue" in words for words in run(here))
    here.clock.at(10, 2)
    run(here)
    here.clock.at(12, 9)
    overdue = [words for words in run(here) if "overdue" in words]
    assert len(overdue) == 3
    assert run(here) == []
    assert len(here.mails(LEAD)) == told + 6
