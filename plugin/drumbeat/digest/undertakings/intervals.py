"""Stretches of time as sets of minutes: what any of them covers, what two have in common, what is left of one.

A span is a pair of moments in UTC, the first not after the second; its end does not belong to it. Wall-clock time would
lose or gain an hour when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

MINUTE = timedelta(minutes=1)

Span: TypeAlias = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The union: in order, none touching another, none empty."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def common(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What lies in one of `spans` and in one of `others`."""
    within = merged(others)
    return merged((max(begin, first), min(end, last)) for begin, end in spans for first, last in within)


def without(spans: Iterable[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What lies in one of `spans` and in none of `others`."""
    left = list(merged(spans))
    for first, last in merged(others):
        left = [
            piece
            for begin, end in left
            for piece in ((begin, min(end, first)), (max(begin, last), end))
            if _is_some(piece)
        ]
    return tuple(left)


def union(spans: Iterable[Span]) -> timedelta:
    """How long at least one of them lasted."""
    return sum((end - begin for begin, end in merged(spans)), timedelta())


def minutes(time: timedelta) -> float | int:
    """The time in minutes: a whole number where it is one."""
    found = time / MINUTE
    return int(found) if found.is_integer() else found


def _is_some(span: Span) -> bool:
    return span[0] < span[1]
