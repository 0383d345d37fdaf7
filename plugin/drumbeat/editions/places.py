"""Whether a store may send by itself from where it is (rule E49), what waits in it, and who was seen at it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drumbeat.editions.deliveries import DeliveryState

_CLOCKS_DIFFER = timedelta(minutes=5)
ADOPT = "adopt store"
"""What the audit log calls it when somebody answers for a store."""
SHORTENED = "purge audit"
"""The same when old acts went out of it, among them perhaps that one."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The store is where it was adopted."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unadopted:
    """Nobody has said yet that this store may send by itself."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The store was adopted in another place: this is a copy, or it was moved."""

    named: str
    """That place, for people."""


Place = Adopted | Unadopted | Elsewhere


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of an edition has not been accepted by a mail server."""

    team: str
    period_start: str
    state: DeliveryState
    count: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One process that looked after the schedule."""

    name: str
    """Host and process."""
    started_at: datetime
    seen_at: datetime
    did: str
    """What it did last, in a few words, which name nobody."""

    def is_to_come(self, now: datetime) -> bool:
        """Whether the moment lies ahead, by more than the clocks of two machines differ: it says nothing of now."""
        return self.seen_at - now > _CLOCKS_DIFFER
