"""The part of `drumbeat check` about mail: what is set up, what will not last, and whether the server lets us in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

from drumbeat import app
from drumbeat.desk.domain_checks import domain_verdicts
from drumbeat.desk.verdicts import Part, Verdict
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import DrumbeatError
from drumbeat.settings import MailSettings

_RETIRING = frozenset({"smtp.office365.com", "smtp-legacy.office365.com", "outlook.office365.com"})
"""Exchange Online's submission servers, where log-ins by password end (Microsoft's message MC786329: switched off by
default at the end of December 2026, and for good at a date that is to be named in 2027)."""


def mail_verdicts(mail: MailSettings, clock: Callable[[], datetime] = app.clock) -> Iterator[Verdict]:
    """How mail leaves and comes back, and what comes of trying both as far as can be without sending."""
    yield Verdict(Part.MAIL, f"Mail: {_way(mail)}")
    if mail.transport != "outbox":
        yield from _leaving(mail)
    yield from _coming_back(mail, clock)


def _leaving(mail: MailSettings) -> Iterator[Verdict]:
    yield Verdict(Part.MAIL, f"Pace: {_pace(mail)}.")
    if mail.transport == "smtp" and mail.auth == "password" and mail.user and mail.host.lower() in _RETIRING:
        yield Verdict(Part.MAIL, _RETIREMENT, is_note=True)
    way = app.transport(mail)
    lost = app.lost_headers(way)
    if lost:
        yield Verdict(Part.MAIL, f"Headers that may not reach the reader this way: {SAY.listed(lost)}.")
    try:
        way.probe()
    except DrumbeatError as problem:
        yield Verdict(Part.MAIL, f"Mail cannot leave: {problem}", error=problem)
    else:
        yield Verdict(Part.MAIL, f"Mail: {_let_in(mail)}. Nothing was sent.")
    finally:
        way.close()
    yield from domain_verdicts(mail)


def _coming_back(mail: MailSettings, clock: Callable[[], datetime]) -> Iterator[Verdict]:
    """The mailbox to which mails come back: it is opened and listed, and no mail of it is read."""
    box = app.bounce_box(mail, clock)
    if box is None:
        if mail.transport != "outbox":
            yield Verdict(Part.MAIL, _NOT_NOTICED, is_note=True)
        return
    try:
        with closing(box):
            count = len(box.names())
    except DrumbeatError as problem:
        yield Verdict(Part.MAIL, f"Mails that come back cannot be read: {problem}", error=problem)
    else:
        yield Verdict(Part.MAIL, f"Mails that come back: {box.place}, {SAY.times(count, 'mail', 'mails')}.")


def _way(mail: MailSettings) -> str:
    if mail.transport == "outbox":
        return f"written to the folder {mail.outbox}; nothing leaves this machine."
    if mail.transport == "graph":
        return f"Microsoft Graph, from {mail.mailbox or mail.sender}."
    log_in = f"{'XOAUTH2' if mail.uses_token else 'password'} of {mail.user}" if mail.user else "no log-in"
    return f"{mail.host}, port {mail.port}, {mail.security}, {log_in}."


def _pace(mail: MailSettings) -> str:
    said = [
        f"{mail.per_minute:,} mails a minute" if mail.per_minute else "no limit a minute",
        f"{mail.per_day:,} a day" if mail.per_day else "no limit a day",
        SAY.times(mail.connections, "connection", "connections") if mail.connections else "any number of connections",
    ]
    return SAY.listed(said)


def _let_in(mail: MailSettings) -> str:
    if mail.transport == "graph":
        return "Microsoft Entra gave a token; whether it may send only a mail can tell"
    return f"the server answers{' and takes the log-in' if mail.user else ''}"


_NOT_NOTICED = (
    "No mailbox is set in which mails that come back are looked for ([mail.bounces]). Behind a relay most of what is "
    "not delivered comes back later, and counts as sent (docs/mail.md)."
)
_RETIREMENT = (
    "Exchange Online is retiring log-ins by password for SMTP: switched off by default at the end of December 2026, "
    "and for good later. Three ways are left (docs/mail.md): auth = xoauth2, transport = graph, or a connector relay, "
    "which knows this machine by its address or certificate."
)
