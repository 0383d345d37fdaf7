"""What keeps some of an edition from leaving: the day's limit, a mailbox that is full, a list that has grown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from drumbeat.cli import status
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.dues import due_of
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.sending import send_now
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import GROWN, DeliveryState, Planned
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import TryLater
from installation import NETWORK
from mail_servers import PickyMailbox, mail_server
from schedules import ANN, LEAD, SEPTEMBER, ZOE, Office, decide, drafted, office, run, state

BEN = "ben@example.com"


@pytest.fixture(name="box")
def _box():
    return PickyMailbox()


@pytest.fixture(name="here")
def _here(tmp_path, box):
    with served(tmp_path, box) as here:
        yield here


@contextmanager
def served(folder: Path, box: PickyMailbox, readers: tuple[str, ...] = (ANN, ZOE)) -> Iterator[Office]:
    """September is approved, and due to be sent; mails leave over a real server."""
    with mail_server(box) as port:
        here = office(folder, readers=readers)
        way = {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "per_minute": 0}
        with_mail(here, way)
        drafted(here)
        decide(here, ActKind.APPROVE)
        here.clock.at(10, 7)
        box.mails.clear()
        yield here


def with_mail(here, values) -> None:
    """The same installation with other settings of mail."""
    settings = here.context.settings
    mail = settings.mail.model_copy(update=values)
    here.context = replace(here.context, given=settings.model_copy(update={"mail": mail}))


def deliveries(here):
    """September's, by recipient."""
    editions = here.context.store.editions
    return {each.recipient: each for each in editions.deliveries(editions.find("Network", SEPTEMBER).id)}


def told(box) -> list[str]:
    """The words of every mail that the lead has."""
    return [content.decode() for recipients, content in box.mails if recipients == [LEAD]]


def test_the_schedule_refuses_more_than_a_day_may_have(here, box):
    """With more recipients than may be mailed in a day nothing leaves by itself, as by hand; the lead is told once."""
    with_mail(here, {"per_day": 1})
    errors = [each.error for each in turn(here.fresh(), lambda: None)]
    assert "2 recipients are more than the 1 mails" in str(errors[0])
    here.clock.at(10, 7, 12)
    run(here)
    assert (box.received[ANN], box.received[ZOE], state(here)) == (0, 0, Standing.APPROVED)
    assert len(told(box)) == 1
    assert "raise the limit" in told(box)[0]


def test_the_lead_is_told_once_that_the_days_limit_is_used_up(here, box):
    """Where other digests have used up the day the rest waits, the lead is told why, once; a day later it leaves."""
    with_mail(here, {"per_day": 2})
    other = here.context.store.editions.save_draft("Other", SEPTEMBER, edition(here).content, [], here.clock())
    here.context.store.editions.plan(other.id, [Planned("x@example.com", "<x@example.com>")], here.clock())
    here.context.store.editions.claim(other.id, ["x@example.com"], here.clock())
    run(here)
    assert box.received[ANN] + box.received[ZOE] == 1
    for minute in (1, 2, 3):
        here.clock.at(10, 7, 9, minute)
        run(here)
    (letter,) = told(box)
    assert "Not_all_have_it_yet" in letter
    assert "yet: 1 mail waits: in the last 24 hours as many have left as may, 2" in letter.replace("=\r\n", "")
    here.clock.at(10, 8, 10)
    run(here)
    assert (box.received[ANN], box.received[ZOE], state(here)) == (1, 1, Standing.SENT)


def edition(here):
    """September's."""
    return here.context.store.editions.find("Network", SEPTEMBER)


def test_a_mailbox_that_is_full_is_tried_ever_more_seldom(here, box):
    """A 4yz of one recipient puts off that one, for half an hour, one, two, then three; the others have their mail."""
    box.at_rcpt[ANN] = "452 4.2.2 mailbox full"
    (words,) = run(here)
    assert "to 1 recipient; 1 mail is put off" in words
    assert box.received[ZOE] == 1
    tried = []
    moments = [(9, 1), (9, 29), (9, 30), (10, 29), (10, 30), (12, 29), (12, 30), (15, 29), (15, 30), (18, 30)]
    for hour, minute in moments:
        here.clock.at(10, 7, hour, minute)
        before = box.asked[ANN]
        run(here)
        if box.asked[ANN] > before:
            tried.append(f"{hour}:{minute:02}")
    assert tried == ["9:30", "10:30", "12:30", "15:30", "18:30"]
    assert deliveries(here)[ANN].retry_at.hour == 21
    assert due_of(here.context, team(here)) == []
    box.at_rcpt.clear()
    here.clock.at(10, 7, 21, 30)
    run(here)
    assert (box.received[ANN], box.received[ZOE], state(here)) == (1, 1, Standing.SENT)
    assert deliveries(here)[ANN].retry_at is None


@dataclass
class Greylist(PickyMailbox):
    """Takes no reader's mail at the first attempt (RFC 6647)."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        """Puts off whom it does not know, and knows them then."""
        if address != LEAD and not self.asked[address]:
            self.asked[address] += 1
            return "450 4.7.1 greylisted, try again in 5 minutes"
        return await super().handle_RCPT(server, session, envelope, address, options)


def test_an_edition_gets_through_a_greylist(tmp_path):
    """A server that puts everybody off once is asked for all of them, and half an hour later takes all mails."""
    box, readers = Greylist(), tuple(f"{name}@example.com" for name in "abcdef")
    with served(tmp_path, box, readers) as here:
        (words,) = run(here)
        assert "to 0 recipients; 6 mails are put off" in words
        here.clock.at(10, 7, 9, 30)
        run(here)
        assert (box.received, state(here)) == (dict.fromkeys(readers, 1), Standing.SENT)


def test_status_says_when_it_is_tried_again(here, box):
    """A lead who looks reads why a mail has not left and when it is tried again; a person's word does not wait."""
    box.at_rcpt[ANN] = "452 4.2.2 mailbox full"
    run(here)
    assert "mailbox full" in status._note(deliveries(here)[ANN])
    assert "Tried again from 2026-10-07 09:30 UTC on." in status._note(deliveries(here)[ANN])
    assert status._note(deliveries(here)[ZOE]) == ""
    box.at_rcpt.clear()
    here.clock.at(10, 7, 9, 5)
    send_now(here.context, team(here), SEPTEMBER, edition(here), "")
    assert box.received[ANN] == 1


def team(here):
    """The team as the store has it."""
    return here.context.store.teams.get(NETWORK.name)


def test_what_becomes_the_whole_company_while_it_leaves_waits_for_a_person(here, box):
    """An address that turns into the company's list is skipped and told; sent by hand, which agrees, it leaves."""
    box.at_rcpt[ANN] = "452 4.2.2 mailbox full"
    run(here)
    box.at_rcpt.clear()
    was, now = (Rule(kind, ANN) for kind in (RecipientKind.ADDRESS, RecipientKind.COMPANY))
    change_rules(here.context, NETWORK.name, [now], [was])
    here.clock.at(10, 7, 9, 30)
    run(here)
    run(here)
    assert box.received[ANN] == 0
    assert (deliveries(here)[ANN].state, deliveries(here)[ANN].error) == (DeliveryState.SKIPPED, GROWN)
    (letter,) = told(box)
    assert f"{ANN} became a list of the whole company" in letter.replace("=\r\n", "")
    seal = here.context.store.editions.seal(edition(here).id)
    send_now(here.context, team(here), SEPTEMBER, edition(here), seal)
    assert (box.received[ANN], deliveries(here)[ANN].kind) == (1, RecipientKind.COMPANY)


@pytest.mark.parametrize("wanted", [Wanted(failed_again=True), Wanted(once_more_to=[ZOE])], ids=["failed", "named"])
def test_who_repeats_a_mail_agrees_to_nobody_new(here, box, wanted):
    """What was refused is sent once more; what has become the company's list, and one added since, receive nothing."""
    box.at_rcpt = {ANN: "452 4.2.2 mailbox full", ZOE: "550 5.7.1 no"}
    run(here)
    box.at_rcpt.clear()
    was, now, new = (
        *(Rule(kind, ANN) for kind in (RecipientKind.ADDRESS, RecipientKind.COMPANY)),
        Rule(RecipientKind.COMPANY, "everybody@example.com"),
    )
    change_rules(here.context, NETWORK.name, [now, new], [was])
    send(here.context, team(here), SEPTEMBER, edition(here), wanted)
    assert (box.received[ZOE], box.received[ANN], box.received[new.name]) == (1, 0, 0)
    send(here.context, team(here), SEPTEMBER, edition(here), Wanted(approves=True))
    assert (box.received[ZOE], box.received[ANN], box.received[new.name]) == (1, 1, 1)


def test_what_becomes_the_whole_company_amid_a_run_receives_nothing(tmp_path):
    """The rules change while the first mail of a run is on its way: the second, planned as a person's, stays."""

    @dataclass
    class Changing(PickyMailbox):
        """Somebody changes the rules while it takes a mail."""

        async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
            if envelope.rcpt_tos == [ANN]:
                change_rules(here.fresh(), NETWORK.name, [now], [was])
            return await super().handle_DATA(server, session, envelope)

    box = Changing()
    was, now = (Rule(kind, ZOE) for kind in (RecipientKind.ADDRESS, RecipientKind.COMPANY))
    with served(tmp_path, box) as here:
        with_mail(here, {"connections": 1})
        run(here)
        assert (box.received[ANN], box.received[ZOE]) == (1, 0)
        assert deliveries(here)[ZOE].error == GROWN
        assert len(told(box)) == 1


def test_what_has_grown_is_told_when_the_leads_server_is_back(here, box):
    """The lead cannot be told at the moment: the next turn that can tells it, once, though all the rest has left."""
    box.at_rcpt[ANN] = "452 4.2.2 mailbox full"
    run(here)
    was, now = (Rule(kind, ANN) for kind in (RecipientKind.ADDRESS, RecipientKind.COMPANY))
    change_rules(here.context, NETWORK.name, [now], [was])
    here.clock.at(10, 7, 9, 30)
    box.at_rcpt = {LEAD: "450 4.3.0 try later"}
    run(here)
    assert (state(here), told(box)) == (Standing.SENT, [])
    box.at_rcpt.clear()
    run(here)
    run(here)
    (letter,) = told(box)
    assert f"{ANN} became a list of the whole company" in letter.replace("=\r\n", "")


def test_monitoring_is_told_of_a_dead_scheduler(here):
    """A check fails where something is due and no scheduler was seen for an hour; with one, or nothing due, not."""
    with pytest.raises(TryLater, match="no scheduler was seen yet"):
        status._require_alive(here.context)
    here.context.store.schedulers.beat("host:1", "nothing was due", here.clock())
    here.clock.at(10, 7, 10)
    status._require_alive(here.context)
    here.clock.at(10, 7, 10, 1)
    with pytest.raises(TryLater, match=r"for Network, and no scheduler was seen since 2026-10-07 09:00"):
        status._require_alive(here.context)
    here.context.store.schedulers.beat("host:2", "nothing was due", here.clock() + timedelta(days=30))
    with pytest.raises(TryLater, match="no scheduler was seen since 2026-10-07 09:00"):
        status._require_alive(here.context)  # a clock that was wrong once must not quiet it for months
    here.context.store.schedulers.beat("host:3", "nothing was due", here.clock() + timedelta(minutes=1))
    status._require_alive(here.context)
    here.clock.at(10, 7, 11, 3)
    run(here)
    status._require_alive(here.context)
