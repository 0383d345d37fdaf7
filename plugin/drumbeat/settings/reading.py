"""The settings as what the reader works with: the tables of this installation, and how their choices are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from drumbeat.records.choices import Choices
from drumbeat.records.fields import one_word
from drumbeat.records.model import Stage
from drumbeat.records.tables import ON_REQUEST, TABLES, TICKET, Kind, Table
from drumbeat.settings.instance import SHIPPED, ImprovementSettings, InstanceSettings

_BELOW = {
    "initiatives": ("sn_cim_task", "sn_cim_related_kpi", "sn_cim_inbound_m2m"),
    "projects": ("pm_project_task",),
}
"""What is read for a source's sake, and not where the source is switched off."""
_OWNERS = {Kind.PROJECT: "project_manager", Kind.DEMAND: "demand_manager"}
"""Which of our fields holds the owner; `assigned_to` elsewhere."""
_ACTUAL = ("work_start", "work_end")


def tables_of(settings: InstanceSettings) -> tuple[Table, ...]:
    """The tables that this installation reads, incidents first."""
    off = {name for name in SHIPPED if not _source(settings, name).enabled}
    left = set(settings.tables.skip).union(*(_BELOW.get(name, ()) for name in off))
    left |= {SHIPPED[name].name for name in off}
    of_table = {table.name: name for name, table in SHIPPED.items()}
    shipped = [
        _changed(table, _source(settings, of_table[table.name])) if table.name in of_table else table
        for table in TABLES
        if table.name not in left
    ]
    asked = [table for table in ON_REQUEST if table.name in settings.tables.also and table.name not in left]
    own = [
        _changed(_blank(source), source)
        for name, source in settings.improvements.items()
        if name not in SHIPPED and source.enabled
    ]
    return tuple(_renamed(table, settings) for table in (*shipped, *own, *asked))


def choices_of(settings: InstanceSettings) -> Choices:
    """How states and closure codes are read on this installation."""
    states = {
        table: {word.strip().lower(): stage for word, stage in said.items()} for table, said in settings.states.items()
    }
    codes = {
        table: {one_word(word): code for word, code in said.items()} for table, said in settings.close_codes.items()
    }
    listed = set()
    for name, source in settings.improvements.items():
        table = source.table or SHIPPED[name].name
        states.setdefault(table, {}).update(_stages(source))
        codes.setdefault(table, {}).update(_ends(source))
        listed |= {table} if source.done else set()
    return Choices(states, codes, frozenset(listed))


def _source(settings: InstanceSettings, name: str) -> ImprovementSettings:
    return settings.improvements.get(name, ImprovementSettings())


def _blank(source: ImprovementSettings) -> Table:
    """A table that extends task, as far as every such table goes."""
    return Table(
        name=source.table,
        label=source.table.removeprefix("u_").replace("_", " "),
        dated_by="closed_at",
        open_too=True,
        kind=Kind.IMPROVEMENT,
        state="state",
        fields=(*TICKET, "closed_at", *_ACTUAL),
        optional=_ACTUAL,
    )


def _changed(table: Table, source: ImprovementSettings) -> Table:
    """A source's table with what the settings say of it."""
    kind = table.kind
    if source.counts is not None:
        is_counted = kind in (Kind.IMPROVEMENT, Kind.PROJECT)
        kind = kind if is_counted is source.counts else Kind.IMPROVEMENT if source.counts else Kind.PROPOSAL
    columns = dict(source.columns)
    owner = source.owner or _OWNERS.get(table.kind, "")
    if owner and owner != _OWNERS.get(kind, "assigned_to"):
        columns[_OWNERS.get(kind, "assigned_to")] = owner
    changed = replace(
        table,
        name=source.table or table.name,
        label=source.label or table.label,
        kind=kind,
        code="closure_code" if source.code else table.code,
        conditions=tuple(each.condition() for each in source.filter),
    )
    return _with_columns(changed, columns)


def _renamed(table: Table, settings: InstanceSettings) -> Table:
    return _with_columns(table, settings.fields[table.name]) if table.name in settings.fields else table


def _with_columns(table: Table, columns: Mapping[str, str]) -> Table:
    """The table with these columns for our fields. A column that holds one of our fields is not read as another."""
    held = set(columns.values())
    fields = dict.fromkeys((*table.fields, *columns))
    left = tuple(name for name in fields if name in columns or name not in held)
    return replace(
        table,
        fields=left,
        optional=tuple(name for name in table.optional if name in left and name not in columns),
        renamed={**table.renamed, **{name: column for name, column in columns.items() if name != column}},
    )


def _stages(source: ImprovementSettings) -> dict[str, Stage]:
    said = (
        (Stage.OPEN, source.open),
        (Stage.DONE, source.done),
        (Stage.CANCELLED, source.cancelled),
        (Stage.INCOMPLETE, source.incomplete),
    )
    return {word.strip().lower(): stage for stage, words in said for word in words}


def _ends(source: ImprovementSettings) -> dict[str, str]:
    said = (
        ("successful", source.successful),
        ("unsuccessful", source.unsuccessful),
        ("withdrawn", source.withdrawn),
    )
    return {one_word(word): code for code, words in said for word in words}
