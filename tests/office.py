"""A small organisation in records, for tests of the signal rules: rows of any table, judged, in one world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from drumbeat.records.model import Record, WorkRecord
from drumbeat.records.parse import parse
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.gate import GateRules, judge
from drumbeat.signals.material import Material
from drumbeat.signals.model import Signal
from drumbeat.signals.world import World
from rows import cells, group, person, sys_id

OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
_DONE: dict[str, dict[str, Any]] = {
    "incident": {
        "state": ("7", "Closed"),
        "resolved_at": "2026-10-06 08:00:00",
        "resolved_by": person("Ann"),
        "caller_id": person("Carl"),
        "reopen_count": "0",
        "close_code": "Solution provided",
    },
    "change_request": {"state": ("3", "Closed"), "close_code": ("successful", "Successful"), "type": "normal"},
    "problem": {
        "state": ("107", "Closed"),
        "resolved_at": "2026-10-06 08:00:00",
        "resolved_by": person("Ann"),
        "resolution_code": ("fix_applied", "Fix applied"),
    },
    "kb_knowledge": {"workflow_state": "published", "published": "2026-10-06", "author": person("Ann")},
    "sn_cim_register": {"state": ("7", "Closed"), "closure_code": "Successful"},
}
_CLOSED = {"state": ("3", "Closed Complete"), "closed_at": "2026-10-06 08:00:00", "assigned_to": person("Ann")}


def record(table: str, number: str, **fields: Any) -> Any:
    """A record of the table; where nothing else is said, done by Ann on 6 October 2026, in Network."""
    usual = {"sys_id": sys_id(number), "number": number, "assignment_group": group("Network")}
    made = parse(BY_NAME[table], cells(**{**usual, **_CLOSED, **_DONE.get(table, {}), **fields}))
    assert isinstance(made, Record), made
    return made


def user(name: str, *groups: str, department: str = "") -> list[Record]:
    """A person, and that the person is in these groups."""
    key, _ = person(name)
    of = (sys_id(f"d{department}"), department) if department else ""
    known = parse(BY_NAME["sys_user"], cells(sys_id=key, user_name=name.lower(), name=name, department=of))
    memberships = [
        parse(BY_NAME["sys_user_grmember"], cells(sys_id=_key(name, of), user=person(name), group=group(of)))
        for of in groups
    ]
    return [each for each in (known, *memberships) if isinstance(each, Record)]


def note(number: str, who: str, text: str, **fields: Any) -> Any:
    """A work note on the record with this number."""
    usual = {"sys_id": _key(number, who, text), "name": "incident", "element_id": sys_id(number)}
    usual |= {"element": "work_notes", "sys_created_by": who.lower(), "sys_created_on": "2026-10-05 08:00:00"}
    made = parse(BY_NAME["sys_journal_field"], cells(**{**usual, "value": text, **fields}))
    assert isinstance(made, Record)
    return made


def _flat(records: Any) -> Iterator[Record]:
    if isinstance(records, Record):
        yield records
    else:
        for each in records:
            yield from _flat(each)


def _key(*parts: str) -> str:
    return sha256("/".join(parts).encode()).hexdigest()[:32]


def world(*records: Any, since: str = "2024-01-01", **more: Any) -> World:
    """The world of these records, in lists of any depth; all tables can be read, and reach back to `since`."""
    flat = list(_flat(records))
    work = [each for each in flat if isinstance(each, WorkRecord) and each.is_counted]
    beside = tuple(each for each in flat if not (isinstance(each, WorkRecord) and each.is_counted))
    usual = {"readable": frozenset(BY_NAME), "since": dict.fromkeys(BY_NAME, date.fromisoformat(since))}
    return World(judged=judge(work, GateRules(), beside, NOW), beside=beside, **{**usual, **more})


def signals(rule: str, found: World, period: Period = OCTOBER) -> list[Signal]:
    """What one rule finds in the period, about everybody."""
    find = next(each.find for each in RULES if each.id == rule)
    assert find is not None, f"{rule} has no code"
    return list(find(Material(found, period, lambda _record: True, NOW)))


def told(rule: str, found: World, period: Period = OCTOBER) -> list[tuple[str, str]]:
    """Whom the rule tells of, and in which role; sorted, each once."""
    return sorted({(each.subject.name, each.role.value) for each in signals(rule, found, period)})
