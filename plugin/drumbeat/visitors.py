"""People at the pages, as the store keeps them: how long they stay, what they are told, what they sent. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Lives:
    """How long a session is good for."""

    whole: timedelta
    idle: timedelta
    """Without a request."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has signed in."""

    address: str
    person: str = ""
    """Key of the technician whose mailbox it was then; empty: of nobody, or of several."""


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


class Scope(StrEnum):
    """What a team's token may do."""

    READ = "read"
    """Look at the team, its editions, recipients and facts."""
    REPORT = "report"
    """Have a report made now."""
    DECIDE = "decide"
    """Approve, hold, release and skip editions, send tests, change recipients, type figures."""


@dataclass(frozen=True, slots=True)
class TeamToken:
    """What stands in for a lead where a program asks: of one team, for a time. What it holds is kept by nobody."""

    id: int
    name: str
    """What it is for, as whoever made it says."""
    scopes: frozenset[Scope]
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    """Last, to the minute or so."""
    by_lead: bool = False
    """It was made on the pages, by whoever looked after the team; and opens nothing once they do so no more."""

    @property
    def actor(self) -> str:
        """Who acts by it, for the audit log."""
        return f"token {self.name}, made by {self.made_by}"[:120]


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in that is under way at somebody else's: what only the browser that began it holds."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    goes_to: str = ""


class Voucher(Protocol):
    """Somebody else who says who a person is."""

    def ask(self, flow: Flow) -> str:
        """The address to send the browser to. Raises TryLater, or SettingsError where it is not set up right."""

    def redeem(self, code: str, flow: Flow, issuer: str = "") -> str:
        """The verified address of who came back. Raises TokenRefused, and as `ask`."""
