"""Nothing that can be made of lists of records, laid side by side, is one person's."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from drumbeat.digest.people.alone import silenced
from drumbeat.records.model import Incident, Ref, Stage


def work(people: str):
    """Completed incidents, one for each letter, which names who resolved it."""
    keys = [f"{at}{who}" for at, who in enumerate(people)]
    return {key: Incident(sys_id=key, number=key, stage=Stage.DONE, resolved_by=Ref(key[-1])) for key in keys}


def held_by(whole, *groups: str):
    """For each group the incidents of the people in it."""
    return [{key for key in whole if key[-1] in group} for group in groups]


@pytest.mark.parametrize(
    ("groups", "silent"),
    [
        (("AB", "CDEF"), set()),
        (("ABCDEF", "ABCDE"), {1}),  # without the second nothing tells F apart; without the first the whole does
        (("ABCDE", "ABCDEF"), {0}),
        (("ABC", "CDEF"), {1}),  # C is in both
        (("ABC", "DE"), {1}),  # F is in neither
        (("ABC", "DE", ""), {1}),  # a list of nothing tells nothing, and need not be silent
        (("ABCDEF", "ABCDEF"), set()),
        (("ABCD", "CDEF"), set()),
        (("A", "B", "CDEF"), {0, 1}),
    ],
)
def test_the_list_that_tells_one_person_apart_is_silent(groups, silent):
    """Where lists share, lack or differ by one person alone, one is silent; of lists that are alike the last."""
    whole = work("ABCDEF" * 2)
    assert silenced(whole, held_by(whole, *groups)) == silent


def test_no_piece_is_one_persons():
    """Whatever lists there are: records that stand in just the same told lists are of two people at least."""
    chance = random.Random(20261129)
    for _ in range(200):
        whole = work("AB" + "".join(chance.choices("ABCDEFGH", k=chance.randrange(30))))
        keys = list(whole)
        lists = [set(chance.sample(keys, chance.randrange(len(keys) + 1))) for _ in range(chance.randrange(6))]
        silent = silenced(whole, lists)
        pieces = defaultdict(set)
        for key in keys:
            pieces[tuple(key in found for at, found in enumerate(lists) if at not in silent)].add(key[-1])
        assert all(len(people) > 1 for people in pieces.values()), (list(whole), lists)
