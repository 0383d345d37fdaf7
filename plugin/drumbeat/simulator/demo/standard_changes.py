"""Standard change templates: written by one, used by many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.changes import ChangeCase, template_id
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.people import Directory, Person, Team
from drumbeat.simulator.demo.working_hours import at, next_working_day
from drumbeat.simulator.instance import Row
from drumbeat.simulator.moments import stored

_ANY = {
    "ci": "a system",
    "group": "a team",
    "gigabytes": "some",
    "model": "a model",
    "n": "some",
    "partner": "a partner",
    "port": "a port",
    "report": "figures",
    "room": "a room",
    "server": "a server",
    "share": "a share",
    "software": "software",
    "version": "update",
    "vlan": "of a site",
}


def templates(changes: list[ChangeCase], horizon: Horizon, directory: Directory) -> dict[str, list[Row]]:
    """The rows of std_change_producer_version, each with the changes that were made from it."""
    closed = Counter(change.template for change in changes if change.template and change.code)
    failed = Counter(change.template for change in changes if change.template and change.code == "unsuccessful")
    written = stored(at(next_working_day(horizon.start), 10, 30))
    rows = []
    for team in directory.teams:
        for title, author in _authors(team):
            sys_id = template_id(team.name, title)
            rows.append(
                {
                    "sys_id": sys_id,
                    "name": title.format_map(_ANY),
                    "std_change_producer": title.format_map(_ANY),
                    "assignment_group": team.sys_id,
                    "state": "published",
                    "version": "1",
                    "active": "true",
                    "published": written,
                    "closed_change_count": str(closed[sys_id]),
                    "unsuccessful_change_count": str(failed[sys_id]),
                    "sys_created_on": written,
                    "sys_created_by": author.user_name,
                }
            )
    return {"std_change_producer_version": rows}


def _authors(team: Team) -> Iterator[tuple[str, Person]]:
    """Each template's title, with the person who wrote it: the team's members in turn, but its manager."""
    people = [person for person in team.staff(0) if person != team.manager]
    titles = [title for _, kind, title in wording.table("changes")[team.name] if kind == "standard"]
    for index, title in enumerate(titles):
        yield title, people[index % len(people)]
