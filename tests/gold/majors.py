"""V08, V11, V15 and the roles of S09, S25: major incidents, what they touch, and what is learned from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, Row, World
from gold.collaboration import alert, plain
from gold.records import REOPENED, background, below, change, improvement, incident, problem
from gold.scenario import Case, no, trap, yes
from gold.words import CAUSES, FIXES

Make = Callable[..., Row]

OVERVIEW = "The lift doors of the main building stayed shut for two hours after the morning round of tests."
IMPACT = "Four hundred people could not reach their floor, and two shifts of the production began an hour late."
MAJOR = {"major_incident_state": "accepted", "priority": "1", "overview": OVERVIEW, "findings": CAUSES[0]}
PIR = {"overview": OVERVIEW, "findings": CAUSES[1]}


def major(w: World, tellers: int = 0, workers: int = 0, roles: bool = True, **over: Any) -> Credit:
    """A major incident with its report: manager, communications, technical work."""
    background(w)
    record = incident(w, w.lead, **(MAJOR | over))
    credit = [(w.lead, LEAD)]
    for person in w.partner[:tellers]:
        alert(w, record, person)
        credit.append((person, CONTRIBUTOR))
    for person in w.home[1 : 1 + workers]:
        below(w, record, person)
        credit.append((person, CONTRIBUTOR))
    return credit if roles else credit[:1]


def young_major(w: World) -> Credit:
    """Resolved two days before the run, so that it may still be reopened."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    return major(w, workers=1, at=w.day(w.days_in_month - 1, 10), closed_at=w.day(w.days_in_month - 1, 15))


def child_major(w: World) -> Credit:
    """A child of a plain incident bears the marks of the major one."""
    parent = incident(w, w.home[2])
    return major(w, parent_incident=parent)


def same_words_again(w: World) -> Credit:
    """Closed, then opened anew by a mail: the clone ten days later is still in work."""
    text = "The lift doors stay shut"
    caller = w.callers[0]
    credit = major(w, at=w.day(6), caller_id=caller, opened_by=caller, short_description=text)
    incident(
        w,
        w.mate,
        at=w.day(16),
        caller_id=caller,
        opened_by=caller,
        short_description=f"  {text.upper()} ",
        state="6",
        closed_at="",
    )
    return credit


MAJORS: tuple[Case, ...] = (
    yes("the manager alone", major),
    yes("manager, one who told, one who worked on it", major, tellers=1, workers=1),
    yes("manager and three technicians", major, workers=3),
    yes("manager and two who told those who waited", major, tellers=2),
    yes("resolved two days before the run", young_major),
    trap("only proposed", major, workers=2, major_incident_state="proposed"),
    trap("no report after it", major, workers=1, overview="", findings=""),
    trap("priority 1, a full report, but never a major incident", major, major_incident_state=""),
    trap("reopened", major, workers=2, **REOPENED),
    trap("the report says N/A", major, overview="N/A", findings="N/A"),
    trap("a child bears the marks", child_major),
    trap("cloned by a mail of the same caller ten days later", same_words_again),
    no("an incident of one person", plain),
)


def critical(w: World, make: Make = change, level: str = "1 - most critical", **over: Any) -> Credit:
    """A record on a service of some criticality."""
    background(w)
    service = w.service(level)
    incident(w, w.home[3], business_service=service)
    make(w, w.lead, **({"business_service": service} | over))
    return [(w.lead, LEAD)]


def critical_with_task(w: World) -> Credit:
    """A change on a critical service with a colleague's task."""
    background(w)
    record = change(w, w.lead, business_service=w.service("2 - somewhat critical"))
    below(w, record, w.mate)
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR)]


def strategic(w: World) -> Credit:
    """An improvement that serves a strategy, on a critical service, with a colleague's task."""
    background(w)
    service = w.service("1 - most critical")
    record = improvement(w, w.lead, business_service=service, **STRATEGY)
    incident(w, w.mate, business_service=service)
    below(w, record, w.mate)
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR)]


def young_critical(w: World) -> Credit:
    """A major incident resolved two days before the run."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    facts = MAJOR | {"business_impact": IMPACT, "state": "6", "closed_at": ""}
    return critical(w, incident, at=w.day(w.days_in_month - 1), **facts)


STRATEGY = {"strategies": ("a" * 32, "Open the gates on time")}

IMPACTS: tuple[Case, ...] = (
    yes("a successful change on a most critical service", critical),
    yes("a successful change on a somewhat critical service, with a colleague's task", critical_with_task),
    yes("a major incident with its business impact", critical, make=incident, **MAJOR, business_impact=IMPACT),
    yes("an improvement with its strategy", strategic),
    trap("an improvement with its strategy, of one person alone", critical, make=improvement, **STRATEGY),
    yes("a major incident resolved two days before the run", young_critical),
    yes("successful with issues is successful", critical, close_code="successful_issues"),
    trap("priority 1 on a most critical service, no major incident", critical, make=incident, priority="1"),
    trap("a major incident without its business impact", critical, make=incident, **MAJOR),
    trap("an unsuccessful change on a most critical service", critical, close_code="unsuccessful"),
    trap("a change on a service that is not critical", critical, level="4 - not critical"),
    trap(
        "“business critical” stands in the title only",
        critical,
        level="3 - less critical",
        short_description="Business critical: replace the gate",
    ),
    trap("an improvement without strategy", critical, make=improvement),
    no("an incident of one person", plain),
)


def learned(w: World, **over: Any) -> Credit:
    """A problem with what caused and what mended it."""
    background(w)
    problem(w, w.lead, **over)
    return []


def follow_up(w: World, origin: dict[str, Any] | None = None, **over: Any) -> Credit:
    """An improvement that came out of an incident of the month before."""
    background(w)
    facts = {"major_incident_state": "accepted", "priority": "1"} if origin is None else origin
    source = incident(w, w.mate, at=w.day(-15), **facts)
    helped = over.pop("helped", True)
    record = improvement(w, w.lead, **over)
    if helped:
        below(w, record, w.mate)
    w.add("sn_cim_inbound_m2m", cim_register=record, source_table="incident", source_id=source["sys_id"]["value"])
    return []


LESSONS: tuple[Case, ...] = (
    yes("a problem fixed, with cause and fix in full sentences", learned),
    yes("the report of a major incident with findings", major),
    yes("an improvement that came out of a major incident", follow_up),
    trap("such an improvement, of one person alone", follow_up, helped=False),
    yes("a problem of another cause and fix", learned, cause_notes=CAUSES[2], fix_notes=FIXES[2]),
    trap("cause and fix say N/A", learned, cause_notes="N/A", fix_notes="N/A"),
    trap("cause and fix in a few words", learned, cause_notes="A screw was loose.", fix_notes="Turned it tight."),
    trap("the risk was accepted", learned, resolution_code="risk_accepted"),
    trap("a duplicate of another problem", learned, resolution_code="duplicate", duplicate_of=lambda w: w.thing("PRB")),
    trap("a cause, and no word on the fix", learned, fix_notes=""),
    trap("an improvement that came out of an everyday incident", follow_up, origin={}),
    trap("an improvement after a major incident, withdrawn", follow_up, closure_code="withdrawn"),
    no("an incident of one person", plain),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V08": MAJORS,
    "V11": IMPACTS,
    "V15": LESSONS,
    "S09": (
        yes("the manager of a major incident", major, roles=False, workers=1),
        trap("manager of a proposed major incident", major, major_incident_state="proposed"),
    ),
    "S25": (
        yes("the manager of a major incident with two technicians", major, roles=False, workers=2),
        trap("manager of a proposed major incident", major, workers=2, major_incident_state="proposed"),
    ),
}
