"""`drumbeat team token`: what a script or a ServiceNow flow asks for a team by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.roles import RoleBook
from drumbeat.desk.team_tokens import make_token, revoke_token, stands
from drumbeat.errors import SettingsError
from drumbeat.visitors import Scope, TeamToken

commands = typer.Typer(no_args_is_help=True, help="Tokens by which programs ask for a team (docs/api.md).")

Team = Annotated[str, typer.Argument(metavar="TEAM", help="The team.")]
_YEAR = 365


@commands.command("add")
def add(
    ctx: typer.Context,
    team: Team,
    name: Annotated[str, typer.Option("--for", metavar="WORDS", help="What it is for.")],
    scope: Annotated[list[str] | None, typer.Option(metavar="SCOPE", help="read, report, decide; repeatable.")] = None,
    days: Annotated[int, typer.Option(metavar="N", help="How long it is good.")] = _YEAR,
) -> None:
    """Make a token. It is shown once, here: put it where your program keeps its secrets."""
    context = context_of(ctx)
    known = {each.value for each in Scope}
    if unknown := [each for each in scope or () if each not in known]:
        raise SettingsError(f"There is no scope {unknown[0]}.", recovery="Say read, report or decide.")
    scopes = {Scope(each) for each in scope or ("read",)}
    made, token = make_token(context, context.store.teams.get(team), name, scopes, days)
    say(f"Token {made.id} of “{team}”, {', '.join(sorted(made.scopes))}, until {made.expires_at:%Y-%m-%d}:")
    typer.echo(token)


@commands.command("list")
def show(ctx: typer.Context, team: Team) -> None:
    """List the team's tokens; what they hold nobody knows."""
    context = context_of(ctx)
    now = context.clock()
    book = RoleBook()
    found = context.store.team_tokens.of_team(context.store.teams.get(team).name)
    rows = [
        (
            str(each.id),
            each.name,
            ", ".join(sorted(each.scopes)),
            each.made_by,
            _until(each, now, is_good=stands(context, book, team, each)),
            f"{each.used_at:%Y-%m-%d %H:%M}" if each.used_at else "never",
        )
        for each in found
    ]
    if rows:
        show_table(("Token", "For", "May", "Made by", "Good until", "Last used (UTC)"), rows)
    else:
        say(f"“{team}” has no tokens.")


def _until(token: TeamToken, now: datetime, *, is_good: bool) -> str:
    if not is_good:
        return "no more: its maker leads no more"
    return f"{token.expires_at:%Y-%m-%d}{'' if token.expires_at > now else ' (over)'}"


@commands.command("revoke")
def revoke(ctx: typer.Context, team: Team, number: Annotated[int, typer.Argument(metavar="TOKEN")]) -> None:
    """Revoke a token: it opens nothing any more."""
    context = context_of(ctx)
    gone = revoke_token(context, context.store.teams.get(team), number)
    say(f"Revoked token {gone.id} of “{team}”: {gone.name}.")
