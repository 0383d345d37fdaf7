"""Who has to stand behind a fact, and what is held."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from drumbeat.digest.operational import FactStatus, Pending, Precision, judge, outlier, tellable
from operational import (
    COUNT,
    EURO,
    MINUTES,
    PERCENT,
    USUAL,
    approval,
    candidate,
    fact,
    rejection,
    typed,
)


def test_a_fact_needs_a_named_approver():
    """Without anybody's approval a usual, whole figure is left out; with it, it is told with the name."""
    found = fact()
    waiting = judge(candidate(found))
    assert (waiting.fact.status, waiting.reason) == (FactStatus.PENDING, "nobody has approved it yet")
    told = judge(candidate(found, approval("Ann Lee", found)))
    assert (told.fact.status, told.fact.approved_by, told.reason) == (FactStatus.APPROVED, ("Ann Lee",), "")


def test_an_approval_lapses_with_the_value():
    """When the source says another value the approval does not hold for it; when it says the old one again, it does."""
    old, new = fact(), fact(1_204_312)
    lapsed = judge(candidate(new, approval("Ann Lee", old)))
    assert lapsed.fact.status is FactStatus.PENDING
    assert "changed since it was approved" in lapsed.reason
    assert not judge(candidate(old, approval("Ann Lee", old))).reason


@pytest.mark.parametrize(
    "change",
    [
        {"value": Decimal(5)},
        {"unit": MINUTES},
        {"label": "Attacks repelled"},
        {"completeness": 0.5},
        {"precision": Precision.LOWER_BOUND},
        {"team": "Other"},
    ],
)
def test_an_approval_is_bound_to_all_that_is_printed(change):
    """Unit, label, completeness and team are what was approved as much as the number."""
    assert replace(fact(), **change).value_hash != fact().value_hash


def test_an_approval_is_not_bound_to_the_file():
    """The next day's file with the same October is the same October."""
    assert replace(fact(), source_ref="new.csv", method="1 row").value_hash == fact().value_hash
    assert fact("1204311.0").value_hash == fact(1_204_311).value_hash


def test_a_rejection_ends_the_approvals_before_it():
    """A rejected value is left out with the reason, until somebody approves it after that."""
    found = fact()
    gone = judge(candidate(found, approval("Ann Lee", found), rejection("Ben Cole", found)))
    assert (gone.fact.status, gone.reason) == (FactStatus.REJECTED, "Ben Cole rejected it: counted twice")
    back = judge(candidate(found, rejection("Ben Cole", found), approval("Ann Lee", found)))
    assert back.fact.status is FactStatus.APPROVED
    changed = fact(7)
    assert judge(candidate(changed, rejection("Ben Cole", found), trailing=())).fact.status is FactStatus.PENDING


def test_a_standing_approval_holds_for_the_usual():
    """A whole figure that is near the usual is told under the standing approver's name."""
    told = judge(candidate(fact(), standing="Ann Lee"))
    assert (told.fact.status, told.fact.approved_by) == (FactStatus.APPROVED, ("Ann Lee",))


@pytest.mark.parametrize(
    ("found", "trailing", "reason"),
    [
        (fact(completeness=20 / 31), USUAL, "only 64.5\N{NO-BREAK SPACE}% of the period"),
        (fact(precision=Precision.LOWER_BOUND), USUAL, "a part of it was lost"),
        (fact(3_000_000), USUAL, "far from the usual 1,197,500 of the 6 periods before"),
        (fact(0), USUAL, "far from the usual"),
        (fact(), USUAL[:2], "needs 3 periods before"),
        (fact(unit=EURO), USUAL, "never approved in advance"),
        (fact(30, unit=MINUTES), (Decimal(30),) * 6, "never approved in advance"),
        (fact(id="mail_outages"), USUAL, "never approved in advance"),
        (fact("99.9", unit=PERCENT, label="Availability of mail"), (Decimal("99.9"),) * 6, "never approved"),
    ],
)
def test_a_standing_approval_does_not_hold_for_the_rest(found, trailing, reason):
    """What is incomplete, far from usual, without history, or about money or downtime needs a person each time."""
    waiting = judge(candidate(found, trailing=trailing, standing="Ann Lee"))
    assert reason in waiting.reason
    assert waiting.fact.approved_by == ()
    assert waiting.fact.status in (FactStatus.PENDING, FactStatus.HELD)


def test_a_standing_approval_is_of_a_source_not_of_a_person():
    """A figure that somebody typed is not covered by the approval of the source that gives the same metric."""
    assert judge(candidate(typed(1_204_311), standing="Ann Lee")).fact.status is FactStatus.PENDING


def test_a_person_may_approve_what_is_held():
    """An outlier is held with the reason, standing approval or not, until a person has approved exactly it."""
    found = fact(3_000_000)
    held = judge(candidate(found))
    assert held.fact.status is FactStatus.HELD
    assert held.reason.startswith("3,000,000 is far from the usual 1,197,500 of the 6 periods before")
    assert judge(candidate(found, approval("Ann Lee", found))).fact.status is FactStatus.APPROVED


def test_who_typed_money_or_downtime_cannot_approve_it():
    """A typed figure of money or downtime needs somebody else, however the name is spelled; a typed count does not."""
    for found in (typed("12.50", EURO), typed(120, MINUTES), typed(3, label="Outages avoided")):
        alone = judge(candidate(found, approval(" ann  LEE ", found), trailing=()))
        assert alone.fact.status is FactStatus.PENDING
        assert "second person" in alone.reason
        both = judge(candidate(found, approval("Ann Lee", found), approval("Ben Cole", found), trailing=()))
        assert both.fact.approved_by == ("Ann Lee", "Ben Cole")
    count = typed(3)
    assert judge(candidate(count, approval("Ann Lee", count), trailing=())).fact.status is FactStatus.APPROVED


@pytest.mark.parametrize(
    ("typist", "approver"),
    [
        ("marit@bücher.example", "marit@xn--bcher-kva.example"),
        ("Marit@XN--BCHER-KVA.example", "marit@bu\u0308cher.example"),
        ("marit@straße.example", "marit@xn--strae-oqa.example"),
    ],
)
def test_two_writings_of_a_mailbox_are_one_person(typist, approver):
    """Whoever typed money is no second person either with the domain of the address written another way."""
    found = replace(typed("12.50", EURO), owner=typist)
    assert "second person" in judge(candidate(found, approval(approver, found), trailing=())).reason
    assert not judge(candidate(found, approval("marit@bucher.example", found), trailing=())).reason


def test_typing_it_again_takes_the_own_approval_away():
    """Who approved a value and then typed the same one oneself is no second person any more."""
    first = typed(120, MINUTES)
    by_ben = replace(first, owner="Ben Cole")
    assert not judge(candidate(first, approval("Ben Cole", first), trailing=())).reason
    assert "second person" in judge(candidate(by_ben, approval("Ben Cole", by_ben), trailing=())).reason


def test_what_is_left_out_is_told_with_its_reason():
    """Told and pending are sorted by label, and what the source did not say is among the pending, never nought."""
    good, bad = fact(label="B", id="b"), fact(label="A", id="a")
    missing = Pending("c", "C", "the source says nothing of October 2026")
    found = tellable([candidate(good, approval("Ann Lee", good)), candidate(bad)], [missing])
    assert [each.id for each in found.told] == ["b"]
    assert [(each.id, each.fact is None) for each in found.pending] == [("a", False), ("c", True)]


@pytest.mark.parametrize(
    ("value", "unit", "trailing", "is_far"),
    [
        (1_300_000, COUNT, USUAL, False),
        (1_400_000, COUNT, USUAL, True),
        (1_000_000, COUNT, USUAL, True),
        (100, COUNT, (100,) * 6, False),
        (129, COUNT, (100,) * 6, False),
        (131, COUNT, (100,) * 6, True),
        (3, COUNT, (0,) * 6, False),
        (4, COUNT, (0,) * 6, True),
        (98, PERCENT, (Decimal("99.9"),) * 6, False),
        (96, PERCENT, (Decimal("99.9"),) * 6, True),
        (1, EURO, (0,) * 6, True),
        (0, EURO, (0,) * 6, False),
        (10**9, COUNT, (1, 1), False),
        (1000, COUNT, (1000, 1000, 1000, 1000, 1000, 9_000_000), False),
    ],
)
def test_far_is_more_than_three_robust_sigma(value, unit, trailing, is_far):
    """Median and MAD, with a floor where the values before are alike; one wild month before does not hide the next."""
    assert bool(outlier(Decimal(value), unit, tuple(map(Decimal, trailing)))) is is_far
