"""What a team's lead, or a person whom it names, is told about an edition, each thing once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from drumbeat.records.period import Period


class Told(StrEnum):
    """Kinds of notices."""

    DRAFT = "draft"
    """A draft was made, and when it leaves."""
    WAITING = "waiting"
    """It was to leave, and does not until somebody decides."""
    OVERDUE = "overdue"
    """It should have left longer ago than it may be late."""
    LEFT = "left"
    """A recipient is not there any more."""
    LIST = "list"
    """The same of a distribution list: none of its readers has left."""
    LOST = "lost"
    """It leaves, and a rule of its recipients leads to nobody."""
    RETURNED = "returned"
    """Mails were accepted, and came back."""
    UNREAD = "unread"
    """Whether mails came back cannot be known."""
    LIMIT = "limit"
    """Some of it waits, because as many mails have left as may in a day."""
    GROWN = "grown"
    """A recipient became a list of the whole company, to which nobody has agreed."""
    NAMED = "named"
    """The only one that is not the lead's: a draft names a person, who is told (F9)."""
    RETRY = "retry"
    """Not told: until when a step that failed is put off."""
    TROUBLE = "trouble"
    """Mails were refused, or may or may not have left."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell about a team's edition of a period. `key` tells several of a kind apart."""

    team: str
    period: Period
    kind: Told
    key: str = ""


def key_of(what: str) -> str:
    """What tells several notices of a kind apart, without saying what it is."""
    return hashlib.sha256(what.encode()).hexdigest()[:16]


def naming_notice(team: str, period: Period, person: str, lines: Iterable[str]) -> Notice:
    """That the person is told of being named for these (`digest.people.names.Naming.line`), in whatever draft."""
    return Notice(team, period, Told.NAMED, f"{key_of(person)} {key_of(' '.join(sorted(lines)))}")
