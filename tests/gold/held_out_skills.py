"""The held-out gold, skill signals; those from imported lists that are like a visibility signal are with that one."""

from __future__ import annotations

from datetime import timedelta

from gold.bundle import CONTRIBUTOR, LEAD, Credit, World
from gold.changes import from_risk, prepared, vendor
from gold.collaboration import helpful, shared, told
from gold.held_out import (
    FORTY,
    MONITORED,
    SELF,
    SKIPPED,
    SUCCESSFUL,
    WITHDRAWN,
    at_edge,
    cleared,
    on_requests,
    reopened_by_mail,
    sized,
    utc,
)
from gold.held_out_more import WEEKLY, at_the_edge, recurring
from gold.imported import badges, courses, one_row, talks, thanked
from gold.improvements import both, budget, led, planned, saved
from gold.knowledge import improved_article, liked
from gold.majors import follow_up, major, young_major
from gold.practice import practices, served, solved
from gold.records import article, attach, background, below, change, improvement, incident, note, problem, project
from gold.scenario import Case, trap, yes
from gold.skills import SENTENCES, broad, deep, exercised, grown, inside, over_months
from gold.words import CAUSES, FIXES, NOTES

FIREWALL = (
    "FortiGate: opened the way to the branch.",
    "FortiGate: renewed the keys of one hall.",
    "FortiGate: moved it to another rack now.",
    "FortiGate: put its clock back to summer.",
)
"""Forty characters each."""


def noted_by_mate(w: World, length: int) -> Credit:
    """Short notes of a colleague name a technology on four records of somebody else."""
    background(w)
    for number, text in enumerate(FIREWALL):
        note(w, incident(w, w.lead, at=w.day(6 + 4 * number)), w.mate, text[:length])
    return [(w.mate, CONTRIBUTOR)]


TECHNOLOGY: tuple[Case, ...] = (
    yes("three incidents, opened by monitoring in a colleague's name", exercised, skill="SQL Server", count=3,
        **MONITORED),
    yes("a contributor's notes of exactly forty characters", noted_by_mate, length=40),
    trap("a contributor's notes of thirty-nine characters", noted_by_mate, length=39),
    trap("four incidents, all of them not solved", exercised, close_code="Not Solved (Too Costly)"),
)  # fmt: skip


def one_too_old(w: World) -> Credit:
    """Of the third domain's three records one is of seven months ago."""
    broad(w, counts=(3, 3))
    over_months(w, w.lead, "SAP", (-190, 9, 15))
    return []


BREADTH: tuple[Case, ...] = (
    yes("three domains of exactly three, the first records of almost five months ago", broad, oldest=-140),
    yes("three domains of exactly three, and a fourth of two", broad, counts=(3, 3, 3, 2)),
    trap("two domains of three, two of two", broad, counts=(3, 3, 2, 2)),
    trap("of the third domain's three records one is seven months old", one_too_old),
)
GROWTH: tuple[Case, ...] = (
    yes("new, four times within eighty-eight days", grown, days=(-68, -40, 6, 20)),
    yes("last exercised fourteen months before", grown, days=(-460, -20, 5, 10, 14), skill="FortiGate"),
    trap("last exercised eleven months before", grown, days=(-340, -20, 5, 10, 14), skill="FortiGate"),
    trap("three times, the third on the ninety-third day after the first", grown, days=(-80, -40, 13)),
)
DEPTH: tuple[Case, ...] = (
    yes("four of six months with gaps, and a problem with its cause", deep, months=(0, 2, 3, 5)),
    yes("four of six months, and a normal change of very high risk, successful with issues", deep,
        months=(0, 1, 2, 5), marker="change", risk="1", close_code="successful_issues"),
    trap("three of six months with gaps, and a change of high risk", deep, months=(0, 3, 5), marker="change"),
    trap("five of six months, and a problem without its cause", deep, cause_notes=""),
)  # fmt: skip


def two_analysts(w: World) -> Credit:
    """Two people of two groups completed an analysis; the lead confirmed his own problem."""
    background(w)
    record = problem(w, w.lead, confirmed_by=w.lead, opened_by=w.callers[1], cause_notes="Found.", fix_notes="Done.")
    for person in (w.mate, w.peer):
        below(w, record, person, problem_task_type="rca")
    return [(w.mate, CONTRIBUTOR), (w.peer, CONTRIBUTOR)]


ROOT_CAUSE: tuple[Case, ...] = (
    yes("cause and fix of exactly sixty characters each", solved, cause_notes=sized(CAUSES[2], 60),
        fix_notes=sized(FIXES[1], 60)),
    yes("two completed analyses by people of two groups", two_analysts),
    trap("cause and fix of twenty-nine characters each", solved, cause_notes=sized(CAUSES[0], 29),
         fix_notes=sized(FIXES[0], 29)),
    trap("marked a duplicate of another problem, for all its fix", solved,
         duplicate_of=lambda w: w.thing("PRB0000017")),
)  # fmt: skip


def helpful_and_not(w: World) -> Credit:
    """Three readers found it useful, two did not."""
    credit = helpful(w, readers=3)
    page = w.tables["kb_knowledge"][-1]
    for user in w.callers[3:5]:
        w.add("kb_feedback", sys_created_on=w.day(14), article=page, user=user, useful="no", flagged=False)
    return credit


COMMUNICATION: tuple[Case, ...] = (
    yes("told those who waited for a major incident that monitoring had opened", told, writer=lambda w: w.home[3],
        **MONITORED),
    yes("exactly three business readers found the article useful, two did not", helpful_and_not),
    trap("two business readers and three of another IT group found it useful", liked,
         readers=lambda w: [*w.callers[:2], *w.other[:3]]),
    trap("the major incident was rejected as such", told, major_incident_state="rejected"),
)  # fmt: skip


def noted_change(w: World) -> Credit:
    """A change with a colleague's task and a note of forty characters by the other group."""
    background(w)
    record = change(w, w.lead)
    below(w, record, w.mate)
    note(w, record, w.peer, FORTY)
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR), (w.peer, CONTRIBUTOR)]


def copied_note(w: World) -> Credit:
    """The other group's member repeats a colleague's note word by word."""
    background(w)
    record = incident(w, w.lead, at=w.day(12, 14))
    below(w, record, w.mate)
    note(w, record, w.mate, NOTES[2], at=w.day(12, 9))
    note(w, record, w.peer, NOTES[2], at=w.day(12, 11))
    return []


TOGETHER: tuple[Case, ...] = (
    yes("a change with a task of one group, a note of forty characters of the other", noted_change),
    yes("tasks of two groups, opened by monitoring in a colleague's name", shared, **MONITORED),
    trap("tasks of two groups, but the same caller called alike on the twenty-ninth day", reopened_by_mail,
         first=shared),
    trap("the other group only repeated a colleague's note", copied_note),
)  # fmt: skip


def managed_by_other(w: World) -> Credit:
    """The project's manager is not whom it is assigned to."""
    led(w, make=project, project_manager=lambda w: w.home[3])
    return [(w.home[3], LEAD)]


LEADING: tuple[Case, ...] = (
    yes("a project whose manager is not whom it is assigned to", managed_by_other),
    yes("manager of a major incident resolved two days before the run", lambda w: young_major(w)[:1]),
    trap("manager of a major incident that was cancelled as such", major, major_incident_state="canceled", workers=1),
    trap("the colleague's task in a short improvement was closed incomplete", led, task="4"),
)


def last_hour(w: World) -> Credit:
    """Closed in the month's last hour in New York, already the next month in UTC."""
    at_edge(w, "2026-10", "America/New_York")
    end = utc("2026-11-01 03:30")
    return planned(w, closed_at=end, work_end=end, end_date=end + timedelta(hours=9))


PROJECTS: tuple[Case, ...] = (
    yes("ended at the very moment that was planned", planned, late=0),
    yes("closed in the month's last hour, in the team's zone", last_hour),
    trap("ended one day late", planned, late=1),
    trap("closed skipped, in time", planned, state="7"),
)


def two_units(w: World) -> Credit:
    """A unit served enough, and another one once."""
    credit = served(w, count=3)
    incident(w, w.lead, caller_id=w.callers[8], opened_by=w.callers[8], business_service=w.service("4 - not critical"))
    return credit


def no_unit(w: World) -> Credit:
    """Nobody's department is known."""
    served(w)
    cleared(w, "department")
    return []


UNITS: tuple[Case, ...] = (
    yes("three incidents on two services of one unit and the major one", served, count=3),
    yes("the same, and one incident of another unit", two_units),
    trap("one incident and the major one", served, count=1, services=2),
    trap("the callers' department is empty", no_unit),
)


def risk_withdrawn(w: World) -> Credit:
    """It came out of a risk issue, and was withdrawn."""
    from_risk(w)
    w.tables["sn_cim_register"][-1]["closure_code"] = {"value": WITHDRAWN[0], "display_value": WITHDRAWN[1]}
    return []


RISKS: tuple[Case, ...] = (
    yes("both plans, moderate risk; the close code's label is German", prepared, risk="3",
        close_code=("successful", "Erfolgreich")),
    yes("an emergency change of very high risk with both plans", prepared, risk="1", type="emergency"),
    trap("an improvement that came out of a risk issue; the closure code's label says Withdrawn", risk_withdrawn),
    trap("an improvement that came out of an everyday incident", follow_up, origin={}),
)  # fmt: skip
BETTER: tuple[Case, ...] = (
    yes("prevention: seven before the fix, three after", recurring, before=WEEKLY, after=(8, 20, 32)),
    yes("leader and a colleague; the closure code's label says Successful", both, closure_code=SUCCESSFUL),
    trap("prevention: the sixty days end three days after the month", recurring, before=WEEKLY, after=(8, 20), wait=3),
    trap("a short improvement; the other's task is Closed Skipped, stored as 5", led, task=SKIPPED),
)


def thanked_by_member(w: World) -> Credit:
    """The giver calls, and belongs to the person's own group."""
    group = w.lead.group
    assert group
    w.join(w.callers[0], group)
    return thanked(w)


PRAISE: tuple[Case, ...] = (
    yes("a caller gave it on the month's last day", lambda w: thanked(w, day=w.days_in_month)),
    yes("a caller gave it on the month's first day", thanked, giver=lambda w: w.callers[7], day=1),
    trap("the caller who gave it belongs to the person's group", thanked_by_member),
    trap("somebody gave it who never called", thanked, giver="Somebody Unknown"),
)
VALID = badges(expires="2031-05-31")
BADGES: tuple[Case, ...] = (
    yes("issued on the month's first day", at_the_edge, row=VALID, edge="first"),
    yes("issued on the month's last day, by the user name", at_the_edge, row=VALID, edge="last", who="peer"),
    trap("issued on the day before the month", at_the_edge, row=VALID, edge="before"),
    trap("issued on the day after the month", at_the_edge, row=VALID, edge="after"),
)
COURSES: tuple[Case, ...] = (
    yes("completed on the month's first day, by the user name", at_the_edge, row=courses(), edge="first", who="peer"),
    yes("completed on the month's last day", at_the_edge, row=courses(), edge="last"),
    trap("completed on the day after the month", at_the_edge, row=courses(), edge="after"),
    trap("a talk about a training is none", one_row, **talks(title="What the training course taught us")),
)


def only_noted(w: World) -> Credit:
    """A new skill, once in a note on an improvement in which others lead and have the tasks."""
    grown(w)
    record = improvement(w, w.mate, at=w.day(12), short_description="Fewer visits by PowerShell scripts")
    below(w, record, w.home[3])
    note(w, record, w.lead, SENTENCES["PowerShell"])
    return []


EXPERIENCE: tuple[Case, ...] = (
    yes("in a project in which the person has a task", inside, make=project, leads=False),
    yes("in an improvement whose closure code's label says Successful", inside, closure_code=SUCCESSFUL),
    trap("in a project that was closed incomplete", inside, make=project, state="4"),
    trap("in a note on an improvement in which the person has no task", only_noted),
)


def of_the_other_group(w: World) -> Credit:
    """Author and task are the other group's."""
    improved_article(w, by=lambda w: w.peer, author=lambda w: w.peer)
    return [(w.peer, LEAD)]


FEEDBACK: tuple[Case, ...] = (
    yes("the new version came one day before the task was closed", improved_article, new_version=15),
    yes("a caller flagged an article of the other group's author, who did the rest", of_the_other_group),
    trap("the new version came four days after the task was closed", improved_article, new_version=20),
    trap("the author flagged the own article", improved_article, flagged_by=lambda w: w.lead),
)
COST = {"base": "90000", "target": "70000"}
MONEY: tuple[Case, ...] = (
    yes("project at exactly its planned cost", budget, plan="40000", actual="40000"),
    yes("cost reduction with amounts; its label is German", saved, **COST,
        category=("cost_reduction", "Kostensenkung")),
    trap("project one above its planned cost", budget, plan="40000", actual="40001"),
    trap("cost reduction with amounts, withdrawn", saved, **COST, category="cost_reduction", closure_code="withdrawn"),
)  # fmt: skip


def young_and_monitored(w: World) -> Credit:
    """Opened by monitoring, resolved two days before the run."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    return vendor(w, at=w.day(w.days_in_month - 1), state="6", closed_at="", **MONITORED)


def half_past_midnight(w: World) -> Credit:
    """The month's first half hour in Kolkata, still the month before in UTC."""
    at_edge(w, "2026-09", "Asia/Kolkata")
    return vendor(w, at=utc("2026-08-31 18:50"))


VENDORS: tuple[Case, ...] = (
    yes("opened by monitoring, resolved two days before the run", young_and_monitored),
    yes("resolved in the month's first half hour, in the team's zone", half_past_midnight),
    trap("held for a problem, with a vendor's ticket", vendor, code="3"),
    trap("closed by its caller", vendor, close_code="Closed/Resolved by Caller"),
)
MIX: tuple[Case, ...] = (
    yes("problem, change, request", practices, kinds="problem change request"),
    yes("change, problem, and an incident opened by monitoring", practices, kinds="change problem incident",
        **MONITORED),
    trap("the third one, a problem, is marked a duplicate", practices, kinds="incident change problem",
         duplicate_of=lambda w: w.thing("PRB0000099")),
    trap("the third one, an incident, was called in by its resolver", practices, kinds="request change incident",
         **SELF),
)  # fmt: skip


def resolved_by_author(w: World) -> Credit:
    """Of two tasks one is assigned to a colleague, but the author resolved it."""
    background(w)
    page = article(w, w.lead)
    attach(w, page, incident(w, w.peer, at=w.day(9)))
    attach(w, page, incident(w, w.lead, at=w.day(13), assigned_to=w.mate))
    return []


WRITING: tuple[Case, ...] = (
    yes("attached to a request and to a change of two others", on_requests),
    yes("exactly three callers, the author and two team-mates found it useful", liked,
        readers=lambda w: [*w.callers[6:9], *w.home[:3]]),
    trap("two attachments; one of the incidents the author resolved for a colleague", resolved_by_author),
    trap("two callers found it useful, one of them twice", liked,
         readers=lambda w: [w.callers[0], w.callers[4], w.callers[4]]),
)  # fmt: skip


def third_skipped(w: World) -> Credit:
    """Three tasks by three people, one of them skipped."""
    led(w, mates=2)
    below(w, w.tables["sn_cim_register"][-1], w.peer, state="7")
    return []


def own_third(w: World) -> Credit:
    """Three tasks by three people, one of whom leads."""
    led(w, mates=2)
    below(w, w.tables["sn_cim_register"][-1], w.lead)
    return []


MANAGING: tuple[Case, ...] = (
    yes("coordinator with three contributors, all of the other group", led, mates=0, outsiders=3),
    yes("manager of a major incident that monitoring had opened", major, roles=False, workers=1, **MONITORED),
    trap("coordinator; of three tasks one was skipped", third_skipped),
    trap("coordinator; of three tasks one is the own", own_third),
)

CASES: dict[str, tuple[Case, ...]] = {
    "S01": TECHNOLOGY,
    "S02": BREADTH,
    "S03": GROWTH,
    "S04": DEPTH,
    "S05": ROOT_CAUSE,
    "S06": COMMUNICATION,
    "S07": TOGETHER,
    "S09": LEADING,
    "S10": PROJECTS,
    "S11": UNITS,
    "S12": RISKS,
    "S13": BETTER,
    "S14": PRAISE,
    "S15": BADGES,
    "S16": COURSES,
    "S17": EXPERIENCE,
    "S18": FEEDBACK,
    "S19": MONEY,
    "S20": VENDORS,
    "S21": MIX,
    "S24": WRITING,
    "S25": MANAGING,
}
