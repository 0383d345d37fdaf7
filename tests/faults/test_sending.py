"""Never twice, none lost unseen: senders that die at every step, several at once, servers and folders that refuse."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from command import environment
from drumbeat.delivery.outbox import OutboxFolder
from drumbeat.delivery.smtp import SmtpServer
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.errors import DeliveryError, DeliveryUnknown, MailServerRefused, SettingsError
from drumbeat.pipeline import send
from drumbeat.records.team import Team
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from mail_servers import PickyMailbox, mail_server
from samples import sampled
from sending import Job, breaking_off, mailing, run, states
from small_disk import fill, small_disk
from stores import CONTENT, NOW, OCTOBER, later, open_database, receives, receives_no_more

A, B, C = THREE = ("a@x.example", "b@x.example", "c@x.example")
SENT, UNKNOWN, FAILED, PLANNED = (
    *(DeliveryState.SENT, DeliveryState.UNKNOWN),
    *(DeliveryState.FAILED, DeliveryState.PLANNED),
)


@pytest.fixture(name="box")
def _box():
    return PickyMailbox()


@pytest.fixture(name="port")
def _port(box):
    """A real mail server."""
    with mail_server(box) as port:
        yield port


@pytest.fixture(name="editions")
def _editions(tmp_path):
    return EditionStore(open_database(tmp_path / "store.db"))


@pytest.fixture(name="job")
def _job(editions, tmp_path):
    """A draft for three; the port is set by those who have a server."""
    draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    return Job(str(tmp_path / "store.db"), draft.id, THREE, 0, NOW.isoformat())


class DiedError(Exception):
    """The sender's end, where it is not killed."""


def died() -> None:
    """Dies by an exception."""
    raise DiedError


def at(job: Job, **span: int) -> Job:
    """The same job, undisturbed, so much later."""
    return replace(job, now=later(**span).isoformat(), moment="", at="")


def start(job: Job) -> subprocess.Popen[str]:
    """The sender as a process."""
    path = os.pathsep.join([environment()["PYTHONPATH"], os.path.dirname(__file__) + "/.."])  # noqa: PTH120  a search path
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "sending", job.text()],
        env=environment(PYTHONPATH=path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def by_kill(job: Job, _monkeypatch) -> None:
    """The sender is a process, and is killed."""
    process = start(job)
    said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, said


def by_exception(job: Job, monkeypatch) -> None:
    """The sender is broken off by an exception."""
    with monkeypatch.context() as patched:
        if job.moment == "half of the mail":
            patched.setattr(smtplib.SMTP, "send", breaking_off(job, died))
        with pytest.raises(DiedError):
            run(job, died)


STEPS = [
    ("before settle_abandoned", "", SENT),
    ("before plan", "", SENT),
    ("after plan", "", SENT),
    ("before claim", A, SENT),
    ("before claim", B, SENT),
    ("after claim", B, UNKNOWN),
    ("half of the mail", B, UNKNOWN),
    ("before settle", B, UNKNOWN),
    ("after settle", B, SENT),
    ("before settle", C, UNKNOWN),
    ("before close", "", SENT),
    ("after close", "", SENT),
]


KILLED = [STEPS[at] for at in (1, 5, 6, 7, 8)]
"""The steps at which a process is killed always; at the others it is broken off always, and killed in the long ones."""
DEATHS = [
    *((by_exception, *step) for step in STEPS),
    *((by_kill, *step) for step in KILLED),
    *(pytest.param(by_kill, *step, marks=pytest.mark.long) for step in STEPS if step not in KILLED),
]


@pytest.mark.parametrize(
    ("die", "moment", "recipient", "fate"), DEATHS, ids=lambda each: getattr(each, "__name__", str(each))
)
def test_a_sender_that_dies_sends_to_nobody_twice(box, port, job, editions, monkeypatch, die, moment, recipient, fate):
    """After a death at any step and two reruns nobody has two mails, and who may have none is unknown (rule E48)."""
    dying = replace(job, port=port, moment=moment, at=recipient)
    die(dying, monkeypatch)
    at_once = states(run(at(dying, seconds=1), died))
    assert set(at_once) == set(THREE)
    found = run(at(dying, hours=1), died)

    assert set(box.received.values()) == {1}
    assert states(found) == {**dict.fromkeys(THREE, SENT), **({recipient: fate} if recipient else {})}
    for each in found:
        assert each.state is not SENT or box.received[each.recipient] == 1
        assert each.state is not UNKNOWN or "may have left" in each.error
    is_sent = editions.find("Network", OCTOBER).state is EditionState.SENT
    assert is_sent == (fate is SENT)
    again = run(at(dying, days=40), died)
    assert states(again) == states(found)


@pytest.mark.parametrize("moment", ["after claim", "half of the mail", "before settle", "after settle"])
def test_several_senders_that_are_killed_send_to_nobody_twice(box, port, job, moment):
    """Killed with three mails on their way: nobody has two, and at most three are in doubt, each of them visible."""
    many = tuple(f"{number:02}@x.example" for number in range(12))
    job = replace(job, port=port, recipients=many, workers=3)
    by_kill(replace(job, moment=moment, at=many[5]), None)
    found = states(run(at(job, hours=1), died))
    doubtful = {each for each, state in found.items() if state is UNKNOWN}
    assert len(doubtful) <= 3
    assert {found[each] for each in set(many) - doubtful} == {SENT}
    assert box.received == {each: 1 for each in many if each not in doubtful or box.received[each]}
    assert not doubtful or set(states(run(at(job, days=9), died)).values()) == {SENT, UNKNOWN}


def test_an_accepted_mail_whose_sender_died_has_arrived(box, port, job, monkeypatch):
    """Killed between acceptance and settling: the mail is there once, and its fate is shown as unknown."""
    by_kill(replace(job, port=port, moment="before settle", at=B), monkeypatch)
    assert box.received == {A: 1, B: 1}
    found = run(at(replace(job, port=port), hours=1), died)
    assert states(found)[B] is UNKNOWN
    assert box.received == dict.fromkeys(THREE, 1)


@pytest.mark.parametrize("count", sampled([3, 2], always=1))
def test_processes_that_send_at_once_send_each_mail_once(box, port, job, editions, count):
    """Several processes that send the same edition in the same moment send it once to each recipient (rule E48)."""
    many = tuple(f"{number:02}@x.example" for number in range(15))
    both = replace(job, port=port, recipients=many, gate=True)
    senders = [start(both) for _ in range(count)]
    for sender in senders:
        assert sender.stdout.readline() == "ready\n"
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    assert [(sender.communicate(timeout=60), sender.returncode) for sender in senders] == [(("", ""), 0)] * count
    assert box.received == dict.fromkeys(many, 1)
    assert set(states(editions.deliveries(job.edition_id)).values()) == {SENT}
    assert editions.find("Network", OCTOBER).state is EditionState.SENT


def test_a_server_that_is_down_costs_nobody_the_mail(box, job):
    """While the server is down all stays planned, with the reason, after two attempts; later everybody gets it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    down = run(replace(job, port=port), died)
    assert set(states(down).values()) == {PLANNED}
    assert [each.attempts for each in down] == [1, 1, 0]
    assert "cannot be reached" in down[0].error
    with mail_server(box) as port:
        up = run(replace(job, port=port), died)
    assert set(states(up).values()) == {SENT}
    assert box.received == dict.fromkeys(THREE, 1)


@pytest.mark.parametrize("where", ["at_rcpt", "at_end"])
@pytest.mark.parametrize("recipient", THREE)
def test_one_refused_recipient_does_not_keep_the_others(box, port, job, editions, where, recipient):
    """A 5yz for one of three is that one's failure, with the server's reason; sent again on a person's word (E41)."""
    getattr(box, where)[recipient] = "550 no such user here"
    job = replace(job, port=port)
    found = run(job, died)
    assert states(found) == {**dict.fromkeys(THREE, SENT), recipient: FAILED}
    assert "no such user here" in next(each.error for each in found if each.recipient == recipient)
    getattr(box, where).clear()
    assert states(run(job, died))[recipient] is FAILED
    assert editions.plan_again(job.edition_id, [FAILED], NOW) == 1
    assert set(states(run(job, died)).values()) == {SENT}
    assert box.received == dict.fromkeys(THREE, 1)


@pytest.mark.parametrize("where", ["at_rcpt", "at_end"])
@pytest.mark.parametrize("recipient", THREE)
def test_one_full_mailbox_does_not_keep_the_others(box, port, job, where, recipient):
    """A 4yz for one of three leaves that one planned, with the reason; the others get their mail (rule E41)."""
    getattr(box, where)[recipient] = "452 mailbox full"
    job = replace(job, port=port)
    found = run(job, died)
    assert states(found) == {**dict.fromkeys(THREE, SENT), recipient: PLANNED}
    assert "mailbox full" in next(each.error for each in found if each.recipient == recipient)
    getattr(box, where).clear()
    assert set(states(run(job, died)).values()) == {SENT}
    assert box.received == dict.fromkeys(THREE, 1)


def test_full_mailboxes_at_the_front_do_not_keep_the_others(box, port, job):
    """Several mailboxes that are always full, first in the alphabet: the others have their mail in the same run."""
    full = tuple(f"{number}full@x.example" for number in range(4))
    box.at_rcpt = dict.fromkeys(full, "452 mailbox full")
    found = states(run(replace(job, port=port, recipients=full + THREE), died))
    assert found == {**dict.fromkeys(full, PLANNED), **dict.fromkeys(THREE, SENT)}


def test_a_server_that_swallows_answers_makes_two_unknown_not_all(job, editions):
    """When nobody can say of two mails in a row what became of them, the rest is not risked."""

    class Swallowing:
        """Takes every mail, and the answer is lost."""

        def send(self, _message, _recipient) -> None:
            """No answer."""
            raise DeliveryUnknown("the connection broke.")

    many = replace(job, recipients=tuple(f"{number}@x.example" for number in range(9)))
    found = send(editions, mailing(many, Swallowing()))
    assert Counter(states(found).values()) == {UNKNOWN: 2, PLANNED: 7}


def test_a_log_in_that_is_refused_is_tried_once(job, editions):
    """A server that refuses us is not asked again for the next recipient: the account could be locked."""

    class Locked:
        """Refuses the log-in."""

        def send(self, _message, _recipient) -> None:
            """No."""
            raise MailServerRefused("the log-in was refused.")

    found = send(editions, mailing(job, Locked()))
    assert Counter(states(found).values()) == {PLANNED: 3}
    assert [each.error for each in found if each.attempts] == ["the log-in was refused."]


def test_an_impossible_address_does_not_keep_the_others(box, port, job, editions):
    """A recipient for whom no mail can be made fails with the reason; the others get theirs in the same run."""
    whole = mailing(replace(job, port=port), SmtpServer("127.0.0.1", port, "none"))

    def compose(delivery):
        if delivery.recipient == THREE[0]:
            raise DeliveryError("not one e-mail address")
        return whole.compose(delivery)

    found = send(editions, replace(whole, compose=compose))
    assert states(found) == {**dict.fromkeys(THREE, SENT), THREE[0]: FAILED}


def test_a_mail_that_cannot_be_made_has_not_left(box, port, job, editions):
    """An error before the mail exists is no unknown fate, and no recipient's fault; it is not swallowed."""
    whole = mailing(replace(job, port=port), None)

    def broken(_delivery):
        raise SettingsError("There is no sender.")

    with pytest.raises(SettingsError):
        send(editions, replace(whole, compose=broken))
    assert states(editions.deliveries(job.edition_id)) == {A: PLANNED, B: PLANNED, C: PLANNED}
    assert set(states(run(replace(job, port=port), died)).values()) == {SENT}


def test_an_edition_for_nobody_is_not_frozen(job, editions):
    """Sending to nobody sends nothing, and the draft can still be made anew."""
    assert send(editions, mailing(replace(job, recipients=()), None)) == []
    assert editions.find("Network", OCTOBER).state is EditionState.DRAFT


def test_a_draft_made_anew_while_it_was_about_to_leave_stays(box, port, job, editions):
    """What was previewed is what is sent: a sender that holds the old draft sends nothing (promise 6)."""
    editions.save_draft("Network", OCTOBER, replace(CONTENT, text="Two"), [], NOW)
    with pytest.raises(Exception, match="was changed"):
        run(replace(job, port=port), died)
    assert box.mails == []


def test_a_recipient_removed_meanwhile_receives_nothing_more(box, port, job, editions, tmp_path):
    """A recipient who is removed after planning is not sent to, is no longer waited for, and the edition closes."""
    database = open_database(tmp_path / "store.db")
    TeamStore(database).add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
    receives(RecipientStore(database), "Network", *THREE)
    box.at_rcpt[B] = "550 has left the company"
    job = replace(job, port=port)
    assert states(run(job, died))[B] is FAILED
    receives_no_more(RecipientStore(database), "Network", B)
    found = run(replace(job, recipients=(A, C)), died)
    assert states(found) == {A: SENT, C: SENT}
    assert editions.find("Network", OCTOBER).state is EditionState.SENT
    assert run(job, died)
    assert box.received == {A: 1, C: 1}


def test_a_clock_set_back_between_two_runs_sends_nothing_twice(box, port, job, monkeypatch):
    """Died with a claim by a clock that was hours ahead: the rerun shows it as unknown and sends the rest."""
    ahead = replace(job, port=port, moment="before settle", at=B, now=later(hours=9).isoformat())
    by_kill(ahead, monkeypatch)
    assert states(run(at(ahead), died)) == {A: SENT, B: UNKNOWN, C: SENT}
    assert box.received == dict.fromkeys(THREE, 1)


def test_an_outbox_that_cannot_be_written_fails_visibly(job, editions, tmp_path):
    """Where the outbox folder cannot be made nothing leaves, and the reason is told; mended, each is written once."""
    (tmp_path / "outbox").touch()
    there = mailing(job, OutboxFolder(tmp_path / "outbox"))
    found = send(editions, there)
    assert set(states(found).values()) == {PLANNED}
    assert "could not be written" in found[0].error
    (tmp_path / "outbox").unlink()
    assert set(states(send(editions, there)).values()) == {SENT}
    assert len(list((tmp_path / "outbox").iterdir())) == 3


def test_a_full_outbox_fails_visibly(job, editions, tmp_path):
    """On a full disk nothing leaves, the reason is told, and no part of a mail lies there; with room all leave."""
    with small_disk(tmp_path, 256) as disk:
        (disk / "outbox").mkdir()
        filler = fill(disk)
        there = mailing(job, OutboxFolder(disk / "outbox"))
        found = send(editions, there)
        assert set(states(found).values()) == {PLANNED}
        assert "no space left" in found[0].error
        assert list((disk / "outbox").iterdir()) == []
        filler.unlink()
        assert set(states(send(editions, there)).values()) == {SENT}
        assert len(list((disk / "outbox").iterdir())) == 3
