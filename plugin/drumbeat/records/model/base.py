"""What every record has: references, stages, and the fields that all tables share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple


class Ref(NamedTuple):
    """A reference to another row: its sys_id and what a person calls it. Both empty: it points nowhere."""

    sys_id: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.sys_id or self.name)

    @property
    def key(self) -> str:
        """What tells two references apart: the sys_id, or the name where a list carries no sys_id."""
        return self.sys_id or self.name

    def is_named(self, name: str) -> bool:
        """Whether a person who writes `name` means this row."""
        return bool(name) and name in (self.sys_id, self.name)


NOBODY = Ref()


class Stage(StrEnum):
    """Where a record is in its life, the same word for every table."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"
    """Closed without having been done: Closed Incomplete, Closed Skipped."""
    OTHER = "other"
    """A state this instance added, or a leftover of an upgrade (trap 56)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row in our own form."""

    sys_id: str
    table: str = ""
    """The table it came from: an instance may keep improvements in tables of its own."""

    @property
    def moment(self) -> datetime | date | None:
        """What places it in time; None where nothing does."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord(Record):
    """What every piece of work has. `done_at` is the moment that places it in a period."""

    kind: ClassVar[str] = "record"
    is_counted: ClassVar[bool] = True
    """Whether it is judged and counted; if not, it only tells of other records."""

    number: str
    stage: Stage
    close_code: str = ""
    """Lower case; the closure or resolution code in the table's own words."""
    opened_at: datetime | None = None
    done_at: datetime | date | None = None
    closed_at: datetime | None = None
    """Only to say in which month a record without `done_at` was left out."""
    assignment_group: Ref = NOBODY
    assigned_to: Ref = NOBODY
    also_assigned: tuple[Ref, ...] = ()
    """The additional assignees."""
    short_description: str = ""

    @property
    def moment(self) -> datetime | date | None:
        """When the work was done."""
        return self.done_at

    @property
    def principal(self) -> Ref:
        """The technician who leads the record (signals sheet 1.3)."""
        return self.assigned_to

    @property
    def actors(self) -> tuple[Ref, ...]:
        """Everyone the record names as having done it; for E8, which asks whether any of them is a person."""
        return (self.principal,) if self.principal else ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no record: which one, and why. Never holds the row's text."""

    table: str
    key: str
    reason: str
