"""The session of one request: who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drumbeat.simulator.accounts import User
from drumbeat.simulator.moments import zone_of


@dataclass(frozen=True, slots=True)
class Session:
    """The user a request acts for, and the instance's time at that request (aware)."""

    user: User
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The user's time zone."""
        return zone_of(self.user.time_zone)

    @property
    def local_now(self) -> datetime:
        """The instance's time in the user's zone."""
        return self.now.astimezone(self.zone)
