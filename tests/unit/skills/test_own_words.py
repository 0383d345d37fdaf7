"""What of a text are the writer's own words, and what is quoted, pasted or signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.signals.skills.markup import MASK
from drumbeat.signals.skills.words import LONGEST, masked, own_words


def left(text: str) -> str:
    """What is left, with one blank for each masked part."""
    return " ".join(own_words(text).replace(MASK, " ").split())


@pytest.mark.parametrize(
    "text",
    [
        "Restarted Exchange; the user can print again.",
        "Reset MFA (see INC0010001).\n- removed the old profile\n- joined the domain\n\nUser confirmed.",
        "2026-10-12 10:05 called the user, 14:30 replaced the dock",
        "At 10:30 restarted SAP, checked and/or tcp/ip, ci/cd and n/a",
        "CPU < 10 % now, memory > 2 GB, a<b",
        "C# service fixed; Router#2 replaced? no: router 2",
        "Regards the VPN profile: rolled out again. Thanks to Ann for the licence.",
        "From the log it was clear that DNS failed. To: be checked again",
        "Fixed it -- finally -- by patching",
        "Ändere Gruppenrichtlinie, dann `gpupdate`; fertig {siehe KB}.",
        "user=max",
        "",
    ],
)
def test_own_words_stay(text):
    """Nothing is masked of what a technician types, with lists, times, signs and short cuts."""
    assert own_words(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<p>Restarted <b>Exchange</b>.</p>", "Restarted Exchange ."),
        ('done <img alt="SAP"/> <!-- SAP --> <a href="SAP">here</a>', "done here"),
        ("a <script>SAP</script><STYLE>SAP</STYLE> b", "a b"),
        ("a <pre>SAP</pre><blockquote>SAP<blockquote>SAP</blockquote>SAP</blockquote> b", "a b"),
        ("a <script> SAP", "a"),
        ("<product>SAP</product> ok", "ok"),
        ("a [code]SAP[/code] b [CODE]SAP", "a b"),
        ("a\n```\nSAP\n```\nb\n```\nSAP", "a b"),
    ],
)
def test_markup_is_masked(text, rest):
    """Tags, comments, scripts, styles, quoted and preformatted blocks, fences and [code] are nobody's words."""
    assert left(text) == rest


@pytest.mark.parametrize(
    "quoted",
    [
        "\n> SAP is down\n&gt; SAP",
        "\n-----Original Message-----\nSAP",
        "\n----- Ursprüngliche Nachricht -----\nSAP",
        "\nFrom: Joe\nSent: Monday\nTo: Desk\nSubject: SAP\n\nSAP",
        "\nVon: Joe\nGesendet: Montag\nBetreff: SAP",
        "\nDe : Joe\nEnvoyé : lundi\nObjet : SAP",
        "<br><b>From:</b> Joe<br><b>Sent:</b> Monday<br>SAP",
        " From: Joe Sent: Monday To: Desk Subject: SAP is down",
        "\nOn Mon, 12 Oct 2026, Joe Doe <joe@example.com> wrote:\nSAP",
        "\nAm 12.10.2026 um 10:00 schrieb Joe Doe:\n\nSAP",
        "\u2028-----Original Message-----\u2028SAP",
        "\n\u200e\u200eFrom: Joe\n\u200eSent: Monday\nSAP",
    ],
)
def test_quoted_mail_is_masked(quoted):
    """A mail that is quoted is its sender's words, in whatever language and shape its heading is."""
    assert left(f"Fixed it.{quoted}").rstrip("\u200e ") == "Fixed it."


@pytest.mark.parametrize(
    "signature",
    [
        "\n-- \nMax, SAP consultant",
        "\nBest regards\nMax, SAP consultant",
        "\nMit freundlichen Grüßen\nMax, SAP",
        "\nMFG\nMax, SAP",
        "\nThanks,\nMax, SAP",
        " kind regards max sap consultant",
        "\nCordialement,\nMax, SAP",
        "\nSent from my SAP phone",
        "\nThis e-mail and any attachments are for SAP only.",
        "\nGet Outlook for iOS",
        "<div>Best regards</div><div>Max, SAP</div>",
    ],
)
def test_signatures_are_masked(signature):
    """What follows a closing, the mark of a signature, or a disclaimer shows no skill."""
    assert left(f"Fixed it.{signature}") == "Fixed it."


@pytest.mark.parametrize(
    "pasted",
    [
        "2026-10-12 10:05:33,123 SAP started",
        "[2026-10-12T10:05:33Z] SAP",
        "Oct 12 10:05:33 host SAP[12]: up",
        "ERROR: SAP failed",
        "[WARN] SAP",
        "    at com.sap.Main.run(Main.java:12)",
        'Traceback (most recent call last):\n  File "sap.py", line 3\nsap.errors.NoSap: down\n    at sap.x.y',
        "C:\\Users\\max> sap.exe",
        "PS C:\\> Get-Sap",
        "max@host:~$ sap restart",
        "switch-01# show sap",
        "$ sap restart",
        "0040: 53 41 50 20 53 41 50",
        "NAME   READY   STATUS   SAP",
        "| sap | up | yes |",
        "host=sap user=sap state=up",
        "Log Name:      SAP",
        'if (sap) {\n  restart(sap);\n}\n"sap": true',
        "Faulting application name: sap.exe",
    ],
)
def test_what_is_pasted_is_masked(pasted):
    """Logs, traces, sessions, dumps, tables and code are a machine's words."""
    assert left(f"Looked into it.\n{pasted}\nFixed it.") == "Looked into it. Fixed it."


def test_lines_between_pasted_ones_are_masked():
    """A line or two between two lines of a log belong to the log; more do not."""
    log = "2026-10-12 10:05:33 a"
    assert left(f"{log}\nSAP went on\nas SAP\n{log}\nFixed") == "Fixed"
    assert left(f"{log}\none\ntwo\nthree\n{log}\nFixed") == "one two three Fixed"


@pytest.mark.parametrize(
    "address",
    [
        "https://sap.example.com/sap",
        "(www.sap.com)",
        "sap@example.com",
        "\\\\server\\sap",
        "C:\\sap\\x",
        "/usr/sap/x",
        "~/sap",
        "sap/" * 4,
        "sap" * 30,
    ],
)
def test_addresses_are_masked(address):
    """Addresses of pages and mailboxes, paths, and what is too long for a word are names of things, not words."""
    assert left(f"see {address} there") == "see there"


def test_masks_say_why():
    """Each mask says what it took the place for."""
    assert [part.why for part in masked("a <b>b</b>\n> c\nd@e.f\n-- \ng")] == [
        "HTML tag",
        "HTML tag",
        "quoted mail",
        "address or path",
        "signature",
    ]


def test_very_long_texts_are_cut():
    """What stands behind the first 200,000 characters is masked."""
    assert own_words("a " * LONGEST).rstrip(MASK) == ("a " * LONGEST)[:LONGEST]


_PIECES = ["<", ">", "<b", "</", "--", "-->", "<script>", "```\n", "[code]", "From:", "\nSent:", "\n", "\0", "@", "/"]
_PIECES += ["\\", "=", "|", "\t", "   ", ":", "12:00:00", "at a.b(", "kind regards", "\u200f", "İ", "\ud800", "🙂", "x"]


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=40).map("".join))
def test_masks_fit_any_text(text):
    """For any text the result is as long, and each letter is the same or masked; masks are in order and apart."""
    words = own_words(text)
    assert len(words) == len(text)
    assert all(mine in (MASK, theirs) for mine, theirs in zip(words, text, strict=True))
    places = [place for part in masked(text) for place in (part.start, part.end)]
    assert places == sorted(places)


@given(st.text(max_size=100), st.text(max_size=100))
def test_what_is_masked_stays_masked_before_more_text(text, more):
    """Quoted mail stays masked whatever is written before it."""
    quoted = "\n-----Original Message-----\nSAP is down"
    assert "SAP is down" not in own_words(f"{text}{more}{quoted}")
