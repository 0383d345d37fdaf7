"""What sending a team's edition would mean: to how many, for how long, and whether that may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drumbeat.desk.context import Context
from drumbeat.desk.forecasts import forecast_of, most_a_day
from drumbeat.desk.recipients import expansion_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.recipients import Expansion
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What sending an edition would mean."""

    found: Expansion
    count: int
    """Mails."""
    takes: timedelta
    problem: SettingsError | None
    """Why so many cannot be sent; None when they can."""


def outlook(context: Context, team: Team) -> Outlook:
    """How many would receive the team's edition, and how long it would take. Raises as `expanded`."""
    found = expanded(context, team)
    forecast = forecast_of(context, len(found.recipients))
    problem = None
    if forecast.is_too_much:
        problem = SettingsError(
            spoken(
                phrase(
                    "{many} recipients are more than the {most} mails that may leave in a day (mail.per_day).",
                    many=forecast.mails,
                    most=forecast.a_day,
                )
            ),
            recovery=spoken(
                phrase(
                    "Send to a distribution list instead, which is one mail, or raise the limit if your server does."
                )
            ),
        )
    return Outlook(found, forecast.mails, forecast.takes, problem)


def is_used_up(context: Context) -> bool:
    """Whether as many mails have left in the last 24 hours as may."""
    most = most_a_day(context)
    return bool(most) and context.store.editions.left_since(context.clock() - _DAY) >= most


def expanded(context: Context, team: Team) -> Expansion:
    """Whom the team's rules lead to today.

    Raises SettingsError when nobody knows whom a rule leaves out: an edition must not reach who was to be spared.
    """
    found = expansion_of(context, team.name, context.store.recipients.rules(team.name))
    if found.unclear:
        named = tuple(rule.title for rule in found.unclear)
        raise SettingsError(
            spoken(phrase("It is not known whom these rules leave out: {rules}.", rules=named)),
            recovery=f'Mend them, then send: drumbeat recipient list --team "{team.name}".',
        )
    return found
