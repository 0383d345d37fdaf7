"""Time zones by name, and one that is known no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.zones import is_known, refuse_unknown, zone_kept, zone_named
from drumbeat.store.restored import _month

NOW = datetime(2026, 10, 31, 20, tzinfo=UTC)


def test_a_zone_that_was_kept_and_is_gone_has_its_name_and_no_times():
    """It can be shown, compared and kept again; whatever needs a time of it is told what to do, and counts by none."""
    zone = zone_kept("Mars/Phobos")
    assert (zone.key, zone, is_known(zone)) == ("Mars/Phobos", zone_kept("Mars/Phobos"), False)
    period = Period.month(2026, 10, zone)
    for ask in (lambda: NOW.astimezone(zone), lambda: period.first_instant, lambda: refuse_unknown(zone)):
        with pytest.raises(SettingsError, match="does not know the time zone “Mars/Phobos”") as told:
            ask()
        assert "Choose another one" in told.value.recovery
    for name in ("", "../etc/passwd", "Mars/Phobos"):
        with pytest.raises(SettingsError):
            zone_named(name)
    refuse_unknown(zone_kept("Europe/Berlin"))


def test_what_is_restored_begins_as_late_as_a_zone_that_is_gone_can_be():
    """Of a zone that nobody knows the month is that of the easternmost place, so that none is sent a second time."""
    assert [_month(NOW, zone) for zone in ("Mars/Phobos", "UTC", "Asia/Tokyo")] == [
        "2026-11-01",
        "2026-10-01",
        "2026-11-01",
    ]
