"""What can be said of a team, and how that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import is_bare_address
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named

LONGEST = 120
"""Letters of a name, as the store has room for them."""


def made_of(team: Team) -> Team:
    """The team, where it is made of what can make up a team. Raises SettingsError where it is not."""
    names = (team.name, *team.groups, *team.technicians, *team.teams)
    if not team.name or not all(name.strip() and name.isprintable() for name in names):
        raise SettingsError("A team needs a name, and names are words without control characters.")
    if any(len(name) > LONGEST for name in names):
        raise SettingsError(f"A name has at most {LONGEST} letters.", recovery="Choose a shorter one.")
    if team.teams and (team.groups or team.technicians):
        raise SettingsError(
            f"“{team.name}” cannot be made of teams and of groups or technicians.",
            recovery="Add a team of those groups or technicians, and combine it with the others.",
        )
    if not (team.teams or team.groups or team.technicians):
        raise SettingsError(
            "A team needs an assignment group or technicians.", recovery="Say --group, --technician or --of."
        )
    if not team.teams and not team.groups and len(team.technicians) == 1:
        message = "A team of one gets no digest: that would be one person's record, which is private."
        raise SettingsError(message, recovery="Add more technicians, or a group.")
    return team


def each_once(names: Iterable[str] | None) -> tuple[str, ...]:
    """The names that were said, each once in whatever case. Raises SettingsError for a blank one."""
    said = [name.strip() for name in names or ()]
    if not all(said):
        raise SettingsError("A group or a technician without a name is nobody.")
    return tuple({name.casefold(): name for name in reversed(said)}.values())[::-1]


def regrouped(team: Team, added: Iterable[str], removed: Iterable[str]) -> Team:
    """The team with these groups more, and without those.

    Raises SettingsError for one that it has not, and as `made_of`.
    """
    gone = set(each_once(removed))
    if not gone <= set(team.groups):
        raise SettingsError(
            f"“{team.name}” does not have the group {SAY.listed(sorted(gone - set(team.groups)))}.",
            recovery=f"It has {SAY.listed(list(team.groups)) or 'none'}.",
        )
    return made_of(replace(team, groups=each_once([*(each for each in team.groups if each not in gone), *added])))


def described(context: Context, team: Team, words: Mapping[str, str]) -> Team:
    """The team with what was said about it: zone, lead, lead_address, language. Raises SettingsError."""
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


def combined_lines(teams: Iterable[Team]) -> list[str]:
    """Of which teams each combined one is made: a sentence each, below a blank line; nothing where there is none."""
    said = [f"“{team.name}” combines {SAY.listed(list(team.teams))}." for team in teams if team.teams]
    return ["", *said] if said else []


def change_team(context: Context, changed: Team, entry: AuditEntry) -> None:
    """Keep what was said of a team, and of which teams it is made. Raises SettingsError; then nothing is kept."""
    before = context.store.teams.get(changed.name)
    with context.store.editions.together():
        context.store.teams.change(changed, entry)
        if (changed.teams, changed.groups) != (before.teams, before.groups):
            context.store.teams.recompose(changed, entry)
