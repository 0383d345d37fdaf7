"""Encoded queries, as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drumbeat.ports import FIRST_PAGE, Cursor, Window
from drumbeat.records.tables import ARTICLE, CHANGE, IMPROVEMENT, INCIDENT, TABLES
from drumbeat.source.query import page_query, window_query

OCTOBER = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))


def test_the_window_is_half_open_and_fourteen_hours_wider():
    """Both bounds move outwards by 14 hours; the end stays open; times are UTC text, not ISO 8601 (traps 17, 45)."""
    assert window_query(CHANGE, OCTOBER) == "closed_at>=2026-09-30 10:00:00^closed_at<2026-11-01 14:00:00"


def test_alternatives_stand_beside_each_bound():
    """`^OR` binds to the condition before it, so each bound carries its own alternative, and `^NQ` is not used."""
    assert window_query(INCIDENT, OCTOBER) == (
        "resolved_at>=2026-09-30 10:00:00^ORclosed_at>=2026-09-30 10:00:00"
        "^resolved_at<2026-11-01 14:00:00^ORclosed_at<2026-11-01 14:00:00"
    )
    assert window_query(IMPROVEMENT, OCTOBER) == (
        "closed_at>=2026-09-30 10:00:00^ORclosed_atISEMPTY^closed_at<2026-11-01 14:00:00^ORclosed_atISEMPTY"
    )


def test_days_are_asked_for_without_time():
    """A field of days is compared with days, the last day that the widened window touches included."""
    assert window_query(ARTICLE, OCTOBER) == "published>=2026-09-30^published<2026-11-02"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_order_is_total_and_comes_last(table):
    """Every page is in the order of sys_id, said at the very end (traps 13, 14 and 42)."""
    query = page_query(table, OCTOBER, Cursor("0" * 32, 5))
    assert query == f"{window_query(table, OCTOBER)}^sys_id>{'0' * 32}^ORDERBYsys_id"
    assert "^NQ" not in query
    assert page_query(table, OCTOBER, FIRST_PAGE) == f"{window_query(table, OCTOBER)}^ORDERBYsys_id"


@pytest.mark.parametrize("after", ["a^ORsys_id!=", "a b", "a,b", "javascript:gs.now()", "a\n", "x" * 65, "@"])
def test_no_cursor_brings_conditions_along(after):
    """What stands in a cursor is a key and nothing else (trap 39)."""
    with pytest.raises(ValueError, match="must be a sys_id"):
        page_query(INCIDENT, OCTOBER, Cursor(after))


def test_a_key_of_an_imported_row_is_a_cursor():
    """Keys that are not 32 hexadecimal digits are rare, but do not end the reading."""
    assert "^sys_id>imported_row-1^" in page_query(INCIDENT, OCTOBER, Cursor("imported_row-1"))


@pytest.mark.parametrize("name", ["Resolved", "resolved at", "resolved_at^ORa", "", "1st", "resolved_at\n", "é"])
@pytest.mark.parametrize("field", ["dated_by", "undated_by"])
def test_a_label_is_no_field_name(name, field):
    """A name that is no field's would be dropped and the whole table returned, so it is refused (traps 8 and 9)."""
    if field == "undated_by" and not name:
        return
    with pytest.raises(ValueError, match="is not a field name"):
        window_query(replace(INCIDENT, **{field: name}), OCTOBER)
