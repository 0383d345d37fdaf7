"""Teams."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, insert, select, update

from drumbeat.editions.deliveries import EditionState
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Team
from drumbeat.store.acts import forget_acts
from drumbeat.store.audit import log
from drumbeat.store.database import Database
from drumbeat.store.delivery_rows import withdraw
from drumbeat.store.editing import forget
from drumbeat.store.facts import forget_facts
from drumbeat.store.schema import edition, team, team_source
from drumbeat.store.timetables import schedule_of, values_of


class TeamStore:
    """Teams by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Team) -> None:
        """Keep a new team. Raises SettingsError when there is one of this name, or when it has no work to tell."""
        sources = [("group", name) for name in dict.fromkeys(new.groups)]
        sources += [("technician", name) for name in dict.fromkeys(new.technicians)]
        if not sources:
            raise SettingsError(f"The team “{new.name}” needs an assignment group or technicians.")
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
                insert(team)
                .values(
                    name=new.name,
                    zone=new.zone.key,
                    lead=new.lead,
                    lead_address=new.lead_address,
                    language=new.language,
                    **values_of(new.schedule),
                )
                .returning(team.c.id)
            ).scalar_one()
            connection.execute(
                insert(team_source), [{"team_id": team_id, "kind": kind, "name": name} for kind, name in sources]
            )

    def change(self, changed: Team, entry: AuditEntry) -> None:
        """Keep another zone, lead or language of a team. Raises SettingsError when it is unknown."""
        values = {
            "zone": changed.zone.key,
            "lead": changed.lead,
            "lead_address": changed.lead_address,
            "language": changed.language,
        }
        with self._database.begin() as connection:
            connection.execute(update(team).where(team.c.id == known_id(connection, changed.name)).values(**values))
            log(connection, entry)

    def remove(self, name: str) -> None:
        """Forget a team, its recipients, its drafts and its facts. Raises SettingsError when it is unknown.

        Editions that have begun to leave stay, so that a team of the same name sends nobody a month twice; what of
        them has not left does not leave any more.
        """
        with self._database.begin() as connection:
            connection.execute(delete(team).where(team.c.id == known_id(connection, name)))
            connection.execute(
                delete(edition).where(edition.c.team == name, edition.c.state == EditionState.DRAFT.value)
            )
            forget(connection, name)
            forget_facts(connection, name)
            forget_acts(connection, name)
            withdraw(connection, name)

    def get(self, name: str) -> Team:
        """The team of this name. Raises SettingsError, naming those there are, when it is unknown."""
        with self._database.read() as connection:
            team_id = known_id(connection, name)
            row = connection.execute(select(team).where(team.c.id == team_id)).one()
            return _as_team(connection, row)

    def all(self) -> list[Team]:
        """All teams, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(team).order_by(team.c.name)).all()
            return [_as_team(connection, row) for row in rows]


def _as_team(connection: Connection, row: Row[Any]) -> Team:
    found = connection.execute(select(team_source).where(team_source.c.team_id == row.id)).all()
    return Team(
        name=row.name,
        groups=tuple(sorted(source.name for source in found if source.kind == "group")),
        technicians=tuple(sorted(source.name for source in found if source.kind == "technician")),
        zone=ZoneInfo(row.zone),
        lead=row.lead,
        lead_address=row.lead_address,
        language=row.language,
        schedule=schedule_of(row),
    )


def known_id(connection: Connection, name: str) -> int:
    """The id of the team of this name. Raises SettingsError, naming those there are, when it is unknown."""
    team_id = _id(connection, name)
    if team_id is None:
        names = connection.scalars(select(team.c.name).order_by(team.c.name)).all()
        known = f"Known teams: {', '.join(names)}." if names else "There is no team yet."
        raise SettingsError(f"There is no team “{name}”.", recovery=f"{known} Add one with `drumbeat team add`.")
    return team_id


def _id(connection: Connection, name: str) -> int | None:
    return connection.scalar(select(team.c.id).where(team.c.name == name))
