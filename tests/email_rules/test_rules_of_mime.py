"""Rules E01 to E11: the tree of the mail, its lines, and its headers."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email.policy import default

import pytest

from drumbeat import app
from drumbeat.errors import DeliveryError
from drumbeat.pipeline import freeze
from drumbeat.records.period import Period
from drumbeat.rendering import Renderer
from email_rules.sent_letters import (
    BRANDED,
    HOSTILE,
    LINKED,
    PERIOD,
    RECIPIENT,
    SENT,
    SETTINGS,
    Mail,
    hostile,
    letter,
    mail_of,
    rich,
)
from html_page import numbers_in

HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "Content-Type", "MIME-Version"),
}
MONTHS = {"en": "October 2026", "de": "Oktober 2026"}
IN_DIGITS = re.compile(r"\b\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}\b")


def composed(subject="October 2026", recipient=RECIPIENT, period=PERIOD, team="Network"):
    """A mail of one line under this subject."""
    content = replace(freeze(rich(), Renderer()), subject=subject)
    message = app.compose(content, SETTINGS, app.Addressing(team, period, recipient, "", SENT))
    return email.message_from_bytes(message.content, policy=default)


def test_e01_root_is_alternative(mail):
    """What is read is multipart/alternative: plain text first, HTML last, pictures with the HTML (rule E01).

    A file that comes with a mail stands beside the alternatives, never among them.
    """
    first, last = mail.alternatives.iter_parts()
    assert mail.alternatives.get_content_type() == "multipart/alternative"
    assert first.get_content_type() == "text/plain"
    assert last.get_content_type() in {"text/html", "multipart/related"}
    if last.get_content_type() == "multipart/related":
        html, *pictures = last.iter_parts()
        assert html.get_content_type() == "text/html"
        assert {part.get_content_type() for part in pictures} == {"image/png"}
    if mail.alternatives is not mail.message:
        assert all(part.is_attachment() for part in list(mail.message.iter_parts())[1:])


def test_e02_every_cid_has_one_inline_part(mail):
    """Every cid: of the HTML is exactly one inline part, and every inline part is shown (rule E02)."""
    shown = re.findall(r'["\'(]cid:([^"\')]+)', mail.html)
    parts = [part for part in mail.message.walk() if part.get_content_disposition() == "inline"]
    assert sorted(part["Content-ID"].strip("<>") for part in parts) == sorted(set(shown))


def test_e02_a_logo_is_shown_by_its_cid():
    """A mail with a logo has one picture to be shown, and a mail without has none (rule E02)."""
    assert [len(letter(name).pictures) for name in ("linked-en", "rich-en")] == [1, 0]
    assert "cid:logo@drumbeat" in letter("linked-en").html


def test_e03_text_carries_every_figure_and_title(mail):
    """The text part has every number and every section title of the HTML (rule E03)."""
    text = " ".join(mail.text.split())
    assert numbers_in(mail.page.text) - numbers_in(text) == set()
    titles = [title.text for title in mail.page.every("h2", "h3")]
    assert titles
    assert [title for title in titles if title not in text] == []


def test_e04_no_line_is_too_long(mail):
    """No line has more than 998 octets, even where a word has 1,200 letters; line ends are CR LF (rule E04)."""
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")


def test_e05_no_header_is_begun_by_a_record():
    """CR LF and Bcc in the name of a team, a lead and a title make no header of their own (rule E05)."""
    found = mail_of(hostile()).message
    assert set(found.keys()) == HEADERS
    assert "evil.example" not in str(found["To"]) + str(found["Reply-To"])


@pytest.mark.parametrize("breaking", ["\r\nBcc: all@evil.example", "\n", "\r", "\x00", "\u2028"])
def test_e05_a_line_break_in_a_header_is_refused(breaking):
    """A line break in a subject or an address is refused, not mended, by what makes the message (rule E05)."""
    with pytest.raises(DeliveryError, match="line break"):
        composed(subject=f"October{breaking} 2026")
    with pytest.raises(DeliveryError):
        composed(recipient=f"zoe@example.com{breaking}")


def test_e05_what_is_refused_is_hostile():
    """The words that the tests above use would begin a header: the tests can fail (rule E05)."""
    assert re.search(r"^Bcc: ", HOSTILE, re.MULTILINE)


def test_e06_message_id_follows_from_team_period_and_recipient():
    """Message-ID is the same for a retry, another for another team, period or recipient (rule E06)."""
    november = Period.month(2026, 11, PERIOD.zone)
    others = (composed(), composed(team="Desk"), composed(period=november), composed(recipient="ann@example.com"))
    ids = [other["Message-ID"] for other in others]
    assert len(set(ids)) == 4
    assert composed(subject="A retry after a change")["Message-ID"] == ids[0]
    assert all("zoe" not in each and each.endswith("@example.com>") for each in ids)


def test_e06_each_mail_has_one(mail):
    """Every mail carries one Message-ID (rule E06)."""
    assert len(mail.message.get_all("Message-ID")) == 1


def test_e07_machines_are_told_not_to_answer(mail):
    """Both marks against automatic answers are set (rule E07)."""
    assert mail.message.get_all("Auto-Submitted") == ["auto-generated"]
    assert mail.message.get_all("X-Auto-Response-Suppress") == ["OOF, AutoReply"]


def test_e08_list_id_is_the_digests_own():
    """List-Id is the same for each month and recipient of a team's digest, and another for another team (rule E08)."""
    november = Period.month(2026, 11, PERIOD.zone)
    same = {str(composed(period=period)["List-Id"]) for period in (PERIOD, november)}
    same.add(str(composed(recipient="ann@example.com")["List-Id"]))
    assert len(same) == 1
    assert str(composed(team="Desk")["List-Id"]) not in same
    assert re.fullmatch(r"<[a-z0-9.-]+>", same.pop())


def test_e09_one_recipient_a_message(sent):
    """Each of the demo's mails names its own recipient, and no byte of it names another's (rule E09)."""
    everybody = {mail.message["To"].addresses[0].addr_spec for mail in sent}
    assert len(everybody) == 2
    for mail in sent:
        (own,) = mail.message["To"].addresses
        assert mail.message["Cc"] is None
        assert mail.message["Bcc"] is None
        assert [other for other in everybody - {own.addr_spec} if other.encode() in mail.raw] == []


@pytest.mark.parametrize("several", ["a@example.com, b@example.com", "Team: a@example.com, b@example.com;"])
def test_e09_several_recipients_are_refused(several):
    """A message to several addresses cannot be made (rule E09)."""
    with pytest.raises(DeliveryError):
        composed(recipient=several)


@pytest.mark.parametrize("language", MONTHS)
def test_e11_subject_says_team_and_month_in_words(language):
    """The subject has the team and the month in words of its language, and no date in digits (rule E11)."""
    subject = str(mail_of(rich(), language).message["Subject"])
    assert subject.startswith(f"Network & Data Centre, {MONTHS[language]}: ")
    assert IN_DIGITS.search(subject) is None


def test_e11_so_do_the_demos(sent):
    """So do the subjects of the demo's mails, one a team (rule E11)."""
    subjects = {str(mail.message["Subject"]) for mail in sent}
    assert len(subjects) == 3
    for subject in subjects:
        assert MONTHS["en"] in subject
        assert IN_DIGITS.search(subject) is None


def test_e11_a_date_in_digits_would_be_seen():
    """The check above knows such dates when it sees them (rule E11)."""
    assert all(IN_DIGITS.search(said) for said in ("Network, 10/2026", "Network, 08.26", "Network, 2026-10"))


def test_the_branded_mail_is_one():
    """The same mail is the same bytes: the letters that the rules are tried on are no others at the next run."""
    assert mail_of(rich(), "en", LINKED, BRANDED).raw == letter("linked-en").raw
    assert isinstance(letter("linked-en"), Mail)
