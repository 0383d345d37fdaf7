"""`drumbeat team`: whose work is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli import team_files, team_groups, team_schedule, team_token
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.team_change import Members, change
from drumbeat.cli.team_groups import note_doubts
from drumbeat.desk.teams import combined_lines, described, each_once, made_of
from drumbeat.desk.timetables import first_month, timetable_of
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named

commands = typer.Typer(no_args_is_help=True, help="Teams: whose work is told.")
commands.command("change")(change)
commands.command("groups")(team_groups.groups)
commands.command("schedule")(team_schedule.schedule)
commands.add_typer(team_token.commands, name="token")
commands.command("export")(team_files.export)
commands.command("import")(team_files.import_teams)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The team's name, as readers will see it.")]


@commands.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    group: Annotated[list[str] | None, typer.Option(metavar="NAME", help="An assignment group; repeatable.")] = None,
    technician: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A technician, by name; repeatable.")
    ] = None,
    of: Members = None,
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Time zone, like Europe/Berlin.")] = None,
    lead: Annotated[str, typer.Option(metavar="NAME", help="Who leads the team.")] = "",
    lead_address: Annotated[str, typer.Option(metavar="ADDRESS", help="Where replies go.")] = "",
    language: Annotated[str, typer.Option(metavar="TAG", help="Of its digests: en, de, or your own catalogue.")] = "",
) -> None:
    """Add a team: assignment groups, named technicians, or both; or other teams, with a section for each."""
    context = context_of(ctx)
    groups, technicians = each_once(group), each_once(technician)
    time_zone = zone_named(zone or context.settings.report.time_zone)
    new = made_of(Team(name.strip(), groups, technicians, time_zone, teams=tuple(of or ())))
    words = {"lead": lead, "lead_address": lead_address, "language": language}
    new = described(context, new, words)
    begins = first_month(timetable_of(new), context.clock(), context.settings.schedule.max_lateness)
    context.store.teams.add(replace(new, schedule=replace(new.schedule, begins=begins)))
    say(f"Added the team “{name.strip()}”.")
    note_doubts(context, groups)


@commands.command("list")
def show(ctx: typer.Context) -> None:
    """List all teams."""
    recipients = context_of(ctx).store.recipients
    found = context_of(ctx).store.teams.all()
    if not found:
        say("There is no team yet. Add one with `drumbeat team add`.")
        return
    rows = [
        (
            *(team.name, ", ".join(team.groups), ", ".join(team.technicians), team.zone.key, team.language, team.lead),
            sum(not rule.is_excluded for rule in recipients.rules(team.name)),
        )
        for team in found
    ]
    headings = ("Team", "Groups", "Technicians", "Zone", "Language", "Lead", "Recipients")
    show_table(headings, rows, right=("Recipients",))
    for line in combined_lines(found):
        say(line)


@commands.command("remove")
def remove(ctx: typer.Context, name: Name) -> None:
    """Remove a team and its recipients. What was sent stays on record."""
    context = context_of(ctx)
    context.store.teams.remove(name, context.clock())
    say(f"Removed the team “{name}”.")
