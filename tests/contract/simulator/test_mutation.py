"""An instance that changes between two pages: what that does to clients that page by offset, and by key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.simulator.faults.mutation import Mutation
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.lifecycle import bulk, incidents, tickets

WINDOW = "resolved_at>=2026-10-01 00:00:00^resolved_at<2026-11-01 00:00:00"
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def instance() -> Instance:
    instance = Instance(clock=lambda: NOW)
    for place in range(12):
        row = {"number": f"INC{place:02}", "state": "6", "opened_at": "2026-10-01 08:00:00"}
        row |= {"resolved_at": f"2026-10-05 09:00:{place:02}", "sys_updated_on": f"2026-10-05 09:00:{place:02}"}
        instance.insert("incident", row)
    return instance


def in_order(instance: Instance) -> list[str]:
    return sorted(row["sys_id"] for row in instance.rows("incident"))


def rows(client, query: str, **params) -> list[str]:
    reply = client.table("incident", query, limit=4, fields="sys_id", **params)
    return [row["sys_id"] for row in reply.json()["result"]]


def by_offset(client, order: str) -> list[str]:
    seen: list[str] = []
    for offset in range(0, 12, 4):
        seen += rows(client, f"{WINDOW}^ORDERBY{order}", offset=offset)
    return seen


def by_key(client) -> list[str]:
    seen = page = rows(client, f"{WINDOW}^ORDERBYsys_id")
    while page:
        page = rows(client, f"{WINDOW}^sys_id>{page[-1]}^ORDERBYsys_id")
        seen = seen + page
    return seen


def test_a_reopened_row_makes_offsets_skip_another(serve, instance):
    """A row that leaves the window between two pages moves the rest up; a keyset skips nobody (traps 15 and 50)."""
    ids = in_order(instance)
    client = serve(instance, before=Mutation(instance, {2: lambda it: incidents.reopen(it, ids[0], by="")}))
    assert set(ids) - set(by_offset(client, "sys_id")) == {ids[4]}
    incidents.resolve(instance, ids[0], by="")
    instance.update("incident", ids[0], {"resolved_at": "2026-10-05 09:00:00"})
    other = serve(instance, before=Mutation(instance, {2: lambda it: incidents.reopen(it, ids[0], by="")}))
    assert by_key(other) == ids


def test_a_bulk_update_makes_a_moving_sort_repeat_and_skip(serve, instance):
    """Rows that are updated move to the end of sys_updated_on: offsets skip some (traps 15 and 16)."""
    first_page = [row["sys_id"] for row in sorted(instance.rows("incident"), key=lambda row: row["sys_updated_on"])][:4]

    def touch(it: Instance) -> None:
        bulk.update_all(it, "incident", first_page, {"priority": "2"})

    client = serve(instance, before=Mutation(instance, {2: touch}))
    seen = by_offset(client, "sys_updated_on^ORDERBYsys_id")
    assert len(seen) == 12
    assert len(set(seen)) == 8
    assert by_key(client) == in_order(instance)


def test_a_deleted_row_is_gone_from_the_next_page(serve, instance):
    """A row deleted while somebody reads is missing from later pages, and no other is (trap 62)."""
    ids = in_order(instance)
    client = serve(instance, before=Mutation(instance, {2: lambda it: tickets.delete(it, ids[6])}))
    assert by_key(client) == ids[:6] + ids[7:]


def test_steps_count_the_lists_of_their_table(serve, instance):
    """Requests for other tables and for counts do not count, and a step runs once."""
    ran: list[int] = []
    client = serve(instance, before=Mutation(instance, {2: lambda _it: ran.append(1)}, table="incident"))
    client.get("/api/now/stats/incident", sysparm_count="true")
    for table in ("incident", "problem", "problem"):
        client.table(table)
    assert ran == []
    for _ in range(3):
        client.table("incident")
    assert ran == [1]
