"""What settings of links have in common: a public address, and secrets that sign."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

_SHORTEST = 32
_HERE = ("127.0.0.1", "localhost", "::1")
_Said: TypeAlias = SecretStr | tuple[SecretStr, ...]


def checked_address(url: str, example: str) -> str:
    """The address without a slash at its end; empty stays empty.

    Raises ValueError for one that is not https (or http to this machine), or that holds more than host and path.
    """
    if not url:
        return url
    try:
        parts = urlsplit(url)
        is_web = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
        is_plain = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
        _ = parts.port
    except ValueError:
        is_web = is_plain = False
    if not (is_web and is_plain) or not url.isprintable() or set(url) & set(" \"'<>\\?#"):
        message = f"must be an address like {example} (plain http only to this machine)"
        raise ValueError(message)
    return url.rstrip("/")


def checked_secrets(said: _Said) -> _Said:
    """The same. Raises ValueError for one that is shorter than 32 characters; empty is none."""
    secrets = said if isinstance(said, tuple) else (said,)
    if any(0 < len(each.get_secret_value()) < _SHORTEST for each in secrets):
        message = f"must have {_SHORTEST} characters at least"
        raise ValueError(message)
    return said


def revealed(secret: SecretStr, old: tuple[SecretStr, ...]) -> tuple[str, ...]:
    """All secrets, the one that signs first; an empty one among the old is none."""
    kept = (each.get_secret_value() for each in old)
    return (secret.get_secret_value(), *filter(None, kept))
