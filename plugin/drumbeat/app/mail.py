"""How a digest is rendered, made a message, and leaves."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.digest.letter import BARE, Frame
from drumbeat.ports import Content, Message, Transport
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import MailSettings, Settings

if TYPE_CHECKING:
    from drumbeat.delivery.leaving import Leaving
    from drumbeat.rendering import Renderer


def transport(mail: MailSettings) -> Transport:
    """The way mail leaves, as the settings say."""
    if mail.transport == "outbox":
        return outbox(mail.outbox)
    from drumbeat.delivery.smtp import SmtpServer  # noqa: PLC0415

    return SmtpServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value(),
        ca_bundle=mail.ca_bundle,
    )


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


def compose(content: Content, mail: MailSettings, whom: Addressing) -> Message:
    """One message for one recipient. The Message-ID follows from team, period and recipient."""
    from drumbeat.delivery.identity import list_id  # noqa: PLC0415
    from drumbeat.delivery.leaving import STAYS, html_for, text_for  # noqa: PLC0415
    from drumbeat.delivery.message import Envelope, Rendered, build_message  # noqa: PLC0415

    leaving = whom.leaving or STAYS
    envelope = Envelope(
        sender=mail.sender,
        recipient=whom.recipient,
        reply_to=whom.reply_to,
        message_id=message_id(whom.team, whom.period, whom.recipient, mail.domain),
        date=whom.date,
        list_id=list_id(whom.team, mail.domain),
        unsubscribe=leaving.addresses,
    )
    page = (content.evidence, content.attached) if content.attached else ("", "")
    html, text = html_for(content.html, leaving.leave), text_for(content.text, leaving.leave)
    rendered = Rendered(content.subject, html, text, b64decode(content.logo), *page)
    return build_message(rendered, envelope)


def notice(mail: MailSettings, team: Team, subject: str, paragraphs: Sequence[str], now: datetime) -> Message:
    """A few plain words for a team's lead. It is no digest: it belongs to no list, and nobody unsubscribes from it."""
    from drumbeat.delivery.notice import plain_message  # noqa: PLC0415

    key = hashlib.sha256("\0".join((team.name, subject, *paragraphs)).encode()).hexdigest()[:32]
    return plain_message(
        sender=mail.sender,
        recipient=team.lead_address,
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        message_id=f"<{key}.notice.drumbeat@{mail.domain}>",
        date=now,
    )


def message_id(team: str, period: Period, recipient: str, domain: str) -> str:
    """The identity of one delivery; a retry carries the same."""
    from drumbeat.delivery.identity import message_id as identity  # noqa: PLC0415

    return identity(team, period, recipient, domain)


def mail_bytes(message: Message) -> bytes:
    """The message as it goes over the wire, or into an .eml file."""
    from drumbeat.delivery.message import wire_bytes  # noqa: PLC0415

    return wire_bytes(message)


def renderer(settings: Settings, language: str = "", frame: Frame = BARE) -> Renderer:
    """What turns a digest into HTML, text and Markdown, in a language or the installation's. Raises SettingsError."""
    from drumbeat.rendering import Renderer, brand  # noqa: PLC0415

    look, spoken = settings.brand, language or settings.report.language
    return Renderer(
        settings.report.templates,
        spoken,
        frame=replace(frame, intro=look.intro.get(spoken, "")),
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
