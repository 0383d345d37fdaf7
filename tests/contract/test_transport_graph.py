"""Microsoft Graph when it does not go well: what each answer becomes, and what is never repeated."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import replace

import pytest

from drumbeat.delivery.graph import LARGEST, GraphMailbox, graph_scope
from drumbeat.delivery.tokens import FixedToken
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import DeliveryError, DeliveryUnknown, MailServerRefused, Throttled, TryLater
from drumbeat.http_session import HttpSettings
from drumbeat.pipeline import send as send_edition
from drumbeat.store.editions import EditionStore
from mail_servers import make_certificate
from mails import RECIPIENT, small_mail
from microsoft import MAILBOX, Entra, Graph, refusal
from sending import Job, mailing, states
from stores import CONTENT, NOW, OCTOBER, open_database
from wire import Wire, message


def mailbox(wire, tokens=None, **settings):
    """The mailbox of a Graph at this place."""
    return GraphMailbox(MAILBOX, tokens or FixedToken("t1"), wire.url, **({"timeout": 5} | settings))


def send(graph, **settings):
    """One mail."""
    with graph.wire() as wire, contextlib.closing(mailbox(wire, **settings)) as transport:
        transport.send(small_mail(), RECIPIENT)


def test_a_mail_is_posted_as_mime():
    """The request is that of sendMail for the mailbox, with text/plain, the token, and the mail in base64."""
    graph = Graph()
    send(graph)
    assert graph.asked == [f"POST /v1.0/users/{MAILBOX}/sendMail HTTP/1.1"]
    assert (graph.kinds, graph.tokens, len(graph.mails)) == ({"text/plain"}, ["t1"], 1)


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (refusal(400, "ErrorInvalidRecipients"), DeliveryError, "ErrorInvalidRecipients"),
        (refusal(413, "RequestEntityTooLarge"), DeliveryError, "413"),
        (refusal(403, "ErrorAccessDenied"), MailServerRefused, "ErrorAccessDenied"),
        (refusal(404, "ErrorInvalidUser"), MailServerRefused, "ErrorInvalidUser"),
        (refusal(408, "RequestTimeout"), TryLater, "later"),
        (refusal(429, "ApplicationThrottled", Retry_After="17"), Throttled, "more slowly"),
        (refusal(503, "ServiceUnavailable", Retry_After="3"), Throttled, "more slowly"),
        (refusal(500, "InternalServerError"), DeliveryUnknown, "does not say"),
        (refusal(502, "x"), DeliveryUnknown, "does not say"),
        (refusal(504, "GatewayTimeout"), DeliveryUnknown, "does not say"),
        (message(b"", status=200), DeliveryUnknown, "does not say"),
        (message(b"", {"Location": "https://elsewhere.example.com/"}, 307), MailServerRefused, "redirects"),
        (message(b"<html>no", status=400), DeliveryError, "400"),
        (message(b'{"error": {"code": "<b>zoe@example.com"}}', status=400), DeliveryError, r"\(400\)"),
        (message(b'["' + b"[" * 70_000, status=400), DeliveryError, r"\(400\)"),
    ],
    ids=lambda value: value[9:40].decode() if isinstance(value, bytes) else None,
)
def test_each_answer_has_its_error(answer, expected, words):
    """Refused, later, or unknown, by the status; Graph's own name of the error is told, its sentences are not."""
    graph = Graph(says=lambda _number: [answer])
    with pytest.raises(expected, match=words) as caught:
        send(graph)
    assert type(caught.value) is expected
    assert "zoe@example.com" not in str(caught.value)
    assert len(graph.asked) == 1


@pytest.mark.parametrize(("said", "expected"), [("17", 17.0), ("999999", 3600.0), ("", None), ("soon", None)])
def test_how_long_to_wait(said, expected):
    """Retry-After reaches the pace, up to an hour; without one the pace decides."""
    graph = Graph(says=lambda _number: [refusal(429, "x", Retry_After=said)])
    with pytest.raises(Throttled) as caught:
        send(graph)
    assert caught.value.after == expected


@pytest.mark.parametrize("script", [[b""], [b"HTTP/1.1 20"], [b"nonsense\r\n\r\n"], [1.5, message(b"", status=202)]])
def test_a_lost_answer_is_unknown(script):
    """When the connection breaks or nothing comes after the mail went, it may have left (promise 3)."""
    graph = Graph(says=lambda _number: script)
    with pytest.raises(DeliveryUnknown):
        send(graph, timeout=0.5)
    assert len(graph.asked) == 1


def test_an_acceptance_whose_body_breaks_is_one():
    """202 is the answer; what comes after it does not matter."""
    broken = b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf"
    send(Graph(says=lambda _number: [broken]))


def test_nobody_listens():
    """A refused connection is a matter of time: nothing has left."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TryLater, match="cannot be reached"):
        GraphMailbox(MAILBOX, FixedToken("x"), f"http://127.0.0.1:{port}").send(small_mail(), RECIPIENT)


def test_a_certificate_nobody_knows(tmp_path):
    """Neither mail nor token goes to a server whose certificate is not trusted; named, it is."""
    made = make_certificate(tmp_path)
    with Wire(lambda _request: [message(b"", status=202)], made.context()) as wire:
        with pytest.raises(MailServerRefused, match="certificate"):
            mailbox(wire).send(small_mail(), RECIPIENT)
        assert wire.asked == []
        trusting = mailbox(wire, http=HttpSettings(ca_bundle=made.certificate))
        trusting.send(small_mail(), RECIPIENT)
        assert len(wire.asked) == 1
        trusting.close()


def test_a_refused_token_is_renewed_once(tmp_path):
    """After 401 the mail is posted again with a new token; a second 401 is the account's fault."""
    with Entra(make_certificate(tmp_path)) as entra:
        tokens = entra.tokens(scope=graph_scope())
        graph = Graph(good={"t2"})
        send(graph, tokens=tokens)
        assert (graph.tokens, len(graph.mails)) == (["t1", "t2"], 1)
        assert entra.forms[0]["scope"] == ["https://graph.microsoft.com/.default"]
        graph = Graph(good=set())
        with pytest.raises(MailServerRefused, match="InvalidAuthenticationToken") as caught:
            send(graph, tokens=tokens)
        assert (graph.tokens, graph.mails) == (["t2", "t3"], [])
        assert "Mail.Send" in caught.value.recovery


def test_the_message_says_who_receives_it():
    """Graph knows no envelope: a mail that names somebody else than its recipient is not posted."""
    graph = Graph()
    with graph.wire() as wire, pytest.raises(DeliveryError, match="somebody else"):
        mailbox(wire).send(small_mail("ann@example.com"), "bob@example.com")
    assert graph.asked == []


def test_a_mail_too_large_is_not_posted():
    """What Graph takes of no one is refused here, in words."""
    graph, small = Graph(), small_mail()
    large = replace(small, content=small.content + b"line\r\n" * (LARGEST // 6))
    with graph.wire() as wire, pytest.raises(DeliveryError, match="4 MiB"):
        mailbox(wire).send(large, RECIPIENT)
    assert graph.asked == []


def test_a_strange_mailbox_stays_in_its_place():
    """Whatever the mailbox is called, it is one segment of the path."""
    graph = Graph()
    with graph.wire() as wire:
        GraphMailbox("../me?x=#ü", FixedToken("t1"), wire.url).send(small_mail(), RECIPIENT)
    assert graph.asked == ["POST /v1.0/users/..%2Fme%3Fx%3D%23%C3%BC/sendMail HTTP/1.1"]


def test_what_becomes_of_an_edition(tmp_path):
    """Accepted, throttled and lost answers in one send: sent, sent later, unknown, and nobody has two mails."""
    editions = EditionStore(open_database(tmp_path / "store.db"))
    draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    three = ("a@x.example", "b@x.example", "c@x.example")
    answers = {1: [refusal(429, "x", Retry_After="0")], 3: [b""]}
    graph = Graph(says=lambda number: answers.get(number, []))
    with graph.wire() as wire, contextlib.closing(mailbox(wire)) as transport:
        job = Job(str(tmp_path / "store.db"), draft.id, three, 0, NOW.isoformat())
        found = states(send_edition(editions, mailing(job, transport)))
    sent, unknown = DeliveryState.SENT, DeliveryState.UNKNOWN
    assert found == {three[0]: sent, three[1]: sent, three[2]: unknown}
    assert len(graph.mails) == 2
