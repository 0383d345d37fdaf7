"""A pull of the schedule, in a process that is told to end."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drumbeat.cli.pull import bring_up_to_date
from drumbeat.desk.context import Context
from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry
from drumbeat.settings import Settings
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Simulator

SLOW = 0.4
"""Seconds that an answer takes: a pull of all tables takes half a minute."""


def test_it_lets_go_of_what_is_over(tmp_path):
    """Whoever leaves the pulling to the schedule need not think of purging: each pull of it does that as well."""
    with Simulator(Instance(), rng=random.Random(1)) as simulator:
        context = pulls_from(simulator.url, tmp_path)
        context.store.audit.note(AuditEntry(datetime(2001, 1, 1, tzinfo=UTC), "root", "export person", "ann"))
        bring_up_to_date(context)
        assert [each.act for each in context.store.audit.all()] == ["purge audit"]


def pulls_from(url: str, folder: Path) -> Context:
    """An installation that reads this instance."""
    named = {"url": url, "user": DEFAULT_USER.user_name, "password": DEFAULT_USER.password}
    store = {"url": f"sqlite:///{folder / 'store.db'}"}
    return Context(None, given=Settings.model_validate({"servicenow": named, "store": store}))


def test_it_ends_between_two_pages(tmp_path):
    """It does not go on to its end, and says so as what may be tried later; no draft is made of half the records."""
    with Simulator(Instance(), rng=random.Random(1), latency=SLOW) as simulator:
        context = pulls_from(simulator.url, tmp_path)
        timer = threading.Timer(4 * SLOW, context.stop.set)
        began = time.monotonic()
        timer.start()
        with pytest.raises(TryLater, match="told to stop"):
            bring_up_to_date(context)
        timer.join()
        assert time.monotonic() - began < 20 * SLOW
        assert simulator.requests
