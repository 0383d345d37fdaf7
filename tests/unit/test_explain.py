"""`drumbeat explain` as a function: gate, credit, rules and skills of one record, and why not."""

from __future__ import annotations

import pytest

from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.explain import ABOUT, IMPORTED, Asking, explain, judged_as
from drumbeat.signals.gate import GateRules, Names, Scope, judge
from drumbeat.signals.material import Material
from drumbeat.signals.world import World
from office import NOW, OCTOBER, record, user, world
from roles import ROLES, SKILLS, month_of
from rows import person, sys_id


def told(found: World, number: str, **more):
    """The explanation of a record."""
    item = judged_as(number, found)
    assert item is not None
    return explain(item, Asking(Material(found, OCTOBER, lambda _record: True, NOW), **more))


def says(explanation, gate: str) -> str:
    """What a gate test says."""
    return next(line.verdict for line in explanation.gate if line.id == gate)


def rule(explanation, rule_id: str):
    """One rule's line."""
    return next(line for line in explanation.rules if line.id == rule_id)


@pytest.mark.parametrize(
    ("fields", "gate"),
    [
        ({"state": ("2", "In Progress"), "resolved_at": ""}, "E1"),
        ({"state": ("8", "Canceled")}, "E2"),
        ({"parent_incident": (sys_id("INC9"), "INC9")}, "E3"),
        ({"reopen_count": "1"}, "E4"),
        ({"caller_id": person("Ann")}, "E6"),
        ({"resolved_by": ("", "system"), "assigned_to": ("", "system")}, "E8"),
    ],
)
def test_the_gate_test_that_left_it_out_is_named(fields, gate):
    """A record that does not count says by which of the nine tests, and that no rule speaks of it therefore."""
    found = told(world(record("incident", "INC1", **fields)), "INC1")
    assert [line.id for line in found.gate] == [f"E{number}" for number in range(1, 10)]
    assert says(found, gate).startswith("left out: ")
    assert found.verdict.startswith("It does not count")
    assert [line.id for line in found.rules if line.speaks] == []
    assert gate in rule(found, "V08").why


def test_a_record_that_counts_passes_all():
    """An old incident passes each test; a young one is provisional, with the day from which it is not."""
    old = told(world(record("incident", "INC1")), "INC1")
    assert {line.verdict for line in old.gate} == {"passed"}
    young = told(world(record("incident", "INC1", resolved_at="2026-11-30 08:00:00")), "INC1")
    assert says(young, "E5") == "provisional until 2026-12-09"


def test_a_change_is_not_asked_what_concerns_incidents():
    """Tests that say nothing of a change say that, instead of having been passed."""
    found = told(world(record("change_request", "CHG1")), "CHG1")
    assert all("of this kind (change)" in says(found, gate) for gate in ("E3", "E4", "E5", "E6"))


def test_what_is_out_of_scope_is_told_by_its_reason_alone():
    """Of a record that is out of scope neither rules, credit nor skills are told (E9)."""
    rules = GateRules(scope=Scope(groups=Names(frozenset({"Network"}))))
    made = record("incident", "INC1", close_notes="Set up the vpn.")
    found = told(World(judged=judge([made], rules), gate=rules, skills=SKILLS), "INC1")
    assert (found.rules, found.credit, found.mentions, found.structure) == ((), (), (), ())
    assert says(found, "E9").startswith("left out: ")


def test_why_a_rule_does_not_speak():
    """Each kind of reason is said in a phrase: off, unreadable, another kind of record, condition not met."""
    found = told(world(record("incident", "INC1"), missing=frozenset({"incident.findings"})), "INC1")
    assert rule(found, "V08").why == "switched off: incident.findings could not be read"
    assert "not of a record of this kind (incident)" in rule(found, "V05").why
    assert rule(found, "V01").why.startswith("its condition does not hold in this period: ")
    assert rule(found, "V14").why == "The digest is it."
    off = told(world(record("incident", "INC1")), "INC1", off=frozenset({"V01"}))
    assert rule(off, "V01").why == "switched off by the settings (signals.off)"


def test_a_rule_that_speaks_says_so():
    """A rule whose signal is about the record, or stands on it, speaks."""
    found = told(month_of("Service desk"), "INC50")
    assert rule(found, "V08").speaks
    assert rule(found, "V18").speaks


def test_private_rules_are_for_one_person():
    """Without a person no private rule is there; with one those that speak of that person alone."""
    month = month_of("Service desk")
    private = {each.id for each in RULES if not each.default.is_for_team}
    assert {line.id for line in told(month, "INC1").rules} & private == set()
    ann, bo = (told(month, "INC1", person=Ref(*person(name))) for name in ("Ann", "Bo"))
    assert rule(ann, "S01").speaks
    assert not rule(bo, "S01").speaks


def test_skills_are_shown_by_place_with_why_not():
    """A mention is told with field, place, alias and tier; what is quoted is masked and told as such."""
    words = "Set up the vpn anew.\n\n> the outlook does not open"
    found = told(world(user("Ann"), record("incident", "INC1", close_notes=words), skills=SKILLS), "INC1")
    (mention,) = found.mentions
    assert (mention.field, mention.alias, mention.tier, mention.why_not) == ("close_notes", "vpn", "A", "")
    assert words[mention.start : mention.end] == "vpn"
    assert any(words[part.start : part.end].startswith(">") for part in found.masks)


@pytest.mark.parametrize("role", ROLES)
def test_what_rules_are_said_to_be_about_is_what_they_are_about(role):
    """Whatever a rule says of a record, the record is of a kind that the rule is said to speak of."""
    found = month_of(role)
    material = Material(found, OCTOBER, lambda _record: True, NOW)
    for each in RULES:
        for signal in material.found(each.find) if each.find and each.id not in IMPORTED else ():
            kinds = ABOUT.get(each.id)
            item = found.verdicts.get(signal.number)
            assert kinds is None or item is None or item.record.kind in kinds, (each.id, signal.number)


def test_every_rule_is_in_one_of_the_tables():
    """ABOUT and IMPORTED name rules that there are, and none twice."""
    ids = {each.id for each in RULES}
    assert set(ABOUT) | IMPORTED <= ids
    assert set(ABOUT) & IMPORTED == set()
