"""How much of what there is, and how old: what a monitoring system is told, which names no team and no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drumbeat.editions.bounces import BoxState
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step

BACKED_UP = "backup store"
"""The act that stands in the audit log for each backup."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the store holds."""

    editions: Mapping[EditionState, int] = field(default_factory=dict)
    deliveries: Mapping[DeliveryState, int] = field(default_factory=dict)
    """Of every edition that is kept."""
    today: Mapping[DeliveryState, int] = field(default_factory=dict)
    """Those of them that came to their state in the last 24 hours."""
    put_off: int = 0
    """Mails that were tried in the last 24 hours, did not leave, and are tried again.

    What is tried again by itself is so every three hours at least (`deliveries.retry_after`): what was not tried for a
    day is too late, held or skipped.
    """
    left_today: int = 0
    """Mails that left in the last 24 hours, or may have: what `mail.per_day` counts."""
    tables: Mapping[str, int] = field(default_factory=dict)
    """By how the last pull of each ended (`ports.PullStatus`)."""
    pulled_at: datetime | None = None
    """When the latest pull of any table began that came to an end; None: there was none."""
    scheduler_at: datetime | None = None
    """When a scheduler was seen last, by a clock that can be believed."""
    good_turn_at: datetime | None = None
    """When a turn of the schedule ended last of which nothing failed, and nothing waited that had; of any process.

    None has yet: since when there is a scheduler. None: there was none.
    """
    backed_up_at: datetime | None = None
    """When `drumbeat backup` was run last; None: never on this store."""


@dataclass(frozen=True, slots=True)
class Census:
    """The same, with what is due."""

    taken_at: datetime
    counts: Counts
    teams: int
    due: Mapping[Step, int]
    """Months of teams by what is to be done about them now."""
    oldest_due_at: datetime | None
    """Since when the oldest of these should have been done; None: nothing is due."""
    last_months: Mapping[Standing | None, int]
    """Teams by how their last month's edition stands; None: it has no draft."""
    unknown_teams: int
    """Teams of which it could not be found out."""
    bounces: BoxState | None = None
    """How the mailbox fares to which mails come back; None: none is set, or it was not asked yet."""

    @property
    def late(self) -> timedelta:
        """How long the oldest of what is due has been so."""
        return self.taken_at - self.oldest_due_at if self.oldest_due_at else timedelta()
