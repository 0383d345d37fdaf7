"""What is read of ServiceNow and why: table by table, from what the program itself reads and reckons with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from drumbeat.desk.advice import ROLES
from drumbeat.digest.figures.definitions import DEFINITIONS, Definition
from drumbeat.records.tables import IMPROVEMENT, PROJECT, Kind, Table
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Rule

BESIDES = {
    "im_idea_core": "Ideas count where `[improvements.ideas] counts = true` says so, and nowhere else.",
    "sn_cim_related_kpi": "That a measure is set beside an initiative stands in the evidence of `V09`.",
    "sys_user": (
        "Names, mail addresses and who has left: for recipients, leads and owners of records. The account's own row "
        "tells its time zone."
    ),
    "sys_user_group": "Whose work a team's is, who leads it, and recipients by group.",
    "sys_user_grmember": "Recipients by group, and to which group a person belongs.",
    "task_sla": "Service levels in `V07`, where the ticket's own field is the substitute.",
    "task_outage": "To which tickets an outage belongs, in `V25` and in the bounds of downtime.",
}
"""What else rests on a table: nothing that a figure or a rule names as its need."""
REACHED = {
    "business_service": "cmdb_ci_service",
    "cmdb_ci": "cmdb_ci",
    "feedback": "kb_feedback",
    "incident_alert": "incident_alert",
    "instance": "asmt_assessment_instance",
    "kb_knowledge": "kb_knowledge",
    "sla": "contract_sla",
    "task": "task",
}
"""Reference -> the table it leads to, of fields that are read by way of one (`cmdb_ci.support_group`)."""
NEVER_GRANTED = frozenset({"task"})
"""A rule for these would open every class below that has none of its own."""

GUARDS = {
    "asmt_assessment_instance": "a rule opens who was asked and who answered, in every survey",
    "asmt_metric_result": "a rule opens all answers to surveys, which identify who gave them",
    "kb_knowledge": "user criteria open its rows, knowledge base by knowledge base, and a rule would go past them",
    "sys_journal_field": "a rule opens the notes on every table, of human resources and security incidents as well",
}
"""Why the script opens the rows of these only where the administrator consents to the table by name."""

_USUAL = frozenset({IMPROVEMENT.name, PROJECT.name})
_COUNTED = frozenset({Kind.IMPROVEMENT, Kind.PROJECT})
"""An installation's own sources of improvements feed what the usual ones feed."""


@dataclass(frozen=True, slots=True)
class Use:
    """What rests on one table. Fields are the instance's own columns."""

    table: Table
    fields: tuple[str, ...]
    """Without these something is lost."""
    optional: tuple[str, ...]
    """Fields that are used where they are."""
    asked: tuple[str, ...]
    """Fields that queries filter and sort by: one that may be read and not asked about ends the table."""
    figures: tuple[Definition, ...]
    rules: tuple[Rule, ...]
    besides: str
    lost_figures: tuple[Definition, ...]
    """Figures that are not told when the table cannot be read and all others can."""
    lost_rules: tuple[Rule, ...]
    """Rules that are then switched off."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing rests on it, so that it need not be read."""
        return not (self.figures or self.rules or self.besides)

    @property
    def needed_fields(self) -> dict[str, tuple[str, ...]]:
        """Field -> ids of the figures and rules that are lost where no row carries it."""
        prefix = f"{self.table.name}."
        wanting = [(each.id, each.fields) for each in self.figures]
        wanting += [(each.id, each.fields) for each in self.rules]
        needed = sorted({name for _, names in wanting for name in names if name.startswith(prefix)})
        return {
            self.table.column(name.removeprefix(prefix)): tuple(id_ for id_, names in wanting if name in names)
            for name in needed
        }


def uses(tables: Sequence[Table]) -> tuple[Use, ...]:
    """What rests on each of these tables."""
    names = frozenset(table.name for table in tables)
    more = frozenset(table.name for table in tables if table.kind in _COUNTED) - _USUAL
    return tuple(_use(table, names, more) for table in tables)


def _use(table: Table, names: frozenset[str], more: frozenset[str]) -> Use:
    name, without = table.name, names - {table.name}
    fed_by = {each.id: (*each.tables, *(more if _USUAL.intersection(each.tables) else ())) for each in DEFINITIONS}
    figures = tuple(each for each in DEFINITIONS if name in (*fed_by[each.id], *each.needs))
    rules = tuple(each for each in RULES if each.find and name in _tables_of(each))
    asked = (*(each.field for each in table.conditions), table.dated_by, table.undated_by, table.planned_by)
    columns = [table.column(each) for each in table.fields]
    optional = frozenset(map(table.column, table.optional))
    return Use(
        table,
        fields=tuple(each for each in columns if each not in optional),
        optional=tuple(each for each in columns if each in optional),
        asked=tuple(dict.fromkeys([table.column(each) for each in asked if each] + ["sys_updated_on", "sys_id"])),
        figures=figures,
        rules=rules,
        besides=BESIDES.get(name, ""),
        lost_figures=tuple(each for each in figures if not each.is_computable(without, (), fed_by[each.id])),
        lost_rules=tuple(each for each in rules if each.lacks(without, frozenset())),
    )


def _tables_of(rule: Rule) -> frozenset[str]:
    return frozenset((*rule.tables, *rule.any_of, *(each.partition(".")[0] for each in rule.fields)))


class Grant(TypedDict):
    """What the administrator's script lets the account read of one table."""

    roles: list[str]
    """ServiceNow's own that open it."""
    fields: list[str]
    asked: list[str]
    guard: str
    """Why its rows are opened by consent only; or empty."""


def grants(tables: Sequence[Table]) -> dict[str, Grant]:
    """Table -> what the script lets the account read of it; nothing of tables on which nothing rests.

    Tables that are only reached through a reference are among them.
    """
    granted: dict[str, Grant] = {}
    for use in uses(tables):
        if use.is_idle:
            continue
        name = use.table.name
        own = _grant(granted, name)
        own["roles"] = [ROLES[name]] if name in ROLES else []
        own["asked"] = list(use.asked)
        for field in (*use.fields, *use.optional, *use.asked):
            first, _, rest = field.partition(".")
            _add(own, first)
            if rest and (reached := REACHED[first]) not in NEVER_GRANTED:
                _add(_grant(granted, reached), rest)
    return dict(sorted(granted.items()))


def _grant(granted: dict[str, Grant], table: str) -> Grant:
    return granted.setdefault(table, Grant(roles=[], fields=[], asked=[], guard=GUARDS.get(table, "")))


def _add(grant: Grant, field: str) -> None:
    if field not in grant["fields"]:
        grant["fields"].append(field)
