"""Signed, dated tokens for links: hard to forge, of one kind, good for a while. A leaf any adapter may use.

A token carries its payload readably; it is signed, not encrypted (rule E16, RFC 8058: a hard-to-forge component). Each
kind has a salt of its own, so that a token for one purpose opens nothing else. Secrets can be changed: the first one
signs, all of them are accepted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from drumbeat.errors import SettingsError, TokenRefused

Payload: TypeAlias = dict[str, str]

VALID = timedelta(days=13 * 31)
"""Thirteen months at least (rule E16)."""
LEAST = 32
"""Characters of a secret."""
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,2000}")
_NOT_OURS = "The link is not one of ours, or is damaged."
_AHEAD = timedelta(minutes=5)
"""By how much the clock of whoever signed may be ahead."""


def sign(kind: str, payload: Payload, secrets: Sequence[str], now: datetime) -> str:
    """A token of letters, digits, `.`, `-` and `_`. The same arguments make the same token; `now` counts in seconds.

    Raises SettingsError without a secret of 32 characters at least.
    """
    return str(_serializer(kind, secrets, now).dumps(dict(sorted(payload.items()))))


def read(token: str, kind: str, secrets: Sequence[str], now: datetime, max_age: timedelta = VALID) -> Payload:
    """What the token carries. Raises TokenRefused for one that is forged, damaged, of another kind, or too old."""
    if not _TOKEN.fullmatch(token):  # base64 would pass over other characters, and one link would have many forms
        raise TokenRefused(_NOT_OURS)
    try:
        payload, signed = _serializer(kind, secrets, now).loads(token, return_timestamp=True)
    except BadData:
        raise TokenRefused(_NOT_OURS) from None
    if not isinstance(payload, dict) or signed - now > _AHEAD:
        raise TokenRefused(_NOT_OURS)
    if now - signed > max_age:
        raise TokenRefused("The link has expired.")
    return payload


def _serializer(kind: str, secrets: Sequence[str], now: datetime) -> URLSafeTimedSerializer:
    if not secrets or any(len(secret) < LEAST for secret in secrets):
        raise SettingsError(f"Links need a secret of {LEAST} characters at least.")

    class Signer(TimestampSigner):
        """Dates tokens by the time that it is given, not by the machine's clock."""

        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(
        list(reversed(secrets)),  # itsdangerous signs with the last one
        salt=f"drumbeat {kind}",
        signer=Signer,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
