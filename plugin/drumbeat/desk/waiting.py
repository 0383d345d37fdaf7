"""What a team's months wait for, why, and what a person does about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.lacking import drafts_that_lack, what_it_lacks
from drumbeat.desk.lateness import is_cut_short
from drumbeat.desk.overview import Last
from drumbeat.desk.standings import grounds_of, hindrance, leaves_at
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Wait:
    """A month that does not leave as it is."""

    period: Period
    why: str
    """The rest of a sentence."""
    how: str = ""
    """What a person does, with the command; empty where that depends on why."""


def waits_of(context: Context, team: Team, last: Last) -> Iterator[Wait]:
    """What may have left before, the oldest month first; then why a month that should have left by now does not.

    Of one that somebody sent and that was cut short, where no schedule comes back to it, the rest waits as well.
    """
    for period, unknown in last.unknown.items():
        yield Wait(period, unknown.why, f"{unknown.how} {_command('send', team, period)} --force WHY")
    if last.is_waiting and not last.may_have_left and (why := hindrance(context, team, last.period)):
        yield Wait(last.period, why)
    planned = last.mails.get(DeliveryState.PLANNED, 0)
    if planned and last.standing is Standing.SENDING and _is_cut_short(context, team, last.period):
        how = f"If nobody sends it just now: {_command('send', team, last.period)}"
        yield Wait(last.period, f"{SAY.count(planned)} of its mails {'is' if planned == 1 else 'are'} still to go", how)


def _is_cut_short(context: Context, team: Team, period: Period) -> bool:
    now = grounds_of(context, team, period)
    return is_cut_short(context, now, leaves_at(context, team, now))


def lacks_of(context: Context, team: Team) -> Iterator[Wait]:
    """Drafts that were made before somebody was to read them in another language, the latest month first."""
    for each in drafts_that_lack(context, team):
        command = _command("preview", team, each.period)
        yield Wait(each.period, SAY.say(what_it_lacks(context, team, each)), f"See the new one: {command}")


def _command(verb: str, team: Team, period: Period) -> str:
    return f'drumbeat {verb} --team "{team.name}" --month {period.start:%Y-%m}'
