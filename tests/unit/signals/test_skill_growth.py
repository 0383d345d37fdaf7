"""S02, S03, S04 and S17: breadth, what is new, and depth, each over many months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drumbeat.records.model import Ref
from drumbeat.signals.gathered import Stake
from drumbeat.signals.model import Role
from drumbeat.signals.skill_history import Practised, practised
from drumbeat.signals.skills import Skill
from office import record, signals, told, user, world
from rows import person, sys_id

ANN = Ref(*person("Ann"))
LEAD = [("Ann", "lead")]
HALF_A_YEAR = ("2026-05-10", "2026-06-10", "2026-07-10", "2026-08-10", "2026-09-10", "2026-10-10")


def incident(day: str, number: str = ""):
    """An incident that Ann resolved on that day."""
    return record("incident", number or f"INC{day}", resolved_at=f"{day} 08:00:00")


def office(*skills, since="2024-01-01", beside=(), **more):
    """A world in which Ann exercised skills: (skill, domain, records)."""
    records = {each.sys_id: each for _, _, held in skills for each in held}
    found = world(*records.values(), *beside, since=since, **more)
    found.once(practised)
    found._made[practised] = tuple(
        Practised(
            ANN, Skill(skill_id=skill, name=skill, domain=domain), tuple(Stake(ANN, each, _role(each)) for each in held)
        )
        for skill, domain, held in skills
    )
    return found


def _role(each):
    return Role.LEAD if each.principal == ANN else Role.CONTRIBUTOR


def on(*days: str):
    """Incidents of these days."""
    return tuple(incident(day) for day in days)


def wide(count: int, each: int = 3, first: str = "2026-05-01"):
    """So many domains with so many records each, on consecutive days."""
    start = date.fromisoformat(first)
    return [
        (
            f"skill {domain}",
            f"domain {domain}",
            tuple(incident(f"{start + timedelta(days=10 * domain + place)}") for place in range(each)),
        )
        for domain in range(count)
    ]


def test_breadth_lists_three_domains():
    """S02 names each of three or more domains that have three records in six months, and no number."""
    found = signals("S02", office(*wide(4)))
    assert sorted(each.about for each in found) == ["domain 0", "domain 1", "domain 2", "domain 3"]
    assert {each.subject for each in found} == {ANN}


@pytest.mark.parametrize(
    "skills",
    [
        wide(2),
        wide(3, each=2),
        wide(3, first="2026-04-28"),
        [(f"skill {count}", "one domain", on("2026-10-01", "2026-10-02", "2026-10-03")) for count in range(3)],
    ],
    ids=["two domains", "two records", "seven months", "one domain"],
)
def test_less_is_no_breadth(skills):
    """S02 is silent below three domains of three records within six months, however many skills there are."""
    assert signals("S02", office(*skills)) == []


def test_a_record_counts_once_in_a_domain():
    """S02 does not take one record with two skills of a domain for two records."""
    twice = [("a", "domain 2", on("2026-10-01", "2026-10-02")), ("b", "domain 2", on("2026-10-01", "2026-10-02"))]
    assert signals("S02", office(*wide(2), *twice)) == []


def split(day: str, count: int = 5):
    """Incidents of Carl's on one day, opened within an hour."""
    return tuple(
        record("incident", f"INC{day}-{n}", resolved_at=f"{day} 1{n}:00:00", opened_at=f"{day} 08:1{n}:00")
        for n in range(count)
    )


def test_split_tickets_are_no_breadth():
    """S02 takes what one caller asked for within an hour for one record, and shows all of them."""
    cut = ("cut", "domain 2", (*split("2026-10-01"), *split("2026-10-08")))
    assert signals("S02", office(*wide(2), cut)) == []
    whole = ("whole", "domain 2", (*cut[2], *on("2026-10-12")))
    found = signals("S02", office(*wide(2), whole))
    assert {each.about: len(each.evidence) for each in found}["domain 2"] == 11


def test_split_tickets_are_no_new_skill():
    """S03 takes what one caller asked for within an hour for one record, and tells with the third of such."""
    assert told("S03", office(("vpn", "network", split("2026-10-01")))) == []
    assert told("S03", office(("vpn", "network", (*split("2026-10-01"), *on("2026-10-08"))))) == []
    three = (*split("2026-10-01"), *split("2026-10-08"), *on("2026-10-12"))
    [signal] = signals("S03", office(("vpn", "network", three)))
    assert [each.number for each in signal.evidence] == ["INC2026-10-12", "INC2026-10-08-0", "INC2026-10-01-0"]


def test_split_tickets_are_no_depth():
    """S04 counts what one caller asked for within an hour in one month, whenever its parts were resolved."""
    months = ("2026-06", "2026-07", "2026-08")
    cut = tuple(
        record("incident", f"CUT{n}", resolved_at=f"{at}-20 08:00:00", opened_at=f"2026-06-01 08:1{n}:00")
        for n, at in enumerate(months)
    )
    few = (*on(*HALF_A_YEAR[:2]), problem())
    assert told("S04", office(("vpn", "network", (*few, *cut)))) == []
    assert told("S04", office(("vpn", "network", (*few, *on("2026-08-10"))))) == LEAD


def test_a_new_skill_is_told_with_its_third_record():
    """S03 fires in the period of the third record within 90 days of the first, and in no other."""
    assert told("S03", office(("vpn", "network", on("2026-07-10", "2026-08-10", "2026-10-08")))) == LEAD
    assert told("S03", office(("vpn", "network", on("2026-07-10", "2026-08-10", "2026-10-09")))) == []
    assert told("S03", office(("vpn", "network", on("2026-08-10", "2026-09-10", "2026-09-20", "2026-10-08")))) == []
    assert told("S03", office(("vpn", "network", on("2026-10-01", "2026-10-02")))) == []


def test_a_skill_that_was_there_before_is_not_new():
    """S03 is silent when a record of the twelve months before shows the skill; after twelve it is new again."""
    three = ("2026-10-02", "2026-10-03", "2026-10-04")
    assert told("S03", office(("vpn", "network", on("2025-10-03", *three)))) == []
    assert told("S03", office(("vpn", "network", on("2025-10-02", *three)))) == LEAD


def test_the_first_year_of_records_has_no_new_skills():
    """S03 needs twelve months of records before the first one: without them, all would be new."""
    new = ("vpn", "network", on("2026-10-01", "2026-10-02", "2026-10-03"))
    assert told("S03", office(new, since="2025-10-01")) == LEAD
    assert told("S03", office(new, since="2025-10-02")) == []
    found = office(new)
    unknown = replace(found, since={})
    unknown._made.update(found._made)
    assert told("S03", unknown) == []


def problem(**fields):
    """A problem with its cause, solved by Ann in September."""
    usual = {"resolved_at": "2026-09-11 08:00:00", "cause_notes": "A worn fan."}
    return record("problem", "PRB1", **{**usual, **fields})


def change(**fields):
    """A successful change of Ann's in September."""
    return record("change_request", "CHG1", closed_at="2026-09-11 08:00:00", **fields)


@pytest.mark.parametrize(
    ("harder", "is_told"),
    [
        ([], False),
        ([problem()], True),
        ([problem(cause_notes="N/A")], False),
        ([problem(resolved_by=person("Bo"))], False),
        ([change(type="normal")], True),
        ([change(type="standard", risk=("4", "Low"))], False),
        ([change(type="standard", risk=("2", "High"))], True),
        ([change(type="emergency", risk=("3", "Moderate"))], False),
    ],
)
def test_depth_needs_something_harder(harder, is_told):
    """S04 fires on a skill of six months with a solved problem, or a change that was normal or of high risk."""
    assert bool(told("S04", office(("vpn", "network", (*on(*HALF_A_YEAR), *harder))))) is is_told


def test_depth_needs_four_of_six_months():
    """S04 counts months with the skill, not records."""
    assert told("S04", office(("vpn", "network", (*on(*HALF_A_YEAR[:3]), problem())))) == LEAD
    assert told("S04", office(("vpn", "network", (*on(*HALF_A_YEAR[:2]), problem())))) == []
    many = on("2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05")
    assert told("S04", office(("vpn", "network", (*many, problem())))) == []
    assert told("S04", office(("vpn", "network", (*on("2026-04-30", *HALF_A_YEAR[:2]), problem())))) == []


def test_depth_counts_what_is_harder_in_the_same_months_only():
    """S04 takes no problem from before the six months, and none without the skill."""
    old = problem(resolved_at="2026-04-11 08:00:00")
    assert told("S04", office(("vpn", "network", (old, *on(*HALF_A_YEAR))))) == []
    assert told("S04", office(("vpn", "network", on(*HALF_A_YEAR)), ("san", "storage", (problem(),)))) == []


def use(task: str, who: str, day: str = "2026-10-06", by: str = "bo"):
    """That somebody attached Ann's article to a task."""
    return record(
        "m2m_kb_task",
        f"U{task}",
        sys_created_on=f"{day} 08:00:00",
        sys_created_by=by,
        kb_knowledge=(sys_id("KB1"), "KB1"),
        kb_knowledge__article_id="A",
        kb_knowledge__author=person("Ann"),
        task=(sys_id(task), task),
        task__assigned_to=person(who),
    )


@pytest.mark.parametrize(
    ("uses", "is_told"),
    [
        ([use("INC1", "Bo"), use("INC2", "Bo")], True),
        ([use("INC1", "Bo")], False),
        ([use("INC1", "Ann"), use("INC2", "Ann")], False),
        ([use("INC1", "Bo"), use("INC2", "Bo", "2026-04-06")], False),
        ([use("INC1", "Bo", by="ann"), use("INC2", "Bo", by="ann")], False),
    ],
)
def test_depth_by_an_article_that_others_reuse(uses, is_told):
    """S04 takes an article of any age whose use by others lies in the six months."""
    article = record("kb_knowledge", "KB1", article_id="A", published="2025-10-06")
    found = office(("vpn", "network", (article, *on(*HALF_A_YEAR))), beside=[*uses, *user("Ann")])
    assert bool(told("S04", found)) is is_told


def initiative(**fields):
    """An improvement that Bo led, in which Ann closed a task and with it used the skill."""
    return record("sn_cim_register", "CIM1", assigned_to=person("Bo"), closed_at="2026-10-20 08:00:00", **fields)


def test_a_new_skill_within_an_improvement_is_learning_by_doing():
    """S17 fires when one of the records is a task of an improvement that counts as led."""
    task = record("sn_cim_task", "CTASK1", parent=(sys_id("CIM1"), "CIM1"))
    skill = ("vpn", "network", (*on("2026-10-01", "2026-10-02"), task))
    assert told("S17", office(skill, beside=[initiative()])) == [("Ann", "contributor")]
    assert told("S17", office(skill, beside=[initiative(closure_code="Unsuccessful")])) == []
    assert told("S17", office(skill)) == []
    assert told("S17", office(("vpn", "network", on("2026-10-01", "2026-10-02", "2026-10-03")))) == []


def test_the_improvement_may_come_after_the_third_record():
    """S17 takes an improvement of the first 90 days, however many records came before it, and none after the period."""
    three = ("2026-08-01", "2026-10-02", "2026-10-03")

    def skill(day):
        task = record("sn_cim_task", "CTASK1", parent=(sys_id("CIM1"), "CIM1"), closed_at=f"{day} 08:00:00")
        return office(("vpn", "network", (*on(*three), task)), beside=[initiative()])

    assert told("S17", skill("2026-10-30")) == [("Ann", "contributor")]
    assert told("S17", skill("2026-10-31")) == []
    assert told("S17", office(("vpn", "network", on(*three)), beside=[initiative()])) == []


def test_somebody_elses_improvement_is_no_learning_by_doing():
    """S17 needs that the person led the improvement or closed a task in it."""
    below = record("change_request", "CHG1", parent=(sys_id("CIM1"), "CIM1"))
    skill = ("vpn", "network", (*on("2026-10-01", "2026-10-02"), below))
    bos = record("sn_cim_task", "CTASK1", parent=(sys_id("CIM1"), "CIM1"), assigned_to=person("Cy"))
    assert told("S17", office(skill, beside=[initiative(), bos])) == []
    anns = record("sn_cim_task", "CTASK2", parent=(sys_id("CIM1"), "CIM1"))
    assert told("S17", office(skill, beside=[initiative(), bos, anns])) == [("Ann", "contributor")]
