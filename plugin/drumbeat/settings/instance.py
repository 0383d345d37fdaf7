"""What differs on this instance: which tables are read, columns, states, closure codes, sources of improvements.

Whatever is not said here is as ServiceNow ships it (`records.tables`, `records.stages`, `records.codes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from pydantic import Field, field_validator, model_validator

from drumbeat.records.codes import OTHER, known_codes
from drumbeat.records.model import Stage
from drumbeat.records.tables import (
    BY_NAME,
    CONFIDENTIAL,
    DEMAND,
    FIELD_NAME,
    IDEA,
    IMPROVEMENT,
    INCIDENT,
    ON_REQUEST,
    PROJECT,
    TABLE_NAME,
    Condition,
    Operator,
    Table,
)
from drumbeat.settings.section import Section

SHIPPED: Mapping[str, Table] = {
    "initiatives": IMPROVEMENT,
    "projects": PROJECT,
    "demands": DEMAND,
    "ideas": IDEA,
}
"""The sources of improvements that need no settings, by the names under which they can be changed."""
_KEYS = frozenset({"sys_id", "number", "state", "opened_at", "short_description"})
"""What every table that extends task has, and what is read as itself."""
Said = TypeVar("Said")


class ConditionSettings(Section):
    """One condition on the rows of a source: `{ field = "u_area", operator = "IN", values = ["IT"] }`."""

    field: str
    operator: Operator = Operator.IS
    values: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_condition(self) -> ConditionSettings:
        self.condition()
        return self

    def condition(self) -> Condition:
        """The condition. Raises ValueError when it is none."""
        return Condition(self.field, self.operator, self.values)


class ImprovementSettings(Section):
    """A table that holds improvements: shipped under its name, or any other that extends task."""

    enabled: bool = True
    table: str = ""
    label: str = ""
    """What people call its rows, in the plural."""
    filter: tuple[ConditionSettings, ...] = ()
    owner: str = ""
    """Fields of the table that hold what our own do, where they are named differently."""
    group: str = ""
    started: str = ""
    finished: str = ""
    percent_complete: str = ""
    base: str = ""
    target: str = ""
    result: str = ""
    code: str = ""
    """The field with a closure code; without one, a row that is done has succeeded."""
    open: tuple[str, ...] = ()
    """States by label or value. Where `done` is said, no other state is done."""
    done: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    successful: tuple[str, ...] = ()
    """Closure codes by label or value."""
    unsuccessful: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    counts: bool | None = None
    """Whether finished rows are completed improvements. Not of demands and ideas unless it is said: what came of
    them is counted, as a project or an initiative."""

    @property
    def columns(self) -> dict[str, str]:
        """Our field -> the table's, where one is said."""
        said = {
            "assignment_group": self.group,
            "work_start": self.started,
            "closed_at": self.finished,
            "percent_complete": self.percent_complete,
            "base_value": self.base,
            "target_value": self.target,
            "achieved_outcome_category": self.result,
            "closure_code": self.code,
        }
        return {name: column for name, column in said.items() if column}

    @field_validator("table")
    @classmethod
    def _is_table(cls, name: str) -> str:
        if name and not TABLE_NAME.fullmatch(name):
            message = "must be a table's name, like u_improvement"
            raise ValueError(message)
        if name.startswith(CONFIDENTIAL):
            message = f"{name} is never read: cases of human resources and security incidents are confidential"
            raise ValueError(message)
        return name

    @field_validator("owner", "group", "started", "finished", "percent_complete", "base", "target", "result", "code")
    @classmethod
    def _is_field(cls, name: str) -> str:
        if name and (not FIELD_NAME.fullmatch(name) or name in _KEYS):
            message = "must be a field's name, like u_owner, not its label"
            raise ValueError(message)
        return name

    @field_validator("label")
    @classmethod
    def _is_printable(cls, label: str) -> str:
        if not label.isprintable():
            message = "must be words without control characters"
            raise ValueError(message)
        return label.strip()

    @field_validator(
        *("open", "done", "cancelled", "incomplete", "successful", "unsuccessful", "withdrawn"),
    )
    @classmethod
    def _are_words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if not all(word.strip() for word in words):
            message = "must be labels or values, none of them empty"
            raise ValueError(message)
        return words

    @model_validator(mode="after")
    def _says_each_once(self) -> ImprovementSettings:
        problems = [f"the field {name} is said twice" for name in _twice([*self.columns.values(), self.owner])]
        states = [*self.open, *self.done, *self.cancelled, *self.incomplete]
        problems += [f"the state “{name}” is said twice" for name in _twice(state.lower() for state in states)]
        if not self.code and (self.successful or self.unsuccessful or self.withdrawn):
            problems.append("closure codes need the field that holds them: code")
        _raise(problems)
        return self


class TablesSettings(Section):
    """Which of the optional tables are not read at all, and which of those are that are read on request only."""

    skip: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @field_validator("skip")
    @classmethod
    def _are_optional(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        problems = [f"{name} is no table that is read" for name in names if name not in BY_NAME]
        problems += [f"without {name} there is no digest" for name in names if name == INCIDENT.name]
        _raise(problems)
        return names

    @field_validator("also")
    @classmethod
    def _are_on_request(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = {table.name for table in ON_REQUEST}
        _raise([f"{name} is none of {', '.join(sorted(known))}" for name in names if name not in known])
        return names


class InstanceSettings(Section):
    """The sections that tell how this instance differs."""

    tables: TablesSettings = TablesSettings()
    fields: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Table -> our field -> the instance's column."""
    states: dict[str, dict[str, Stage]] = Field(default_factory=dict)
    """Table -> value or label -> stage."""
    close_codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Table -> value or label -> documented code."""
    improvements: dict[str, ImprovementSettings] = Field(default_factory=dict)

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, said: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        return _checked(said, _field_problems)

    @field_validator("states")
    @classmethod
    def _are_states(cls, said: dict[str, dict[str, Stage]]) -> dict[str, dict[str, Stage]]:
        return _checked(said, lambda table, _: () if table.state else (f"{table.name} has no states",))

    @field_validator("close_codes")
    @classmethod
    def _are_codes(cls, said: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        return _checked(said, _code_problems)

    @field_validator("improvements")
    @classmethod
    def _are_sources(cls, said: dict[str, ImprovementSettings]) -> dict[str, ImprovementSettings]:
        problems = []
        held = Counter(_table_of(name, source) for name, source in said.items() if source.enabled)
        held.update(table.name for name, table in SHIPPED.items() if name not in said)
        for name, source in said.items():
            table = _table_of(name, source)
            if not table:
                problems.append(f"{name}: table is needed; shipped sources are {', '.join(SHIPPED)}")
            elif held[table] > 1:
                problems.append(f"{name}: {table} is read by another source")
            elif table in BY_NAME and (name not in SHIPPED or table != SHIPPED[name].name):
                problems.append(f"{name}: {table} is read already, as {BY_NAME[table].label}")
        _raise(problems)
        return said


def _table_of(name: str, source: ImprovementSettings) -> str:
    return source.table or (SHIPPED[name].name if name in SHIPPED else "")


def _checked(
    said: dict[str, dict[str, Said]], problems_of: Callable[[Table, dict[str, Said]], Iterable[str]]
) -> dict[str, dict[str, Said]]:
    """The maps as they are, when every table is one that is read and nothing is wrong with its map."""
    problems = [f"{name} is no table that is read" for name in said if name not in BY_NAME]
    for name, mapping in said.items():
        if name in BY_NAME:
            problems += problems_of(BY_NAME[name], mapping)
    _raise(problems)
    return said


def _field_problems(table: Table, mapping: Mapping[str, str]) -> list[str]:
    problems = [f"{table.name}.{name} is no field that is read" for name in mapping if name not in table.fields]
    problems += [f"{table.name}.{name} is the same everywhere" for name in mapping if name in ("sys_id", "number")]
    problems += [
        f"{table.name}.{name}: “{column}” is not a field name" if column.isprintable() else f"{table.name}.{name}"
        for name, column in mapping.items()
        if not FIELD_NAME.fullmatch(column)
    ]
    columns = [mapping.get(name, name) for name in table.fields]
    return problems + [f"{table.name}: the column {column} is read as two fields" for column in _twice(columns)]


def _code_problems(table: Table, mapping: Mapping[str, str]) -> list[str]:
    if not table.code:
        return [f"{table.name} has no closure codes"]
    known = sorted({*known_codes(table.name), OTHER})
    return [
        f"{table.name}: {code} is no code; there are {', '.join(known)}"
        for code in dict.fromkeys(mapping.values())
        if code not in known
    ]


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if name and count > 1]


def _raise(problems: list[str]) -> None:
    """All mistakes of one setting in one error."""
    if problems:
        raise ValueError("; ".join(problems))
