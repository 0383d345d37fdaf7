"""Teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from drumbeat.editions.deliveries import NOT_RECEIVING, EditionState
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import ListedTeam, Team
from drumbeat.records.zones import zone_kept
from drumbeat.sentences import sentence
from drumbeat.store.acts import forget_acts
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.delivery_rows import withdraw
from drumbeat.store.editing import forget
from drumbeat.store.facts import forget_facts
from drumbeat.store.member_teams import among, members_of, refuse_member, save_members
from drumbeat.store.schema import edition, team, team_source
from drumbeat.store.timetables import schedule_of, values_of


class TeamStore:
    """Teams by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Team, entry: AuditEntry | None = None) -> None:
        """Keep a new team. Raises SettingsError when there is one of this name, or when it has no work to tell.

        Of a combined team its teams are kept, and no groups or technicians: these are theirs, whatever they will be.
        """
        with self._database.begin() as connection:
            if _id(connection, new.name) is not None:
                raise SettingsError(
                    f"There is a team “{new.name}” already.",
                    recovery="Choose another name, or remove that team first.",
                )
            left = select(edition.c.id).where(edition.c.team == new.name, edition.c.state != EditionState.DRAFT.value)
            if connection.execute(left).first():
                raise SettingsError(
                    f"An earlier team “{new.name}” has sent editions, and they stay under its name.",
                    recovery="Choose another name: a month must not hold two teams' work.",
                )
            team_id = connection.execute(
                insert(team).values(name=new.name, **_described(new), **values_of(new.schedule)).returning(team.c.id)
            ).scalar_one()
            _save_sources(connection, team_id, new)
            if entry is not None:
                log(connection, entry)

    def change(self, changed: Team, entry: AuditEntry) -> None:
        """Keep another zone, lead or language of a team. Raises SettingsError when it is unknown."""
        with self._database.begin() as connection:
            team_id = known_id(connection, changed.name)
            connection.execute(update(team).where(team.c.id == team_id).values(**_described(changed)))
            log(connection, entry)

    def recompose(self, changed: Team, entry: AuditEntry) -> None:
        """Keep other groups, technicians or teams of a team: whose work it tells. Raises SettingsError as `add`."""
        with self._database.begin() as connection:
            team_id = known_id(connection, changed.name)
            connection.execute(delete(team_source).where(team_source.c.team_id == team_id))
            _save_sources(connection, team_id, changed)
            log(connection, entry)

    def remove(self, name: str, now: datetime) -> None:
        """Forget a team, its recipients, its drafts and its facts.

        Editions that have begun to leave stay, so that a team of the same name sends nobody a month twice; what of
        them has not left does not leave any more. Raises SettingsError when it is unknown, or when a combined team
        tells of it: that one would tell less without a word.
        """
        with self._database.begin() as connection:
            team_id = known_id(connection, name)
            refuse_member(connection, team_id, name)
            withdraw(connection, name, "", NOT_RECEIVING, moment_text(now))  # what left to nobody is a draft after that
            connection.execute(delete(team).where(team.c.id == team_id))
            connection.execute(
                delete(edition).where(edition.c.team == name, edition.c.state == EditionState.DRAFT.value)
            )
            forget(connection, name)
            forget_facts(connection, name)
            forget_acts(connection, name)

    def get(self, name: str) -> Team:
        """The team of this name. Raises SettingsError, naming those there are, when it is unknown."""
        with self._database.read() as connection:
            team_id = known_id(connection, name)
            rows = connection.execute(select(team).where(team.c.id == team_id)).all()
            return _as_teams(connection, rows)[0]

    def several(self, names: Collection[str]) -> list[Team]:
        """Those of these names that there are, by name."""
        query = select(team).where(team.c.name.in_(names)).order_by(team.c.name)
        with self._database.read() as connection:
            return _as_teams(connection, connection.execute(query).all())

    def all(self) -> list[Team]:
        """All teams, by name."""
        with self._database.read() as connection:
            return _as_teams(connection, connection.execute(select(team).order_by(team.c.name)).all())

    def listed(self) -> list[ListedTeam]:
        """All teams, by name, as a list shows them."""
        query = select(team.c.id, team.c.name, team.c.lead_address).order_by(team.c.name)
        with self._database.read() as connection:
            return [ListedTeam(*row) for row in connection.execute(query)]

    def groups(self) -> dict[int, tuple[str, ...]]:
        """The assignment groups of each team, by its number."""
        query = select(team_source.c.team_id, team_source.c.name).where(team_source.c.kind == "group")
        found: dict[int, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found[row.team_id] = (*found.get(row.team_id, ()), row.name)
        return found


def _described(new: Team) -> dict[str, str]:
    return {
        "zone": new.zone.key,
        "lead": new.lead,
        "lead_address": new.lead_address,
        "language": new.language,
    }


def _save_sources(connection: Connection, team_id: int, new: Team) -> None:
    save_members(connection, team_id, new)
    if new.teams:
        return
    sources = [("group", name) for name in dict.fromkeys(new.groups)]
    sources += [("technician", name) for name in dict.fromkeys(new.technicians)]
    if not sources:
        raise SettingsError(f"The team “{new.name}” needs an assignment group or technicians.")
    connection.execute(
        insert(team_source), [{"team_id": team_id, "kind": kind, "name": name} for kind, name in sources]
    )


def _as_teams(connection: Connection, rows: Iterable[Row[Any]]) -> list[Team]:
    """Teams of their rows, in that order, with whatever they are made of."""
    found = list(rows)
    members = members_of(connection, [row.id for row in found])
    of_team = {row.id: [member.id for member in members[row.id]] or [row.id] for row in found}
    sources = _sources(connection, {each for ids in of_team.values() for each in ids})

    def names(row: Row[Any], kind: str) -> tuple[str, ...]:
        return tuple(sorted({name for each in of_team[row.id] for name in sources[each, kind]}))

    return [
        Team(
            name=row.name,
            groups=names(row, "group"),
            technicians=names(row, "technician"),
            zone=zone_kept(row.zone),
            lead=row.lead,
            lead_address=row.lead_address,
            language=row.language,
            schedule=schedule_of(row),
            teams=tuple(member.name for member in members[row.id]),
        )
        for row in found
    ]


def _sources(connection: Connection, ids: set[int]) -> dict[tuple[int, str], list[str]]:
    """Team and kind -> names."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in connection.execute(select(team_source).where(among(team_source.c.team_id, ids))):
        found[row.team_id, row.kind].append(row.name)
    return found


def known_id(connection: Connection, name: str) -> int:
    """The id of the team of this name. Raises SettingsError, naming those there are, when it is unknown."""
    team_id = _id(connection, name)
    if team_id is None:
        names = connection.scalars(select(team.c.name).order_by(team.c.name)).all()
        known = f"Known teams: {', '.join(names)}." if names else "There is no team yet."
        raise SettingsError(
            sentence("There is no team “{team}”.", team=name), recovery=f"{known} Add one with `drumbeat team add`."
        )
    return team_id


def _id(connection: Connection, name: str) -> int | None:
    return connection.scalar(select(team.c.id).where(team.c.name == name))
