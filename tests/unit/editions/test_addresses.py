"""What is an address that a digest may go to: each decided from the RFCs, or marked as our own choice."""

from __future__ import annotations

import time

import pytest

from drumbeat.delivery.message import refuse_unclean
from drumbeat.editions.addresses import Bad, Good, is_bare_address, mailbox, verdict
from drumbeat.editions.domains import is_nearly, usual_domain
from drumbeat.editions.lookalikes import imitated, mixed_scripts, skeleton

ALLOWED = ("example.com", ".example.com", "b\u00fccher.example")

GOOD = [
    ("ann@example.com", "RFC 5321 4.1.2"),
    ("Ann.Lee@Example.COM", "RFC 5321 2.4: domains have no case"),
    ("ann+digest@example.com", "RFC 5322 3.2.3: + is atext"),
    ("!#$%&'*+/=?^_`{|}~-@example.com", "RFC 5322 3.2.3: all of atext"),
    ("o'brien@example.com", "RFC 5322 3.2.3"),
    ("ann.b.lee@mail.it.example.com", "RFC 5322 3.2.3: dot-atom"),
    ("123@example.com", "RFC 5322 3.2.3: digits are atext"),
    ("ann@3com.example", "RFC 1123 2.1: a label may begin with a digit"),
    ("ann@a--b.example", "RFC 5891 4.2.3.1 restricts the third and fourth place only of U-labels"),
    ("ann@r3---sn.example", "RFC 5890 2.3.1: reserved labels are DNS labels, and in use"),
    ("a" * 64 + "@example.com", "RFC 5321 4.5.3.1.1: 64 octets"),
    ("ann@" + "d" * 63 + ".example", "RFC 1035 2.3.4: 63 octets"),
    ("zo\u00eb@example.com", "RFC 6531 3.3"),
    ("\u738b\u5c0f\u660e@example.com", "RFC 6531 3.3"),
    ("\u0905\u0902\u0915\u093f\u0924@example.com", "RFC 6531 3.3: marks belong to Devanagari words"),
    ("ann@b\u00fccher.example", "RFC 5890 2.3.2.1: a U-label, kept as given"),
    ("ann@B\u00dcCHER.example", "RFC 5895 2.1: small and capital letters are one"),
    ("ann@xn--bcher-kva.example", "RFC 5890 2.3.2.1: its A-label"),
    ("ann@XN--BCHER-KVA.example", "RFC 5890 2.3.2.1"),
    ("ann@stra\u00dfe.example", "RFC 5892 2.6: sharp s is a letter of its own"),
    ("ann@\u4f8b\u3048.example", "UTS 39 5.2: Japanese is written in three scripts"),
    ("\u0438\u0432\u0430\u043d@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "RFC 6531 3.3, all in Cyrillic"),
    ("\u0438\u0432\u0430\u043d@example.com", "RFC 6531 3.3: no plain word looks like it"),
    ("ann@\u0622\u0632\u0645\u0648\u0646.example", "RFC 5890 2.3.2.1"),
]

SMUGGLED = "control character"
UNSEEN = "nobody sees"
BESIDE = "more than the bare address"
PLAIN_ONE = "looks like the usual one"
NUMBER = "by its number"
DOT_BEFORE = "dot stands first, last or doubled before"
DOT_BEHIND = "dot stands first or doubled in its domain"
HYPHEN = "hyphen stands first or last"
LONG = "longer than an address can be"
PUNYCODE = "stands for nothing"
MIXED = "mixes"
PASSES = "is written in other letters"

BAD = [
    ("", "Nothing is written", "", "RFC 5321 4.1.2"),
    ("   ", "Nothing is written", "", "RFC 5321 4.1.2"),
    ("ann", "no @", "", "RFC 5321 4.1.2"),
    ("ann.example.com", "no @", "", "RFC 5321 4.1.2"),
    ("@example.com", "Nothing stands before", "", "RFC 5321 4.1.2"),
    ("ann@", "there is no domain", "", "RFC 5321 4.1.2"),
    ("=?utf-8?q?eve=40evil.example=3e?=@example.com", "encoded word", "", "RFC 2047 5"),
    ("=?utf-8?b?ZXZlQGV2aWwuZXhhbXBsZQ?=@example.com", "encoded word", "", "RFC 2047 5"),
    ("ann.=?x?Q?=40?=@example.com", "encoded word", "", "RFC 2047 5"),
    ("ann@@example.com", "more than one @", "", "RFC 5321 4.1.2"),
    ("ann@bob@example.com", "more than one @", "", "RFC 5322 3.2.3: @ is not atext"),
    (" ann@example.com", "blank", "ann@example.com", "RFC 5322 3.2.3"),
    ("ann@example.com ", "blank", "ann@example.com", "RFC 5322 3.2.3"),
    ("ann lee@example.com", "blank", "", "RFC 5322 3.2.3"),
    ("ann@exam ple.com", "blank", "", "RFC 1035 2.3.1"),
    ("ann@example.com\u00a0", "blank", "ann@example.com", "RFC 5892 2: a space is DISALLOWED"),
    ("ann\u2003lee@example.com", "blank", "", "RFC 6532 3.2 allows, our choice: a blank splits lists"),
    ("ann@example.com\n", SMUGGLED, "", "RFC 5322 2.2: a line end ends the header"),
    ("ann@example.com\r\nBcc: eve@evil.example", SMUGGLED, "", "RFC 5322 2.2: header injection"),
    ("ann@example.com\nDATA", SMUGGLED, "", "RFC 5321 4.1.1: command injection"),
    ("ann@example.com>\r\nRCPT TO:<eve@evil.example", SMUGGLED, "", "RFC 5321 4.1.1: command injection"),
    ("ann\t@example.com", SMUGGLED, "", "RFC 5322 3.2.3"),
    ("ann\x00@example.com", SMUGGLED, "", "RFC 5321 4.1.2"),
    ("ann\x7f@example.com", SMUGGLED, "", "RFC 5321 4.1.2"),
    ("ann\x85@example.com", SMUGGLED, "", "RFC 6532 3.2: NEL ends a line for some programs"),
    ("ann\u2028@example.com", UNSEEN, "ann@example.com", "our choice: a line separator"),
    ("ann\u200b@example.com", UNSEEN, "ann@example.com", "our choice: zero width space"),
    ("\ufeffann@example.com", UNSEEN, "ann@example.com", "our choice: byte order mark of a pasted file"),
    ("ann@exam\u00adple.com", UNSEEN, "ann@example.com", "RFC 5892 2: soft hyphen is DISALLOWED"),
    ("ann@\u202emoc.elpmaxe", UNSEEN, "ann@moc.elpmaxe", "RFC 5892 2: right-to-left override"),
    ("ann\u2066@example.com", UNSEEN, "ann@example.com", "our choice: a directional isolate"),
    ("ann\ufe0f@example.com", UNSEEN, "ann@example.com", "our choice: a variation selector"),
    ("ann\u3164@example.com", UNSEEN, "ann@example.com", "our choice: Hangul filler, a letter that shows nothing"),
    ("ann\U000e0041@example.com", UNSEEN, "ann@example.com", "our choice: a tag character"),
    ("ann\ue000@example.com", UNSEEN, "ann@example.com", "our choice: private use"),
    ("ann\ud83d@example.com", UNSEEN, "ann@example.com", "RFC 6532 3.1: half a surrogate pair is no UTF-8"),
    ("Ann Lee <ann@example.com>", BESIDE, "ann@example.com", "RFC 5322 3.4: a mailbox with a name"),
    ("<ann@example.com>", BESIDE, "ann@example.com", "RFC 5321 4.1.2: a path"),
    ('"Lee, Ann" <ann@example.com>', BESIDE, "ann@example.com", "RFC 5322 3.4"),
    ("ann@example.com (Ann)", BESIDE, "", "RFC 5322 3.2.2: a comment"),
    ("ann(comment)@example.com", BESIDE, "", "RFC 5322 3.2.2"),
    ("mailto:ann@example.com", "The character : cannot", "ann@example.com", "RFC 6068: a link"),
    ("ann@example.com, bob@example.com", "several addresses", "", "RFC 5322 3.4: a list"),
    ("ann@example.com;bob@example.com", "several addresses", "", "Outlook's list"),
    ("ann@example.com,", "The character , cannot", "ann@example.com", "RFC 5322 3.2.3"),
    ("team: ann@example.com;", "blank", "", "RFC 5322 3.4: a group"),
    ('"ann lee"@example.com', "quotation marks", "", "RFC 5321 4.1.2 allows, our choice"),
    ('"ann"@example.com', "quotation marks", "", "RFC 5321 4.1.2 allows, our choice"),
    ('"ann\\"@evil.example"@example.com', "quotation marks", "", "RFC 5321 4.1.2 allows, our choice"),
    ("ann\\@bob@example.com", "more than one @", "", "RFC 5321 4.1.2: a quoted pair needs quotes"),
    ("ann[at]example.com", "no @", "", "RFC 5321 4.1.2"),
    (".ann@example.com", DOT_BEFORE, "ann@example.com", "RFC 5322 3.2.3"),
    ("ann.@example.com", DOT_BEFORE, "", "RFC 5322 3.2.3"),
    ("ann..lee@example.com", DOT_BEFORE, "", "RFC 5322 3.2.3"),
    ("ann@.example.com", DOT_BEHIND, "", "RFC 1035 2.3.1"),
    ("ann@example..com", DOT_BEHIND, "", "RFC 1035 2.3.1"),
    ("ann@example.com.", "ends with a dot", "ann@example.com", "RFC 5321 4.1.2: no dot at the end"),
    ("ann@-example.com", HYPHEN, "", "RFC 1123 2.1"),
    ("ann@example-.com", HYPHEN, "", "RFC 1123 2.1"),
    ("ann@exa_mple.com", "The character _ cannot", "", "RFC 1123 2.1"),
    ("ann@example.com/x", "The character / cannot", "", "RFC 1123 2.1"),
    ("ann@192.0.2.1", NUMBER, "", "RFC 3696 2: the last label is not all digits"),
    ("ann@[192.0.2.1]", NUMBER, "", "RFC 5321 4.1.3 allows, our choice"),
    ("ann@[IPv6:2001:db8::1]", NUMBER, "", "RFC 5321 4.1.3 allows, our choice"),
    ("a" * 65 + "@example.com", LONG, "", "RFC 5321 4.5.3.1.1"),
    ("\u00eb" * 33 + "@example.com", LONG, "", "RFC 6532 3.4: counted in octets"),
    ("ann@" + ".".join(["d" * 62] * 4), LONG, "", "RFC 5321 4.5.3.1.3"),
    ("ann@" + "d" * 64 + ".example", "longer than 63", "", "RFC 1035 2.3.4"),
    ("ann@" + "\u00fc" * 60 + ".example", "longer than 63", "", "RFC 5890 2.3.2.1: counted as its A-label"),
    ("a@" + "x" * 2000, LONG, "", "RFC 5321 4.5.3.1.3"),
    ("\U0001f44d@example.com", "cannot stand before the @", "", "RFC 6531 3.3 allows, our choice: no word"),
    ("o\u2019brien@example.com", "cannot stand before the @", "", "RFC 6531 3.3 allows, our choice: no word"),
    ("ann@i\u2764.example", "cannot stand in a domain", "", "RFC 5892 2.6: symbols are DISALLOWED"),
    ("ann@\u0308x.example", "none that DNS knows", "", "RFC 5891 4.2.3.2: a leading mark"),
    ("\u0308ann@example.com", "mark without a letter", "", "our choice, as in domains"),
    ("ann@\u00fcb--er.example", "none that DNS knows", "", "RFC 5891 4.2.3.1: hyphens in the third and fourth place"),
    ("ann@xn--.example", HYPHEN, "", "RFC 3492: nothing is encoded"),
    ("ann@xn--abc-.example", HYPHEN, "", "RFC 5890 2.3.2.1: an A-label stands for something beyond ASCII"),
    ("ann@xn--a.example", PUNYCODE, "", "RFC 5892 2.6: it stands for a control character"),
    ("ann@xn--99999999.example", PUNYCODE, "", "RFC 3492 6.4: overflow"),
    ("zoe\u0308@example.com", PLAIN_ONE, "zo\u00eb@example.com", "RFC 6532 3.1: NFC"),
    ("ann\uff20example.com", PLAIN_ONE, "ann@example.com", "our choice: a full-width @"),
    ("ann@\uff45xample.com", PLAIN_ONE, "ann@example.com", "RFC 5892 2.2: not stable under NFKC"),
    ("o\ufb03ce@example.com", PLAIN_ONE, "office@example.com", "our choice: a ligature"),
    ("ann@example\u3002com", "cannot stand in a domain", "", "RFC 5892 2.6: an ideographic full stop"),
    ("\u0430nn@example.com", MIXED, "", "UTS 39 5.2: Cyrillic a in a Latin word"),
    ("ann@ex\u0430mple.com", MIXED, "", "UTS 39 5.2"),
    ("ann@\u03b1pple.com", MIXED, "", "UTS 39 5.2: Greek alpha"),
    ("ann@xn--exmple-4nf.com", MIXED, "", "UTS 39 5.2: the same as punycode"),
    ("ann@\u0430\u0440\u0440\u04cf\u0435.com", PASSES, "", "UTS 39 4: apple, all in Cyrillic"),
    ("ann@xn--80ak6aa92e.com", PASSES, "", "UTS 39 4: the same as punycode"),
    ("\u0441\u0435\u043e@example.com", PASSES, "", "UTS 39 4: ceo, all in Cyrillic"),
    ("ann@example.\u0441\u043e", PASSES, "", "UTS 39 4: .co, all in Cyrillic"),
]

NOT_ALLOWED = [
    ("ann@example.org", "none of those"),
    ("ann@example.com.evil.example", "none of those"),
    ("ann@notexample.com", "none of those"),
    ("ann@sub.b\u00fccher.example", "none of those"),
    ("ann@examp1e.com", "looks like example.com"),
    ("ann@exarnple.com", "looks like example.com"),
    ("ann@exampIe.com", "looks like example.com"),
    ("ann@ex\u00e1mple.com", "looks like example.com"),
    ("ann@ex\u0430mple.com", "looks like example.com"),
    ("ann@xn--exmple-4nf.com", "looks like example.com"),
    ("ann@mail.ex\u0430mple.com", "looks like example.com"),
    ("ann@bucher.example", "looks like b\u00fccher.example"),
]


@pytest.mark.parametrize(("text", "source"), GOOD, ids=[source for _, source in GOOD])
def test_what_the_rfcs_allow_is_good(text, source):
    """A bare address is good and kept as it was given, and the transports take what is good."""
    assert verdict(text) == Good(text), source
    assert is_bare_address(text)
    refuse_unclean(text)


@pytest.mark.parametrize(
    ("text", "said", "suggestion", "source"), BAD, ids=[f"{row[3]} {at}" for at, row in enumerate(BAD)]
)
def test_what_is_no_address_is_told_why(text, said, suggestion, source):
    """Each bad text is refused with its own sentence, and with the address that was meant where that is plain."""
    found = verdict(text)
    assert isinstance(found, Bad), source
    assert said in found.reason
    assert found.suggestion == suggestion
    assert not is_bare_address(text)


def test_the_table_is_long_enough_to_mean_something():
    """More than sixty bad texts, all different, and a good one beside each kind."""
    assert len({row[0] for row in BAD}) == len(BAD) >= 60
    assert len(GOOD) >= 20


@pytest.mark.parametrize(("text", "said"), NOT_ALLOWED)
def test_other_domains_are_refused_and_look_alikes_are_named(text, said):
    """With allowed domains no other receives a digest; one that looks like an allowed one is said to."""
    found = verdict(text, ALLOWED)
    assert isinstance(found, Bad)
    assert said in found.reason


@pytest.mark.parametrize(
    "domain",
    ["example.com", "EXAMPLE.com", "it.example.com", "a.b.example.com", "b\u00fccher.example", "xn--bcher-kva.example"],
)
def test_allowed_domains_are_known_however_they_are_written(domain):
    """A domain is allowed in any case, and as U-label or A-label; those below it where the settings say so."""
    assert verdict(f"ann@{domain}", ALLOWED) == Good(f"ann@{domain}")


def test_below_does_not_mean_itself():
    """`.example.com` allows what lies below the domain, and not the domain."""
    assert isinstance(verdict("ann@example.com", (".example.com",)), Bad)
    assert isinstance(verdict("ann@it.example.com", ("example.com",)), Bad)


def test_a_sentence_says_what_was_meant():
    """Reason and suggestion together are what a person is shown; without a suggestion the reason alone."""
    assert verdict("Ann <ann@x.example>").sentence.endswith("Did you mean ann@x.example?")
    assert verdict("ann").sentence == "It has no @."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@X.example", "ann@x.EXAMPLE"),
        ("ann@b\u00fccher.example", "ann@xn--bcher-kva.example"),
        ("ZO\u00cb@B\u00dcCHER.example", "zo\u00eb@XN--BCHER-KVA.example"),
    ],
)
def test_one_mailbox_however_it_is_written(one, other):
    """Case, and the form of an international domain, do not make a mailbox another."""
    assert mailbox(one) == mailbox(other)


def test_sharp_s_is_not_ss():
    """Two people of nearly the same name have two mailboxes: RFC 5892 keeps the sharp s apart."""
    assert mailbox("stra\u00dfe@x.example") != mailbox("strasse@x.example")


def test_scripts_and_skeletons():
    """Words are judged one by one: what is mixed, what passes for a plain word, and what merely resembles it."""
    assert mixed_scripts("\u0430nn") == ("Cyrillic", "Latin")
    assert mixed_scripts("\u65e5\u672c\u306eIT\u30c1\u30fc\u30e0") == ()
    assert mixed_scripts("zo\u00eb-2\u0308") == ()
    assert imitated("\u0441\u0435\u043e") == "ceo"
    assert (imitated("ceo"), imitated("\u0438\u0432\u0430\u043d")) == ("", "")
    assert skeleton("Examp1e") == skeleton("exarnpIe") == skeleton("\u0435xample")


@pytest.mark.parametrize("allowed", [(), ALLOWED], ids=["any domain", "allowed domains"])
@pytest.mark.parametrize(
    "row", ["u{}@it.example.com", "Ann Lee <u{}@b\u00fccher.example>", "\u0430{}@ex\u0430mple.com"]
)
def test_ten_thousand_pasted_lines_are_judged_at_once(row, allowed):
    """Ten thousand addresses, good or bad, take well under two seconds of the processor."""
    lines = [row.format(at) for at in range(10_000)]
    begun = time.process_time()
    found = [verdict(line, allowed) for line in lines]
    assert time.process_time() - begun < 2
    assert len({type(each) for each in found}) == 1


def test_a_domain_without_a_dot_is_good_where_the_settings_name_it():
    """Our own choice (RFC 5321, 4.1.2, knows such): else it is a slip; a mail can be made for it in any case."""
    assert verdict("ann@intranet", ("intranet",)) == Good("ann@intranet")
    refused = verdict("ann@intranet")
    assert isinstance(refused, Bad)
    assert "has no dot" in refused.reason
    assert is_bare_address("ann@intranet")


def test_a_domain_of_one_letter_at_the_end_was_cut_off():
    """No country's domain has one letter (ISO 3166-1): an address is not good for want of a list of domains."""
    refused = verdict("ann@example.c")
    assert isinstance(refused, Bad)
    assert "single letter" in refused.reason
    assert verdict("ann@example.co") == Good("ann@example.co")
    assert verdict("ann@corp.c", ("corp.c",)) == Good("ann@corp.c")


@pytest.mark.parametrize(
    ("domain", "is_slip"),
    [
        ("larkfeild.example", True),
        ("larkfild.example", True),
        ("larkfieldd.example", True),
        ("lurkfield.example", True),
        ("LARKFEILD.example", True),
        ("larkfield.exmaple", True),
        ("larkfield.example", False),
        ("mail.larkfield.example", False),
        ("larkhill.example", False),
        ("lrakfeild.example", False),
        ("larkfeild.exmaple", False),
    ],
)
def test_one_slip_of_the_keyboard_makes_a_domain_nearly_the_usual_one(domain, is_slip):
    """One letter too many, too few or wrong, or two that changed places, in one part; two slips are another domain."""
    assert is_nearly(domain, "larkfield.example") is is_slip


@pytest.mark.parametrize(("one", "other"), [("site1.example", "site2.example"), ("ab.de", "ac.de"), ("a.com", "a.co")])
def test_short_and_numbered_domains_are_each_their_own(one, other):
    """Of short words, and of words that differ in a figure, both are meant."""
    assert not is_nearly(one, other)


def test_a_domain_is_usual_that_most_have():
    """More than half of the addresses, and at least three of them."""
    assert usual_domain(["a@X.example", "b@x.example", "c@x.example", "d@y.example"]) == "x.example"
    assert usual_domain(["a@x.example", "b@x.example"]) == ""
    assert usual_domain(["a@x.example"] * 3 + ["b@y.example"] * 3) == ""
