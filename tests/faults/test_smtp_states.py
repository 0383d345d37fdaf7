"""Every fault of a mail server, in a whole send: the state that it leaves in the ledger, and who is sent to again."""

from __future__ import annotations

import contextlib
import socket
from collections import Counter
from dataclasses import replace

import pytest

import measured
from drumbeat.delivery.pace import Pace, Pacer
from drumbeat.delivery.smtp import SmtpServer
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.pipeline import send
from drumbeat.store.editions import EditionStore
from mail_servers import CLOSE, PASSWORD, SILENCE, USER, PickyMailbox, mail_server, make_certificate, scripted_server
from sending import Job, mailing, states
from stores import CONTENT, NOW, OCTOBER, open_database

A, B, C = THREE = ("a@x.example", "b@x.example", "c@x.example")
SENT, UNKNOWN, FAILED = DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED
PLANNED, SKIPPED = DeliveryState.PLANNED, DeliveryState.SKIPPED


@pytest.fixture(name="editions")
def _editions(tmp_path):
    return EditionStore(open_database(tmp_path / "store.db"))


@pytest.fixture(name="job")
def _job(editions, tmp_path):
    draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    return Job(str(tmp_path / "store.db"), draft.id, THREE, 0, NOW.isoformat())


def sent(editions, job, port, *, workers=1, pace=None, security="none", **settings):
    """What the ledger says after a send to the server at this port."""
    server = SmtpServer("127.0.0.1", port, security, **({"timeout": 0.5} | settings))
    with contextlib.closing(server):
        whole = replace(mailing(job, server), workers=workers, **({"pace": pace} if pace else {}))
        return send(editions, whole)


@pytest.fixture(name="mended")
def _mended(editions, job, record_property):
    """Sends once more, to a server without a fault: what the ledger says then. Both runs are told in the table.

    The second sends what was planned, and nothing else.
    """

    def mended(fault, found):
        many = replace(job, recipients=tuple(each.recipient for each in found))
        with scripted_server() as plain:
            again = sent(editions, many, plain.port)
        taken = plain.heard.count(".")
        counted = Counter(each.state.value for each in found)
        counts = {name: counted[name] for name in measured.STATES}
        repeated = taken - counted[PLANNED]
        record_property(
            measured.FAULTS.name, {"what": fault, "mails": len(found), **counts, "next": taken, "again": repeated}
        )
        assert repeated == 0
        assert [each.state for each in again] == [SENT if each.state is PLANNED else each.state for each in found]

    return mended


def test_refused_connection(editions, job, mended):
    """Nobody listens: all stay planned, after two attempts."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = sent(editions, job, port)
    assert [(each.state, each.attempts) for each in found] == [(PLANNED, 1), (PLANNED, 1), (PLANNED, 0)]
    mended("nobody listens", found)


FAULTS = [
    ("slow banner", {"greeting": SILENCE}, [PLANNED, PLANNED, PLANNED]),
    ("421 in place of a greeting", {"greeting": b"421 too busy"}, [PLANNED, PLANNED, PLANNED]),
    ("554 in place of a greeting", {"greeting": b"554 5.7.1 this client is blocked"}, [PLANNED, PLANNED, PLANNED]),
    ("no SMTP at all", {"greeting": b"HTTP/1.1 400 Bad Request"}, [PLANNED, PLANNED, PLANNED]),
    ("a greeting without end", {"greeting": b"220-and on\r\n" * 2000 + b"220 ready"}, [PLANNED, PLANNED, PLANNED]),
    ("500 at EHLO", {"EHLO": b"500 what?", "HELO": b"550 no"}, [PLANNED, PLANNED, PLANNED]),
    ("421 at MAIL", {"MAIL": b"421 closing"}, [PLANNED, PLANNED, PLANNED]),
    ("450 at RCPT", {"RCPT": b"450 4.2.0 greylisted"}, [PLANNED, PLANNED, PLANNED]),
    ("450 for the first", {"RCPT": (b"450 4.2.0 greylisted", b"250 ok")}, [PLANNED, SENT, SENT]),
    ("552 after each mail", {"end": b"552 5.3.4 too big"}, [FAILED, FAILED, FAILED]),
    ("552 after the first mail", {"end": (b"552 5.3.4 too big", b"250 kept")}, [FAILED, SENT, SENT]),
    ("550 for the second", {"RCPT": (b"250 ok", b"550 5.7.1 no", b"250 ok")}, [SENT, FAILED, SENT]),
    ("no such user for the second", {"RCPT": (b"250 ok", b"550 5.1.1 unknown", b"250 ok")}, [SENT, SKIPPED, SENT]),
    ("drop within the mail", {"half": CLOSE}, [UNKNOWN, UNKNOWN, PLANNED]),
    ("drop after the mail", {"end": CLOSE}, [UNKNOWN, UNKNOWN, PLANNED]),
    ("silence after the mail", {"end": SILENCE}, [UNKNOWN, UNKNOWN, PLANNED]),
    ("drop after the second mail", {"end": (b"250 kept", CLOSE)}, [SENT, UNKNOWN, SENT]),
]


@pytest.mark.parametrize(("fault", "changes", "expected"), FAULTS, ids=[row[0] for row in FAULTS])
def test_each_fault_leaves_its_state(editions, job, mended, fault, changes, expected):
    """Refused is failed, gone is skipped, later is planned, doubtful is unknown; a rerun sends what was planned."""
    more = [changes if isinstance(next(iter(changes.values())), bytes) else {} for _ in range(3)]
    with scripted_server(*more, **changes) as script:
        found = sent(editions, job, script.port)
    assert [each.state for each in found] == expected
    mended(fault, found)


def test_tls_failure(editions, job, mended, tmp_path):
    """A certificate nobody knows stops the send after the first; nothing has left, and mended all is sent."""
    made = make_certificate(tmp_path)
    box = PickyMailbox()
    with mail_server(box, tls_context=made.context()) as port:
        found = sent(editions, job, port, security="starttls", timeout=10)
        assert Counter(states(found).values())[SENT] == 0
        assert [each.attempts for each in found] == [1, 0, 0]
        assert "not trusted" in found[0].error
    assert box.mails == []
    mended("a certificate nobody knows", found)


def test_an_authority_that_is_gone(editions, job, mended, tmp_path):
    """A CA bundle that cannot be read is no recipient's fault: nothing is refused, and mended all is sent."""
    with mail_server(PickyMailbox()) as port:
        found = sent(editions, job, port, security="starttls", ca_bundle=tmp_path / "gone.pem")
    assert [(each.state, each.attempts) for each in found] == [(PLANNED, 1), (PLANNED, 0), (PLANNED, 0)]
    assert "CA bundle" in found[0].error
    mended("no CA bundle", found)


@pytest.mark.parametrize("workers", [1, 3])
def test_wrong_credentials(editions, job, mended, tmp_path, workers):
    """A password that is refused is tried once by each worker at the most, and nothing has left."""
    made = make_certificate(tmp_path)
    box = PickyMailbox()
    wrong = {"user": USER, "password": f"not {PASSWORD}", "ca_bundle": made.certificate, "timeout": 10}
    with mail_server(box, authenticator=box.authenticator, tls_context=made.context()) as port:
        found = sent(editions, job, port, workers=workers, security="starttls", **wrong)
    assert SENT not in states(found).values()
    assert 1 <= sum(each.attempts for each in found) <= workers
    assert box.mails == []
    mended(f"wrong credentials, {workers} at work", found)


def test_a_throttle_is_slower_and_later(editions, job, mended):
    """432 4.3.2 puts the mail off and slows the rest down; it is taken at the end of the same run (rule E41)."""
    pacer = Pacer(Pace(6000, 0, pause=0.1))
    answers = (b"432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", b"250 kept")
    with scripted_server(end=answers) as script:
        found = sent(editions, job, script.port, pace=pacer)
    assert [(each.state, each.attempts) for each in found] == [(SENT, 2), (SENT, 1), (SENT, 1)]
    assert pacer.seconds() <= 0.02
    mended("432 once", found)


def test_a_throttle_that_does_not_end(editions, job, mended):
    """A server that throttles for ever is left alone after a few attempts; all stay planned, with its words."""
    with scripted_server(MAIL=b"432 4.3.2 slower") as script:
        found = sent(editions, job, script.port)
    assert set(states(found).values()) == {PLANNED}
    assert sum(each.attempts for each in found) == 5
    assert "more slowly" in found[0].error
    mended("432 for ever", found)


def test_the_day_is_over(editions, job):
    """When as many have left as may in a day, the rest stays planned, untouched; the next day it is sent."""
    box = PickyMailbox()
    with mail_server(box) as port:
        found = sent(editions, job, port, pace=Pacer(Pace(0, 2)), timeout=10)
        assert [(each.state, each.attempts) for each in found] == [(SENT, 1), (SENT, 1), (PLANNED, 0)]
        same = sent(editions, job, port, pace=Pacer(Pace(0, 2)), timeout=10)
        assert states(same)[C] is PLANNED
        tomorrow = replace(job, now="2026-11-03T08:00:01+00:00")
        assert set(states(sent(editions, tomorrow, port, pace=Pacer(Pace(0, 2)), timeout=10)).values()) == {SENT}
    assert box.received == dict.fromkeys(THREE, 1)


@pytest.mark.parametrize("where", ["at_rcpt", "at_end"])
def test_several_senders_keep_refusals_apart(editions, job, mended, where):
    """Three connections at once: each recipient has its own answer, and each mail arrives once (rule E41)."""
    many = tuple(f"{number:02}@x.example" for number in range(30))
    box = PickyMailbox()
    getattr(box, where).update({many[3]: "550 5.1.1 unknown", many[17]: "550 no", many[22]: "452 full"})
    with mail_server(box) as port:
        ledger = sent(editions, replace(job, recipients=many), port, workers=3, timeout=10)
    found = states(ledger)
    told = {many[3]: SKIPPED, many[17]: FAILED, many[22]: PLANNED}
    assert found == {**dict.fromkeys(many, SENT), **told}
    assert box.received == {each: 1 for each in many if each not in told}
    mended(f"three refusals {where.replace('_', ' ')}, 3 at work", ledger)


def test_a_server_that_dies_under_several_senders(editions, job, mended):
    """Of many mails over three connections no more than four become unknown, the rest stays planned."""
    many = tuple(f"{number:02}@x.example" for number in range(30))
    with scripted_server(*[{"end": CLOSE} for _ in range(9)], end=CLOSE) as script:
        found = sent(editions, replace(job, recipients=many), script.port, workers=3)
    counted = Counter(states(found).values())
    assert 2 <= counted[UNKNOWN] <= 4
    assert counted[UNKNOWN] + counted[PLANNED] == len(many)
    mended("drops after each mail, 3 at work", found)
