"""The story of the month: the move to the Kiel data centre, on the second weekend.

Mail was down for 2 h 04 min and order entry for 1 h 51 min, the unions of overlapping outages, within a planned
window of eight hours. A degradation the next morning is none of it (signals sheet 2.3).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from drumbeat.simulator.demo.changes import ChangeCase
from drumbeat.simulator.demo.horizon import Horizon, month_start, saturday_from
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory, Person
from drumbeat.simulator.demo.services import Services, service_id
from drumbeat.simulator.demo.working_hours import at, later, working_days_after
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import duration_of, stored

PROJECT = "PRJ0010003"
TITLE = "Move to the Kiel data centre"
WINDOW = (20 * 60, 28 * 60)
"""The planned window, in minutes from Saturday 00:00 local time."""


class Move(NamedTuple):
    """One change of the weekend; times in minutes from Saturday 00:00."""

    key: str
    title: str
    item: str
    service: str
    technician: str
    window: tuple[int, int]
    work: tuple[int, int]
    code: str
    notes: str


class Outage(NamedTuple):
    """One outage record; times in minutes from Saturday 00:00."""

    service: str
    kind: str
    begin: int
    end: int
    task_number: str
    """The change in its task_number; empty: only linked by task_outage."""
    linked: tuple[str, ...]
    """The changes it is linked to by task_outage."""


MOVES = (
    Move(
        *("mail", "Move mail to the Kiel data centre", "kie-mail-01", "E-mail", "Hannah Whitcombe"),
        *(WINDOW, (1204, 1612), "successful"),
        "Exchange hybrid servers and mail gateway moved, queues checked, test mails in both directions.",
    ),
    Move(
        *("orders", "Move the order system to the Kiel data centre", "SAP S/4HANA", "Order entry"),
        *("Tobias Wendlandt", WINDOW, (1210, 1595), "successful"),
        "SAP application servers and database started at the new site, sales tested twelve orders.",
    ),
    Move(
        *("storage", "Switch storage to the Kiel data centre", "kie-na-01", "File services"),
        *(
            "Emre Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}ran",
            WINDOW,
            (1205, 1560),
            "successful_issues",
        ),
        "NetApp replication turned round. One volume needed a second switch, no data lost.",
    ),
    Move(
        *("network", "Activate the core network of the Kiel data centre", "kie-sw-core-01", "Network"),
        *("Aniket Deshpande", (1200, 1380), (1202, 1340), "successful"),
        "Cisco core and routing active, both uplinks tested by unplugging.",
    ),
    Move(
        *("dns", "Change names to the addresses of the new data centre", "kie-dc-01", "Network"),
        *("Ngozi Umeadi", (1260, 1560), (1270, 1500), "successful"),
        "DNS records changed by PowerShell, old ones removed, checked from all three sites.",
    ),
    Move(
        *("firewall", "Firewall rules for the Kiel data centre", "kie-fw-01", "Network"),
        *("Aniket Deshpande", (1200, 1440), (1215, 1400), "successful"),
        "FortiGate rule set loaded and compared with the old one, hit counters plausible.",
    ),
    Move(
        *("backup", "Point backups to the Kiel data centre", "kie-bck-01", "Backup"),
        *(
            "Emre Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}ran",
            (1500, 1680),
            (1510, 1650),
            "successful",
        ),
        "Veeam repositories reconnected, first backup and one restore test done before four o'clock.",
    ),
)
OUTAGES = (
    Outage("E-mail", "planned", 1330, 1405, "mail", ("mail",)),
    Outage("E-mail", "planned", 1378, 1429, "storage", ("storage", "mail")),
    Outage("E-mail", "planned", 1565, 1590, "mail", ()),
    Outage("Order entry", "planned", 1360, 1430, "orders", ("orders",)),
    Outage("Order entry", "outage", 1410, 1471, "", ("orders", "storage")),
    Outage("E-mail", "degradation", 1980, 2015, "mail", ("mail",)),
)


TESTS = (
    ("orders", "Enter twelve orders of all kinds and compare the confirmations", APPLICATIONS, "Dmytro Vasylkiv"),
    ("orders", "Print picking lists in the warehouse", APPLICATIONS, "Robert Ashdowne"),
    ("mail", "Send and receive from each site, on notebook and phone", SERVICE_DESK, "Priya Raghunath"),
    ("storage", "Open drawings and calibration files from the moved shares", SERVICE_DESK, "Julie Marchandeau"),
)
"""What other teams tested before the doors opened: the change, what, the team, who."""


def weekend(horizon: Horizon) -> date:
    """The Saturday of the move: the first one from the 8th of the story's month on."""
    return saturday_from(horizon.story + timedelta(days=7))


def move_changes(horizon: Horizon, directory: Directory, services: Services, rng: Random) -> dict[str, ChangeCase]:
    """The changes of the weekend by key, all children of the project."""
    saturday = weekend(horizon)
    found = {}
    for move in MOVES:
        technician = directory.technician(move.technician)
        found[move.key] = ChangeCase(
            team=directory.team(NETWORK),
            type="normal",
            title=move.title,
            item=services.named(move.item),
            service=move.service,
            technician=technician,
            requester=directory.team(NETWORK).manager,
            opened=at(saturday - timedelta(days=rng.randrange(24, 33)), rng.randrange(9, 17), rng.randrange(60)),
            start=_moment(saturday, move.window[0]),
            end=_moment(saturday, move.window[1]),
            work=(_moment(saturday, move.work[0]), _moment(saturday, move.work[1])),
            closed=at(working_days_after(saturday, rng.choice((1, 1, 2))), 10, rng.randrange(60)),
            code=move.code,
            notes=move.notes,
            parent=sys_id_for("pm_project", PROJECT),
        )
    return found


def next_steps(horizon: Horizon, directory: Directory, services: Services) -> list[ChangeCase]:
    """What comes next, approved and with a date: the old storage of Leeds, then the Lyon firewalls.

    The firewalls have a two-hour window on the third Saturday of the next month, the storage one of three hours a week
    before.
    """
    saturday = saturday_from(month_start(horizon.story, 1) + timedelta(days=20))
    storage, firewalls = at(saturday - timedelta(days=7), 18, 30), at(saturday, 20)
    opened = horizon.story + timedelta(days=20)
    team = directory.team(NETWORK)
    return [
        ChangeCase(
            team=team,
            type="normal",
            title=title,
            item=services.named(item),
            service=service,
            technician=directory.technician(technician),
            requester=team.manager,
            opened=at(opened, 11, minute),
            start=start,
            end=later(start, hours=hours),
            state="-2",
        )
        for title, item, service, technician, minute, start, hours in (
            ("Switch off the old storage", "lee-na-01", "File services", "Hannah Whitcombe", 10, storage, 3),
            ("Replace the Lyon firewalls", "lyo-fw-01", "Network", "Clémence Rouvier", 24, firewalls, 2),
        )
    ]


def tables(changes: dict[str, ChangeCase], horizon: Horizon, directory: Directory) -> dict[str, list[Row]]:
    """The weekend's tests as change tasks, its outages and their links. The changes must have their numbers."""
    return {"change_task": _task_rows(changes, horizon, directory), **_outage_tables(changes, horizon)}


def _task_rows(changes: dict[str, ChangeCase], horizon: Horizon, directory: Directory) -> list[Row]:
    opened, closed = _moment(weekend(horizon), WINDOW[0]), _moment(weekend(horizon), WINDOW[1] - 10)
    rows = []
    for count, (key, title, team, name) in enumerate(TESTS, 10001):
        number, person = f"CTASK{count:07d}", directory.technician(name).sys_id
        rows.append(
            {
                "sys_id": sys_id_for("change_task", number),
                "number": number,
                "sys_class_name": "change_task",
                "change_request": changes[key].sys_id,
                "parent": changes[key].sys_id,
                "change_task_type": "testing",
                "short_description": title,
                "state": "3",
                "active": "false",
                "assignment_group": directory.team(team).sys_id,
                "assigned_to": person,
                "opened_at": stored(opened),
                "closed_at": stored(closed),
                "closed_by": person,
            }
        )
    return rows


def _outage_tables(changes: dict[str, ChangeCase], horizon: Horizon) -> dict[str, list[Row]]:
    saturday = weekend(horizon)
    outages: list[Row] = []
    links: list[Row] = []
    for index, outage in enumerate(OUTAGES, 1):
        task = changes[outage.task_number].sys_id if outage.task_number else ""
        span = (_moment(saturday, outage.begin), _moment(saturday, outage.end))
        row = outage_row(f"move {index}", outage.service, outage.kind, span, task)
        outages.append(row)
        links.extend(task_outage_row(changes[key].sys_id, row["sys_id"]) for key in outage.linked)
    return {"cmdb_ci_outage": outages, "task_outage": links}


def outage_row(key: str, service: str, kind: str, span: tuple[datetime, datetime], task: str) -> Row:
    """One row of cmdb_ci_outage; `kind` is outage, planned or degradation, `key` makes its sys_id."""
    begin, end = span
    return {
        "sys_id": sys_id_for("cmdb_ci_outage", key),
        "type": kind,
        "cmdb_ci": service_id(service),
        "task_number": task,
        "begin": stored(begin),
        "end": stored(end),
        "duration": duration_of((end - begin).total_seconds()),
        "short_description": f"{service}: {kind}",
        "sys_created_on": stored(end),
    }


def task_outage_row(task: str, outage: str) -> Row:
    """One row of task_outage."""
    return {"sys_id": sys_id_for("task_outage", f"{task}:{outage}"), "task": task, "outage": outage}


def helpers(directory: Directory) -> list[Person]:
    """Everybody who carried out a part of the move, in alphabetical order of first names."""
    return [directory.technician(name) for name in sorted({move.technician for move in MOVES})]


def _moment(saturday: date, minutes: int) -> datetime:
    return later(at(saturday, 0), minutes=minutes)
