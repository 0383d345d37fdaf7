"""A month of each role at its desk: what Ann does as one of them, with those around her. Everyday records alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.signals.catalogue import RULES, classify
from drumbeat.signals.material import Material
from drumbeat.signals.model import Signal
from drumbeat.signals.skills import Skill, SkillMatcher
from drumbeat.signals.world import World
from office import NOW, OCTOBER, note, record, user, world
from rows import group, person, sys_id

SKILLS = SkillMatcher(
    [
        Skill(skill_id="1", name="VPN", domain="network", aliases_a=("vpn",)),
        Skill(skill_id="2", name="Outlook", domain="workplace", aliases_a=("outlook",)),
        Skill(skill_id="3", name="Active Directory", domain="identity", aliases_a=("active directory",)),
    ]
)
PEOPLE = (
    user("Ann", "Own", department="IT"),
    user("Bo", "Own", department="IT"),
    *(user(name, "Database", department="IT") for name in ("Cy", "Di", "Ed")),
    *(user(name, department="Sales") for name in ("Carl", "Dora", "Eve")),
)
CALLERS = ("Carl", "Dora", "Eve")
ESSENTIAL = {"business_service": (sys_id("ERP"), "ERP"), "business_service__busines_criticality": "1 - most critical"}
TASK_NOTE = "Compared the account with a working one and set the attribute that was missing."


def ticket(number: str, **fields: Any) -> Any:
    """An incident in Ann's own group."""
    return record("incident", number, **{"assignment_group": group("Own"), **fields})


def tickets(words: str, first: int = 0, day: int = 6) -> list[Any]:
    """Three incidents of three callers, on two services, that Ann solved with these words."""
    return [
        ticket(
            f"INC{first + place}",
            caller_id=person(CALLERS[place]),
            business_service=(sys_id(f"s{place % 2}"), f"Service {place % 2}"),
            close_notes=words,
            resolved_at=f"2026-10-{day + place:02} 08:00:00",
        )
        for place in range(3)
    ]


def earlier(words: str) -> list[Any]:
    """An incident of each of the five months before, with these words."""
    return [
        ticket(f"INC9{month}", caller_id=person("Carl"), close_notes=words, resolved_at=f"2026-0{month}-10 08:00:00")
        for month in range(5, 10)
    ]


def major(**fields: Any) -> Any:
    """A reviewed major incident on an essential service, managed and resolved by Bo."""
    usual = {"major_incident_state": "accepted", "overview": "The shop was down.", "findings": "A certificate ran out."}
    usual |= {"assigned_to": person("Bo"), "resolved_by": person("Bo"), "business_impact": "No orders.", **ESSENTIAL}
    return ticket("INC50", caller_id=person("Carl"), **{**usual, **fields})


def uses(number: str) -> list[Any]:
    """Two attachments of an article of Ann's to tickets of others."""
    return [
        record(
            "m2m_kb_task",
            f"U{number}{who}",
            sys_created_on="2026-10-20 08:00:00",
            kb_knowledge=(sys_id(number), number),
            kb_knowledge__article_id=number,
            kb_knowledge__author=person("Ann"),
            task=(sys_id(f"T{who}"), f"T{who}"),
            task__assigned_to=person(who),
        )
        for who in ("Cy", "Di")
    ]


def improvement() -> list[Any]:
    """An improvement that Bo leads and in which Ann closes a task."""
    usual = {"opened_at": "2026-09-01 08:00:00", "assignment_group": group("Own")}
    below = {"parent": (sys_id("CIM1"), "CIM1"), "opened_at": "2026-10-01 08:00:00"}
    return [
        record("sn_cim_register", "CIM1", assigned_to=person("Bo"), closed_at="2026-10-20 08:00:00", **usual),
        record("sn_cim_task", "CIMT1", **below),
    ]


def service_desk() -> list[Any]:
    """Incidents and requests of callers, mails to all about a major incident, an article that others use."""
    source = {"incident_alert__source_incident": (sys_id("INC50"), "INC50"), "incident_alert": (sys_id("A"), "A")}
    vendor = {"hold_reason": ("4", "Awaiting Vendor"), "correlation_id": "V-1", "made_sla": "true"}
    return [
        *tickets("Set up the vpn profile anew."),
        *tickets("Repaired the outlook profile.", 10, 10),
        *tickets("Unlocked the account in active directory.", 20, 14),
        note("INC1", "Cy", TASK_NOTE),
        ticket("INC40", caller_id=person("Dora"), **vendor),
        record("sc_req_item", "RITM1", assignment_group=group("Own"), requested_for=person("Eve")),
        major(),
        record("incident_alert_task", "IAT1", **source),
        record("kb_knowledge", "KB1", article_id="KB1", short_description="Outlook asks for a password"),
        *uses("KB1"),
    ]


def field_service() -> list[Any]:
    """Catalog tasks and incidents at desks, tasks in a major incident, items that other groups support."""
    other = {"cmdb_ci": (sys_id("P1"), "printer-1"), "cmdb_ci__support_group": group("Print")}
    vendor = {"hold_reason": ("4", "Awaiting Vendor"), "correlation_id": "V-2", "made_sla": "true"}
    return [
        *tickets("Replaced the token for the vpn."),
        ticket("INC41", caller_id=person("Dora"), **other),
        ticket("INC42", caller_id=person("Eve"), **vendor),
        record("sc_task", "SCTASK1", assignment_group=group("Own")),
        record("incident_task", "IT1", assignment_group=group("Own"), incident=(sys_id("INC50"), "INC50")),
        major(assignment_group=group("Database")),
        *improvement(),
    ]


def network() -> list[Any]:
    """Incidents, problems and changes of a network team."""
    cause = {"cause_notes": "The vpn gateway dropped every session when its table of addresses was full."}
    fix = {"fix_notes": "The table was made larger, and the gateway now tells when it fills."}
    said = {"workaround_communicated_by": person("Ann"), "confirmed_by": person("Bo"), "opened_by": person("Ann")}
    item = {"cmdb_ci": (sys_id("GW"), "gateway"), "category": "network"}
    linked = [
        ticket(
            f"INC6{place}",
            resolved_by=person("Bo"),
            caller_id=person(CALLERS[place % 3]),
            problem_id=(sys_id("PRB1"), "PRB1"),
            opened_at=f"2026-07-{10 + place} 08:00:00",
            resolved_at=f"2026-07-{11 + place} 08:00:00",
            short_description=f"Line {place}",
            **item,
        )
        for place in range(6)
    ]
    others = [
        ticket(
            f"INC8{month}{day}",
            resolved_by=person("Bo"),
            caller_id=person("Eve"),
            cmdb_ci=(sys_id("SW"), "switch"),
            category="network",
            opened_at=f"2026-0{month}-{day} 08:00:00",
            resolved_at=f"2026-0{month}-{day} 09:00:00",
            short_description=f"Port {month} {day}",
        )
        for month in (7, 9)
        for day in range(10, 15)
    ]
    solved = {"resolved_at": "2026-08-10 08:00:00", "resolved_by": person("Ann"), "assignment_group": group("Own")}
    plans = {"backout_plan": "Put the old image back.", "test_plan": "Dial in.", "risk": ("2", "High")}
    way = {"chg_model": (sys_id("M"), "Gateway"), "cmdb_ci__sys_class_name": "cmdb_ci_netgear"}
    return [
        *tickets("Renewed the vpn certificate."),
        *earlier("Restarted the vpn service."),
        *linked,
        *others,
        record("problem", "PRB1", **cause, **fix, **item, **solved, **said),
        record("problem", "PRB2", **cause, **fix, **said, assignment_group=group("Own")),
        *(
            ticket(
                f"INC7{n}", resolved_by=person("Bo"), caller_id=person(CALLERS[n]), problem_id=(sys_id("PRB2"), "PRB2")
            )
            for n in range(3)
        ),
        record("change_request", "CHG1", assignment_group=group("Own"), **plans, **way, **ESSENTIAL),
        record(
            "change_task",
            "CT1",
            assigned_to=person("Cy"),
            assignment_group=group("Database"),
            change_request=(sys_id("CHG1"), "CHG1"),
        ),
    ]


def change() -> list[Any]:
    """Changes by plan and by template, and their tasks."""
    plans = {"backout_plan": "Put the old image back.", "test_plan": "Sign in.", "risk": ("3", "Moderate")}
    way = {"chg_model": (sys_id("M"), "Release"), "cmdb_ci__sys_class_name": "cmdb_ci_appl"}
    template = {"std_change_producer_version": (sys_id("STD"), "Restart"), "type": "standard"}
    months = [
        record(
            "change_request",
            f"CHG9{month}",
            closed_at=f"2026-0{month}-10 08:00:00",
            type="normal",
            close_notes="Rolled out the new vpn client.",
            assignment_group=group("Own"),
        )
        for month in range(5, 10)
    ]
    return [
        *months,
        record(
            "change_request",
            "CHG1",
            close_notes="Moved the vpn users.",
            assignment_group=group("Own"),
            **plans,
            **way,
            **ESSENTIAL,
        ),
        record(
            "change_task",
            "CT1",
            assigned_to=person("Cy"),
            assignment_group=group("Database"),
            change_request=(sys_id("CHG1"), "CHG1"),
        ),
        record("std_change_producer_version", "STD", sys_created_by="ann", version="1"),
        *(
            record("change_request", f"CHG2{n}", assigned_to=person(who), **template)
            for n, who in enumerate(("Cy", "Di", "Ed"))
        ),
    ]


def knowledge() -> list[Any]:
    """Articles: written, used, found useful, and mended where a reader flagged them."""
    old, new = (sys_id("KB2old"), "KB2"), sys_id("KB2new")
    flagged = {"article": old, "user": person("Eve"), "flagged": "true", "sys_created_on": "2026-10-05 08:00:00"}
    closed = {"feedback": (sys_id("F1"), "F1"), "feedback__article": old, "closed_at": "2026-10-09 08:00:00"}
    marks = [
        record(
            "kb_feedback",
            f"F{who}",
            article=(sys_id("KB1"), "KB1"),
            user=person(who),
            useful="yes",
            sys_created_on="2026-10-20 08:00:00",
        )
        for who in CALLERS
    ]
    return [
        record("kb_knowledge", "KB1", article_id="KB1", short_description="The vpn on a new laptop"),
        record("kb_knowledge", "KB3", article_id="KB3", short_description="When the vpn is slow"),
        record("kb_knowledge", "KB2", sys_id=new, article_id="KB2", base_version=old, published="2026-10-08"),
        record("kb_feedback", "F1", **flagged),
        record("kb_feedback_task", "KBFT1", **closed),
        *uses("KB1"),
        *marks,
        *improvement(),
    ]


def leading() -> list[Any]:
    """An improvement and a project that Ann leads and in which others close tasks, and a major incident she manages."""
    below, under = {"parent": (sys_id("CIM2"), "CIM2")}, {"parent": (sys_id("PRJ1"), "PRJ1")}
    saved = {
        "achieved_outcome_category": ("cost_reduction", "Cost Reduction"),
        "base_value": "90",
        "target_value": "60",
    }
    dates = {"start_date": "2026-09-01 08:00:00", "end_date": "2026-10-08 08:00:00"}
    dates |= {"work_start": "2026-09-02 08:00:00", "work_end": "2026-10-06 08:00:00"}
    costs = {"cost": "1000", "work_cost": "900"}
    days = {"opened_at": "2026-09-01 08:00:00"}
    written = {"short_description": "Move all to the new vpn", **days}
    return [
        record("sn_cim_register", "CIM2", **saved, **written),
        record("sn_cim_register", "CIM3", **written),
        *(record("sn_cim_task", f"CIMT{who}", assigned_to=person(who), **days, **below) for who in ("Bo", "Cy", "Di")),
        record("sn_cim_task", "CIMT3", assigned_to=person("Bo"), parent=(sys_id("CIM3"), "CIM3"), **days),
        record("pm_project", "PRJ1", project_manager=person("Ann"), **dates, **costs, **written),
        record("pm_project_task", "PRJT1", assigned_to=person("Cy"), **days, **under),
        major(assigned_to=person("Ann")),
    ]


def imported() -> list[Declared]:
    """An entry of each kind of imported list about Ann, given by a caller."""
    usual = {"person": Ref(*person("Ann")), "day": date(2026, 10, 20), "by": Ref(*person("Carl"))}
    return [
        Declared(sys_id=f"D{kind.value}", kind=kind, title=f"A {kind.value}", is_confirmed=True, **usual)
        for kind in Declaration
    ]


ROLES = {
    "Service desk": service_desk,
    "Field service": field_service,
    "Network": network,
    "Change": change,
    "Knowledge": knowledge,
    "Whoever leads": leading,
}
IMPORTS = "By imported lists"


def month_of(role: str) -> World:
    """The world around Ann in that role."""
    if role == IMPORTS:
        return world(PEOPLE, tickets("Done."), declared=imported())
    return world(PEOPLE, ROLES[role](), since="2023-01-01", skills=SKILLS)


def personal_signals(found: World) -> list[Signal]:
    """What every rule of the personal record says of anybody, in October."""
    material = Material(found, OCTOBER, lambda _record: True, NOW)
    return list(classify(material, lambda rule: rule.default.is_personal, RULES).signals)
