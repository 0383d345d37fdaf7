"""How a digest is rendered, made a message, and leaves."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.app.leaving import Reader, leavings
from drumbeat.editions.deliveries import Message
from drumbeat.errors import SettingsError
from drumbeat.ports import Content, Transport
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sending import UNHURRIED, Pace
from drumbeat.settings import MailSettings, Settings

if TYPE_CHECKING:
    from drumbeat.delivery.leaving import Leaving
    from drumbeat.delivery.message import Envelope, Rendered
    from drumbeat.delivery.tokens import AccessTokens
    from drumbeat.digest.language.wording import Wording
    from drumbeat.digest.letter import Frame
    from drumbeat.editions.domain_records import DomainRecords
    from drumbeat.rendering import Renderer


def transport(mail: MailSettings) -> Transport:
    """The way mail leaves, as the settings say."""
    if mail.transport == "outbox":
        return outbox(mail.outbox)
    if mail.transport == "graph":
        return _graph(mail)
    from drumbeat.delivery.smtp import SmtpServer  # noqa: PLC0415

    return SmtpServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password="" if mail.uses_token else mail.password.get_secret_value(),
        ca_bundle=mail.ca_bundle,
        connections=mail.connections,
        bounces_to=mail.bounces_to,
        tokens=tokens_of(mail, MICROSOFT_MAIL) if mail.uses_token else None,
    )


MICROSOFT_MAIL = "https://outlook.office365.com/.default"
"""What an application asks Entra for that uses SMTP or IMAP (Microsoft Learn, "Authenticate an IMAP, POP or SMTP
connection using OAuth", "Use client credentials grant flow")."""


def _graph(mail: MailSettings) -> Transport:
    from email.utils import parseaddr  # noqa: PLC0415

    from drumbeat.delivery.graph import GraphMailbox, graph_scope  # noqa: PLC0415
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415

    return GraphMailbox(
        mailbox=mail.mailbox or parseaddr(mail.sender)[1],
        tokens=tokens_of(mail, graph_scope(mail.graph)),
        url=mail.graph,
        http=HttpSettings(mail.proxy, mail.ca_bundle),
        connections=mail.connections,
    )


def tokens_of(mail: MailSettings, scope: str) -> AccessTokens:
    """What gives access tokens: the one that the settings hold, or Entra to the application that they name."""
    from drumbeat.delivery.tokens import Application, FixedToken, MicrosoftTokens  # noqa: PLC0415
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415

    if mail.token.get_secret_value():
        return FixedToken(mail.token.get_secret_value())
    whom = Application(mail.tenant, mail.client_id, mail.client_secret.get_secret_value(), mail.authority)
    return MicrosoftTokens(whom, scope, HttpSettings(mail.proxy, mail.ca_bundle))


_UNLIMITED = 16
"""Mails that are handed over at a time where the settings set no limit: more would only wait for this machine."""


def pace(mail: MailSettings) -> Pace:
    """How fast mails may leave. A folder takes them as fast as they are made."""
    if mail.transport == "outbox":
        return UNHURRIED
    from drumbeat.delivery.pace import Pace as Limits  # noqa: PLC0415
    from drumbeat.delivery.pace import Pacer  # noqa: PLC0415

    return Pacer(Limits(mail.per_minute, mail.per_day))


def workers(mail: MailSettings) -> int:
    """How many mails are handed over at a time."""
    return 1 if mail.transport == "outbox" else mail.connections or _UNLIMITED


def sending_time(mail: MailSettings, count: int) -> timedelta:
    """About how long so many mails take to leave; nothing where no pace is set. A day's limit is not in it."""
    from drumbeat.delivery.pace import duration_of  # noqa: PLC0415

    return duration_of(count, 0 if mail.transport == "outbox" else mail.per_minute)


def lost_headers(way: Transport) -> list[str]:
    """Which of our headers may not reach the reader this way."""
    from drumbeat.delivery.headers import OWN_HEADERS  # noqa: PLC0415

    return sorted(OWN_HEADERS - way.keeps)


def domain_records(mail: MailSettings, domain: str, selectors: Iterable[str]) -> DomainRecords | None:
    """What a domain publishes about mail in its name; None: no name server answers."""
    from drumbeat.delivery.domain_records import NameServer, NameServerSilent  # noqa: PLC0415

    try:
        return NameServer(mail.name_server).records(domain, selectors)
    except NameServerSilent:
        return None


def outbox(folder: Path) -> Transport:
    """A folder that takes mails as .eml files."""
    from drumbeat.delivery.outbox import OutboxFolder  # noqa: PLC0415

    return OutboxFolder(folder)


@dataclass(frozen=True, slots=True)
class Addressing:
    """Whose digest, to whom, when."""

    team: str
    period: Period
    recipient: str
    reply_to: str
    date: datetime
    leaving: Leaving | None = None
    """What it says of how to stop receiving it (`app.leaving`); None: what the edition says, and no such header."""
    message_id: str = ""
    """Of another mail than the one that a delivery has; empty: of that."""


def compose(content: Content, mail: MailSettings, whom: Addressing) -> Message:
    """One message for one recipient. The Message-ID follows from team, period and recipient."""
    from drumbeat.delivery.leaving import STAYS  # noqa: PLC0415
    from drumbeat.delivery.message import build_message, finished  # noqa: PLC0415
    from drumbeat.delivery.mould import filled  # noqa: PLC0415

    leaving = whom.leaving or STAYS
    envelope = replace(_envelope(mail, whom), unsubscribe=leaving.addresses)
    return finished(build_message(filled(_rendered(content), leaving.leave), envelope))


def letters(
    settings: Settings, content: Content, team: Team, period: Period, now: datetime
) -> Callable[[Reader, str], Message]:
    """What makes each reader's message of a content, by its Message-ID: the one that `compose` makes, in less time.

    `team` is told in the content's language. Several threads may use it at once.
    """
    from drumbeat.delivery.mould import Mould  # noqa: PLC0415

    whom = Addressing(team.name, period, "", team.lead_address, now)
    mould = Mould(_rendered(content), _envelope(settings.mail, whom))
    leaving = leavings(settings, team, now)

    def letter(reader: Reader, message_id: str) -> Message:
        return mould.mail(reader.address, message_id, leaving(reader))

    return letter


def _envelope(mail: MailSettings, whom: Addressing) -> Envelope:
    from drumbeat.delivery.identity import list_id  # noqa: PLC0415
    from drumbeat.delivery.message import Envelope  # noqa: PLC0415

    return Envelope(
        sender=mail.sender,
        recipient=whom.recipient,
        reply_to=whom.reply_to,
        message_id=whom.message_id or message_id(whom.team, whom.period, whom.recipient, mail.domain),
        date=whom.date,
        list_id=list_id(whom.team, mail.domain),
    )


def _rendered(content: Content) -> Rendered:
    from drumbeat.delivery.message import Rendered  # noqa: PLC0415

    page = (content.evidence, content.attached) if content.attached else ("", "")
    return Rendered(content.subject, content.html, content.text, b64decode(content.logo), *page)


def notice(mail: MailSettings, recipient: str, subject: str, paragraphs: Sequence[str], now: datetime) -> Message:
    """A few plain words for one person. It is no digest: it belongs to no list, and nobody unsubscribes from it.

    The same words are one mail on one day, and another on another: what has become true again is told again.
    """
    from drumbeat.delivery.notice import plain_message  # noqa: PLC0415

    key = hashlib.sha256("\0".join((recipient, subject, f"{now:%Y-%m-%d}", *paragraphs)).encode()).hexdigest()[:32]
    return plain_message(
        sender=mail.sender,
        recipient=recipient,
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        message_id=f"<{key}.notice.drumbeat@{mail.domain}>",
        date=now,
    )


def notice_wording(settings: Settings, language: str = "") -> Wording:
    """How a notice says things in a language, or the installation's.

    By our own words where the customer's cannot be read: then this is what the notice has to tell.
    """
    from drumbeat.rendering.languages import wording  # noqa: PLC0415

    spoken = language or settings.report.language
    try:
        return wording(spoken, settings.report.templates)
    except SettingsError:
        return wording(spoken)


def message_id(team: str, period: Period, recipient: str, domain: str) -> str:
    """The identity of one delivery; a retry carries the same."""
    from drumbeat.delivery.identity import message_id as identity  # noqa: PLC0415

    return identity(team, period, recipient, domain)


def renderer(settings: Settings, language: str = "", frame: Frame | None = None) -> Renderer:
    """What turns a digest into HTML, text and Markdown, in a language or the installation's. Raises SettingsError."""
    from drumbeat.digest.letter import BARE  # noqa: PLC0415
    from drumbeat.rendering import Renderer, brand  # noqa: PLC0415

    look, spoken = settings.brand, language or settings.report.language
    return Renderer(
        settings.report.templates,
        spoken,
        frame=replace(frame or BARE, intro=look.intro.get(spoken, "")),
        brand=brand(look.accent, look.logo, look.logo_alt, look.logo_width),
    )


def html_file(html: str, logo: str) -> bytes:
    """A mail's HTML as a file that a browser opens."""
    from drumbeat.rendering import with_logo_inside  # noqa: PLC0415

    return with_logo_inside(html, logo).encode()


def languages(settings: Settings) -> list[str]:
    """The languages in which digests can be written."""
    from drumbeat.rendering import languages as known  # noqa: PLC0415

    return known(settings.report.templates)
