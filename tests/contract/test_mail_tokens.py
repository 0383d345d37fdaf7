"""Access tokens: asked for by msal at a small Entra on loopback, shown to a mail server by XOAUTH2, and renewed."""

from __future__ import annotations

import contextlib
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from drumbeat.delivery.smtp import SmtpServer
from drumbeat.delivery.tokens import FixedToken
from drumbeat.errors import DeliveryError, MailServerRefused, SettingsError, TryLater
from mail_servers import PASSWORD, USER, Mailbox, mail_server, make_certificate
from mails import RECIPIENT, small_mail
from microsoft import CLIENT_ID, CLIENT_SECRET, MAILBOX, SCOPE, Entra, TokenMailbox


@pytest.fixture(name="certificate")
def _certificate(tmp_path):
    return make_certificate(tmp_path)


@pytest.fixture(name="entra")
def _entra(certificate):
    with Entra(certificate) as entra:
        yield entra


@contextlib.contextmanager
def exchange(box, certificate, tokens, **settings):
    """A transport to a server that takes tokens."""
    options = {"tls_context": certificate.context(), "require_starttls": True, "auth_required": True}
    with mail_server(box, **options, auth_exclude_mechanism=["LOGIN", "PLAIN"]) as port:
        known = {"user": MAILBOX, "tokens": tokens, "ca_bundle": certificate.certificate, "timeout": 10}
        with contextlib.closing(SmtpServer("localhost", port, "starttls", **(known | settings))) as server:
            yield server


def test_a_token_is_asked_for_as_an_application(entra):
    """The request is that of client credentials (RFC 6749, section 4.4), and its answer the token."""
    assert entra.tokens().token() == "t1"
    (form,) = entra.forms
    assert form["grant_type"] == ["client_credentials"]
    assert form["scope"] == [SCOPE]
    assert form["client_id"] == [CLIENT_ID]
    assert form["client_secret"] == [CLIENT_SECRET]


def test_a_token_is_used_until_it_is_about_to_expire(entra):
    """A token good for an hour is asked for once; one that expires within five minutes is renewed in time."""
    tokens = entra.tokens()
    assert [tokens.token() for _ in range(3)] == ["t1", "t1", "t1"]
    entra.seconds = 299
    short = entra.tokens()
    assert [short.token() for _ in range(2)] == ["t2", "t3"]


def test_a_refused_token_is_replaced_once_for_all(entra):
    """Several threads whose token was refused share one new one; the refused one is not given out again."""
    tokens = entra.tokens()
    assert tokens.token() == "t1"
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: tokens.token(refused="t1"), range(4))) == {"t2"}
    assert (tokens.token(), entra.given) == ("t2", 2)


@pytest.mark.parametrize(
    ("status", "said", "expected", "words"),
    [
        (401, {"error": "invalid_client", "error_codes": [7000215]}, MailServerRefused, "AADSTS7000215"),
        (400, {"error": "unauthorized_client", "error_description": "x"}, MailServerRefused, "no access token"),
        (400, {"error": "invalid_client", "error_codes": "odd"}, MailServerRefused, "no access token"),
        (503, "away", TryLater, "is away"),
        (429, "<html>slow down", TryLater, "is away"),
        (200, "no JSON", TryLater, "is away"),
    ],
)
def test_no_token(entra, status, said, expected, words):
    """A refusal stops the send and says what to check; an Entra that is away is a matter of time. No secret is told."""
    entra.says = lambda: (status, said)
    with pytest.raises(expected, match=words) as caught:
        entra.tokens().token()
    assert CLIENT_SECRET not in str(caught.value) + caught.value.recovery


def test_an_unknown_tenant(entra):
    """A tenant that does not exist is named, with the setting to look at."""
    with pytest.raises(MailServerRefused, match=r"does not know the tenant nobody\.example") as caught:
        entra.tokens(tenant="nobody.example").token()
    assert "mail.tenant" in caught.value.recovery


def test_entra_away(entra):
    """Nobody listens: a matter of time."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    entra.wire.url = f"https://127.0.0.1:{port}"
    with pytest.raises(TryLater, match="cannot be reached"):
        entra.tokens().token()


def test_an_entra_that_nobody_knows(entra, tmp_path):
    """A certificate that is not trusted gets no secret."""
    (tmp_path / "other").mkdir()
    entra.certificate = make_certificate(tmp_path / "other")
    with pytest.raises(MailServerRefused, match="certificate"):
        entra.tokens().token()
    assert entra.forms == []


def test_secrets_do_not_show(entra):
    """No secret and no token stands in a representation."""
    tokens = entra.tokens()
    server = SmtpServer("mail.example.com", 587, user=MAILBOX, tokens=FixedToken("s3cret"))
    assert CLIENT_SECRET not in repr(tokens) + repr(tokens._application)
    assert "s3cret" not in repr(server) + repr(FixedToken("s3cret"))


def test_a_mail_leaves_by_xoauth2(entra, certificate):
    """User and token are shown as Google and Microsoft want it, once for a connection, and the mails arrive."""
    box = TokenMailbox(good={"t1"})
    with exchange(box, certificate, entra.tokens()) as server:
        for _ in range(3):
            server.send(small_mail(), RECIPIENT)
    assert box.shown == [f"user={MAILBOX}\x01auth=Bearer t1\x01\x01"]
    assert len(box.mails) == 3


def test_a_token_is_renewed_while_sending(certificate):
    """A later connection shows the token of its time."""
    box = TokenMailbox(good={"t1", "t2"})
    with Entra(certificate, seconds=200) as entra, exchange(box, certificate, entra.tokens()) as server:
        server.send(small_mail(), RECIPIENT)
        server.close()
        server.send(small_mail(), RECIPIENT)
    assert [said.split("Bearer ")[1].strip("\x01") for said in box.shown] == ["t1", "t2"]


def test_a_refused_token_is_renewed_once(entra, certificate):
    """After 535 a new token is shown on a new connection; the refusal's challenge is answered by an empty line."""
    box = TokenMailbox(good={"t2"})
    with exchange(box, certificate, entra.tokens()) as server:
        server.send(small_mail(), RECIPIENT)
    assert (entra.given, len(box.mails), box.answers) == (2, 1, [b""])


def test_a_token_that_is_refused_again_stops(entra, certificate):
    """A second 535 is the account's fault: no third token is asked for, and none is told."""
    box = TokenMailbox()
    with exchange(box, certificate, entra.tokens()) as server, pytest.raises(MailServerRefused) as caught:
        server.send(small_mail(), RECIPIENT)
    assert (entra.given, len(box.shown), box.mails) == (2, 2, [])
    assert "t2" not in str(caught.value)


def test_a_fixed_token_is_not_repeated(certificate):
    """A token from the settings that is refused cannot be renewed here: whoever keeps it is told."""
    box = TokenMailbox()
    with exchange(box, certificate, FixedToken("fixed")) as server:
        with pytest.raises(MailServerRefused, match="refused the access token"):
            server.send(small_mail(), RECIPIENT)
        box.good = {"fixed"}
        server.send(small_mail(), RECIPIENT)
    assert len(box.shown) == 2


def test_a_server_without_xoauth2(entra, certificate):
    """A server that offers only passwords is shown no token."""
    mailbox = Mailbox()
    with mail_server(mailbox, tls_context=certificate.context(), authenticator=mailbox.authenticator) as port:
        known = {"user": MAILBOX, "tokens": entra.tokens(), "ca_bundle": certificate.certificate, "timeout": 10}
        with (
            contextlib.closing(SmtpServer("localhost", port, **known)) as server,
            pytest.raises(MailServerRefused, match="no log-in"),
        ):
            server.send(small_mail(), RECIPIENT)


def test_probing_logs_in(entra, certificate):
    """The probe shows the token and sends nothing."""
    box = TokenMailbox(good={"t1"})
    with exchange(box, certificate, entra.tokens()) as server:
        server.probe()
    assert (box.logged_in, box.mails) == (1, [])


def test_a_probe_of_a_wrong_password(certificate):
    """The probe of a password that is refused says so."""
    box = Mailbox()
    with mail_server(box, tls_context=certificate.context(), authenticator=box.authenticator) as port:
        server = SmtpServer("localhost", port, "starttls", USER, f"not {PASSWORD}", ca_bundle=certificate.certificate)
        with pytest.raises(DeliveryError, match="refused the log-in"):
            server.probe()


def test_a_token_needs_tls():
    """A token is a secret like a password."""
    with pytest.raises(SettingsError, match="without encryption"):
        SmtpServer("mail.example.com", 25, "none", tokens=FixedToken("x"))
