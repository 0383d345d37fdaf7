"""Tokens by which programs ask for a team, by the hash of what they hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from drumbeat.ports import AuditEntry
from drumbeat.records.team import ListedTeam
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import team, team_token
from drumbeat.store.teams import known_id
from drumbeat.visitors import Scope, TeamToken

_USED = timedelta(minutes=1)
"""Being used again so soon is not written down."""


class TeamTokenStore:
    """Tokens by team; nothing here opens anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, team_name: str, key: str, new: TeamToken, entry: AuditEntry) -> TeamToken:
        """Keep a new one, known by `key`; it, with its number. Raises SettingsError for an unknown team."""
        with self._database.begin() as connection:
            values = {
                "team_id": known_id(connection, team_name),
                "key": key,
                "name": new.name,
                "scopes": " ".join(sorted(new.scopes)),
                "made_by": new.made_by,
                "by_lead": int(new.by_lead),
                "made_at": moment_text(new.made_at),
                "expires_at": moment_text(new.expires_at),
                "used_at": "",
            }
            row = connection.execute(insert(team_token).values(**values).returning(team_token)).one()
            log(connection, entry, team_name)
            return _token(row)

    def of_team(self, team_name: str) -> list[TeamToken]:
        """The team's tokens, expired ones too, the newest first."""
        query = select(team_token).join(team).where(team.c.name == team_name).order_by(team_token.c.id.desc())
        with self._database.read() as connection:
            return [_token(row) for row in connection.execute(query)]

    def find(self, key: str, now: datetime) -> tuple[ListedTeam, TeamToken] | None:
        """The token of this hash and its team; None for one that there is not (any more), or that has expired."""
        of_team = (team.c.id.label("number"), team.c.name.label("team_name"), team.c.lead_address)
        query = select(team_token, *of_team).join(team)
        good = (team_token.c.key == key) & (team_token.c.expires_at > moment_text(now))
        with self._database.read() as connection:
            row = connection.execute(query.where(good)).one_or_none()
        return (ListedTeam(row.number, row.team_name, row.lead_address), _token(row)) if row is not None else None

    def note_use(self, token: TeamToken, now: datetime) -> None:
        """Keep that it opened something just now."""
        if token.used_at is None or now - token.used_at >= _USED:
            with self._database.begin() as connection:
                used = update(team_token).where(team_token.c.id == token.id)
                connection.execute(used.values(used_at=moment_text(now)))

    def revoke(self, team_name: str, number: int, entry: AuditEntry) -> bool:
        """It opens nothing any more; False where the team has none of this number."""
        with self._database.begin() as connection:
            of_team = team_token.c.team_id == known_id(connection, team_name)
            gone = connection.execute(delete(team_token).where(team_token.c.id == number, of_team)).rowcount
            if gone:
                log(connection, entry, team_name)
            return bool(gone)


def _token(row: Row[Any]) -> TeamToken:
    return TeamToken(
        id=row.id,
        name=row.name,
        scopes=frozenset(map(Scope, row.scopes.split())),
        made_by=row.made_by,
        by_lead=bool(row.by_lead),
        made_at=as_moment(row.made_at),
        expires_at=as_moment(row.expires_at),
        used_at=as_moment(row.used_at) if row.used_at else None,
    )
