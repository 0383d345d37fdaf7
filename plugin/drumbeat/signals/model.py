"""Signals: statements about records, each with the rule and the evidence it stands on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

from drumbeat.records.model import Ref
from drumbeat.sentences import sentence

if TYPE_CHECKING:
    from drumbeat.signals.material import Material


class Default(StrEnum):
    """Where a signal may appear unless an installation decides otherwise (signals sheet 1.4)."""

    TEAM = "team"
    PRIVATE = "private"
    BOTH = "team and private"
    OFF = "off"
    NEVER = "never"

    @property
    def is_for_team(self) -> bool:
        """Whether a team's digest may tell of it."""
        return self in (Default.TEAM, Default.BOTH)

    @property
    def is_personal(self) -> bool:
        """Whether it is part of a technician's own record."""
        return self in (Default.PRIVATE, Default.BOTH)


class Role(StrEnum):
    """The part the subject had in the record (signals sheet 1.3)."""

    LEAD = "lead"
    CONTRIBUTOR = "contributor"


class Status(StrEnum):
    """How sure a signal is, and what its owner said of it."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    """Rests on a record that may still be reopened (E5)."""
    FLAGGED = "flagged"
    """Rests on what two people did for each other within 30 days (F8): shown to its owner, never in a team's."""
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


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
    skill: str
    """The skill's id in the skill file."""
    tier: str
    """`A` or `B`."""


_PLAIN = ("rule", "version", "role", "about")
"""What of a signal is text: `asdict`, which finds that out each time, takes three times as long."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: for one person, or for the team where `subject` is nobody.

    The first evidence is of the record that the signal is about. `about` names what a skill signal is about: the
    skill, the domain, the business unit.
    """

    rule: str
    version: str
    subject: Ref
    role: Role
    evidence: tuple[Evidence, ...]
    about: str = ""
    spans: tuple[Span, ...] = ()
    status: Status = Status.FINAL

    @property
    def number(self) -> str:
        """The record that it is about."""
        return self.evidence[0].number

    @property
    def sha256(self) -> str:
        """The same for the same statement on the same evidence, whatever its status."""
        told = {name: getattr(self, name) for name in _PLAIN} | {
            "subject": self.subject.key,  # a new name makes no new statement
            "evidence": [{name: getattr(each, name) for name in Evidence.__slots__} for each in self.evidence],
            "spans": [{name: getattr(each, name) for name in Span.__slots__} for each in self.spans],
            "status": "",
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    @property
    def statement(self) -> str:
        """What it says of whom and which record, whatever the evidence and the rule's version; a short hash."""
        said = (self.rule, self.about, self.role.value, self.subject.key, self.number)
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what anyone can read of it, and the code behind it."""

    id: str
    version: str
    label: str
    sentence: str
    """What must hold, in words that anyone understands; the code does just this."""
    default: Default
    tables: tuple[str, ...] = ()
    """Without these it cannot tell, and is switched off."""
    any_of: tuple[str, ...] = ()
    """Without any of these, likewise."""
    fields: tuple[str, ...] = ()
    """`table.field`: without these, likewise."""
    find: Callable[[Material], Iterable[Signal]] | None = None
    why_off: str = ""
    """Of a rule that is off or never: why."""
    opt_in: bool = False
    """Whether it is told only to those, or of those, who asked for it."""

    needs_group: bool = False
    """Whether it tells of speed, service levels or satisfaction, so that a team needs the minimum group (F4)."""

    def lacks(self, readable: frozenset[str], missing: frozenset[str]) -> str:
        """What of its needs could not be read, in words; empty when it can tell. `missing` holds `table.field`s."""
        absent = [table for table in self.tables if table not in readable]
        absent += [field for field in self.fields if field in missing and field.split(".")[0] not in absent]
        if self.any_of and not readable.intersection(self.any_of):
            first, *others = self.any_of
            absent.append(reduce(lambda one, other: sentence("{one} or {other}", one=one, other=other), others, first))
        first, *others = absent or [""]
        return reduce(lambda one, other: sentence("{one}, {other}", one=one, other=other), others, first)
