"""`drumbeat check` on ways to send mail: what it says of each, that it tries them, and that it sends nothing."""

from __future__ import annotations

import random
import socket

import pytest

from command import quickly
from drumbeat import app
from drumbeat.cli.larkfield import DEMO_NOW
from drumbeat.desk import mail_checks
from drumbeat.desk.mail_checks import mail_verdicts
from drumbeat.settings import MailSettings
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.server import Simulator
from mail_servers import PASSWORD, USER, Mailbox, mail_server, make_certificate
from microsoft import CLIENT_ID, CLIENT_SECRET, MAILBOX, TENANT, Entra, TokenMailbox


@pytest.fixture(scope="module", name="instance")
def _instance():
    with Simulator(app.demo_instance(DEMO_NOW), rng=random.Random(1)) as running:
        yield running


def checked(folder, instance, **mail):
    """What the command says with these settings of mail."""
    lines = [f"{name} = {value if isinstance(value, int) else repr(str(value))}" for name, value in mail.items()]
    (folder / "drumbeat.toml").touch(0o600)
    (folder / "drumbeat.toml").write_text(
        f'[servicenow]\nurl = "{instance.url}"\nuser = "{DEFAULT_USER.user_name}"\n'
        f'password = "{DEFAULT_USER.password}"\nmonths = 36\n[mail]\n' + "\n".join(lines).replace("'", '"')
    )
    return quickly("check", cwd=folder)


def test_a_mail_server_that_lets_us_in(tmp_path, instance):
    """STARTTLS and the log-in are tried, the set-up and the pace are told, and no mail is sent."""
    made, box = make_certificate(tmp_path), Mailbox()
    with mail_server(box, authenticator=box.authenticator, tls_context=made.context(), require_starttls=True) as port:
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD, "ca_bundle": made.certificate}
        ended = checked(tmp_path, instance, transport="smtp", **told)
    assert ended.code == 0, ended.err
    assert f"Mail: localhost, port {port}, starttls, password of {USER}." in ended.out
    assert "Pace: 30 mails a minute, 10,000 a day and 3 connections." in ended.out
    assert "the server answers and takes the log-in. Nothing was sent." in ended.out
    assert (box.logged_in, box.mails) == (1, [])
    assert "retiring" not in ended.err
    assert PASSWORD not in ended.out + ended.err


def test_a_mail_server_that_refuses_us(tmp_path, instance):
    """A refused log-in fails the command, after everything else was tried, with what to do."""
    made, box = make_certificate(tmp_path), Mailbox()
    with mail_server(box, authenticator=box.authenticator, tls_context=made.context()) as port:
        told = {"host": "localhost", "port": port, "user": USER, "password": "wrong", "ca_bundle": made.certificate}
        ended = checked(tmp_path, instance, transport="smtp", **told)
    assert ended.code == 4
    assert "Mail cannot leave: localhost" in ended.out
    assert "Templates: good" in ended.out
    assert "Check the mail server's user and password" in ended.err


def test_a_mail_server_that_is_away(tmp_path, instance):
    """Nobody listens: try later, by the exit code as well."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ended = checked(tmp_path, instance, transport="smtp", host="127.0.0.1", port=port, security="none")
    assert ended.code == 75
    assert "connection refused" in ended.out
    assert "no log-in" in ended.out


def test_a_log_in_by_token(tmp_path, instance):
    """XOAUTH2 is tried whole: a token is asked for and shown."""
    made = make_certificate(tmp_path)
    box = TokenMailbox(good={"t1"})
    with Entra(made) as entra, mail_server(box, tls_context=made.context(), auth_required=True) as port:
        told = {"host": "localhost", "port": port, "user": MAILBOX, "auth": "xoauth2", "ca_bundle": made.certificate}
        known = {"tenant": TENANT, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "authority": entra.wire.url}
        ended = checked(tmp_path, instance, transport="smtp", **told, **known)
    assert ended.code == 0, ended.err
    assert f"XOAUTH2 of {MAILBOX}" in ended.out
    assert (box.logged_in, box.mails) == (1, [])
    assert CLIENT_SECRET not in ended.out + ended.err


def test_graph(tmp_path, instance):
    """A token is asked for, and the headers that may be lost are named."""
    made = make_certificate(tmp_path)
    with Entra(made) as entra:
        known = {"tenant": TENANT, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "authority": entra.wire.url}
        ended = checked(tmp_path, instance, transport="graph", mailbox=MAILBOX, ca_bundle=made.certificate, **known)
    assert ended.code == 0, ended.err
    assert f"Mail: Microsoft Graph, from {MAILBOX}." in ended.out
    assert "List-Unsubscribe, List-Unsubscribe-Post, Message-ID" in ended.out
    assert entra.forms[0]["scope"] == ["https://graph.microsoft.com/.default"]


class Unasked:
    """A way that is not tried."""

    keeps = frozenset()

    def probe(self):
        """Nothing."""

    close = probe


@pytest.mark.parametrize(
    ("host", "more", "warned"),
    [
        ("smtp.office365.com", {"user": "a@x.example", "password": "p"}, True),
        ("SMTP.Office365.com", {"user": "a@x.example", "password": "p"}, True),
        ("outlook.office365.com", {"user": "a@x.example", "password": "p"}, True),
        ("smtp.office365.com", {"user": "a@x.example", "auth": "xoauth2", "token": "t"}, False),
        ("contoso-com.mail.protection.outlook.com", {}, False),
        ("smtp.example.com", {"user": "a@x.example", "password": "p"}, False),
    ],
)
def test_a_password_for_exchange_online_is_warned_of(monkeypatch, host, more, warned):
    """Log-ins by password to Exchange Online are being retired; the ways that are left are named (issue MC786329)."""
    monkeypatch.setattr(mail_checks.app, "transport", lambda _mail: Unasked())
    found = list(mail_verdicts(MailSettings(transport="smtp", host=host, **more)))
    assert [each.error for each in found] == [None] * len(found)
    told = " ".join(each.words for each in found if each.is_note)
    assert ("retiring" in told) is warned
    assert not warned or all(way in told for way in ("xoauth2", "graph", "connector relay"))
