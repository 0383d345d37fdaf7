"""The gaming suite: what an attacker gets beyond the honest twin (signals sheet 6.2 point 7)."""

from __future__ import annotations

from functools import lru_cache

import pytest

from drumbeat.signals.catalogue import RULES
from gaming import ATTACKS, BEYOND, Row, gaming_table
from gaming.honest import honest
from gaming.saying import distinct, signals_of
from gaming.table import honestly
from samples import sampled

FEW = (0,)
"""The attacker of the short run, who fixes problems; the long one takes all eight."""
SPLITTING = "a"
"""Of split tickets the lines are held at 1.00, not the records behind them; see `gaming.table`."""


@lru_cache(maxsize=64)
def row_of(attack, seed="neutral", attackers=FEW) -> Row:
    """The line of the table."""
    return gaming_table(seed, attackers, (attack,))[0]


@pytest.mark.parametrize("attack", sampled(ATTACKS, always=9), ids=lambda each: each.name)
def test_no_attack_brings_a_signal(attack):
    """The attacker has no line more than the honest twin, no record more behind a line, and neither has the team."""
    row = row_of(attack)
    records = 1.0 if attack.letter == SPLITTING else row.statements
    assert (row.signals, records, row.team) == (1, 1, 1), row.extra


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.name)
def test_every_attack_would_pay_by_raw_counts(attack):
    """The attack is one: a naive count of the attacker's month grows by half or more."""
    assert row_of(attack).raw >= 1.5


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.name)
def test_no_attack_takes_a_colleagues_signal(attack):
    """Nobody else of the team loses a line by it, but whoever plays along."""
    world = honest()
    me, friends = world.team[0], ("reciprocal" in attack.name)
    before, after = honestly(), signals_of(attack.on(world, me))
    for other in world.team[1 : 5 if friends else None]:
        lost = distinct(before.person[other.sys_id]) - distinct(after.person[other.sys_id])
        assert not lost, (other.name, lost)


@pytest.mark.long
@pytest.mark.parametrize("seed", ["one", "two", "three"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.name)
def test_no_attack_brings_a_signal_to_any_of_the_eight(attack, seed):
    """The same for each of the eight, in other months."""
    row = row_of(attack, seed, tuple(range(8)))
    records = 1.0 if attack.letter == SPLITTING else row.statements
    assert (row.signals, records, row.team) == (1, 1, 1), row.extra


def test_the_twelve_attacks_are_there():
    """Each of (a) to (l) is tried, and attacks beyond them bear a mark."""
    assert {each.letter for each in ATTACKS} == set("abcdefghijkl")
    assert all(each.letter[1:] == "+" for each in BEYOND)


def test_the_honest_month_says_much():
    """The suite can tell: nine of ten rules fire in the neutral month, and each of the eight has ten lines or more."""
    world = honest()
    said = honestly()
    fired = {signal.rule for signal in (*said.of_team, *said.of_people)}
    able = {rule.id for rule in RULES if rule.find}
    assert len(fired) >= 0.9 * len(able), sorted(able - fired)
    assert all(len(distinct(said.person[each.sys_id])) >= 10 for each in world.team)
