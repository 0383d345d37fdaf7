"""What is one piece of work where a rule asks for several."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from drumbeat.signals.units import units
from office import record
from rows import person


def ticket(number: str, opened: str, table: str = "incident", **fields):
    """What Carl asked for at such a time of 5 October, for Ann to do."""
    caller = "requested_for" if table == "sc_req_item" else "caller_id"
    usual = {"opened_at": f"2026-10-05 {opened}", caller: person("Carl")}
    return record(table, number, **{**usual, **fields})


def together(records) -> set[frozenset[str]]:
    """The units, by numbers."""
    number_of = {each.sys_id: each.number for each in records}
    found: dict[str, set[str]] = {}
    for key, unit in units(records).items():
        found.setdefault(unit, set()).add(number_of[key])
    return {frozenset(each) for each in found.values()}


def test_what_one_caller_asks_for_within_an_hour_is_one():
    """Incidents and requests of one caller with one resolver are one when they lie no more than an hour apart."""
    records = [ticket("A", "08:00:00"), ticket("B", "09:00:00", "sc_req_item"), ticket("C", "09:00:01")]
    assert together(records) == {frozenset("AB"), frozenset("C")}


@pytest.mark.parametrize(
    "other",
    [
        ticket("B", "08:05:00", caller_id=person("Eve")),
        ticket("B", "08:05:00", resolved_by=person("Bo")),
        ticket("B", "08:05:00", caller_id=""),
        ticket("B", "08:05:00", opened_at=""),
        record("change_request", "B", opened_at="2026-10-05 08:05:00"),
        record("problem", "B", opened_at="2026-10-05 08:05:00"),
    ],
    ids=["another caller", "another resolver", "no caller", "no time", "a change", "a problem"],
)
def test_other_work_is_a_unit_of_its_own(other):
    """Nothing is put together but tickets of one known caller with one resolver."""
    assert together([ticket("A", "08:00:00"), other]) == {frozenset("A"), frozenset("B")}


def test_fewer_tickets_are_never_more_units():
    """Whatever is left out of a day's tickets: what is left is not more units, in any order."""
    day = [ticket(str(number), f"{8 + number * 35 // 60:02d}:{number * 35 % 60:02d}:00") for number in range(9)]
    for some in combinations(day, 7):
        mixed = random.Random(4).sample(some, len(some))
        assert len(together(mixed)) <= len(together(day))
        assert together(mixed) == together(some)


def test_a_thousand_tickets_in_an_hour_are_one():
    """However many there are, they are one unit, at once."""
    many = [ticket(f"N{at}", f"08:{at % 60:02d}:{at // 60 % 60:02d}") for at in range(3000)]
    assert len(together(many)) == 1
