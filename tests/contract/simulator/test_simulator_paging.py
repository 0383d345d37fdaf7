"""Paging over HTTP: limits, counts, links, and the order that nobody promised (fact sheet 1.1, 1.6)."""

from __future__ import annotations

import pytest

from drumbeat.simulator.accounts import Properties
from drumbeat.simulator.instance import Instance

ROWS = 60


def filled(**settings) -> Instance:
    instance = Instance(**settings)
    for position in range(ROWS):
        minute = position // 10
        row = {"number": f"INC{position:03}", "opened_at": f"2026-10-01 08:{minute:02}:00", "priority": "1"}
        instance.insert("incident", row)
    return instance


def test_no_order_is_a_new_order_each_time(serve):
    """Without ORDERBY the rows come shuffled at every request, so offsets repeat and skip rows (trap 13)."""
    client = serve(filled())
    assert client.numbers("incident") != client.numbers("incident")
    paged = [number for offset in range(0, ROWS, 10) for number in client.numbers("incident", limit=10, offset=offset)]
    assert len(paged) == ROWS
    assert len(set(paged)) < ROWS


def test_ties_are_shuffled(serve):
    """An order with ties leaves them open: rows of one minute change places between requests (trap 14)."""
    client = serve(filled())
    first, second = (client.numbers("incident", "ORDERBYopened_at") for _ in range(2))
    assert first != second
    for start in range(0, ROWS, 10):
        assert set(first[start : start + 10]) == set(second[start : start + 10])


@pytest.mark.parametrize("order", ["ORDERBYsys_id", "ORDERBYopened_at^ORDERBYsys_id", "ORDERBYDESCsys_id"])
def test_a_total_order_holds(serve, order):
    """With sys_id as tie-break the order is the same at every request (fact sheet 1.6)."""
    client = serve(filled())
    whole = client.numbers("incident", order)
    paged = [
        number for offset in range(0, ROWS, 7) for number in client.numbers("incident", order, limit=7, offset=offset)
    ]
    assert paged == whole


def test_order_directions_and_types(serve):
    """Numbers sort by size, ORDERBYDESC turns one key around, an unknown key is dropped (fact sheet 1.3)."""
    instance = Instance()
    for number, priority, state in (("A", "10", "1"), ("B", "2", "1"), ("C", "", "1"), ("D", "2", "6")):
        instance.insert("incident", {"number": number, "priority": priority, "state": state})
    client = serve(instance)
    assert client.numbers("incident", "ORDERBYpriority^ORDERBYDESCstate") == ["C", "D", "B", "A"]
    assert client.numbers("incident", "ORDERBYDESCpriority^ORDERBYnumber") == ["A", "B", "D", "C"]
    assert client.numbers("incident", "ORDERBYno_such_field^ORDERBYnumber") == ["A", "B", "C", "D"]


def test_the_default_limit_cuts(serve):
    """Without sysparm_limit 10000 rows come, though the count tells of more (trap 18)."""
    instance = Instance()
    for position in range(10_003):
        instance.insert("cmn_location", {"name": str(position)})
    reply = serve(instance).table("cmn_location", fields="sys_id")
    assert len(reply.json()["result"]) == 10_000
    assert reply.headers["X-Total-Count"] == "10003"


def test_a_cap_that_nobody_mentions(serve):
    """An instance may give fewer rows than asked for while the count stands (trap 19)."""
    reply = serve(filled(properties=Properties(max_page=20))).table("incident", limit=50)
    assert len(reply.json()["result"]) == 20
    assert reply.headers["X-Total-Count"] == str(ROWS)


def test_the_count_is_of_the_query(serve):
    """X-Total-Count counts the query's rows, not the page's (fact sheet 1.1)."""
    reply = serve(filled()).table("incident", "opened_at<2026-10-01 08:02:00", limit=5, offset=15)
    assert reply.headers["X-Total-Count"] == "20"
    assert len(reply.json()["result"]) == 5


def links(reply) -> dict[str, str]:
    return {link["rel"]: link["url"] for link in reply.links.values()}


@pytest.mark.parametrize(
    ("offset", "relations"),
    [
        (0, {"first": 0, "next": 25, "last": 50}),
        (25, {"first": 0, "prev": 0, "next": 50, "last": 50}),
        (50, {"first": 0, "prev": 25, "last": 50}),
    ],
)
def test_links(serve, offset, relations):
    """Link names first, prev, next and last where they apply, and repeats the whole query (trap 22)."""
    reply = serve(filled()).table("incident", "priority=1^ORDERBYsys_id", limit=25, offset=offset)
    found = links(reply)
    assert set(found) == set(relations)
    for relation, expected in relations.items():
        assert f"sysparm_offset={expected}" in found[relation]
        assert "sysparm_query=priority" in found[relation]


def test_no_next_link_after_the_last_full_page(serve):
    """A last page that is exactly full has no `next` (fact sheet 1.1)."""
    reply = serve(filled()).table("incident", "ORDERBYsys_id", limit=30, offset=30)
    assert set(links(reply)) == {"first", "prev", "last"}


def test_following_links_reads_everything(serve):
    """A client that follows `next` under a total order gets every row once (fact sheet 1.1)."""
    client = serve(filled())
    reply = client.table("incident", "ORDERBYsys_id", limit=25)
    numbers = [row["number"] for row in reply.json()["result"]]
    while "next" in reply.links:
        reply = client.session.get(reply.links["next"]["url"], timeout=10)
        numbers += [row["number"] for row in reply.json()["result"]]
    assert sorted(numbers) == [f"INC{position:03}" for position in range(ROWS)]


def test_headers_can_be_left_out(serve):
    """no_count drops the count and the last link; suppress_pagination_header drops Link; one page needs none."""
    client = serve(filled())
    uncounted = client.table("incident", limit=25, no_count="true")
    assert "X-Total-Count" not in uncounted.headers
    assert set(links(uncounted)) == {"first", "next"}
    assert "Link" not in client.table("incident", limit=25, suppress_pagination_header="true").headers
    assert "Link" not in client.table("incident", limit=100).headers


@pytest.mark.parametrize("params", [{"offset": -1}, {"limit": -5}, {"limit": "many"}])
def test_negative_numbers_are_refused(serve, params):
    """sysparm_offset must not be negative (fact sheet 1.1); a limit that is no number is refused likewise."""
    assert serve(filled()).table("incident", **params).status_code == 400


def test_past_the_end_is_empty(serve):
    """An offset beyond the last row gives an empty list with the count intact (fact sheet 1.6)."""
    reply = serve(filled()).table("incident", limit=10, offset=1000)
    assert (reply.json()["result"], reply.headers["X-Total-Count"]) == ([], str(ROWS))


def test_keyset_paging_reads_every_row_once(serve):
    """sys_id>LAST^ORDERBYsys_id visits every row of a frozen window once (fact sheet 1.6, recommended)."""
    client, last, seen = serve(filled()), "", []
    while True:
        query = f"opened_at>=2026-10-01 08:00:00^opened_at<2026-10-01 08:05:00^sys_id>{last}^ORDERBYsys_id"
        reply = client.table("incident", query, limit=8, fields="sys_id")
        assert int(reply.headers["X-Total-Count"]) == 50 - len(seen)
        page = [row["sys_id"] for row in reply.json()["result"]]
        if not page:
            break
        seen += page
        last = page[-1]
    assert len(seen) == len(set(seen)) == 50
