"""Combined teams: which other teams each is made of, in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select, true

from drumbeat.errors import SettingsError
from drumbeat.records.team import Team
from drumbeat.store.schema import member_team, team

_FEWEST = 2
_MANY = 50
"""From so many ids on all rows are read: a database takes only so many values in one question."""


@dataclass(frozen=True, slots=True)
class Member:
    """A team that a combined one is made of."""

    id: int
    name: str


def among(column: ColumnElement[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether it is one of these ids; of very many ids, anything is, and whoever asks passes over the rest."""
    return column.in_(ids) if len(ids) < _MANY else true()


def members_of(connection: Connection, ids: Collection[int]) -> Mapping[int, list[Member]]:
    """The members of these teams, in their order; none of a team that is not combined."""
    query = (
        select(member_team.c.team_id, team.c.id, team.c.name)
        .join(team, team.c.id == member_team.c.member_id)
        .where(among(member_team.c.team_id, ids))
        .order_by(member_team.c.team_id, member_team.c.position)
    )
    found: dict[int, list[Member]] = defaultdict(list)
    for team_id, member_id, name in connection.execute(query):
        found[team_id].append(Member(member_id, name))
    return found


def save_members(connection: Connection, team_id: int, new: Team) -> None:
    """Keep of which teams a team is made, in place of those before.

    Raises SettingsError where one of them is unknown, is itself combined or is the team, or where there is only one.
    """
    connection.execute(delete(member_team).where(member_team.c.team_id == team_id))
    names = list(dict.fromkeys(new.teams))
    if not names:
        return
    if len(names) < _FEWEST or new.name in names:
        raise SettingsError(
            f"“{new.name}” cannot be made of {_quoted(names)}.",
            recovery="A combined team is made of two other teams at least.",
        )
    refuse_member(connection, team_id, new.name, "be made of other teams")
    found = {
        row.name: row.id for row in connection.execute(select(team.c.name, team.c.id).where(team.c.name.in_(names)))
    }
    for name in names:
        if name not in found:
            raise SettingsError(
                f"There is no team “{name}”, of which “{new.name}” is to be made.",
                recovery="See those there are with `drumbeat team list`, or add it first.",
            )
    nested = members_of(connection, list(found.values()))
    for name in names:
        if nested[found[name]]:
            raise SettingsError(
                f"“{name}” is itself made of other teams.",
                recovery=f"Name these instead: {_quoted(each.name for each in nested[found[name]])}.",
            )
    rows = [{"team_id": team_id, "member_id": found[name], "position": at} for at, name in enumerate(names)]
    connection.execute(insert(member_team), rows)


def refuse_member(connection: Connection, team_id: int, name: str, what: str = "be removed") -> None:
    """Raises SettingsError for a team that others are made of: it cannot `what`."""
    query = (
        select(team.c.name)
        .join(member_team, member_team.c.team_id == team.c.id)
        .where(member_team.c.member_id == team_id)
        .order_by(team.c.name)
    )
    wholes = connection.scalars(query).all()
    if wholes:
        raise SettingsError(
            f"“{name}” cannot {what}: {_quoted(wholes)} tells of it.",
            recovery=f'Take it out there first, naming those that stay: drumbeat team change "{wholes[0]}" --of NAME.',
        )


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)
