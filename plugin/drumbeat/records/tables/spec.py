"""What a table to read is: its fields, what dates its rows, which of them are wanted, what becomes of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from drumbeat.records.row import RawRow

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
"""A field's name, dot-walked or not. A label in its place would be dropped from a query (traps 8 and 9)."""
TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")
CONFIDENTIAL = ("hr_", "sn_hr_", "sn_si_")
"""How the names of tables begin that are never read: human resources and security incidents (signals sheet, E9)."""
_SEPARATORS = re.compile(r"[\^,@\x00-\x1f\x7f]|^\s*(?:javascript:|[=!<>*%])", re.IGNORECASE)
"""What ends a value of an encoded query, or makes it a script or the operator another one (traps 10 and 39)."""


class Operator(StrEnum):
    """How a condition compares; a subset of ServiceNow's operators (fact sheet 1.3)."""

    IS = "="
    IS_NOT = "!="
    IN = "IN"
    NOT_IN = "NOT IN"
    IS_EMPTY = "ISEMPTY"
    IS_NOT_EMPTY = "ISNOTEMPTY"


_WITHOUT_VALUE = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
_WITH_ONE = frozenset({Operator.IS, Operator.IS_NOT})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on rows, in parts; never query text (traps 10 and 39). Raises ValueError when it is none."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not FIELD_NAME.fullmatch(self.field):
            message = f"“{self.field}” is not a field name"
            raise ValueError(message)
        if any(not value.strip() or _SEPARATORS.search(value) for value in self.values):
            message = (
                f"a value for {self.field} is empty, holds ^ , @ or a line's end, "
                "or begins with an operator or javascript:"
            )
            raise ValueError(message)
        if self.operator in _WITHOUT_VALUE and self.values:
            message = f"{self.operator} takes no value"
            raise ValueError(message)
        if self.operator in _WITH_ONE and len(self.values) != 1:
            message = f"{self.operator} takes one value; for more there is IN"
            raise ValueError(message)
        if self.operator not in _WITHOUT_VALUE and not self.values:
            message = f"{self.operator} needs a value"
            raise ValueError(message)


class Kind(StrEnum):
    """What becomes of a table's rows: which parser makes records of them."""

    ROWS = "rows"
    """Kept as they come; nothing in the digest rests on them, so they are read only where the settings ask for them."""
    INCIDENT = "incident"
    INCIDENT_TASK = "incident task"
    INCIDENT_ALERT_TASK = "incident alert task"
    REQUEST_ITEM = "requested item"
    CATALOG_TASK = "catalog task"
    CHANGE = "change"
    CHANGE_TASK = "change task"
    PROBLEM = "problem"
    PROBLEM_TASK = "problem task"
    IMPROVEMENT = "improvement"
    IMPROVEMENT_TASK = "improvement task"
    PROJECT = "project"
    PROJECT_TASK = "project task"
    DEMAND = "demand"
    IDEA = "idea"
    PROPOSAL = "proposal"
    ARTICLE = "article"
    ARTICLE_USE = "article use"
    FEEDBACK_TASK = "feedback task"
    SERVICE_LEVEL = "service level"
    OUTAGE = "outage"
    TASK_OUTAGE = "task outage"
    USER = "user"
    GROUP = "group"
    MEMBER = "member"
    NOTE = "note"
    SURVEY_ANSWER = "survey answer"
    ARTICLE_FEEDBACK = "article feedback"
    IMPROVEMENT_ORIGIN = "improvement origin"
    RELATED_KPI = "related kpi"
    STANDARD_CHANGE = "standard change"


@dataclass(frozen=True, slots=True)
class Table:
    """One table to read."""

    name: str
    label: str
    """What people call its rows, in the plural."""
    dated_by: str
    """The field that says when the work was done; the pull's window is over it. Empty: all rows are read."""
    fields: tuple[str, ...]
    undated_by: str = ""
    """Finished rows may lack `dated_by`; those whose `undated_by` lies in the window are read as well, to be
    reported as left out. It is no substitute: closing is the auto-close job's doing (trap 52)."""
    open_too: bool = False
    """Whether rows without that date are wanted as well: work under way."""
    planned_by: str = ""
    """Of rows without that date, only those are wanted whose `planned_by` is not before the window: what lies ahead,
    and not every ticket that nobody ever closed. There is no bound on the other side: it would move from pull to pull,
    and a row that has come into the window without having been changed would be overlooked. Only with `open_too`."""
    date_only: bool = False
    """Whether `dated_by` is a glide_date, without time and without zone (fact sheet 1.4)."""
    kind: Kind = Kind.ROWS
    state: str = ""
    """The field that holds the state of its rows; empty where they have none."""
    code: str = ""
    """The field that holds the closure or resolution code; empty where there is none."""
    conditions: tuple[Condition, ...] = ()
    """Which rows are wanted, beside the window."""
    optional: tuple[str, ...] = ()
    """Fields that not every instance has. No figure rests on them, so a reader need not hear of their lack, and a
    cell that is not what such a field holds does not cost the row."""
    withheld: Mapping[str, Condition] = field(default_factory=dict, hash=False)
    """Field -> the condition (IS or IN) without which a row's content of it is let go before it is kept."""
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Field -> the column that holds it on this instance, where it is not the field's own name."""

    def __post_init__(self) -> None:
        if self.name.startswith(CONFIDENTIAL):
            message = f"{self.name} is confidential and never read"
            raise ValueError(message)

    def column(self, name: str) -> str:
        """The instance's column for one of our fields."""
        return self.renamed.get(name, name)

    @property
    def question(self) -> str:
        """What is asked of the instance, as a short hash; rows that were read by another one must be read again."""
        asked = (self.name, *map(self.column, (self.dated_by, self.undated_by, *self.fields)), self.open_too)
        asked += (self.column(self.planned_by),) if self.planned_by else ()
        return hashlib.sha256(repr((asked, self.conditions)).encode()).hexdigest()[:16]

    @property
    def is_kept_as_rows(self) -> bool:
        """Whether its rows become no records."""
        return self.kind is Kind.ROWS


def missing_fields(table: Table, rows: Collection[RawRow]) -> dict[str, int]:
    """Fields that rows lack, with how many of them: denied ones are dropped from the rows (fact sheet 1.5 no. 2)."""
    carried = Counter(chain.from_iterable(rows))
    lacking = {name: len(rows) - carried[name] for name in table.fields}
    return {name: count for name, count in lacking.items() if count}
