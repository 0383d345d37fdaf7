"""F10: no rate, gap or streak, and nothing for evenings, nights and weekends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from drumbeat.digest.people.accomplishments import accomplishments, as_json, found_of
from drumbeat.digest.people.told import Told
from drumbeat.records.model import Ref
from drumbeat.signals.material import Material
from drumbeat.signals.world import World
from office import NOW, OCTOBER
from roles import ROLES, month_of, personal_signals
from rows import person
from shifts import shifted

HOURS = [9, 12, 15]
"""Later by so much: an evening, a night, the small hours of the next day. All work is done at eight otherwise."""
FORBIDDEN = {"rate", "gap", "streak", "average", "mean", "score", "rank", "percentile", "level", "total", "per_day"}


def said(found: World) -> set[str]:
    """All personal statements."""
    return {signal.statement for signal in personal_signals(found)}


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("role", ROLES)
def test_f10_the_hour_of_work_changes_no_signal(role, hours):
    """The same work in the evening or at night gives the same signals, no more and no fewer."""
    found = month_of(role)
    assert said(found)
    assert said(shifted(found, timedelta(hours=hours))) == said(found)


@pytest.mark.parametrize("role", ["Service desk", "Field service", "Change", "Knowledge"])
def test_f10_work_at_the_weekend_is_work(role):
    """The same month four days later, so that Tuesday's work is Saturday's, gives the same kinds of signals."""
    found = month_of(role)
    moved = shifted(found, timedelta(days=4))
    rules = {signal.rule for signal in personal_signals(found) if not _is_of_days(found, signal.number)}
    assert {signal.rule for signal in personal_signals(moved)} >= rules


def _is_of_days(found: World, number: str) -> bool:
    """Whether the record is dated by a day alone, which does not move."""
    item = found.verdicts.get(number)
    return item is None or not isinstance(item.record.done_at, datetime)


def test_f10_a_record_has_no_rate_and_no_gap():
    """The keys of a personal record name no rate, gap, streak, score or level, and its skills say records and a day."""
    ann = Ref(*person("Ann"))
    material = Material(month_of("Service desk"), OCTOBER, lambda _record: True, NOW)
    finding, found = found_of(ann, material, [])
    told = [Told(signal, "", "") for signal in finding.signals]
    record = as_json(accomplishments(ann, material, told, {}, found))
    assert _keys(record) & FORBIDDEN == set()
    assert record["skills"]
    assert all(set(skill) == {"name", "records", "last", "signals"} for skill in record["skills"])
    names = [skill["name"] for skill in record["skills"]]
    assert names == sorted(names, key=str.casefold)


def _keys(value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def test_f10_days_without_work_are_not_told():
    """A person with one record and one with none are told no gap: what is not there is not in the record."""
    material = Material(month_of("Service desk"), OCTOBER, lambda _record: True, NOW)
    nobody = Ref("0" * 32, "Zoe")
    finding, found = found_of(nobody, material, [])
    record = accomplishments(nobody, material, [], {}, found)
    assert (finding.signals, record.lines, record.skills, record.left_out) == ([], (), (), ())
