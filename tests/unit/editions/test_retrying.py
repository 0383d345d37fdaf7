"""How long a mail waits that the mail server put off."""

from __future__ import annotations

from datetime import timedelta

from drumbeat.editions.deliveries import retry_after


def test_the_distance_grows_to_three_hours():
    """Thirty minutes, an hour, two, then three each time, however often (RFC 5321, section 4.5.4.1)."""
    hours = [retry_after(attempts) / timedelta(hours=1) for attempts in (1, 2, 3, 4, 5, 100, 10**6)]
    assert hours == [0.5, 1, 2, 3, 3, 3, 3]
