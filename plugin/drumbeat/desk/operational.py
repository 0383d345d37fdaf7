"""Operational facts of a team and period: fetched, kept, and what of them may be told. For commands and the digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.model import FactLine
from drumbeat.digest.operational import (
    TRAILING,
    Candidate,
    Observation,
    OperationalFact,
    Pending,
    Tellable,
    fact_line,
    of_team,
    tellable,
)
from drumbeat.errors import DrumbeatError, SettingsError
from drumbeat.records.period import Period
from drumbeat.records.persons import folded_name, is_same_person
from drumbeat.records.team import Team
from drumbeat.sentences import sentence
from drumbeat.settings import FactSettings


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking one source about one team's period."""

    team: str
    metric: str
    error: DrumbeatError | None = None
    """Why there is no figure; None where there is one."""


def facts_of(context: Context, team: Team, period: Period) -> Tellable:
    """What may be printed of the team's period, and what is left out with the reason.

    A figure that the settings name and that no source has given yet is among what is left out: it is not zero.
    """
    return tellable(*candidates_of(context, team, period))


def candidates_of(context: Context, team: Team, period: Period) -> tuple[list[Candidate], list[Pending]]:
    """The team's figures with all that decides whether they may be told, and those that no source has given yet."""
    said = _settings_of(context, team)
    standing = {each.metric: each.approved_by for each in said if each.approved_by}
    candidates = context.store.facts.candidates(team.name, period, standing)
    known = {each.fact.id for each in candidates}
    missing = [
        Pending(each.metric, each.label, "its source has given no figure; `drumbeat fact fetch` asks it")
        for each in said
        if each.metric not in known
    ]
    return candidates, missing


def lines_of(context: Context, team: Team, facts: Iterable[OperationalFact]) -> tuple[FactLine, ...]:
    """The facts as the digest tells them, in the words of their sections of the settings."""
    words = {each.metric: each.sentence for each in _settings_of(context, team)}
    return tuple(fact_line(fact, words.get(fact.id, {})) for fact in facts)


def lines_of_teams(context: Context, found: Iterable[tuple[Team, Iterable[OperationalFact]]]) -> tuple[FactLine, ...]:
    """The facts of several teams. A figure that more than one of them has is told with the team's name."""
    lines = [(team, line) for team, facts in found for line in lines_of(context, team, facts)]
    times = Counter(line.id for _, line in lines)
    return tuple(line if times[line.id] == 1 else of_team(line, team.name) for team, line in lines)


def fetch_facts(context: Context, team: Team, period: Period) -> Iterator[Fetched]:
    """Ask every source that the settings name for the team, one after the other, and keep what it says.

    One that fails keeps none of the others from being asked. Raises SettingsError when the period has not ended: what
    is not over has no figure.
    """
    if period.end_instant > context.clock():
        raise SettingsError(
            spoken(phrase("The period until {day} has not ended for {team}.", day=period.last_day, team=team.name)),
            recovery=spoken(phrase("Fetch figures when the month is over.")),
        )
    for settings in _settings_of(context, team):
        try:
            found = app.fact_source(settings).fetch(period)
        except DrumbeatError as error:
            yield Fetched(team.name, settings.metric, error)
        else:
            fact = _observed(context, settings, found, team, period)
            context.store.facts.keep(fact, context.entry("fetch fact"))
            yield Fetched(team.name, settings.metric)


def approve_fact(context: Context, fact: OperationalFact, by: str) -> bool:
    """Record that somebody stands behind the value; False when that was known.

    Raises SettingsError for who typed a figure of money or downtime: that needs a second person (F20).
    """
    if fact.needs_second_person and is_same_person(by, fact.owner):
        raise SettingsError(
            spoken(
                phrase(
                    "{who} typed this figure, and money or downtime needs the approval of a second person.",
                    who=fact.owner,
                )
            ),
            recovery=sentence("Let somebody else look at it, and approve it with --by and that person’s name."),
        )
    return context.store.facts.approve(fact, by, context.entry("approve fact"))


def teams_with_facts(context: Context) -> list[Team]:
    """Teams of the store that the settings name facts for. Raises SettingsError for a team that there is not."""
    known = {folded_name(team.name): team for team in context.store.teams.all()}
    named = {folded_name(name): name for each in context.settings.facts.values() for name in each.teams}
    unknown = sorted(name for key, name in named.items() if key not in known)
    if unknown:
        raise SettingsError(
            sentence("The settings name facts of the team “{team}”, which there is not.", team=unknown[0]),
            recovery=sentence("Correct teams in the [facts.…] section, or add the team with `drumbeat team add`."),
        )
    return [team for key, team in known.items() if key in named]


def bring_in(context: Context, team: Team, period: Period, by: str) -> None:
    """Fetch the period and the six before it, which it is compared with, and let one person approve what it says.

    Raises the error of the first source that fails.
    """
    for each in (*reversed(period.earlier(TRAILING)), period):
        for asked in fetch_facts(context, team, each):
            if asked.error is not None:
                raise asked.error
    for fact in context.store.facts.current(team.name, period):
        approve_fact(context, fact, by)


def is_fetched(context: Context, team: Team, metric: str) -> bool:
    """Whether the settings say where the team's metric comes from."""
    return any(each.metric == metric for each in _settings_of(context, team))


def has_sources(context: Context, team: Team) -> bool:
    """Whether the settings say where any figure of the team comes from."""
    return bool(_settings_of(context, team))


def _settings_of(context: Context, team: Team) -> list[FactSettings]:
    """The sections that belong to the team, by metric."""
    found = [
        each
        for each in context.settings.facts.values()
        if folded_name(team.name) in {folded_name(name) for name in each.teams}
    ]
    return sorted(found, key=lambda each: each.metric)


def _observed(
    context: Context, settings: FactSettings, found: Observation, team: Team, period: Period
) -> OperationalFact:
    return OperationalFact(
        team=team.name,
        id=settings.metric,
        label=settings.label,
        value=found.value,
        unit=found.unit,
        period_start=period.start,
        period_end=period.end,
        source_type=found.source_type,
        source_ref=found.source_ref,
        fetched_at=context.clock(),
        method=found.method,
        owner=context.actor(),
        service=settings.service,
        completeness=found.completeness,
        precision=found.precision,
    )
