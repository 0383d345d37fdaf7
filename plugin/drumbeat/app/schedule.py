"""The alarm clock of the schedule, and when a team's digest is drafted and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event
from zoneinfo import ZoneInfo

from drumbeat.editions.instants import parse_hour
from drumbeat.editions.rules import IsWorking, parse_rule
from drumbeat.editions.timetable import Timetable


def timetable(*, draft_on: str, send_on: str, hour: str, country: str, zone: ZoneInfo) -> Timetable:
    """The timetable of what is written down. Raises SettingsError for what cannot be read.

    `drumbeat.editions.timetable.refuse_disorder` says whether it makes sense; ask it where a team is changed.
    """
    return Timetable(parse_rule(draft_on), parse_rule(send_on), parse_hour(hour), zone, working_days(country))


def working_days(country: str) -> IsWorking:
    """On which days people work there; empty: Monday to Friday. Raises SettingsError for an unknown country."""
    from drumbeat.schedule.working_days import working_days as of_country  # noqa: PLC0415

    return of_country(country)


def countries() -> tuple[str, ...]:
    """The codes of all countries whose holidays are known."""
    from drumbeat.schedule.working_days import countries as known  # noqa: PLC0415

    return known()


def parts_of(country: str) -> dict[str, str]:
    """The parts of a country whose holidays are known, each with what it is called there."""
    from drumbeat.schedule.working_days import parts_of as known  # noqa: PLC0415

    return known(country)


def wake(
    tick: Callable[[], None], clock: Callable[[], datetime], stop: Event, alive: Callable[[], None] = lambda: None
) -> None:
    """Call `tick` at once and every minute until `stop` is set; and `alive` as well, even while a tick takes longer."""
    from drumbeat.schedule.waker import Waker  # noqa: PLC0415

    Waker(tick, clock, alive=alive).run_until(stop)
