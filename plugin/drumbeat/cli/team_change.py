"""`drumbeat team change`: another zone, lead or language of a team."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.team_schedule import show_schedule
from drumbeat.desk.leads import hand_over
from drumbeat.desk.teams import change_team, described
from drumbeat.desk.timetables import checked
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import SettingsError

Members = Annotated[
    list[str] | None,
    typer.Option("--of", metavar="TEAM", help="A team that it combines with others; repeatable, in their order."),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The team.")]


def change(
    ctx: typer.Context,
    name: Name,
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Time zone, like Europe/Berlin.")] = None,
    lead: Annotated[str | None, typer.Option(metavar="NAME", help="Who leads the team.")] = None,
    lead_address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where replies and what needs the lead go; empty: nowhere.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Of its digests; empty: the installation's.")
    ] = None,
    of: Members = None,
) -> None:
    """Change a team's zone, lead or language, or which teams a combined one is made of.

    What was sent stays as it is, and a month is never sent twice.
    """
    context = context_of(ctx)
    team = context.store.teams.get(name)
    said = {"zone": zone, "lead": lead, "lead_address": lead_address, "language": language}
    words = {key: value.strip() for key, value in said.items() if value is not None}
    if not words and not of:
        raise SettingsError(
            "There is nothing to change.", recovery="Say --zone, --lead, --lead-address, --language or --of."
        )
    if of and not team.teams:
        raise SettingsError(
            f"“{name}” is made of groups or technicians, not of teams.",
            recovery="Add a team of teams with `drumbeat team add`.",
        )
    changed = described(context, replace(team, teams=tuple(of or team.teams)), words)
    checked(changed, context.clock())
    changes = [f"{key.replace('_', ' ')}: {value or 'none'}" for key, value in words.items()]
    changes += [f"made of {SAY.listed(list(changed.teams))}"] if of else []
    told = SAY.listed(changes)
    entry = replace(context.entry("change team", "", f"{team.name}, {told}"), team=team.name)
    change_team(context, changed, entry)
    say(f"Changed “{team.name}”: {told}.")
    if changed.lead_address != team.lead_address and (count := hand_over(context, changed)):
        say(f"The new lead is told of {SAY.times(count, 'draft', 'drafts')} that have not left.")
    if changed.zone.key != team.zone.key:
        show_schedule(context, changed)
    if words.keys() & {"zone", "language"} or of:
        say("A draft that is there stays as it is until it is made anew with drumbeat preview.")
