"""`drumbeat team change`: another zone, lead or language of a team."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.team_schedule import show_schedule
from drumbeat.desk.context import Context
from drumbeat.desk.leads import hand_over
from drumbeat.desk.periods import zone_named
from drumbeat.desk.timetables import checked
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import is_bare_address
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team

LONGEST = 120
"""Letters of a name, as the store has room for them."""
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
) -> None:
    """Change a team's zone, lead or language. What was sent stays as it is, and a month is never sent twice."""
    context = context_of(ctx)
    team = context.store.teams.get(name)
    said = {"zone": zone, "lead": lead, "lead_address": lead_address, "language": language}
    words = {key: value.strip() for key, value in said.items() if value is not None}
    if not words:
        raise SettingsError("There is nothing to change.", recovery="Say --zone, --lead, --lead-address or --language.")
    changed = described(context, team, words)
    checked(changed)
    told = SAY.listed([f"{key.replace('_', ' ')}: {value or 'none'}" for key, value in words.items()])
    entry = replace(context.entry("change team", "", f"{team.name}, {told}"), team=team.name)
    context.store.teams.change(changed, entry)
    say(f"Changed “{team.name}”: {told}.")
    if changed.lead_address != team.lead_address and (count := hand_over(context, changed)):
        say(f"The new lead is told of {SAY.times(count, 'draft', 'drafts')} that have not left.")
    if changed.zone.key != team.zone.key:
        show_schedule(context, changed)
    if words.keys() & {"zone", "language"}:
        say("A draft that is there stays as it is until it is made anew with drumbeat preview.")


def described(context: Context, team: Team, words: dict[str, str]) -> Team:
    """The team with what was said about it. Raises SettingsError for what cannot be."""
    lead = words.get("lead", team.lead)
    if len(lead) > LONGEST or not lead.isprintable():
        raise SettingsError(f"A name has at most {LONGEST} letters, and no control characters.")
    address = words.get("lead_address", team.lead_address)
    if address and not is_bare_address(address):
        raise SettingsError(f"“{address}” is no e-mail address.")
    language = words.get("language", team.language)
    if language and language not in (known := app.languages(context.settings)):
        raise SettingsError(f"There is no language “{language}”.", recovery=f"There are {', '.join(known)}.")
    zone = zone_named(words["zone"]) if "zone" in words else team.zone
    return replace(team, zone=zone, lead=lead, lead_address=address, language=language)
