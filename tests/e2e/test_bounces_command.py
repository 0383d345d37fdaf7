"""`drumbeat bounces`, and what `status`, `check` and the settings say of the mailbox."""

from __future__ import annotations

import mailbox
import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from bounced import Lost, on_holiday, postfix
from command import Ended, quickly
from drumbeat.desk.context import Context
from drumbeat.desk.mail_checks import mail_verdicts
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.settings import MailSettings, load
from imap_server import ImapMails, imap_server
from installation import NETWORK, NOW, OCTOBER, installed
from mail_servers import PASSWORD, USER, Mailbox, mail_server, make_certificate
from microsoft import CLIENT_ID, CLIENT_SECRET, SCOPE, TENANT, Entra
from stores import CONTENT

ANN, ZOE = "ann@example.com", "zoe@example.com"
_DATES = re.compile(rb"(Date|Arrival-Date|Last-Attempt-Date):", re.IGNORECASE)
IDS = {ANN: "<1@x.example>", ZOE: "<2@x.example>"}


@pytest.fixture(name="place")
def _place(tmp_path):
    """A folder with settings and a store, whose October was sent to two people; its lead is told into an outbox."""
    context = installed(tmp_path)
    context.store.teams.add(replace(NETWORK, lead="Marit", lead_address="marit@example.com"))
    editions = context.store.editions
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(each, IDS[each]) for each in IDS], NOW)
    editions.claim(edition, list(IDS), NOW)
    editions.settle(edition, [Outcome(each, DeliveryState.SENT) for each in IDS], NOW)
    editions.close(edition)
    return tmp_path


def set_mail(place, **bounces) -> None:
    """The settings of mail."""
    lines = [f"{name} = {value if isinstance(value, int) else repr(str(value))}" for name, value in bounces.items()]
    with (place / "drumbeat.toml").open("a") as file:
        file.write('[mail]\ntransport = "outbox"\n[mail.bounces]\n' + "\n".join(lines).replace("'", '"') + "\n")


def states(place) -> dict[str, str]:
    """Recipient to state."""
    context = Context(place / "drumbeat.toml")
    found = context.store.editions.find("Network", OCTOBER)
    return {each.recipient: each.state.value for each in context.store.editions.deliveries(found.id)}


def bounces(place, *words: object) -> Ended:
    """The command."""
    return quickly("bounces", *map(str, words), cwd=place)


def test_mails_that_somebody_hands_over(place):
    """Files, an mbox and a folder are read as if they were one; a trial changes nothing, a second reading neither."""
    (place / "one.eml").write_bytes(postfix(Lost(to=ANN, message_id=IDS[ANN])))
    (place / "more").mkdir()
    (place / "more" / "away.eml").write_bytes(on_holiday(Lost()))
    with closing(mailbox.mbox(place / "box")) as box:
        box.add(postfix(Lost(to=ZOE, message_id=IDS[ZOE], status="5.7.1")))
    handed = (place / "one.eml", place / "box", place / "more")
    tried = bounces(place, *handed, "--dry-run")
    assert tried.code == 0, tried.err
    assert "3 mails read (came back: 2, no report: 1)." in tried.out
    assert "Nothing was changed." in tried.out
    assert set(states(place).values()) == {"sent"}
    done = bounces(place, *handed)
    assert done.code == 0, done.err
    lines = {line.split()[0]: line for line in done.out.splitlines() if "@example.com" in line}
    assert "2026-10" in lines[ANN]
    assert "skipped" in lines[ANN]
    assert "the mailbox is unknown" in lines[ANN]
    assert "failed" in lines[ZOE]
    assert states(place) == {ANN: "skipped", ZOE: "failed"}
    assert len(list((place / "outbox").glob("marit*"))) == 2
    again = bounces(place, *handed)
    assert "3 mails read (told already: 2, no report: 1)." in again.out
    shown = quickly("status", "--team", "Network", "--month", "2026-10", cwd=place)
    assert "left: it came back on" in shown.out
    assert ": the mailbox is unknown (550 5.1.1 <ann@example.com>: no such user here" in shown.out


@pytest.mark.parametrize("is_dated", [True, False])
def test_a_trial_says_what_would_count(place, is_dated):
    """Of two reports on one mail one counts, and none that was read before counts after a resend: tried or not."""
    once = postfix(Lost(to=ZOE, message_id=IDS[ZOE], status="5.7.1", at=NOW + timedelta(hours=1)))
    if not is_dated:
        once = b"".join(line for line in once.splitlines(keepends=True) if not _DATES.match(line))
    (place / "first.eml").write_bytes(once)
    (place / "second.eml").write_bytes(postfix(Lost(to=ZOE, message_id=IDS[ZOE], status="5.2.2", number=2)))
    for words in (("first.eml", "second.eml", "--dry-run"), ("first.eml", "second.eml")):
        assert "2 mails read (came back: 1, told already: 1)." in bounces(place, *words).out
    editions = Context(place / "drumbeat.toml").store.editions
    edition = editions.find("Network", OCTOBER).id
    editions.plan_again(edition, [DeliveryState.FAILED], NOW + timedelta(days=1))
    editions.claim(edition, [ZOE], NOW + timedelta(days=1))
    editions.settle(edition, [Outcome(ZOE, DeliveryState.SENT)], NOW + timedelta(days=1))
    for words in (("first.eml", "--dry-run"), ("first.eml",)):
        told = bounces(place, *words).out
        assert "1 mail read (told already: 1)." in told
        assert ZOE not in told
    assert states(place)[ZOE] == "sent"


def test_the_mailbox_of_the_settings(place):
    """Without files the mailbox is read, whenever it was read last; status says how it fares."""
    certificate, mails = make_certificate(place), ImapMails()
    mails.put(postfix(Lost(to=ANN, message_id=IDS[ANN])))
    with imap_server(mails, certificate.context()) as port:
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD}
        set_mail(place, **told, ca_bundle=certificate.certificate)
        assert "not read yet" in quickly("status", cwd=place).out
        assert "1 mail read (came back: 1)." in bounces(place).out
        assert "0 mails read." in bounces(place).out
        mails.validity = 8
        assert "1 mail read (told already: 1)." in bounces(place).out
    ended = bounces(place)
    assert ended.code == 75
    assert "cannot be reached" in ended.err
    shown = quickly("status", cwd=place).out
    assert f"Mails that come back (INBOX of {USER} at localhost:{port}): last read" in shown
    assert "They could not be read since" in shown
    assert PASSWORD not in shown + ended.err
    assert states(place) == {ANN: "skipped", ZOE: "sent"}


def test_a_mailbox_that_breaks_off(place):
    """What was read until then is settled and told, and the command ends with the error; the rest is read later."""
    certificate, mails = make_certificate(place), ImapMails()
    mails.put(postfix(Lost(to=ANN, message_id=IDS[ANN])))
    mails.put(postfix(Lost(to=ZOE, message_id=IDS[ZOE], number=2)))
    mails.says = lambda asked: b"what?\r\n" if b"FETCH 2 " in asked else None
    with imap_server(mails, certificate.context()) as port:
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD}
        set_mail(place, **told, ca_bundle=certificate.certificate)
        ended = bounces(place)
        assert (ended.code, "broke off" in ended.err) == (75, True)
        assert "1 mail read (came back: 1)." in ended.out
        assert states(place) == {ANN: "skipped", ZOE: "sent"}
        assert len(list((place / "outbox").glob("marit*"))) == 1
        assert "They could not be read since" in quickly("status", cwd=place).out
        mails.says = None
        assert "1 mail read (came back: 1)." in bounces(place).out
    assert states(place) == {ANN: "skipped", ZOE: "skipped"}


def test_without_a_mailbox_or_files(place):
    """It is said what to set, or to name."""
    ended = bounces(place)
    assert ended.code == 2
    assert "drumbeat bounces FILE" in ended.err
    assert bounces(place, place / "nowhere.eml").code == 2


def test_check_tries_the_mailbox(tmp_path):
    """It is opened and listed, and no mail is read; one that refuses us fails; none at all is said."""
    certificate, mails = make_certificate(tmp_path), ImapMails()
    mails.put(postfix(Lost()))
    with imap_server(mails, certificate.context()) as port:
        told = {"host": "localhost", "port": port, "user": USER, "ca_bundle": certificate.certificate}
        good = MailSettings(bounces={**told, "password": PASSWORD})
        said = [each.words for each in mail_verdicts(good)]
        assert f"Mails that come back: INBOX of {USER} at localhost:{port}, 1 mail." in said
        assert not any(b"FETCH" in each for each in mails.asked)
        (*_, last) = mail_verdicts(MailSettings(bounces={**told, "password": "wrong"}))
        assert "refused the log-in" in str(last.error)
    with mail_server(Mailbox()) as port:
        way = MailSettings(transport="smtp", host="127.0.0.1", port=port, security="none")
        assert any(each.is_note and "[mail.bounces]" in each.words for each in mail_verdicts(way))


def test_a_mailbox_of_microsofts(tmp_path):
    """By XOAUTH2 with the application of [mail]; a token that is refused is renewed once."""
    certificate, mails = make_certificate(tmp_path), ImapMails(good={"t2"})
    mails.put(postfix(Lost()))
    with Entra(certificate) as entra, imap_server(mails, certificate.context()) as port:
        bundle = certificate.certificate
        application = {"tenant": TENANT, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        told = {"host": "localhost", "port": port, "user": USER, "auth": "xoauth2", "ca_bundle": bundle}
        mail = MailSettings(**application, authority=entra.wire.url, ca_bundle=bundle, bounces=told)
        (*_, last) = mail_verdicts(mail)
    assert last.error is None
    assert last.words.endswith("1 mail.")
    assert [form["scope"] for form in entra.forms] == [[SCOPE], [SCOPE]]


WRONG = {
    "folder or host": 'folder = "x"\nhost = "y"\nuser = "u"\npassword = "p"',
    "host needs user": 'host = "y"',
    "host needs password": 'host = "y"\nuser = "u"',
    "bounces.auth = xoauth2 needs tenant": 'host = "y"\nuser = "u"\nauth = "xoauth2"',
    "plain ASCII": 'host = "y"\nuser = "u"\npassword = "p"\nmailbox = "Gelöscht"',
}


@pytest.mark.parametrize("words", WRONG)
def test_settings_that_do_not_fit(tmp_path, words):
    """Each mistake is told, and nothing is read."""
    (tmp_path / "drumbeat.toml").write_text(f"[mail.bounces]\n{WRONG[words]}\n")
    ended = quickly("bounces", cwd=tmp_path)
    assert ended.code == 2
    assert words in ended.err


def test_secrets_from_the_environment(tmp_path):
    """The password comes from a file that the environment names, and is shown nowhere."""
    (tmp_path / "secret").write_text(f"{PASSWORD}\n")
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "drumbeat.toml").write_text('[mail.bounces]\nhost = "imap.x.example"\nuser = "u"\n')
    found = load(tmp_path / "drumbeat.toml", {"DRUMBEAT_MAIL__BOUNCES__PASSWORD_FILE": str(tmp_path / "secret")})
    assert found.mail.bounces.password.get_secret_value() == PASSWORD
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"bounces_to": "Bounces <bounces@x.example>"}, "bounces@example.com"),
        ({"bounces_to": "bounces@x.example", "transport": "graph", "token": "t"}, "for transport smtp"),
    ],
)
def test_where_mails_come_back_to(told, words):
    """One bare address; Graph lets nobody choose it."""
    with pytest.raises(ValueError, match=words):
        MailSettings(**told)
