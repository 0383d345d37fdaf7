"""Where mails that came back lie: folders, a Maildir, an mbox file, and a mailbox on a real IMAP connection."""

from __future__ import annotations

import mailbox
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bounced import Lost, on_holiday, postfix
from drumbeat.delivery import bounce_files
from drumbeat.delivery.bounce_files import Files
from drumbeat.delivery.bounce_mailbox import ImapMailbox
from drumbeat.delivery.reports import LARGEST, report_of
from drumbeat.delivery.tokens import FixedToken
from drumbeat.errors import Deferred, DrumbeatError, MailServerRefused, SettingsError, TryLater
from imap_server import ImapMails, imap_server
from mail_servers import PASSWORD, USER, make_certificate

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module", name="certificate")
def _certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@dataclass
class Mailbox:
    """A box, and how a mail gets into it."""

    box: Files | ImapMailbox
    put: Callable[[bytes], object]


@pytest.fixture(params=["folder", "maildir", "mbox", "imap"], name="made")
def _made(request, tmp_path) -> Iterator[Mailbox]:
    if request.param == "imap":
        mails = ImapMails()
        with connected(mails, request.getfixturevalue("certificate")) as box:
            yield Mailbox(box, mails.put)
        return
    made = {"folder": of_folder, "maildir": of_maildir, "mbox": of_mbox}[request.param](tmp_path / "mails")
    yield made


def of_folder(path: Path) -> Mailbox:
    """A folder of .eml files, with others beside them."""
    path.mkdir()
    (path / "notes.txt").write_text("nothing")
    (path / ".hidden.eml").write_text("nothing")
    os.mkfifo(path / "waiting.eml")

    def put(mail: bytes) -> None:
        (path / f"{len(list(path.iterdir())):03}.EML").write_bytes(mail)

    return Mailbox(Files((path,), "mails"), put)


def of_maildir(path: Path) -> Mailbox:
    """A Maildir, as mail servers deliver into one."""
    made = mailbox.Maildir(path)
    (path / "tmp" / "half").write_bytes(b"half a mail")
    return Mailbox(Files((path,), "mails"), made.add)


def of_mbox(path: Path) -> Mailbox:
    """An mbox file."""

    def put(mail: bytes) -> None:
        with closing(mailbox.mbox(path)) as made:
            made.add(mail)

    put(b"From: x@y.example\nSubject: a letter\n\nFrom here on.\n")
    return Mailbox(Files((path,), "mails"), put)


@contextmanager
def connected(mails: ImapMails, certificate, *, starttls: bool = False, **told) -> Iterator[ImapMailbox]:
    """The box of a server that holds these mails."""
    with imap_server(mails, certificate.context(), starttls=starttls) as port:
        said = {"user": USER, "password": PASSWORD, "ca_bundle": certificate.certificate, "timeout": 5.0, **told}
        security = "starttls" if starttls else "tls"
        box = ImapMailbox("localhost", port, clock=lambda: NOW, security=security, **said)
        try:
            yield box
        finally:
            box.close()


def reports(box) -> list[str]:
    """Of whom the box holds reports, in its order."""
    found = [report_of(content) for name in box.names() if (content := box.fetch(name)) is not None]
    return [each.recipients[0].final for each in found if each is not None]


def test_mails_are_read_in_order_and_stay(made):
    """Reports come out as they lie there; names stay while mails do, and a new mail has a new name."""
    for number, whom in enumerate(("ann@x.example", "bob@x.example")):
        made.put(postfix(Lost(to=whom, number=number)))
    made.put(on_holiday(Lost()))
    before = made.box.names()
    assert len(set(before)) == len(before) >= 3
    assert sorted(reports(made.box)) == ["ann@x.example", "bob@x.example"]
    made.put(postfix(Lost(to="cem@x.example", number=7)))
    after = made.box.names()
    assert set(before) < set(after)
    assert len(after) == len(before) + 1
    assert all(len(name) <= 80 for name in after)
    assert sorted(reports(made.box)) == ["ann@x.example", "bob@x.example", "cem@x.example"]


def test_a_long_mail_is_read_in_part(made):
    """No more of a mail is read than is looked at; what follows the report is not needed."""
    made.put(postfix(Lost()) + b"x\n" * LARGEST)
    contents = [made.box.fetch(name) for name in made.box.names()]
    assert max(len(each or b"") for each in contents) <= LARGEST
    assert reports(made.box) == ["ann@x.example"]


def test_a_mail_that_was_being_written_is_read_again(tmp_path):
    """Half a file has another name than the whole one; read by a mail program, it keeps its name, and is not lost."""
    made = of_maildir(tmp_path / "mails")
    (tmp_path / "mails" / "new" / "1").write_bytes(postfix(Lost())[:200])
    half = made.box.names()
    (tmp_path / "mails" / "new" / "1").write_bytes(postfix(Lost()))
    whole = made.box.names()
    assert set(half).isdisjoint(whole)
    (tmp_path / "mails" / "new" / "1").rename(tmp_path / "mails" / "cur" / "1:2,RS")
    with pytest.raises(Deferred):
        made.box.fetch(whole[0])
    assert made.box.names() == whole
    assert reports(made.box) == ["ann@x.example"]


def test_what_cannot_be_read_is_said(tmp_path, monkeypatch):
    """A folder that is not there, one that is too full, and an mbox that is too long."""
    with pytest.raises(SettingsError, match="is not there"):
        Files((tmp_path / "nowhere",)).names()
    of_folder(tmp_path / "full")
    (tmp_path / "full" / "1.eml").write_text("a mail")
    monkeypatch.setattr(bounce_files, "MOST_FILES", 0)
    with pytest.raises(SettingsError, match="more than 0 files"):
        Files((tmp_path / "full",)).names()
    of_mbox(tmp_path / "box")
    monkeypatch.setattr(bounce_files, "LARGEST_MBOX", 10)
    with pytest.raises(SettingsError, match="longer than"):
        Files((tmp_path / "box",)).names()


def test_nothing_is_changed_on_the_server(certificate):
    """E42: the mailbox is opened to be looked at, mails are peeked at, and of a letter the Content-Type alone."""
    mails = ImapMails()
    mails.put(b"Content-Type: text/plain\nSubject: private\n\nMarzipan.\n")
    mails.put(postfix(Lost()))
    with connected(mails, certificate) as box:
        assert reports(box) == ["ann@x.example"]
    verbs = {b" ".join(each.split(b" ")[: 2 if each.startswith(b"UID") else 1]) for each in mails.asked}
    assert verbs == {b"CAPABILITY", b"AUTHENTICATE", b"EXAMINE", b"UID SEARCH", b"UID FETCH", b"LOGOUT"}
    fetched = [each for each in mails.asked if b"FETCH" in each]
    assert all(b"BODY.PEEK[" in each for each in fetched)
    assert [each for each in fetched if b"FETCH 1 " in each and b"BODY.PEEK[]" in each] == []
    assert b"UID SEARCH SINCE 6-Aug-2026" in mails.asked


def test_a_server_that_numbers_anew(certificate):
    """With another UIDVALIDITY every mail has another name."""
    mails = ImapMails()
    mails.put(postfix(Lost()))
    with connected(mails, certificate) as box:
        before = box.names()
    mails.validity = 8
    with connected(mails, certificate) as box:
        assert set(box.names()).isdisjoint(before)


WAYS = {
    "LOGIN": ({"can_plain": False}, {}),
    "STARTTLS": ({}, {"starttls": True}),
    "a password beyond ASCII": ({"password": "geheim-ß"}, {"password": "geheim-ß"}),
    "a token": ({"good": {"t1"}}, {"tokens": FixedToken("t1")}),
    "a mailbox of a name": ({"name": 'Back "here"'}, {"mailbox": 'Back "here"'}),
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_in(certificate, way):
    """By either log-in, by STARTTLS, by a token, and into a mailbox of any name."""
    mails = ImapMails(**WAYS[way][0])
    mails.put(postfix(Lost()))
    with connected(mails, certificate, **WAYS[way][1]) as box:
        assert reports(box) == ["ann@x.example"]


REFUSALS = {
    "a wrong password": ({}, {"password": "wrong"}, MailServerRefused, "refused the log-in"),
    "by LOGIN": ({"can_plain": False}, {"password": "wrong"}, MailServerRefused, "refused the log-in"),
    "a token that is none": ({}, {"tokens": FixedToken("old")}, MailServerRefused, "refused the access token"),
    "no such mailbox": ({"name": "Elsewhere"}, {}, MailServerRefused, "has no mailbox INBOX"),
    "a certificate of nobody": ({}, {"ca_bundle": None}, MailServerRefused, "is not trusted"),
    "a bundle that is none": ({}, {"ca_bundle": Path("nowhere.pem")}, SettingsError, "could not be read"),
    "it hangs up": ({"hang_up_after": 3}, {}, TryLater, "broke off|cannot be reached"),
    "it announces too much": (
        {"says": lambda asked: b"* 1 FETCH (BODY[] {9999999999}\r\n" if b"SEARCH" in asked else None},
        {},
        TryLater,
        "broke off",
    ),
    "it babbles": ({"says": lambda asked: b"what?\r\n" if b"SEARCH" in asked else None}, {}, TryLater, "broke off"),
    "it refuses to search": (
        {"says": lambda asked: b"TAG NO not now\r\n" if b"SEARCH" in asked else None},
        {},
        TryLater,
        "broke off",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_trouble_is_told_without_secrets(certificate, name):
    """Each has the error that says what a person can do; nothing that was sent stands in it."""
    server, told, kind, words = REFUSALS[name]
    mails = ImapMails(**server)
    mails.put(postfix(Lost()))
    with connected(mails, certificate, **told) as box, pytest.raises(DrumbeatError, match=words) as caught:
        box.names()
    assert type(caught.value) is kind
    assert PASSWORD not in repr(box) + str(caught.value)
    assert "not you" not in str(caught.value)


def test_it_is_away():
    """A port at which nobody listens, and a name that nobody has."""
    for host in ("127.0.0.1", "nowhere.invalid"):
        with pytest.raises(TryLater, match="cannot be reached"):
            ImapMailbox(host, 9, USER, lambda: NOW, password=PASSWORD, timeout=5.0).names()


def test_no_starttls_no_password(certificate):
    """Where a server offers none, nothing is sent."""
    mails = ImapMails(
        says=lambda asked: b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n" if asked == b"CAPABILITY" else None
    )
    with connected(mails, certificate, starttls=True) as box, pytest.raises(MailServerRefused, match="no STARTTLS"):
        box.names()
    assert mails.asked == [b"CAPABILITY"]


def test_one_mail_that_cannot_be_shown(certificate):
    """It is told from a server that is away: the others can be read."""
    mails = ImapMails(hidden={1})
    mails.put(postfix(Lost()))
    mails.put(postfix(Lost(number=2)))
    with connected(mails, certificate) as box:
        first, second = box.names()
        with pytest.raises(Deferred):
            box.fetch(first)
        assert box.fetch(second) is not None
        assert box.fetch("7.99") is None
