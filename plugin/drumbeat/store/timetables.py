"""When each team's digest is drafted and leaves."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update

from drumbeat.errors import Conflict, SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Schedule
from drumbeat.records.zones import zone_kept
from drumbeat.sentences import sentence
from drumbeat.store.audit import log
from drumbeat.store.database import Database
from drumbeat.store.schema import team


class TimetableStore:
    """One schedule a team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(
        self,
        name: str,
        schedule: Schedule,
        entry: AuditEntry,
        *,
        zone: ZoneInfo | None = None,
        before: tuple[Schedule, ZoneInfo] | None = None,
    ) -> None:
        """Keep a team's schedule, and if said the zone in which its hour is told; nothing else of the team.

        Raises SettingsError when there is no such team; Conflict when schedule and zone are not those `before`, if
        said.
        """
        with self._database.begin() as connection:
            found = connection.execute(select(team).where(team.c.name == name)).one_or_none()
            if found is None:
                raise SettingsError(
                    sentence("There is no team “{name}”.", name=name),
                    recovery=sentence("Add one with `drumbeat team add`."),
                )
            if before is not None and (schedule_of(found), zone_kept(found.zone)) != before:
                raise Conflict(sentence("Somebody has changed the schedule of “{name}” meanwhile.", name=name))
            values = values_of(schedule) | ({"zone": zone.key} if zone else {})
            connection.execute(update(team).where(team.c.name == name).values(**values))
            log(connection, entry, name)


def values_of(schedule: Schedule) -> dict[str, str]:
    """The columns of a schedule."""
    return {
        "policy": schedule.policy,
        "draft_on": schedule.draft_on,
        "send_on": schedule.send_on,
        "hour": schedule.hour,
        "country": schedule.country,
        "begins": schedule.begins.isoformat() if schedule.begins else "",
    }


def schedule_of(row: Row[Any]) -> Schedule:
    """The schedule of a team's row."""
    begins = date.fromisoformat(row.begins) if row.begins else None
    return Schedule(row.policy, row.draft_on, row.send_on, row.hour, row.country, begins)
