"""What the eight honestly do: everyday work over fifteen months, and in the month a piece of its own for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from drumbeat.records.model import Declaration
from gaming.year import HISTORY, Facts, Year
from gold.bundle import Item, Person, Row, Value
from gold.collaboration import alert
from gold.majors import IMPACT, OVERVIEW
from gold.records import (
    article,
    attach,
    below,
    change,
    feedback,
    improvement,
    incident,
    note,
    problem,
    project,
    request,
    service_level,
)
from gold.skills import SENTENCES
from gold.words import CAUSES, FIXES, NOTES

TOOLS = tuple(SENTENCES)
EVERYDAY = 6
"""Incidents of a person in a month."""
SHORT = ("Looked at it, fine now.", "Called back, no answer.", "Will try on Monday.")
"""Honest notes that say too little to be a part in somebody's work."""
ONCE = ("Jenkins", "Grafana", "Kubernetes", "Terraform", "Wireshark", "Tableau", "MongoDB", "Ansible")
"""A tool that each of the eight has met once: no skill as yet."""
STRATEGY = ("a" * 32, "Open the gates on time")
PLAN = "Put the old part back, tighten both screws, and open the gate by hand until that is done."
TEST = "Open and close the gate ten times, once with the emergency button, and write down the time."


def honest(seed: str = "neutral", months: int = HISTORY, pieces: tuple[str, ...] | None = None) -> Year:
    """The neutral world of this seed; the caller may change it. A smaller one has fewer months and pieces."""
    return _honest(seed, months, tuple(PIECES) if pieces is None else pieces).copied()


@lru_cache(maxsize=4)
def _honest(seed: str, history: int, pieces: tuple[str, ...]) -> Year:
    w = Year(seed)
    items = [w.item(f"unit {number + 1}", "cmdb_ci_facility", w.team[number].group) for number in range(8)]
    for months in range(history, -1, -1):
        everyday(w, items, months)
    for name in pieces:
        PIECES[name](w, items)
    return w


def everyday(w: Year, items: list[Item], months: int) -> None:
    """A month of incidents, requests and changes of all eight, with their service levels."""
    for place, by in enumerate(w.team):
        for number in range(EVERYDAY):
            one_incident(w, by, months, number, items[(place + number) % 6 if place < 6 else 6 + number % 2])
        request(w, by, w.ago(months, 3 + 2 * place))
        if (place + months) % 2:
            change(w, by, w.ago(months, 4 + 2 * place), type="standard" if place % 3 else "normal")
    if not months:
        for by, tool in zip(w.team, ONCE, strict=True):
            text, notes = w.subject()
            said = f"Looked at it in {tool} with the caller. {notes}"
            incident(w, by, w.day(17), short_description=text, close_notes=said)


def one_incident(w: Year, by: Person, months: int, number: int, item: Item) -> Row:
    """An incident of somebody; about every second one names one of the two tools the person works with."""
    place = w.team.index(by)
    row = incident(w, by, w.ago(months, 2 + 4 * number + place % 3, 9 + place % 5), cmdb_ci=item)
    if number % 2:
        said = SENTENCES[TOOLS[(place + number // 4) % len(TOOLS)]]
        w.put(row, close_notes=f"{said} {row['close_notes']['value']}")
    late = w.rng.random() < 0.1
    w.put(row, made_sla=not late)
    service_level(w, row, breached=late)
    note(w, row, by, w.rng.choice(SHORT), element="comments" if number == 3 else "work_notes")
    if number == 2:
        note(w, row, w.team[(place + 5) % 8], w.rng.choice(SHORT))
    return row


def solved(w: Year, by: Person, at: datetime, **facts: Value) -> Row:
    """A problem with cause and fix in words that stand nowhere else."""
    what = w.subject()[0]
    notes = {"cause_notes": f"{CAUSES[0]} So the {what}.", "fix_notes": f"{FIXES[0]} Since then no {what} any more."}
    return problem(w, by, at, **notes, **facts)


def _prevention(w: Year, items: list[Item]) -> None:
    """The first fixes a problem in August, so that its incidents stay away; others worked by his workaround."""
    by, item = w.team[0], w.item("gate 7", "cmdb_ci_facility", w.home[0].group)
    fixed = w.day(14) - timedelta(days=60)
    facts: Facts = {
        "cmdb_ci": item,
        "confirmed_by": w.team[3],
        "opened_by": w.team[5],
        "workaround_communicated_by": by,
    }
    record = solved(w, by, fixed, **facts)
    for number in range(8):
        at = fixed - timedelta(days=4 + 5 * number)
        incident(w, w.team[1 + number % 5], at, cmdb_ci=item, category="facility", problem_id=record)
    for number in range(6):
        for sign in (-1, 1):
            at = fixed + timedelta(days=sign * (5 + 7 * number))
            incident(w, w.team[2 + number % 3], at, cmdb_ci=items[number % 3], category="facility")
    incident(w, w.team[4], fixed + timedelta(days=30), cmdb_ci=item, category="facility")
    second = solved(w, by, w.day(19), confirmed_by=w.team[3], opened_by=w.team[4], workaround_communicated_by=by)
    below(w, second, w.team[6])
    for number in range(4):
        incident(w, w.team[2 + number], w.day(8 + number), problem_id=second)


def _article(w: Year, items: list[Item]) -> None:
    """The second writes an article that others attach and callers find useful, and renews it when one doubts it."""
    by = w.team[1]
    page = article(w, by, w.day(-40))
    for number, other in enumerate((w.team[2], w.team[4], w.team[6])):
        attached_by(w, page, incident(w, other, w.day(9 + 2 * number)), other)
    for number in range(4):
        feedback(w, page, w.callers[6 * number])
    facts: Facts = {
        "number": w.number("KB"),
        "article_id": w.sys_id(),
        "short_description": "How to free a stuck blind",
    }
    first = article(w, by, w.day(-70), workflow_state="outdated", **facts)
    article(w, by, w.day(14), base_version=first, revised_by=by, **facts)
    said = feedback(w, first, w.callers[7], w.day(6), useful="no", flagged=True)
    w.add(
        "kb_feedback_task",
        number=w.number("KBFT"),
        state="3",
        opened_at=w.day(7),
        closed_at=w.day(16),
        assignment_group=by.group,
        assigned_to=by,
        feedback=said,
        feedback__article=first,
    )
    w.declare(Declaration.RECOGNITION, by, "Thanks for the sheet on blinds", w.day(18).date(), by=w.callers[3])
    incident(w, w.team[2], w.day(11), caller_id=w.callers[3], opened_by=w.callers[3])


def attached_by(w: Year, page: Row, task: Row, by: Person) -> Row:
    """An article attached to a task, and the name of who did it, as every row of ServiceNow tells it."""
    row = attach(w, page, task)
    row["sys_created_by"] = {"value": by.user_name, "display_value": by.user_name}
    return row


def _improvement(w: Year, items: list[Item]) -> None:
    """The third leads an improvement with tasks of two others, and its figures."""
    facts: Facts = {"base_value": "120", "target_value": "80", "achieved_outcome_category": "time_savings"}
    begun: Facts = {
        "work_start": w.day(-25),
        "opened_by": w.team[5],
        "strategies": STRATEGY,
    }
    record = improvement(w, w.team[2], w.day(20), **facts, **begun)
    note(w, record, w.team[2], SENTENCES["Exchange Online"])
    w.add("sn_cim_related_kpi", cim_register=record, kpi=w.thing("Waiting time at the gate"))
    for other in (w.team[3], w.team[6], w.team[7]):
        below(w, record, other)
    for day in (-25, -4, 9, 17):  # a tool that is new to the person
        own = incident(w, w.team[2], w.day(day))
        w.put(own, close_notes=f"{SENTENCES['Exchange Online']} {own['close_notes']['value']}")


def _change(w: Year, items: list[Item]) -> None:
    """The fourth prepares a change of high risk on a critical service with the other group."""
    service = w.service("1 - most critical", "Visitors' entrance")
    w.monitored.add(service.name)
    facts: Facts = {"risk": "2", "backout_plan": PLAN, "test_plan": TEST, "business_service": service}
    record = change(w, w.team[3], w.day(13), **facts)
    w.put(record, close_notes=f"{SENTENCES['FortiGate']} {record['close_notes']['value']}")
    below(w, record, w.team[4])
    below(w, record, w.team[7])
    for number in range(5):
        caller = w.callers[number]
        facts = {"caller_id": caller, "opened_by": caller, "business_service": service if number % 2 else w.service()}
        incident(w, w.team[3], w.day(5 + number), **facts)


def _major(w: Year, items: list[Item]) -> None:
    """The fifth led a major incident; one told those who waited, two worked on it; an improvement came of it."""
    facts: Facts = {"major_incident_state": "accepted", "priority": "1", "overview": OVERVIEW, "findings": CAUSES[1]}
    record = incident(w, w.team[4], w.day(9), business_impact=IMPACT, **facts)
    alert(w, record, w.team[6])
    for other in (w.team[5], w.team[7]):
        below(w, record, other)
    note(w, record, w.team[0], NOTES[0])
    w.add("cmdb_ci_outage", type="outage", begin=w.day(9, 7), end=w.day(9, 9), cmdb_ci=items[0], task_number=record)


def _vendor(w: Year, items: list[Item]) -> None:
    """The sixth has incidents that wait for a vendor, with the vendor's number, and begins what others accept."""
    for number in range(2):
        facts: Facts = {"hold_reason": "4", "correlation_id": f"VND-4821{number}"}
        row = incident(w, w.team[5], w.day(12 + number), **facts)
        service_level(w, row, breached=False)
    solved(w, w.team[6], w.day(21), opened_by=w.team[5], confirmed_by=w.team[6])
    foreign = w.item("lift 4", "cmdb_ci_facility", w.other[0].group)
    incident(w, w.team[5], w.day(18), cmdb_ci=foreign)


def _helper(w: Year, items: list[Item]) -> None:
    """The seventh helps on colleagues' records with notes, and her change template is used by others."""
    row = w.add(
        "std_change_producer_version",
        name="Change the battery of a gate",
        std_change_producer=w.thing("Change the battery of a gate"),
        version=1,
        active=True,
        sys_created_on=w.day(-200),
        sys_created_by=w.team[6].user_name,
    )
    for number, by in enumerate((w.team[0], w.team[1], w.team[3], w.team[5])):
        item = w.item(f"gate {number}", "cmdb_ci_gate", w.home[0].group)
        change(w, by, w.day(5 + number), type="standard", std_change_producer_version=row, cmdb_ci=item)
    for number in range(3):
        record = incident(w, w.team[number], w.day(10 + 2 * number))
        note(w, record, w.team[6], NOTES[1 + number])


def _project(w: Year, items: list[Item]) -> None:
    """The eighth closed a project in time and below its cost, learned, and spoke."""
    by, at = w.team[7], w.day(22)
    dates: Facts = {"start_date": at - timedelta(days=40), "end_date": at + timedelta(days=2)}
    begun: Facts = {"work_start": at - timedelta(days=40), "work_end": at, "cost": "40000", "work_cost": "38000"}
    record = project(w, by, at, **dates, **begun)
    for other in (w.team[0], w.team[2], w.team[4]):
        below(w, record, other)
    w.declare(Declaration.CERTIFICATE, by, "Certified caretaker", w.day(8).date(), credential="CC-2291")
    w.declare(Declaration.TRAINING, by, "Working safely on ladders", w.day(15).date())
    w.declare(Declaration.TALK, by, "How our gates stay open", w.day(24).date())
    w.declare(Declaration.MENTORING, by, "Gates", w.day(25).date(), by=w.team[4], is_confirmed=True)


def _earlier(w: Year, items: list[Item]) -> None:
    """The year before: problems, articles, improvements and majors of others, so that little is a first time."""
    for months in range(2, HISTORY, 2):
        by = w.team[months % 8]
        solved(w, by, w.ago(months, 17), confirmed_by=w.team[(months + 3) % 8], opened_by=w.team[1])
        record = improvement(w, w.team[(months + 1) % 8], w.ago(months, 19), opened_by=w.team[(months + 1) % 8])
        below(w, record, by)
        article(w, w.team[(months + 5) % 8], w.ago(months, 12))


def _team(w: Year, items: list[Item]) -> None:
    """What only the whole team's month shows: answers to surveys, requests of one department."""
    for number, row in enumerate(list(w.rows("incident"))[-24:]):
        w.add(
            "asmt_metric_result",
            sys_created_on=w.day(24, 15),
            metric=w.thing("How satisfied are you?"),
            normalized_value=("6", "7.5", "8", "10")[number % 4],
            instance=w.thing(w.number("AINST")),
            instance__trigger_id=(row["sys_id"]["value"], row["number"]["display_value"]),
            instance__task_id=row,
        )
    for number in range(5):
        request(w, w.team[number], w.day(4 + number), requested_for=w.callers[12 + number])


PIECES = {
    "prevention": _prevention,
    "article": _article,
    "improvement": _improvement,
    "change": _change,
    "major": _major,
    "vendor": _vendor,
    "helper": _helper,
    "project": _project,
    "earlier": _earlier,
    "team": _team,
}
"""Beside everyday work, by name."""
