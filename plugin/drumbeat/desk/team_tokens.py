"""Tokens by which a program acts for a team: made and revoked by its lead, shown once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team
from drumbeat.tokens.of_teams import hash_of_token, new_team_token
from drumbeat.visitors import Scope, TeamToken

LONGEST_NAME = 80
MOST_DAYS = 730
_MOST = 20
"""Tokens of one team."""


def make_token(
    context: Context, team: Team, name: str, scopes: Collection[Scope], days: int, *, by_lead: bool = False
) -> tuple[TeamToken, str]:
    """A new token of the team, good for so many days, and what it holds, which is shown once and kept nowhere.

    `by_lead`: who acts is an address, and the token is good only while that looks after the team. Raises SettingsError
    for what cannot be kept.
    """
    said = " ".join(name.split())
    if not said or not said.isprintable() or len(said) > LONGEST_NAME:
        told = phrase("A token is called by a few words, up to {most} letters: what it is for.", most=LONGEST_NAME)
        raise SettingsError(spoken(told))
    if not scopes:
        raise SettingsError(
            spoken(phrase("A token that may do nothing is of no use.")), recovery="Say read, report or decide."
        )
    if not 1 <= days <= MOST_DAYS:
        raise SettingsError(spoken(phrase("A token is good for 1 to {most} days.", most=MOST_DAYS)))
    if len(context.store.team_tokens.of_team(team.name)) >= _MOST:
        raise SettingsError(
            spoken(phrase("“{team}” has {count} tokens already.", team=team.name, count=_MOST)),
            recovery=spoken(phrase("Revoke those that nobody uses.")),
        )
    now, token = context.clock(), new_team_token()
    new = TeamToken(0, said, frozenset(scopes), context.actor(), now, now + timedelta(days=days), by_lead=by_lead)
    detail = f"{team.name}: {said} ({', '.join(sorted(scopes))}), until {new.expires_at:%Y-%m-%d}"
    return context.store.team_tokens.add(
        team.name, hash_of_token(token), new, context.entry("make token", "", detail)
    ), token


def stands(context: Context, book: RoleBook, team: str, token: TeamToken) -> bool:
    """Whether somebody is still behind the token: a lead is while looking after the team, a command always."""
    return not token.by_lead or any(each.name == team for each in book.roles(context, token.made_by).teams)


def revoke_token(context: Context, team: Team, number: int) -> TeamToken:
    """It opens nothing any more; which it was. Raises SettingsError where the team has none of this number."""
    found = next((each for each in context.store.team_tokens.of_team(team.name) if each.id == number), None)
    entry = context.entry("revoke token", "", f"{team.name}: {found.name if found else number}")
    if found is None or not context.store.team_tokens.revoke(team.name, number, entry):
        raise SettingsError(
            f"“{team.name}” has no token {number}.", recovery=f'See them: drumbeat team token list "{team.name}".'
        )
    return found
