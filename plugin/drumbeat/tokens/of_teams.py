"""What a team's token holds: nothing that can be read, only 256 bits that nobody guesses."""

from __future__ import annotations

import hashlib
import secrets

MARK = "drumbeat_"
"""By which programs that look for leaked secrets, and people, know one."""
_BYTES = 32


def new_team_token() -> str:
    """Another one each time."""
    return f"{MARK}{secrets.token_urlsafe(_BYTES)}"


def hash_of_token(token: str) -> str:
    """What the store knows it by: who reads the store can use none."""
    return hashlib.sha256(token.encode()).hexdigest()
