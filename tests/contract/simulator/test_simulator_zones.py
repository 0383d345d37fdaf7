"""A user whose time zone is not UTC, seen over HTTP (fact sheet 1.4)."""

from __future__ import annotations

import pytest

from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.instance import Instance

LOS_ANGELES = "America/Los_Angeles"


def at_the_edge(**properties) -> Instance:
    """One incident resolved after midnight UTC on the first of the month, which is the day before in California."""
    instance = Instance(properties=Properties(**properties))
    instance.insert("incident", {"number": "INC1", "resolved_at": "2026-10-01 03:00:00"})
    instance.change_user(DEFAULT_USER.user_name, time_zone=LOS_ANGELES)
    return instance


def test_display_values_lie_in_another_month(serve):
    """The stored value is October in UTC, what the user sees is September: not the same text (trap 43)."""
    shown = serve(at_the_edge()).table("incident", fields="resolved_at", display_value="all").json()["result"]
    assert shown == [{"resolved_at": {"display_value": "2026-09-30 20:00:00", "value": "2026-10-01 03:00:00"}}]


@pytest.mark.parametrize(
    ("in_user_zone", "query", "found"),
    [
        (False, "resolved_at>=2026-10-01 00:00:00", ["INC1"]),
        (True, "resolved_at>=2026-10-01 00:00:00", []),
        (False, "resolved_at<2026-09-30 21:00:00", []),
        (True, "resolved_at<2026-09-30 21:00:00", ["INC1"]),
        (False, "resolved_at>=javascript:gs.dateGenerate('2026-10-01','00:00:00')", []),
        (True, "resolved_at>=javascript:gs.dateGenerate('2026-10-01','00:00:00')", []),
    ],
)
def test_both_readings_of_a_literal(serve, in_user_zone, query, found):
    """A literal is UTC or the user's time by a property; a script is always the user's, whatever it says (trap 44)."""
    assert serve(at_the_edge(literals_in_user_time_zone=in_user_zone)).numbers("incident", query) == found


def test_stored_values_do_not_follow_the_user(serve):
    """By default only stored values come, which are UTC for everybody (trap 43)."""
    row = serve(at_the_edge()).table("incident", fields="resolved_at").json()["result"][0]
    assert row == {"resolved_at": "2026-10-01 03:00:00"}


def test_an_unknown_field_by_either_property(serve):
    """An unknown field widens a query, a pair and a sort, or with the property makes the query empty (traps 8, 9)."""
    for nothing, count in ((False, 1), (True, 0)):
        client = serve(at_the_edge(invalid_query_returns_no_rows=nothing))
        assert len(client.numbers("incident", "Correlation ID=x")) == count
        assert len(client.numbers("incident", "number=INC1^ORDERBYno_such_field")) == 1
