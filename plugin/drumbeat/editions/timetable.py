"""When a team's digest is drafted and sent: two rules, an hour and a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from drumbeat.editions.instants import instant
from drumbeat.editions.rules import IsWorking, Never, Rule, monday_to_friday
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period

CHECKED_YEARS = 12
"""So many years hold ordinary ones that begin on each of the seven weekdays, and three leap years."""
CHECKED_SINCE = date(2024, 1, 1)


class Step(StrEnum):
    """What the schedule may have to do about a month's edition."""

    NOTHING = "nothing"
    DRAFT = "draft"
    SEND = "send"
    DRAFT_MISSED = "draft missed"
    """It should have been drafted, longer ago than lateness allows: a person decides."""
    SEND_MISSED = "send missed"
    """It should have been sent, longer ago than lateness allows: a person decides."""

    @property
    def is_missed(self) -> bool:
        """Whether nothing happens until a person decides."""
        return self in (Step.DRAFT_MISSED, Step.SEND_MISSED)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The calendar of one team. Its days lie in the month after the one that is told: October's digest in November.

    Drafting never switches the whole of it off; with sending never, a draft waits for a person who sends it.
    """

    draft_on: Rule
    send_on: Rule
    hour: time
    """Local, of both."""
    zone: ZoneInfo
    is_working: IsWorking = monday_to_friday

    def draft_at(self, period: Period) -> datetime | None:
        """When the month's draft is made, UTC; None: never by itself."""
        return self._at(self.draft_on, period)

    def send_at(self, period: Period) -> datetime | None:
        """When the month's digest is sent, UTC; None: never by itself."""
        return None if isinstance(self.draft_on, Never) else self._at(self.send_on, period)

    def _at(self, rule: Rule, period: Period) -> datetime | None:
        if not period.is_month:
            raise ValueError(f"the schedule is of months, not of {period.start} to {period.end}")
        day = rule.day(period.end.year, period.end.month, self.is_working)
        return None if day is None else instant(day, self.hour, self.zone)


def first_disorder(timetable: Timetable, since: date = CHECKED_SINCE) -> tuple[date, date] | None:
    """The days of draft and sending in the first month of `CHECKED_YEARS` that has them the wrong way round.

    `since`: the first of these months; whichever it is, all kinds of years are among them.

    The same day is allowed: then nobody has time to look at the draft. To be asked where a timetable is set up, not at
    every turn of the schedule: it looks at 144 months.
    """
    first = since.year * 12 + since.month - 1
    for year, month in (divmod(each, 12) for each in range(first, first + 12 * CHECKED_YEARS)):
        draft = timetable.draft_on.day(year, month + 1, timetable.is_working)
        send = timetable.send_on.day(year, month + 1, timetable.is_working)
        if draft is not None and send is not None and send < draft:
            return draft, send
    return None


def refuse_disorder(timetable: Timetable) -> None:
    """Raise SettingsError if a digest would be sent before it is drafted in any month (`first_disorder`)."""
    if (found := first_disorder(timetable)) is not None:
        draft, send = found
        raise SettingsError(
            f"In {draft:%B %Y} the digest would be sent on day {send.day} ({timetable.send_on}), "
            f"before its draft is made on day {draft.day} ({timetable.draft_on}).",
            recovery="Choose an earlier day for the draft or a later one for sending.",
        )
