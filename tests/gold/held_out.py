"""The held-out gold, visibility signals: scenarios that the first set does not have, two of each kind a signal.

Written after the rules, from the same sheet and under the same readings, by somebody who had not seen their code.
Signals from V11 on are in held_out_more.py, skill signals in held_out_skills.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, Person, World
from gold.collaboration import noted, shared
from gold.imported import mentored, on, thanked
from gold.improvements import alone, led, measured
from gold.initiative import originated, outside
from gold.knowledge import attached, liked
from gold.majors import major
from gold.records import (
    article,
    attach,
    background,
    below,
    change,
    improvement,
    incident,
    note,
    problem,
    project,
    request,
    service_level,
)
from gold.scenario import Case, trap, yes
from gold.whole_team import a_month
from gold.words import NOTES

SUCCESSFUL, WITHDRAWN = ("1", "Successful"), ("2", "Withdrawn")
"""Closure codes of an instance that stores numbers: labels tell what they mean."""
SKIPPED = ("5", "Closed Skipped")
MONITORED = {"contact_type": "monitoring", "caller_id": lambda w: w.mate, "opened_by": lambda w: w.mate}
"""Opened in a colleague's name by monitoring: the one kind of own call that counts."""
SELF = {"caller_id": lambda w: w.lead, "opened_by": lambda w: w.lead}
FORTY = "Moved the pipe by a hand from the frame."


def sized(text: str, length: int) -> str:
    """Exactly so many characters of a text."""
    return f"{text[: length - 1]}."


def at_edge(w: World, month: str, zone: str) -> None:
    """Another month and zone, where the hour decides the month."""
    w.month, w.zone = month, zone
    w.now = w.day(w.days_in_month + 22, 8)


def utc(text: str) -> datetime:
    """A moment from its ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cleared(w: World, field: str = "") -> None:
    """No user can be read, or one field of none of them."""
    if not field:
        w.tables["sys_user"].clear()
    for row in w.tables["sys_user"]:
        row[field] = {"value": "", "display_value": ""}


def again(w: World, first: Callable[..., Credit], days: int) -> Credit:
    """The same caller opens an incident of the same words so many days after the first."""
    facts = {"caller_id": w.callers[2], "opened_by": w.callers[2]}
    at = w.day(5, 11)
    credit = first(w, at=at, short_description="The turnstile by the gate is stuck", **facts)
    incident(
        w, w.home[3], at=at + timedelta(days=days), short_description="the  TURNSTILE by the gate is stuck", **facts
    )
    return credit


def reopened_by_mail(w: World, first: Callable[..., Credit]) -> Credit:
    """A clone on the twenty-ninth day."""
    return again(w, first, 29)


def listed_only(w: World) -> Credit:
    """People of the other group stand on the list of assignees, and one colleague had a task."""
    background(w)
    below(w, incident(w, w.lead, additional_assignee_list=lambda w: w.partner[:3]), w.mate)
    return []


def with_problem(w: World) -> Credit:
    """Opened by its resolver, under a problem."""
    return shared(w, **SELF, problem_id=problem(w, w.home[2]))


COLLABORATION: tuple[Case, ...] = (
    yes("the other group's note has exactly forty characters", noted, text=FORTY),
    yes("opened by its resolver, but a problem is linked to it", with_problem),
    trap("the other group's note has thirty-nine characters", noted, text=FORTY[:-1]),
    trap("the other group is on the assignee list only", listed_only),
)


def over_the_edge(w: World) -> Credit:
    """Two weeks from a Wednesday of August to one of September, alone."""
    at_edge(w, "2026-09", "Europe/Berlin")
    background(w)
    begun, ended = utc("2026-08-26 07:30"), utc("2026-09-09 13:00")
    improvement(w, w.lead, at=ended, work_start=begun, work_end=ended)
    return [(w.lead, LEAD)]


def task_left_open(w: World) -> Credit:
    """A short project; the colleague's task was never closed."""
    led(w, make=project, task="2")
    w.tables["pm_project_task"][-1]["closed_at"] = {"value": "", "display_value": ""}
    return []


def closed_after_midnight(w: World) -> Credit:
    """Half an hour into November in Berlin, still October in UTC."""
    at_edge(w, "2026-10", "Europe/Berlin")
    return led(w, at=utc("2026-10-31 23:30"))


LEADING: tuple[Case, ...] = (
    yes("the closure code is a number whose label says Successful", led, closure_code=SUCCESSFUL),
    yes("alone, ten working days from the month before into this one", over_the_edge),
    trap("a short project whose only other task was left open", task_left_open),
    trap("closed in the first hour of the next month, in the team's zone", closed_after_midnight),
)


def two_tasks(w: World) -> Credit:
    """An improvement of the other group; of two tasks one was done."""
    background(w)
    record = improvement(w, w.peer)
    below(w, record, w.lead, state="7")
    below(w, record, w.lead)
    return [(w.lead, CONTRIBUTOR)]


def one_of_two(w: World) -> Credit:
    """Two improvements with a task each, one of them withdrawn."""
    led(w, closure_code=WITHDRAWN, role=CONTRIBUTOR)
    below(w, improvement(w, w.lead), w.home[2])
    return [(w.home[2], CONTRIBUTOR)]


def notes_only(w: World) -> Credit:
    """A long improvement of one leader, with many notes of a colleague."""
    alone(w, days=25)
    record = w.tables["sn_cim_register"][-1]
    for number, text in enumerate(NOTES):
        note(w, record, w.mate, text, at=w.day(4 + number))
    return []


PART: tuple[Case, ...] = (
    yes("one task skipped and one done in the other group's improvement", two_tasks),
    yes("two people with a task each, one of them in a withdrawn improvement", one_of_two),
    trap("Closed Skipped, stored as 5 as some instances do", led, task=SKIPPED),
    trap("notes on a long improvement, but no task", notes_only),
)


def three_hands(w: World) -> Credit:
    """One opened the problem, one confirmed it, one of the other group fixed it."""
    background(w)
    problem(w, w.peer, opened_by=w.lead, confirmed_by=w.mate)
    return [(w.lead, LEAD)]


INITIATIVE: tuple[Case, ...] = (
    yes(
        "resolved an incident on another group's item, and its caller called alike only after thirty-seven days",
        again,
        first=outside,
        days=37,
    ),
    yes(
        "opened a problem that one colleague confirmed and one of the other group fixed",
        three_hands,
    ),
    trap(
        "the problem is marked a duplicate of another one, for all its fix",
        originated,
        make=problem,
        confirmed_by=lambda w: w.mate,
        duplicate_of=lambda w: w.thing("PRB0000042"),
    ),
    trap("the same caller called alike on the twenty-ninth day", reopened_by_mail, first=outside),
)


def on_requests(w: World) -> Credit:
    """Attached to a request and a change of two others."""
    background(w)
    page = article(w, w.lead)
    attach(w, page, request(w, w.mate, at=w.day(9)))
    attach(w, page, change(w, w.peer, at=w.day(15)))
    return [(w.lead, LEAD)]


def just_beside(w: World) -> Credit:
    """One attachment, two useful marks."""
    attached(w, others=1, own=1)
    return liked_too(w, w.callers[:2])


def liked_too(w: World, readers: Iterable[Person]) -> Credit:
    """Useful marks on the last article."""
    page = w.tables["kb_knowledge"][-1]
    for user in readers:
        w.add("kb_feedback", sys_created_on=w.day(12), article=page, user=user, useful="yes", flagged=False)
    return []


SHARING: tuple[Case, ...] = (
    yes("attached to a request and to a change of two others", on_requests),
    yes(
        "exactly three callers found it useful, one of them twice, and two team-mates",
        liked,
        readers=lambda w: [*w.callers[:3], w.callers[0], *w.home[1:3]],
    ),
    trap("one attachment by another and two useful marks: each just too few", just_beside),
    trap("retired, though three others had attached it", attached, others=3, workflow_state="retired"),
)


def mentored_at(w: World, edge: str, **changed: Any) -> Credit:
    """A mentoring that ended on one of the month's edges."""
    return mentored(w, ended=edge_day(w, edge), **changed)


def edge_day(w: World, edge: str) -> int:
    """The month's first or last day, or the day before or after the month."""
    return {"before": 0, "first": 1, "last": w.days_in_month, "after": w.days_in_month + 1}[edge]


def two_mentors(w: World) -> Credit:
    """Two mentorings, one in each group."""
    facts = {"began": on(w, -60), "ended": on(w, 20), "confirmed_by_mentor": "yes", "confirmed_by_mentee": "yes"}
    w.import_row("mentoring", mentor=w.peer.name, mentee=w.home[3].user_name, **facts)
    return [*mentored(w), (w.peer, LEAD)]


MENTORS: tuple[Case, ...] = (
    yes("ended on the month's first day", mentored_at, edge="first"),
    yes("two mentorings of two mentors", two_mentors),
    trap("ended on the day before the month", mentored_at, edge="before"),
    trap("the mentee's confirmation is blank", mentored, mentee=""),
)


def steady(w: World, late: int, months: tuple[int, ...]) -> Credit:
    """Thirty incidents a month, so many of them late now and in each month before."""
    at_edge(w, "2026-10", "Europe/Berlin")
    for month, breached in enumerate((late, *months)):
        a_month(w, month, 30, breached)
    return []


def thirtieth(w: World, **over: Any) -> Credit:
    """Twenty-nine, and one that was called in by a colleague of its resolver."""
    a_month(w, 0, 29, 1)
    row = incident(w, w.lead, **({"caller_id": w.mate, "opened_by": w.mate} | over))
    service_level(w, row, breached=False)
    for month in (1, 2, 3):
        a_month(w, month, 30, 3)
    return []


UNEVEN = (0, 3, 6, 3, 9, 0)
RELIABLE: tuple[Case, ...] = (
    yes("exactly the median of six uneven months", steady, late=3, months=UNEVEN),
    yes("the thirtieth was opened by monitoring in a colleague's name", thirtieth, contact_type="monitoring"),
    trap("one more late than the median of six uneven months", steady, late=4, months=UNEVEN),
    trap("the thirtieth was called in by a team-mate", thirtieth),
)


def part_skipped(w: World) -> Credit:
    """Two technical tasks, one of them skipped."""
    credit = major(w, workers=1)
    below(w, w.tables["incident"][-1], w.home[2], state="7")
    return credit


def still_september(w: World) -> Credit:
    """Resolved late in the evening of the month's eve in New York."""
    at_edge(w, "2026-10", "America/New_York")
    return major(w, workers=1, at=utc("2026-10-01 02:00"))


STAKES: tuple[Case, ...] = (
    yes("opened by monitoring in a colleague's name; one told, one worked", major, tellers=1, workers=1, **MONITORED),
    yes("one task done, another one skipped", part_skipped),
    trap("the major incident was cancelled as such", major, workers=2, major_incident_state="canceled"),
    trap("resolved on the last evening of the month before, in the team's zone", still_september),
)


def measured_and_noted(w: World) -> Credit:
    """Figures, a colleague's task and a note of the other group."""
    credit = measured(w, base="12.5", target="9.75")
    note(w, w.tables["sn_cim_register"][-1], w.peer, NOTES[1])
    return [*credit, (w.peer, CONTRIBUTOR)]


RESULTS: tuple[Case, ...] = (
    yes(
        "from nought upwards: a base value of 0 is a value",
        measured,
        base="0",
        target="15",
        category=("revenue_generation", "Revenue Generation"),
    ),
    yes("figures with decimals; a task and the other group's note", measured_and_noted),
    trap("base and target, but nothing achieved and no measure", measured, category="", kpi=False),
    trap("all figures; the closure code's label says Withdrawn", measured, closure_code=WITHDRAWN),
)


def thanked_by_himself(w: World) -> Credit:
    """The giver is the person's own user name."""
    background(w)
    facts = {"title": "Award for the quick gate", "url": "https://example.com/awards/8"}
    w.import_row("recognition", person=w.lead.name, giver=w.lead.user_name, date=on(w, 9), **facts)
    return []


AWARDS: tuple[Case, ...] = (
    yes("one in return, but thirty-one days earlier", thanked, giver=lambda w: w.peer, day=20, back=-11),
    yes("given on the month's last day", lambda w: thanked(w, day=w.days_in_month)),
    trap("one in return twenty-nine days earlier", thanked, giver=lambda w: w.peer, day=25, back=-4),
    trap("given by the person's own user name", thanked_by_himself),
)


CASES: dict[str, tuple[Case, ...]] = {
    "V01": COLLABORATION,
    "V02": LEADING,
    "V03": PART,
    "V04": INITIATIVE,
    "V05": SHARING,
    "V06": MENTORS,
    "V07": RELIABLE,
    "V08": STAKES,
    "V09": RESULTS,
    "V10": AWARDS,
}
