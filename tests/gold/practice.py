"""S05, S11 and S21: root causes found, units of the business served, practices of service management used."""

from __future__ import annotations

from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, Person, Row, World
from gold.collaboration import plain
from gold.majors import IMPACT, MAJOR
from gold.records import CANCELLED, article, attach, background, below, change, improvement, incident, problem, request
from gold.scenario import Case, no, trap, yes
from gold.words import CAUSES, FIXES


def solved(w: World, confirmed: str = "colleague", **over: Any) -> Credit:
    """A problem with cause and fix, confirmed by a colleague or by the person itself."""
    background(w)
    by = w.lead if confirmed == "self" else w.mate
    facts: dict[str, Any] = {"confirmed_by": by, "opened_by": w.callers[1]}
    problem(w, w.lead, **(facts | over))
    return [(w.lead, LEAD)]


def analysed(w: World, kind: str = "rca", code: str = "completed", **over: Any) -> Credit:
    """A problem of somebody who confirmed it himself, with an analysis by a colleague."""
    background(w)
    facts: dict[str, Any] = {
        "confirmed_by": w.lead,
        "opened_by": w.callers[1],
        "cause_notes": "Found.",
        "fix_notes": "Done.",
    }
    record = problem(w, w.lead, **(facts | over))
    below(w, record, w.mate, problem_task_type=kind, close_code=code)
    return [(w.mate, CONTRIBUTOR)]


ROOT_CAUSE: tuple[Case, ...] = (
    yes("cause and fix in full, confirmed by a colleague", solved),
    yes("another cause, another fix", solved, cause_notes=CAUSES[1], fix_notes=FIXES[1]),
    yes("a completed analysis task under another's problem", analysed),
    trap("confirmed by the person itself", solved, confirmed="self"),
    trap("the risk was accepted", solved, resolution_code="risk_accepted"),
    trap("cause and fix say N/A", solved, cause_notes="N/A", fix_notes="N/A"),
    trap("the analysis task was cancelled", analysed, code="canceled"),
    trap("a general task, no analysis", analysed, kind="general"),
    no("an incident of one person", plain),
)


def served(
    w: World,
    services: int = 2,
    count: int = 4,
    unit: bool = True,
    impact: bool = True,
    **over: Any,
) -> Credit:
    """Incidents on some services for callers of one department, and a major incident among them."""
    background(w)
    offered = [w.service("1 - most critical"), *(w.service("3 - less critical") for _ in range(services - 1))]
    for number in range(count):
        caller: Person = w.callers[number if unit else (number * 6) % 30]
        facts: dict[str, Any] = {"caller_id": caller, "opened_by": caller}
        incident(w, w.lead, at=w.day(5 + number), business_service=offered[number % services], **(facts | over))
    if impact:
        caller = w.callers[5]
        facts = {"business_service": offered[0], "caller_id": caller, "opened_by": caller, "business_impact": IMPACT}
        incident(w, w.lead, **(MAJOR | facts))
    return [(w.lead, LEAD)]


def named_in_text(w: World) -> Credit:
    """The department stands in the texts; the callers are of five departments."""
    return served(w, unit=False, count=5, short_description=lambda w: f"For Finance: {w.subject()[0]}")


UNITS: tuple[Case, ...] = (
    yes("five incidents of one department on two services, one a major with impact", served),
    yes("seven on three services", served, services=3, count=6),
    yes("six on two services", served, count=5),
    trap("no major incident, no critical change", served, impact=False),
    trap("one service only", served, services=1),
    trap("the department stands in the texts only", named_in_text),
    trap("all of them cancelled but the major one", served, **CANCELLED),
    no("an incident of one person", plain),
)


def used(w: World, by: Person, **over: Any) -> Row:
    """An article that a colleague attached to a ticket of the month."""
    page = article(w, by, **over)
    attach(w, page, incident(w, w.mate))
    return page


def helped(w: World, by: Person, **over: Any) -> Row:
    """An improvement with a colleague's task."""
    record = improvement(w, by, **over)
    below(w, record, w.mate)
    return record


def practices(w: World, kinds: str, by: dict[str, Person] | None = None, **over: Any) -> Credit:
    """One record of each of some practices; of the last one some fields may be changed."""
    background(w)
    makers = {
        "incident": incident,
        "request": request,
        "change": change,
        "problem": problem,
        "article": used,
        "improvement": helped,
    }
    names = kinds.split()
    for number, name in enumerate(names):
        makers[name](w, w.lead, **(over if number == len(names) - 1 else {}))
    return [(w.lead, LEAD)]


def third_by_colleague(w: World) -> Credit:
    """The third practice is a colleague's."""
    practices(w, "incident request")
    change(w, w.mate)
    return []


def unread(w: World) -> Credit:
    """Two practices, and an article that nobody used."""
    practices(w, "incident change")
    article(w, w.lead)
    return []


def many_of_two(w: World) -> Credit:
    """Eight incidents and five changes: two practices."""
    for _ in range(8):
        incident(w, w.lead)
    for _ in range(5):
        change(w, w.lead)
    return []


MIX: tuple[Case, ...] = (
    yes("incident, request, change", practices, kinds="incident request change"),
    yes("problem, article, improvement", practices, kinds="problem article improvement"),
    yes("incident, problem, change, article", practices, kinds="incident problem change article"),
    yes("request, improvement, incident", practices, kinds="request improvement incident"),
    trap(
        "the third one, a change, was unsuccessful",
        practices,
        kinds="incident request change",
        close_code="unsuccessful",
    ),
    trap("the third one is an article that nobody used", unread),
    trap("the third one, an article, is a draft", practices, kinds="incident change article", workflow_state="draft"),
    trap("the third one is a colleague's", third_by_colleague),
    trap("many records of two practices", many_of_two),
    no("two practices", practices, kinds="incident request"),
    no("an incident of one person", plain),
)

CASES: dict[str, tuple[Case, ...]] = {"S05": ROOT_CAUSE, "S11": UNITS, "S21": MIX}
