"""Time zones by name."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drumbeat.errors import SettingsError


def zone_named(name: str) -> ZoneInfo:
    """The time zone. Raises SettingsError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{name}” is no time zone."
        raise SettingsError(message, recovery="Write it like Europe/Berlin.") from None
