"""V01, S07 and V18, S06: work of several groups on one record, and word to those who wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, HARD, LEAD, POSITIVE, Credit, Person, Row, World
from gold.records import (
    CANCELLED,
    REOPENED,
    background,
    below,
    change,
    feedback,
    finished,
    improvement,
    incident,
    note,
    problem,
    project,
)
from gold.records import article as published
from gold.scenario import Case, no, of_kind, trap, yes
from gold.words import NOTES

Make = Callable[..., Row]


def shared(
    w: World,
    make: Make = incident,
    second: Callable[[World], Person] = lambda w: w.peer,
    task: str = "",
    **over: Any,
) -> Credit:
    """A record with a closed task of a colleague and one of somebody else."""
    background(w)
    record = make(w, w.lead, **over)
    below(w, record, w.mate)
    below(w, record, second(w), state=task)
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR), (second(w), CONTRIBUTOR)]


def young(w: World, **changed: Any) -> Credit:
    """The same, resolved two days before the run: still provisional."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    return shared(w, at=w.day(w.days_in_month - 1), state="6", closed_at="", **changed)


def noted(
    w: World, text: str = "", first: str = "task", writer: Callable[[World], Person] | None = None, **over: Any
) -> Credit:
    """A record with a note of somebody of the other group, and a task or a note of a colleague."""
    background(w)
    record = incident(w, w.lead, **over)
    if first == "task":
        below(w, record, w.mate)
    else:
        note(w, record, w.mate, NOTES[0])
    who = writer(w) if writer else w.peer
    note(w, record, who, text or NOTES[1])
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR), (who, CONTRIBUTOR)]


def listed(w: World) -> Credit:
    """Two groups with tasks, and one more assignee on the list."""
    credit = shared(w, additional_assignee_list=lambda w: [w.home[4]])
    return [*credit, (w.home[4], CONTRIBUTOR)]


def ping_pong(w: World, **over: Any) -> Credit:
    """Sent to and fro, watched by many, without work of others."""
    background(w)
    incident(w, w.lead, **({"reassignment_count": 7} | over))
    return [(w.lead, LEAD)]


def template_note(w: World) -> Credit:
    """The other group's member pastes one and the same text on every record."""
    background(w)
    text = "Thank you for your patience. We have taken note of this record and will come back to you shortly."
    for number in range(4):
        record = incident(w, w.home[number % 2])
        note(w, record, w.peer, text)
        if number == 0:
            below(w, record, w.mate)
    return []


def principal_notes(w: World) -> Credit:
    """Many good notes, all by the resolver."""
    background(w)
    record = incident(w, w.lead)
    below(w, record, w.mate)
    for text in NOTES:
        note(w, record, w.lead, text)
    return []


def child(w: World) -> Credit:
    """The tasks of two groups hang on a child; its parent was resolved by one person."""
    parent = incident(w, w.home[2])
    return shared(w, parent_incident=parent)


def self_opened(w: World) -> Credit:
    """The caller is the resolver."""
    return shared(w, caller_id=w.lead, opened_by=w.lead)


def denied(w: World) -> Credit:
    """The category is one of those that are never read."""
    w.settings["denied_categories"] = ["facility"]
    return shared(w, category="facility")


def plain(w: World, make: Make = incident) -> Credit:
    """One person's work."""
    background(w)
    make(w, w.lead)
    return []


def one_task(w: World) -> Credit:
    """One task of a colleague."""
    background(w)
    below(w, incident(w, w.lead), w.mate)
    return []


TOGETHER: tuple[Case, ...] = (
    yes("incident with closed tasks of two groups", shared),
    yes("change with closed tasks of two groups", shared, make=change),
    yes("problem with completed tasks of two groups", shared, make=problem),
    yes("improvement with tasks of two groups", shared, make=improvement),
    yes("a task of the own group, a work note of the other", noted),
    yes("work notes by members of both groups", noted, first="note"),
    yes("a project with tasks of two groups", shared, make=project),
    yes("resolved two days before the run", young),
    yes("an additional assignee beside the tasks", listed),
    trap("seven reassignments and no work of others", ping_pong),
    trap("the other group's task was Closed Skipped", shared, task="7"),
    trap("cancelled, with good tasks", shared, **CANCELLED),
    trap("reopened, with good tasks", shared, **REOPENED),
    trap("two colleagues of the same group", shared, second=lambda w: w.home[3]),
    no("an incident of one person", plain),
    no("a change of one person", plain, make=change),
)
MORE_TOGETHER: tuple[Case, ...] = (
    trap("the other group's note is shorter than 40 characters", noted, text="Looked at it, fine now."),
    trap("the other group pastes a template", template_note),
    trap("many notes, all by the resolver", principal_notes),
    trap("twenty people on the watch list", ping_pong, watch_list=lambda w: w.callers[:20]),
    trap("self-opened", self_opened),
    trap("of a category that is out of scope", denied),
    trap("the tasks hang on a child", child),
)


def told(
    w: World,
    task: str = "3",
    writer: Callable[[World], Person] | None = None,
    **over: Any,
) -> Credit:
    """A major incident with a communication task."""
    background(w)
    who = writer(w) if writer else w.mate
    facts = {"major_incident_state": "accepted", "priority": "1"} | over
    record = incident(w, w.lead, **facts)
    alert(w, record, who, task)
    return [(who, LEAD if who is w.lead else CONTRIBUTOR)]


def alert(w: World, record: Row, by: Person, state: str = "3") -> None:
    """A communication task on the alert of an incident."""
    done = finished(record) - timedelta(hours=1)
    w.add(
        "incident_alert_task",
        number=w.number("IATASK"),
        state=state,
        opened_at=done - timedelta(hours=1),
        closed_at=done,
        assignment_group=by.group,
        assigned_to=by,
        incident_alert__source_incident=record,
    )


def two_alerts(w: World) -> Credit:
    """Two people of two groups told those who waited."""
    background(w)
    record = incident(w, w.lead, major_incident_state="accepted", priority="1")
    alert(w, record, w.mate)
    alert(w, record, w.peer)
    return [(w.mate, CONTRIBUTOR), (w.peer, CONTRIBUTOR)]


def comments(w: World, hours: int, priority: str = "1", count: int = 6, by: str = "") -> Credit:
    """So many comments for the caller, the first so many hours after the resolution."""
    background(w)
    record = incident(w, w.lead, priority=priority)
    for number in range(count):
        at = finished(record) + timedelta(hours=hours, minutes=20 * number)
        row = note(w, record, w.lead, NOTES[number % len(NOTES)], at=at, element="comments")
        if by:
            row["sys_created_by"] = {"value": by, "display_value": by}
    return [(w.lead, LEAD)]


def young_alert(w: World) -> Credit:
    """Resolved two days before the run."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    return told(w, at=w.day(w.days_in_month - 1), state="6", closed_at="")


TOLD: tuple[Case, ...] = (
    yes("a colleague closed the communication task of a major incident", told),
    yes("the manager of the major incident did it himself", told, writer=lambda w: w.lead),
    yes("somebody of the other group did it", told, writer=lambda w: w.peer),
    yes("two communication tasks by two people", two_alerts),
    trap("the major incident was only proposed", told, major_incident_state="proposed"),
    trap("the communication task was skipped", told, task="7"),
    trap("the major incident was reopened", told, **REOPENED),
    trap("priority 1 but no major incident", told, major_incident_state=""),
    trap("comments only after the resolution", comments, hours=2),
    no("an incident of one person", plain),
)
MORE_TOLD: tuple[Case, ...] = (
    yes("resolved two days before the run", young_alert),
    trap("comments before the resolution, all by a machine", comments, hours=-5, by="system"),
    trap("many comments on an incident of priority 4", comments, hours=-5, priority="4", count=9),
)


def helpful(w: World, readers: int = 3, by: str = "callers", useful: str = "yes") -> Credit:
    """An article that so many readers found useful or not."""
    background(w)
    page = published(w, w.lead)
    for user in getattr(w, by)[:readers]:
        feedback(w, page, user, useful=useful)
    return [(w.lead, LEAD)]


CASES: dict[str, tuple[Case, ...]] = {
    "V01": (*TOGETHER, *MORE_TOGETHER[:3]),
    "S07": (*of_kind(TOGETHER, POSITIVE), *MORE_TOGETHER[3:], no("an incident of one person", plain)),
    "V18": (*TOLD, *MORE_TOLD[:2]),
    "S06": (
        yes("four business readers found the article useful", helpful, readers=4),
        *of_kind((*TOLD, *MORE_TOLD), POSITIVE),
        *of_kind(MORE_TOLD, HARD),
        no("an incident of one person", plain),
        trap("three readers of another IT group found it useful", helpful, by="other"),
        trap("business readers found it not useful", helpful, useful="no"),
    ),
}
