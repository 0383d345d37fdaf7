"""`drumbeat recipient`: who receives a team's digest."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.editions.addresses import is_bare_address
from drumbeat.errors import SettingsError

commands = typer.Typer(no_args_is_help=True, help="Recipients: who receives a team's digest.")

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
Addresses = Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="E-mail addresses.")]


@commands.command("add")
def add(ctx: typer.Context, addresses: Addresses, team: TeamName) -> None:
    """Add recipients; each receives a message of their own."""
    wrong = [address for address in addresses if not is_bare_address(address)]
    if wrong:
        message = f"Not an e-mail address: {', '.join(wrong)}."
        raise SettingsError(message, recovery="Nobody was added. Write addresses like ann@example.com.")
    teams = context_of(ctx).store.teams
    for address in dict.fromkeys(addresses):
        teams.add_recipient(team, address)
        say(f"{address} will receive the digest of “{team}”.")


@commands.command("list")
def show(ctx: typer.Context, team: TeamName) -> None:
    """List a team's recipients."""
    found = context_of(ctx).store.teams.recipients(team)
    for address in found:
        say(address)
    if not found:
        say(f"Nobody receives the digest of “{team}” yet. Add recipients with `drumbeat recipient add`.")


@commands.command("remove")
def remove(ctx: typer.Context, addresses: Addresses, team: TeamName) -> None:
    """Remove recipients."""
    teams = context_of(ctx).store.teams
    for address in addresses:
        teams.remove_recipient(team, address)
        say(f"{address} will no longer receive the digest of “{team}”.")
