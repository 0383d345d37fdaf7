"""The identity of a mail: Message-ID and List-Id, functions of what is sent to whom (E06, E08)."""

from __future__ import annotations

import hashlib

from drumbeat.records.period import Period


def message_id(team: str, period: Period, recipient: str, domain: str) -> str:
    """With angle brackets; a retry carries the same one, and it tells nobody the recipient's address."""
    key = f"{team}\0{period.start.isoformat()}\0{period.end.isoformat()}\0{recipient}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}.drumbeat@{domain}>"


def list_id(team: str, domain: str) -> str:
    """Stable for a team's digest (RFC 2919)."""
    return f"{hashlib.sha256(team.encode()).hexdigest()[:12]}.drumbeat.{domain}"
