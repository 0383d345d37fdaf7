"""What every Transport promises, over each of them: the outbox folder, SMTP plain, with TLS and tokens, and Graph."""

from __future__ import annotations

import email
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.policy import default

import pytest

from drumbeat.delivery.graph import GraphMailbox
from drumbeat.delivery.headers import OWN_HEADERS
from drumbeat.delivery.outbox import OutboxFolder
from drumbeat.delivery.smtp import SmtpServer
from drumbeat.delivery.tokens import FixedToken
from drumbeat.errors import DeliveryError
from drumbeat.ports import Transport
from mail_servers import PASSWORD, USER, Mailbox, mail_server, make_certificate
from mails import RECIPIENT, small_mail
from microsoft import MAILBOX, Entra, Graph, TokenMailbox


@dataclass
class Way:
    """A transport, and where to look for what arrived."""

    transport: Transport
    arrived: Callable[[], list[bytes]]


@pytest.fixture
def outbox(tmp_path):
    """A folder that does not exist yet."""
    folder = tmp_path / "outbox"
    return Way(OutboxFolder(folder), lambda: [path.read_bytes() for path in sorted(folder.glob("*.eml"))])


@pytest.fixture
def smtp_plain():
    """A relay inside the house that wants neither TLS nor password."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        yield Way(SmtpServer("127.0.0.1", port, "none", timeout=10), lambda: [content for _, content in mailbox.mails])


@pytest.fixture
def smtp_starttls(tmp_path):
    """A submission server: STARTTLS and a log-in required."""
    yield from _encrypted(tmp_path, "starttls")


@pytest.fixture
def smtp_tls(tmp_path):
    """A submission server with TLS from the first byte, and a log-in on offer."""
    yield from _encrypted(tmp_path, "tls")


def _encrypted(tmp_path, security):
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    options = {"authenticator": mailbox.authenticator}
    if security == "starttls":
        options |= {"tls_context": made.context(), "require_starttls": True, "auth_required": True}
    else:
        options |= {"tls": made.context(), "auth_require_tls": False}  # aiosmtpd counts STARTTLS only as TLS
    with mail_server(mailbox, **options) as port:
        server = SmtpServer("localhost", port, security, USER, PASSWORD, timeout=10, ca_bundle=made.certificate)
        yield Way(server, lambda: [content for _, content in mailbox.mails])


@pytest.fixture
def smtp_token(tmp_path):
    """Exchange Online's submission server: STARTTLS and a token of Entra."""
    made = make_certificate(tmp_path)
    box = TokenMailbox(good={"t1"})
    options = {"tls_context": made.context(), "require_starttls": True, "auth_required": True}
    with Entra(made) as entra, mail_server(box, **options) as port:
        known = {"user": MAILBOX, "tokens": entra.tokens(), "ca_bundle": made.certificate, "timeout": 10}
        yield Way(SmtpServer("localhost", port, **known), lambda: [content for _, content in box.mails])


@pytest.fixture
def graph():
    """Microsoft Graph."""
    graph = Graph(good={"fixed"})
    with graph.wire() as wire:
        yield Way(GraphMailbox(MAILBOX, FixedToken("fixed"), wire.url, timeout=10), lambda: graph.mails)


@pytest.fixture(params=["outbox", "smtp_plain", "smtp_starttls", "smtp_tls", "smtp_token", "graph"])
def way(request):
    """Each transport."""
    return request.getfixturevalue(request.param)


def test_mail_arrives_unchanged(way):
    """What is handed over is what arrives, byte by byte, lines that begin with dots included."""
    message = small_mail()
    way.transport.send(message, RECIPIENT)
    assert way.arrived() == [message.content]


def test_two_mails_are_two(way):
    """Mails to two recipients arrive as two, and each names its own recipient only (rule E09)."""
    for recipient in ("ann@example.com", "bob@example.com"):
        way.transport.send(small_mail(recipient, f"<october.{recipient}>"), recipient)
    parsed = [email.message_from_bytes(raw, policy=default) for raw in way.arrived()]
    assert sorted(str(each["To"]) for each in parsed) == ["ann@example.com", "bob@example.com"]


def test_several_send_at_once(way):
    """Threads that share a transport send each mail once, to its own recipient."""
    many = [f"{number:02}@example.com" for number in range(20)]
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda each: way.transport.send(small_mail(each, f"<{each}>"), each), many))
    parsed = [email.message_from_bytes(raw, policy=default) for raw in way.arrived()]
    assert sorted(str(each["To"]) for each in parsed) == many


def test_probing_sends_nothing_and_closing_hinders_nothing(way):
    """A probe leaves no mail; after `close` the way can be used again."""
    way.transport.probe()
    assert way.arrived() == []
    for _ in range(2):
        way.transport.send(small_mail(), RECIPIENT)
        way.transport.close()
    assert len(set(way.arrived())) == 1


def test_what_is_kept_are_headers_of_ours(way):
    """A transport promises no header that our mails do not have, and the letter's own always."""
    assert {"From", "To", "Reply-To", "Subject"} <= way.transport.keeps <= OWN_HEADERS


def test_message_is_not_altered_by_sending(way):
    """A message can be sent again as it was: sending leaves it alone."""
    message = small_mail()
    before = message.content
    way.transport.send(message, RECIPIENT)
    assert message.content == before


def test_address_outside_ascii_arrives(way):
    """An address with letters outside ASCII reaches a server that takes them (RFC 6531)."""
    way.transport.send(small_mail("jürgen@example.com"), "jürgen@example.com")
    (raw,) = way.arrived()
    assert "To: <jürgen@example.com>".encode() in raw


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "zoe",
        "a@example.com,b@example.com",
        "a@example.com\r\nRCPT TO:<b@example.com>",
        "<a@example.com>",
        "a b@c.d",
    ],
)
def test_recipient_must_be_one_address(way, recipient):
    """What is not one bare address is refused, and nothing arrives (rules E05, E09)."""
    with pytest.raises(DeliveryError, match="recipient is not one"):
        way.transport.send(small_mail(), recipient)
    assert way.arrived() == []
