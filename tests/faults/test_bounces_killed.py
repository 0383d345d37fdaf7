"""Whoever reads what came back and is killed has read a mail or has not; whoever goes on reads each once."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bounced import Lost, postfix
from command import ROOT, environment
from drumbeat.editions.bounces import Read
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.store.bounces import BounceStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.suppressions import SuppressionStore
from returning import reading
from samples import sampled
from stores import CONTENT, NOW, OCTOBER, open_database

WHOM = tuple(f"{name}@x.example" for name in "abcde")
MOMENTS = ("after take_back", "after remember", "before take_back", "before remember", "before mailed", "after mailed")


@pytest.fixture(name="here")
def _here(tmp_path):
    """A store whose edition was sent to five, and a folder in which all five came back: four are gone, one is full."""
    editions = EditionStore(open_database(tmp_path / "store.db"), "here")
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(each, f"<{each}>") for each in WHOM], NOW)
    editions.claim(edition, WHOM, NOW)
    editions.settle(edition, [Outcome(each, DeliveryState.SENT) for each in WHOM], NOW)
    editions.close(edition)
    (tmp_path / "back").mkdir()
    for number, each in enumerate(WHOM):
        status = "5.2.2" if each == WHOM[2] else "5.1.1"
        report = postfix(Lost(to=each, message_id=f"<{each}>", number=number, status=status))
        (tmp_path / "back" / f"{number}.eml").write_bytes(report)
    return tmp_path


def told(here) -> tuple[dict[str, str], dict[str, int], set[str]]:
    """Recipient to state, how often each was settled, and who is sent nothing any more."""
    database = open_database(here / "store.db")
    editions = EditionStore(database)
    edition = editions.find("Network", OCTOBER).id
    events = [each.recipient for each in editions.history(edition) if each.state.value in ("failed", "skipped")]
    states = {each.recipient: each.state.value for each in editions.deliveries(edition)}
    return states, {each: events.count(each) for each in WHOM}, set(SuppressionStore(database).of("Network"))


@pytest.mark.parametrize("moment", sampled(MOMENTS, always=2))
def test_a_reader_that_is_killed(here, moment):
    """E42: at any step what it had settled agrees with what it had read; the next reading settles each just once."""
    words = [sys.executable, "-m", "returning", str(here / "store.db"), str(here / "back"), moment]
    path = f"{ROOT / 'plugin'}:{ROOT / 'tests'}"
    ended = subprocess.run(words, env=environment(PYTHONPATH=path), cwd=here, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    states, times, gone = told(here)
    assert (states[WHOM[0]], times[WHOM[0]], times[WHOM[1]]) == ("skipped", 1, 0)
    assert gone == {each for each, state in states.items() if state == "skipped"}
    assert len(BounceStore(open_database(here / "store.db")).known("folder")) == sum(times.values())
    assert reading(here / "store.db", here / "back").counts[Read.BACK] == len(WHOM) - sum(times.values())
    states, times, gone = told(here)
    assert states == {each: "failed" if each == WHOM[2] else "skipped" for each in WHOM}
    assert (set(times.values()), gone) == ({1}, set(WHOM) - {WHOM[2]})


def test_the_matrix_can_fail(here):
    """A reader that is not killed leaves nothing to the next one: the moments above are reached."""
    assert reading(here / "store.db", here / "back").counts == {Read.BACK: 5}
    assert reading(here / "store.db", here / "back").counts == {}
