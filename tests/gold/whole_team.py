"""V07, V12 and V24: what only a whole team's month shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gold.bundle import Credit, Person, World
from gold.collaboration import plain
from gold.records import CANCELLED, article, change, improvement, incident, problem, request, service_level
from gold.scenario import Case, no, trap, yes


def a_month(w: World, month: int, count: int, breached: int, **over: Any) -> None:
    """So many incidents of six people in the month that lies so many months back, with their service levels."""
    for number in range(count):
        at = w.day(3 + number % 22 - 30 * month - (month + 1) // 2, 8 + number % 7)
        late = number < breached
        row = incident(w, w.home[number % 6], at=at, made_sla=not late, **over)
        service_level(w, row, breached=late)


def kept(w: World, count: int = 32, breached: int = 1, history: int = 4, then: int = 3, **over: Any) -> Credit:
    """A month of incidents after so many months of thirty each, in each of which `then` were late."""
    a_month(w, 0, count, breached, **over)
    for month in range(1, history + 1):
        a_month(w, month, 30, then)
    return []


def padded(w: World, **over: Any) -> Credit:
    """Twenty-five that count, and ten that do not, all in time."""
    a_month(w, 0, 25, 0)
    a_month(w, 0, 10, 0, **over)
    for month in range(1, 5):
        a_month(w, month, 30, 3)
    return []


def padded_with_children(w: World) -> Credit:
    """Twenty-five that count, and ten children of one of them."""
    a_month(w, 0, 25, 0)
    parent = w.tables["incident"][0]
    a_month(w, 0, 10, 0, parent_incident=parent)
    for month in range(1, 5):
        a_month(w, month, 30, 3)
    return []


def reopened(w: World) -> Credit:
    """All in time, but nine of thirty-two were reopened."""
    a_month(w, 0, 23, 0)
    a_month(w, 0, 9, 0, reopen_count=1)
    for month in range(1, 5):
        a_month(w, month, 30, 1)
    return []


def in_bulk(w: World) -> Credit:
    """Twenty-four, and twelve more that one person closed with the same words within a minute."""
    a_month(w, 0, 24, 0)
    at = w.day(12, 11)
    for number in range(12):
        moment = at + timedelta(seconds=5 * number)
        row = incident(w, w.lead, at=moment, close_notes="Closed after the round through the house.")
        service_level(w, row, breached=False)
    for month in range(1, 5):
        a_month(w, month, 30, 3)
    return []


def cancelled_levels(w: World) -> Credit:
    """A second, cancelled service level that was late says nothing."""
    credit = kept(w)
    for row in w.tables["incident"][:8]:
        service_level(w, row, breached=True, stage="cancelled")
    return credit


RELIABLE: tuple[Case, ...] = (
    yes("31 of 32 in time, 27 of 30 in each of four months before", kept),
    yes("exactly the median", kept, count=30, breached=3),
    yes("exactly thirty records, three months before", kept, count=30, breached=1, history=3),
    yes("late service levels that were cancelled say nothing", cancelled_levels),
    trap("29 records only", kept, count=29, breached=0),
    trap("six of 32 late, three of 30 before", kept, breached=6),
    trap("only two months before are known", kept, breached=0, history=2),
    trap("ten of 35 were cancelled", padded, **CANCELLED),
    trap("ten of 35 are children of one", padded_with_children),
    trap("twelve of 36 were closed as a batch", in_bulk),
    trap("nine of 32 were reopened", reopened),
    no("a handful of incidents", plain),
)


def surveyed(w: World, count: int = 24, metrics: int = 1, by: str = "home", age: int = 0) -> Credit:
    """So many answered surveys about incidents of a group."""
    people: list[Person] = getattr(w, by)
    for number in range(count):
        at = w.day(4 + number % 20 - age, 9)
        row = incident(w, people[number % len(people)], at=at)
        answered = w.thing(w.number("AINST"))
        for _ in range(metrics):
            w.add(
                "asmt_metric_result",
                sys_created_on=w.day(5 + number % 20 - age, 15),
                metric=w.thing("How satisfied are you?"),
                normalized_value=w.rng.choice(("6", "7.5", "8", "10")),
                instance=answered,
                instance__trigger_id=(row["sys_id"]["value"], row["number"]["display_value"]),
                instance__task_id=row,
            )
    return []


def delivered(w: World, requesters: list[int], times: int = 1, **over: Any) -> Credit:
    """Requests fulfilled for callers by their place in the list: six to a department."""
    for number in range(times):
        for place, index in enumerate(requesters):
            at = w.day(3 + place + 6 * number)
            request(w, w.home[place % 6], at=at, requested_for=w.callers[index], **over)
    return []


SATISFIED: tuple[Case, ...] = (
    yes("24 answered surveys about the team's incidents", surveyed),
    yes("exactly twenty answers", surveyed, count=20),
    yes("requests of five people of one department", delivered, requesters=[0, 1, 2, 3, 4]),
    yes("requests of six people of one department, twice each", delivered, requesters=[6, 7, 8, 9, 10, 11], times=2),
    trap("nineteen answers", surveyed, count=19),
    trap("eleven answers with two questions each", surveyed, count=11, metrics=2),
    trap("thirty answers about another group's incidents", surveyed, count=30, by="other"),
    trap("four people of one department, three times each", delivered, requesters=[0, 1, 2, 3], times=3),
    trap("one person of each of five departments", delivered, requesters=[0, 6, 12, 18, 24]),
    trap("five of one department, closed incomplete", delivered, requesters=[0, 1, 2, 3, 4], state="4"),
    no("a handful of incidents", plain),
    no("24 answers two months earlier", surveyed, age=60),
)


def mixed(w: World, reactive: int = 8, ahead: int = 5, before: tuple[int, int] = (8, 2), **over: Any) -> Credit:
    """A month's proactive and other records, after six months with some others."""
    _some(w, 0, reactive, ahead, **over)
    for month in range(1, 7):
        _some(w, month, *before)
    return []


def _some(w: World, month: int, reactive: int, ahead: int, **over: Any) -> None:
    for number in range(reactive):
        at = w.day(4 + 2 * number % 22 - 30 * month - (month + 1) // 2)
        incident(w, w.home[number % 6], at=at)
    for number in range(ahead):
        at = w.day(5 + 3 * number % 18 - 30 * month - (month + 1) // 2)
        _ahead(w, number, at, over)


def _ahead(w: World, number: int, at: Any, over: dict[str, Any]) -> None:
    by = w.home[number % 6]
    kind = over.get("kind") or ("change", "problem", "improvement", "article")[number % 4]
    changed = {name: value for name, value in over.items() if name != "kind"}
    if kind == "change":
        change(w, by, at=at, **changed)
    elif kind == "problem":
        problem(w, by, at=at, **changed)
    elif kind == "improvement":
        improvement(w, by, at=at, **changed)
    else:
        article(w, by, at=at, **changed)


AHEAD: tuple[Case, ...] = (
    yes("five of thirteen, two of ten in each of six months before", mixed),
    yes("changes only: eight of fourteen, two of ten before", mixed, reactive=6, ahead=8, kind="change"),
    yes("exactly ten records", mixed, reactive=6, ahead=4),
    yes("problems and others: six of eighteen, one of nine before", mixed, reactive=12, ahead=6, before=(8, 1)),
    trap("exactly the median: two of ten", mixed, reactive=8, ahead=2),
    trap("nine records only", mixed, reactive=4, ahead=5),
    trap("emergency changes are not planned", mixed, reactive=8, ahead=6, kind="change", type="emergency"),
    trap("problems that were duplicates", mixed, reactive=10, ahead=6, kind="problem", resolution_code="duplicate"),
    trap("changes unsuccessful", mixed, reactive=10, ahead=6, kind="change", close_code="unsuccessful"),
    no("one of ten, two of ten before", mixed, reactive=9, ahead=1),
    no("a handful of incidents", plain),
)

CASES: dict[str, tuple[Case, ...]] = {"V07": RELIABLE, "V12": SATISFIED, "V24": AHEAD}
