"""V16, and V09 by it: work that does not come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.records.period import Period
from drumbeat.signals.material import Material
from drumbeat.signals.rules.prevention import prevented
from office import NOW, OCTOBER, record, signals, told, world
from rows import person, sys_id

FIXED = datetime(2026, 8, 20, 8, tzinfo=UTC)
"""60 days later it is October."""
ITEM = (sys_id("MX1"), "mx1")
OTHER = (sys_id("MX2"), "mx2")
DAY = timedelta(days=1)


def said(moment):
    """As ServiceNow stores it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def incident(number, opened, **fields):
    """An incident on the item in the category mail."""
    usual = {"opened_at": said(opened), "resolved_at": said(opened + DAY), "cmdb_ci": ITEM, "category": "mail"}
    return record("incident", f"INC{number}", **{**usual, "short_description": f"Mail {number}", **fields})


def some(first, count, opened, **fields):
    """So many of them, a day apart."""
    return [incident(first + at, opened + at * DAY, **fields) for at in range(count)]


def problem(**fields):
    """A problem that Ann solved in August."""
    return record("problem", "PRB1", **{"resolved_at": said(FIXED), "closed_at": said(FIXED), **fields})


LINK = {"problem_id": (sys_id("PRB1"), "PRB1")}
BEFORE, AFTER = FIXED - 30 * DAY, FIXED + 10 * DAY
COMPARED = [some(500, 8, BEFORE, cmdb_ci=OTHER), some(600, 7, AFTER, cmdb_ci=OTHER)]


def test_half_as_many_as_before_is_prevention():
    """V16 fires with five linked incidents, half as many afterwards, and others unchanged; both counts are shown."""
    found = world(problem(), some(1, 6, BEFORE, **LINK), some(100, 3, AFTER), COMPARED)
    [signal] = signals("V16", found)
    assert (signal.subject.name, signal.number) == ("Ann", "PRB1")
    values = [each.value for each in signal.evidence]
    assert values[1] == "6 incidents in the 60 days before, 3 in those after"
    assert values[2] == "on other items 8 before, 7 after"
    assert [each.number for each in signal.evidence[3:]] == [f"INC{at}" for at in range(1, 7)]
    assert told("V09", found) == [("Ann", "lead")]


@pytest.mark.parametrize(
    "records",
    [
        [problem(), some(1, 4, BEFORE, **LINK), some(20, 2, BEFORE), COMPARED],
        [problem(), some(1, 6, BEFORE, **LINK), some(100, 4, AFTER), COMPARED],
        [
            problem(),
            some(1, 6, BEFORE, **LINK),
            some(500, 8, BEFORE, cmdb_ci=OTHER),
            some(600, 6, AFTER, cmdb_ci=OTHER),
        ],
        [problem(), some(1, 6, BEFORE, **LINK)],
        [problem(), some(1, 6, BEFORE, **LINK), some(600, 5, AFTER, cmdb_ci=OTHER)],
        [problem(), some(1, 6, BEFORE, cmdb_ci="", **LINK), COMPARED],
        [problem(), some(1, 6, BEFORE, **LINK), some(100, 4, AFTER, category="other"), COMPARED],
        [problem(), some(1, 6, FIXED - 90 * DAY, **LINK), COMPARED],
        [problem(), some(1, 6, AFTER, **LINK), COMPARED],
        [problem(), some(1, 4, BEFORE, **LINK), some(30, 5, BEFORE, state=("8", "Canceled"), **LINK), COMPARED],
        [problem(), some(1, 4, BEFORE, **LINK), some(30, 5, BEFORE, parent_incident="INC1", **LINK), COMPARED],
        [problem(resolution_code="risk_accepted"), some(1, 6, BEFORE, **LINK), COMPARED],
    ],
    ids=[
        *(
            "four linked",
            "too many after",
            "a season",
            "nothing to compare with",
            "others since",
            "no item",
            "re-categorised",
            "long before",
        ),
        *("linked after", "cancelled ones", "children", "no fix"),
    ],
)
def test_closing_a_problem_prevents_nothing(records):
    """V16 is silent without five real linked incidents, half as many afterwards, and others that did not fall."""
    assert signals("V16", world(records)) == []
    assert signals("V09", world(records)) == []


@pytest.mark.parametrize(("after", "is_told"), [(7, True), (6, False)])
def test_others_must_not_have_fallen_by_a_quarter(after, is_told):
    """V16's boundary for others is 25 %: from eight to six is a season."""
    compared = [some(500, 8, BEFORE, cmdb_ci=OTHER), some(600, after, AFTER, cmdb_ci=OTHER)]
    assert bool(signals("V16", world(problem(), some(1, 5, BEFORE, **LINK), compared))) is is_told


@pytest.mark.parametrize(("after", "is_told"), [(5, True), (6, False)])
def test_other_categories_of_the_item_may_rise_by_a_quarter(after, is_told):
    """V16 takes a rise of other categories by more than 25 % for incidents that moved there."""
    web = [some(300, 4, BEFORE, category="web"), some(400, after, AFTER, category="web")]
    own = [some(1, 6, BEFORE, **LINK), some(100, 3, AFTER)]
    assert bool(signals("V16", world(problem(), own, web, COMPARED))) is is_told


def test_an_incident_of_the_moment_of_the_fix_came_after_it():
    """V16 takes what was opened at the very moment of the fix for later; so it is not linked before."""
    linked = [some(1, 4, BEFORE, **LINK), some(9, 1, FIXED, **LINK)]
    assert signals("V16", world(problem(), linked, COMPARED)) == []


def test_without_others_of_the_category_all_others_compare():
    """V16 compares with incidents of any category where no other item had one of the same."""
    compared = [some(500, 4, BEFORE, cmdb_ci=OTHER, category="web"), some(600, 4, AFTER, cmdb_ci=OTHER, category="web")]
    assert told("V16", world(problem(), some(1, 5, BEFORE, **LINK), compared)) == [("Ann", "lead")]
    season = [some(500, 4, BEFORE, cmdb_ci=OTHER, category="web"), some(600, 3, AFTER, cmdb_ci=OTHER, category="web")]
    same_item = [some(700, 9, BEFORE, category="web"), some(800, 9, AFTER, category="web")]
    assert signals("V16", world(problem(), some(1, 5, BEFORE, **LINK), season, same_item)) == []


@pytest.mark.parametrize(
    ("fixed", "is_told"),
    [
        (datetime(2026, 8, 1, 22, tzinfo=UTC), True),
        (datetime(2026, 8, 1, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 1, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 1, 23, tzinfo=UTC), False),
    ],
)
def test_it_is_told_once_when_sixty_days_are_over(fixed, is_told):
    """V16 belongs to the period in which the 60 days end, here October in Berlin."""
    solved = {"resolved_at": said(fixed), "closed_at": said(fixed)}
    days = fixed - 20 * DAY
    compared = [some(500, 4, days, cmdb_ci=OTHER), some(600, 4, fixed + DAY, cmdb_ci=OTHER)]
    assert bool(signals("V16", world(problem(**solved), some(1, 5, days, **LINK), compared))) is is_told


def test_nothing_is_told_before_the_sixty_days_are_over():
    """V16 waits, also where the period in which the 60 days end has begun."""
    fixed = datetime(2026, 10, 15, tzinfo=UTC)
    records = [
        problem(resolved_at=said(fixed)),
        some(1, 5, fixed - 9 * DAY, **LINK),
        some(500, 4, fixed - DAY, cmdb_ci=OTHER),
    ]
    compared = some(600, 4, fixed + DAY, cmdb_ci=OTHER)
    december = Period.month(2026, 12, ZoneInfo("Europe/Berlin"))
    assert signals("V16", world(records, compared), december) == []


def test_another_teams_prevention_is_not_told():
    """V16 and V09 look at the scope's records alone, and at others' incidents."""
    found = world(problem(), some(1, 5, BEFORE, **LINK), COMPARED)
    assert list(prevented(Material(found, OCTOBER, lambda _record: True, NOW)))
    assert list(prevented(Material(found, OCTOBER, lambda each: each.number != "PRB1", NOW))) == []


def test_records_must_reach_back_sixty_days():
    """V16 says nothing where the incidents of the 60 days before are not all known."""
    records = [problem(), some(1, 5, BEFORE, **LINK), COMPARED]
    assert signals("V16", world(records, since="2026-06-21"))
    assert signals("V16", world(records, since="2026-06-22")) == []


def test_a_change_works_from_its_actual_end():
    """V16 fires on a change by its linked incidents, from its actual end on."""
    change = record("change_request", "CHG1", work_end=said(FIXED), closed_at="2026-09-09 08:00:00")
    linked = some(1, 5, BEFORE, rfc=(sys_id("CHG1"), "CHG1"))
    assert told("V16", world(change, linked, COMPARED)) == [("Ann", "lead")]


@pytest.mark.parametrize("of_problem", [True, False])
def test_an_improvement_by_what_it_came_from(of_problem):
    """V16 fires on an improvement that came of a problem with incidents, or of incidents themselves."""
    initiative = record("sn_cim_register", "CIM1", closed_at=said(FIXED), assigned_to=person("Bo"))
    origin = {"cim_register": (sys_id("CIM1"), "CIM1")}
    sources = ["PRB1"] if of_problem else [f"INC{at}" for at in range(1, 6)]
    links = [record("sn_cim_inbound_m2m", f"L{each}", **origin, source_id=sys_id(each)) for each in sources]
    linked = some(1, 5, BEFORE, **(LINK if of_problem else {}))
    assert told("V16", world(initiative, links, linked, COMPARED)) == [("Bo", "lead")]
    assert {each.number for each in signals("V16", world(initiative, links, linked, COMPARED))} == {"CIM1"}
