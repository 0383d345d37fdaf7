"""The gold bundles are what they are said to be: 600 and 188 held out, mixed, whole, and the same at each call."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from gold import Bundle, bundles, held_out
from gold.bundle import CONTRIBUTOR, EASY, FIELDS, HARD, IMPORTS, LEAD, POSITIVE
from gold.held_out import FORTY
from gold.held_out_skills import FIREWALL
from gold.scenario import BOTH, TEAM_ONLY

SIGNALS = frozenset(
    [f"V{number:02d}" for number in range(1, 26) if number not in {14, 19}]
    + [f"S{number:02d}" for number in range(1, 26) if number != 8]
)
"""V14 is the digest itself, V19 holds by construction, S08 and S26 to S28 are off or never."""


@pytest.fixture(scope="module", name="gold")
def _gold() -> list[Bundle]:
    return bundles()


@pytest.fixture(scope="module", name="held")
def _held() -> list[Bundle]:
    return held_out()


@pytest.fixture(scope="module", name="every")
def _every(gold: list[Bundle], held: list[Bundle]) -> list[Bundle]:
    return [*gold, *held]


def test_there_are_six_hundred_with_ids_of_their_own(gold):
    """There are 600 bundles, and no two share an id."""
    assert len(gold) == 600
    assert len({bundle.id for bundle in gold}) == 600


def test_a_third_are_hard_negatives(gold):
    """At least a third, and at most two fifths, look like the signal and are none."""
    kinds = Counter(bundle.kind for bundle in gold)
    assert set(kinds) == {POSITIVE, HARD, EASY}
    assert 200 <= kinds[HARD] <= 300
    assert kinds[POSITIVE] > kinds[HARD]


def test_every_signal_is_asked_often_and_both_ways(gold):
    """Each signal of the list has at least eight bundles, some in which it holds and some in which it does not."""
    by_signal = defaultdict(list)
    for bundle in gold:
        by_signal[bundle.signal].append(bundle.kind)
    assert set(by_signal) == SIGNALS
    for signal, kinds in by_signal.items():
        assert len(kinds) >= 8, signal
        assert POSITIVE in kinds, signal
        assert HARD in kinds, signal


def test_two_of_each_kind_are_held_out_for_every_signal(held):
    """188 bundles are held out: two positives and two hard negatives for each signal, with ids of their own."""
    assert len(held) == 188
    assert len({bundle.id for bundle in held}) == 188
    assert all(bundle.id.startswith(f"H-{bundle.signal}-") for bundle in held)
    assert Counter((bundle.signal, bundle.kind) for bundle in held) == {
        (signal, kind): 2 for signal in SIGNALS for kind in (POSITIVE, HARD)
    }


def test_what_is_held_out_is_new(gold, held):
    """Each bundle says in a sentence of its own why, and no bundle of the first set says the same of its signal."""
    told = {(bundle.signal, bundle.why) for bundle in held}
    assert len(told) == len(held)
    assert not told & {(bundle.signal, bundle.why) for bundle in gold}


def test_they_are_the_same_at_each_call(gold, held):
    """A second call gives equal bundles."""
    assert bundles() == gold
    assert held_out() == held


@pytest.mark.parametrize("text", [FORTY, *FIREWALL])
def test_notes_at_the_bound_have_forty_characters(text):
    """The notes that are said to have exactly forty characters have them."""
    assert len(text) == len(text.strip()) == 40


def test_every_row_is_whole(every):
    """Each row has a sys_id of 32 hex digits that its table has once, and every field with value and display value."""
    for bundle in every:
        assert set(bundle.tables) == set(FIELDS)
        assert set(bundle.imports) == set(IMPORTS)
        for table, rows in bundle.tables.items():
            names = [row["sys_id"]["value"] for row in rows]
            assert len(set(names)) == len(names), (bundle.id, table)
            assert all(len(name) == 32 and int(name, 16) for name in names), (bundle.id, table)
            for row in rows:
                assert set(row) == set(FIELDS[table]), (bundle.id, table)
                assert all(set(cell) == {"value", "display_value"} for cell in row.values())
                assert all(isinstance(text, str) for cell in row.values() for text in cell.values())


def test_verdicts_fit_the_kind_and_the_column_of_the_signal(every):
    """A positive names who has it where the sheet shows it; a negative names nobody."""
    for bundle in every:
        held = bundle.kind == POSITIVE
        assert bundle.team == ({bundle.signal} if held and bundle.signal in TEAM_ONLY | BOTH else set()), bundle.id
        assert bool(bundle.personal) == (held and bundle.signal not in TEAM_ONLY), bundle.id
        people = {row["name"]["value"] for row in bundle.tables["sys_user"]}
        for who, signal, role in bundle.personal:
            assert who in people
            assert signal == bundle.signal
            assert role in {LEAD, CONTRIBUTOR}


def test_nothing_happens_after_the_run(every):
    """No work ends after the moment at which the bundle is looked at."""
    ends = ("resolved_at", "closed_at", "work_end", "sys_created_on")
    for bundle in every:
        for table, rows in bundle.tables.items():
            for row in rows:
                for name in ends:
                    text = row.get(name, {"value": ""})["value"]
                    if text:
                        moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
                        assert moment <= bundle.now, (bundle.id, table, name)


def test_provisional_bundles_are_young(gold, every):
    """Some bundles are seen within a week of the month's end, and only those are provisional."""
    young = {bundle.id for bundle in every if bundle.provisional}
    assert len(young & {bundle.id for bundle in gold}) >= 6
    for bundle in every:
        if bundle.id in young:
            assert bundle.now.day < 7, bundle.id
