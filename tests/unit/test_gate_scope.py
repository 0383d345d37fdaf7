"""E9: what is out of scope is counted as left out, and stands nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autumn import NETWORK, OCTOBER, month, policy, read, stocked
from drumbeat.digest.build import build
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.later.corrections import Frozen, corrections
from drumbeat.records.tables import BY_NAME, CONFIDENTIAL, TABLES, Table
from drumbeat.settings import Settings
from drumbeat.signals.gate import GateRules, Names, Reason, Scope, judge
from rows import cells, group, incident, parsed, person, sys_id


def _names(*said):
    return Names(frozenset(said))


def _rules(**scope):
    return GateRules(scope=Scope(**scope))


SECRET = {
    "groups": ({"assignment_group": group("Human Resources")}, _names("human  resources")),
    "group id": ({"assignment_group": group("Human Resources")}, _names(sys_id("gHuman Resources"))),
    "categories": ({"category": "payroll"}, _names("Payroll")),
    "subcategories": ({"subcategory": "payroll"}, _names("Payroll")),
    "callers": ({"caller_id": person("Vip")}, _names("Vip")),
}


@pytest.mark.parametrize("case", SECRET)
def test_settings_keep_records_out(case):
    """A group, a category or a caller by name or sys_id keeps its records out, whatever their state."""
    fields, names = SECRET[case]
    field = {"group id": "groups", "subcategories": "categories"}.get(case, case)
    records = [incident("INC1", **fields), incident("INC2"), incident("INC3", state=("8", "Canceled"), **fields)]
    reasons = [item.reason for item in judge(records, _rules(**{field: names}))]
    assert reasons == [Reason.OUT_OF_SCOPE, None, Reason.OUT_OF_SCOPE]


def test_the_department_of_the_caller_keeps_out_where_users_are_read():
    """A caller's department is looked up among the users."""
    from drumbeat.records.parse import parse  # noqa: PLC0415  of what is no work

    legal = (sys_id("Legal"), "Legal")
    user = parse(BY_NAME["sys_user"], cells(sys_id=person("Carl")[0], name="Carl", department=legal))
    rules = _rules(departments=_names("legal"))
    assert [item.reason for item in judge([incident()], rules, [user])] == [Reason.OUT_OF_SCOPE]
    assert [item.reason for item in judge([incident()], rules)] == [None]


def test_what_lies_below_is_kept_out_too():
    """A task of a confidential item, and an attachment of an article to it, tell of it."""
    item = parsed(
        "sc_req_item",
        cells(sys_id=sys_id("RITM1"), number="RITM1", state=("3", "Closed Complete"), requested_for=person("Vip")),
    )
    task = parsed(
        "sc_task",
        cells(
            sys_id=sys_id("SCTASK1"),
            number="SCTASK1",
            state=("3", "Closed Complete"),
            request_item=(sys_id("RITM1"), "RITM1"),
        ),
    )
    use = parsed(
        "m2m_kb_task",
        cells(sys_id=sys_id("U1"), sys_created_on="2026-10-09 08:00:00", task=(sys_id("SCTASK1"), "SCTASK1")),
    )
    found = judge([use, task, item], _rules(callers=_names("Vip")))
    assert {each.reason for each in found} == {Reason.OUT_OF_SCOPE}


@pytest.mark.parametrize("gate", [True, False])
def test_its_numbers_stand_nowhere(gate):
    """The digest says how many were kept out, and neither it nor its evidence has a number of them."""
    secret = [row | cells(category="payroll") for row in month(10, 6, prefix="SEC")]
    stock = stocked(read("incident", [*month(10, 12), *secret]), rules=_rules(categories=_names("payroll")))
    built = build(NETWORK, OCTOBER, stock, replace(policy(), gate=gate))
    told = [(each["reason"], each["count"]) for each in as_json(built.digest, ENGLISH)["excluded"]]
    assert ("out_of_scope", 6) in told
    assert built.digest.figure("incidents_resolved").value == 12
    assert "SEC" not in repr(as_json(built.digest, ENGLISH))
    assert "SEC" not in repr(built.evidence)


def test_a_correction_does_not_name_what_is_out_of_scope_now():
    """What was counted, and has been put out of scope since, is no correction that names it."""
    rows = [*month(10, 12), *(row | cells(category="payroll") for row in month(10, 6, prefix="SEC"))]
    before = build(NETWORK, OCTOBER, stocked(read("incident", rows)), policy())
    stock = stocked(read("incident", rows), rules=_rules(categories=_names("payroll")))
    frozen = Frozen(OCTOBER, [figure.id for figure in before.digest.figures], before.evidence)
    assert corrections(frozen, build(NETWORK, OCTOBER, stock, policy()), stock.judged) == ()


def test_tasks_beside_are_kept_out_too():
    """An incident task of a confidential group, or of a confidential incident, is not among what is known."""
    usual = {"state": ("3", "Closed Complete"), "closed_at": "2026-10-06 08:00:00"}
    tasks = [
        cells(sys_id=sys_id("T1"), number="T1", assignment_group=group("HR"), **usual),
        cells(sys_id=sys_id("T2"), number="T2", incident=(sys_id("SEC2610000"), "SEC2610000"), **usual),
        cells(sys_id=sys_id("T3"), number="T3", **usual),
    ]
    secret = [row | cells(assignment_group=group("HR")) for row in month(10, 1, prefix="SEC")]
    reads = (read("incident", [*month(10, 12), *secret]), read("incident_task", tasks))
    stock = stocked(*reads, rules=_rules(groups=_names("HR")))
    assert [task.number for task in stock.beside] == ["T3"]


@pytest.mark.parametrize("name", ["hr_case", "sn_hr_core_case", "sn_si_incident"])
def test_confidential_tables_are_never_read(name):
    """No table of human resources or security incidents is read, and no setting can make it one."""
    assert not any(table.name.startswith(CONFIDENTIAL) for table in TABLES)
    with pytest.raises(ValueError, match="never read"):
        Settings.model_validate({"improvements": {"own": {"table": name}}})
    with pytest.raises(ValueError, match="never read"):
        Table(name=name, label="cases", dated_by="", fields=("sys_id",))


def test_the_gates_settings_reach_the_gate():
    """Every setting of the section [gate] is a rule of the gate."""
    said = {
        "service_accounts": ["robot"],
        "clone_days": 10,
        "maturity_days": 3,
        "monitoring_sources": ["Sensor"],
        "out_of_scope_groups": ["HR"],
        "out_of_scope_categories": ["payroll"],
        "out_of_scope_callers": ["Vip"],
        "out_of_scope_departments": ["Legal"],
    }
    rules = Settings.model_validate({"gate": said}).gate.rules()
    scope = Scope(_names("HR"), _names("payroll"), _names("Vip"), _names("Legal"))
    assert rules == GateRules(frozenset({"robot"}), 10, 3, frozenset({"Sensor"}), scope)
    with pytest.raises(ValueError, match="none of them empty"):
        Settings.model_validate({"gate": {"out_of_scope_groups": [" "]}})
