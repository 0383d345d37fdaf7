"""The schedule's section: how late a digest may leave by itself."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from drumbeat.settings.section import Section


class ScheduleSettings(Section):
    """What holds for every team's schedule."""

    max_lateness_days: int = Field(default=3, ge=1, le=28)
    """A digest that is later than that asks a person first (rule E49). With less than a day one that is due while the
    machine restarts would already be late."""
    pull: bool = True
    """Whether the records are brought up to date before a draft is made."""

    @property
    def max_lateness(self) -> timedelta:
        """The same as a time."""
        return timedelta(days=self.max_lateness_days)
