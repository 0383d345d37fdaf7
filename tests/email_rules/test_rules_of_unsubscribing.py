"""Rules E03, E12, E16 and E52 of unsubscribing: what headers and body of a mail say to its own recipient."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from drumbeat import app
from drumbeat.errors import DeliveryError, TokenRefused
from drumbeat.pipeline import freeze
from drumbeat.records.team import Team
from drumbeat.rendering import Renderer
from drumbeat.tokens import VALID
from drumbeat.tokens.unsubscribing import Subscription, subscription
from email_rules.sent_letters import (
    HOSTILE,
    INSTALLATION,
    LINKED,
    PAGES,
    PERIOD,
    RECIPIENT,
    SECRET,
    SENT,
    Mail,
    rich,
)

TEAM = Team("Network & Data Centre", ("Network",), (), PERIOD.zone, lead="Lea Brandt")
MAILBOX = "unsubscribe@example.com"
LIST = app.Reader("all-staff@example.com", is_shared=True, keeper="Ann O'Keeper & Sons")
HEADER = re.compile(rb"^List-Unsubscribe: (.*(?:\r\n[ \t].*)*)\r\n", re.MULTILINE)
EDITION = freeze(rich(), Renderer(frame=LINKED))
ASKING = freeze(rich(), Renderer(frame=replace(LINKED, leave_page="")))
GERMAN = freeze(rich(), Renderer(language="de", frame=LINKED))


def settings(**web):
    """The installation with these of its pages' settings."""
    return INSTALLATION.model_copy(update={"web": INSTALLATION.web.model_copy(update=web)})


ZOE = app.Reader(RECIPIENT)


def sent(reader=ZOE, team=TEAM, content=EDITION, now=SENT, **web):
    """The mail of an edition to one reader."""
    leaving = app.leaving(settings(**web), team, reader, now)
    whom = app.Addressing(team.name, PERIOD, reader.address, "", now, leaving)
    return Mail(app.compose(content, INSTALLATION.mail, whom).content)


def link_of(mail):
    """The link of the header."""
    return re.match(r"<(https:[^>]+)>", str(mail.message["List-Unsubscribe"]))[1]


def whose(mail, now=SENT, secrets=(SECRET,)):
    """Whom the link of the header is for."""
    return subscription(link_of(mail).rpartition("/")[2], secrets, now)


def without_region(html):
    """The HTML without what each recipient has of their own."""
    return re.sub(r"(?<=<!--leave-->).*?(?=<!--/leave-->)", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("mailbox", ["", MAILBOX])
def test_e12_a_mail_has_one_link_and_one_click(mailbox):
    """One `List-Unsubscribe` with one https address, a mailto after it if set, and its one-click twin (rule E12)."""
    mail = sent(unsubscribe_mailto=mailbox)
    assert mail.message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    (header,) = mail.message.get_all("List-Unsubscribe")
    mailto = rf", <mailto:{MAILBOX}\?subject=unsubscribe%20[\w.-]+>" if mailbox else ""
    assert re.fullmatch(rf"<{PAGES}/u/t[\w.-]+>{mailto}", header)


def test_e12_every_letter_that_links_has_the_headers(mail):
    """A mail with a personal link in its body has both headers, with that link; one without has neither (rule E12)."""
    links = [each.attributes["href"] for each in mail.page.every("a") if "/u/" in each.attributes["href"]]
    assert [f"<{each}>" for each in links] == mail.message.get_all("List-Unsubscribe", [])
    assert len(mail.message.get_all("List-Unsubscribe-Post", [])) == len(links) <= 1


@pytest.mark.parametrize("address", [f"{'a' * 180}@example.com", "zoë@example.com"])
def test_e12_an_address_is_never_folded_or_encoded(address):
    """However long the link, it stands whole on a line of 998 octets, also in a mail of UTF-8 headers (rule E12)."""
    long = sent(app.Reader(address), Team("Network " * 14, ("N",), (), PERIOD.zone), unsubscribe_mailto=MAILBOX)
    (header,) = HEADER.findall(long.raw)
    first, second = header.split(b",\r\n ")
    assert re.fullmatch(rb"<https://drumbeat\.example\.com/u/t[\w.-]+>", first)
    assert second.startswith(b"<mailto:")
    assert max(map(len, long.raw.split(b"\r\n"))) <= 998
    assert whose(long).recipient == address


def test_e12_a_link_that_fits_into_no_line_is_none():
    """For names so long that no header holds their link, the mail says whom to ask, and has no header (rule E12)."""
    words = "".join(chr(0x4E00 + 37 * at) for at in range(400))
    mail = sent(team=replace(TEAM, name=words))
    assert mail.message["List-Unsubscribe"] is None
    assert mail.message["List-Unsubscribe-Post"] is None
    assert "ask Lea Brandt." in mail.text
    assert f"{PAGES}/u/" not in mail.html + mail.text


def test_e12_without_pages_a_mailbox_alone():
    """Without an address of pages the header has the mailto alone, and no one-click; without both, none (rule E12)."""
    asked = sent(content=ASKING, url="", unsubscribe_mailto=MAILBOX)
    assert re.fullmatch(rf"<mailto:{MAILBOX}\?subject=[\w%.-]+>", str(asked.message["List-Unsubscribe"]))
    assert asked.message["List-Unsubscribe-Post"] is None
    assert sent(content=ASKING, url="").message["List-Unsubscribe"] is None


def test_e12_one_click_needs_https():
    """Plain http, which only this machine may be reached by, promises no one-click (RFC 8058; rule E12)."""
    mail = sent(url="http://127.0.0.1:8090")
    assert str(mail.message["List-Unsubscribe"]).startswith("<http://127.0.0.1:8090/u/t")
    assert mail.message["List-Unsubscribe-Post"] is None


def test_e12_what_many_read_has_no_link():
    """A mailing list's mail has neither header nor link, and says who takes readers off it (rules E12 and E17)."""
    mail = sent(LIST, unsubscribe_mailto=MAILBOX)
    assert mail.message["List-Unsubscribe"] is None
    assert mail.message["List-Unsubscribe-Post"] is None
    for part in (mail.page.text, " ".join(mail.text.split())):
        assert part.endswith("through a mailing list; Ann O'Keeper & Sons takes readers off it.")
        assert f"{PAGES}/u/" not in part
    assert f"{PAGES}/u/" not in mail.html
    german = sent(LIST, replace(TEAM, language="de"), GERMAN)
    assert "Verteiler; Ann O'Keeper & Sons nimmt Leser heraus." in german.page.text
    nobody = sent(replace(LIST, keeper=""))
    assert "whoever keeps the list" in nobody.page.text


@pytest.mark.parametrize("breaking", ["\r\nBcc: all@evil.example", "\n", ">, <https://evil.example", HOSTILE])
def test_e12_no_name_begins_a_header(breaking):
    """A team's name with line breaks or brackets stays within its token: the headers are as many as ever (rule E12)."""
    mail = sent(team=replace(TEAM, name=f"Network{breaking}"))
    assert mail.message["Bcc"] is None
    assert re.fullmatch(rf"<{PAGES}/u/t[\w.-]+>", str(mail.message["List-Unsubscribe"]))
    assert whose(mail).team == f"Network{breaking}"


@pytest.mark.parametrize(
    "address", ["https://x.example/>,<mailto:a@b", "https://x.example/\r\nBcc: a@b", "ftp://x/", "x" * 2000]
)
def test_e12_an_address_that_is_none_is_refused(address):
    """What makes the message refuses an address that could be more than one, or none (rules E05 and E12)."""
    leaving = replace(app.leaving(INSTALLATION, TEAM, app.Reader(RECIPIENT), SENT), addresses=(address,))
    whom = app.Addressing(TEAM.name, PERIOD, RECIPIENT, "", SENT, leaving)
    with pytest.raises(DeliveryError, match="List-Unsubscribe"):
        app.compose(EDITION, INSTALLATION.mail, whom)


def test_e03_both_parts_have_the_headers_link():
    """Header, HTML and plain text have one and the same link, on a line of its own in the text (rule E03)."""
    mail = sent()
    (link,) = [each for each in mail.page.every("a") if each.text == "Unsubscribe from this digest"]
    assert link.attributes["href"] == link_of(mail)
    assert f"\nUnsubscribe from this digest:\n{link_of(mail)}\nThe same page " in mail.text
    german = sent(team=replace(TEAM, language="de"), content=GERMAN)
    assert f"Diesen Monatsbericht abbestellen:\n{link_of(german)}\n" in german.text


def test_e16_a_link_names_one_recipient_and_one_digest():
    """The token names the recipient, the team and the mail's language; another recipient has another (rule E16)."""
    assert whose(sent()) == Subscription(RECIPIENT, TEAM.name, "en")
    others = [sent(app.Reader("ann@example.com")), sent(team=replace(TEAM, name="Desk")), sent()]
    assert len({link_of(each) for each in others}) == 3


def test_e16_a_link_works_for_thirteen_months():
    """Thirteen months after the send a link is still good, and its end is told as such (rule E16)."""
    mail = sent()
    assert whose(mail, SENT + timedelta(days=396)).recipient == RECIPIENT
    with pytest.raises(TokenRefused, match="expired"):
        whose(mail, SENT + VALID + timedelta(days=1))


def test_e16_a_link_outlives_a_change_of_secrets():
    """With the old secret kept, links of older mails stay good; nobody makes one without a secret (rule E16)."""
    mail = sent()
    assert whose(mail, secrets=("another secret of thirty-two chars", SECRET)).recipient == RECIPIENT
    with pytest.raises(TokenRefused):
        whose(mail, secrets=("another secret of thirty-two chars",))


@pytest.mark.parametrize("reader", [app.Reader(RECIPIENT), app.Reader("ann@example.com"), LIST])
def test_e52_only_the_recipients_region_differs(reader):
    """A sent mail is its preview but for what stands between the marks, and below that of the signature (rule E52)."""
    mail = sent(reader)
    assert without_region(mail.html) == without_region(EDITION.html)
    assert mail.html != EDITION.html
    assert mail.text.rpartition("\n-- \n")[0] == EDITION.text.rpartition("\n-- \n")[0]
    assert "/u/preview" not in mail.html + mail.text


def test_e52_without_pages_a_mail_is_its_preview():
    """Where nobody has a link, a personal mail is its preview byte for byte (rule E52)."""
    mail = sent(content=ASKING, url="")
    assert (mail.html, mail.text) == (ASKING.html, ASKING.text)
    assert mail.text.endswith("\n-- \nTo stop receiving this digest, ask Lea Brandt.\n")


def test_e52_a_report_tells_nobody_to_unsubscribe():
    """Who makes a report receives it once: it has no such region, header or link (rule E52)."""
    report = freeze(rich(), Renderer(frame=replace(LINKED, is_subscribed=False)))
    assert "leave" not in report.html
    assert "\n-- \n" not in report.text
    raw = app.compose(report, INSTALLATION.mail, app.Addressing("N", PERIOD, RECIPIENT, "", SENT)).content
    assert b"Unsubscribe" not in raw
