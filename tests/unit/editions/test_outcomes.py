"""What each rule leads to today, beside what all of them together do; and what kind of fault an address has."""

from __future__ import annotations

import pytest

from directories import address, directory, group, member, user
from drumbeat.editions.addresses import Bad, Fault, fault_of, verdict
from drumbeat.editions.recipients import Reason, RecipientKind, Rule, expand, outcomes
from drumbeat.sentences import Sentence, sentence

IDA, JON, KAY, SERVICE = user("Ida"), user("Jon"), user("Kay", active=False), group("Service")
STAFF = directory(IDA, JON, KAY, SERVICE, *(member(each, SERVICE) for each in (IDA, JON, KAY)))
GROUP = Rule(RecipientKind.GROUP, "Service")


def found(*rules, **suppressed):
    """Of each rule: how many it reaches, and why not."""
    boxes = {f"{name}@x.example": reason for name, reason in suppressed.items()}
    expansion = expand(rules, STAFF, boxes)
    return [(each.reached, [skipped.reason for skipped in each.skipped]) for each in outcomes(rules, expansion, STAFF)]


def test_of_a_group_and_of_one_member():
    """A group counts its members who receive it and names the reasons of the others; a rule of one says its own."""
    rules = GROUP, address("jon@x.example"), address("zoe@x.example")
    assert found(*rules) == [(2, [Reason.LEFT]), (1, []), (1, [])]
    assert found(*rules, jon=Reason.UNSUBSCRIBED) == [
        (1, [Reason.UNSUBSCRIBED, Reason.LEFT]),
        (0, [Reason.UNSUBSCRIBED]),
        (1, []),
    ]


def test_of_who_is_left_out():
    """A rule that leaves out counts whom it keeps from it, and the other rules say that these are left out."""
    assert found(GROUP, Rule(RecipientKind.USER, "Jon", is_excluded=True)) == [
        (1, [Reason.EXCLUDED, Reason.LEFT]),
        (1, []),
    ]


def test_of_what_leads_nowhere():
    """A name that is not known, and one that several have, say so of themselves, left out or not."""
    nobody = Rule(RecipientKind.USER, "Nobody")
    assert found(nobody, Rule(RecipientKind.GROUP, "None", is_excluded=True)) == [
        (0, [Reason.NOT_KNOWN]),
        (0, [Reason.NOT_KNOWN]),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ann@example.com", None),
        ("ann", Fault.MALFORMED),
        ("ann lee@example.com", Fault.MALFORMED),
        ("ann@other.example", Fault.OTHER_DOMAIN),
        ("ann@examp1e.com", Fault.LOOK_ALIKE),
        ("\N{CYRILLIC SMALL LETTER A}nn@example.com", Fault.LOOK_ALIKE),
    ],
)
def test_the_kind_of_a_fault(text, fault):
    """Every text that is no good address has one kind of fault, and a good one has none."""
    allowed = ("example.com",)
    assert fault_of(text, allowed) is fault
    assert isinstance(verdict(text, allowed), Bad) is (fault is not None)


def test_a_sentence_is_its_words_and_its_values():
    """As text a sentence is English; its words stay apart from what somebody wrote, so that it can be translated."""
    reason = verdict("a{b}@ex{c}ample.com").reason
    assert isinstance(reason, Sentence)
    assert (reason.pattern, reason.values) == ("The character {char} cannot stand in a domain.", {"char": "{"})
    asked = sentence("{reason} Did you mean {suggestion}?", reason=reason, suggestion="{x}@y.example")
    assert asked == "The character { cannot stand in a domain. Did you mean {x}@y.example?"
    assert asked.values["reason"] is reason
