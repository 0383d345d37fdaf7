"""A gold bundle, and the small world it is cut from: people, dates, and rows as the Table API gives them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from drumbeat.records.tables import BY_NAME
from gold.choices import CHOICES, EXTRA_FIELDS
from gold.words import DEPARTMENTS, FIRST_NAMES, GROUP_NAMES, LAST_NAMES, OBJECTS, PLACES, SYMPTOMS

Cell = dict[str, str]
"""`value` and `display_value` of one field, as with sysparm_display_value=all."""
Row = dict[str, Cell]

POSITIVE = "positive"
HARD = "hard negative"
EASY = "easy negative"
KINDS = (POSITIVE, HARD, EASY)
LEAD = "lead"
CONTRIBUTOR = "contributor"
IMPORTS = ("recognition", "certificate", "training", "talk", "mentoring")
MONTHS = ("2026-07", "2026-09", "2026-10")
ZONES = ("Europe/Berlin", "America/New_York", "UTC")
FIELDS = {
    table.name: tuple(dict.fromkeys((*table.fields, *EXTRA_FIELDS.get(table.name, ())))) for table in BY_NAME.values()
}
"""Every field that is read, so that none looks denied."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One small world and the verdict on one signal in it."""

    id: str
    why: str
    signal: str
    kind: str
    tables: dict[str, list[Row]]
    imports: dict[str, list[dict[str, str]]]
    now: datetime
    month: str
    zone: str
    groups: tuple[str, ...]
    settings: dict[str, object]
    team: frozenset[str]
    personal: frozenset[tuple[str, str, str]]
    provisional: bool = False
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """An assignment group."""

    sys_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A technician, or a caller when there is no group."""

    sys_id: str
    name: str
    user_name: str
    department: str
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A configuration item: its class and the group that supports it."""

    sys_id: str
    name: str
    sys_class_name: str = ""
    support_group: Group | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A business service and how critical it is, in ServiceNow's own (misspelt) field."""

    sys_id: str
    name: str
    criticality: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Any other row that is only referred to: a template, a change model, a survey."""

    sys_id: str
    name: str


Referred = Group | Person | Item | Service | Thing
Value = str | int | bool | datetime | date | Referred | Row | tuple[str, str] | Sequence[Person] | None
Credit = list[tuple[Person, str]]


@dataclass(slots=True)
class World:
    """People of two team groups and a third one, callers, a month, and the rows that a scenario adds."""

    seed: str
    rng: random.Random = field(init=False)
    month: str = field(init=False)
    zone: str = field(init=False)
    now: datetime = field(init=False)
    tables: dict[str, list[Row]] = field(init=False)
    imports: dict[str, list[dict[str, str]]] = field(init=False)
    settings: dict[str, object] = field(default_factory=dict)
    provisional: bool = False
    home: list[Person] = field(init=False)
    partner: list[Person] = field(init=False)
    other: list[Person] = field(init=False)
    callers: list[Person] = field(init=False)
    subjects: list[tuple[str, str, str]] = field(init=False)
    table_of: dict[str, str] = field(init=False, default_factory=dict)
    numbers: int = 10000

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.month = self.rng.choice(MONTHS)
        self.zone = self.rng.choice(ZONES)
        self.now = self.day(self.days_in_month + 22, 8)
        self.tables = {name: [] for name in FIELDS}
        self.imports = {kind: [] for kind in IMPORTS}
        self.subjects = [(thing, symptom, place) for thing in OBJECTS for symptom in SYMPTOMS for place in PLACES]
        self.rng.shuffle(self.subjects)
        names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
        self.rng.shuffle(names)
        groups = [Group(self.sys_id(), name) for name in self.rng.sample(GROUP_NAMES, 3)]
        self.home = [self.person(names.pop(), "IT Unit One", groups[0]) for _ in range(6)]
        self.partner = [self.person(names.pop(), "IT Unit Two", groups[1]) for _ in range(5)]
        self.other = [self.person(names.pop(), "IT Unit Three", groups[2]) for _ in range(4)]
        self.callers = [self.person(names.pop(), department) for department in DEPARTMENTS for _ in range(6)]
        for group in groups:
            self.add("sys_user_group", sys_id=group.sys_id, name=group.name, active=True)

    @property
    def lead(self) -> Person:
        """The technician whom most scenarios are about."""
        return self.home[0]

    @property
    def mate(self) -> Person:
        """A colleague of the same group."""
        return self.home[1]

    @property
    def peer(self) -> Person:
        """A technician of the team's other group."""
        return self.partner[0]

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the team's groups."""
        return tuple(people[0].group.name for people in (self.home, self.partner) if people[0].group)

    @property
    def start(self) -> datetime:
        """Midnight UTC of the month's first day."""
        year, month = map(int, self.month.split("-"))
        return datetime(year, month, 1, tzinfo=UTC)

    @property
    def days_in_month(self) -> int:
        """How many days the month has."""
        following = (self.start + timedelta(days=32)).replace(day=1)
        return (following - self.start).days

    def sys_id(self) -> str:
        """A fresh identifier."""
        return f"{self.rng.getrandbits(128):032x}"

    def number(self, prefix: str) -> str:
        """The next number of a kind of record."""
        self.numbers += self.rng.randint(1, 9)
        return f"{prefix}{self.numbers:07d}"

    def day(self, number: int, hour: int = 10) -> datetime:
        """A moment on the month's n-th day, about noon; days below 1 lie before the month, and so on."""
        minute, second = self.rng.randint(0, 59), self.rng.randint(0, 59)
        return self.start + timedelta(days=number - 1, hours=hour, minutes=minute, seconds=second)

    def a_day(self) -> datetime:
        """Some moment well inside the month."""
        return self.day(self.rng.randint(4, 24), self.rng.randint(9, 14))

    def last_year(self, months: int = 30) -> str:
        """An ISO day so many months before the month: since when records are held."""
        year, month = map(int, self.month.split("-"))
        past = year * 12 + month - 1 - months
        return date(past // 12, past % 12 + 1, 1).isoformat()

    def person(self, name: str, department: str, group: Group | None = None) -> Person:
        """A new user, and a member of the group when there is one."""
        made = Person(self.sys_id(), name, name.lower().replace(" ", "."), department, group)
        self.add(
            "sys_user",
            sys_id=made.sys_id,
            user_name=made.user_name,
            name=made.name,
            email=f"{made.user_name}@example.com",
            active=True,
            department=Thing(f"{abs(sum(map(ord, department))):032x}", department),
        )
        if group is not None:
            self.join(made, group)
        return made

    def join(self, person: Person, group: Group) -> None:
        """A membership."""
        self.add("sys_user_grmember", user=person, group=group)

    def item(self, name: str = "", sys_class_name: str = "", support: Group | None = None) -> Item:
        """A configuration item."""
        return Item(self.sys_id(), name or f"item-{self.rng.randint(1000, 9999)}", sys_class_name, support)

    def service(self, criticality: str = "", name: str = "") -> Service:
        """A business service."""
        return Service(self.sys_id(), name or f"Service {self.rng.randint(1000, 9999)}", criticality)

    def thing(self, name: str) -> Thing:
        """Anything else to refer to."""
        return Thing(self.sys_id(), name)

    def subject(self) -> tuple[str, str]:
        """A short description nobody else has, and close notes to it; neither names a technology."""
        thing, symptom, place = self.subjects.pop()
        return f"{thing} {symptom} {place}", f"Went {place}, found why the {thing} {symptom}, and put it right."

    def add(self, table: str, **fields: Value) -> Row:
        """One row with every field of the table; `a__b` is the dot-walked field a.b."""
        row = dict(_empty(table))
        row["sys_id"] = cell(table, "sys_id", self.sys_id())
        for name, value in fields.items():
            key = name.replace("__", ".")
            row[key] = cell(table, key, value)
            row |= {
                f"{key}.{part}": cell(table, f"{key}.{part}", what)
                for part, what in _walked(value).items()
                if f"{key}.{part}" in row and f"{name}__{part}" not in fields
            }
        self.tables[table].append(row)
        self.table_of[row["sys_id"]["value"]] = table
        return row

    def import_row(self, kind: str, **fields: str) -> None:
        """One row of an imported list."""
        self.imports[kind].append(fields)


@cache
def _empty(table: str) -> Row:
    """A row of which nothing is filled in. Rows share its cells, which nobody changes: another takes their place."""
    return {name: cell(table, name, "") for name in FIELDS[table]}


def cell(table: str, name: str, value: Value) -> Cell:
    """One cell: what is stored, and what a person sees."""
    stored, shown = _stored(table, name, value)
    return {"value": stored, "display_value": shown}


def _stored(table: str, name: str, value: Value) -> tuple[str, str]:
    if isinstance(value, Group | Person | Item | Service | Thing):
        return value.sys_id, value.name
    if isinstance(value, dict):
        shown = value.get("number") or value.get("name") or value["sys_id"]
        return value["sys_id"]["value"], shown["display_value"]
    if isinstance(value, tuple):
        return str(value[0]), str(value[1])
    if isinstance(value, list):
        return ",".join(person.sys_id for person in value), ", ".join(person.name for person in value)
    text = _plain(value)
    return text, CHOICES.get((table, name), {}).get(text, text)


def _plain(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _walked(value: Value) -> dict[str, Value]:
    """What a dot-walk over a reference finds."""
    match value:
        case Item():
            return {"sys_class_name": value.sys_class_name, "support_group": value.support_group}
        case Service():
            return {"busines_criticality": value.criticality}
        case _:
            return {}
