"""Encoded queries, as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drumbeat.ports import FIRST_PAGE, Changes, Cursor, Window
from drumbeat.records.tables import ARTICLE, CATALOG_TASK, CHANGE, IMPROVEMENT, INCIDENT, TABLES, Condition, Operator
from drumbeat.source.query import asked_about, extent_query, page_query

OCTOBER = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
CHANGED = Changes(datetime(2026, 11, 1, tzinfo=UTC))


def test_the_window_is_half_open_and_fourteen_hours_wider():
    """Both bounds move outwards by 14 hours; the end stays open; times are UTC text, not ISO 8601 (traps 17, 45)."""
    assert extent_query(CATALOG_TASK, OCTOBER) == "closed_at>=2026-09-30 10:00:00^closed_at<2026-11-01 14:00:00"


def test_alternatives_stand_beside_each_bound():
    """`^OR` binds to the condition before it, so each bound carries its own alternative, and `^NQ` is not used."""
    assert extent_query(INCIDENT, OCTOBER) == (
        "resolved_at>=2026-09-30 10:00:00^ORclosed_at>=2026-09-30 10:00:00"
        "^resolved_at<2026-11-01 14:00:00^ORclosed_at<2026-11-01 14:00:00"
    )
    assert extent_query(IMPROVEMENT, OCTOBER) == (
        "closed_at>=2026-09-30 10:00:00^ORclosed_atISEMPTY^closed_at<2026-11-01 14:00:00^ORclosed_atISEMPTY"
    )


def test_what_lies_ahead_is_asked_for_by_its_plan():
    """Open changes are wanted if planned since the window's first day; closed ones by their closing, as before.

    No bound moves with the pull's end, or a change that comes nearer would be overlooked.
    """
    first, last = "2026-09-30 10:00:00", "2026-11-01 14:00:00"
    assert extent_query(CHANGE, OCTOBER) == (
        f"closed_at>={first}^ORclosed_atISEMPTY^closed_at<{last}^ORclosed_atISEMPTY"
        f"^closed_at>={first}^ORstart_date>={first}"
    )
    assert asked_about(CHANGE, OCTOBER) == ("closed_at", "start_date", "sys_id")
    assert asked_about(CHANGE, CHANGED) == ("sys_updated_on", "sys_id")


def test_days_are_asked_for_without_time():
    """A field of days is compared with days, the last day that the widened window touches included."""
    assert extent_query(ARTICLE, OCTOBER) == "published>=2026-09-30^published<2026-11-02"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_order_is_total_and_comes_last(table):
    """Every page is in the order of sys_id, said at the very end (traps 13, 14 and 42)."""
    for extent in (OCTOBER, CHANGED):
        query = page_query(table, extent, Cursor("0" * 32, 5))
        window = extent_query(table, extent)
        assert query == f"{window}^sys_id>{'0' * 32}^ORDERBYsys_id".lstrip("^")
        assert "^NQ" not in query
        assert page_query(table, extent, FIRST_PAGE) == f"{window}^ORDERBYsys_id".lstrip("^")


def test_a_slice_ends_where_the_next_begins():
    """A slice reads up to its last sys_id, that one included: the next slice begins after it, so none is lost."""
    query = page_query(CHANGE, OCTOBER, Cursor("40", 0, "80"))
    assert query == f"{extent_query(CHANGE, OCTOBER)}^sys_id>40^sys_id<=80^ORDERBYsys_id"
    with pytest.raises(ValueError, match="must be a sys_id"):
        page_query(CHANGE, OCTOBER, Cursor("40", 0, "80^NQ"))


def test_changes_are_asked_for_fifteen_hours_earlier():
    """Whatever the state of a row, its last change counts; 14 h for zones and one for clocks that differ (trap 44)."""
    assert extent_query(INCIDENT, CHANGED) == "sys_updated_on>=2026-10-31 09:00:00"


def test_conditions_come_before_the_window():
    """A table's own conditions stand beside every extent, its fields under the instance's own names."""
    table = replace(
        CATALOG_TASK,
        conditions=(Condition("type", Operator.IN, ("normal", "emergency")), Condition("u_done", Operator.IS_EMPTY)),
        renamed={"closed_at": "u_closed_on"},
    )
    assert extent_query(table, OCTOBER) == (
        "typeINnormal,emergency^u_doneISEMPTY^u_closed_on>=2026-09-30 10:00:00^u_closed_on<2026-11-01 14:00:00"
    )


@pytest.mark.parametrize("after", ["a^ORsys_id!=", "a b", "a,b", "javascript:gs.now()", "a\n", "x" * 65, "@"])
def test_no_cursor_brings_conditions_along(after):
    """What stands in a cursor is a key and nothing else (trap 39)."""
    with pytest.raises(ValueError, match="must be a sys_id"):
        page_query(INCIDENT, OCTOBER, Cursor(after))


def test_a_key_of_an_imported_row_is_a_cursor():
    """Keys that are not 32 hexadecimal digits are rare, but do not end the reading."""
    assert "^sys_id>imported_row-1^" in page_query(INCIDENT, OCTOBER, Cursor("imported_row-1"))


@pytest.mark.parametrize("name", ["Resolved", "resolved at", "resolved_at^ORa", "1st", "resolved_at\n", "é"])
@pytest.mark.parametrize("field", ["dated_by", "undated_by"])
def test_a_label_is_no_field_name(name, field):
    """A name that is no field's would be dropped and the whole table returned, so it is refused (traps 8 and 9)."""
    with pytest.raises(ValueError, match="is not a field name"):
        extent_query(replace(INCIDENT, **{field: name}), OCTOBER)
