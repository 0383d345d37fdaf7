"""Mails that came back, in the shapes in which mail servers write them, and mails that only look like it.

The fields and the order of parts are those of each server; the words are our own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime

LEFT_HOST, RIGHT_HOST = "relay.x.example", "mx.y.example"


@dataclass(frozen=True)
class Lost:
    """The mail that came back, and why."""

    to: str = "ann@x.example"
    message_id: str = "<1@x.example>"
    status: str = "5.1.1"
    action: str = "failed"
    code: int = 550
    words: str = "no such user here"
    at: datetime = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
    number: int = 1
    """Tells reports about the same mail apart."""
    original: str | None = None
    """Original-Recipient; None: the same as `to`, where the server says it."""

    @property
    def behind(self) -> str:
        """Whom the sender wrote to."""
        return self.to if self.original is None else self.original

    @property
    def reply(self) -> str:
        """What the other server said."""
        return f"{self.code} {self.status} {self.words}"

    @property
    def own_id(self) -> str:
        """The report's Message-ID."""
        return f"<report-{self.number}-{self.message_id.strip('<>').partition('@')[0]}@{LEFT_HOST}>"


def head(lost: Lost) -> str:
    """The head of the mail as it had left."""
    return (
        "From: Drumbeat <drumbeat@x.example>\n"
        f"To: <{lost.behind}>\nSubject: Network, October 2026\nMessage-ID: {lost.message_id}\n"
        "Auto-Submitted: auto-generated\n"
    )


def report(
    lost: Lost, parts: list[tuple[str, str]], more: str = "", kind: str = "report-type=delivery-status"
) -> bytes:
    """A multipart/report of these parts: Content-Type and text each."""
    boundary = f"=_{lost.number}_parts"
    text = (
        f"Return-Path: <>\nDate: {format_datetime(lost.at)}\nFrom: Mail Delivery <postmaster@{LEFT_HOST}>\n"
        f"To: bounces@x.example\nMessage-ID: {lost.own_id}\nSubject: It did not arrive\n{more}MIME-Version: 1.0\n"
        f'Content-Type: multipart/report; {kind}; boundary="{boundary}"\n\nThis is a report.\n'
    )
    for content_type, body in parts:
        text += f"\n--{boundary}\nContent-Type: {content_type}\n\n{body}"
    return f"{text}\n--{boundary}--\n".encode()


def postfix(lost: Lost) -> bytes:
    """Original-Recipient and a Diagnostic-Code over two lines; the head alone as text/rfc822-headers."""
    fields = (
        f"Reporting-MTA: dns; {LEFT_HOST}\nX-Postfix-Queue-ID: 4bCdEf1\n"
        f"X-Postfix-Sender: rfc822; bounces@x.example\nArrival-Date: {format_datetime(lost.at)}\n\n"
        f"Final-Recipient: rfc822; {lost.to}\nOriginal-Recipient: rfc822;{lost.behind}\nAction: {lost.action}\n"
        f"Status: {lost.status}\nRemote-MTA: dns; {RIGHT_HOST}\n"
        f"Diagnostic-Code: smtp; {lost.code} {lost.status} <{lost.to}>:\n    {lost.words} (in reply to RCPT TO)\n"
    )
    note = f"<{lost.to}>: host {RIGHT_HOST} said: {lost.code} {lost.status} {lost.words}\n"
    parts = [
        ("text/plain; charset=us-ascii", note),
        ("message/delivery-status", fields),
        ("text/rfc822-headers", head(lost)),
    ]
    return report(lost, parts, "Auto-Submitted: auto-replied\n")


def exchange(lost: Lost) -> bytes:
    """Exchange Online: text and HTML, Final-Recipient without a blank, the whole mail as message/rfc822."""
    fields = (
        "Reporting-MTA: dns;DB9PR01.prod.example\nReceived-From-MTA: dns;AM8.prod.example\n"
        f"Arrival-Date: {format_datetime(lost.at)}\n\nOriginal-Recipient: rfc822;{lost.behind}\n"
        f"Final-Recipient: rfc822;{lost.to}\nAction: {lost.action}\nStatus: {lost.status}\n"
        f"Diagnostic-Code: smtp;{lost.code} {lost.status} RESOLVER.ADR.Recipient; {lost.words}\n"
        f"X-Display-Name: {lost.to}\n"
    )
    both = (
        "--=_both\nContent-Type: text/plain; charset=utf-8\n\nYour message could not be delivered.\n"
        "--=_both\nContent-Type: text/html; charset=utf-8\n\n<p>Your message could not be delivered.</p>\n--=_both--\n"
    )
    parts = [
        ('multipart/alternative; boundary="=_both"', both),
        ("message/delivery-status", fields),
        ("message/rfc822", f"{head(lost)}Content-Type: text/plain\n\nMarzipan.\n"),
    ]
    return report(lost, parts, f"In-Reply-To: {lost.message_id}\nReferences: {lost.message_id}\n")


def referring(lost: Lost) -> bytes:
    """As a mailbox of Exchange shows some by IMAP: nothing is returned, and only In-Reply-To names the mail."""
    fields = (
        f"Reporting-MTA: dns;x.example\n\nFinal-Recipient: RFC822;{lost.to}\n"
        f"Action: {lost.action}\nStatus: {lost.status}\n"
    )
    parts = [("text/plain", "Undeliverable.\n"), ("message/delivery-status", fields)]
    return report(lost, parts, f"In-Reply-To: {lost.message_id}\n")


def exim(lost: Lost) -> bytes:
    """Exim: the status says no more than 5.0.0, the other server's reply says which; X-Failed-Recipients."""
    vague = f"{lost.status[0]}.0.0"
    fields = (
        f"Reporting-MTA: dns; {LEFT_HOST}\n\nAction: {lost.action}\nFinal-Recipient: rfc822;{lost.to}\n"
        f"Status: {vague}\nRemote-MTA: dns; {RIGHT_HOST}\nDiagnostic-Code: smtp; {lost.reply}\n"
    )
    parts = [
        ("text/plain; charset=us-ascii", "A message could not be delivered to all of its recipients.\n"),
        ("message/delivery-status", fields),
        ("message/rfc822", f"Return-path: <bounces@x.example>\n{head(lost)}\nMarzipan.\n"),
    ]
    return report(lost, parts, f"X-Failed-Recipients: {lost.to}\nAuto-Submitted: auto-replied\n")


def gmail(lost: Lost) -> bytes:
    """Gmail: multipart/related within, a reply of several lines, and References to the mail."""
    shown = '--=_shown\nContent-Type: text/html; charset="UTF-8"\n\n<p>Address not found</p>\n--=_shown--\n'
    fields = (
        f"Reporting-MTA: dns; googlemail.example\nArrival-Date: {format_datetime(lost.at)}\n"
        f"X-Original-Message-ID: {lost.message_id}\n\nFinal-Recipient: rfc822; {lost.to}\nAction: {lost.action}\n"
        f"Status: {lost.status}\nRemote-MTA: dns; {RIGHT_HOST}. (192.0.2.1, the server for the domain.)\n"
        f"Diagnostic-Code: smtp; {lost.code}-{lost.status} {lost.words}.\n"
        f" {lost.code} {lost.status} Please check the address.\nLast-Attempt-Date: {format_datetime(lost.at)}\n"
    )
    parts = [
        ('multipart/related; boundary="=_shown"', shown),
        ("message/delivery-status", fields),
        ("message/rfc822", f"X-Received: by 2002:a05\n{head(lost)}\nMarzipan.\n"),
    ]
    return report(lost, parts, f"X-Failed-Recipients: {lost.to}\nIn-Reply-To: {lost.message_id}\n")


def sendmail(lost: Lost) -> bytes:
    """Sendmail: fields in capitals, comments, angle brackets, CR LF, and Auto-Submitted with a reason."""
    fields = (
        f"Reporting-MTA: dns; {LEFT_HOST}\nReceived-From-MTA: DNS; x.example\n\n"
        f"Original-Recipient: RFC822; <{lost.behind}>\nFinal-Recipient: RFC822; <{lost.to}>\n"
        f"Action: {lost.action.title()}\nStatus: {lost.status} (so it said)\nDiagnostic-Code: SMTP; {lost.reply}\n"
    )
    parts = [
        ("text/plain", "----- The following addresses had permanent fatal errors -----\n"),
        ("message/delivery-status", fields),
        ("message/rfc822", f"Return-Path: <bounces@x.example>\n{head(lost)}\nMarzipan.\n"),
    ]
    return report(lost, parts, "Auto-Submitted: auto-generated (failure)\n").replace(b"\n", b"\r\n")


def international(lost: Lost) -> bytes:
    """RFC 6533: message/global-delivery-status, an address with its letters escaped."""
    name, _, domain = lost.to.partition("@")
    escaped = "".join(each if each.isascii() else f"\\x{{{ord(each):X}}}" for each in name)
    fields = (
        f"Reporting-MTA: dns; {LEFT_HOST}\n\nFinal-Recipient: utf-8; {escaped}@{domain}\nAction: {lost.action}\n"
        f"Status: {lost.status}\nDiagnostic-Code: smtp; {lost.code} {lost.status} {lost.words}\n"
    )
    parts = [
        ("text/plain; charset=utf-8", "Unzustellbar.\n"),
        ("message/global-delivery-status", fields),
        ("message/global-headers", head(lost)),
    ]
    return report(lost, parts)


def with_footer(lost: Lost) -> bytes:
    """A gateway has put a report into a multipart/mixed, with a notice of its own behind."""
    inner = postfix(lost).partition(b"MIME-Version: 1.0\n")[2]
    outer = (
        f"Date: {format_datetime(lost.at)}\nMessage-ID: {lost.own_id}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="=_outer"\n\n--=_outer\n'
    )
    return outer.encode() + inner + b"\n--=_outer\nContent-Type: text/plain\n\nFrom outside.\n--=_outer--\n"


SHAPES: tuple[Callable[[Lost], bytes], ...] = (
    *(postfix, exchange, exim, gmail, sendmail),
    *(referring, international, with_footer),
)


def receipt(lost: Lost) -> bytes:
    """A read receipt (RFC 8098)."""
    fields = (
        f"Reporting-UA: Outlook\nFinal-Recipient: rfc822;{lost.to}\nOriginal-Message-ID: {lost.message_id}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    parts = [("text/plain", "It was read.\n"), ("message/disposition-notification", fields)]
    return report(lost, parts, kind="report-type=disposition-notification")


def on_holiday(lost: Lost) -> bytes:
    """An answer of a machine (RFC 3834)."""
    return (
        f"From: {lost.to}\nTo: bounces@x.example\nSubject: Away\nAuto-Submitted: auto-replied\n"
        f"In-Reply-To: {lost.message_id}\nMessage-ID: {lost.own_id}\n\n550 5.1.1 I am away, <{lost.to}>.\n"
    ).encode()


def in_plain_words(lost: Lost) -> bytes:
    """As qmail writes: no RFC says what it means."""
    return (
        f"From: MAILER-DAEMON@x.example\nTo: bounces@x.example\nMessage-ID: {lost.own_id}\n\n"
        f"Hi. I was not able to deliver your message.\n\n<{lost.to}>:\n550 5.1.1 no such user\n\n"
        f"--- Below this line is a copy of the message.\n\n{head(lost)}"
    ).encode()


def delayed(lost: Lost) -> bytes:
    """A warning: the server goes on trying."""
    return postfix(replace(lost, action="delayed", status="4.4.1", code=450, words="try later"))


def hostile() -> dict[str, bytes]:
    """What nobody sends in good faith."""
    good = postfix(Lost())
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(2_000)
    )
    wrong = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    fifty = nested[: nested.index(b"boundary=b50\n")]
    endless = b'Content-Type: multipart/mixed; x="' + b";" * 250_000 + b"\n\n"
    short = b'--b\nContent-Type: multipart/mixed; x="' + b";" * 950 + b"\n\n"
    coded = b"text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(endless)
    return {
        "a type without end": endless,
        "a type without end beside a boundary": wrong.replace(b"boundary=b", b'boundary=b; x="' + b";" * 250_000),
        "many long types": wrong + short * 480 + b"--b--\n",
        "a type without end in a coded part": good.replace(b"text/rfc822-headers\n", coded),
        "fifty levels in a coded part": good.replace(
            b"text/rfc822-headers\n", coded[: coded.index(b"\n\n") + 2] + base64.encodebytes(fifty + b"x\n" * 100_000)
        ),
        "nothing": b"",
        "noise": bytes(range(256)) * 64,
        "only zeros": b"\0" * 4096,
        "no boundary": good.replace(b'; boundary="=_1_parts"', b""),
        "an odd boundary": good.replace(b'"=_1_parts"', b'"=_1_parts'),
        "cut amid the fields": good[: good.index(b"Action:")],
        "a status that is none": good.replace(b"Status: 5.1.1", b"Status: 5.1.1.1.1\xff"),
        "fields that are none": wrong + b"Content-Type: message/delivery-status\n\n:::\n\n\n\n\n--b--\n",
        "two thousand levels": nested,
        "fifty levels and no end": fifty + b"x\n" * 250_000,
        "a charset that is none": good.replace(b"charset=us-ascii", b"charset=\xff\xfe;=;charset*0*=x''%"),
        "a parameter without end": wrong.replace(b"boundary=b", b"boundary*=" + b"a''%" * 2000),
        "a long line": good.replace(b"no such user here", b"A" * 400_000),
        "many fields": good.replace(b"Action:", b"X-More: more\n" * 20_000 + b"Action:"),
        "many recipients": good.replace(
            b"Action:", b"Action: failed\n\nFinal-Recipient: rfc822; x@y.example\n" * 5_000
        ),
        "encoded words in fields": good.replace(b"Message-ID: <report", b"Message-ID: =?utf-8?b?////?= <report"),
        "a date that is none": good.replace(b"Date: Tue", b"Date: Xxx, 99 Foo -1"),
        "a base64 that is none": good.replace(
            b"text/rfc822-headers\n", b"text/rfc822-headers\nContent-Transfer-Encoding: base64\n"
        ),
        "an address in an address": good.replace(b"rfc822; ann@x.example", b"rfc822; <<ann@x.example>@>@@"),
    }
