"""What became of a team's editions: one after the other, and of one every mail and step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from drumbeat.desk.context import Context
from drumbeat.desk.edited import is_whole
from drumbeat.desk.standings import Grounds, grounds_of, hindrance_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import Delivery, DeliveryEvent, EditionState, Summary
from drumbeat.editions.standing import Act, ActKind, Standing, Stood, stood
from drumbeat.editions.unknown import Unknown
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import sentence


@dataclass(frozen=True, slots=True)
class Sheet:
    """One edition, mail by mail."""

    edition: Edition
    stood: Stood
    why_not: str
    """Why it does not leave by itself, as the rest of a sentence; empty where it does, or has."""
    unknown: Unknown | None
    """That nobody knows whether it has left before: it waits for a person who does."""
    deliveries: tuple[Delivery, ...]
    """By recipient."""
    steps: tuple[DeliveryEvent, ...]
    """Of every delivery, in the order in which they were taken."""


def past(context: Context, teams: Collection[str] | None = None, most: int = 100) -> list[Summary]:
    """The editions of these teams, or of all, the latest period first."""
    return context.store.editions.summaries(teams, most)


@dataclass(frozen=True, slots=True)
class Past:
    """One period of a team: its edition, or that it was decided to have none."""

    start: date
    end: date
    """The first day after it."""
    summary: Summary | None
    """None: it was held or skipped before it had a draft."""
    stood: Stood


Days: TypeAlias = tuple[date, date]
"""The first of a period, and the one after its last."""


def past_of(context: Context, team: Team) -> list[Past]:
    """Every period of which the team has an edition or a decision, the latest first."""
    return list(pasts_of(context, [team.name])[team.name].values())


def pasts_of(context: Context, teams: Collection[str], since: date | None = None) -> dict[str, dict[Days, Past]]:
    """The same of several teams by period, since a day if one is said; with few looks at the store."""
    acts = context.store.acts.of_teams(teams, since)
    found: dict[str, dict[Days, Summary]] = {team: {} for team in teams}
    for each in context.store.editions.summaries(teams, None, since):
        found[each.team][each.start, each.end] = each

    def past(team: str, days: Days) -> Past:
        summary = found[team].get(days)
        return Past(*days, summary, _stood(context, summary, acts.get(team, {}).get(days, [])))

    return {
        team: {days: past(team, days) for days in sorted({*found[team], *acts.get(team, {})}, reverse=True)}
        for team in teams
    }


def _stood(context: Context, summary: Summary | None, acts: Sequence[Act]) -> Stood:
    """As `standing_of`, with a look at what the edition holds only where somebody approved a draft."""
    is_asked = summary is not None and summary.state is EditionState.DRAFT
    is_asked = is_asked and any(act.kind is ActKind.APPROVE for act in acts)
    seal = context.store.editions.seal(summary.id) if summary is not None and is_asked else ""
    return stood(Standing(summary.state.value) if summary is not None else Standing.DRAFT, seal, acts)


def sheet(context: Context, team: Team, period: Period) -> Sheet:
    """What became of an edition. Raises SettingsError where there is none."""
    edition = context.store.editions.find(team.name, period)
    if edition is None:
        raise SettingsError(
            spoken(phrase("There is no edition of “{team}” of {period} yet.", team=team.name, period=view_of(period))),
            recovery=f'Make its draft: drumbeat preview --team "{team.name}" --month {period.start:%Y-%m}.',
        )
    now = grounds_of(context, team, period)
    waits = now.stood.standing in (Standing.DRAFT, Standing.APPROVED, Standing.SENDING)
    return Sheet(
        edition=edition,
        stood=now.stood,
        why_not=_why_not(context, team, now, edition) if waits else "",
        unknown=now.unknown,
        deliveries=tuple(context.store.editions.deliveries(edition.id)),
        steps=tuple(context.store.editions.history(edition.id)),
    )


def _why_not(context: Context, team: Team, now: Grounds, edition: Edition) -> str:
    if (found := hindrance_of(context, team, now)) is not None:
        return found.words
    return "" if is_whole(edition) else sentence("its records do not tell of the whole of it yet")
