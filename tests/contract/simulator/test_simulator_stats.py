"""The Aggregate API over HTTP (fact sheet 1.10)."""

from __future__ import annotations

import pytest

from drumbeat.simulator.instance import Instance, sys_id_for

NETWORK = sys_id_for("sys_user_group", "Network")
ROWS = (
    ("INC1", "7", "1", NETWORK, "1970-01-01 01:00:00"),
    ("INC2", "7", "2", NETWORK, "1970-01-01 03:00:00"),
    ("INC3", "6", "9", "", ""),
    ("INC4", "1", "", "", ""),
    ("INC5", "1", "10", "", ""),
    ("INC6", "1", "2", "", ""),
)


@pytest.fixture
def client(serve):
    instance = Instance(absent=frozenset({"pm_project"}))
    instance.insert("sys_user_group", {"name": "Network"})
    for number, state, count, group, duration in ROWS:
        row = {"number": number, "state": state, "reassignment_count": count, "assignment_group": group}
        instance.insert("incident", {**row, "calendar_duration": duration})
    return serve(instance)


def stats(client, **params):
    return client.get("/api/now/stats/incident", **{f"sysparm_{name}": value for name, value in params.items()}).json()


def counts(client, **params) -> list[tuple[str, str]]:
    result = stats(client, count="true", group_by="state", **params)["result"]
    return [(group["groupby_fields"][0]["value"], group["stats"]["count"]) for group in result]


def test_ungrouped_is_an_object(client):
    """Without grouping the result is an object with the count as text (fact sheet 1.10)."""
    assert stats(client, count="true") == {"result": {"stats": {"count": "6"}}}
    assert stats(client, count="true", query="state=1") == {"result": {"stats": {"count": "3"}}}
    assert stats(client) == {"result": {"stats": {}}}


def test_functions(client):
    """sum, avg, min and max leave empty values out; an average has four decimals (fact sheet 1.10)."""
    fields = "reassignment_count,no_such_field"
    found = stats(client, sum_fields=fields, avg_fields=fields, min_fields=fields, max_fields=fields)
    assert found["result"]["stats"] == {
        "sum": {"reassignment_count": "24"},
        "avg": {"reassignment_count": "4.8000"},
        "min": {"reassignment_count": "1"},
        "max": {"reassignment_count": "10"},
    }
    empty = stats(client, avg_fields="reassignment_count", query="number=INC4")
    assert empty["result"]["stats"] == {"avg": {"reassignment_count": ""}}


def test_durations_stay_offsets(client):
    """The mean of durations is a duration, written as an offset from 1970 (trap 49)."""
    found = stats(client, avg_fields="calendar_duration")["result"]["stats"]["avg"]
    assert found == {"calendar_duration": "1970-01-01 02:00:00"}


def test_grouped_is_a_list(client):
    """With grouping the result is a list of stats and fields (fact sheet 1.10)."""
    result = stats(client, avg_fields="reassignment_count", group_by="assignment_group", query="state=7")["result"]
    assert result == [
        {
            "stats": {"avg": {"reassignment_count": "1.5000"}},
            "groupby_fields": [{"field": "assignment_group", "value": NETWORK}],
        }
    ]


def test_display_values_of_groups(client):
    """display_value applies to the grouping fields: the label, or both (fact sheet 1.10)."""
    asked = {"count": "true", "group_by": "assignment_group,state", "query": "state=7"}
    (shown,) = stats(client, display_value="true", **asked)["result"]
    assert [field["value"] for field in shown["groupby_fields"]] == ["Network", "Closed"]
    (both,) = stats(client, display_value="all", **asked)["result"]
    assert both["groupby_fields"][1] == {"field": "state", "value": "7", "display_value": "Closed"}


@pytest.mark.parametrize(
    ("order", "states"),
    [
        ("state", ["1", "6", "7"]),
        ("state^DESC", ["7", "6", "1"]),
        ("COUNT", ["6", "7", "1"]),
        ("COUNT^DESC", ["1", "7", "6"]),
        ("AVG^reassignment_count", ["7", "1", "6"]),
        ("AVG^reassignment_count^DESC", ["6", "1", "7"]),
    ],
)
def test_order_of_groups(client, order, states):
    """Groups are ordered by a field or an aggregate, ascending unless DESC (fact sheet 1.10)."""
    assert [state for state, _ in counts(client, order_by=order)] == states


def test_no_order_of_groups_is_promised(client):
    """Without sysparm_order_by the groups come in any order (fact sheet 1.6, likewise for groups)."""
    assert len({tuple(state for state, _ in counts(client)) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("having", "states"),
    [
        ("count^state^>^1", {"1", "7"}),
        ("count^state^=^1", {"6"}),
        ("avg^reassignment_count^>^5", {"1", "6"}),
        ("count^state^>^1,avg^reassignment_count^<^5", {"7"}),
    ],
)
def test_having(client, having, states):
    """sysparm_having keeps the groups whose aggregate satisfies every condition (fact sheet 1.10)."""
    assert {state for state, _ in counts(client, having=having)} == states


def test_invalid_names_widen_here_too(client):
    """An unknown field in the query is dropped, and an unknown grouping field groups nothing (1.10)."""
    assert stats(client, count="true", query="no_such_field=1") == {"result": {"stats": {"count": "6"}}}
    assert stats(client, count="true", group_by="no_such_field") == {"result": {"stats": {"count": "6"}}}


def test_invalid_table(client):
    """An absent table is 400 as in the Table API (trap 36)."""
    reply = client.get("/api/now/v1/stats/pm_project", sysparm_count="true")
    assert (reply.status_code, reply.json()["error"]["message"]) == (400, "Invalid table pm_project")
