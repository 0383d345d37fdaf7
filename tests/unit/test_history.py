"""Logs of updates: the last row of each number."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.records.history import latest

EARLY, LATE = datetime(2026, 10, 1, 8, tzinfo=UTC), datetime(2026, 10, 1, 9, tzinfo=UTC)


def last(rows):
    """The marks of the rows that count."""
    return [row[2] for row in latest(rows, itemgetter(0), itemgetter(1))]


@pytest.mark.parametrize(
    ("rows", "marks"),
    [
        ([], []),
        ([("A", EARLY, 1), ("A", LATE, 2)], [2]),
        ([("A", LATE, 1), ("A", EARLY, 2)], [1]),
        ([("A", LATE, 1), ("A", LATE, 2), ("A", LATE, 3)], [3]),
        ([("A", None, 1), ("A", None, 2)], [2]),
        ([("A", EARLY, 1), ("A", None, 2)], [1]),
        ([("A", None, 1), ("A", EARLY, 2)], [2]),
        ([("B", LATE, 1), ("A", EARLY, 2), ("B", EARLY, 3), ("A", LATE, 4)], [1, 4]),
    ],
    ids=str,
)
def test_the_last_update_counts(rows, marks):
    """The latest row of each number counts; file order breaks ties; one without time is older than any with."""
    assert last(rows) == marks


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.none() | st.sampled_from([EARLY, LATE]), st.integers())))
def test_each_number_occurs_once_in_order_of_appearance(rows):
    """The result has each number once, in the order in which the numbers first appear, with its newest time."""
    found = latest(rows, itemgetter(0), itemgetter(1))
    assert [row[0] for row in found] == list(dict.fromkeys(row[0] for row in rows))
    for key, moment, _ in found:
        moments = [each[1] for each in rows if each[0] == key and each[1]]
        assert moment == max(moments, default=None)
