"""Traps 8 to 10, 39 to 42 and 45: what an encoded query really asks for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pydantic import ValidationError

from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import SourceStatus
from drumbeat.ports import FIRST_PAGE, Changes, Cursor, PullStatus, Window
from drumbeat.records.tables import IMPROVEMENT, INCIDENT, TABLES, Condition, Operator
from drumbeat.records.team import Team
from drumbeat.settings import Settings, tables_of
from drumbeat.simulator.accounts import Properties
from drumbeat.source.query import page_query, these_query
from ground import BERLIN, START, group, status_of, value

TIME = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?"
CONDITION = re.compile(
    rf"[a-z][a-z0-9_.]*(?:(?:>=|<){TIME}|ISEMPTY|IN[^=,]+(?:,[^=,]+)*|=[^=]+)|sys_id(?:>|<=)[0-9a-z]+"
)
"""What our queries may consist of, as far as the facts say that a reader needs it."""
SEPARATED = ("6^ORactive=true", "a,b", "a@b", "a\nb", "javascript:gs.getUserID()", " javascript:1", "a^NQactive=true")


def with_source(**said) -> Settings:
    """Settings with one source of improvements of the customer's own."""
    return Settings.model_validate({"improvements": {"kaizen": {"table": "rm_story", **said}}})


def initiatives(ground, count: int = 6) -> None:
    """Improvement initiatives that were completed in October."""
    for place in range(count):
        row = {"number": f"CIM{place}", "state": "Closed", "closure_code": "successful", "type": "process"}
        ground.instance.insert("sn_cim_register", {**row, "closed_at": "2026-10-06 08:00:00"})


@pytest.mark.parametrize("returns_no_rows", [False, True])
def test_trap_08_an_unknown_field_in_a_filter_is_noticed(lay, returns_no_rows):
    """A filter on a field that is not there selects everything or nothing: the reader notices, and says so."""
    ground = lay(properties=Properties(invalid_query_returns_no_rows=returns_no_rows))
    initiatives(ground)
    with ground.naive() as client:
        found = client.rows("sn_cim_register", "u_no_such_field=Network")
    assert len(found) == (0 if returns_no_rows else 6)
    table = replace(IMPROVEMENT, conditions=(Condition("u_no_such_field", Operator.IS, ("Network",)),))
    state = ground.pull(table)["sn_cim_register"]
    told = status_of(ground.digest(table), "sn_cim_register")
    assert ground.kept("sn_cim_register") == []
    assert state.status is not PullStatus.OK
    assert told.status is not SourceStatus.OK
    assert any("u_no_such_field" in ENGLISH.say(note) for note in told.notes)


def test_trap_08_an_unknown_date_field_is_noticed(ground):
    """A dating field that is not there makes the window something else: no row is kept, and the field is named."""
    ground.month(6, at="2024-05-01 08:00:00")
    table = replace(INCIDENT, renamed={"resolved_at": "u_solved_at"})
    with ground.naive() as client:
        assert len(client.rows("incident", "u_solved_at>=2026-08-01 00:00:00")) == 6
    state = ground.pull(table)["incident"]
    assert ground.kept() == []
    assert state.status is not PullStatus.OK
    assert "u_solved_at" in state.note


def test_trap_08_an_unknown_field_in_a_filter_that_works_otherwise(ground):
    """A filter whose field is there selects what it says, and nothing is held against it."""
    initiatives(ground)
    ground.instance.insert(
        "sn_cim_register", {"number": "CIM9", "type": "people", "state": "Closed", "closed_at": "2026-10-06 08:00:00"}
    )
    table = replace(IMPROVEMENT, conditions=(Condition("type", Operator.IN, ("process", "technology")),))
    state = ground.pull(table)["sn_cim_register"]
    assert (state.status, state.rows, state.expected) == (PullStatus.OK, 6, 6)


def test_trap_09_a_label_is_no_field_name(ground):
    """A label in a field's place would be dropped from a query: settings refuse it, and so does the query's builder."""
    ground.month(3)
    with ground.naive() as client:
        assert len(client.rows("incident", "Correlation ID=x")) == 3
    for said in ({"filter": [{"field": "Correlation ID", "values": ["x"]}]}, {"owner": "Assigned to"}):
        with pytest.raises(ValidationError):
            with_source(**said)
    with pytest.raises(ValidationError):
        Settings.model_validate({"fields": {"incident": {"resolved_at": "Resolved at"}}})
    with pytest.raises(ValueError, match="Resolved at"):
        page_query(replace(INCIDENT, renamed={"resolved_at": "Resolved at"}), Window(START, ground.now), FIRST_PAGE)


def test_trap_10_queries_are_built_of_known_parts(ground):
    """No malformed operator can arise: every query of a full pull of all tables is made of known parts."""
    ground.month(9)
    with ground.naive() as client:
        assert client.rows("incident", "state==6") == []
    source = tables_of(with_source(filter=[{"field": "u_area", "operator": "IN", "values": ["IT", "HR"]}]))[-1]
    ground.pull(*TABLES, source)
    ground.later(hours=1)
    seen = ground.queries()
    ground.pull(*TABLES, source)
    seen += ground.queries()
    assert len(seen) > 2 * len(TABLES)
    for query in seen:
        parts = re.split(r"\^(?:OR(?!DERBY))?", query) if query else []
        assert all(CONDITION.fullmatch(part) for part in parts if part != "ORDERBYsys_id"), query
    for operator in ("==", "LIKE^", "IN OR", "="[:0]):
        with pytest.raises(ValidationError):
            with_source(filter=[{"field": "state", "operator": operator, "values": ["6"]}])


@pytest.mark.parametrize("value_", SEPARATED)
def test_trap_39_a_value_never_becomes_query(ground, value_):
    """A value that would end a condition, split into several or run as a script is refused where it is said."""
    for operator in (Operator.IS, Operator.IN, Operator.IS_NOT, Operator.NOT_IN):
        with pytest.raises(ValueError, match="value"):
            Condition("u_area", operator, (value_,))
    with pytest.raises(ValidationError):
        with_source(filter=[{"field": "u_area", "values": [value_]}])
    for cursor in (Cursor(after=value_), Cursor(until=value_)):
        with pytest.raises(ValueError, match="sys_id"):
            page_query(INCIDENT, Window(START, ground.now), cursor)
    with pytest.raises(ValueError, match="sys_id"):
        these_query([value_])


def test_trap_39_names_of_groups_stay_out_of_queries(ground):
    """A group whose name holds a separator has its digest, and its name is in no query."""
    evil = "Net^NQactive=true^ORname"
    ground.instance.insert("sys_user_group", {"sys_id": group("Evil"), "name": evil})
    with ground.naive() as client:
        ground.resolved("INC9", assignment_group=group("Desk"))
        assert [row["number"] for row in client.rows("incident", f"assignment_group.name={evil}")] == ["INC9"]
    for place in range(6):
        ground.resolved(f"INC{place}", assignment_group=group("Evil"))
    ground.pull(*TABLES)
    assert not any("Net" in query for query in ground.queries())
    assert value(ground.digest(team=Team(evil, (evil,), (), BERLIN)), "incidents_resolved") == 6


def test_trap_40_or_binds_to_the_condition_before_it(ground):
    """Alternatives stand beside each bound: what was done before or after the window does not come along."""
    ground.resolved("INC1")
    ground.resolved("INC2", at="2026-07-01 08:00:00")
    ground.resolved("INC3", at="2026-11-20 08:00:00")
    ground.opened("INC4", state="7", closed_at="2026-10-07 08:00:00")
    ground.opened("INC5", state="7", closed_at="2026-06-07 08:00:00")
    ground.opened("INC6")
    misread = (
        "resolved_at>=2026-08-01 00:00:00^resolved_at<2026-11-02 08:00:00"
        "^ORclosed_at>=2026-08-01 00:00:00^closed_at<2026-11-02 08:00:00"
    )
    with ground.naive() as client:
        assert client.rows("incident", misread) == []
    state = ground.pull()["incident"]
    assert sorted(ground.rows()) == ["INC1", "INC4"]
    assert (state.rows, state.expected, state.counted) == (2, 2, 2)


def test_trap_40_open_ones_and_a_filter_hold_together(ground):
    """Initiatives under way come with those completed in the window, of the wanted kind alone."""
    for number, kind, closed in (
        ("CIM1", "process", "2026-10-06 08:00:00"),
        ("CIM2", "process", ""),
        ("CIM3", "people", "2026-10-06 08:00:00"),
        ("CIM4", "people", ""),
        ("CIM5", "process", "2025-10-06 08:00:00"),
        ("CIM6", "technology", ""),
    ):
        ground.instance.insert("sn_cim_register", {"number": number, "type": kind, "closed_at": closed})
    ground.pull(replace(IMPROVEMENT, conditions=(Condition("type", Operator.IN, ("process", "technology")),)))
    assert sorted(ground.rows("sn_cim_register")) == ["CIM1", "CIM2", "CIM6"]


def test_trap_41_nothing_is_asked_as_a_query_of_its_own(ground):
    """^NQ begins a query without the filter before it, which nobody repeats for us: no query of ours has one."""
    ground.month(9)
    ground.resolved("INC9999", at="2024-10-06 08:00:00")
    cursor = "resolved_at>=2026-08-01 00:00:00^sys_updated_on>2026-11-01 00:00:00^NQsys_updated_on<=2026-11-01 00:00:00"
    with ground.naive() as client:
        assert "INC9999" in [row["number"] for row in client.rows("incident", cursor)]
    for full in (True, False):
        ground.pull(*TABLES, full=full)
        assert ground.queries()
        assert not any("^NQ" in query for query in ground.queries())
    assert "INC9999" not in ground.rows()


def test_trap_41_a_rule_before_queries_reaches_all_of_ours(ground):
    """A before-query rule thins the first part of a query only; what it keeps back never comes by another part."""
    ids = ground.month(12)
    shown = set(ids[::3])
    ground.allow(before_query={"task": lambda row: row["sys_id"] in shown})
    with ground.naive() as client:
        assert len(client.rows("incident", "active=true^NQactive=true")) == 12
    ground.pull()
    assert ground.kept() == sorted(shown)


def test_trap_42_the_order_stands_last(ground):
    """Every query for rows ends with the one order, by sys_id, and has it nowhere else."""
    ids = ground.month(9)
    for full in (True, False):
        ground.pull(*TABLES, full=full)
        ground.later(hours=1)
        pages = [call.params["sysparm_query"] for call in ground.calls if "/table/" in call.path]
        assert pages
        for query in pages:
            assert query.endswith("ORDERBYsys_id")
            assert query.count("ORDERBY") == 1
    assert ground.kept() == ids


def test_trap_45_times_are_written_as_servicenow_writes_them(ground):
    """No ISO 8601 literal, which matches nothing or everything, stands in any query, of changes neither."""
    ground.month(6)
    with ground.naive() as client:
        found = client.rows("incident", "resolved_at>=2026-10-07T00:00:00+00:00")
        assert len(found) in (0, 6)
        assert client.rows("incident", "resolved_at>=2026-10-07 00:00:00") == []
        assert client.rows("incident", "resolved_at<2026-10-05T00:00:00+00:00") == found
    for full in (True, False):
        ground.pull(*TABLES, full=full)
        ground.later(hours=1)
        literals = [each for query in ground.queries() for each in re.findall(r"(?:>=|<)(\d[^^]*)", query)]
        assert literals
        assert all(re.fullmatch(TIME, each) for each in literals)
    assert "2026-07-31 09:00:00" in page_query(INCIDENT, Changes(START), FIRST_PAGE)
