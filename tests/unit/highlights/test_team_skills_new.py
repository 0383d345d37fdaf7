"""Skills that are new for a team in a quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drumbeat.digest.build import Policy, build
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from drumbeat.signals.skills import Skill, SkillMatcher
from october_told import NETWORK, everyday, kept_out, stock_of, told
from office import OCTOBER, note, record, user, world
from rows import group, person

MATCHER = SkillMatcher(
    (
        Skill(skill_id="SK-1", name="Ansible", aliases_a=("ansible",)),
        Skill(skill_id="SK-2", name="VPN", aliases_a=("vpn",)),
    )
)
SINCE = "2025-10-01"
"""Twelve months before the quarter."""


def work(number, who="Ann", day="2026-10-06", words="Done with Ansible.", table="incident", **fields):
    """A record in which somebody used the skill."""
    done = {"resolved_at": f"{day} 09:00:00", "closed_at": f"{day} 09:00:00", "opened_at": f"{day} 07:00:00"}
    usual = {"resolved_by": person(who), "assigned_to": person(who), "caller_id": person(f"C{number}")}
    said = {"close_notes": f"{words} {number}", "short_description": f"Case {number}"}
    return record(table, number, **{**done, **usual, **said, **fields})


THREE = [work("N1"), work("N2", "Bo"), work("N3")]


def new(*records, since=SINCE, **more):
    """The team's new skills in October."""
    return told(everyday(), *records, skills=MATCHER, since=since, **more).digest.new_skills


def in_month(month, *records, minimum=5):
    """The digest of another month of 2026, with its everyday work."""
    usual = everyday(resolved_at=f"2026-{month:02}-20 08:00:00")
    stock = stock_of(world(usual, *records, skills=MATCHER, since=SINCE))
    return build(NETWORK, Period.month(2026, month, OCTOBER.zone), stock, Policy(minimum_group=minimum)).digest


def test_a_skill_of_two_in_three_records():
    """A skill that nobody showed before this quarter, and now two technicians in three records, is new."""
    digest = told(everyday(), THREE, skills=MATCHER, since=SINCE).digest
    assert (digest.skills, digest.new_skills) == (("Ansible",), ("Ansible",))


@pytest.mark.parametrize(
    "records",
    [
        [work("N1"), work("N2", "Bo")],
        [work("N1"), work("N2"), work("N3")],
        [*THREE, work("O1", "Cy", "2026-09-30")],
        [*THREE, work("O1", "Cy", "2025-10-02")],
        [work("N1"), work("N2", "Bo"), work("N3", reopen_count="1")],
        [work("N1"), work("N2", "Bo"), work("N3", assignment_group=group("Desk"))],
        [
            work("N1", caller_id=person("Dee"), opened_at="2026-10-06 07:00:00"),
            work("N2", "Bo"),
            work("N3", caller_id=person("Dee"), opened_at="2026-10-06 07:10:00"),
        ],
    ],
    ids=[
        "two records",
        "one technician",
        "last quarter",
        "a year ago",
        "one that does not count",
        "another team's",
        "one caller in an hour",
    ],
)
def test_what_is_not_new_and_repeated(records):
    """Fewer than three units of work that count, one person alone, or any earlier record: nothing is new."""
    assert new(*records) == ()


def test_what_another_team_did_before_makes_it_no_less_new():
    """The skill is new for the team, whoever else had it."""
    earlier = work("O1", "Zed", "2026-03-02", assignment_group=group("Desk"))
    assert new(THREE, earlier) == ("Ansible",)


def test_nothing_is_new_without_a_year_before():
    """Of the first twelve months of an installation's records nothing is told (S03)."""
    assert new(THREE, since="2025-10-01") == ("Ansible",)
    assert new(THREE, since="2025-10-02") == ()


def test_a_table_that_was_read_for_less_shows_nothing_new():
    """Changes that nobody read last year do not make their skills new."""
    changed = [work(f"CHG{at}", who, table="change_request") for at, who in enumerate(("Ann", "Bo", "Ann"))]
    assert new(changed) == ("Ansible",)
    late = {**dict.fromkeys(BY_NAME, date(2025, 10, 1)), "change_request": date(2026, 6, 1)}
    stock = replace(stock_of(world(everyday(), changed, skills=MATCHER)), since=late)
    digest = build(NETWORK, OCTOBER, stock, Policy()).digest
    assert (digest.skills, digest.new_skills) == (("Ansible",), ())


def test_without_a_year_of_incidents_nothing_is_new():
    """Where incidents, of which most records are, were read for less, a year of changes does not suffice."""
    changed = [work(f"CHG{at}", who, table="change_request") for at, who in enumerate(("Ann", "Bo", "Ann"))]
    late = {**dict.fromkeys(BY_NAME, date(2025, 10, 1)), "incident": date(2026, 6, 1)}
    stock = replace(stock_of(world(everyday(), changed, skills=MATCHER)), since=late)
    assert build(NETWORK, OCTOBER, stock, Policy()).digest.new_skills == ()


def test_a_skill_of_one_is_not_told_beside_one_of_two():
    """What one technician alone exercised is that person's private signal, whatever others share (F3)."""
    vpn = [work(f"V{at}", "Cy", words="Renewed the VPN.") for at in range(3)]
    assert new(THREE, vpn) == ("Ansible",)


def test_notes_that_were_read_for_less_show_nothing_new():
    """A skill that stands only in work notes needs a year of work notes."""
    people = [user("Ann", "Network"), user("Bo", "Network")]
    plain = [work(f"N{at}", who, words="Done.") for at, who in enumerate(("Ann", "Bo", "Ann"))]
    said = [
        note(f"N{at}", who, f"Rolled the settings of all {what} out again with Ansible.")
        for at, (who, what) in enumerate((("Ann", "switches"), ("Bo", "access points"), ("Ann", "firewalls")))
    ]
    assert new(people, plain, said) == ("Ansible",)
    late = {**dict.fromkeys(BY_NAME, date(2025, 10, 1)), "sys_journal_field": date(2026, 6, 1)}
    stock = replace(stock_of(world(everyday(), people, plain, said, skills=MATCHER)), since=late)
    assert build(NETWORK, OCTOBER, stock, Policy()).digest.new_skills == ()


def test_it_is_new_all_the_quarter():
    """What began in October is new in December, if two exercise it then, and not in January's quarter any more."""
    later = [work("D1", "Cy", "2026-11-20"), work("D2", "Di", "2026-11-21")]
    assert in_month(11, THREE, later).new_skills == ("Ansible",)
    assert in_month(11, THREE).new_skills == ()
    assert in_month(10, THREE, later).new_skills == ("Ansible",)


def test_what_comes_after_the_period_is_not_counted():
    """October's digest does not know of November's records, though it is made later."""
    assert in_month(10, work("N1"), work("N2", "Bo"), work("D1", "Cy", "2026-11-20")).new_skills == ()


def test_several_are_listed_by_alphabet():
    """New skills are listed by alphabet, without counts."""
    vpn = [work(f"V{at}", who, words="Renewed the VPN.") for at, who in enumerate(("Cy", "Di", "Cy", "Di"))]
    assert new(vpn, THREE) == ("Ansible", "VPN")


def test_a_small_team_names_no_new_skills():
    """What both of two exercised for the first time is private to each: withheld under the minimum group (F4)."""
    few = [everyday(staff=("Ann", "Bo")), THREE]
    digest = told(*few, skills=MATCHER, since=SINCE).digest
    assert (digest.skills, digest.new_skills) == ((), ())
    assert "Skills exercised" in digest.withheld


def test_confidential_records_show_nothing():
    """What is kept out of scope shows no skill, neither now nor before (E9)."""
    rules = GateRules(scope=Scope(categories=Names(frozenset({"payroll"}))))

    def seen(*records):
        stock = stock_of(kept_out(world(everyday(), *records, skills=MATCHER), rules))
        return build(NETWORK, OCTOBER, stock, Policy()).digest.new_skills

    assert seen(THREE) == seen(THREE, work("O1", "Cy", "2026-03-02", category="payroll")) == ("Ansible",)
    assert seen(work("N1"), work("N2", "Bo"), work("N3", category="payroll")) == ()


def test_without_skills_nothing_is_looked_for():
    """A month in which no two share a skill, or an installation without a skill file, tells of none."""
    assert new() == ()
    assert told(everyday(), THREE, since=SINCE).digest.new_skills == ()
