"""The part of `drumbeat check` about mail: what is set up, what will not last, and whether the server lets us in."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat import app
from drumbeat.desk.domain_checks import domain_verdicts
from drumbeat.desk.verdicts import Part, Verdict
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import DrumbeatError
from drumbeat.settings import MailSettings

_RETIRING = frozenset({"smtp.office365.com", "smtp-legacy.office365.com", "outlook.office365.com"})
"""Exchange Online's submission servers, where log-ins by password end (Microsoft's message MC786329: switched off by
default at the end of December 2026, and for good at a date that is to be named in 2027)."""


def mail_verdicts(mail: MailSettings) -> Iterator[Verdict]:
    """How mail leaves, and what comes of trying the way as far as can be without sending."""
    yield Verdict(Part.MAIL, spoken(_way(mail)))
    if mail.transport == "outbox":
        return
    yield Verdict(Part.MAIL, spoken(phrase("Pace: {pace}.", pace=_pace(mail))))
    if mail.transport == "smtp" and mail.auth == "password" and mail.user and mail.host.lower() in _RETIRING:
        yield Verdict(Part.MAIL, spoken(_RETIREMENT), is_note=True)
    way = app.transport(mail)
    lost = app.lost_headers(way)
    if lost:
        words = phrase("Headers that may not reach the reader this way: {headers}.", headers=tuple(lost))
        yield Verdict(Part.MAIL, spoken(words))
    try:
        way.probe()
    except DrumbeatError as problem:
        words = phrase("Mail cannot leave: {problem}", problem=problem.args[0])
        yield Verdict(Part.MAIL, spoken(words), error=problem)
    else:
        yield Verdict(Part.MAIL, spoken(_let_in(mail)))
    finally:
        way.close()
    yield from domain_verdicts(mail)


def _way(mail: MailSettings) -> Phrase:
    if mail.transport == "outbox":
        return phrase("Mail: written to the folder {folder}; nothing leaves this machine.", folder=str(mail.outbox))
    if mail.transport == "graph":
        return phrase("Mail: Microsoft Graph, from {mailbox}.", mailbox=mail.mailbox or mail.sender)
    log_in = phrase("password of {user}", user=mail.user) if mail.user else phrase("no log-in")
    if mail.user and mail.uses_token:
        log_in = phrase("XOAUTH2 of {user}", user=mail.user)
    return phrase(
        "Mail: {host}, port {port}, {security}, {log_in}.",
        host=mail.host,
        port=str(mail.port),
        security=mail.security,
        log_in=log_in,
    )


def _pace(mail: MailSettings) -> tuple[Phrase, ...]:
    return (
        phrase("{count} mails a minute", count=mail.per_minute) if mail.per_minute else phrase("no limit a minute"),
        phrase("{count} a day", count=mail.per_day) if mail.per_day else phrase("no limit a day"),
        plural("{n} connection", "{n} connections", mail.connections)
        if mail.connections
        else phrase("any number of connections"),
    )


def _let_in(mail: MailSettings) -> Phrase:
    if mail.transport == "graph":
        return phrase("Mail: Microsoft Entra gave a token; whether it may send only a mail can tell. Nothing was sent.")
    if mail.user:
        return phrase("Mail: the server answers and takes the log-in. Nothing was sent.")
    return phrase("Mail: the server answers. Nothing was sent.")


_RETIREMENT = phrase(
    "Exchange Online is retiring log-ins by password for SMTP: switched off by default at the end of December 2026, "
    "and for good later. Three ways are left (docs/mail.md): auth = xoauth2, transport = graph, or a connector relay, "
    "which knows this machine by its address or certificate."
)
