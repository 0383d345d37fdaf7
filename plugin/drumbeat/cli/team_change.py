"""`drumbeat team change`: other groups, another zone, lead or language of a team."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.team_groups import note_doubts
from drumbeat.cli.team_schedule import show_schedule
from drumbeat.desk.leads import hand_over
from drumbeat.desk.teams import change_team, described, each_once, regrouped
from drumbeat.desk.timetables import checked
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team

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
    group: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An assignment group to add; repeatable.")
    ] = None,
    no_group: Annotated[
        list[str] | None, typer.Option("--no-group", metavar="NAME", help="One to take out; repeatable.")
    ] = None,
    of: Members = None,
) -> None:
    """Change a team's groups, zone, lead or language, or which teams a combined one is made of.

    What was sent stays as it is, and a month is never sent twice.
    """
    context = context_of(ctx)
    team = context.store.teams.get(name)
    said = {"zone": zone, "lead": lead, "lead_address": lead_address, "language": language}
    words = {key: value.strip() for key, value in said.items() if value is not None}
    if not (words or of or group or no_group):
        raise SettingsError(
            "There is nothing to change.",
            recovery="Say --group, --no-group, --zone, --lead, --lead-address, --language or --of.",
        )
    whole = _made_of_others(team, of, group, no_group)
    changed = described(context, whole, words)
    checked(changed, context.clock())
    changes = [f"{key.replace('_', ' ')}: {value or 'none'}" for key, value in words.items()]
    changes += [f"made of {SAY.listed(list(changed.teams))}"] if of else []
    changes += [f"groups: {', '.join(changed.groups) or 'none'}"] if group or no_group else []
    told = SAY.listed(changes)
    entry = replace(context.entry("change team", "", f"{team.name}, {told}"), team=team.name)
    change_team(context, changed, entry)
    say(f"Changed “{team.name}”: {told}.")
    if changed.lead_address != team.lead_address and (count := hand_over(context, changed)):
        say(f"The new lead is told of {SAY.times(count, 'draft', 'drafts')} that have not left.")
    if changed.zone.key != team.zone.key:
        show_schedule(context, changed)
    note_doubts(context, each_once(group))
    if of or group or no_group:
        say("A draft that is there does not leave as it is: make it anew with drumbeat preview.")
    elif words.keys() & {"zone", "language"}:
        say("A draft that is there stays as it is until it is made anew with drumbeat preview.")


def _made_of_others(team: Team, of: list[str] | None, group: list[str] | None, no_group: list[str] | None) -> Team:
    """The team, made of these teams, or of other groups. Raises SettingsError where it cannot be."""
    if of and not team.teams:
        raise SettingsError(
            f"“{team.name}” is made of groups or technicians, not of teams.",
            recovery="Add a team of teams with `drumbeat team add`.",
        )
    if (group or no_group) and team.teams:
        raise SettingsError(
            f"“{team.name}” is made of teams, and its groups are theirs.",
            recovery=f"Change the groups of {SAY.listed(list(team.teams))}, or say --of.",
        )
    if group or no_group:
        return regrouped(team, group or (), no_group or ())
    return replace(team, teams=tuple(of or team.teams))
