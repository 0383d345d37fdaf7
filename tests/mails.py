"""Mails to send in tests."""

from __future__ import annotations

from datetime import UTC, datetime

from drumbeat.delivery.message import Envelope, Rendered, build_message, finished
from drumbeat.editions.deliveries import Message

RECIPIENT = "zoe@example.com"


def small_mail(recipient: str = RECIPIENT, message_id: str = "<october.zoe@example.com>") -> Message:
    """A mail with what transports stumble over: lines that begin with dots, letters outside ASCII."""
    text = "One line\n.\n..two dots\n.hidden\nZoë, 96.8 %\n"
    rendered = Rendered("Mail, October 2026", "<p>One line<br>.<br>Zoë</p>\n", text)
    envelope = Envelope(
        sender="Drumbeat <drumbeat@example.com>",
        recipient=recipient,
        reply_to="",
        message_id=message_id,
        date=datetime(2026, 11, 2, 8, tzinfo=UTC),
        list_id="mail.drumbeat.example.com",
    )
    return finished(build_message(rendered, envelope))
