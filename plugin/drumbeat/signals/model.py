"""Signals: statements about records, each with the rule and the evidence it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drumbeat.records.model import Ref, WorkRecord


class Audience(StrEnum):
    """Where a signal may appear by default (signals sheet 1.4)."""

    TEAM = "team"
    PRIVATE = "private"
    BOTH = "both"


class Role(StrEnum):
    """The part the subject had in the record (signals sheet 1.3)."""

    LEAD = "lead"
    CONTRIBUTOR = "contributor"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact a signal stands on: a field of a record and what it held. Never free text."""

    table: str
    number: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a skill's alias stood in a text: the place and the alias, not the text around it."""

    table: str
    number: str
    field: str
    start: int
    end: int
    alias: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired for one person. `about` names the skill for a skill signal."""

    rule: str
    version: str
    subject: Ref
    role: Role
    evidence: tuple[Evidence, ...]
    about: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What rules look at: the period's eligible records, and all eligible records of the team."""

    period: Sequence[WorkRecord]
    stock: Sequence[WorkRecord]


@dataclass(frozen=True, slots=True)
class Rule:
    """A visibility rule: what anyone can read of it, and the code behind it."""

    id: str
    version: str
    label: str
    sentence: str
    tables: tuple[str, ...]
    audience: Audience
    find: Callable[[Material], Iterable[Signal]]
