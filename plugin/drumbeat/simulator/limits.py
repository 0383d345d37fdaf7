"""How often and how much at once: sessions, semaphores, rate-limit rules, and what a proxy takes away.

Pure descriptions; `front.py` and `rate_counter.py` hold clients to them. The defaults are ServiceNow's own where the
fact sheet gives them (1.9); rate-limit rules there are none, as on a fresh instance.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule:
    """One row of `sys_rate_limit_rules`: for a user, else for a role, else for everybody (1.9; trap 27)."""

    limit: int
    """Requests per hour and user."""
    user: str = ""
    role: str = ""
    api: str = "Table API"
    """`Table API` or `Aggregate API`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an instance allows. The queues are set up when the simulator starts; the rules may change later."""

    session_queue: int | None = 10
    """Requests of one session that may wait for the one being answered; None lets them run at once (trap 26)."""
    session_patience: float = 30.0
    """Seconds after which a waiting request is dropped."""
    overflow_page: bool = False
    """Whether a dropped request's 202 has an HTML body; otherwise it has none. The exact body is not known."""
    semaphores: int = 4
    """API requests that a node answers at once; 0 for any number (trap 28)."""
    semaphore_queue: int = 50
    """Requests that may wait for a semaphore; the next is refused."""
    rate_rules: tuple[RateRule, ...] = ()
    rate_seconds: int = 3600
    """How long a rule's count lasts: an hour, unless somebody rehearses."""
    rate_flush_seconds: int = 30
    """How often the counts are written down; until then a rule does not see them. 0 counts at once (1.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy or load balancer between client and instance."""

    strips: frozenset[str] = frozenset()
    """Names of response headers that do not come through: `X-Total-Count`, `Link` (traps 20 and 22)."""
    largest_headers: int = 0
    """Bytes of response headers above which the reply becomes an error page, as a long query in Link does
    (trap 22); 0 for no bound."""
