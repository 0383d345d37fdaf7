"""Stretches of time against the plainest oracle there is: a set of minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drumbeat.digest.undertakings.intervals import common, merged, minutes, union, without

MIDNIGHT = datetime(2026, 10, 24, 22, tzinfo=UTC)
"""The day on which Berlin's clocks go back begins in it."""
SPANS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)), max_size=10)


def _spans(drawn):
    return [(MIDNIGHT + timedelta(minutes=at), MIDNIGHT + timedelta(minutes=at + long)) for at, long in drawn]


def _minutes(spans):
    """Every minute that one of the spans covers, one by one."""
    first = [MIDNIGHT + timedelta(minutes=at) for at in range(140)]
    return {minute for minute in first if any(begin <= minute < end for begin, end in spans)}


@given(SPANS)
def test_a_union_is_every_minute_once(drawn):
    """However spans overlap, touch or contain each other, the union is as long as the minutes that any covers."""
    spans = _spans(drawn)
    assert minutes(union(spans)) == len(_minutes(spans))
    assert _minutes(merged(spans)) == _minutes(spans)


@given(SPANS)
def test_merged_spans_lie_apart(drawn):
    """In order, none empty, and none touches the next."""
    found = merged(_spans(drawn))
    assert all(begin < end for begin, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(SPANS, SPANS)
def test_what_two_have_in_common(drawn, others):
    """A minute is common if both cover it, and left over if only the first does."""
    one, other = _spans(drawn), _spans(others)
    assert _minutes(common(one, other)) == _minutes(one) & _minutes(other)
    assert _minutes(without(one, other)) == _minutes(one) - _minutes(other)


def test_seconds_are_parts_of_minutes():
    """A whole number of minutes is a whole number; half a minute is not lost."""
    assert (minutes(timedelta(hours=2, minutes=4)), minutes(timedelta(seconds=90))) == (124, 1.5)
    assert isinstance(minutes(timedelta(minutes=3)), int)
