"""A mail as bytes on the wire: rendered digest and envelope in, `EmailMessage` out. Pure.

The rules E01-E11 are those of the mail fact sheet, section 3. Nothing is drawn by lot: the MIME boundary follows
from the Message-ID, so the same edition to the same recipient is the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageDefect, NonASCIILocalPartDefect
from email.header import Header
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.quoprimime import body_encode
from email.utils import format_datetime

from drumbeat.editions.deliveries import Message
from drumbeat.errors import DeliveryError

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
"""RFC 5322, section 3.6.4, without the obsolete forms: printable ASCII, no space, no angle bracket inside."""

_RECIPIENT = re.compile(r"[^\s<>,;\x00-\x1f\x7f]+@[^\s<>,;@\x00-\x1f\x7f]+")
"""One bare address, without name, list, or anything that would end an SMTP command."""

_LONGEST_ID = 250
"""Leaves room for the header's name within RFC 5322's line of 998 octets, and for a hash and a host name."""

_LOGO_ID = "<logo@drumbeat>"
"""RFC 2392; the template knows it as well."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}")

_LONGEST_LINE = 998
"""Octets, without CR LF (RFC 5322, section 2.1.1)."""

_URI = re.compile(r"(?:https?://|mailto:)[!#-;=?-\[\]_a-z~]+")
"""Printable ASCII without what would end it in a header, in the body's HTML, or in a sentence (RFC 3986)."""

_LIST_ID = re.compile(r"[A-Za-z0-9.-]{1,74}")
"""Longer ones cannot be folded within 78 columns, so Python would encode them, and make them another list's."""


class _Wire(EmailPolicy):
    """A subject outside ASCII is encoded whole (RFC 2047, section 2), and an address of the web never.

    Python encodes a subject word by word, and loses or doubles a blank where it folds between two encoded words; and it
    encodes an address that is longer than a line, which nobody then reads as one.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes, its line end with it."""
        if name == _UNSUBSCRIBE:
            return f"{name}: {value.replace(', ', f',{self.linesep} ')}{self.linesep}".encode("ascii")
        if name != "Subject" or value.isascii() or self.utf8:
            return super().fold_binary(name, value)
        encoded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


_UNSUBSCRIBE = "List-Unsubscribe"
_WIRE = _Wire(linesep=SMTP.linesep)
_WIRE_UTF8 = _Wire(linesep=SMTP.linesep, utf8=True)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the reader sees: the subject line and the two parts."""

    subject: str
    html: str
    text: str
    logo: bytes = b""
    """A PNG that the HTML shows as `cid:logo@drumbeat`; empty for none."""
    evidence: str = ""
    """The evidence page, where it comes with the mail."""
    attached: str = ""
    """Its file's name: letters, digits, dots and hyphens. Empty: it does not come with the mail."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, and the mail's identity. Addresses may carry a name: `Drumbeat <drumbeat@example.com>`."""

    sender: str
    recipient: str
    reply_to: str
    """The team's lead; empty for none."""
    message_id: str
    """With angle brackets; the same for every attempt at the same delivery (rule E06)."""
    date: datetime
    """Aware."""
    list_id: str
    """One per digest, without angle brackets, such as `network.drumbeat.example.com` (rule E08)."""
    unsubscribe: tuple[str, ...] = ()
    """Where the recipient unsubscribes (RFC 2369): an https address, then a mailto; one of them, or none."""


def build_message(rendered: Rendered, envelope: Envelope) -> EmailMessage:
    """One mail for one recipient: multipart/alternative of text and HTML (E01), quoted-printable (E04).

    With an evidence page the root is multipart/mixed, and the alternative its first part: a file that belongs to both
    ways of reading the mail is no alternative to either (RFC 2046, section 5.1.3), and beside them Outlook would show
    it in place of the letter. The tree of E01 stands whole one level below. The page is no picture of the letter, so
    it has a Content-Disposition and no Content-ID (E02).

    Raises DeliveryError when a header value holds a line break (E05), when an address is not exactly one address
    (E09), or when Message-ID, List-Id or the date cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    for name, value in headers_of(rendered.subject, envelope):
        set_header(message, name, value)
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    alternative, related, mixed = (each.decode() for each in boundaries(envelope.message_id))
    message.set_boundary(alternative)
    if rendered.logo and f"cid:{_LOGO_ID.strip('<>')}" in rendered.html:  # a customer's template may show none (E02)
        _add_logo(message, rendered.logo, related)
    if rendered.attached:
        _attach(message, rendered, mixed)
    return message


def finished(message: EmailMessage) -> Message:
    """The mail as it leaves. Raises DeliveryError where From or To is not one address."""
    sender, recipient = (only_address(message, name).addr_spec for name in ("From", "To"))
    return Message(wire_bytes(message), sender, recipient, str(message["Message-ID"]), needs_smtputf8(message))


def _add_logo(message: EmailMessage, logo: bytes, boundary: str) -> None:
    """Beside the HTML that shows it: multipart/related below multipart/alternative (rules E01 and E02)."""
    html = message.get_body(("html",))
    if not isinstance(html, EmailMessage):
        raise TypeError("the message has no HTML part")
    html.add_related(logo, "image", "png", cid=_LOGO_ID, disposition="inline", filename="logo.png")
    html.set_boundary(boundary)


def folded(message: EmailMessage) -> dict[str, bytes]:
    """Its headers in ASCII as they go over the wire, by name; none of ours stands twice."""
    return {name: _WIRE.fold_binary(name, value) for name, value in message.raw_items()}


def encoded(lines: str) -> bytes:
    """Lines of a text or HTML part as they go over the wire; the last one is ended."""
    octets = b"\n".join(lines.encode().splitlines()) + b"\n"
    return body_encode(octets.decode("latin-1"), SMTP.max_line_length or 0).replace("\n", "\r\n").encode("ascii")


def encoded_size(html: str) -> int:
    """How many bytes a page is within a mail."""
    part = EmailMessage(policy=SMTP)
    part.set_content(html, subtype="html", cte="quoted-printable")
    return len(part.as_bytes())


def _attach(message: EmailMessage, rendered: Rendered, boundary: str) -> None:
    if not _FILE_NAME.fullmatch(rendered.attached):
        raise DeliveryError("The attachment's name must be letters, digits, dots and hyphens, up to 80 characters.")
    message.add_attachment(rendered.evidence, subtype="html", cte="quoted-printable", filename=rendered.attached)
    message.set_boundary(boundary)


def only_address(message: EmailMessage, header: str) -> Address:
    """The one address of a header. Raises DeliveryError when there are none or several."""
    field = message[header]
    groups: tuple[Group, ...] = field.groups if field is not None else ()
    if not groups or any(map(_is_fatal, field.defects)):
        raise _not_one_address(header)
    addresses: tuple[Address, ...] = groups[0].addresses
    named = bool(groups[0].display_name)
    if len(groups) != 1 or named or not all(each.username and each.domain for each in addresses):
        raise _not_one_address(header)
    return addresses[0]


def refuse_unclean(recipient: str) -> None:
    """Raises DeliveryError for a recipient that could be more, or other, than one address (rules E05, E09)."""
    if not _RECIPIENT.fullmatch(recipient):
        raise DeliveryError("The recipient is not one e-mail address.")


def wire_bytes(message: EmailMessage) -> bytes:
    """The message with CR LF line ends; headers in UTF-8 only when an address needs it (RFC 6532)."""
    return message.as_bytes(policy=_WIRE_UTF8 if needs_smtputf8(message) else _WIRE)


def needs_smtputf8(message: EmailMessage) -> bool:
    """Whether an address holds anything but ASCII: only SMTPUTF8 servers take such mail (RFC 6531)."""
    fields = (message["From"], message["To"], message["Reply-To"])
    return any(not address.addr_spec.isascii() for field in fields if field is not None for address in field.addresses)


def headers_of(subject: str, envelope: Envelope) -> list[tuple[str, str]]:
    """All but those of MIME, in their order. Raises DeliveryError for what cannot stand in one."""
    if not _MESSAGE_ID.fullmatch(envelope.message_id) or len(envelope.message_id) > _LONGEST_ID:
        raise DeliveryError(f"The Message-ID must look like <name@domain>, up to {_LONGEST_ID} characters.")
    if not _LIST_ID.fullmatch(envelope.list_id):
        raise DeliveryError("The List-Id must be letters, digits, dots and hyphens, up to 74 characters.")
    if envelope.date.tzinfo is None:
        raise DeliveryError("The mail's date has no time zone.")
    headers = [
        ("From", envelope.sender),
        ("To", _in_brackets(envelope.recipient)),
        ("Reply-To", envelope.reply_to),
        ("Subject", subject),
        ("Date", format_datetime(envelope.date)),
        ("Message-ID", envelope.message_id),
        ("List-Id", f"<{envelope.list_id}>"),
        *_unsubscribing(envelope.unsubscribe),
        ("Auto-Submitted", "auto-generated"),  # E07, RFC 3834 section 5
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),  # E07, Exchange's own
    ]
    return [(name, value) for name, value in headers if name != "Reply-To" or value]


def _unsubscribing(addresses: tuple[str, ...]) -> list[tuple[str, str]]:
    """Both headers of rule E12. One click needs an https address (RFC 8058, section 3.1)."""
    if any(not _URI.fullmatch(each) or len(each) + len(f"{_UNSUBSCRIBE}: <>,") > _LONGEST_LINE for each in addresses):
        raise DeliveryError("The mail's List-Unsubscribe must hold web or mail addresses that fit into a line.")
    headers = [(_UNSUBSCRIBE, ", ".join(f"<{each}>" for each in addresses))] if addresses else []
    if addresses and addresses[0].startswith("https://"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _in_brackets(address: str) -> str:
    """A bare address beside HTML and an image scores as spam (SpamAssassin's TO_NO_BRKTS_HTML_IMG)."""
    return address if address.endswith(">") else f"<{address}>"


def set_header(message: EmailMessage, name: str, value: str) -> None:
    """Raises DeliveryError for a value that holds a line break, and for what is not one address."""
    if not value.isprintable():
        raise DeliveryError(
            f"The mail's {name} holds a line break or another control character.",
            recovery=f"Correct the name or address that makes up the {name}; nothing was sent.",
        )
    try:
        message[name] = value
    except IndexError as error:  # Python's parser stumbles over an address that ends at the @
        raise _not_one_address(name) from error
    if name in {"From", "To", "Reply-To"}:
        only_address(message, name)


def _not_one_address(header: str) -> DeliveryError:
    return DeliveryError(f"The mail's {header} is not one e-mail address.")


def _is_fatal(defect: MessageDefect) -> bool:
    """Letters outside ASCII before the @ are a defect to RFC 5322 and allowed by RFC 6532."""
    return not isinstance(defect, NonASCIILocalPartDefect)


def boundaries(message_id: str) -> tuple[bytes, bytes, bytes]:
    """Of the alternatives, of what belongs to the HTML, and of what comes with the mail; all of one length.

    `=_` can stand in no quoted-printable body (RFC 2045, section 6.7).
    """
    keys = (message_id, f"related {message_id}", f"mixed {message_id}")
    alternative, related, mixed = (
        b"=_drumbeat_" + hashlib.sha256(key.encode()).hexdigest()[:32].encode() for key in keys
    )
    return alternative, related, mixed
