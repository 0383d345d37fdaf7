"""Traps 13 to 20: every row once, however the pages are cut and whatever moves meanwhile."""

from __future__ import annotations

from functools import partial

import pytest

from drumbeat.ports import PullStatus
from drumbeat.simulator.accounts import Properties
from drumbeat.simulator.faults.mutation import Mutation
from drumbeat.simulator.lifecycle import bulk, incidents, tickets
from drumbeat.simulator.limits import Proxy
from drumbeat.source.servicenow import Patience
from ground import missing, value

WINDOW = "resolved_at>=2026-10-01 00:00:00^resolved_at<2026-11-01 00:00:00"


def stamped(ground, at: str = "2026-10-20 12:00:00", count: int = 26) -> list[str]:
    """So many incidents that were all changed in one second."""
    ids = ground.month(count)
    for sys_id in ids:
        ground.instance.update("incident", sys_id, {"sys_updated_on": at})
    return ids


def test_trap_13_pages_have_an_order(ground):
    """An instance that orders nothing by itself repeats and skips rows between pages; ours come once each."""
    ids = ground.month(40)
    with ground.naive() as client:
        assert len(set(client.by_offset("incident", WINDOW, 4))) < 40
    state = ground.pull()["incident"]
    assert ground.kept() == ids
    assert (state.status, state.rows, state.expected) == (PullStatus.OK, 40, 40)


def test_trap_14_the_order_is_total(ground):
    """Rows that share a second swap places between pages under an order by time; under ours nothing is shared."""
    ids = ground.month(40)
    with ground.naive() as client:
        assert len(set(client.by_offset("incident", f"{WINDOW}^ORDERBYsys_created_on", 4))) < 40
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows) == (ids, 40)


def test_trap_15_a_row_that_leaves_moves_no_other(ground):
    """A row that is reopened between two pages makes offsets skip another; by keyset nobody else is missing."""
    ids = ground.month(12)
    leave = {2: lambda it: incidents.reopen(it, ids[0], by="")}
    with ground.naive(before=Mutation(ground.instance, dict(leave))) as client:
        assert ids[4] not in client.by_offset("incident", f"{WINDOW}^ORDERBYsys_id", 4)
    ground.instance.update("incident", ids[0], {"state": "6", "resolved_at": "2026-10-06 08:00:00"})
    state = ground.pull(before=Mutation(ground.instance, leave))["incident"]
    assert (ground.kept(), state.rows) == (ids, 12)
    ground.later(hours=1)
    assert ground.pull()["incident"].status is PullStatus.OK
    assert "resolved_at" not in {name for name, cell in ground.rows_by_id()[ids[0]].items() if cell.value}
    assert value(ground.digest(), "incidents_resolved") == 11


def test_trap_15_rows_that_join_and_go_are_seen_in_the_end(ground):
    """Rows that appear, leave or are deleted while their table is read are as they are now after the next pull."""
    ids = ground.month(24)
    between = {
        2: lambda _it: ground.resolved("INC7001", at="2026-10-07 08:00:00", sys_id="0" * 32),
        3: lambda it: tickets.delete(it, ids[20]),
        4: lambda it: incidents.reopen(it, ids[1], by=""),
        5: lambda _it: ground.resolved("INC7002", at="2026-10-07 08:00:00", sys_id="f" * 32),
    }
    ground.later(days=5)
    ground.pull(before=Mutation(ground.instance, between, table="incident"))
    stay = [each for each in ids if each not in (ids[20], ids[1])]
    assert set(stay) <= set(ground.kept())
    ground.later(hours=2)
    ground.pull()
    assert counted(ground) == {*numbers(ground, stay), "INC7001", "INC7002"}


def test_trap_15_changes_that_move_while_they_are_read(ground):
    """While a pull of changes reads them, records change again: whoever is not caught now is caught by the next."""
    ids = ground.month(30)
    ground.pull()
    ground.later(hours=20)
    bulk.update_all(ground.instance, "incident", ids, {"priority": "2"})
    moving = {turn: partial(bulk.stir, table="incident", count=5, turn=turn) for turn in range(2, 7)}
    later = {turn: lambda it, step=step: (ground.later(minutes=1), step(it)) for turn, step in moving.items()}
    ground.pull(before=Mutation(ground.instance, later, table="incident"))
    assert "sys_updated_on" in ground.queries()[0]
    ground.later(hours=1)
    ground.pull()
    truth = {row["number"] for row in ground.instance.rows("incident") if row["resolved_at"]}
    assert len(truth) == 25
    assert counted(ground) == truth


def test_trap_16_more_changes_in_a_second_than_fit_on_a_page(ground):
    """After a list edit many rows share one time of change: a pull of changes has all of them, page by page."""
    ids = ground.month(26)
    ground.pull()
    ground.later(hours=20)
    bulk.update_all(ground.instance, "incident", ids, {"priority": "2"})
    with ground.naive() as client:
        cursor, seen = "2026-11-02 08:00:00", []
        while page := client.rows("incident", f"sys_updated_on>{cursor}^ORDERBYsys_updated_on", limit=4):
            seen += page
            cursor = page[-1]["sys_updated_on"]
        assert len(seen) == 4
    state = ground.pull()["incident"]
    assert {row["priority"].value for row in ground.rows().values()} == {"2"}
    assert (len(ground.kept()), state.rows, state.is_full, state.status) == (26, 26, False, PullStatus.OK)


def test_trap_16_a_full_read_of_one_second(ground):
    """Rows that all share their times of change and of resolution are read once each, in any size of page."""
    ids = stamped(ground)
    for limit in (2, 7, 25, 26, 100):
        ground.patience = Patience(limit=limit, smallest=2)
        state = ground.pull(full=True)["incident"]
        assert (ground.kept(), state.rows) == (ids, 26)


@pytest.mark.parametrize("seconds", [-3600, -1, 0, 1])
def test_trap_17_a_change_at_the_edge_is_read_once(ground, seconds):
    """A change in the very second in which the last pull began, or just beside it, is found by the next, once."""
    ids = ground.month(6)
    ground.pull()
    edge = ground.now
    ground.later(seconds=seconds)
    at = f"{ground.now:%Y-%m-%d %H:%M:%S}"
    ground.instance.update("incident", ids[2], {"priority": "1", "sys_updated_on": at})
    with ground.naive() as client:
        found = client.rows("incident", f"sys_updated_on>{edge:%Y-%m-%d %H:%M:%S}")
        assert len(found) == (1 if seconds > 0 else 0)
    ground.now = edge
    ground.later(hours=1)
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows) == (ids, 6)
    assert sorted(row["priority"].value for row in ground.rows().values()) == ["", "", "", "", "", "1"]


def test_trap_17_the_windows_own_edges(ground):
    """Work of a window's first and last second belongs to one month each, to none twice and to none at all."""
    for number, at in (
        ("INC0", "2026-09-30 22:00:00"),
        ("INC1", "2026-09-30 21:59:59"),
        ("INC2", "2026-10-31 23:00:00"),
        ("INC3", "2026-10-31 22:59:59"),
        ("INC4", "2026-10-31 23:00:00"),
        ("INC5", "2026-09-30 21:59:59"),
    ):
        ground.resolved(number, at=at)
    ground.pull()
    months = [counted(ground, month=month) for month in (9, 10, 11)]
    assert months == [{"INC1", "INC5"}, {"INC0", "INC3"}, {"INC2", "INC4"}]


def test_trap_18_more_rows_than_the_usual_limit(ground):
    """Who names no limit gets 10,000 rows and no word about the rest; every request of ours names one."""
    for place in range(10_050):
        ground.instance.insert("cmn_skill", {"sys_id": f"{place:032x}", "name": f"Skill {place}"})
    with ground.naive() as client:
        assert len(client.rows("cmn_skill", fields="sys_id")) == 10_000
    ground.patience = Patience(limit=1000)
    state = ground.pull("cmn_skill")["cmn_skill"]
    assert (state.rows, state.expected, state.status) == (10_050, 10_050, PullStatus.OK)
    pages = [call.params for call in ground.calls if "/table/" in call.path]
    assert {params["sysparm_limit"] for params in pages} == {"1000"}


@pytest.mark.parametrize("cap", [1, 3])
@pytest.mark.parametrize("hide", [(), (2, 15), (0, 12)])
def test_trap_19_a_cap_on_the_limit_is_not_the_end(lay, cap, hide):
    """An instance that grants fewer rows than asked for is read to its end, denied blocks or not."""
    ground = lay(properties=Properties(max_page=cap))
    ids = ground.month(24)
    hidden = set(ids[slice(*hide)]) if hide else set()
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    with ground.naive() as client:
        assert len(client.by_offset("incident", f"{WINDOW}^ORDERBYsys_id", 10)) <= cap
    ground.patience = Patience(limit=10, smallest=2)
    state = ground.pull()["incident"]
    assert ground.kept() == [each for each in ids if each not in hidden]
    assert missing(state) == len(hidden)


@pytest.mark.parametrize("hide", [(0, 12), (2, 15), (6, 20)])
def test_trap_19_a_cap_that_no_link_tells_of(lay, hide):
    """Where a proxy takes the links away as well, a block of denied rows under a cap hides no row behind it."""
    ground = lay(properties=Properties(max_page=3), proxy=Proxy(strips=frozenset({"Link"})))
    ids = ground.month(24)
    hidden = set(ids[slice(*hide)])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    ground.patience = Patience(limit=10, smallest=2)
    state = ground.pull()["incident"]
    assert ground.kept() == [each for each in ids if each not in hidden]
    assert missing(state) == len(hidden)


def test_trap_20_without_a_count_reading_ends_where_nothing_comes(lay):
    """A proxy that takes X-Total-Count away costs no row: reading goes on until a page is provably the last."""
    ground = lay(proxy=Proxy(strips=frozenset({"X-Total-Count"})))
    ids = ground.month(12)
    with ground.naive() as client:
        assert "X-Total-Count" not in client.ask("incident", limit=1).headers
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows, state.expected, state.counted) == (ids, 12, None, 12)
    assert state.status is PullStatus.OK


@pytest.mark.parametrize("strips", [{"X-Total-Count"}, {"X-Total-Count", "Link"}])
def test_trap_20_without_a_count_a_denied_block_is_stepped_over(lay, strips):
    """Without the count, and without links too, rows behind a block of denied ones come: the Aggregate API counts."""
    ground = lay(proxy=Proxy(strips=frozenset(strips)))
    ids = ground.month(24)
    hidden = set(ids[4:18])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    state = ground.pull()["incident"]
    readable = [each for each in ids if each not in hidden]
    assert ground.kept() == readable
    assert (state.status, missing(state)) == (PullStatus.PARTIAL, 24 - state.rows)


def counted(ground, month: int = 10) -> set[str]:
    """The numbers behind the incidents of a month."""
    return {line.number for line in ground.digest(month=month).evidence if line.figure == "incidents_resolved"}


def numbers(ground, ids: list[str]) -> list[str]:
    """The numbers of incidents."""
    return [row["number"] for row in ground.instance.rows("incident") if row["sys_id"] in ids]
