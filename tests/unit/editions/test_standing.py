"""How an edition stands, and whether it may leave by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.editions.standing import Act, ActKind, Policy, Standing, Stood, in_force, seal, stood, why_not

AT = datetime(2026, 11, 3, 8, tzinfo=UTC)
NOW, BEFORE = "a" * 64, "b" * 64
LEFT = (Standing.DRAFT, Standing.SENDING, Standing.SENT)


def act(kind: str, sealed: str = NOW, reason: str = "") -> Act:
    """Somebody's decision."""
    return Act(ActKind(kind), sealed, "Marit", AT, reason)


@pytest.mark.parametrize(
    ("acts", "standing"),
    [
        ([], "draft"),
        ([act("approve")], "approved"),
        ([act("approve", BEFORE)], "draft"),
        ([act("approve", BEFORE), act("approve")], "approved"),
        ([act("approve"), act("hold")], "held"),
        ([act("hold"), act("approve")], "held"),
        ([act("hold"), act("release"), act("approve")], "approved"),
        ([act("approve"), act("hold"), act("release")], "approved"),
        ([act("skip", BEFORE)], "skipped"),
        ([act("skip"), act("release")], "draft"),
        ([act("force")], "draft"),
        ([act("hold"), act("force")], "held"),
        ([act("skip"), act("force"), act("release")], "draft"),
        ([act("force"), act("skip")], "skipped"),
    ],
)
def test_the_last_word_holds(acts, standing):
    """Holds and skips are of the period until they are released; an approval is of one content."""
    assert stood(Standing.DRAFT, NOW, acts).standing == standing


def test_a_lapsed_approval_is_known():
    """Who approved an earlier content has not approved this one, and that can be told."""
    assert stood(Standing.DRAFT, NOW, [act("approve", BEFORE)]) == Stood(Standing.DRAFT, lapsed=True)


def test_a_hold_stops_what_has_begun_to_leave():
    """Those who have not received it wait; what was sent to all is sent."""
    assert stood(Standing.SENDING, NOW, [act("approve"), act("hold")]).standing is Standing.HELD
    assert stood(Standing.SENT, NOW, [act("hold")]).standing is Standing.SENT


def test_force_lifts_a_hold_of_what_it_made_begin():
    """What was sent all the same and has begun goes on until it is held again; a draft stays as held as it was."""
    held, forced = act("hold"), act("force")
    assert stood(Standing.SENDING, NOW, [held, forced]).standing is Standing.SENDING
    assert stood(Standing.SENDING, NOW, [held, forced, held]).standing is Standing.HELD
    assert stood(Standing.DRAFT, NOW, [held, forced, act("approve")]) == Stood(Standing.HELD, held)


@pytest.mark.parametrize(
    ("policy", "acts", "is_edited", "may"),
    [
        ("review", [], False, True),
        ("review", [], True, False),
        ("review", [act("approve")], False, True),
        ("review", [act("approve")], True, False),
        ("review", [act("approve", BEFORE)], False, False),
        ("review", [act("hold")], False, False),
        ("required", [], False, False),
        ("required", [act("approve")], False, True),
        ("required", [act("approve")], True, False),
        ("required", [act("approve", BEFORE)], False, False),
        ("automatic", [], True, True),
        ("automatic", [act("approve")], True, True),
        ("automatic", [act("hold")], False, False),
        ("automatic", [act("skip")], False, False),
    ],
)
def test_whether_it_leaves_by_itself(policy, acts, is_edited, may):
    """Review leaves unless held or changed, required only approved, automatic unless held; a no has its reason."""
    reason = why_not(stood(Standing.DRAFT, NOW, acts), Policy(policy), is_edited=is_edited)
    assert (reason == "") is may


def test_a_hold_says_who_and_why():
    """The reason of a hold reaches whoever asks."""
    held = stood(Standing.DRAFT, NOW, [act("hold", reason="wrong figure")])
    assert why_not(held, Policy.REVIEW, is_edited=False) == "held by Marit: wrong figure"


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize(("first", "company"), [(True, False), (False, True), (True, True)])
def test_a_first_edition_and_a_company_need_approval(policy, first, company):
    """Whatever the team's policy, neither leaves unapproved."""
    assert in_force(policy, is_first=first, is_company_wide=company) is Policy.REQUIRED
    assert in_force(policy, is_first=False, is_company_wide=False) is policy


@given(
    st.lists(st.sampled_from([act(kind, sealed) for kind in ActKind for sealed in (NOW, BEFORE)])),
    st.sampled_from(LEFT),
)
def test_nothing_unapproved_leaves_under_required(acts, left):
    """However people decide to and fro: under `required` a draft leaves only if its own content was approved."""
    found = stood(left, NOW, acts)
    if not why_not(found, Policy.REQUIRED, is_edited=False) and left is Standing.DRAFT:
        assert act("approve") in acts
        assert found.standing is Standing.APPROVED


def test_a_seal_is_of_everything():
    """Another content in any language, another order, and another rule of who receives it are another seal."""
    seals = {
        seal(["a", "b"], "r"),
        seal(["a", "c"], "r"),
        seal(["b", "a"], "r"),
        seal(["a", "b"], "s"),
        seal(["ab"], "r"),
    }
    assert len(seals) == 5
