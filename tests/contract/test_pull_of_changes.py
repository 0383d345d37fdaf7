"""Pulls after the first one: what they cost, and that nothing that changed late is overlooked."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from drumbeat.ports import PullStatus
from drumbeat.pull.plan import FULL_EVERY
from drumbeat.simulator.access import Access
from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.faults.mutation import Mutation
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.lifecycle import incidents as life
from drumbeat.simulator.lifecycle.tickets import regroup
from drumbeat.simulator.messages import Reply, error_reply
from drumbeat.store.records import RecordStore
from months import ANN, World, missing, world_of
from samples import sampled
from stores import open_database

BOTH = pytest.mark.parametrize("workers", [1, 4])


# What it costs.


@BOTH
def test_a_second_pull_does_not_grow_with_the_month(tmp_path, workers):
    """After an unchanged month the second pull takes as many requests for 3,000 rows as for 100: two a table."""
    asked = []
    for rows in (100, 3000):
        (folder := tmp_path / str(rows)).mkdir()
        world = world_of(folder, rows, workers=workers)
        state = world.pull()
        asked.append(world.asked)
        assert (state.status, state.rows, state.is_full) == (PullStatus.OK, rows, False)
        assert len(world.kept()) == rows
    assert asked == [2, 2]


@pytest.mark.long
@BOTH
def test_the_tenth_pull_is_as_cheap(tmp_path, workers):
    """Day after day a pull takes two requests, and once a week it reads everything."""
    world = world_of(tmp_path, workers=workers)
    asked = []
    for _ in range(10):
        asked.append((world.pull().is_full, world.asked <= 2))
        world.later(days=1)
    assert asked.count((False, True)) == 9
    assert asked.count((True, False)) == 1


def hidden(*sys_ids: str) -> Access:
    """Rights without these rows."""
    return Access(hidden_rows={"incident": lambda row: row["sys_id"] in sys_ids})


@pytest.mark.parametrize("stats_after_acl", [False, True])
def test_rows_that_may_not_be_read_do_not_make_every_pull_a_full_one(tmp_path, stats_after_acl):
    """A table that is partial, as it was before, is still brought up to date by its changes."""
    world = World(tmp_path, 300, properties=Properties(stats_after_acl=stats_after_acl))
    world.instance.change_user(DEFAULT_USER.user_name, access=hidden(*world.order[::10]))
    assert world.pull().status is PullStatus.PARTIAL
    world.later(days=2)
    state = world.pull()
    assert (state.status, missing(state), state.is_full) == (PullStatus.PARTIAL, 30, False)
    assert world.asked <= 3


def fresh(world: World, number: int, *, minutes: int = 10) -> dict[str, str]:
    """An incident that was resolved some minutes ago."""
    done = f"{world.now - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"
    return {"number": f"NEW{number:07}", "state": "6", "opened_at": done, "resolved_at": done}


def test_hidden_rows_of_today_do_not_make_every_pull_a_full_one(tmp_path):
    """Rows without read access that were resolved a minute before a pull do not make the next one read everything."""
    world = World(tmp_path, 300)
    secret = [world.instance.insert("incident", fresh(world, number)) for number in range(3)]
    world.instance.change_user(DEFAULT_USER.user_name, access=hidden(*secret))
    world.pull()
    world.later(hours=2)
    state = world.pull()
    assert not state.is_full
    assert world.asked <= 7  # that rows may be changed and hidden is looked into
    assert (state.status, missing(state)) == (PullStatus.PARTIAL, 3)


@pytest.mark.long
@BOTH
@pytest.mark.parametrize("at", [1, 2, 4])
def test_tickets_resolved_during_a_full_pull_do_not_make_the_next_one_full(tmp_path, workers, at):
    """On an instance where work goes on while the window is read, the next pull still reads only what changed."""
    world = World(tmp_path, 300, workers=workers)

    def resolve_one(instance: Instance) -> None:
        instance.insert("incident", fresh(world, 1, minutes=-1))

    world.stands_before = Mutation(world.instance, {at: resolve_one}, table="incident")
    world.pull()
    world.later(days=2)
    state = world.pull()
    assert (state.status, state.is_full, world.asked) == (PullStatus.OK, False, 2)
    world.assert_up_to_date()


def test_work_that_goes_on_is_read_by_changes(tmp_path):
    """Ten busy days, tickets resolved before and during each pull: no row is lost, and only weekly all is read."""
    world = World(tmp_path, 300)
    rng = random.Random(3)
    full = []
    for day in range(10):
        for number in range(rng.randint(1, 9)):
            row = fresh(world, 100 * day + number, minutes=rng.randint(0, 1400))
            world.instance.insert("incident", row)
        during = {1: lambda instance, day=day: instance.insert("incident", fresh(world, 100 * day + 50, minutes=-1))}
        world.stands_before = Mutation(world.instance, during, table="incident")
        full.append(world.pull().is_full)
        world.later(days=1)
    world.pull()
    world.assert_up_to_date()
    assert sum(full) <= 3


# What is found.


def reopen(world: World) -> None:
    """A resolved ticket goes back to work (trap 50)."""
    life.reopen(world.instance, world.order[7], by=ANN)


def resolve_again(world: World) -> None:
    """Reopened, and resolved in November (trap 51)."""
    life.reopen(world.instance, world.order[7], by=ANN)
    world.later(hours=1)
    life.resolve(world.instance, world.order[7], by=ANN)


def regroup_one(world: World) -> None:
    """Another group has it (trap 61)."""
    regroup(world.instance, world.order[7], group="b" * 32, by=ANN)


def delete_some(world: World) -> None:
    """Records are deleted and leave no trace (trap 62)."""
    for sys_id in world.order[3:40:9]:
        world.instance.delete("incident", sys_id)


def delete_and_resolve(world: World) -> None:
    """One is deleted, another one comes: as many rows as before."""
    world.instance.delete("incident", world.order[5])
    world.instance.insert("incident", fresh(world, 7, minutes=5))


def delete_and_backdate(world: World) -> None:
    """One is deleted, and one that is imported has the date of last month: as many rows as before, at every age."""
    world.instance.delete("incident", world.order[5])
    row = {**fresh(world, 7), "resolved_at": "2026-10-06 10:00:00"}
    world.instance.insert("incident", row)


def redate(world: World) -> None:
    """An administrator corrects a resolution's time, by a month."""
    world.instance.update("incident", world.order[7], {"resolved_at": "2026-09-06 10:00:00"})


def delete_all(world: World) -> None:
    """One is left: an instance without any incident is one that may not be read."""
    for sys_id in world.order[1:]:
        world.instance.delete("incident", sys_id)


def nothing(world: World) -> None:
    """Nothing changes."""


LATE = [
    reopen,
    resolve_again,
    regroup_one,
    delete_some,
    delete_and_resolve,
    delete_and_backdate,
    redate,
    delete_all,
    nothing,
]


@BOTH
@pytest.mark.parametrize("change", sampled(LATE, always=3))
def test_late_changes_are_found(tmp_path, change, workers):
    """Whatever became of last month's rows, the next pull leaves the store as a first pull would make it."""
    world = world_of(tmp_path, workers=workers)
    change(world)
    state = world.pull()
    assert state.status is PullStatus.OK
    world.assert_up_to_date()
    assert state.rows == len(world.kept())


@pytest.mark.parametrize("change", [reopen, resolve_again, regroup_one, redate, nothing])
def test_late_changes_are_found_by_few_requests(tmp_path, change):
    """What leaves a trace is found without reading the window again."""
    world = world_of(tmp_path)
    change(world)
    assert not world.pull().is_full
    assert world.asked <= 3


@pytest.mark.parametrize("change", [reopen, delete_some, redate])
def test_what_became_of_a_row_is_known(tmp_path, change):
    """A row that went from the window is kept aside as it is now, unless it is gone for good."""
    world = world_of(tmp_path)
    change(world)
    world.pull()
    rows = {row["sys_id"].value: row for row in RecordStore(open_database(tmp_path / "store.db")).rows("incident")}
    for sys_id in set(world.order) - world.kept().keys():
        now = world.instance.get("incident", sys_id)
        assert (sys_id in rows) == (now is not None)
        if now is not None:
            assert rows[sys_id]["resolved_at"].value == now["resolved_at"]


@BOTH
def test_rows_hidden_by_a_new_rule_go_at_once_where_counts_show_it(tmp_path, workers):
    """Where the Aggregate API counts after access rules, rows that a new rule hides go with the next pull."""
    world = world_of(tmp_path, workers=workers, properties=Properties(stats_after_acl=True))
    world.instance.change_user(DEFAULT_USER.user_name, access=hidden(*world.order[10:20]))
    state = world.pull()
    assert (state.status, missing(state), state.is_full) == (PullStatus.PARTIAL, 10, True)
    world.assert_up_to_date()


def test_rows_hidden_by_a_new_rule_go_within_a_week(tmp_path):
    """Where no count shows it, rows that a new rule hides go when everything is read again."""
    world = world_of(tmp_path)
    world.instance.change_user(DEFAULT_USER.user_name, access=hidden(*world.order[10:20]))
    world.pull()
    world.later(days=FULL_EVERY.days)
    state = world.pull()
    assert (state.status, missing(state), state.is_full) == (PullStatus.PARTIAL, 10, True)
    world.assert_up_to_date()


def test_a_rule_that_hides_everything_takes_nothing_away(tmp_path):
    """When an account loses all its rights the table is denied, and what was read stays."""
    world = world_of(tmp_path, properties=Properties(stats_after_acl=True))
    before = world.kept()
    world.instance.change_user(DEFAULT_USER.user_name, access=Access(hidden_classes=frozenset({"incident"})))
    assert world.pull().status is PullStatus.DENIED
    assert world.kept() == before


def no_stats(request) -> Reply | None:
    """The Aggregate API may not be asked."""
    return error_reply(403, "Insufficient rights to query records") if "/stats/" in request.path else None


class Uncounted:
    """An `around` without X-Total-Count and without the Aggregate API."""

    def __call__(self, request, answer) -> Reply:
        """The answer, without its counts."""
        reply = no_stats(request) or answer(request)
        headers = {name: value for name, value in reply.headers.items() if name != "X-Total-Count"}
        return Reply(reply.status, reply.body, headers)


@pytest.mark.long
@BOTH
@pytest.mark.parametrize("change", LATE)
def test_late_changes_are_found_without_the_aggregate_api(tmp_path, change, workers):
    """Where the Aggregate API is denied X-Total-Count tells as much, from the first pull on."""
    world = World(tmp_path, 300, workers=workers)
    world.stands_before = no_stats
    world.pull()
    world.later(days=1, hours=1)
    change(world)
    assert world.pull().status is PullStatus.OK
    world.assert_up_to_date()


def test_without_the_aggregate_api_it_is_as_cheap(tmp_path):
    """Without it a second pull of an unchanged month takes one request more, whatever its size."""
    asked = []
    for rows in (100, 3000):
        (folder := tmp_path / str(rows)).mkdir()
        world = World(folder, rows)
        world.stands_before = no_stats
        world.pull()
        world.later(days=1, hours=1)
        world.pull()
        asked.append(world.asked)
    assert asked == [3, 3]


@pytest.mark.long
@pytest.mark.parametrize("when", ["from the beginning", "after the first pull", "until the first pull"])
def test_an_aggregate_api_that_comes_and_goes(tmp_path, when):
    """When the Aggregate API is denied only now and then, deletions are found all the same."""
    world = World(tmp_path, 300)
    if when != "after the first pull":
        world.stands_before = no_stats
    world.pull()
    world.later(days=1)
    world.stands_before = (lambda _request: None) if when == "until the first pull" else no_stats
    delete_some(world)
    world.pull()
    world.assert_up_to_date()


@pytest.mark.long
@BOTH
@pytest.mark.parametrize("change", [reopen, delete_some, nothing])
def test_late_changes_are_found_without_any_count(tmp_path, change, workers):
    """Where nobody counts, everything is read again, and nothing is overlooked."""
    world = World(tmp_path, 300, workers=workers)
    world.around = Uncounted()
    world.pull()
    world.later(days=1, hours=1)
    change(world)
    assert world.pull().status is PullStatus.OK
    world.assert_up_to_date()


def test_a_clock_that_is_behind_hides_no_change(tmp_path):
    """An instance whose clock is 50 minutes behind ours, and a zone of its account 14 hours off, hide no change."""
    world = World(tmp_path, 300)
    world.pull()
    world.now -= timedelta(minutes=50)
    reopen(world)
    world.now += timedelta(hours=20)
    world.pull()
    world.assert_up_to_date()


# One and four workers, with faults.


def scripts(seed: int) -> list[str]:
    """Faults of a pull, at random requests."""
    rng = random.Random(seed)

    def some(most: int) -> str:
        return ",".join(str(place) for place in sorted(rng.sample(range(1, 16), most)))

    return [
        f"rate-limited=1@{some(2)}",
        f"cut-json@{some(2)}",
        f"token-expired@{some(1)}",
        f"accepted-202@{some(1)}",
        f"reset-connection@{some(1)}",
        f"result-with-error@{some(1)}",
    ]


def dumped(folder: Path, name: str) -> tuple[list, list]:
    """All rows of the store, and its pulls but for what tells how they were made."""
    with closing(sqlite3.connect(folder / name)) as connection:
        records = sorted(connection.execute("SELECT * FROM record"))
        pulls = list(
            connection.execute("SELECT table_name, number, rows, expected, counted, status, note, full FROM pull")
        )
    return records, pulls


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_four_workers_and_faults_change_nothing(tmp_path, seed):
    """Four workers among faults leave byte for byte what one leaves undisturbed, late changes included."""
    calm, rough = World(tmp_path, 700, page=40), World(tmp_path, 700, page=40, workers=4)
    rough.instance = calm.instance
    rough.around = Rehearsal(calm.instance, scripts(seed))
    for change in (nothing, reopen, delete_some, nothing):
        change(calm)
        rough.now = calm.now
        calm.pull("calm.db")
        rough.pull("rough.db")
        assert dumped(tmp_path, "rough.db") == dumped(tmp_path, "calm.db")
        calm.later(days=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6, 60))
def test_four_workers_and_many_faults_change_nothing(tmp_path, seed):
    """The same for more seeds."""
    test_four_workers_and_faults_change_nothing(tmp_path, seed)
