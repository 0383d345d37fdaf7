"""When incidents came in, by configuration item and category: how many there were before and after a day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drumbeat.records.model import Incident
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.world import World

_VOID = frozenset({Reason.CANCELLED, Reason.DUPLICATE, Reason.CHILD, Reason.SELF_DEALT, Reason.OUT_OF_SCOPE})
"""Another incident tells of these, or nobody outside the group was concerned."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Times of opening of incidents that carry a configuration item; None stands for any item, any category."""

    opened: Mapping[tuple[str | None, str | None], tuple[datetime, ...]]

    def count(self, item: str | None, category: str | None, window: tuple[datetime, datetime]) -> int:
        """How many were opened in the half-open window."""
        times = self.opened.get((item, category), ())
        return bisect_left(times, window[1]) - bisect_left(times, window[0])


def arrivals(world: World) -> Arrivals:
    """Of all incidents but void ones; ask for it by `world.once(arrivals)`."""
    opened: dict[tuple[str | None, str | None], list[datetime]] = defaultdict(list)
    for judged in world.judged:
        incident = judged.record
        if isinstance(incident, Incident) and incident.opened_at and incident.cmdb_ci and is_arrival(judged):
            item, category = incident.cmdb_ci.key, incident.category
            for key in ((item, category), (item, None), (None, category), (None, None)):
                opened[key].append(incident.opened_at)
    return Arrivals({key: tuple(sorted(times)) for key, times in opened.items()})


def is_arrival(judged: Judged) -> bool:
    """Whether the incident stands for something that happened: open, closed or reopened, but not void."""
    return judged.reason not in _VOID
