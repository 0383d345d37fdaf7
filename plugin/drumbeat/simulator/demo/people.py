"""Who works at Larkfield Instruments: three IT teams, their callers, and three accounts that are no people."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from random import Random
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.instance import Row, sys_id_for

NETWORK = "Network & Data Centre"
SERVICE_DESK = "Service Desk"
APPLICATIONS = "Applications"

DOMAIN = "larkfield.example"
AUTOMATION, MONITORING, SYSTEM = "Larkfield Automation", "Event Monitoring", "System Administrator"

_MANAGER_SHARE, _SPECIALIST = 0.3, 6.0
_ALWAYS = 99
_PLAIN = str.maketrans({"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ø": "o", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Person:
    """One row of sys_user that records refer to."""

    sys_id: str
    name: str
    user_name: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A technician in a team: what the person mostly works on, and from which month to which."""

    person: Person
    title: str
    fields: frozenset[str]
    joined: int
    left: int

    def weight(self, subcategory: str, *, manages: bool) -> float:
        """How likely this person is the one to take such work."""
        return (_MANAGER_SHARE if manages else 1.0) * (_SPECIALIST if subcategory in self.fields else 1.0)


@dataclass(frozen=True, slots=True)
class Team:
    """An assignment group."""

    sys_id: str
    name: str
    description: str
    manager: Person
    members: tuple[Membership, ...]
    _weights: dict[tuple[str, int], tuple[list[Person], list[float]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def pick(self, rng: Random, subcategory: str, month: int) -> Person:
        """A technician who was there that month, a specialist rather than another."""
        key = (subcategory, month)
        if key not in self._weights:
            there = [member for member in self.members if member.joined <= month < member.left]
            weights = [member.weight(subcategory, manages=member.person == self.manager) for member in there]
            self._weights[key] = ([member.person for member in there], weights)
        people, weights = self._weights[key]
        return rng.choices(people, weights)[0]

    def staff(self, month: int) -> list[Person]:
        """Everybody who was in the team that month."""
        return [member.person for member in self.members if member.joined <= month < member.left]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, and the rows that say so."""

    teams: tuple[Team, ...]
    callers: tuple[Person, ...]
    automation: Person
    monitoring: Person
    system: Person
    tables: dict[str, list[Row]]

    def team(self, name: str) -> Team:
        """The team of that name."""
        return next(team for team in self.teams if team.name == name)

    def technician(self, name: str) -> Person:
        """The technician of that name."""
        return next(m.person for team in self.teams for m in team.members if m.person.name == name)

    def callers_at(self, site: str) -> list[Person]:
        """The callers who work there."""
        return [caller for caller in self.callers if caller.site == site]


def directory(rng: Random) -> Directory:
    """The people, the same for the same randomness."""
    data = wording.table("people")
    teams = tuple(_team(entry) for entry in data["team"])
    callers = tuple(caller for site in data["site"] for caller in _callers(site, rng))
    automation, monitoring, system = (_person(name) for name in (AUTOMATION, MONITORING, SYSTEM))
    tables = {
        "cmn_location": [_location(site) for site in data["site"]],
        "cmn_department": [_department(name) for name in (*data["departments"]["names"], "IT")],
        "sys_user": [
            *_technician_rows(teams),
            *_caller_rows(callers, data["departments"], rng),
            *(_user(account, title="Service account") for account in (automation, monitoring, system)),
        ],
        "sys_user_group": [_group(team) for team in teams],
        "sys_user_grmember": [_member(team, m) for team in teams for m in team.members if m.left == _ALWAYS],
    }
    return Directory(teams, callers, automation, monitoring, system, tables)


def _person(name: str, user_name: str = "", site: str = "") -> Person:
    user_name = user_name or _user_name(name)
    return Person(sys_id_for("sys_user", user_name), name, user_name, site)


def _user_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    return ".".join("".join(c for c in plain if c.isascii()).replace("'", "").split())


def _team(entry: dict[str, Any]) -> Team:
    members = tuple(
        Membership(
            person=_person(member["name"], site=member["site"]),
            title=member["title"],
            fields=frozenset(member["fields"]),
            joined=member.get("joined", 0),
            left=member.get("left", _ALWAYS),
        )
        for member in entry["members"]
    )
    manager = next(member.person for member in members if member.person.name == entry["manager"])
    name = entry["name"]
    return Team(sys_id_for("sys_user_group", name), name, entry["description"], manager, members)


def _callers(site: dict[str, Any], rng: Random) -> list[Person]:
    names = [f"{first} {last}" for first in site["first"] for last in site["last"]]
    return [_person(name, site=site["name"]) for name in sorted(rng.sample(names, site["callers"]))]


def _user(person: Person, *, title: str, department: str = "IT", manager: str = "") -> Row:
    first, _, last = person.name.partition(" ")
    return {
        "sys_id": person.sys_id,
        "user_name": person.user_name,
        "name": person.name,
        "first_name": first,
        "last_name": last,
        "email": f"{person.user_name}@{DOMAIN}",
        "title": title,
        "active": "true",
        "time_zone": "Europe/Berlin",
        "department": sys_id_for("cmn_department", department),
        "location": sys_id_for("cmn_location", person.site) if person.site else "",
        "manager": manager,
        "web_service_access_only": str(title == "Service account").lower(),
        "locked_out": "false",
    }


def _technician_rows(teams: tuple[Team, ...]) -> list[Row]:
    """One row a technician, with the title of the team the person is in today."""
    rows: dict[str, Row] = {}
    for team in teams:
        for member in team.members:
            boss = "" if member.person == team.manager else team.manager.sys_id
            gone = member.left != _ALWAYS
            if gone and member.person.sys_id in rows:
                continue
            row = _user(member.person, title=member.title, manager=boss)
            rows[member.person.sys_id] = {**row, "active": str(not gone).lower()}
    return list(rows.values())


def _caller_rows(callers: tuple[Person, ...], departments: dict[str, Any], rng: Random) -> list[Row]:
    homes = rng.choices(departments["names"], departments["weights"], k=len(callers))
    return [_user(caller, title=home, department=home) for caller, home in zip(callers, homes, strict=True)]


def _location(site: dict[str, Any]) -> Row:
    return {
        "sys_id": sys_id_for("cmn_location", site["name"]),
        "name": site["name"],
        "city": site["city"],
        "country": site["country"],
    }


def _department(name: str) -> Row:
    return {"sys_id": sys_id_for("cmn_department", name), "name": name}


def _group(team: Team) -> Row:
    return {
        "sys_id": team.sys_id,
        "name": team.name,
        "description": team.description,
        "manager": team.manager.sys_id,
        "email": f"{team.name.lower().replace(' & ', '-').replace(' ', '-')}@{DOMAIN}",
        "active": "true",
    }


def _member(team: Team, membership: Membership) -> Row:
    person = membership.person
    return {
        "sys_id": sys_id_for("sys_user_grmember", f"{team.name}:{person.user_name}"),
        "user": person.sys_id,
        "group": team.sys_id,
    }
