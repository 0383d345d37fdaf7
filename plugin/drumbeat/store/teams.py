"""Teams and their recipients."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from drumbeat.errors import SettingsError
from drumbeat.records.team import Team
from drumbeat.store.database import Database
from drumbeat.store.schema import recipient, team, team_source


class TeamStore:
    """Teams by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Team) -> None:
        """Keep a new team. Raises SettingsError when there is one of this name."""
        with self._database.begin() as connection:
            if _id(connection, new.name) is not None:
                message = f"There is a team “{new.name}” already."
                raise SettingsError(message, recovery="Choose another name, or remove that team first.")
            team_id = connection.execute(
                insert(team)
                .values(
                    name=new.name,
                    zone=new.zone.key,
                    language=new.language,
                    lead=new.lead,
                    lead_address=new.lead_address,
                )
                .returning(team.c.id)
            ).scalar_one()
            sources = [("group", name) for name in new.groups] + [("technician", name) for name in new.technicians]
            connection.execute(
                insert(team_source), [{"team_id": team_id, "kind": kind, "name": name} for kind, name in sources]
            )

    def remove(self, name: str) -> None:
        """Forget a team, its recipients and its editions. Raises SettingsError when it is unknown."""
        with self._database.begin() as connection:
            connection.execute(delete(team).where(team.c.id == _known_id(connection, name)))

    def get(self, name: str) -> Team:
        """The team of this name. Raises SettingsError, naming those there are, when it is unknown."""
        with self._database.read() as connection:
            team_id = _known_id(connection, name)
            row = connection.execute(select(team).where(team.c.id == team_id)).one()
            return _as_team(connection, row)

    def all(self) -> list[Team]:
        """All teams, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(team).order_by(team.c.name)).all()
            return [_as_team(connection, row) for row in rows]

    def add_recipient(self, name: str, address: str) -> None:
        """Let an address receive the team's digest. Raises SettingsError when it does already."""
        try:
            with self._database.begin() as connection:
                team_id = _known_id(connection, name)
                taken = select(recipient).where(recipient.c.team_id == team_id, recipient.c.address == address)
                if connection.execute(taken).first():
                    message = f"{address} receives the digest of “{name}” already."
                    raise SettingsError(message, recovery="Nothing needs to be done.")
                connection.execute(insert(recipient).values(team_id=team_id, address=address))
        except IntegrityError:
            return  # another process has added it in the same moment

    def remove_recipient(self, name: str, address: str) -> None:
        """Stop sending to an address. Raises SettingsError when it is not a recipient."""
        with self._database.begin() as connection:
            removed = connection.execute(
                delete(recipient).where(
                    recipient.c.team_id == _known_id(connection, name), recipient.c.address == address
                )
            )
            if not removed.rowcount:
                message = f"{address} is no recipient of “{name}”."
                raise SettingsError(message, recovery=f"See who is: drumbeat recipient list --team “{name}”.")

    def recipients(self, name: str) -> list[str]:
        """The addresses that receive the team's digest, alphabetical."""
        with self._database.read() as connection:
            team_id = _known_id(connection, name)
            query = select(recipient.c.address).where(recipient.c.team_id == team_id)
            return sorted(connection.scalars(query.order_by(recipient.c.address)).all())


def _as_team(connection: Connection, row: Row[Any]) -> Team:
    found = connection.execute(select(team_source).where(team_source.c.team_id == row.id)).all()
    return Team(
        name=row.name,
        groups=tuple(sorted(source.name for source in found if source.kind == "group")),
        technicians=tuple(sorted(source.name for source in found if source.kind == "technician")),
        zone=ZoneInfo(row.zone),
        language=row.language,
        lead=row.lead,
        lead_address=row.lead_address,
    )


def _known_id(connection: Connection, name: str) -> int:
    team_id = _id(connection, name)
    if team_id is None:
        names = connection.scalars(select(team.c.name).order_by(team.c.name)).all()
        known = f"Known teams: {', '.join(names)}." if names else "There is no team yet."
        message = f"There is no team “{name}”."
        raise SettingsError(message, recovery=f"{known} Add one with `drumbeat team add`.")
    return team_id


def _id(connection: Connection, name: str) -> int | None:
    return connection.scalar(select(team.c.id).where(team.c.name == name))
