"""Whoever purges and is killed has let go of editions whole; two at once let go of each once (F15, promise 3)."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from command import ROOT, environment
from drumbeat.store.database import Database
from purging import first_known, purged, sent_months
from samples import sampled

MONTHS, MAILS = 4, 3


def editions(place) -> list[str]:
    """The first days of those that are there."""
    return [day for (day,) in place.dump("edition", "period_start")]


@pytest.mark.parametrize("which", sampled(range(1, MONTHS + 1), always=1))
def test_a_purge_that_is_killed(place, which):
    """Those before are gone, with their lines in the log; the others are whole; no month of either leaves twice."""
    url = place.url()
    days = sent_months(place.open(), MONTHS, MAILS)
    path = f"{ROOT / 'plugin'}:{ROOT / 'tests'}"
    words = [sys.executable, "-m", "purging", url, str(which)]
    ended = subprocess.run(words, env=environment(PYTHONPATH=path), check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    left = [f"{day}" for day in days[which - 1 :]]
    assert editions(place) == left
    assert len(place.dump("delivery")) == MAILS * len(left)
    assert len(place.dump("audit")) == which - 1
    known = first_known(Database(url))
    assert f"{known}" == (left[0] if which > 1 else "2025-01-01")
    assert purged(url).editions == len(left)
    assert (editions(place), place.dump("delivery"), place.dump("delivery_event")) == ([], [], [])
    assert f"{first_known(Database(url))}" == "2026-11-01"


def test_two_at_once_let_go_of_each_once(place):
    """Between them they have let go of every edition, and the log tells of each once."""
    url = place.url()
    sent_months(place.open(), MONTHS, MAILS)
    found = []
    both = [threading.Thread(target=lambda: found.append(purged(url).editions)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert (sum(found), len(found), editions(place)) == (MONTHS, 2, [])
    assert len([act for (act,) in place.dump("audit", "act") if act == "purge edition"]) == MONTHS
