"""Whether an edition finds room in the day's limit beside what has left and what other teams' schedules send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from drumbeat.desk.context import Context
from drumbeat.desk.forecasts import most_a_day
from drumbeat.desk.standings import Grounds, grounds_of, leaves_at
from drumbeat.desk.timetables import months_of
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import Sentence

_DAY = timedelta(days=1)
_NAMED = 3
"""Teams that are told by name, those with the most mails; the others are told together."""


def crowded(context: Context, team: Team, period: Period) -> Sentence | None:
    """That not all of it can leave on its day, and beside what; None where all fits.

    The day is that of `mail.per_day`: 24 hours. What has left counts where the edition leaves within a day from now,
    another team's where its hour is less than a day before or after this one's. An edition that is too big by itself
    is another matter (`outlook`). It asks for every team, which takes seconds where there are a thousand.
    """
    most, now = most_a_day(context), context.clock()
    if not most:
        return None
    grounds = grounds_of(context, team, period)
    own = _to_go(context, grounds)
    if not own or own > most:
        return None
    at = max(leaves_at(context, team, grounds) or now, now)
    left = context.store.editions.left_since(now - _DAY) if at - now < _DAY else 0
    others = dict(_others(context, team, at))
    if left + own + sum(others.values()) <= most:
        return None
    return spoken(
        phrase(
            "Not all fits into the day: beside {own} of this edition {beside}, and {most} may in 24 hours "
            "(mail.per_day). What does not fit waits, and leaves as soon as it may.",
            own=plural("{n} mail", "{n} mails", own),
            beside=tuple(_beside(left, others)),
            most=most,
        )
    )


def _beside(left: int, others: Mapping[str, int]) -> Iterator[Phrase]:
    """What else wants to leave on the day."""
    if left:
        yield plural("{n} mail left in the last 24 hours", "{n} mails left in the last 24 hours", left)
    largest = sorted(others, key=lambda name: -others[name])
    named = largest if len(largest) <= _NAMED + 1 else largest[:_NAMED]
    for name in named:
        yield plural("{n} mail of “{team}” may leave", "{n} mails of “{team}” may leave", others[name], team=name)
    if rest := largest[len(named) :]:
        many = sum(others[name] for name in rest)
        yield plural(
            "{n} mail of {teams} other teams may leave",
            "{n} mails of {teams} other teams may leave",
            many,
            teams=len(rest),
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
