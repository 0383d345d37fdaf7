"""F6 and F8: what one does alone, or two do for each other, is nothing that a team is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from drumbeat.digest.people.consent import Category, Consent
from drumbeat.digest.people.names import NO_CONSENTS, Consents, for_team, named
from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.signals.catalogue import classify
from drumbeat.signals.material import Material
from drumbeat.signals.model import Signal, Status
from drumbeat.signals.world import World
from office import NOW, OCTOBER, record, user, world
from rows import person, sys_id

ANN = person("Ann")
EVERYBODY = Consents(frozenset(Consent(person(name)[0], category) for name in ("Ann", "Bo") for category in Category))


def of_team(found: World, consents: Consents = EVERYBODY) -> list[Signal]:
    """What a team could be told."""
    material = Material(found, OCTOBER, lambda _record: True, NOW)
    found_of_team = classify(material, lambda rule: rule.default.is_for_team).signals
    return list(for_team((each for each in found_of_team if each.status is not Status.FLAGGED), consents))


def alone() -> list[Any]:
    """A month in which Ann is everybody: she opens, asks, does, confirms, writes, reads and thanks."""
    days = {"opened_at": "2026-10-01 08:00:00", "work_start": "2026-10-01 08:00:00", "work_end": "2026-10-02 08:00:00"}
    mine = {"opened_by": ANN, "assigned_to": ANN, "assignment_group": ("", "")}
    article = {"kb_knowledge": (sys_id("KB1"), "KB1"), "kb_knowledge__article_id": "KB1", "kb_knowledge__author": ANN}
    return [
        user("Ann", "Network"),
        [record("incident", f"INC{at}", caller_id=ANN, problem_id=(sys_id("PRB1"), "PRB1")) for at in range(6)],
        record("problem", "PRB1", confirmed_by=ANN, workaround_communicated_by=ANN, **mine),
        record("sn_cim_register", "CIM1", closed_at="2026-10-02 08:00:00", **days, **mine),
        record("sn_cim_task", "CIMT1", parent=(sys_id("CIM1"), "CIM1"), **mine),
        record("kb_knowledge", "KB1", article_id="KB1"),
        [
            record("m2m_kb_task", f"U{at}", task=(sys_id(f"INC{at}"), f"INC{at}"), task__assigned_to=ANN, **article)
            for at in range(6)
        ],
        [record("kb_feedback", f"F{at}", article=(sys_id("KB1"), "KB1"), user=ANN, useful="yes") for at in range(6)],
    ]


def test_f06_what_one_does_alone_names_nobody():
    """A person who is every party to the own work is named in nothing, whatever was consented to."""
    assert named(of_team(world(alone())), EVERYBODY) == ()


def praise(who: str, by: str, day: int) -> Declared:
    """Recognition of one by the other."""
    key = f"{who}{by}{day}"
    given = Ref(*person(by))
    usual = {"kind": Declaration.RECOGNITION, "table": "recognition", "title": "Thanks"}
    return Declared(sys_id=key, person=Ref(*person(who)), by=given, day=date(2026, 10, day), **usual)


@pytest.mark.parametrize(("back", "told"), [(praise("Bo", "Ann", 20), 0), (praise("Bo", "Carl", 20), 2)])
def test_f08_thanks_that_were_returned_are_no_teams(back, told):
    """Praise that two give each other is told to no team; praise by somebody else is, of those who asked."""
    found = world(user("Ann"), user("Bo"), declared=[praise("Ann", "Bo", 10), back])
    assert len(of_team(found)) == told
    assert of_team(found, NO_CONSENTS) == []
