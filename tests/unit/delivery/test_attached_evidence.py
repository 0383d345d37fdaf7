"""The evidence page as part of a mail: beside the letter, never in its place, and small enough."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest

from drumbeat import app
from drumbeat.app.evidence import MOST_ATTACHED
from drumbeat.delivery.message import Envelope, Rendered, build_message, encoded_size, wire_bytes
from drumbeat.digest.build import Built
from drumbeat.digest.letter import Frame
from drumbeat.errors import DeliveryError
from drumbeat.rendering import Renderer
from drumbeat.settings import Settings
from evidence_months import large_month, small_month
from installation import NETWORK

ENVELOPE = Envelope(
    sender="Drumbeat <drumbeat@example.com>",
    recipient="zoe@example.com",
    reply_to="",
    message_id="<network.2026-10@example.com>",
    date=datetime(2026, 11, 2, 8, tzinfo=UTC),
    list_id="network.drumbeat.example.com",
)


def mail_of(month, **other):
    """A month's mail with its page, as bytes."""
    digest, lines = month
    renderer = Renderer(frame=Frame(attached="evidence.html"))
    page = renderer.evidence(digest, lines)
    rendered = Rendered(
        renderer.subject(digest), renderer.html(digest), renderer.text(digest), evidence=page, attached="evidence.html"
    )
    return wire_bytes(build_message(replace(rendered, **other), ENVELOPE))


def read(raw):
    """The same, read back."""
    return email.message_from_bytes(raw, policy=default)


def test_tree_with_a_page():
    """The root is multipart/mixed: the alternative of rule E01, whole, and then the page as a file."""
    root = read(mail_of(small_month()))
    assert root.get_content_type() == "multipart/mixed"
    letter, page = root.iter_parts()
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert page.get_content_type() == "text/html"
    assert (page.get_content_disposition(), page.get_filename()) == ("attachment", "evidence.html")
    assert page["Content-ID"] is None
    assert "Message-ID" not in letter
    assert root["Message-ID"] == "<network.2026-10@example.com>"


def test_the_letter_is_still_the_body():
    """A mail program that asks for the body finds the letter, not the page."""
    root = read(mail_of(small_month()))
    assert "evidence.html" in root.get_body(("plain",)).get_content()
    assert "Content-Security-Policy" not in root.get_body(("html",)).get_content()


def test_without_a_page_the_tree_is_as_before():
    """No page, no further level."""
    assert read(mail_of(small_month(), attached="", evidence="")).get_content_type() == "multipart/alternative"


def test_the_page_survives_the_way():
    """What was frozen is what is opened, every character; the bytes are ASCII in lines of 76 at most (E04)."""
    digest, lines = small_month()
    raw = mail_of((digest, [replace(each, service="Büro ☎ שלום") for each in lines]))
    *_, page = read(raw).iter_parts()
    assert "Büro ☎" in page.get_content()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_same_mail_is_the_same_bytes():
    """Both boundaries follow from the Message-ID, differ, and are another mail's others."""
    first, again = mail_of(small_month()), mail_of(small_month())
    assert first == again
    outer, inner = read(first).get_boundary(), next(iter(read(first).iter_parts())).get_boundary()
    assert outer != inner
    assert not outer.startswith(inner)
    assert not inner.startswith(outer)


def test_a_large_month_stays_below_200_kilobytes():
    """5,000 tickets: the whole mail stays below 200 kB (rules E20 and E23), page and all."""
    assert len(mail_of(large_month(5000))) < 200_000


def test_the_limit_lets_such_a_month_through_and_no_more():
    """The page of 5,000 tickets is attached, that of 20,000 is not."""
    small, large = (Renderer().evidence(*large_month(count)) for count in (5000, 20_000))
    assert encoded_size(small) <= MOST_ATTACHED < encoded_size(large)


@pytest.mark.parametrize("name", ["ä.html", "a\r\nBcc: x.html", "../x.html", 'a".html', "x" * 81, ".html", "a b.html"])
def test_a_name_that_is_none_makes_no_mail(name):
    """A file's name that could end a header, or leave a folder, is refused."""
    with pytest.raises(DeliveryError):
        mail_of(small_month(), attached=name)


def test_a_page_too_long_for_a_mail_is_kept_and_the_letter_says_so():
    """Of 20,000 records the page is made and kept, the mail goes without it, and says whom to ask."""
    content, bare = app.edition_contents(Settings(), NETWORK, Built(*map(_frozen, large_month(20_000))))
    assert bare is None
    assert (content.attached, content.evidence_name) == ("", "")
    assert content.evidence.count("INC") + content.evidence.count(": ") > 1000
    for said in (content.html, content.text):
        assert "too long for a mail. They are kept; the team’s lead can ask for them." in " ".join(said.split())


def test_a_served_page_of_any_length_is_linked(tmp_path):
    """Where a web server hands it out, a page of 20,000 records is linked, and the letter says nothing of length."""
    evidence = {"url": "https://digest.example.com", "folder": str(tmp_path), "secret": "nobody knows this " * 2}
    settings = Settings.model_validate({"evidence": {**evidence, "attach": True}})
    content, _ = app.edition_contents(settings, NETWORK, Built(*map(_frozen, large_month(20_000))))
    assert f"https://digest.example.com/{content.evidence_name}#incidents-resolved" in content.html
    assert content.attached == ""
    assert "too long" not in content.html


def _frozen(part):
    return tuple(part) if isinstance(part, list) else part
