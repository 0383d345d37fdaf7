"""People at the pages, as the store keeps them: how long they stay, what they are told, what they sent. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Lives:
    """How long a session is good for."""

    whole: timedelta
    idle: timedelta
    """Without a request."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence for the next page."""

    words: str
    is_trouble: bool = False
    """It tells of what was not done."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a form was answered that was sent before."""

    goes_to: str
    """Empty while it is being worked on."""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link signs in."""

    address: str
    goes_to: str = ""
    """The page that was asked for; or empty."""
