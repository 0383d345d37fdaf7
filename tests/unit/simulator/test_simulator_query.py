"""The evaluator of encoded queries: operators, precedence, invalid input (fact sheet 1.3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.instance import Instance, sys_id_for
from drumbeat.simulator.predicates import Scope, predicate_of
from drumbeat.simulator.query import Condition, parse
from drumbeat.simulator.session import Session

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
NETWORK = sys_id_for("sys_user_group", "Network")
DATABASE = sys_id_for("sys_user_group", "Database")

INCIDENTS = (
    {"number": "INC1", "state": "6", "priority": "1", "category": "network", "assignment_group": NETWORK},
    {"number": "INC2", "state": "7", "priority": "2", "category": "Network", "assignment_group": DATABASE},
    {"number": "INC3", "state": "1", "priority": "10", "category": "", "assignment_group": ""},
    {"number": "INC4", "state": "8", "priority": "", "category": "hardware", "assignment_group": NETWORK},
)
MORE = {
    "INC1": {"active": "true", "reassignment_count": "3", "reopen_count": "1", "short_description": "VPN down"},
    "INC2": {"active": "false", "reassignment_count": "1", "reopen_count": "1", "short_description": "Slow VPN"},
    "INC3": {"active": "", "reassignment_count": "", "reopen_count": "2", "short_description": ""},
    "INC4": {"active": "true", "reassignment_count": "0", "reopen_count": "9", "short_description": "Mouse broken"},
}


def filled(**settings) -> Instance:
    instance = Instance(**settings)
    for name in ("Network", "Database"):
        instance.insert("sys_user_group", {"name": name, "manager": sys_id_for("sys_user", f"{name} lead")})
        instance.insert("sys_user", {"name": f"{name} lead"})
    for row in INCIDENTS:
        instance.insert("incident", {**row, **MORE[row["number"]]})
    return instance


def found(query: str, instance: Instance | None = None, table: str = "incident") -> set[str]:
    instance = instance or filled()
    test = predicate_of(parse(query), Scope(instance, table, Session(DEFAULT_USER, NOW)))
    return {row["number"] for row in instance.rows(table) if test(row)}


ALL = {"INC1", "INC2", "INC3", "INC4"}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("category=network", {"INC1"}),
        ("category!=network", {"INC2", "INC4"}),
        ("category=", {"INC3"}),
        ("category!=", {"INC1", "INC2", "INC4"}),
        ("categoryISEMPTY", {"INC3"}),
        ("categoryEMPTYSTRING", {"INC3"}),
        ("categoryISNOTEMPTY", {"INC1", "INC2", "INC4"}),
        ("categoryANYTHING", ALL),
        ("categorySTARTSWITHnet", {"INC1"}),
        ("categoryENDSWITHware", {"INC4"}),
        ("category%ware", {"INC4"}),
        ("short_descriptionLIKEVPN", {"INC1", "INC2"}),
        ("short_description*VPN", {"INC1", "INC2"}),
        ("short_descriptionLIKEvpn", set()),
        ("short_descriptionNOT LIKEVPN", {"INC4"}),
        ("short_description!*VPN", {"INC4"}),
        ("categoryINnetwork,hardware", {"INC1", "INC4"}),
        ("categoryNOT INnetwork,hardware", {"INC2"}),
        ("category>=hardware", {"INC1", "INC4"}),
        ("categoryBETWEENha@hz", {"INC4"}),
        ("123TEXTQUERY321=slow vpn", {"INC2"}),
    ],
)
def test_string_operators(query, numbers):
    """Operators on text compare with case, and most do not return empty fields (fact sheet 1.3)."""
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("priority=1", {"INC1"}),
        ("priority!=1", {"INC2", "INC3"}),
        ("priority>2", {"INC3"}),
        ("priority>=2", {"INC2", "INC3"}),
        ("priority<10", {"INC1", "INC2"}),
        ("priority<=10", {"INC1", "INC2", "INC3"}),
        ("priorityBETWEEN1@2", {"INC1", "INC2"}),
        ("priorityIN1,10", {"INC1", "INC3"}),
        ("priorityNOT IN1,10", {"INC2"}),
        ("reassignment_countSAMEASreopen_count", {"INC2"}),
        ("reassignment_countNSAMEASreopen_count", {"INC1", "INC4"}),
        ("reassignment_countGT_FIELDreopen_count", {"INC1"}),
        ("reassignment_countLT_FIELDreopen_count", {"INC4"}),
        ("reassignment_countGT_OR_EQUALS_FIELDreopen_count", {"INC1", "INC2"}),
        ("reassignment_countLT_OR_EQUALS_FIELDreopen_count", {"INC2", "INC4"}),
    ],
)
def test_numbers_compare_by_size(query, numbers):
    """Of an integer field, 10 is more than 2, and an empty one is neither more nor less (trap 47)."""
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("active=true", {"INC1", "INC4"}),
        ("active!=true", {"INC2", "INC3"}),
        ("active=false", {"INC2"}),
        ("activeISNOTEMPTY", {"INC1", "INC2", "INC4"}),
    ],
)
def test_a_boolean_that_is_not_true_may_be_empty(query, numbers):
    """Of a boolean, `!=true` matches an empty field as well (fact sheet 1.3)."""
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (f"assignment_group={NETWORK}", {"INC1", "INC4"}),
        (f"assignment_group!={NETWORK}", {"INC2"}),
        ("assignment_group=Network", set()),
        ("assignment_groupSTARTSWITHNet", {"INC1", "INC4"}),
        ("assignment_groupLIKEbase", {"INC2"}),
        ("assignment_group.name=Network", {"INC1", "INC4"}),
        ("assignment_group.manager.name=Database lead", {"INC2"}),
        ("assignment_group.nameISEMPTY", {"INC3"}),
        ("assignment_group.no_such_field=x", ALL),
        ("category.name=x", ALL),
    ],
)
def test_references_and_dot_walks(query, numbers):
    """A reference is compared by sys_id and searched by name; a walk through no reference is dropped (1.3)."""
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("category=network^ORcategory=hardware", {"INC1", "INC4"}),
        ("active=true^category=network^ORcategory=hardware^state=8", {"INC4"}),
        ("active=true^category=network^ORcategory=hardware^state=6", {"INC1"}),
        ("state=1^ORstate=8^priorityISEMPTY", {"INC4"}),
        ("active=true^state=6^NQstate=7", {"INC1", "INC2"}),
        ("active=true^NQcategory=Network^ORcategory=hardware", {"INC1", "INC2", "INC4"}),
        ("active=true^category=network^NQcategory=hardware^active=false", {"INC1"}),
        ("state=6^NQ", ALL),
    ],
)
def test_or_binds_to_the_condition_before_it(query, numbers):
    """a^b^ORc^d is a AND (b OR c) AND d; ^NQ begins anew and inherits nothing (traps 40 and 41)."""
    assert found(query) == numbers


def test_or_equals_in():
    """`^OR` over one field gives the same rows as `IN` (fact sheet 1.3, precedence)."""
    assert found("active=true^state=6^ORstate=8") == found("active=true^stateIN6,8") == {"INC1", "INC4"}


@pytest.mark.parametrize(
    "query",
    [
        "no_such_field=banana",
        "Correlation ID=x",
        "CallerISNOTEMPTY",
        "^^^",
        "no_such_fieldISNOTEMPTY",
        "banana",
        "no_such_field=1^ORno_other=2",
        "stateNO SUCH OPERATOR1",
        "stateSAMEASno_such_field",
    ],
)
def test_a_term_that_is_no_condition_widens(query):
    """An unknown field, a label, or no condition at all is dropped, and the whole table comes (traps 8 and 9)."""
    assert found(query) == ALL


@pytest.mark.parametrize(
    "query",
    [
        "state=NOT_A_NUMBER",
        "state==1",
        "state=99999",
        "state!=NOT_A_NUMBER",
        "state>many",
        "priorityBETWEEN1",
        "active=maybe",
        "resolved_at>=2026-07-01T00:00:00+00:00",
        "resolved_at>=javascript:gs.noSuchFunction()",
        "stateONToday@2026-10-01@2026-10-02",
        "sys_class_name=not_a_real_class",
        "sys_class_nameINSTANCEOFnot_a_real_class",
    ],
)
def test_a_bad_value_narrows(query):
    """A value that the field cannot hold matches no row (fact sheet 1.3, invalid input; traps 10 and 45)."""
    assert found(query) == set()


@pytest.mark.parametrize(("query", "kept"), [("state=6", {"INC1"}), ("nope=1^state=6", set()), ("^^^", set())])
def test_the_property_turns_widening_into_nothing(query, kept):
    """With glide.invalid_query.returns_no_rows a query with an invalid term gives no rows (fact sheet 1.3)."""
    strict = filled(properties=Properties(invalid_query_returns_no_rows=True))
    assert found(query, strict) == kept


def test_a_dropped_term_leaves_the_rest():
    """Only the invalid term goes; the terms around it still narrow (fact sheet 1.3)."""
    assert found("nope=1^state=6") == {"INC1"}
    assert found("nope=1^ORstate=6^active=true") == {"INC1"}


def test_classes_of_a_hierarchy():
    """`task` shows every class; sys_class_name is compared by stored value, INSTANCEOF by descent (1.2, 1.3)."""
    instance = filled()
    instance.insert("change_request", {"number": "CHG1"})
    instance.insert("pm_project", {"number": "PRJ1"})
    assert found("", instance, "task") == {*ALL, "CHG1", "PRJ1"}
    assert found("sys_class_nameINchange_request,not_a_real_class", instance, "task") == {"CHG1"}
    assert found("sys_class_name=Change Request", instance, "task") == set()
    assert found("sys_class_nameINSTANCEOFplanned_task", instance, "task") == {"PRJ1"}
    assert found("reopen_count=9", instance, "task") == {*ALL, "CHG1", "PRJ1"}, "a child's field is unknown to task"


def test_an_unreadable_class_vanishes_without_a_word():
    """A class whose plugin is absent is missing from the parent's rows (trap 7)."""
    instance = filled(absent=frozenset({"change_request"}))
    instance.insert("change_request", {"number": "CHG1"})
    assert found("sys_class_nameINincident,change_request", instance, "task") == ALL


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("RLQUERYincident.problem_id,>=1^ENDRLQUERY", {"PRB1", "PRB2"}),
        ("^RLQUERYincident.problem_id,>=2^ENDRLQUERY", {"PRB1"}),
        ("RLQUERYincident.problem_id,=0^ENDRLQUERY", {"PRB3"}),
        ("RLQUERYincident.problem_id,>=1,state=6^active=true^ENDRLQUERY", {"PRB1"}),
        ("number=PRB2^RLQUERYincident.problem_id,>=1^ENDRLQUERY", {"PRB2"}),
        ("RLQUERYincident.problem_id,>=1^ENDRLQUERY^ORDERBYnumber", {"PRB1", "PRB2"}),
        ("RLQUERYno_such_table.problem_id,>=1^ENDRLQUERY", {"PRB1", "PRB2", "PRB3"}),
    ],
)
def test_related_lists(query, numbers):
    """RLQUERY counts the rows of another table that point here and match its own query (fact sheet 1.3)."""
    instance = Instance()
    problems = {number: instance.insert("problem", {"number": number}) for number in ("PRB1", "PRB2", "PRB3")}
    pointing = (("PRB1", "6"), ("PRB1", "7"), ("PRB2", "7"))
    for position, (problem, state) in enumerate(pointing):
        row = {"number": f"INC{position}", "problem_id": problems[problem], "state": state, "active": "true"}
        instance.insert("incident", row)
    assert found(query, instance, "problem") == numbers


def test_the_session_user():
    """`javascript:gs.getUserID()` is the sys_id of whoever asks (fact sheet 1.3)."""
    instance = Instance()
    me = next(row["sys_id"] for row in instance.rows("sys_user"))
    instance.insert("incident", {"number": "INC8", "caller_id": me})
    instance.insert("incident", {"number": "INC9"})
    assert found("caller_id=javascript:gs.getUserID()", instance) == {"INC8"}


def test_a_caret_in_a_value_is_a_separator():
    """A value with `^` becomes two terms, so that a name can smuggle in a condition (trap 39)."""
    assert found("category=network^NQstateISNOTEMPTY") == ALL
    assert parse("name=a^^b").groups[0][0][0] == Condition("name", "=", "a")


def test_the_order_stands_after_the_last_new_query():
    """ORDERBY terms chain in order; before a ^NQ they are lost (trap 42)."""
    chained = parse("state=1^ORDERBYpriority^ORDERBYDESCsys_id")
    assert [(order.field, order.descending) for order in chained.order] == [("priority", False), ("sys_id", True)]
    assert parse("state=1^ORDERBYpriority^NQstate=2").order == ()
    assert len(parse("state=1^NQstate=2^ORDERBYnumber").order) == 1
    assert found("state=1^ORDERBYnumber") == {"INC3"}
