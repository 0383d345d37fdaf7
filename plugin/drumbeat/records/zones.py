"""Time zones by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence


def zone_named(name: str) -> ZoneInfo:
    """The time zone. Raises SettingsError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{name}” is no time zone."
        raise SettingsError(message, recovery="Write it like Europe/Berlin.") from None


def zone_kept(name: str) -> ZoneInfo:
    """The time zone of a name that was good when it was kept; the same object for the same name.

    Where this machine does not know it, having other zones than the one it was kept on, it still has its name, and
    whatever asks it for a time raises SettingsError: so what one team lacks stops nothing of another's.
    """
    try:
        return zone_named(name)
    except SettingsError:
        return _unknown(name)


def is_known(zone: ZoneInfo) -> bool:
    """Whether it can be asked for times."""
    return not isinstance(zone, _UnknownZone)


def refuse_unknown(zone: ZoneInfo) -> None:
    """Raises SettingsError for one that cannot."""
    if isinstance(zone, _UnknownZone):
        raise zone.refused()


class _UnknownZone(ZoneInfo):
    """Has a name, and no times."""

    name = ""

    @property
    def key(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name

    def fromutc(self, _at: datetime, /) -> datetime:
        raise self.refused()

    def utcoffset(self, _at: datetime | None, /) -> timedelta | None:
        raise self.refused()

    def dst(self, _at: datetime | None, /) -> timedelta | None:
        raise self.refused()

    def tzname(self, _at: datetime | None, /) -> str | None:
        raise self.refused()

    def refused(self) -> SettingsError:
        """What whoever asks is told."""
        return SettingsError(
            sentence("This machine does not know the time zone “{zone}”.", zone=self.key),
            recovery=sentence(
                "Choose another one in the team’s schedule, or have the administrator bring the machine’s time zones "
                "up to date (the package tzdata)."
            ),
        )


@cache
def _unknown(name: str) -> ZoneInfo:
    made = _UnknownZone.no_cache("UTC")
    made.name = name
    return made
