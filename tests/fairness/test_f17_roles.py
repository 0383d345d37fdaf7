"""F17: every role can be seen. docs/fairness.md holds the matrix, and what fires in each role's month is the matrix."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from command import ROOT
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.world import World
from roles import IMPORTS, ROLES, month_of, personal_signals

PAGE = ROOT / "docs" / "fairness.md"
ROW = r"^\| ([^|]+) \| [^|]+ \| ((?:[VS]\d\d ?)+)\|$"
EVERYDAY = [role for role in ROLES if role != "Whoever leads"]
LEAST = 8
"""Rules that a role's everyday records must be able to feed."""


def matrix() -> dict[str, list[str]]:
    """The table of docs/fairness.md: role -> ids of rules."""
    rows = re.findall(ROW, PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {role: rules.split() for role, rules in rows}


def rules_of_ann(found: World) -> list[str]:
    """Ids of the rules that tell something of Ann, those of visibility first."""
    told = {each.rule for each in personal_signals(found) if each.subject.name == "Ann"}
    return sorted(told, key=lambda rule: (rule[0] != "V", rule))


@pytest.mark.parametrize("role", [*ROLES, IMPORTS])
def test_f17_the_matrix_is_what_a_month_in_the_role_brings(role):
    """What docs/fairness.md promises a role is what the rules find in such a month, no more and no less."""
    assert matrix()[role] == rules_of_ann(month_of(role))


def test_f17_incidents_alone_show_little_of_a_desk():
    """The page says what is left of a service desk's month where only incidents and people can be read."""
    found = month_of("Service desk")
    few = frozenset({"incident", "sys_user", "sys_user_group", "sys_user_grmember"})
    judged = [item for item in found.judged if item.record.table in few]
    beside = tuple(each for each in found.beside if each.table in few)
    left = rules_of_ann(replace(found, judged=judged, beside=beside, readable=few))
    assert f"a service desk is seen in {' '.join(left)} alone" in PAGE.read_text(encoding="utf-8")


def test_f17_no_role_is_structurally_unseen():
    """Desk, field, network, change and knowledge: each role's everyday records alone feed eight rules or more."""
    assert {role for role in EVERYDAY if len(matrix()[role]) < LEAST} == set()
    assert set(matrix()) == {*ROLES, IMPORTS}


def test_f17_every_personal_rule_is_within_somebodys_reach():
    """No rule of the personal record is one that nobody can get."""
    reached = {rule for rules in matrix().values() for rule in rules}
    assert {rule.id for rule in RULES if rule.find is not None and rule.default.is_personal} == reached
