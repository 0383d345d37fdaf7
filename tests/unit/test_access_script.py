"""The administrator's script: what it adds, that it adds it once, and that nobody else sees more or less by it.

It runs on a small GlideRecord in Node (tests/servicenow/fake_glide.js); no real instance was at hand.
"""

from __future__ import annotations

import random
import re

import pytest

import glide
from glide import GRANTS, READING_ROLES, READINGS, SCRIPT, instance, run

ROLE = "drumbeat_reader"
OTHERS = [
    frozenset(),
    frozenset({"itil"}),
    frozenset({"hr"}),
    frozenset({"itil", "hr"}),
    frozenset({"sn_incident_read"}),
]
needs_node = pytest.mark.skipif(bool(glide.missing), reason=glide.missing or "-")


def usual():
    """An instance as it is delivered, more or less: rules on most tables, some only on their parents."""
    made = instance()
    for table, grant in GRANTS.items():
        if table not in ("incident_task", "m2m_kb_task", "kb_knowledge"):
            made.rule(table, "itil", *grant["roles"])
    made.rule("task", "itil")
    made.rule("*", "admin")
    made.rule("kb_knowledge", condition="user criteria")
    made.rule("incident.close_notes", "itil")
    made.rule("task.opened_at", "itil")
    made.rule("pm_project.*", "it_project_manager")
    return made


def test_it_is_made_of_what_the_program_reads():
    """The tables of the script are the program's own; `make docs` renews it."""
    assert glide.made_from_tables() == SCRIPT


def test_it_only_looks_unless_it_is_told_to():
    """As delivered it changes nothing, and no setting names anything that is not asked for."""
    assert "var DRY_RUN = true;" in SCRIPT
    assert "var CONSENTED = [];" in SCRIPT


def test_its_language_is_that_of_rhino():
    """No word or sign that ECMAScript 5 does not have, outside strings and comments."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", "0", SCRIPT, flags=re.DOTALL)
    assert re.findall(r"\b(?:let|const|class|async|await|yield|of|import|export)\b|=>|`|\.\.\.|\*\*", code) == []
    assert not re.findall(r",\s*[)\]}]", code), "a comma before a bracket"


@needs_node
def test_a_dry_run_changes_nothing():
    """It prints what it would add, and writes no row."""
    [ran] = run(usual())
    assert ran.written == []
    assert f"role {ROLE}" in ran.said("would add:")
    assert any(line.startswith("user drumbeat.integration") for line in ran.said("would add:"))


@needs_node
def test_what_it_adds():
    """Role, user, roles, rules beside those that stand, and a client: each as said, and no rule without its role."""
    [ran] = run(usual(), DRY_RUN=False)
    rows = ran.instance.tables
    [user] = rows["sys_user"]
    assert (user["time_zone"], user["web_service_access_only"], user["active"]) == ("GMT", "1", "1")
    names = {row["sys_id"]: row["name"] for row in rows["sys_user_role"]}
    assert sorted(names[row["role"]] for row in rows["sys_user_has_role"]) == sorted([ROLE, *READING_ROLES])
    [client] = rows["oauth_entity"]
    assert (client["app_user"], client["default_grant_type"]) == (user["sys_id"], "client_credentials")
    assert "client_secret" not in client
    [property_] = rows["sys_properties"]
    assert property_["value"] == "true"
    made = {row["name"] for table, row in [(t, r) for _, t, r in ran.written] if table == "sys_security_acl"}
    assert {"task_sla", "cmdb_ci", "sys_user", "incident.close_notes", "task.opened_at", "m2m_kb_task"} <= made
    assert not made & {"incident", "incident_task", "kb_knowledge", "task", "pm_project.*", "sys_journal_field"}
    ours = {row["sys_security_acl"] for row in rows["sys_security_acl_role"] if names[row["sys_user_role"]] == ROLE}
    assert {row["sys_id"] for row in rows["sys_security_acl"] if row["sys_id"].startswith("made")} == ours
    assert all(row["active"] == "1" for row in rows["sys_security_acl"])


@needs_node
def test_what_it_leaves_to_a_person():
    """Where a rule would take something from others, or open more than is read, it says what decides."""
    [ran] = run(usual(), DRY_RUN=False)
    told = "\n".join(ran.said("LOOK AT:"))
    assert "incident_task has no read rule of its own; those at task decide (itil)" in told
    assert "decided by the rules at pm_project.* (it_project_manager)" in told
    assert "kb_knowledge is not opened: user criteria" in told
    assert "sys_journal_field is not opened" in told
    assert "hand its client id and secret" in told


@needs_node
def test_a_second_run_changes_nothing():
    """Run again, it finds everything there, under consent as well."""
    consented = ["task", "pm_project.*", "sys_journal_field"]
    [once] = run(usual(), DRY_RUN=False, CONSENTED=consented)
    made = {row["name"] for _, table, row in once.written if table == "sys_security_acl"}
    assert set(consented) <= made
    [again] = run(once.instance, DRY_RUN=False, CONSENTED=consented)
    assert again.written == []
    assert again.said("added:") == []
    assert any(line.startswith("0 added, ") for line in again.printed)


@needs_node
def test_what_is_there_is_not_changed():
    """A user with another zone, an inactive rule of ours and a property that is off are told, not touched."""
    made = usual()
    made.role(ROLE)
    made.tables["sys_user"].append(
        {"sys_id": "u1", "user_name": "drumbeat.integration", "time_zone": "US/Pacific", "active": "1"}
    )
    made.rule("task_sla", ROLE)
    made.tables["sys_security_acl"][-1]["active"] = "0"
    made.tables["sys_properties"].append(
        {"sys_id": "p1", "name": "glide.oauth.inbound.client.credential.grant_type.enabled", "value": "false"}
    )
    [ran] = run(made, DRY_RUN=False)
    assert not [row for _, table, row in ran.written if table in ("sys_user", "sys_properties")]
    assert "task_sla" not in {row["name"] for _, table, row in ran.written if table == "sys_security_acl"}
    told = "\n".join(ran.said("LOOK AT:"))
    for words in ('"US/Pacific"; set it to GMT', "Web service access only", "the rule task_sla", 'is "false"'):
        assert words in told


@needs_node
def test_without_elevation_it_says_so():
    """A session that may not write rules is told so for each, and no role is left bound to nothing."""
    made = usual()
    made.refused = ("sys_security_acl",)
    [ran] = run(made, DRY_RUN=False)
    assert any("is this session elevated to security_admin?" in line for line in ran.said("LOOK AT:"))
    assert not [row for _, table, row in ran.written if table == "sys_security_acl_role"]


@needs_node
def test_a_rule_whose_role_cannot_be_bound_stays_off():
    """A rule without a role would open its table to everybody: it is not switched on."""
    made = usual()
    made.refused = ("sys_security_acl_role",)
    [ran] = run(made, DRY_RUN=False)
    assert {row["active"] for _, table, row in ran.written if table == "sys_security_acl"} == {"0"}


@needs_node
def test_absent_tables_and_roles_are_told():
    """A plugin that is not active is no error, and for a reading role that is missing rules are added."""
    bare = instance(roles=(), absent=("sn_cim_register", "pm_project"))
    bare.rule("incident", "itil")
    bare.rule("*", "admin")
    [ran] = run(bare, DRY_RUN=False, SIGN_IN="basic")
    assert {"sn_cim_register", "pm_project"} <= set(ran.said("not here:"))
    assert any("there is no role sn_incident_read here" in line for line in ran.said("LOOK AT:"))
    assert "incident" in {row["name"] for _, table, row in ran.written if table == "sys_security_acl"}
    assert ran.instance.tables["oauth_entity"] == []


@needs_node
@pytest.mark.parametrize("decided_by", [{"condition": "mine"}, {"advanced": "1", "script": "answer = mine();"}])
def test_whom_a_wildcard_lets_in_by_a_script_keeps_the_table(decided_by):
    """Where the rule at "*" asks for no role but decides by itself, others may pass: nothing is added unconsented."""
    made = instance()
    made.rule("*")
    made.tables["sys_security_acl"][-1] |= decided_by
    [ran] = run(made, DRY_RUN=False)
    assert not [row["name"] for _, table, row in ran.written if table == "sys_security_acl"]
    assert 'consent to "incident"' in "\n".join(ran.said("LOOK AT:"))


@needs_node
def test_deny_unless_and_query_rules_are_told():
    """Rules that deny, and rules on asking, which no rule of ours can pass for the account, are named."""
    made = usual()
    made.rule("incident", "itil", decision="deny")
    made.rule("incident.resolved_at", "itil", operation="query_range")
    told = "\n".join(run(made)[0].said("LOOK AT:"))
    assert "a Deny-Unless rule stands at incident" in told
    assert "a rule for query_range stands at incident.resolved_at (itil)" in told


@needs_node
def test_knowledge_is_opened_beside_criteria_only():
    """A base with criteria gets one more; one without is left alone, for the first would close it to all others."""
    made = usual()
    made.tables["kb_knowledge_base"] += [{"sys_id": "k1", "title": "IT"}, {"sys_id": "k2", "title": "Open"}]
    made.tables["kb_uc_can_read_mtom"].append({"sys_id": "m1", "kb_knowledge_base": "k1", "user_criteria": "all-it"})
    settings = {"DRY_RUN": False, "KNOWLEDGE_BASES": ["IT", "Open", "Nowhere"]}
    [ran] = run(made, **settings)
    assert [row["kb_knowledge_base"] for _, table, row in ran.written if table == "kb_uc_can_read_mtom"] == ["k1"]
    told = "\n".join(ran.said("LOOK AT:"))
    assert '"Open" has no "can read" criteria' in told
    assert 'there is no knowledge base "Nowhere"' in told
    assert run(ran.instance, **settings)[0].written == []


@needs_node
def test_what_is_read_no_more_is_told():
    """A rule of ours for a table that is left out by now is named, to be taken away by hand."""
    [once] = run(usual(), DRY_RUN=False)
    [again] = run(once.instance, DRY_RUN=False, LEFT_OUT=["task_sla"])
    assert f"the rule task_sla for {ROLE} is not needed any more; take it away" in again.said("LOOK AT:")


def anything(seed):
    """An instance with rules anywhere: of tables, parents, fields, wildcards; by role, by condition, by nothing."""
    rng = random.Random(seed)
    made = instance(roles=rng.sample(READING_ROLES, rng.randint(0, len(READING_ROLES))))
    made.properties["glide.sm.default_mode"] = rng.choice(["deny", "allow"])
    tables = rng.sample(sorted(GRANTS), 12)
    for table in tables:
        for name in (table, *glide.SHIPPED.lineage(table)[1:], "*"):
            fields = rng.sample(GRANTS[table]["fields"], 2) if len(GRANTS[table]["fields"]) > 1 else []
            for place in (name, f"{name}.*", *(f"{name}.{each}" for each in fields)):
                while rng.random() < 0.3:
                    roles = rng.sample(["itil", "hr", "admin", *READING_ROLES], rng.choice([0, 1, 1, 2]))
                    made.rule(place, *roles, condition=rng.choice(["", "", "mine"]))
    return made, tables


@needs_node
def test_nobody_else_sees_more_or_less():
    """However rules lie and are read, others see what they saw before, and a second run adds nothing."""
    cases = [anything(seed) for seed in range(25)]
    after = run(*(made for made, _ in cases), DRY_RUN=False)
    added = 0
    for (before, tables), ran in zip(cases, after, strict=True):
        added += sum(table == "sys_security_acl" for _, table, _ in ran.written)
        old, new = before.rules(), ran.instance.rules()
        for table in tables:
            for field in GRANTS[table]["fields"][:6]:
                for reading in READINGS:
                    for held in OTHERS:
                        seen = reading.may(old, held, table, field)
                        assert seen == reading.may(new, held, table, field), (table, field, held, reading)
    assert added > 50
    assert all(again.written == [] for again in run(*(ran.instance for ran in after), DRY_RUN=False))


@needs_node
def test_the_account_reads_what_it_was_given():
    """Where nothing was left to a person, each field of each table is readable, whatever conditions come to."""
    made = instance()
    for table, grant in GRANTS.items():
        made.rule(table, "itil")
        made.rule(f"{table}.{grant['fields'][-1]}", "hr")
    guarded = [table for table, grant in GRANTS.items() if grant["guard"]]
    [ran] = run(made, DRY_RUN=False, CONSENTED=guarded)
    held, rules = frozenset({ROLE, *READING_ROLES}), ran.instance.rules()
    closed = [
        (table, field)
        for table, grant in GRANTS.items()
        for field in grant["fields"]
        if not all(reading.may(rules, held, table, field) for reading in READINGS)
    ]
    assert closed == []
    assert [line for line in ran.said("LOOK AT:") if "decide" in line or "not opened" in line] == []
