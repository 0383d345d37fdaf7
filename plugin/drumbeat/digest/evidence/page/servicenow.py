"""Lists in ServiceNow for those with a role there: by number where that fits, else by group and period as of today.

Only to the instance of the settings (rule E55), never with a value that could end a condition or act as an operator
(traps 10 and 39 of the ServiceNow sheet).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.language.phrase import PeriodView
from drumbeat.records.tables import BY_NAME, Condition, Operator, Table

LONGEST = 2048
"""Characters of an address. An instance refuses more than 8,192 bytes; from 2,048 on ServiceNow's own clients shorten
their requests (ServiceNow sheet 1.7), and mail programs are less patient than both."""
_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,")
_ANY_TASK = "task"
_TABLES = {
    "incident": "incident",
    "request": "sc_req_item",
    "task": "sc_task",
    "change": "change_request",
    "problem": "problem",
    "project": "pm_project",
    "article": "kb_knowledge",
}
"""Where records of a kind lie. Improvements may lie in any table below `task`, and what bears the number of an
attachment of an article is the ticket."""
_BY_GROUP = frozenset({"incident", "sc_req_item", "sc_task", "change_request", "problem"})
"""Tables whose rows are a group's: what its own group and period tell comes near to what the team did."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The instance, and how the team's records are found there."""

    url: str = ""
    """https://example.service-now.com; empty where there is no instance, as for an exported list."""
    groups: tuple[str, ...] = ()
    """Names or sys_ids of the team's assignment groups; none for a team of named technicians, who are not told."""
    tables: Mapping[str, Table] = field(default_factory=lambda: BY_NAME)
    """As this installation reads them."""


@dataclass(frozen=True, slots=True)
class InstanceList:
    """One list in ServiceNow."""

    table: str
    href: str
    is_frozen: bool
    """Whether it lists the very records; if not, what the group did in the period as it looks today."""


def lists(lines: Iterable[EvidenceLine], period: PeriodView, desk: Desk) -> tuple[InstanceList, ...]:
    """A list for each table that the records lie in; none where no safe and short enough question can be asked."""
    if not _HOST.fullmatch(desk.url):
        return ()
    tables: dict[str, list[str]] = {}
    for line in lines:
        tables.setdefault(_TABLES.get(line.kind, _ANY_TASK), []).append(line.number)
    found = (_list(table, sorted(set(numbers)), period, desk) for table, numbers in tables.items())
    return tuple(each for each in found if each is not None)


def _list(table: str, numbers: Sequence[str], period: PeriodView, desk: Desk) -> InstanceList | None:
    column = desk.tables[table].column("number") if table in desk.tables else "number"
    if all(map(_NUMBER.fullmatch, numbers)):
        href = _address(desk, table, f"{column}IN{','.join(numbers)}")
        if len(href) <= LONGEST:
            return InstanceList(table, href, is_frozen=True)
    query = _by_group(desk.tables[table], period, desk) if table in _BY_GROUP and table in desk.tables else ""
    href = _address(desk, table, query) if query else ""
    return InstanceList(table, href, is_frozen=False) if href and len(href) <= LONGEST else None


def _by_group(table: Table, period: PeriodView, desk: Desk) -> str:
    """Conditions of an encoded query; empty where a group's name cannot stand in one."""
    group = table.column("assignment_group")
    try:
        named = [
            Condition(group if _SYS_ID.fullmatch(each) else f"{group}.name", Operator.IS, (each,))
            for each in desk.groups
        ]
    except ValueError:
        return ""
    groups = "^OR".join(f"{each.field}={each.values[0]}" for each in named)
    dated = table.column(table.dated_by)
    return f"{groups}^{dated}>={period.start} 00:00:00^{dated}<{period.end} 00:00:00" if groups else ""


def _address(desk: Desk, table: str, query: str) -> str:
    """Everything but letters, digits and a few signs is encoded, as UTF-8 (RFC 3986, section 2.5)."""
    encoded = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in query.encode())
    return f"{desk.url}/{table}_list.do?sysparm_query={encoded}"
