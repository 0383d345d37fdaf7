"""Any text as an address: a verdict, never an exception, and what is good stays one address in a mail."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from drumbeat.delivery.message import Envelope, Rendered, build_message, refuse_unclean, wire_bytes
from drumbeat.editions.addresses import Bad, Good, mailbox, verdict
from drumbeat.editions.domains import shown_domain
from drumbeat.records.domains import ascii_domain
from samples import examples

ODD = st.sampled_from(
    [
        *"@.-_<>\"'(),;:[]\\ \t\r\n\x00",
        "xn--",
        "xn--bcher-kva",
        "\u0430",
        "\u03b1",
        "\u0308",
        "\u200b",
        "\ud83d",
        "\u00fc",
    ]
)
WORDS = st.lists(st.one_of(ODD, st.text(max_size=4), st.sampled_from(["ann", "example", "com"])), max_size=9)
TEXTS = st.one_of(
    WORDS.map("".join), st.tuples(WORDS, WORDS).map(lambda pair: f"{''.join(pair[0])}@{''.join(pair[1])}")
)
ALPHABETS = (
    "abcxyzABC012",
    "abc!#$%&'*+/=?^_`{|}~-.",
    "\u00e4\u00f6\u00fc\u00e9\u00df\u0142a-",
    "\u0431\u0432\u0433\u0434\u0436\u0438",
    "\u0905\u0915\u0924\u093f\u0902",
    "\u4e2d\u6587\u3048\u30fc",
    "\u0627\u0628\u062a\u0661",
)
ALLOWED = st.sampled_from([(), ("example.com",), (".example.com", "xn--bcher-kva")])


@settings(deadline=None, max_examples=examples(500))
@given(text=TEXTS, allowed=ALLOWED)
@example(text="ann@xn--zzzzzzzzzzzzzzzzzzzzzzzzzzz.example", allowed=())
@example(text="@", allowed=())
def test_every_text_has_a_verdict(text, allowed):
    """Whatever is pasted is good as it stands or bad with a sentence; a suggestion is itself good, and is another."""
    found = verdict(text, allowed)
    if isinstance(found, Good):
        assert found.address == text
        assert text.count("@") == 1
        assert text.isprintable()
        return
    assert found.reason.endswith(".")
    if found.suggestion:
        assert found.suggestion != text
        assert isinstance(verdict(found.suggestion, allowed), Good)


@settings(deadline=None, max_examples=examples(500))
@given(data=st.data())
def test_what_is_good_is_one_recipient_of_a_mail(data):
    """A good address can be mailed, and the mail's To holds it and nothing else."""
    local, domain = (
        data.draw(st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, min_size=1, max_size=9)))
        for _ in range(2)
    )
    address = f"{local}@{domain}.example"
    if isinstance(verdict(address), Bad):
        return
    refuse_unclean(address)
    envelope = Envelope("d@x.example", address, "", "<1@x.example>", datetime(2026, 11, 2, tzinfo=UTC), "n.x.example")
    message = build_message(Rendered("October", "<p>One</p>", "One"), envelope)
    (only,) = message["To"].addresses
    assert only.addr_spec == address
    assert b"\r\nTo: " in wire_bytes(message)


@settings(deadline=None, max_examples=examples(300))
@given(text=TEXTS)
def test_a_mailbox_is_the_same_in_every_form(text):
    """A good address in capitals, and with its domain as DNS or as a mail program writes it, is the same mailbox."""
    if isinstance(verdict(text), Bad):
        return
    local, _, domain = text.rpartition("@")
    for other in (f"{local}@{ascii_domain(domain)}", f"{local}@{shown_domain(domain)}", mailbox(text)):
        assert mailbox(other) == mailbox(text)
