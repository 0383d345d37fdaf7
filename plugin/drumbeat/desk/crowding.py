"""Whether an edition finds room in the day's limit beside what has left and what other teams' schedules send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from drumbeat.desk.context import Context
from drumbeat.desk.forecasts import most_a_day
from drumbeat.desk.standings import Grounds, grounds_of, leaves_at
from drumbeat.desk.timetables import months_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_DAY = timedelta(days=1)


def crowded(context: Context, team: Team, period: Period) -> str:
    """That not all of it can leave on its day, and beside what, as sentences; empty where all fits.

    The day is that of `mail.per_day`: 24 hours. What has left counts where the edition leaves within a day from now,
    another team's where its hour is less than a day before or after this one's. An edition that is too big by itself
    is another matter (`outlook`).
    """
    most, now = most_a_day(context), context.clock()
    if not most:
        return ""
    grounds = grounds_of(context, team, period)
    own = _to_go(context, grounds)
    if not own or own > most:
        return ""
    at = max(leaves_at(context, team, grounds) or now, now)
    left = context.store.editions.left_since(now - _DAY) if at - now < _DAY else 0
    others = dict(_others(context, team, at))
    if left + own + sum(others.values()) <= most:
        return ""
    beside = [f"{SAY.times(left, 'mail', 'mails')} left in the last 24 hours"] if left else []
    beside += [f"{SAY.times(many, 'mail', 'mails')} of {quoted(name)} may leave" for name, many in others.items()]
    return (
        f"Not all fits into the day: beside {SAY.times(own, 'mail', 'mails')} of this edition "
        f"{SAY.listed(beside)}, and {SAY.count(most)} may in 24 hours (mail.per_day). "
        f"What does not fit waits, and leaves as soon as it may."
    )


def _others(context: Context, team: Team, at: datetime) -> Iterator[tuple[str, int]]:
    """The teams that send by themselves within a day of then, and how many mails; what has left is not counted."""
    for other in context.store.teams.all():
        if other.name == team.name:
            continue
        try:
            grounds = grounds_of(context, other, months_of(other, at + _DAY)[0])
            its_own = leaves_at(context, other, grounds)
        except SettingsError:  # its schedule cannot be read: nothing of it leaves by itself
            continue
        if its_own is not None and abs(its_own - at) < _DAY and (many := _to_go(context, grounds)):
            yield other.name, many


def _to_go(context: Context, now: Grounds) -> int:
    """Mails of an edition that have not left, and are to unless somebody holds it."""
    standing = now.stood.standing
    if standing in (Standing.HELD, Standing.SKIPPED, Standing.SENT):
        return 0
    if standing is Standing.SENDING and now.edition is not None:
        return context.store.editions.counts(now.edition.id).get(DeliveryState.PLANNED, 0)
    return len(now.readers.recipients)
