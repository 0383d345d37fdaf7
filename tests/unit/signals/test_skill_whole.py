"""What holds for all personal signals at once, over a month of each role."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, fields, replace
from datetime import date, timedelta

import pytest

from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Status
from drumbeat.signals.world import World
from office import world
from roles import IMPORTS, PEOPLE, ROLES, SKILLS, month_of, personal_signals

EVERY = [*ROLES, IMPORTS]


def shuffled(found: World, seed: int) -> World:
    """The same world, read in another order."""
    rng = random.Random(seed)
    orders = {name: list(getattr(found, name)) for name in ("judged", "beside", "declared")}
    for held in orders.values():
        rng.shuffle(held)
    return replace(found, **orders)


@pytest.mark.parametrize("role", EVERY)
def test_the_order_of_records_changes_nothing(role):
    """The same records in any order give the same signals, with the same evidence, in the same order."""
    found = month_of(role)
    first = [asdict(each) for each in personal_signals(found)]
    assert first
    for seed in range(5):
        assert [asdict(each) for each in personal_signals(shuffled(found, seed))] == first


@pytest.mark.parametrize("role", EVERY)
def test_evidence_is_of_records_that_are_there(role):
    """Each signal's first evidence is a record or an imported entry of the world, and each names a field."""
    found = month_of(role)
    known = {item.record.number for item in found.judged} | {each.sys_id for each in found.beside}
    known |= {getattr(each, "number", "") for each in found.beside} | {each.sys_id for each in found.declared}
    for signal in personal_signals(found):
        assert all(each.number in known and each.table and each.field for each in signal.evidence), signal


@pytest.mark.parametrize("role", list(ROLES))
def test_no_words_of_a_ticket_and_no_name_leave_in_a_signal(role):
    """Neither notes nor titles nor names of persons stand in evidence, spans or subject matter."""
    for signal in personal_signals(month_of(role)):
        told = json.dumps([asdict(signal)[part] for part in ("evidence", "about")])
        words = ("gateway dropped", "attribute that was missing", "shop was down", "asks for a password")
        names = ("Ann", "Bo", "Cy", "Di", "Ed", "Carl", "Dora", "Eve")
        assert not [each for each in words if each in told]
        assert not [name for name in names if f'"{name}' in told or f" {name} " in told], told


def moved(found: World, by: timedelta) -> World:
    """The same world, with all that was done so much later."""

    def later(record):
        times = {field.name: getattr(record, field.name) for field in fields(record)}
        return replace(record, **{name: at + by for name, at in times.items() if isinstance(at, date)})

    judged = [replace(item, record=later(item.record)) for item in found.judged]
    return replace(
        found,
        judged=judged,
        beside=[later(each) for each in found.beside],
        declared=[later(each) for each in found.declared],
    )


@pytest.mark.parametrize("by", [timedelta(hours=11), timedelta(hours=-7), timedelta(days=4)], ids=str)
@pytest.mark.parametrize("role", EVERY)
def test_evenings_nights_and_weekends_change_nothing(role, by):
    """Work at nine in the morning, in the evening, at night or on a Saturday is told alike (F10)."""

    def told(found: World) -> list[tuple[str, str, str, str]]:
        return [(each.rule, each.subject.name, each.role, each.about) for each in personal_signals(found)]

    found = month_of(role)
    assert sorted(told(moved(found, by))) == sorted(told(found))


def test_nothing_is_a_number_level_or_rate():
    """No skill signal's value tells how many, how often or how well; the evidence is a list."""
    for role in EVERY:
        for signal in personal_signals(month_of(role)):
            if signal.rule.startswith("S"):
                assert not [each for each in signal.evidence if "%" in each.value or "level" in each.value.lower()]


def test_what_may_still_be_reopened_is_provisional():
    """A skill signal on records of which all may still be reopened says so."""
    found = month_of("Service desk")
    young = replace(found, judged=[replace(item, is_provisional=item.reason is None) for item in found.judged])
    of_records = [each for each in personal_signals(young) if each.rule in ("S02", "S03", "S07", "S11", "S20", "S21")]
    assert {each.rule for each in of_records} == {"S02", "S03", "S07", "S11", "S20", "S21"}
    assert {each.status for each in of_records} == {Status.PROVISIONAL}


def test_without_any_records_nothing_is_told_and_nothing_breaks():
    """Every rule stands an empty world, and one with people alone."""
    assert personal_signals(world()) == []
    assert personal_signals(world(PEOPLE, skills=SKILLS)) == []


def test_a_rule_without_its_tables_says_so():
    """Where nothing can be read, every rule that names what it needs is switched off, with what it lacks."""
    for rule in RULES:
        if rule.find is not None and (rule.tables or rule.any_of):
            assert rule.lacks(frozenset(), frozenset()), rule.id
