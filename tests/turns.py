"""A store whose October waits for the turn that sends it, again and again; and the schedulers that look after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from crashing import Sender
from drumbeat.desk.turn import turn
from drumbeat.editions.standing import Act, ActKind
from drumbeat.records.team import Team
from drumbeat.store.database import Database
from installation import OCTOBER
from schedules import Office, office

SIX = tuple(f"{name}@x.example" for name in "abcdef")
DUE = datetime(2026, 11, 6, 9, tzinfo=UTC)
"""The fifth working day of November, at nine."""
_BACK = (
    "DELETE FROM delivery_event",
    "DELETE FROM delivery",
    "DELETE FROM notice WHERE kind <> 'draft'",
    "UPDATE edition SET state = 'draft'",
)


def ready(folder: Path, url: str = "") -> Office:
    """October is drafted and approved, and leaves at `DUE`."""
    here = office(folder, readers=SIX, url=url)
    team = here.context.store.teams.get("Network")
    begun = replace(team.schedule, begins=date(2026, 10, 1))
    here.context.store.timetables.change("Network", begun, here.context.entry("change schedule"))
    here.clock.at(11, 2)
    assert all(each.error is None for each in turn(here.fresh(), lambda: None))
    approve(here, here.context.store.teams.get("Network"))
    here.clock.now = DUE
    return here


def approve(here: Office, team: Team) -> None:
    """October's draft, as it is now."""
    edition = here.context.store.editions.find(team.name, OCTOBER)
    act = Act(ActKind.APPROVE, here.context.store.editions.seal(edition.id), "Marit", here.clock(), "")
    here.context.store.acts.add(team.name, OCTOBER, act, here.context.entry("approve edition"))


def unsent(url: str) -> None:
    """As if nothing of October had left."""
    database = Database(url)
    with database.begin() as connection:
        for statement in _BACK:
            connection.exec_driver_sql(statement)
    database.close()


def scheduler(url: str, port: int, workers: int = 1) -> Sender:
    """A process that looks what is due, when October is."""
    settings = {"schedule": {"pull": False}}
    return Sender(url, DUE.isoformat(), port, recipients=SIX, settings=settings, workers=workers)
