"""SMTP when it does not go well: what each failure becomes, and that nothing secret crosses the network readable."""

from __future__ import annotations

import contextlib
import socket

import pytest

from drumbeat.delivery.smtp import SmtpServer
from drumbeat.errors import (
    Deferred,
    DeliveryError,
    DeliveryUnknown,
    MailServerRefused,
    RecipientGone,
    SettingsError,
    Throttled,
    TryLater,
)
from mail_servers import CLOSE, PASSWORD, SILENCE, USER, Mailbox, mail_server, make_certificate, scripted_server
from mails import RECIPIENT, small_mail

SECRETS = {"user": USER, "password": PASSWORD}


def send(port, security="none", **settings):
    """One mail through a server on 127.0.0.1."""
    patience = {"timeout": 0.3} if security == "none" else {"timeout": 10}
    with contextlib.closing(SmtpServer("127.0.0.1", port, security, **(patience | settings))) as server:
        server.send(small_mail(), RECIPIENT)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"greeting": b"421 too many"}, TryLater),
        ({"greeting": b"421 4.3.2 Service not active"}, Throttled),
        ({"greeting": b"554 go away"}, MailServerRefused),
        ({"greeting": b"HTTP/1.1 400 Bad Request"}, MailServerRefused),
        ({"greeting": CLOSE}, TryLater),
        ({"greeting": SILENCE}, TryLater),
        ({"EHLO": CLOSE}, TryLater),
        ({"EHLO": b"554 no", "HELO": b"554 no"}, MailServerRefused),
        ({"MAIL": b"451 busy"}, TryLater),
        ({"MAIL": b"550 5.7.1 not you"}, DeliveryError),
        ({"MAIL": SILENCE}, TryLater),
        ({"RCPT": b"450 4.2.0 greylisted"}, Deferred),
        ({"MAIL": b"550 5.1.1 you do not exist"}, DeliveryError),
        ({"RCPT": b"550 5.1.1 no such user"}, RecipientGone),
        ({"RCPT": b"550 5.1.10 RESOLVER.ADR.RecipientNotFound"}, RecipientGone),
        ({"RCPT": b"550-5.2.1 this mailbox\r\n550 is disabled"}, RecipientGone),
        ({"RCPT": b"550 5.1.100 no such code"}, DeliveryError),
        ({"RCPT": b"550 no such user"}, DeliveryError),
        ({"RCPT": b"450 5.1.1 odd"}, Deferred),
        ({"RCPT": CLOSE}, TryLater),
        ({"MAIL": b"432 4.3.2 Concurrent connections limit exceeded"}, Throttled),
        ({"DATA": b"432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"}, Throttled),
        ({"DATA": b"432 slower"}, Throttled),
        ({"DATA": b"554 no"}, DeliveryError),
        ({"DATA": b"250 odd"}, DeliveryError),
        ({"DATA": CLOSE}, TryLater),
        ({"DATA": SILENCE}, TryLater),
        ({"end": b"452 disk full"}, Deferred),
        ({"end": b"421 closing"}, TryLater),
        ({"end": b"552 too big"}, DeliveryError),
        ({"end": b"550 5.7.515 access denied"}, DeliveryError),
        ({"end": b"550 5.1.1 no such user after all"}, RecipientGone),
        ({"half": CLOSE}, DeliveryUnknown),
        ({"end": CLOSE}, DeliveryUnknown),
        ({"end": SILENCE}, DeliveryUnknown),
        ({"end": b"no number"}, DeliveryUnknown),
        ({"end": b"354 go on"}, DeliveryUnknown),
    ],
    ids=str,
)
def test_each_failure_has_its_error(changes, expected):
    """Refused, gone (E42), later, unknown: decided by the answer, and by whether the mail had left (promise 3)."""
    with scripted_server(**changes) as server, pytest.raises(expected) as caught:
        send(server.port)
    assert type(caught.value) is expected


@pytest.mark.parametrize("changes", [{"end": b"251 will forward"}, {"QUIT": CLOSE}, {"QUIT": b"500 what"}], ids=str)
def test_accepted_is_accepted(changes):
    """Any 2yz is a yes, and nothing after it turns the mail into an unsent one."""
    with scripted_server(**changes) as server:
        send(server.port)
    assert "." in server.heard


def test_refusal_tells_the_reason():
    """The server's own words, which name the cause, reach the person."""
    with scripted_server(RCPT=b"550 5.1.1 no such user") as server, pytest.raises(DeliveryError) as caught:
        send(server.port)
    assert "550: 5.1.1 no such user" in str(caught.value)


def test_nobody_listens():
    """A refused connection is a matter of time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TryLater, match="connection refused"):
        send(port)


def test_no_starttls_no_mail():
    """A server that offers no STARTTLS gets neither mail nor log-in: nobody can strip the encryption off."""
    with (
        scripted_server(EHLO=b"250-here\r\n250 AUTH PLAIN LOGIN") as server,
        pytest.raises(DeliveryError, match="no STARTTLS"),
    ):
        send(server.port, "starttls", **SECRETS)
    assert server.heard == ["EHLO"]


def test_starttls_later():
    """454 to STARTTLS is a matter of time (RFC 3207, section 4)."""
    with scripted_server(EHLO=b"250-here\r\n250 STARTTLS", STARTTLS=b"454 not now") as server, pytest.raises(TryLater):
        send(server.port, "starttls")


@pytest.mark.parametrize("secret", [{"password": PASSWORD}, {"user": USER}, SECRETS], ids=str)
def test_password_needs_tls(secret):
    """A log-in without encryption is refused before anything is opened."""
    with pytest.raises(SettingsError, match="without encryption"):
        SmtpServer("mail.example.com", 25, "none", **secret)


def test_unknown_security():
    """A word that is none of the three is not taken for no security."""
    with pytest.raises(SettingsError, match="starttls, tls or none"):
        SmtpServer("mail.example.com", 25, "ssl")


def test_password_is_not_shown():
    """The password stands in no representation of the server."""
    assert PASSWORD not in repr(SmtpServer("mail.example.com", 587, "starttls", **SECRETS))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_of_nobody_we_know(tmp_path, security):
    """A self-signed certificate is refused unless its authority is named."""
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    options = {"tls_context": made.context()} if security == "starttls" else {"tls": made.context()}
    with mail_server(mailbox, **options) as port, pytest.raises(DeliveryError, match="not trusted"):
        send(port, security)
    assert mailbox.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_of_another_host(tmp_path, security):
    """A trusted certificate that names another host is refused."""
    made = make_certificate(tmp_path, "DNS:elsewhere.example.com")
    mailbox = Mailbox()
    options = {"tls_context": made.context()} if security == "starttls" else {"tls": made.context()}
    with mail_server(mailbox, **options) as port, pytest.raises(DeliveryError, match="another host"):
        send(port, security, ca_bundle=made.certificate)
    assert mailbox.mails == []


def test_tls_on_a_plain_port():
    """TLS towards a server that talks plainly is a wrong port, not a matter of time."""
    with mail_server(Mailbox()) as port, pytest.raises(DeliveryError, match="could not agree on TLS"):
        send(port, "tls")


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_ca_bundle_that_cannot_be_read(tmp_path, content):
    """A CA bundle that is missing or none is named."""
    bundle = tmp_path / "bundle.pem"
    if content:
        bundle.write_text(content)
    with mail_server(Mailbox()) as port, pytest.raises(DeliveryError, match=r"bundle\.pem could not be read"):
        send(port, "tls", ca_bundle=bundle)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_log_in(tmp_path, security):
    """With user and password the server is logged in to, once, before the mail is handed over."""
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    options = {"tls_context": made.context()} if security == "starttls" else {"tls": made.context()}
    options |= {"authenticator": mailbox.authenticator, "auth_require_tls": security == "starttls"}
    with mail_server(mailbox, **options) as port:
        send(port, security, ca_bundle=made.certificate, **SECRETS)
    assert mailbox.logged_in == 1
    assert [recipients for recipients, _ in mailbox.mails] == [[RECIPIENT]]


def test_wrong_password(tmp_path):
    """A refused log-in is told without the password, and nothing is sent."""
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    options = {"authenticator": mailbox.authenticator, "tls_context": made.context()}
    wrong = {"user": USER, "password": "wrong-and-secret", "ca_bundle": made.certificate}
    with mail_server(mailbox, **options) as port, pytest.raises(DeliveryError, match="refused the log-in") as caught:
        send(port, "starttls", **wrong)
    assert "wrong-and-secret" not in str(caught.value) + caught.value.recovery
    assert mailbox.mails == []


def test_no_log_in_on_offer(tmp_path):
    """A user for a server without log-in is told, and nothing is sent."""
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    options = {"tls_context": made.context(), "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
    with mail_server(mailbox, **options) as port, pytest.raises(DeliveryError, match="no log-in"):
        send(port, "starttls", ca_bundle=made.certificate, **SECRETS)
    assert mailbox.mails == []


def test_address_outside_ascii_needs_smtputf8():
    """A server without SMTPUTF8 gets no mail for such an address; a sentence tells why."""
    recipient = "jürgen@example.com"
    with (
        scripted_server() as server,
        contextlib.closing(SmtpServer("127.0.0.1", server.port, "none", timeout=10)) as plain,
        pytest.raises(DeliveryError, match="SMTPUTF8"),
    ):
        plain.send(small_mail(recipient), recipient)
    assert "MAIL" not in server.heard


class _Envelopes(Mailbox):
    """Keeps each mail's envelope sender, too."""

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        """Take every sender."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.senders = [*getattr(self, "senders", []), address]
        return "250 ok"


def test_what_comes_back_has_an_address_of_its_own():
    """The envelope's sender is From's address, or the one that the settings name; the mail itself is the same."""
    box = _Envelopes()
    with mail_server(box) as port:
        send(port, timeout=10)
        send(port, timeout=10, bounces_to="bounces@example.com")
    assert box.senders == ["drumbeat@example.com", "bounces@example.com"]
    assert box.mails[0] == box.mails[1]
