"""V04 and V16: what somebody began without being asked, and what does not come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, Person, Row, World
from gold.collaboration import plain
from gold.records import background, below, change, demand, improvement, incident, problem
from gold.scenario import Case, no, trap, yes

Make = Callable[..., Row]


def originated(
    w: World, make: Make = improvement, opener: Callable[[World], Person] = lambda w: w.lead, **over: Any
) -> Credit:
    """Opened by one, led to its end by a colleague."""
    background(w)
    make(w, w.mate, **({"opened_by": opener(w)} | over))
    return [(opener(w), LEAD)]


def submitted(w: World) -> Credit:
    """A demand in which the submitter is named, completed by a colleague."""
    return originated(w, demand, submitter=w.lead)


def own(w: World, make: Make = improvement, **over: Any) -> Credit:
    """Opened and led by the same person."""
    background(w)
    make(w, w.lead, **({"opened_by": w.lead} | over))
    return []


def idea(w: World) -> Credit:
    """An idea that nobody has accepted so far."""
    background(w)
    w.add(
        "im_idea_core",
        number=w.number("IDEA"),
        state="1",
        opened_at=w.a_day(),
        submitter=w.lead,
        opened_by=w.lead,
        short_description="Bulbs that last longer",
    )
    return []


def outside(w: World, make: Make = incident, support: str = "other", **over: Any) -> Credit:
    """Work of the own group on an item that another group supports."""
    background(w)
    group = getattr(w, support)[0].group
    make(w, w.lead, **({"cmdb_ci": w.item(sys_class_name="cmdb_ci_facility", support=group)} | over))
    return [(w.lead, LEAD)]


def grabbed(w: World) -> Credit:
    """Resolved out of the other group's own queue."""
    return outside(w, support="partner", assignment_group=w.peer.group, assigned_to=w.lead)


def second_home(w: World) -> Credit:
    """The resolver is a member of the supporting group as well."""
    group = w.other[0].group
    assert group
    w.join(w.lead, group)
    return outside(w)


def late_hours(w: World) -> Credit:
    """At two in the night of a Sunday, on an item of the own group."""
    begun = w.day(8, 2)
    begun += timedelta(days=(6 - begun.weekday()) % 7)
    return outside(w, support="home", at=begun)


INITIATIVE: tuple[Case, ...] = (
    yes("opened an improvement that a colleague led to success", originated),
    yes(
        "opened a problem that a colleague confirmed and fixed", originated, make=problem, confirmed_by=lambda w: w.mate
    ),
    yes("opened a demand that a colleague managed and completed", originated, make=demand),
    yes("submitted a demand that a colleague managed and completed", submitted),
    yes("an incident of the own queue on another group's item", outside),
    yes("a change on another group's item", outside, make=change),
    trap("opened and led by the same person", own),
    trap("the problem was confirmed by its opener", originated, make=problem, confirmed_by=lambda w: w.lead),
    trap("the improvement was withdrawn", originated, closure_code="withdrawn"),
    trap("the demand was rejected", originated, make=demand, state="7"),
    trap("an idea that nobody accepted", idea),
    trap("grabbed from the other group's queue", grabbed),
    trap("the resolver belongs to the supporting group too", second_home),
    trap("Sunday night, on an item of the own group", late_hours),
    no("an incident of one person", plain),
    no("an incident on an item of the own group", outside, support="home"),
)


def prevented(
    w: World,
    before: int = 8,
    after: int = 2,
    linked: int | None = None,
    compared: tuple[int, int] = (6, 6),
    make: str = "problem",
    moved: int = 0,
    helper: bool = False,
    over: dict[str, Any] | None = None,
) -> Credit:
    """Incidents of an item before and after a fix, and those of other items beside them.

    The sixty days after the fix end inside the month (reading 12 of the README).
    """
    fixed = w.day(w.rng.randint(12, 20)) - timedelta(days=60)
    item, group = w.item("gate 7", "cmdb_ci_facility"), w.home[0].group
    kind = {"category": "facility", "assignment_group": group}
    record = _fix(w, make, fixed, {"cmdb_ci": item} | (over or {}))
    link = {"problem": "problem_id", "change": "rfc"}.get(make, "")
    for number in range(before):
        extra = {link: record} if link and number < (before if linked is None else linked) else {}
        row = _one(w, fixed - timedelta(days=4 + number * 5), cmdb_ci=item, **kind, **extra)
        if make == "improvement":
            _origin(w, record, row)
    for number in range(after):
        _one(w, fixed + timedelta(days=6 + number * 6), cmdb_ci=item, **kind)
    for number in range(moved):
        _one(w, fixed + timedelta(days=5 + number * 6), cmdb_ci=item, **(kind | {"category": "hardware"}))
    for count, sign in zip(compared, (-1, 1), strict=True):
        for number in range(count):
            other = w.item(f"gate {number % 3 + 1}", "cmdb_ci_facility")
            _one(w, fixed + timedelta(days=sign * (5 + number * 7)), cmdb_ci=other, **kind)
    if helper:
        below(w, record, w.mate)
    return [(w.lead, LEAD), *([(w.mate, CONTRIBUTOR)] if helper else [])]


def _fix(w: World, make: str, at: datetime, over: dict[str, Any]) -> Row:
    if make == "problem":
        return problem(w, w.lead, at=at, **over)
    if make == "change":
        return change(w, w.lead, at=at, work_end=at, **over)
    return improvement(w, w.lead, at=at)


def _origin(w: World, record: Row, source: Row) -> None:
    w.add("sn_cim_inbound_m2m", cim_register=record, source_table="incident", source_id=source["sys_id"]["value"])


def _one(w: World, at: datetime, **over: Any) -> Row:
    return incident(w, w.home[w.rng.randint(1, 5)], at=at, **over)


PREVENTION: tuple[Case, ...] = (
    yes("eight incidents before the fix, two after; others unchanged", prevented),
    yes("exactly half: eight before, four after", prevented, after=4),
    yes("five before, none after", prevented, before=5, after=0),
    yes("a colleague had a task in the problem", prevented, helper=True),
    yes("a change that the incidents name as their change", prevented, make="change", after=1),
    yes("an improvement that came out of the incidents", prevented, make="improvement", after=1),
    yes("ten before, three after", prevented, before=10, after=3),
    trap("eight before, five after: less than half", prevented, after=5),
    trap("four before, none after: too few", prevented, before=4, after=0),
    trap("eight before, only four of them under the problem", prevented, linked=4),
    trap("the other items' incidents fell as well: a season", prevented, compared=(8, 2)),
    trap("they came back under another category", prevented, moved=7),
    trap("the risk was accepted", prevented, over={"resolution_code": "risk_accepted"}),
    trap("the problem is closed and nothing changed", prevented, before=7, after=7),
    no("an incident of one person", plain),
    no("a problem without incidents", prevented, before=0, after=0),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V04": INITIATIVE,
    "V16": PREVENTION,
    "S13": (
        yes("prevention: eight incidents before the fix, two after", prevented),
        trap("prevention: the other items' incidents fell as well", prevented, compared=(8, 2)),
    ),
}
