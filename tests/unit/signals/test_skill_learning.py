"""S15, S16 and S18: certificates, courses, and what a reader's feedback led to."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.records.model import Declaration, Declared, Ref
from office import record, signals, told, world
from rows import person, sys_id

LEAD = [("Ann", "lead")]


def declared(kind=Declaration.CERTIFICATE, **fields):
    """An imported entry about Ann of 9 October 2026."""
    usual = {"sys_id": "D1", "kind": kind, "person": Ref(*person("Ann")), "title": "ITIL 4 Foundation"}
    return Declared(**{**usual, "day": date(2026, 10, 9), **fields})


@pytest.mark.parametrize(
    ("rule", "kind"), [("S15", Declaration.CERTIFICATE), ("S16", Declaration.TRAINING)], ids=["S15", "S16"]
)
def test_imported_learning_is_told_in_its_month(rule, kind):
    """S15 and S16 fire on entries of their own kind that are dated in the period, its first and last day included."""
    assert told(rule, world(declared=[declared(kind)])) == LEAD
    assert told(rule, world(declared=[declared(kind, day=date(2026, 10, 1))])) == LEAD
    assert told(rule, world(declared=[declared(kind, day=date(2026, 10, 31))])) == LEAD
    assert told(rule, world(declared=[declared(kind, day=date(2026, 11, 1))])) == []
    assert told(rule, world(declared=[declared(Declaration.TALK)])) == []


def test_a_certificate_without_address_is_declared():
    """S15 says whether a certificate can be checked, and until when it holds."""
    [signal] = signals("S15", world(declared=[declared()]))
    assert [(each.field, each.value) for each in signal.evidence] == [("day", "2026-10-09"), ("url", "declared")]
    known = declared(url="https://badges.example/1", expires=date(2029, 10, 9))
    [signal] = signals("S15", world(declared=[known]))
    assert [each.value for each in signal.evidence] == ["2026-10-09", "linked", "2029-10-09"]
    assert signal.about == "ITIL 4 Foundation"


def loop(*, feedback=(), version=(), task=()):
    """Eve flags Ann's article on 5 October, Ann publishes a new version on the 8th, the task is closed on the 9th."""
    old, new = (sys_id("K1"), "KB1"), sys_id("K2")
    first = record(
        "kb_knowledge", "KB1", sys_id=old[0], article_id="A", published="2026-05-01", workflow_state="outdated"
    )
    published = {"sys_id": new, "article_id": "A", "base_version": old, "published": "2026-10-08"}
    given = {"sys_id": sys_id("F1"), "article": old, "user": person("Eve"), "flagged": "true"}
    closed = {"feedback": (sys_id("F1"), "F1"), "feedback.article": old, "closed_at": "2026-10-09 08:00:00"}
    return world(
        first,
        record("kb_knowledge", "KB1", **published | dict(version)),
        record("kb_feedback", "F1", **{**given, "sys_created_on": "2026-10-05 08:00:00"} | dict(feedback)),
        record("kb_feedback_task", "KBFT1", **closed | dict(task)),
    )


def test_feedback_that_led_to_a_new_version_is_told():
    """S18 fires for the author when the loop is closed: flagged, published anew, task closed."""
    assert told("S18", loop()) == LEAD
    assert told("S18", loop(version={"published": "2026-10-05"})) == LEAD
    assert told("S18", loop(version={"published": "2026-10-09"})) == LEAD


@pytest.mark.parametrize(
    "changed",
    [
        {"feedback": {"flagged": "false"}},
        {"feedback": {"user": person("Ann")}},
        {"feedback": {"user": ""}},
        {"feedback": {"article": (sys_id("K9"), "KB9")}},
        {"version": {"published": "2026-10-04"}},
        {"version": {"published": "2026-10-10"}},
        {"version": {"workflow_state": "draft"}},
        {"version": {"revised_by": person("Bo")}},
        {"task": {"state": ("1", "Open")}},
        {"task": {"state": ("4", "Closed Incomplete")}},
        {"task": {"closed_at": "2026-11-09 08:00:00"}},
        {"task": {"feedback": ""}},
    ],
    ids=str,
)
def test_an_open_loop_is_not_told(changed):
    """S18 needs another reader's flag, the author's own new version after it, and the closed task, in that order."""
    assert told("S18", loop(**changed)) == []
