"""`drumbeat team schedule`: when a team's digests are drafted and leave, and what they need for it."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.context import Context
from drumbeat.desk.timetables import change_schedule, next_dates, schedule_said
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.records.team import Team

Name = Annotated[str, typer.Argument(metavar="NAME", help="The team.")]
Rule = Annotated[str | None, typer.Option(metavar="RULE", help="Like: working day 5, day 31, last friday, never.")]


def schedule(
    ctx: typer.Context,
    name: Name,
    policy: Annotated[
        str | None, typer.Option(metavar="WORD", help="review, required or automatic: what leaving needs.")
    ] = None,
    draft_on: Rule = None,
    send_on: Rule = None,
    hour: Annotated[str | None, typer.Option(metavar="HH:MM", help="In the team's zone.")] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose holidays are no working days: DE, DE-BY.")
    ] = None,
    on: Annotated[
        bool | None, typer.Option("--on/--off", help="Whether digests are drafted and leave by themselves.")
    ] = None,
) -> None:
    """Say when a team's digests are drafted and leave; without an option, show it. Rules: docs/schedule.md."""
    context = context_of(ctx)
    team = context.store.teams.get(name)
    said = {"policy": policy, "draft_on": draft_on, "send_on": send_on, "hour": hour, "country": country}
    changes = {key: value.strip() for key, value in said.items() if value is not None}
    if changes or on is not None:
        team = change_schedule(context, team, changes, on=on)
    show_schedule(context, team)


def show_schedule(context: Context, team: Team) -> None:
    """The schedule in words, and its next six dates."""
    say(f"{schedule_said(team)}.")
    say(f"Policy: {team.schedule.policy}.")
    if not team.schedule.country:
        say("No country: only Saturday and Sunday are free, holidays are working days. Say whose: --country DE.")
    if team.schedule.begins is None:
        say("Off: nothing is drafted or sent by itself. Switch it on with --on.")
        return
    rows = [
        (f"{each.at.astimezone(team.zone):%a %d %b %Y %H:%M}", each.step.value, SAY.period(view_of(each.period)))
        for each in next_dates(team, context.clock())
        if each.at is not None
    ]
    show_table(("When", "What", "Of"), rows)
