"""What holds for all visibility signals at once."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import date

import pytest

from drumbeat.digest.build import Policy, build
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.signals.catalogue import RULES, classify
from drumbeat.signals.material import Material
from drumbeat.signals.model import Default, Status
from drumbeat.signals.world import World
from office import NOW, OCTOBER, note, record, user, world
from rows import cells, group, person, sys_id

RULES_V = [rule for rule in RULES if rule.id.startswith("V")]
MAIL = {"business_service": (sys_id("MAIL"), "Mail"), "business_service__busines_criticality": "1 - most critical"}
NAMES = ("Ann", "Bo", "Cy", "Carl")


def month() -> World:
    """A month in which most rules find something."""
    major = {"major_incident_state": "accepted", "overview": "Down", "findings": "A certificate ran out. " + "x" * 60}
    under = {"incident": (sys_id("INC1"), "INC1"), "incident_alert__source_incident": (sys_id("INC1"), "INC1")}
    times = {"work_start": "2026-10-06 06:00:00", "work_end": "2026-10-06 08:00:00"}
    notes = {"cause_notes": "c" * 60, "fix_notes": "f" * 60, "confirmed_by": person("Cy"), "opened_by": person("Ann")}
    praised = {"by": Ref(*person("Bo")), "title": "Thanks"}
    return world(
        [user("Ann", "Network", department="IT"), user("Bo", "Database", department="IT"), user("Cy", "Network")],
        record("incident", "INC1", **major, **MAIL, assigned_to=person("Ann"), business_impact="No mail went out."),
        record("incident_task", "IT1", **under, assigned_to=person("Bo"), assignment_group=group("Database")),
        record("incident_alert_task", "IA1", **under, assigned_to=person("Cy")),
        note("INC1", "Bo", "Restored the queue from the database and checked each message"),
        record("incident", "INC2", hold_reason="4", correlation_id="V-1", made_sla="true", short_description="b"),
        record("change_request", "CHG1", **MAIL, **times, chg_model=(sys_id("M"), "M"), cmdb_ci__sys_class_name="c"),
        record("problem", "PRB1", **notes),
        record("sn_cim_register", "CIM1", base_value="9", target_value="3", achieved_outcome_category="Time Savings"),
        record("sn_cim_task", "CT1", parent=(sys_id("CIM1"), "CIM1"), assigned_to=person("Bo")),
        since="2024-01-01",
        monitored=frozenset({"Mail"}),
        declared=[
            Declared(
                sys_id="d1", kind=Declaration.RECOGNITION, person=Ref(*person("Ann")), day=date(2026, 10, 9), **praised
            )
        ],
    )


def found_in(what: World):
    """All visibility signals of October, in the catalogue's order."""
    return classify(Material(what, OCTOBER, lambda _record: True, NOW), lambda rule: rule in RULES_V).signals


def test_most_rules_find_something_in_the_month():
    """The month that the tests below look at is no empty one."""
    assert {each.rule for each in found_in(month())} == {
        *("V01", "V02", "V03", "V04", "V08", "V09", "V10", "V11", "V15", "V18"),
        *("V20", "V21", "V22", "V23", "V25"),
    }


def test_the_order_of_records_changes_nothing():
    """The same records in any order give the same signals, with the same evidence, in the same order."""
    first = month()
    told = [asdict(each) for each in found_in(first)]
    for seed in range(5):
        rng = random.Random(seed)
        mixed = {
            name: rng.sample(list(getattr(first, name)), len(getattr(first, name))) for name in ("judged", "beside")
        }
        assert [asdict(each) for each in found_in(replace(first, **mixed))] == told


def test_void_records_change_nothing():
    """Cancelled, duplicate and child records beside the others change no signal."""
    first = month()
    void = [
        record("incident", "INC7", state=("8", "Canceled"), caused_by=(sys_id("CHG1"), "CHG1")),
        record("incident", "INC8", parent_incident=(sys_id("INC1"), "INC1"), caused_by=(sys_id("CHG1"), "CHG1")),
        record("problem", "PRB8", duplicate_of=(sys_id("PRB1"), "PRB1"), opened_by=person("Bo")),
        record("change_request", "CHG8", state=("4", "Canceled"), **MAIL),
    ]
    more = world([item.record for item in first.judged], list(first.beside), void, monitored=first.monitored)
    more = replace(more, declared=first.declared)
    assert found_in(more) == found_in(first)


def test_each_signal_carries_its_rules_version_and_evidence_without_names():
    """A signal has its rule's version, evidence of records that were read, and no person's name in a value."""
    what = month()
    versions = {rule.id: rule.version for rule in RULES_V}
    known = {item.record.number for item in what.judged} | {getattr(each, "number", "") for each in what.beside}
    for signal in found_in(what):
        assert signal.version == versions[signal.rule]
        for fact in signal.evidence:
            assert fact.number in known | {"d1"}
            assert not any(name in fact.value.split() for name in NAMES)
            assert fact.value not in {sys_id(f"p{name}") for name in NAMES}


@pytest.mark.parametrize("rule", [rule for rule in RULES_V if rule.default is Default.TEAM], ids=lambda rule: rule.id)
def test_team_rules_have_no_subject(rule):
    """A rule for the team alone tells of nobody (F12)."""
    assert not [signal for signal in found_in(month()) if signal.rule == rule.id and signal.subject]


def test_another_scopes_records_are_not_told():
    """A rule tells only of the scope's records; imported entries have none, and are filtered by their person."""
    material = Material(month(), OCTOBER, lambda _record: False, NOW)
    assert {each.rule for each in classify(material, lambda rule: rule in RULES_V).signals} == {"V10"}


def test_no_account_that_is_no_person_is_credited():
    """No signal tells of a service account (E8)."""
    what = world(
        record("incident", "INC1", resolved_by=person("system"), assigned_to=person("Ann")),
        record("change_request", "CHG1", **MAIL, assigned_to=person("system")),
        record("sn_cim_register", "CIM1", assigned_to=person("system"), opened_by=person("system")),
    )
    assert "system" not in {signal.subject.name for signal in found_in(what)}


def test_returned_favours_never_reach_a_team():
    """A digest tells no flagged signal (F8): what two people did for each other stays with them."""

    def use(at, of, author, who):
        fields = {"sys_created_on": "2026-10-12 08:00:00", "kb_knowledge": (sys_id(of), of)}
        fields |= {
            "kb_knowledge__author": person(author),
            "kb_knowledge__article_id": of,
            "task": (sys_id(f"T{at}"), "T"),
        }
        return {"sys_id": sys_id(f"U{at}"), **fields, "task__assigned_to": person(who)}

    articles = [
        {"sys_id": sys_id(key), "number": key, "article_id": key, "workflow_state": "published"}
        | {"published": "2026-05-01", "author": person(who), "ownership_group": group("Network")}
        for key, who in (("KA", "Ann"), ("KB", "Bo"))
    ]
    uses = [use(1, "KA", "Ann", "Bo"), use(2, "KA", "Ann", "Bo"), use(3, "KB", "Bo", "Ann")]
    found = stock(_reads({"kb_knowledge": articles, "m2m_kb_task": uses}), Reading(), NOW)
    flagged = [each for each in found_in(found.world) if each.rule == "V05"]
    assert [each.status for each in flagged] == [Status.FLAGGED]
    team = Team("Network", ("Network",), ("Ann", "Bo"), OCTOBER.zone)
    built = build(team, OCTOBER, found, Policy())
    assert "V05" not in {line.id for line in built.digest.signals}


def _reads(tables):
    for name, rows in tables.items():
        made = [cells(**row) for row in rows]
        yield Read(BY_NAME[name], made, SourceStatus.OK, len(made), len(made), "", None)


def test_the_ends_of_the_calendar_are_no_trouble():
    """Dates of the years 1 and 9999 in any field are taken as they are, and no rule fails on them."""
    ends = [("0001-01-01 00:00:00", "9999-12-31 23:59:59"), ("9999-12-31 23:59:59", "0001-01-01 00:00:00")]
    made = []
    for at, (first, last) in enumerate(ends):
        times = {"opened_at": first, "work_start": first, "work_end": last, "end_date": first, **MAIL}
        ci = {"cmdb_ci": (sys_id("X"), "x"), "cmdb_ci__sys_class_name": "c", "chg_model": "M"}
        cause = {"caused_by": (sys_id(f"CHG{at}"), f"CHG{at}"), "problem_id": (sys_id("PRB1"), "PRB1"), **ci}
        made += [record("change_request", f"CHG{at}", **times, **ci)]
        made += [record("change_request", f"CHH{at}", **times, **ci, closed_at=last)]
        made += [record("sn_cim_register", f"CIM{at}", **times, closed_at=last)]
        made += [record("incident", f"INC{at}{each}", **cause, opened_at=first, resolved_at=last) for each in range(6)]
        made += [record("cmdb_ci_outage", f"O{at}", begin=first, end=last, cmdb_ci=(sys_id("X"), "x"))]
        made += [record("problem", f"PRB{at}", resolved_at=last, closed_at=last)]
    gifts = [(Ref(*person("Ann")), Ref(*person("Bo")), day) for day in (date.min, date.max, date(2026, 10, 6))]
    pairs = [(one, other, day) for one, other, day in gifts] + [(other, one, day) for one, other, day in gifts]
    kinds = {"kind": Declaration.RECOGNITION, "title": "Thanks"}
    declared = [Declared(sys_id=f"d{at}", person=to, by=by, day=day, **kinds) for at, (to, by, day) in enumerate(pairs)]
    assert found_in(world(made, declared=declared, monitored=frozenset({"Mail", "x"})))
