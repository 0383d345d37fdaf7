"""V06, V10 and V13: what ServiceNow does not hold."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Status
from office import signals, told, world
from rows import person

ANN = [("Ann", "lead")]


def entry(kind, by="Bo", who="Ann", day=date(2026, 10, 12), **fields):
    """An imported entry about Ann."""
    given = Ref(*person(by)) if by else Ref()
    key = f"{kind}{who}{by}{day}"
    return Declared(sys_id=key, kind=kind, person=Ref(*person(who)), title="Thanks", day=day, by=given, **fields)


def praise(*args, **fields):
    """Recognition of Ann by Bo."""
    return entry(Declaration.RECOGNITION, *args, **fields)


def mentoring(*args, **fields):
    """A mentoring of Bo by Ann."""
    return entry(Declaration.MENTORING, *args, **{"is_confirmed": True, **fields})


def declared(*entries):
    """A world that holds these entries alone."""
    return world(declared=entries)


def test_declared_signals_are_for_those_who_ask():
    """V06, V10 and V13 are opt-in; mentoring and talks are private."""
    by_id = {rule.id: rule for rule in RULES}
    assert all(by_id[each].opt_in for each in ("V06", "V10", "V13"))
    assert not any(by_id[each].default.is_for_team for each in ("V06", "V13"))


def test_recognition_by_somebody_else():
    """V10 fires on praise by another person, and says whether it can be checked."""
    assert told("V10", declared(praise())) == ANN
    [signal] = signals("V10", declared(praise(url="https://awards.example/1")))
    assert ("url", "linked") in {(each.field, each.value) for each in signal.evidence}


@pytest.mark.parametrize(
    "made",
    [
        praise("Ann"),
        praise(""),
        praise("system"),
        praise(day=date(2026, 9, 30)),
        mentoring(),
        praise(day=date(2026, 11, 1)),
    ],
    ids=["by oneself", "by nobody", "automatic", "before", "another kind", "after"],
)
def test_praise_by_nobody_else_is_none(made):
    """V10 is silent on praise by oneself, by nobody, by a machine, and of other periods."""
    assert signals("V10", declared(made)) == []


@pytest.mark.parametrize(
    ("day", "status"), [(date(2026, 11, 11), Status.FLAGGED), (date(2026, 11, 12), Status.FINAL)], ids=["30", "31"]
)
def test_returned_praise_is_flagged(day, status):
    """V10 flags praise that was returned within 30 days, with the word reciprocal (F8)."""
    [signal] = signals("V10", declared(praise(), praise("Ann", "Bo", day)))
    assert signal.status is status
    assert ("reciprocal" in {each.value for each in signal.evidence}) is (status is Status.FLAGGED)


def test_mentoring_that_both_confirmed():
    """V06 fires on a mentoring that both sides confirmed, and not on one that only one side did."""
    assert told("V06", declared(mentoring())) == ANN
    assert signals("V06", declared(mentoring(is_confirmed=False))) == []
    assert signals("V06", declared(mentoring("Ann"))) == []
    [signal] = signals("V06", declared(mentoring(), mentoring("Ann", "Bo", date(2026, 9, 15))))
    assert signal.status is Status.FLAGGED


def test_a_talk_is_declared():
    """V13 fires on a talk, and not on training or a certificate."""
    assert told("V13", declared(entry(Declaration.TALK, "Forum"))) == ANN
    assert signals("V13", declared(entry(Declaration.TRAINING), entry(Declaration.CERTIFICATE))) == []
