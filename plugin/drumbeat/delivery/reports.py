"""Delivery status notifications as they lie in a mailbox (RFC 3462, RFC 3464): bytes in, `Report` out. Pure.

Whoever likes may write to a mailbox, so nothing here is trusted: of any bytes comes a report, or none. The shapes are
those of RFC 3464 and RFC 6533 as Postfix, Exchange, Exim, Gmail and Sendmail write them. What follows no RFC (qmail's
plain words, Exim's before it knew reports) is no report.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from drumbeat.editions.bounces import Report, Reported

LARGEST = 2**19
"""Bytes of a mail that are looked at: the report stands before the mail that it returns (RFC 3462, section 1)."""
_MOST_LINES, _MOST_PARTS = 20_000, 60
"""Of what is looked at: the library compares each line with the end of every part that is open."""
_LONGEST_FIELD, _MOST_PARAMETERS = 1_000, 30
"""Of a field, what is looked at: the library reads a Content-Type in the square of its semicolons."""
_BOUNDARY = re.compile(rb"boundary", re.IGNORECASE)
_MOST_RECIPIENTS = 20
"""Our mails have one."""
_MOST_IDS = 50
_LONGEST = 200
"""Letters that are kept of another server's words."""
_LONGEST_ADDRESS = 254
"""RFC 5321, section 4.5.3.1.3."""
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})
_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
"""A letter of an address in RFC 6533, section 3."""
_HIGHEST = 0x10FFFF


class _Bounded(Compat32):
    """The library's way of reading that keeps every byte, with the end of fields that nobody needs so long cut off."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of a field."""
        name, value = super().header_source_parse(sourcelines)
        return name, ";".join(value[:_LONGEST_FIELD].split(";")[:_MOST_PARAMETERS])


_POLICY = _Bounded()
_HEADS = BytesHeaderParser(policy=_POLICY)
"""For fields alone: what stands behind them is not taken apart, whatever they call it."""


def report_of(content: bytes) -> Report | None:
    """The report that a mail is, as far as `LARGEST` reaches; None where it is none."""
    whole = _bounded(content)
    try:
        message = message_from_bytes(whole, policy=_POLICY)
        parts = next((parts for parts in _reports(message) if parts), None)
        return _report(message, parts, whole) if parts is not None else None
    except Exception:  # noqa: BLE001  the library's parser stumbles over hostile mails in ever new ways
        return None


def _bounded(content: bytes) -> bytes:
    """As much of a mail as is looked at; nothing of one that would take too long."""
    whole = b"".join(content[:LARGEST].splitlines(keepends=True)[:_MOST_LINES])
    return whole if len(_BOUNDARY.findall(whole)) <= _MOST_PARTS else b""


def is_report(content_type: str) -> bool:
    """Whether a mail with this Content-Type may be one, so that it is worth being read whole."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("multipart/report", "multipart/mixed")


def _reports(message: Message) -> Iterator[list[Message]]:
    """The parts of what may be a report: the mail itself, or a part of it where a gateway has added a footer."""
    wrapped = _parts(message) if message.get_content_type() == "multipart/mixed" else []
    for each in (message, *wrapped):
        parts = list(map(_decoded, _parts(each))) if each.get_content_maintype() == "multipart" else []
        if any(part.get_content_type() in _STATUS_TYPES for part in parts):
            yield parts


def _report(message: Message, parts: list[Message], whole: bytes) -> Report:
    blocks = [_fields(block) for part in parts if part.get_content_type() in _STATUS_TYPES for block in _blocks(part)]
    recipients = [each for each in blocks if "final-recipient" in each or "original-recipient" in each]
    own = _fields(message)
    returned = [_id for part in parts if part.get_content_type() in _RETURNED_TYPES for _id in _returned_ids(part)]
    referred = _ID.findall(f"{own.get('in-reply-to', '')} {own.get('references', '')}")
    return Report(
        key=_key(own, whole),
        at=_moment(own.get("date", "")),
        message_ids=tuple(dict.fromkeys(returned or referred))[:_MOST_IDS],
        recipients=tuple(map(_reported, recipients[:_MOST_RECIPIENTS])),
    )


def _key(own: dict[str, str], whole: bytes) -> str:
    """The report's own Message-ID, so that a copy that was forwarded or exported is the same; or of all its bytes."""
    said = _ID.search(own.get("message-id", ""))
    identity = said.group().encode() if said else b"\n".join(whole.splitlines())
    return hashlib.sha256(identity).hexdigest()


def _reported(fields: dict[str, str]) -> Reported:
    return Reported(
        final=_address(fields.get("final-recipient", "")),
        original=_address(fields.get("original-recipient", "")),
        action=_readable(fields.get("action", "")),
        status=_readable(fields.get("status", "")),
        said=_readable(_untyped(fields.get("diagnostic-code", ""))),
    )


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _decoded(part: Message) -> Message:
    """A part as it was before base64, which the library does not undo within what it takes for a mail or its report.

    RFC 2046, section 5.2.1, forbids it there; some gateways do it all the same.
    """
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if part.get_content_maintype() != "message" or encoding != "base64":
        return part
    content = base64.b64decode("".join(str(each.get_payload()) for each in _parts(part)))
    head = f"Content-Type: {part.get_content_type()}\n\n".encode()
    return message_from_bytes(head + _bounded(content), policy=_POLICY)


def _blocks(part: Message) -> Iterator[Message]:
    """Groups of fields with blank lines between. Of RFC 6533's type the library reads the first as a mail's head."""
    for each in _parts(part):
        yield each
        rest = each.get_payload(decode=True)
        if part.get_content_type() == "message/global-delivery-status" and isinstance(rest, bytes):
            for block in re.split(rb"\r?\n[ \t]*\r?\n", rest)[: _MOST_RECIPIENTS + 1]:
                yield _HEADS.parsebytes(block)


def _returned_ids(part: Message) -> list[str]:
    """Of the mail that is returned: its own Message-ID, and none that it answers."""
    heads = _parts(part)
    if not heads:
        content = part.get_payload(decode=True)
        heads = [_HEADS.parsebytes(content)] if isinstance(content, bytes) else []
    return [_id for head in heads for _id in _ID.findall(_fields(head).get("message-id", ""))]


def _fields(message: Message) -> dict[str, str]:
    """By name in small letters, the first of each; bytes beyond ASCII are read as UTF-8."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return found


def _untyped(value: str) -> str:
    """What stands behind the type: rfc822; ann@example.com."""
    return value.partition(";")[2] if ";" in value else value


def _address(value: str) -> str:
    """The bare address of a recipient's field; empty where there is none."""
    found = _ESCAPED.sub(_letter, _untyped(value)).strip().removeprefix("<").removesuffix(">").strip()
    is_address = found.count("@") > 0 and len(found) <= _LONGEST_ADDRESS and found.isprintable()
    return found if is_address else ""


def _letter(escaped: re.Match[str]) -> str:
    code = int(escaped.group(1), 16)
    return chr(code) if code <= _HIGHEST else ""


def _readable(value: str) -> str:
    """In one line, without what cannot be printed, and not too long."""
    printable = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(printable.split())[:_LONGEST]


def _moment(said: str) -> datetime | None:
    """The time of a Date field; None where it tells none."""
    try:
        found = parsedate_to_datetime(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
