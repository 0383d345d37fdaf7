"""A few plain words to one person, such as a team's lead. Not a digest: no list, no HTML."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from drumbeat.delivery.message import finished, refuse_unclean
from drumbeat.editions.deliveries import Message
from drumbeat.errors import DeliveryError


def plain_message(*, sender: str, recipient: str, subject: str, text: str, message_id: str, date: datetime) -> Message:
    """The mail. Raises DeliveryError for a header with a line break, and for what is not one address."""
    refuse_unclean(recipient)
    message = EmailMessage(policy=SMTP)
    headers = {
        "From": sender,
        "To": recipient,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834, section 5
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # Exchange's own
    }
    for name, value in headers.items():
        if not value.isprintable():
            raise DeliveryError(f"The mail's {name} holds a line break or another control character.")
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    return finished(message)
