"""How long a mail waits that the mail server put off, and whose turn it is then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drumbeat.editions.deliveries import Delivery, DeliveryState, retry_after


def test_the_distance_grows_to_three_hours():
    """Thirty minutes, an hour, two, then three each time, however often (RFC 5321, section 4.5.4.1)."""
    hours = [retry_after(attempts) / timedelta(hours=1) for attempts in (1, 2, 3, 4, 5, 100, 10**6)]
    assert hours == [0.5, 1, 2, 3, 3, 3, 3]


def test_whose_time_has_come_is_first():
    """Put off until now, by attempts; then who was tried least; last, for a person does not wait, who is put off."""
    now, later = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, 1, tzinfo=UTC)
    expected = [("d", 1, now), ("a", 3, now), ("c", 0, None), ("f", 0, None), ("b", 2, None), ("e", 1, later)]
    planned = [
        Delivery(name, DeliveryState.PLANNED, "", tried, "", retry_at=at) for name, tried, at in sorted(expected)
    ]
    found = sorted(planned, key=lambda each: each.turn(now))
    assert [each.recipient for each in found] == [name for name, *_ in expected]


def test_a_clock_that_was_set_back_puts_nothing_off():
    """Longer than three hours, and what another host's clock may differ, nothing is put off: such a mail is due."""
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    spans = [timedelta(minutes=1), timedelta(hours=3, minutes=5), timedelta(hours=3, minutes=6), timedelta(days=20)]
    found = [Delivery("a", DeliveryState.PLANNED, "", 1, "", retry_at=now + each).is_due(now) for each in spans]
    assert found == [False, False, True, True]
