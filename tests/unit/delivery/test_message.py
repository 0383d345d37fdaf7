"""The mail's bytes, read back as a mail program reads them."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default
from functools import cache

import pytest

from digests import quiet_digest, rich_digest
from drumbeat.delivery.message import Envelope, Rendered, build_message, wire_bytes
from drumbeat.errors import DeliveryError
from drumbeat.rendering import Renderer
from hostile import HOSTILE, hostile_digest
from html_page import numbers_in, read_page

RENDERER = Renderer()
ENVELOPE = Envelope(
    sender="Drumbeat <drumbeat@example.com>",
    recipient="Zoë Müller <zoe@example.com>",
    reply_to="Dana Roth <dana@example.com>",
    message_id="<network.2026-10.9f86d081884c7d65@example.com>",
    date=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
    list_id="network.drumbeat.example.com",
)


def mail_of(made, **other):
    """The digest that this makes, as the bytes of a mail."""
    return wire_bytes(build_message(rendered(made), replace(ENVELOPE, **other)))


@cache
def rendered(made):
    """It as it is laid out, once."""
    digest = made()
    return Rendered(RENDERER.subject(digest), RENDERER.html(digest), RENDERER.text(digest))


@pytest.fixture(params=[rich_digest, quiet_digest, hostile_digest], ids=["rich", "quiet", "hostile"])
def raw(request):
    """Each digest's mail."""
    return mail_of(request.param)


@pytest.fixture
def parsed(raw):
    """The same, read back."""
    return email.message_from_bytes(raw, policy=default)


def test_tree(parsed):
    """The mail is multipart/alternative, text first, HTML last (rule E01)."""
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


def test_parts_survive_the_way():
    """What was rendered is what is read, every character (promise 6)."""
    digest = rich_digest()
    text, html = (
        part.get_content() for part in email.message_from_bytes(mail_of(rich_digest), policy=default).iter_parts()
    )
    assert text.replace("\r\n", "\n") == RENDERER.text(digest)
    assert html.replace("\r\n", "\n") == RENDERER.html(digest)


def test_numbers_of_html_stand_in_text(parsed):
    """Read back from the mail, the text part has every number of the HTML part (rule E03)."""
    text, html = (part.get_content() for part in parsed.iter_parts())
    assert numbers_in(read_page(html).text) <= numbers_in(text)


def test_lines(raw):
    """No line is over 998 octets, none ends otherwise than in CR LF, and no byte is over 127 (rule E04)."""
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()


def test_encoded_size(raw):
    """The encoded mail is well under what mail programs clip (rule E20)."""
    assert len(raw) <= 95_000


@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to"])
@pytest.mark.parametrize("breaking", ["\r\nBcc: all@example.com", "\nBcc: all@example.com", "\r", "\x00", "\u2028"])
def test_line_break_in_an_address_is_refused(field, breaking):
    """An address that would start a header of its own is refused in words (rule E05)."""
    with pytest.raises(DeliveryError, match="line break"):
        mail_of(rich_digest, **{field: f"Dana {breaking} <dana@example.com>"})


def test_line_break_in_the_subject_is_refused():
    """A subject with CR LF and Bcc in it never becomes a header (rule E05)."""
    with pytest.raises(DeliveryError, match="Subject"):
        build_message(Rendered(f"{HOSTILE}, October 2026", "<p>One</p>", "One"), ENVELOPE)


def test_line_break_in_a_name_reaches_no_header():
    """A team's name and a title with CR LF and Bcc in them are one line in the subject, and nobody's header (E05)."""
    parsed = email.message_from_bytes(mail_of(hostile_digest), policy=default)
    assert parsed["Bcc"] is None
    assert "Bcc: all@example.com" in parsed["Subject"]
    assert parsed["Subject"].isprintable()


@pytest.mark.parametrize("wrong", ["<a b@c>", "a@b", "<a@b>\r\nBcc: c@d", "<>", "", f"<{'a' * 250}@b>", "<ä@b>"])
def test_message_id_must_be_one(wrong):
    """A Message-ID that is none is refused (rules E05, E06)."""
    with pytest.raises(DeliveryError, match="Message-ID"):
        mail_of(rich_digest, message_id=wrong)


@pytest.mark.parametrize("wrong", ["", "a b", "<a>", "a\r\nBcc: c@d", "a" * 75])
def test_list_id_must_be_one(wrong):
    """A List-Id that could not stand whole in its header is refused (rules E05, E08)."""
    with pytest.raises(DeliveryError, match="List-Id"):
        mail_of(rich_digest, list_id=wrong)


def test_date_needs_a_zone():
    """A time without zone would be another hour elsewhere, and is refused."""
    naive = ENVELOPE.date.replace(tzinfo=None)
    with pytest.raises(DeliveryError, match="time zone"):
        mail_of(rich_digest, date=naive)


@pytest.mark.parametrize(
    "wrong",
    ["", "dana", "dana@", "@example.com", "a b@example.com", "a@example.com, b@example.com", "Team: a@example.com;"],
)
def test_one_recipient(wrong):
    """A mail goes to exactly one address, so that no list of addresses leaks (rule E09)."""
    with pytest.raises(DeliveryError, match="To is not one"):
        mail_of(rich_digest, recipient=wrong)


def test_headers(parsed):
    """Identity, list, replies and the two marks against automatic answers are set (rules E06, E07, E08)."""
    assert parsed["Message-ID"] == ENVELOPE.message_id
    assert parsed["List-Id"] == "<network.drumbeat.example.com>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert parsed["Reply-To"].addresses[0].addr_spec == "dana@example.com"
    assert parsed["To"].addresses[0].display_name == "Zoë Müller"
    assert parsed["Date"].datetime == ENVELOPE.date
    assert parsed["Bcc"] is None
    assert len(parsed.keys()) == len(set(parsed.keys()))


def test_long_message_id_stays_whole():
    """An identity made of a hash and a host name is neither folded nor encoded (rule E06)."""
    identity = f"<{'9f' * 32}@a-rather-long-host.of-some.example.com>"
    assert f"Message-ID: {identity}\r\n".encode() in mail_of(rich_digest, message_id=identity)


def test_subject():
    """The subject holds team and the month in words (rule E11)."""
    parsed = email.message_from_bytes(mail_of(rich_digest), policy=default)
    assert parsed["Subject"].strip() == RENDERER.subject(rich_digest())
    assert "Network & Data Centre, October 2026" in parsed["Subject"]


@pytest.mark.parametrize(
    "subject",
    [
        "Bürodienste, Oktober 2026: „Automatische Zertifikate“ ist abgeschlossen",
        "Büro, Oktober 2026: " + "über " * 60 + "alles",
        "Service Desk \N{FIRE} \N{FIRE} \N{FIRE}, October 2026: " + "x" * 200,
        "服務台, 2026年10月: " + "服務" * 100,
        "Mail, October 2026: a plain one, long enough to be folded somewhere before it ends, and then some",
    ],
)
def test_no_blank_of_a_subject_is_lost_or_doubled(subject):
    """Whatever the language and wherever it is folded, the subject that is read is the one that was written (E05)."""
    raw = wire_bytes(build_message(Rendered(subject, "<p>One</p>", "One"), ENVELOPE))
    assert email.message_from_bytes(raw, policy=default)["Subject"] == subject
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_no_reply_to():
    """Without a lead there is no Reply-To rather than an empty one."""
    assert b"Reply-To" not in mail_of(rich_digest, reply_to="")


def test_same_input_same_bytes():
    """Nothing in the mail is drawn by lot, the boundary included; another delivery has another (promise 5)."""
    assert mail_of(rich_digest) == mail_of(rich_digest)
    assert mail_of(rich_digest) != mail_of(rich_digest, message_id="<other@example.com>")


def test_boundary_stands_in_no_part(parsed):
    """The boundary cannot be met inside a part."""
    assert all(parsed.get_boundary() not in part.get_payload() for part in parsed.iter_parts())


def test_address_outside_ascii():
    """An address with letters outside ASCII keeps them, as RFC 6532 writes it; a bare address in brackets."""
    raw = mail_of(rich_digest, recipient="jürgen@exämple.com")
    assert "To: <jürgen@exämple.com>\r\n".encode() in raw
