"""The held-out gold, visibility signals from V11 on, and S22 and S23, which tell the same of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, World
from gold.changes import TEMPLATE, first_use, held, quiet, vendor
from gold.collaboration import alert, told
from gold.held_out import MONITORED, SELF, SUCCESSFUL, at_edge, cleared, edge_day, mentored_at, sized, utc
from gold.imported import badges, mentored, one_row, talks
from gold.improvements import new_role
from gold.knowledge import template
from gold.majors import IMPACT, MAJOR, STRATEGY, critical, follow_up, learned, major
from gold.records import background, below, change, improvement, incident, problem, project, request
from gold.scenario import Case, trap, yes
from gold.whole_team import delivered, surveyed
from gold.words import CAUSES, FIXES


def with_change(w: World) -> Credit:
    """A major incident that its resolver called in, linked to a change."""
    row = change(w, w.mate, at=w.day(3))
    return critical(w, incident, **(MAJOR | SELF | {"business_impact": IMPACT, "rfc": row}))


def also_assigned(w: World) -> Credit:
    """A change with one more assignee."""
    credit = critical(w, level="2 - somewhat critical", additional_assignee_list=lambda w: [w.home[4]])
    return [*credit, (w.home[4], CONTRIBUTOR)]


def withdrawn_strategy(w: World) -> Credit:
    """It served a strategy, and was withdrawn."""
    background(w)
    service = w.service("1 - most critical")
    incident(w, w.home[3], business_service=service)
    below(w, improvement(w, w.lead, business_service=service, closure_code="withdrawn", **STRATEGY), w.mate)
    return []


IMPACTS: tuple[Case, ...] = (
    yes("a change on a somewhat critical service, with an additional assignee", also_assigned),
    yes("a major incident that its resolver called in, linked to a change", with_change),
    trap("an improvement with a strategy on a most critical service, withdrawn", withdrawn_strategy),
    trap(
        "a major incident with its impact, on a less critical service",
        critical,
        make=incident,
        level="3 - less critical",
        **MAJOR,
        business_impact=IMPACT,
    ),
)


def surveyed_requests(w: World) -> Credit:
    """Twenty answers about requests."""
    for number in range(20):
        row = request(w, w.home[number % 6], at=w.day(3 + number, 9))
        w.add(
            "asmt_metric_result",
            sys_created_on=w.day(4 + number, 15),
            metric=w.thing("How satisfied are you?"),
            normalized_value="8",
            instance=w.thing(w.number("AINST")),
            instance__trigger_id=(row["sys_id"]["value"], row["number"]["display_value"]),
            instance__task_id=row,
        )
    return []


def answers_and(w: World, requesters: list[int]) -> Credit:
    """Nineteen answers, and requests."""
    return [*surveyed(w, count=19), *delivered(w, requesters)]


def of_no_department(w: World) -> Credit:
    """Five requesters whose department nobody has filled in."""
    delivered(w, [0, 1, 2, 3, 4])
    cleared(w, "department")
    return []


CUSTOMERS: tuple[Case, ...] = (
    yes("exactly twenty answers, all about requests", surveyed_requests),
    yes("nineteen answers, but five requesters of one department", answers_and, requesters=[6, 7, 8, 9, 10]),
    trap("nineteen answers and four requesters of a department", answers_and, requesters=[0, 1, 2, 3]),
    trap("five requesters, of no department that is known", of_no_department),
)


def at_the_edge(w: World, row: dict[str, Any], edge: str, who: str = "") -> Credit:
    """An imported row dated on one of the month's edges; of the other group's person, by user name, when asked."""
    by = w.peer if who else w.lead
    one_row(w, **(row | {"at": edge_day(w, edge), "person": by.user_name if who else by.name}))
    return [(by, LEAD)]


TALKS: tuple[Case, ...] = (
    yes("a talk on the month's first day", at_the_edge, row=talks(), edge="first"),
    yes("a talk on the month's last day, by the user name", at_the_edge, row=talks(), edge="last", who="peer"),
    trap("a talk on the day after the month", at_the_edge, row=talks(), edge="after"),
    trap("a certificate for speakers is no talk", one_row, **badges(title="Certified conference speaker")),
)
TEACHING: tuple[Case, ...] = (
    yes("a mentoring that ended on the month's last day", mentored_at, edge="last"),
    yes("both by their user names, ended on the month's first day", mentored_at, edge="first", by_user_name=True),
    trap("a mentoring that ended on the day after the month", mentored_at, edge="after"),
    trap("neither of them confirmed", mentored, mentor="no", mentee="no"),
)
PRESENTING: tuple[Case, ...] = (
    yes("a talk on the month's last day", at_the_edge, row=talks(), edge="last"),
    yes("a talk of the other group's person on the first day", at_the_edge, row=talks(), edge="first", who="peer"),
    trap("a talk on the day before the month", at_the_edge, row=talks(), edge="before"),
    trap("a certificate for speakers is no talk", one_row, **badges(title="Certified conference speaker")),
)
LESSONS: tuple[Case, ...] = (
    yes("cause and fix of exactly sixty characters each", learned, cause_notes=sized(CAUSES[0], 60),
        fix_notes=sized(FIXES[0], 60)),
    yes("an improvement after a major incident; its closure code's label says Successful", follow_up,
        closure_code=SUCCESSFUL),
    trap("cause and fix of twenty-nine characters each", learned, cause_notes=sized(CAUSES[1], 29),
         fix_notes=sized(FIXES[1], 29)),
    trap("an improvement after an incident that was only proposed as major", follow_up,
         origin={"major_incident_state": "proposed", "priority": "1"}),
)  # fmt: skip


def recurring(
    w: World,
    before: tuple[int, ...],
    after: tuple[int, ...],
    wait: int = 0,
    **over: Any,
) -> Credit:
    """Incidents of an item so many days before and after its problem was fixed; other items' stayed the same.

    The sixty days after the fix end on the month's sixteenth day, or so many days after the month.
    """
    fixed = w.day(w.days_in_month + wait if wait else 16) - timedelta(days=60)
    item, kind = w.item("gate 7", "cmdb_ci_facility"), {"category": "facility"}
    record = problem(w, w.lead, at=fixed, cmdb_ci=item, **over)
    for place, days in enumerate(before):
        by = w.home[1 + place % 5]
        incident(w, by, at=fixed - timedelta(days=days), cmdb_ci=item, problem_id=record, **kind)
    for place, days in enumerate(after):
        incident(w, w.home[1 + place % 5], at=fixed + timedelta(days=days), cmdb_ci=item, **kind)
    for place, days in enumerate((-40, -33, -26, -19, -12, -5, 5, 12, 19, 26, 33, 40)):
        other = w.item(f"gate {place % 3 + 1}", "cmdb_ci_facility")
        incident(w, w.home[1 + place % 5], at=fixed + timedelta(days=days), cmdb_ci=other, **kind)
    return [(w.lead, LEAD)]


def prevented_by_two(w: World) -> Credit:
    """Exactly five before, the first by fifty-nine days; two after; one more assignee."""
    days = (5, 15, 30, 45, 59)
    credit = recurring(w, days, (20, 50), additional_assignee_list=lambda w: [w.home[4]])
    return [*credit, (w.home[4], CONTRIBUTOR)]


WEEKLY = (4, 10, 16, 22, 28, 34, 40)
PREVENTION: tuple[Case, ...] = (
    yes("five before, the oldest by fifty-nine days, two after; an additional assignee", prevented_by_two),
    yes("seven before, and none until the sixty days were over", recurring, before=WEEKLY, after=(63, 66, 69, 72, 75)),
    trap("seven before, four after: not quite half", recurring, before=WEEKLY, after=(8, 20, 32, 44)),
    trap(
        "five under the problem, but only two of them in the sixty days before, and two after",
        recurring,
        before=(20, 30, 70, 75, 80),
        after=(15, 40),
    ),
)


def in_one_go(w: World, count: int) -> Credit:
    """A workaround told; so many incidents closed by one colleague at once, and one by somebody else."""
    background(w)
    record = problem(w, w.mate, at=w.day(20), workaround_communicated_by=w.lead)
    at = w.day(12, 11)
    for number in range(count):
        moment = at + timedelta(seconds=15 * number)
        words = "Opened it by hand, as the workaround says."
        incident(w, w.home[2], at=moment, problem_id=record, close_notes=words)
    incident(w, w.peer, at=w.day(14), problem_id=record)
    return [(w.lead, LEAD)]


def third_failed(w: World) -> Credit:
    """Two successful uses of the template by others, and an unsuccessful one by a third person."""
    template(w, users=2)
    used = w.tables[TEMPLATE][-1]
    change(w, w.home[3], at=w.day(9), type="standard", close_code="unsuccessful", std_change_producer_version=used)
    return []


INFLUENCE: tuple[Case, ...] = (
    yes("a workaround told; four incidents closed at once are no batch, and one more", in_one_go, count=4),
    yes("a template used by exactly three others, successful with issues", template, code="successful_issues"),
    trap("a workaround told; six incidents closed as one batch, and one more", in_one_go, count=6),
    trap("a template used by three others, one of them without success", third_failed),
)


def one_told(w: World) -> Credit:
    """Of two communication tasks one was skipped."""
    credit = told(w, writer=lambda w: w.home[4])
    alert(w, w.tables["incident"][-1], w.peer, "7")
    return credit


def told_out_of_scope(w: World) -> Credit:
    """The category is one of those that are never read."""
    w.settings["denied_categories"] = ["facility"]
    return told(w, category="facility")


WORD: tuple[Case, ...] = (
    yes("two communication tasks, one of them skipped", one_told),
    yes("opened by monitoring in a colleague's name; the other group told", told, writer=lambda w: w.peer, **MONITORED),
    trap("a major incident of a category that is out of scope", told_out_of_scope),
    trap("a major incident whose resolver had called it in himself, nothing linked", told, **SELF),
)


def seen_after(w: World, days: int) -> Credit:
    """The run is so many days after a change of the month's end."""
    background(w)
    at = w.day(w.days_in_month - 3)
    change(w, w.lead, at=at, work_end=at)
    w.now = at + timedelta(days=days, hours=1)
    return []


def of_third_group(w: World) -> Credit:
    """A change of a group that is not the team's."""
    background(w)
    at = w.day(9)
    change(w, w.other[0], at=at, work_end=at)
    return []


QUALITY: tuple[Case, ...] = (
    yes("the incident that it caused came after fifteen days", held, after=15),
    yes("fifteen days have passed since", seen_after, days=15),
    trap("only thirteen days have passed since", seen_after, days=13),
    trap("the only change is another team's", of_third_group),
)


def without_users(w: World) -> Credit:
    """Nobody's account can be read."""
    vendor(w)
    cleared(w)
    return []


def first_hours(w: World) -> Credit:
    """Two in the night of the first of October in Auckland, still September in UTC."""
    at_edge(w, "2026-10", "Pacific/Auckland")
    return vendor(w, at=utc("2026-09-30 13:00"))


def vendor_elsewhere(w: World) -> Credit:
    """Another team's incident."""
    background(w)
    incident(w, w.other[0], hold_reason="4", correlation_id="VND-1188")
    return []


VENDORS: tuple[Case, ...] = (
    yes("the table of users is empty", without_users),
    yes("resolved in the month's first hours, in the team's zone", first_hours),
    trap("the only such incident is another team's", vendor_elsewhere),
    trap("its resolver had called it in himself, nothing linked", vendor, **SELF),
)
FIRST: tuple[Case, ...] = (
    yes("used before, but almost twenty-six months ago", first_use, earlier=26, field=TEMPLATE),
    yes("records are held for twenty-five months; successful with issues", first_use, since=25,
        close_code="successful_issues"),
    trap("records are held for twenty-three months only", first_use, since=23, field=TEMPLATE),
    trap("another team used it five months ago", first_use, earlier=5, by=lambda w: w.other[0], field=TEMPLATE),
)  # fmt: skip


def first_major(w: World, **over: Any) -> Credit:
    """Manages a major incident, after two years of everyday work."""
    w.settings["records_since"] = w.last_year()
    for months in range(1, 12):
        incident(w, w.lead, at=w.day(10 - 30 * months))
    return major(w, roles=False, workers=1, **over)


OWNERSHIP: tuple[Case, ...] = (
    yes("led one before, thirteen months ago", new_role, earlier=13),
    yes("the first major incident managed", first_major),
    trap("led one before, eleven months ago", new_role, earlier=11),
    trap("the first major incident was only proposed", first_major, major_incident_state="proposed"),
)


def shares(w: World, months: Sequence[tuple[int, int]]) -> Credit:
    """So many incidents and planned changes this month, and in each month before."""
    for month, (reactive, ahead) in enumerate(months):
        back = 30 * month + (month + 1) // 2
        for number in range(reactive):
            incident(w, w.home[number % 6], at=w.day(4 + 2 * number - back))
        for number in range(ahead):
            change(w, w.home[number % 6], at=w.day(6 + 3 * number - back))
    return []


def tasks_of_projects(w: World) -> Credit:
    """Five project tasks in a project that goes on."""
    shares(w, ((6, 0), *[(8, 2)] * 6))
    record = project(w, w.lead)
    for number in range(5):
        below(w, record, w.home[number], closed_at=w.day(9 + number))
    record |= {"state": {"value": "2", "display_value": "Work in Progress"}}
    record["closed_at"] = {"value": "", "display_value": ""}
    return []


def tenth_cancelled(w: World) -> Credit:
    """Nine that count, and two that were cancelled."""
    shares(w, ((4, 5), *[(8, 2)] * 6))
    for number in range(2):
        incident(w, w.home[number], state="8", close_code="")
    return []


PAST = (*[(8, 2)] * 3, *[(6, 4)] * 3)
PROACTIVE: tuple[Case, ...] = (
    yes(
        "four of eleven: above the median of six uneven months, below the best of them", shares, months=((7, 4), *PAST)
    ),
    yes("five project tasks of eleven records", tasks_of_projects),
    trap("three of eleven: below the median of six uneven months, above the worst", shares, months=((8, 3), *PAST)),
    trap("eleven records, two of them cancelled", tenth_cancelled),
)


def before_a_day(w: World) -> Credit:
    """The outage ended twenty-five hours before; nobody's account can be read."""
    quiet(w, kind="outage", begins=-26)
    cleared(w)
    return []


def by_account(w: World) -> Credit:
    """The change was carried out by an account of no person."""
    account = w.person("Patching Job", "IT Unit One", w.lead.group)
    w.settings["service_accounts"] = [account.user_name]
    return quiet(w, assigned_to=account)


QUIET: tuple[Case, ...] = (
    yes("a degradation began twenty-five hours after its end", quiet, kind="degradation", begins=27),
    yes("an outage ended twenty-five hours before it began; the table of users is empty", before_a_day),
    trap("a degradation began twenty-three hours after its end", quiet, kind="degradation", begins=25),
    trap("done by a service account", by_account),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V11": IMPACTS,
    "V12": CUSTOMERS,
    "V13": TALKS,
    "V15": LESSONS,
    "V16": PREVENTION,
    "V17": INFLUENCE,
    "V18": WORD,
    "V20": QUALITY,
    "V21": VENDORS,
    "V22": FIRST,
    "V23": OWNERSHIP,
    "V24": PROACTIVE,
    "V25": QUIET,
    "S22": TEACHING,
    "S23": PRESENTING,
}
