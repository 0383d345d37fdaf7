"""`drumbeat fact`: figures from outside the tickets, fetched or typed, and who stands behind them."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.console import complain, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.desk import facts
from drumbeat.desk.context import Context
from drumbeat.desk.downtimes import approve_downtime, pending_of, reject_downtime
from drumbeat.desk.facts import Typed
from drumbeat.desk.operational import (
    Fetched,
    facts_of,
    fetch_facts,
    lines_of,
    teams_with_facts,
)
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.persons import require_words
from drumbeat.digest.editing import Pending as Waiting
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.operational import (
    Tellable,
    plain,
    printed,
)
from drumbeat.errors import NotCovered, SettingsError, SourceError, TeamOfOne, TryLater
from drumbeat.records.period import Period
from drumbeat.records.team import Team

commands = typer.Typer(
    no_args_is_help=True, help="Figures from outside the tickets: fetched or typed, approved, told with their source."
)

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
AnyTeam = Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only this team.")]
Metric = Annotated[str, typer.Argument(metavar="METRIC", help="The figure's id: spam_blocked.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Whose word it is; who runs the command if not said.")]
_OF_RECORDS = ":"
"""Stands in the ids of what records tell, and in no metric."""


@commands.command("fetch")
def fetch(ctx: typer.Context, month: Month = None, team: AnyTeam = None) -> None:
    """Ask the sources that the settings name for a month's figures, and keep what they say.

    A source that says nothing, or what cannot be one figure, is named; its line is left out, which is not zero.
    """
    context = context_of(ctx)
    if not context.settings.facts:
        raise SettingsError(
            "The settings name no source of figures.",
            recovery="Write a [facts.…] section, see docs/facts.md; or type a figure with `drumbeat fact add`.",
        )
    asked: list[Fetched] = []
    rows: list[tuple[str, ...]] = []
    for each in [context.store.teams.get(team)] if team else teams_with_facts(context):
        period = period_of(Said(month), each.zone, context.clock())
        asked += fetch_facts(context, each, period)
        rows += _rows(each.name, facts_of(context, each, period))
        rows += _downtime_rows(context, each, period)
    _show(rows)
    _end(asked)


@commands.command("add")
def add(
    ctx: typer.Context,
    team: TeamName,
    metric: Annotated[str, typer.Option("--metric", metavar="ID", help="What it is called here: leaks_found.")],
    value: Annotated[str, typer.Option("--value", metavar="NUMBER", help="A plain number: 1204 or 0.5.")],
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help="count, hours, minutes, bytes, percent, or a currency: EUR.")
    ],
    month: Month = None,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="What readers see before the number.")] = "",
    service: Annotated[str, typer.Option("--service", metavar="NAME", help="The service that it is about.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Where the number comes from.")] = "",
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="What shows the number.")] = None,
    by: By = "",
) -> None:
    """Type a figure of a month. It is told as reported by the team, once somebody has approved it.

    Money or downtime needs the approval of a second person.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    shown = facts.file_named(file) if file is not None else ""
    typed = Typed(metric, value, unit, label, service, note, shown)
    found, kept = facts.add_fact(context, whose, period, typed, by)
    say(f"{found.label}: {printed(found, SAY)}, {kept}.")
    _tell_state(context, whose, period, found.id)


@commands.command("list")
def show(ctx: typer.Context, month: Month = None, team: AnyTeam = None) -> None:
    """List a month's figures as they would be printed, with their source, and why some are left out."""
    context = context_of(ctx)
    rows: list[tuple[str, ...]] = []
    for each in [context.store.teams.get(team)] if team else context.store.teams.all():
        period = period_of(Said(month), each.zone, context.clock())
        rows += _rows(each.name, facts_of(context, each, period))
        rows += _downtime_rows(context, each, period)
    _show(rows)


@commands.command("history")
def history(ctx: typer.Context, metric: Metric, team: TeamName, month: Month = None) -> None:
    """Show everything that was ever said of one figure."""
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    facts.current(context, whose, period, metric)
    rows = [
        (
            f"{each.fetched_at:%Y-%m-%d %H:%M}",
            plain(each.value),
            str(each.unit),
            each.owner,
            each.method,
            each.source_ref,
        )
        for each in context.store.facts.history(whose.name, period, metric)
    ]
    show_table(("When, UTC", "Value", "Unit", "By", "How", "Source"), rows, right=("Value",))


@commands.command("approve")
def approve(ctx: typer.Context, metric: Metric, team: TeamName, month: Month = None, by: By = "") -> None:
    """Stand behind a figure as it is now. When its value changes, the approval lapses.

    Downtime that records tell of is approved by its id: downtime:PRJ0010003.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    if _OF_RECORDS in metric:
        sentence = approve_downtime(context, whose, period, metric, facts.name_of(context, by))
        say(f"{facts.name_of(context, by)} approves: {sentence}")
        return
    found, is_new = facts.approve(context, whose, period, metric, by=by)
    says = "approves" if is_new else "had approved"
    say(f"{facts.name_of(context, by)} {says} {found.label}: {printed(found, SAY)}.")
    _tell_state(context, whose, period, metric)


@commands.command("reject")
def reject(
    ctx: typer.Context,
    metric: Metric,
    team: TeamName,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is not to be told.")],
    month: Month = None,
    by: By = "",
) -> None:
    """Leave a figure out as it is now. When its value changes, or somebody approves it, it can be told again.

    Of downtime that records tell of, downtime:PRJ0010003, the approval is taken back.
    """
    context = context_of(ctx)
    words = require_words(reason, "--reason")
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    if _OF_RECORDS in metric:
        reject_downtime(context, whose, period, metric, by=facts.name_of(context, by), reason=words)
        say(f"{metric} is left out: {words}")
        return
    found = facts.reject(context, whose, period, metric, words, by=by)
    say(f"{found.label} is left out: {words}")


def _downtime_rows(context: Context, team: Team, period: Period) -> list[tuple[str, ...]]:
    """What records tell of downtime that nobody has approved; nothing where no records were read yet."""
    try:
        found = pending_of(context, team, period)
    except (NotCovered, SettingsError, TeamOfOne):
        return []
    return [(team.name, each.id, "", "ServiceNow", "", "pending", _unapproved(each)) for each in found]


def _unapproved(each: Waiting) -> str:
    return f"nobody has approved it yet: {SAY.say(each.sentence)}"


def _rows(team: str, found: Tellable) -> list[tuple[str, ...]]:
    return [(*astuple(each)[:-1],) for each in facts.rows(team, found)]


def _show(rows: list[tuple[str, ...]]) -> None:
    if not rows:
        say("There are no figures from outside the tickets.")
        return
    show_table(("Team", "Figure", "Value", "Source", "Complete", "State", "Why"), rows, right=("Value", "Complete"))


def _tell_state(context: Context, team: Team, period: Period, metric: str) -> None:
    found = facts_of(context, team, period)
    for line in lines_of(context, team, found.told):
        if line.id == metric:
            say(f"The digest says: {SAY.say(line.sentence)}")
    for left in found.pending:
        if left.id == metric:
            say(f"It is left out for now: {left.reason}.")


def _end(asked: list[Fetched]) -> None:
    """Name every source that failed. Raises its error, or one for several."""
    failed = [(each, each.error) for each in asked if each.error is not None]
    if not failed:
        return
    for each, error in failed:
        say(f"{each.metric} of {each.team} was not fetched.")
        complain(error)
    what = f"{len(failed)} of {SAY.times(len(asked), 'figure', 'figures')} could not be fetched."
    if all(isinstance(error, TryLater) for _, error in failed):
        raise TryLater(what)
    raise SourceError(what, recovery="Mend what is named above and run the command again; the others are kept.")
