"""A year of the schedule with faults at random: everybody once, or a person can see that something waits."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import mean

import pytest

from crashes import nursery
from drumbeat.simulator.server import Simulator
from living import living
from mail_servers import mail_server
from samples import sampled
from small_disk import small_disk
from years import Sink, Year, judged, killing, living_on

MEGABYTES = 24
"""Of the disk, for each year: it holds the store."""
MONTHS_PULLED = 15
"""As far as a pull goes back: a store that holds so many does not grow by further ones."""


@contextmanager
def year_of(folder, seed: int, months: int, before: int = 2) -> Iterator[Year]:
    """A year that has begun, on a disk that can be full."""
    sink = Sink(random.Random(seed))
    with ExitStack() as around:
        try:
            folder = around.enter_context(small_disk(folder, MEGABYTES * 1024 * -(-months // 12)))
        except pytest.skip.Exception:
            print("No small disk can be mounted here: the disk is never full.")
        year = Year(folder, seed, months, sink)
        port = around.enter_context(mail_server(sink))
        seams = {"rng": random.Random(seed), "before": year.answers}
        year.begin(around.enter_context(Simulator(year.instance, **seams)).url, port, before)
        yield year


def accounted(year: Year) -> None:
    """Nobody twice, nothing unseen, the ledger as the mail server has it; and how it went, for `pytest -s`."""
    found = judged(year)
    told = sum(each.is_told for each in found)
    states = sum((each.states for each in found), Counter())
    print(f"{len(found)} digests due: {told} reached everybody, {len(found) - told} wait for a person, who can see it")
    print("mails:", ", ".join(f"{count} {state.value}" for state, count in sorted(states.items())))
    print("turns that met:", ", ".join(f"{fault} {count}" for fault, count in sorted(year.met.items()) if count))
    assert [(each.team, str(each.month), each.wrong) for each in found if each.wrong] == []
    assert told >= len(found) / 2


@pytest.mark.parametrize(("seed", "months"), sampled([(7, 1), (11, 12), (12, 12)], always=1))
def test_a_year_with_faults(tmp_path, seed, months):
    """Every digest due was sent once to everybody, or `status` shows that it waits; nobody got one twice.

    The ledger agrees with what the mail server took: what it calls sent has arrived once, and nothing else has.
    """
    print(f"\nseed {seed}; again: pytest -s -m '' tests/faults/test_years.py -k 'with_faults and {seed}-{months}'")
    with year_of(tmp_path, seed, months) as year, nursery() as processes:
        for _ in year.live(killing(processes)):
            pass
        accounted(year)


@pytest.mark.long
def test_a_process_of_two_years_grows_no_more(tmp_path):
    """A scheduler that lives through two years with faults is, at the end of the second, as large as at its beginning.

    In the first it comes to know what it keeps: thirteen months of digests, and what it says of them.
    """
    with year_of(tmp_path, 6, 24, before=MONTHS_PULLED) as year, living(year.sender) as process:
        sizes: list[int] = []
        turn = living_on(process, sizes)
        ends = [sizes[-1] for _ in year.live(turn)]
        accounted(year)
    print("megabytes at each month's end:", *(f"{size / 2**20:.0f}" for size in ends))
    assert mean(ends[21:]) <= 1.03 * mean(ends[12:15])
