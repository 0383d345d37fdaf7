"""Many mails of one content: what they have in common is encoded once, and each recipient's own is put in. Pure.

A mail from a mould is byte for byte the one that `build_message` makes from nothing, at a tenth of its price: of a
mail's hundreds of lines a handful are its recipient's own. Quoted-printable encodes line by line (RFC 2045, section
6.7), so lines can be changed for others where they begin and end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP

from drumbeat.delivery.leaving import Leaving, Parts, html_for, html_parts, text_for, text_parts
from drumbeat.delivery.message import (
    Envelope,
    Rendered,
    boundaries,
    build_message,
    encoded,
    finished,
    folded,
    headers_of,
    set_header,
)
from drumbeat.digest.letter.model import Leave
from drumbeat.editions.deliveries import Message

_OWN = frozenset({"To", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"})
"""Headers that are a recipient's own."""
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""An address that is written as it is (RFC 5322, section 3.4.1); others are left to the library."""
_LINE = 78
"""Octets of a line that need not be folded (RFC 5322, section 2.1.1)."""
_STAND_IN = Leave("The place of a recipient’s own words, 8c5a1f0b2d7e4936")
_NOBODY, _NO_ID = "nobody@stand-in.invalid", "<stand-in@stand-in.invalid>"


@dataclass(frozen=True, slots=True)
class _Cast:
    """What is ready: headers by name, and the body in three pieces, between which the recipient's lines come."""

    sender: str
    headers: dict[str, bytes]
    before_text: bytes
    before_html: bytes
    after_html: bytes


class Mould:
    """The mails of one content from one sender, at one time. Several threads may use it at once.

    `frozen` is the content as its edition keeps it. Raises DeliveryError as `build_message`.
    """

    def __init__(self, frozen: Rendered, envelope: Envelope) -> None:
        self._frozen = frozen
        self._envelope = replace(envelope, recipient=_NOBODY, message_id=_NO_ID, unsubscribe=())
        self._cast = self._made()

    @property
    def is_cast(self) -> bool:
        """Whether it saves any work: a mail that cannot be taken apart is made from nothing each time."""
        return self._cast is not None

    def mail(self, recipient: str, message_id: str, leaving: Leaving) -> Message:
        """The mail to one recipient. Raises DeliveryError as `build_message`."""
        envelope = replace(self._envelope, recipient=recipient, message_id=message_id, unsubscribe=leaving.addresses)
        if self._cast is None or leaving.leave is None or not _PLAIN.fullmatch(recipient):
            return finished(build_message(filled(self._frozen, leaving.leave), envelope))
        return self._filled(self._cast, envelope, leaving.leave)

    def _filled(self, cast: _Cast, envelope: Envelope, leave: Leave) -> Message:
        headers = headers_of(self._frozen.subject, envelope)
        whole = b"".join(
            (
                *(_own_header(name, value) if name in _OWN else cast.headers[name] for name, value in headers),
                *(cast.headers["MIME-Version"], cast.headers["Content-Type"], b"\r\n"),
                *(cast.before_text, encoded(_lines(text_parts(self._frozen.text, leave)))),
                *(cast.before_html, encoded(_lines(html_parts(self._frozen.html, leave)))),
                cast.after_html,
            )
        )
        for stands, meant in zip(boundaries(_NO_ID), boundaries(envelope.message_id), strict=True):
            whole = whole.replace(stands, meant)
        return Message(whole, cast.sender, envelope.recipient, envelope.message_id)

    def _made(self) -> _Cast | None:
        """The mail to a stand-in, taken apart; None where that mail cannot be."""
        message = build_message(filled(self._frozen, _STAND_IN), self._envelope)
        mail = finished(message)
        body = mail.content.partition(b"\r\n\r\n")[2]
        before_text, text, rest = body.partition(encoded(_lines(text_parts(self._frozen.text, _STAND_IN))))
        before_html, html, after_html = rest.partition(encoded(_lines(html_parts(self._frozen.html, _STAND_IN))))
        if mail.needs_smtputf8 or not (text and html):
            return None
        return _Cast(mail.sender, folded(message), before_text, before_html, after_html)


def filled(frozen: Rendered, leave: Leave | None) -> Rendered:
    """What one recipient reads."""
    return replace(frozen, html=html_for(frozen.html, leave), text=text_for(frozen.text, leave))


def _own_header(name: str, value: str) -> bytes:
    """One that fits into a line is that line; any other is left to the library."""
    if len(name) + 2 + len(value) <= _LINE:
        return f"{name}: {value}\r\n".encode("ascii")
    message = EmailMessage(policy=SMTP)
    set_header(message, name, value)
    return folded(message)[name]


def _lines(parts: Parts) -> str:
    """The recipient's own words, and the rest of the lines in which they stand."""
    begins, ends = parts.before.rfind("\n") + 1, parts.after.find("\n") + 1
    return parts.before[begins:] + parts.own + (parts.after[:ends] if ends else parts.after)
