"""S06, S07, S14 and S24: what others confirmed of working with them."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.material import Material
from drumbeat.signals.model import Status
from drumbeat.signals.rules import collaboration
from office import NOW, OCTOBER, note, record, signals, told, user, world
from rows import group, person, sys_id

LEAD = [("Ann", "lead")]
ARTICLE = record("kb_knowledge", "KB1", article_id="A")
STAFF = (*user("Ann", "Network"), *user("Bo", "Network"), *user("Una", "Another IT group"))
TICKET = record("incident", "INC9", resolved_by=person("Bo"))
"""It makes Network a group that records are assigned to."""


def useful(who: str, day: str = "2026-10-20", **fields):
    """That a reader found Ann's article useful."""
    usual = {"article": (sys_id("KB1"), "KB1"), "user": person(who), "useful": "yes"}
    return record("kb_feedback", f"F{who}{day}", sys_created_on=f"{day} 08:00:00", **{**usual, **fields})


@pytest.mark.parametrize(
    ("marks", "is_told"),
    [
        ([useful("Carl"), useful("Dora"), useful("Eve")], True),
        ([useful("Carl"), useful("Dora")], False),
        ([useful("Carl"), useful("Carl", "2026-10-21"), useful("Carl", "2026-10-22")], False),
        ([useful("Carl"), useful("Dora"), useful("Bo")], False),
        ([useful("Carl"), useful("Dora"), useful("Una")], False),
        ([useful("Carl"), useful("Dora"), useful("Ann")], False),
        ([useful("Carl"), useful("Dora"), useful("Eve", useful="no")], False),
        ([useful("Carl"), useful("Dora"), useful("Eve", "2026-11-20")], False),
        ([useful("Carl"), useful("Dora"), useful("Eve", user="")], False),
    ],
    ids=[
        "three",
        "two",
        "one thrice",
        "a colleague",
        "another IT group",
        "the author",
        "not useful",
        "later",
        "nobody",
    ],
)
def test_communication_by_readers_outside_it(marks, is_told):
    """S06 fires on three useful marks of distinct readers who are in no group."""
    found = world(ARTICLE, TICKET, STAFF, marks)
    assert told("S06", found) == (LEAD if is_told else [])


def test_without_groups_nobody_is_known_to_be_outside():
    """S06 says nothing by readers where memberships cannot be read."""
    marks = [useful("Carl"), useful("Dora"), useful("Eve")]
    unread = frozenset(BY_NAME) - {"sys_user_grmember"}
    assert told("S06", world(ARTICLE, TICKET, marks)) == LEAD
    assert told("S06", world(ARTICLE, TICKET, marks, readable=unread)) == []


def test_communication_about_a_major_incident():
    """S06 retells V18: a closed communication task of an accepted major incident."""
    source = {"incident_alert__source_incident": (sys_id("INC1"), "INC1"), "incident_alert": (sys_id("A1"), "A1")}
    alert = record("incident_alert_task", "IAT1", assigned_to=person("Cy"), **source)
    assert told("S06", world(record("incident", "INC1", major_incident_state="accepted"), alert)) == [
        ("Cy", "contributor")
    ]
    assert told("S06", world(record("incident", "INC1", major_incident_state="proposed"), alert)) == []


def test_collaboration_is_work_of_another_group():
    """S07 retells V01: another group's substantive note, and not a note of two words."""
    staff = (*user("Ann", "Network"), *user("Cy", "Database"))
    ticket = record("incident", "INC1")
    long = "Rebuilt the index on the customer table and watched the load fall."
    assert told("S07", world(staff, ticket, note("INC1", "Cy", long))) == [("Ann", "lead"), ("Cy", "contributor")]
    assert told("S07", world(staff, ticket, note("INC1", "Cy", "Thanks!"))) == []
    moved = record("incident", "INC1", reassignment_count="7", assignment_group=group("Network"))
    assert told("S07", world(staff, moved)) == []


def thanked(giver: str, **fields):
    """Praise of Ann by somebody."""
    usual = {"sys_id": "D1", "kind": Declaration.RECOGNITION, "person": Ref(*person("Ann")), "title": "Thanks"}
    usual |= {"day": date(2026, 10, 20), "by": Ref(*person(giver))}
    return Declared(**{**usual, **fields})


@pytest.mark.parametrize(
    ("entry", "is_told"),
    [
        (thanked("Carl"), True),
        (thanked("Bo"), False),
        (thanked("Ann"), False),
        (thanked("Gus"), False),
        (thanked("Carl", kind=Declaration.CERTIFICATE), False),
        (thanked("Carl", day=date(2026, 9, 30)), False),
    ],
    ids=["a caller", "a team-mate who calls", "oneself", "no caller", "no praise", "another month"],
)
def test_praise_counts_from_callers_outside_the_own_groups(entry, is_told):
    """S14 fires on recognition by a caller who shares no group with the person."""
    bos = record("incident", "INC2", caller_id=person("Bo"), resolved_by=person("Ann"))
    found = world(STAFF, TICKET, bos, declared=[entry])
    assert told("S14", found) == (LEAD if is_told else [])


def test_praise_that_was_returned_is_flagged():
    """S14 and V10 flag praise that the two gave each other within 30 days, and do not flag it after more (F8)."""
    back = thanked("Ann", sys_id="D2", person=Ref(*person("Carl")), day=date(2026, 9, 20))
    for rule in ("S14", "V10"):
        [signal] = signals(rule, world(STAFF, TICKET, declared=[thanked("Carl"), back]))
        assert signal.status is Status.FLAGGED
        [signal] = signals(rule, world(STAFF, TICKET, declared=[thanked("Carl", day=date(2026, 10, 21)), back]))
        assert signal.status is Status.FINAL


@pytest.mark.parametrize(("rule", "kind"), [("S22", Declaration.MENTORING), ("S23", Declaration.TALK)])
def test_mentoring_and_talks_are_retold(rule, kind):
    """S22 and S23 retell V06 and V13: what was imported of this kind, mentoring only when both sides confirmed it."""
    assert told(rule, world(declared=[thanked("Carl", kind=kind, is_confirmed=True)])) == LEAD
    unconfirmed = told(rule, world(declared=[thanked("Carl", kind=kind, is_confirmed=False)]))
    assert unconfirmed == ([] if rule == "S22" else LEAD)
    assert told(rule, world(declared=[thanked("Carl", kind=Declaration.CERTIFICATE, is_confirmed=True)])) == []


def test_writing_is_what_others_used():
    """S24 retells V05 for the author: two tickets of others, not one."""

    def use(ticket: str):
        return record(
            "m2m_kb_task",
            f"U{ticket}",
            sys_created_on="2026-10-20 08:00:00",
            kb_knowledge=(sys_id("KB1"), "KB1"),
            kb_knowledge__article_id="A",
            kb_knowledge__author=person("Ann"),
            task=(sys_id(ticket), ticket),
            task__assigned_to=person("Bo"),
        )

    assert told("S24", world(ARTICLE, use("INC1"), use("INC2"))) == LEAD
    assert told("S24", world(ARTICLE, use("INC1"))) == []


def test_a_retold_signal_keeps_its_evidence():
    """A skill signal that rests on a visibility signal stands on the same records and fields."""
    staff = (*user("Ann", "Network"), *user("Cy", "Database"))
    long = "Rebuilt the index on the customer table and watched the load fall."
    found = world(staff, record("incident", "INC1"), note("INC1", "Cy", long))
    first = collaboration.across_groups(Material(found, OCTOBER, lambda _record: True, NOW))
    assert [each.evidence for each in signals("S07", found)] == [each.evidence for each in first]
