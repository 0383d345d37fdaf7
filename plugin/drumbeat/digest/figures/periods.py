"""The period as a digest holds it."""

from __future__ import annotations

from drumbeat.digest.language.phrase import PeriodView
from drumbeat.records.period import Period


def view_of(period: Period) -> PeriodView:
    """The same days, and where the period before begins."""
    return PeriodView(period.start, period.end, period.zone.key, period.before().start, period.months)
