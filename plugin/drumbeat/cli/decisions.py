"""`drumbeat approve`, `hold`, `release` and `skip`: what people decide about an edition before it leaves."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.desk import decisions
from drumbeat.desk.context import Context
from drumbeat.desk.crowding import crowded
from drumbeat.desk.lateness import sent_by_hand
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.versions import edition_named
from drumbeat.digest.language.wording import quoted
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; the user of this machine if not said.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, in a few words.")]


def approve(ctx: typer.Context, team: TeamName, month: Month = None, by: By = "") -> None:
    """Approve a month's draft as it is now. Whatever changes afterwards lapses the approval."""
    context, whose, period = _meant(ctx, team, month)
    act = decisions.approve(context, whose, period, by=by)
    edition = context.store.editions.find(whose.name, period)
    subject = edition.content.subject if edition else ""
    say(f"{act.by} approved {edition_named(whose, period)}: {quoted(subject)}.")
    _say_what_follows(context, whose, period)


def hold(ctx: typer.Context, team: TeamName, reason: Reason, month: Month = None, by: By = "") -> None:
    """Hold a month's edition: nothing of it leaves until it is released, even if it has begun to."""
    context, whose, period = _meant(ctx, team, month)
    act = decisions.hold(context, whose, period, reason, by=by)
    say(f"{act.by} holds {edition_named(whose, period)}. It goes on with:")
    say(f'  drumbeat release --team "{team}" --month {period.start:%Y-%m}')


def release(ctx: typer.Context, team: TeamName, month: Month = None, by: By = "") -> None:
    """Let a month's edition go on that was held or skipped."""
    context, whose, period = _meant(ctx, team, month)
    act = decisions.release(context, whose, period, by=by)
    say(f"{act.by} released {edition_named(whose, period)}.")
    _say_what_follows(context, whose, period)


def skip(ctx: typer.Context, team: TeamName, reason: Reason, month: Month = None, by: By = "") -> None:
    """Skip a month: its edition goes to nobody."""
    context, whose, period = _meant(ctx, team, month)
    act = decisions.skip(context, whose, period, reason, by=by)
    say(f"{act.by} skipped {edition_named(whose, period)}. Nobody receives it.")


def _say_what_follows(context: Context, team: Team, period: Period) -> None:
    """That a person has to send it, and that others leave on the same day, and not all fit."""
    for told in filter(None, (sent_by_hand(context, team, period), crowded(context, team, period))):
        say(told)


def _meant(ctx: typer.Context, team: str, month: str | None) -> tuple[Context, Team, Period]:
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    return context, whose, period_of(Said(month), whose.zone, context.clock())
