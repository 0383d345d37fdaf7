"""V02, V03, V09, V23 and S09, S10, S13, S19, S25: improvements, projects, and who leads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, HARD, LEAD, POSITIVE, Credit, Person, Row, World
from gold.records import background, below, change, improvement, incident, project
from gold.scenario import Case, no, of_kind, trap, yes

Make = Callable[..., Row]


def led(
    w: World,
    make: Make = improvement,
    mates: int = 1,
    outsiders: int = 0,
    task: str = "",
    role: str = LEAD,
    **over: Any,
) -> Credit:
    """A record led by one person, with a task of each of some others."""
    background(w)
    record = make(w, w.lead, **over)
    others = [*w.home[1 : 1 + mates], *w.partner[:outsiders]]
    for person in others:
        below(w, record, person, state=task)
    return [(w.lead, LEAD)] if role == LEAD else [(person, CONTRIBUTOR) for person in others]


def both(w: World, **changed: Any) -> Credit:
    """The leader and those who had a part."""
    credit = led(w, role=CONTRIBUTOR, **changed)
    return [(w.lead, LEAD), *credit]


def alone(w: World, days: int, make: Make = improvement, own: int = 0, **over: Any) -> Credit:
    """Led without others' tasks, over so many calendar days that begin on a Monday of mid-month."""
    background(w)
    w.zone = "Europe/Berlin"  # no public holiday falls into these weeks
    begun = w.day(8, 7)
    begun += timedelta(days=(7 - begun.weekday()) % 7)
    while days > (w.day(w.days_in_month) - begun).days:
        begun -= timedelta(days=7)
    ended = begun + timedelta(days=days, hours=4)
    record = make(w, w.lead, at=ended, work_start=begun, work_end=ended, **over)
    for _ in range(own):
        below(w, record, w.lead)
    return [(w.lead, LEAD)]


def last_month(w: World, **changed: Any) -> Credit:
    """The same a month earlier."""
    return led(w, at=w.day(-12), **changed)


def only_changes(w: World) -> Credit:
    """Tasks of a change are no part of an improvement."""
    background(w)
    record = change(w, w.lead)
    below(w, record, w.mate)
    return []


def only_incidents(w: World) -> Credit:
    """Everyday work."""
    background(w)
    incident(w, w.lead)
    return []


def unfinished(w: World, make: Make = improvement, role: str = LEAD) -> Credit:
    """All of it done, by its own account, but not closed."""
    background(w)
    record = make(w, w.lead)
    below(w, record, w.mate)
    record |= {name: {"value": "", "display_value": ""} for name in ("closed_at", "closure_code") if name in record}
    record["state"] = {"value": "2", "display_value": "Work in Progress" if make is project else "In Progress"}
    return [(w.lead, role)]


LEADING: tuple[Case, ...] = (
    yes("closed successful, a colleague closed a task", led),
    yes("two colleagues and one of another group closed tasks", led, mates=2, outsiders=1),
    yes("nobody else, but exactly ten working days from start to end", alone, days=14),
    yes("nobody else, nineteen working days", alone, days=25),
    yes("a project closed complete with others' tasks", led, make=project, mates=2),
    yes("a project over three weeks, own tasks only", alone, days=21, make=project, own=2),
    trap("withdrawn, however good the tasks", led, closure_code="withdrawn"),
    trap("unsuccessful, with others' tasks", led, mates=2, closure_code="unsuccessful"),
    trap(
        "done the same day, own tasks only, “improve” in the title", alone, days=0, own=3, short_description="Improve"
    ),
    trap("the colleague's task was skipped", led, task="7"),
    trap("100 percent complete but still open", unfinished),
    no("everyday incidents", only_incidents),
)
MORE_LEADING: tuple[Case, ...] = (
    trap("eight working days, own tasks only", alone, days=10, own=2),
    no("closed a month earlier", last_month),
)

CONTRIBUTING: tuple[Case, ...] = (
    yes("one task of a successful improvement", led, role=CONTRIBUTOR),
    yes("tasks by three people of two groups", led, role=CONTRIBUTOR, mates=2, outsiders=1),
    yes("a task of a project", led, role=CONTRIBUTOR, make=project),
    yes("tasks of a project by two people of two groups", led, role=CONTRIBUTOR, make=project, outsiders=1),
    trap("task Closed Skipped", led, role=CONTRIBUTOR, task="7"),
    trap("task Closed Incomplete", led, role=CONTRIBUTOR, task="4"),
    trap("the improvement was withdrawn", led, role=CONTRIBUTOR, mates=2, closure_code="withdrawn"),
    trap("the project was closed incomplete", led, role=CONTRIBUTOR, make=project, state="4"),
    trap("the improvement is still open", unfinished, role=CONTRIBUTOR),
    no("tasks of a change only", only_changes),
    no("everyday incidents", only_incidents),
)


def measured(w: World, base: str = "120", target: str = "80", category: str = "time_savings", **over: Any) -> Credit:
    """An improvement with its figures and the measure that it moved."""
    kpi, helped = over.pop("kpi", True), over.pop("helped", True)
    background(w)
    record = improvement(w, w.lead, base_value=base, target_value=target, achieved_outcome_category=category, **over)
    if kpi:
        w.add("sn_cim_related_kpi", cim_register=record, kpi=w.thing("Waiting time at the gate"))
    if not helped:
        return [(w.lead, LEAD)]
    below(w, record, w.mate)
    return [(w.lead, LEAD), (w.mate, CONTRIBUTOR)]


def saved(w: World, **over: Any) -> Credit:
    """The same, as money: its leader's."""
    return measured(w, **over)[:1]


def measured_unfinished(w: World) -> Credit:
    """Figures on an improvement that goes on."""
    credit = measured(w)
    record = w.tables["sn_cim_register"][-1]
    record |= {name: {"value": "", "display_value": ""} for name in ("closed_at", "closure_code")}
    record["state"] = {"value": "2", "display_value": "In Progress"}
    return credit


RESULTS: tuple[Case, ...] = (
    yes("base, target, measure and outcome: time", measured),
    yes("base, target, measure and outcome: money", measured, base="50000", target="42000", category="cost_reduction"),
    yes("base, target, measure and outcome: quality", measured, base="7", target="2", category="quality_improvement"),
    yes("base, target, measure and outcome: customers", measured, category="customer_satisfaction", target="130"),
    trap("opened, led and closed by one person alone, within two days", measured, helped=False),
    trap("only a target: what was planned is no result", measured, base="", category=""),
    trap("withdrawn with all figures", measured, closure_code="withdrawn"),
    trap("unsuccessful with all figures", measured, closure_code="unsuccessful"),
    trap("an outcome without any figure", measured, base="", target="", kpi=False),
    trap(
        "a percentage in the title only",
        measured,
        base="",
        target="",
        category="",
        kpi=False,
        short_description="60 % fewer lost badges",
    ),
    trap("still open with all figures", measured_unfinished),
    no("a successful improvement without figures", led),
    no("everyday incidents", only_incidents),
)


def new_role(w: World, earlier: int | None = None, make: Make = improvement, **earlier_over: Any) -> Credit:
    """Leads an improvement now, and perhaps led another one so many months ago."""
    w.settings["records_since"] = w.last_year()
    background(w)
    for months in range(1, 12):
        incident(w, w.lead, at=w.day(10 - 30 * months))
    if earlier is not None:
        before = make(w, w.lead, at=w.day(5 - 30 * earlier), **earlier_over)
        below(w, before, w.home[2])
    below(w, improvement(w, w.lead), w.mate)
    return [(w.lead, LEAD)]


def held_only(w: World) -> Credit:
    """Named as coordinator of an improvement that goes on."""
    w.settings["records_since"] = w.last_year()
    return unfinished(w)


def long_known(w: World, **changed: Any) -> Credit:
    """With the history that a first time needs."""
    w.settings["records_since"] = w.last_year()
    return led(w, **changed)


def contributor_only(w: World) -> Credit:
    """The lead led before, so that nobody leads for the first time; the others have tasks only."""
    new_role(w, earlier=4)
    return []


NEW_ROLE: tuple[Case, ...] = (
    yes("the first improvement led", new_role),
    yes("the first project led, others had tasks", long_known, make=project),
    yes("led one before, sixteen months ago", new_role, earlier=16),
    yes("the earlier one was withdrawn: no role exercised", new_role, earlier=6, closure_code="withdrawn"),
    trap("led one five months ago", new_role, earlier=5),
    trap("led a project ten months ago", new_role, earlier=10, make=project),
    trap("named as coordinator, nothing closed", held_only),
    trap("this one was withdrawn", long_known, closure_code="withdrawn"),
    trap("a task in an improvement of somebody who leads regularly", contributor_only),
    no("everyday incidents", only_incidents),
    no("closed a month earlier", last_month),
)


def planned(w: World, late: int = -1, manager: Callable[[World], Person] | None = None, **over: Any) -> Credit:
    """A project with planned and actual dates, ended so many days late."""
    background(w)
    at = w.a_day()
    who = manager(w) if manager else w.lead
    dates = {
        "start_date": at - timedelta(days=40),
        "end_date": at - timedelta(days=late),
        "work_start": at - timedelta(days=40),
        "work_end": at,
    }
    record = project(w, w.lead, at=at, **({"project_manager": who} | dates | over))
    below(w, record, w.mate)
    return [(who, LEAD)]


PROJECTS: tuple[Case, ...] = (
    yes("closed a day before the planned end", planned),
    yes("closed two weeks before the planned end", planned, late=-14),
    yes("the manager is not whom it is assigned to", planned, late=-3, manager=lambda w: w.home[3]),
    trap("ended a month late", planned, late=30),
    trap("ended three days late", planned, late=3),
    trap("no planned dates to keep", planned, start_date="", end_date=""),
    trap("closed incomplete, in time", planned, state="4"),
    no("everyday incidents", only_incidents),
)


def budget(w: World, plan: str = "40000", actual: str = "38000", **over: Any) -> Credit:
    """A project with what it was to cost and what it cost."""
    return planned(w, cost=plan, work_cost=actual, **over)


MONEY: tuple[Case, ...] = (
    yes("project below its planned cost", budget),
    yes("project far below its planned cost", budget, plan="125000", actual="90000"),
    yes("improvement with cost reduction and amounts", saved, base="90000", target="70000", category="cost_reduction"),
    trap("the outcome is time, not cost", saved, base="90000", target="70000", category="time_savings"),
    trap("cost reduction without an amount", saved, base="", target="", category="cost_reduction"),
    trap("project far over its planned cost", budget, plan="40000", actual="71000"),
    trap("cost planned, none recorded", budget, actual=""),
    no("everyday incidents", only_incidents),
)


def one_busy_colleague(w: World) -> Credit:
    """Three tasks, all by the same person."""
    background(w)
    record = improvement(w, w.lead)
    for _ in range(3):
        below(w, record, w.mate)
    return [(w.lead, LEAD)]


def boss_only(w: World) -> Credit:
    """Manages groups in ServiceNow and closed an incident."""
    background(w)
    incident(w, w.lead)
    for row in w.tables["sys_user_group"]:
        row["manager"] = {"value": w.lead.sys_id, "display_value": w.lead.name}
    return []


MANAGING: tuple[Case, ...] = (
    yes("coordinator of an improvement with three contributors", led, mates=3),
    yes("coordinator with contributors of two groups", led, mates=2, outsiders=2),
    yes("manager of a closed project", led, make=project, mates=2),
    trap("coordinator with two contributors only", led, mates=2),
    trap("three tasks by one colleague", one_busy_colleague),
    trap("three contributors, withdrawn", led, mates=3, closure_code="withdrawn"),
    trap("manager of assignment groups only", boss_only),
    no("everyday incidents", only_incidents),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V02": (*LEADING, *MORE_LEADING),
    "V03": CONTRIBUTING,
    "V09": RESULTS,
    "V23": NEW_ROLE,
    "S09": (*of_kind(LEADING, POSITIVE), *of_kind(LEADING, HARD)[3:], no("everyday incidents", only_incidents)),
    "S10": PROJECTS,
    "S13": (
        yes("the leader and a colleague with a task", both),
        yes("leader and contributors of two groups", both, mates=2, outsiders=1),
        yes("a project", both, make=project),
        yes("alone over nineteen working days", alone, days=25),
        *of_kind(LEADING, HARD)[:3],
        no("everyday incidents", only_incidents),
    ),
    "S19": MONEY,
    "S25": MANAGING,
}
