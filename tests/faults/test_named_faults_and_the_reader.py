"""Each named fault of the simulator against our reader: all rows, or an error that says what to do."""

from __future__ import annotations

import random

import pytest

import sources
from drumbeat.errors import SourceError
from drumbeat.simulator.faults import FAULTS, Rehearsal
from drumbeat.simulator.server import Simulator

COUNT = 24
MEASURES = {"slow-query": "=2", "rate-limited": "=7", "moving": "=6"}
FOR_GOOD = {
    "hibernating": "hibernating",
    "login-page": "sign-in page",
    "login-redirect": "redirects to a sign-in page",
    "repeated-page": "a page again",
}
"""Faults that no second attempt cures, and what the error says."""
FEWER = {"header-only": COUNT - 4, "moving": COUNT - 1}
"""Faults that are no faults of the wire: rows without read access, and a row that left the window."""


@pytest.fixture
def rehearsed():
    """The numbers that our reader gets from 24 incidents in pages of four while the second request fails."""
    instance = sources.instance_of(sources.incidents(COUNT))

    def read(script: str, waits: list[float] | None = None) -> list[str]:
        around = Rehearsal(instance, [script])
        with Simulator(instance, rng=random.Random(1), around=around) as simulator:
            return sources.numbers(sources.source_of(simulator, sign_in=sources.oauth(simulator), waits=waits))

    return read


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.name != "dripping"], ids=lambda fault: fault.name)
def test_one_failed_request(rehearsed, fault):
    """A fault of one request costs no row and repeats none; one that lasts is an error that gives nothing away."""
    script = f"{fault.name}{MEASURES.get(fault.name, '')}@incident:2"
    if fault.name in FOR_GOOD:
        with pytest.raises(SourceError, match=FOR_GOOD[fault.name]) as caught:
            rehearsed(script)
        sources.assert_discreet(caught.value)
        return
    found = rehearsed(script)
    assert len(set(found)) == len(found) == FEWER.get(fault.name, COUNT)


def test_a_page_that_drips():
    """A page that comes byte by byte is whole in the end (trap 25)."""
    instance = sources.instance_of(sources.incidents(1))
    around = Rehearsal(instance, ["dripping=1@incident:1"])
    with Simulator(instance, rng=random.Random(1), around=around) as simulator:
        assert sources.numbers(sources.source_of(simulator)) == ["INC0000001"]


def test_a_slow_instance_is_asked_for_less(rehearsed):
    """While pages of more than two rows are cancelled the reader gets all of them two by two (trap 25)."""
    assert len(rehearsed("slow-query=2")) == COUNT


def test_the_wait_is_as_long_as_the_instance_says(rehearsed):
    """Retry-After is obeyed to the second (trap 27)."""
    waits: list[float] = []
    rehearsed("rate-limited=7@2-3", waits)
    assert [wait for wait in waits if wait] == [7.0, 7.0]


def test_records_that_move_are_read_once(rehearsed):
    """With two records changed before every page, and one reopened, no row is read twice (traps 15 and 16)."""
    found = rehearsed("moving=2")
    assert len(set(found)) == len(found)
    assert COUNT // 2 <= len(found) < COUNT
