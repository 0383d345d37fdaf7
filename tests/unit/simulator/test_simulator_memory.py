"""What the simulator remembers between requests must never show in an answer."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.simulator.accounts import DEFAULT_USER, Properties, User
from drumbeat.simulator.display import View, row_texts
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.memory import Memory
from drumbeat.simulator.paths import resolve
from drumbeat.simulator.predicates import Scope, predicate_of
from drumbeat.simulator.query import parse
from drumbeat.simulator.selection import matching, selected
from drumbeat.simulator.session import Session

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MIDDLE = "8" * 32


def filled(rows: int = 60) -> Instance:
    instance = Instance()
    instance.insert("sys_user_group", {"name": "Network"})
    for number in range(rows):
        instance.insert("incident", {"number": f"INC{number:04d}", "state": str(number % 3)})
    return instance


def scope_of(instance: Instance, *, user: User = DEFAULT_USER, now: datetime = NOW) -> Scope:
    return Scope(instance, "incident", Session(user, now))


def numbers(scope: Scope, query: str, rng: random.Random | None = None) -> list[str]:
    found = selected(scope, {"sysparm_query": query}, rng or random.Random(1))
    return [row["number"] for row in found.page(0, len(found))]


def walked(instance: Instance, query: str) -> set[str]:
    """The same by walking all rows, remembering nothing."""
    test = predicate_of(parse(query), scope_of(instance))
    return {row["number"] for row in instance.rows("incident") if test(row)}


@pytest.mark.parametrize("order", ["^ORDERBYsys_id", "^ORDERBYDESCsys_id", "^ORDERBYstate^ORDERBYsys_id", ""])
@pytest.mark.parametrize(
    "bounds",
    [
        "",
        f"^sys_id>{MIDDLE}",
        "^sys_id>=4^sys_id<c",
        f"^sys_id>3^sys_id<={MIDDLE}",
        "^sys_id>c^sys_id<4",
        "^sys_id>",
        "^sys_id<",
        "^sys_id>javascript:gs.getUserID()",
        "^sys_id>3^ORsys_id<2",
        "^NQstate=0^sys_id>c",
    ],
)
def test_bounds_on_sys_id_mean_what_they_mean_for_a_walk_over_all_rows(bounds, order):
    """A bound that is looked up in remembered rows selects the rows that a walk over all rows selects."""
    instance = filled()
    query = f"state=1^ORstate=2{bounds}"
    found = numbers(scope_of(instance), f"{query}{order}")
    assert len(found) == len(set(found))
    assert set(found) == walked(instance, query)
    assert {row["number"] for row in matching(scope_of(instance), {"sysparm_query": f"{query}{order}"})} == set(found)


def test_a_bound_that_is_a_row_leaves_it_out_or_in():
    """`>` and `<` leave the row of that sys_id out, `>=` and `<=` do not."""
    instance = filled()
    ids = sorted(row["sys_id"] for row in instance.rows("incident"))
    scope = scope_of(instance)
    for operator, count in ((">", 39), (">=", 40), ("<", 20), ("<=", 21)):
        assert len(numbers(scope, f"sys_id{operator}{ids[20]}^ORDERBYsys_id")) == count


def test_every_change_is_seen_by_the_next_request():
    """Insertion, update, deletion and a property that changes show in the next answer to the same query."""
    instance = filled(6)
    query = "state=1^ORDERBYsys_id"
    assert set(numbers(scope_of(instance), query)) == {"INC0001", "INC0004"}
    added = instance.insert("incident", {"number": "INC0100", "state": "1"})
    assert set(numbers(scope_of(instance), query)) == {"INC0001", "INC0004", "INC0100"}
    instance.update("incident", added, {"state": "2"})
    assert set(numbers(scope_of(instance), query)) == {"INC0001", "INC0004"}
    instance.update("task", added, {"state": "1"})
    instance.delete("incident", added)
    assert set(numbers(scope_of(instance), query)) == {"INC0001", "INC0004"}
    assert len(numbers(scope_of(instance), "nonsense=1^ORDERBYsys_id")) == 6
    instance.properties = Properties(invalid_query_returns_no_rows=True)
    assert numbers(scope_of(instance), "nonsense=1^ORDERBYsys_id") == []


def test_rows_without_a_total_order_are_shuffled_anew():
    """A query that leaves the order open gets another one at each request, remembered rows or not (trap 13)."""
    scope, rng = scope_of(filled()), random.Random(1)
    orders = {tuple(numbers(scope, "state=1", rng)) for _ in range(5)}
    assert len(orders) == 5
    assert len({frozenset(order) for order in orders}) == 1


def test_a_query_by_the_clock_is_worked_out_anew():
    """A query relative to now selects other rows an hour later."""
    instance = filled(0)
    instance.insert("incident", {"number": "INC1", "opened_at": "2026-11-02 07:30:00"})
    for query in ("opened_at>javascript:gs.hoursAgo(1)", "opened_atRELATIVEGT@hour@ago@1"):
        assert numbers(scope_of(instance), f"{query}^ORDERBYsys_id") == ["INC1"]
        assert numbers(scope_of(instance, now=NOW + timedelta(hours=1)), f"{query}^ORDERBYsys_id") == []


def test_each_user_gets_display_values_of_their_own():
    """Two users with other zones and formats never share a rendered row; a renamed group shows its new name."""
    instance = filled(0)
    group = instance.rows("sys_user_group")[0]["sys_id"]
    instance.insert("incident", {"number": "INC1", "opened_at": "2026-11-02 07:30:00", "assignment_group": group})
    paths = {name: path for name in ("opened_at", "assignment_group") if (path := resolve(instance, "incident", name))}

    def shown(user: User) -> bytes:
        rows = instance.rows("incident")
        return row_texts(instance, Session(user, NOW), paths, View("true", links=False), rows)[0]

    berlin = User("a", "", time_zone="Europe/Berlin", date_format="dd.MM.yyyy")
    for _ in range(2):
        assert shown(DEFAULT_USER) == b'{"opened_at":"2026-11-02 07:30:00","assignment_group":"Network"}'
        assert shown(berlin) == b'{"opened_at":"02.11.2026 08:30:00","assignment_group":"Network"}'
    instance.update("sys_user_group", group, {"name": "Wireless"})
    assert shown(berlin) == b'{"opened_at":"02.11.2026 08:30:00","assignment_group":"Wireless"}'


def test_memory_is_bounded():
    """The oldest result goes when there are too many; texts go when they are too long, and all with the state."""
    memory = Memory(most_results=2, most_bytes=10)
    for key in ("a", "b", "c"):
        memory.recall(1, key, lambda: 0)
    assert memory.recall(1, "b", lambda: 9) == 0
    assert memory.recall(1, "a", lambda: 9) == 9
    memory.texts(1, "view")[7] = b"12345"
    memory.grown(5)
    assert memory.texts(1, "view") == {7: b"12345"}
    memory.grown(6)
    assert memory.texts(1, "view") == {}
    assert memory.recall(2, "a", lambda: 3) == 3
