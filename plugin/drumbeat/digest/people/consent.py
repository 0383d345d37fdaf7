"""What a person may say yes to: being named in a team's digest, category by category (F2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Category(StrEnum):
    """What a person may consent to. Each is consented to, and revoked, by itself."""

    COLLABORATION = "collaboration"
    INITIATIVE = "initiative"
    IMPROVEMENT = "improvement"
    KNOWLEDGE = "knowledge"
    MAJOR_INCIDENTS = "major-incidents"
    BUSINESS = "business"
    RECOGNITION = "recognition"
    MENTORING = "mentoring"
    TALKS = "talks"


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's yes to one category."""

    person: str
    """sys_id, or the name where a list carries none."""
    category: Category


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A draft that names a person."""

    team: str
    start: date
    end: date
    """The first day after its period."""
    category: Category
    since: Mapping[str, datetime]
    """Line (`Naming.line`) -> when a draft of it first named the person for it."""
    built_at: datetime
    """When this one was made: of a draft of an older version it is not known which lines name the person."""


@dataclass(frozen=True, slots=True)
class NamedBy:
    """Whom a draft names, and for what."""

    team: str
    start: date
    end: date
    """The first day after its period."""
    person: str
    lines: frozenset[str]
    """`Naming.line`, of every category; none are known of a draft of an older version."""
