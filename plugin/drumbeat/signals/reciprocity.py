"""Favours that were returned: what two people do for each other within 30 days is flagged (F8)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from drumbeat.records.model import Problem
from drumbeat.signals.months import later
from drumbeat.signals.world import World

WITHIN = timedelta(days=30)

Given = tuple[str, str, datetime]
"""Who had the favour of it, who did it, when."""


def returned(given: Mapping[str, Given]) -> frozenset[str]:
    """The ids of what was returned: the other did the same for the one, at most 30 days earlier or later."""
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for to, by, moment in given.values():
        times[to, by].append(moment)
    for moments in times.values():
        moments.sort()
    return frozenset(key for key, (to, by, moment) in given.items() if _is_near(times.get((by, to), []), moment))


def returned_confirmations(world: World) -> frozenset[str]:
    """sys_ids of problems that count whose solver and confirmer did the same the other way round; by `world.once`."""
    problems = (each for each in world.eligible if isinstance(each, Problem) and each.principal and each.confirmed_by)
    return returned(
        {
            each.sys_id: (each.principal.key, each.confirmed_by.key, each.done_at)
            for each in problems
            if each.principal.key != each.confirmed_by.key and isinstance(each.done_at, datetime)
        }
    )


def _is_near(moments: list[datetime], moment: datetime) -> bool:
    at = bisect_left(moments, later(moment, -WITHIN))
    return at < len(moments) and moments[at] <= later(moment, WITHIN)
