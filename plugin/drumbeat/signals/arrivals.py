"""Which incidents came in when, by configuration item and category: those before and after a day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from drumbeat.records.model import Incident
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.world import World

_VOID = frozenset({Reason.CANCELLED, Reason.DUPLICATE, Reason.CHILD, Reason.SELF_DEALT, Reason.OUT_OF_SCOPE})
"""Another incident tells of these, or nobody outside the group was concerned."""

_WHEN = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Incidents that carry a configuration item, by time of opening; None stands for any item, any category."""

    opened: Mapping[tuple[str | None, str | None], tuple[tuple[datetime, Incident], ...]]

    def within(self, item: str | None, category: str | None, window: tuple[datetime, datetime]) -> tuple[Incident, ...]:
        """Those that were opened in the half-open window."""
        found = self.opened.get((item, category), ())
        first, last = (bisect_left(found, moment, key=_WHEN) for moment in window)
        return tuple(incident for _, incident in found[first:last])

    def count(self, item: str | None, category: str | None, window: tuple[datetime, datetime]) -> int:
        """How many these are."""
        found = self.opened.get((item, category), ())
        return bisect_left(found, window[1], key=_WHEN) - bisect_left(found, window[0], key=_WHEN)


def arrivals(world: World) -> Arrivals:
    """Of all incidents but void ones; ask for it by `world.once(arrivals)`."""
    opened: dict[tuple[str | None, str | None], list[tuple[datetime, Incident]]] = defaultdict(list)
    for judged in world.judged:
        incident = judged.record
        if isinstance(incident, Incident) and incident.opened_at and incident.cmdb_ci and is_arrival(judged):
            item, category = incident.cmdb_ci.key, incident.category
            for key in ((item, category), (item, None), (None, category), (None, None)):
                opened[key].append((incident.opened_at, incident))
    return Arrivals({key: tuple(sorted(found, key=_WHEN)) for key, found in opened.items()})


def is_arrival(judged: Judged) -> bool:
    """Whether the incident stands for something that happened: open, closed or reopened, but not void."""
    return judged.reason not in _VOID
