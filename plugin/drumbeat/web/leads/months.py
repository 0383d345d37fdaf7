"""A month in an address: /teams/5/editions/2026-10."""

from __future__ import annotations

from drumbeat.desk.periods import Said, period_of
from drumbeat.digest.language.phrase import Month
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.web.refusals import Refused
from drumbeat.web.visits import Visit


def month_of(visit: Visit, written: str = "") -> Period:
    """The month that the address names, or what is written so. Raises Refused (404) for what is none, or to come."""
    try:
        return period_of(Said(written or str(visit.path["month"])), visit.team.zone, visit.context.clock())
    except SettingsError:
        raise Refused.missing() from None


def written(period: Period) -> str:
    """The month as addresses have it."""
    return f"{period.start:%Y-%m}"


def place(visit: Visit, period: Period, page: str = "") -> str:
    """The address of a page of the month's edition."""
    return visit.within(f"editions/{written(period)}{f'/{page}' if page else ''}")


def named(period: Period) -> Month:
    """As it is said."""
    return Month(period.start)
