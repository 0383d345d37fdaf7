"""A record with what the gate says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from drumbeat.records.model import WorkRecord
from drumbeat.signals.gate.reasons import Reason

_STILL_COMPLETED = frozenset({Reason.NOT_SUCCESSFUL, Reason.REOPENED})


@dataclass(frozen=True, slots=True)
class Judged:
    """A record and why it does not count; no reason: it is eligible."""

    record: WorkRecord
    reason: Reason | None
    is_provisional: bool = False
    """Whether it counts and may still be reopened (E5)."""
    reopened_at: datetime | None = None
    """Of a reopened one: when that became known; None where no field tells."""
    is_batch: bool = False
    """Whether it stands for a batch that was closed with the same words (E7): it counts, and shows no skill."""

    @property
    def is_completed(self) -> bool:
        """Whether it belongs to the population of shares and durations.

        That is all completed, non-void records, before the test of success and before E4: after them such
        shares would always be 0 or 1.
        """
        return self.reason is None or self.reason in _STILL_COMPLETED

    @property
    def may_be_named(self) -> bool:
        """Whether its number may stand anywhere. Of what is out of scope only the count is told (E9)."""
        return self.reason is not Reason.OUT_OF_SCOPE

    @property
    def moment(self) -> datetime | date | None:
        """What places it in a period, counted or left out."""
        return self.record.done_at or self.record.closed_at

    def as_of(self, moment: datetime) -> Judged:
        """The verdict of an earlier day: what was reopened after it was not yet reopened (E5)."""
        if self.reason is Reason.REOPENED and self.reopened_at is not None and self.reopened_at > moment:
            return replace(self, reason=None, reopened_at=None)
        return self
