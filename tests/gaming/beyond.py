"""Attacks beyond the twelve: what the signals sheet itself leaves open. They are measured, without a goal.

Some of them no record can tell from honest work: a colleague who lends a hand for the sake of the signal has lent it.
"""

from __future__ import annotations

from datetime import timedelta

from gaming.attack import Attack, foreign, mates, own
from gaming.honest import PLAN
from gaming.tickets import LIE, hold, invent
from gaming.year import Facts, Year, in_month, stamp
from gold.bundle import Person
from gold.collaboration import alert
from gold.records import below, improvement, incident, note, problem, service_level


def monitored_by_hand(w: Year, me: Person) -> None:
    """Self-opened incidents with Monitoring chosen as their channel, which is the exception of E6."""
    invent(w, me, lambda _number: me, contact_type="monitoring")


def linked_to_own_problem(w: Year, me: Person) -> None:
    """Self-opened incidents under an own problem that nobody has confirmed, the other exception of E6."""
    record = problem(w, me, w.day(26), opened_by=me, confirmed_by=me)
    invent(w, me, lambda _number: me, problem_id=record)


def invent_callers(w: Year, me: Person) -> None:
    """Incidents on behalf of callers who never called: opened by the attacker, for people of the business."""
    invent(w, me, lambda number: w.callers[number % 30], count=20, opened_by=me)


def clone_colleagues(w: Year, me: Person) -> None:
    """Colleagues' incidents cloned in their callers' names days later: the first falls out by E4, the second counts."""
    for row in foreign(w, me):
        again = stamp(row) + timedelta(days=4)
        times: Facts = {"opened_at": again, "resolved_at": again + timedelta(hours=1)}
        w.again(row, "INC", **times, closed_at=again + timedelta(days=2), resolved_by=me, assigned_to=me)


def small_batches(w: Year, me: Person) -> None:
    """Old tickets closed from the list with the same words, four at a time, so that E7 does not see a batch."""
    for batch in range(10):
        begun = w.day(4 + 2 * batch, 15)
        for number in range(4):
            at = begun + timedelta(seconds=5 * number)
            made = incident(w, me, at, opened_at=at - timedelta(days=90), close_notes=LIE)
            service_level(w, made, breached=False)


def join_every_list(w: Year, me: Person) -> None:
    """The attacker's name in the list of additional assignees of every record of the colleagues."""
    for table in ("incident", "change_request", "problem"):
        for row in foreign(w, me, table):
            w.put(row, additional_assignee_list=[me])


def drop_notes(w: Year, me: Person) -> None:
    """A long work note of other words on every record of the colleagues."""
    for row in foreign(w, me):
        note(w, row, me, f"Had a look at it as well and thought about it: {row['short_description']['value']}.")


def one_lie_each(w: Year, me: Person) -> None:
    """One technology a ticket, in a plausible sentence, in every own incident."""
    for number, row in enumerate(own(w, me)):
        tool = ("Docker", "Kubernetes")[number % 2]
        w.put(row, close_notes=f"{row['close_notes']['value']} Restarted it in {tool} on the way, room {number}.")


def lend_a_task(w: Year, me: Person) -> None:
    """Improvements of a day, each with a task of a friend."""
    for number in range(5):
        record = improvement(w, me, w.day(4 + number), opened_by=me)
        below(w, record, mates(w, me)[number % 2 if len(mates(w, me)) > 1 else 0])


def confirm_each_other(w: Year, me: Person) -> None:
    """Two colleagues open, solve and confirm problems for each other within a month."""
    friend = mates(w, me)[-1]
    for number in range(3):
        for one, other in ((me, friend), (friend, me)):
            problem(w, one, w.day(5 + 4 * number), opened_by=other, confirmed_by=other)


def tell_ten_times(w: Year, me: Person) -> None:
    """Ten communication tasks for one major incident of a colleague."""
    for row in w.rows("incident", major_incident_state="accepted"):
        if in_month(row):
            for _ in range(10):
                alert(w, row, me)


def paste_plans(w: Year, me: Person) -> None:
    """Own everyday changes with a high risk and the same plan pasted into each."""
    for row in own(w, me, "change_request"):
        w.put(row, risk="1", backout_plan=PLAN, test_plan=PLAN)


def park_with_number(w: Year, me: Person) -> None:
    """Own incidents parked, with a vendor's number that nobody gave: what is forged looks like what is written."""
    hold(w, me, "VND-1234{}")


def move_to_critical_service(w: Year, me: Person) -> None:
    """Own incidents are moved to a most critical service."""
    service = w.service("1 - most critical", "Visitors' entrance")
    for row in own(w, me):
        w.put(row, business_service=service, **{"business_service.busines_criticality": service.criticality})


def communicate(w: Year, me: Person) -> None:
    """Tells of workaround and fix in every problem of the colleagues: which is an act, and credited by the sheet."""
    for row in foreign(w, me, "problem"):
        w.put(row, workaround_communicated_by=me, fix_communicated_by=me)


BEYOND = (
    Attack("b+", "self-opened, monitoring chosen by hand", monitored_by_hand),
    Attack("b+", "self-opened under an own problem", linked_to_own_problem),
    Attack("b+", "opened for callers who never called", invent_callers),
    Attack("c+", "bulk closer, four at a time", small_batches),
    Attack("d+", "clones colleagues’ tickets", clone_colleagues),
    Attack("e+", "joins every list of assignees", join_every_list),
    Attack("e+", "drops a long note on every record", drop_notes),
    Attack("g+", "confirm each other’s problems", confirm_each_other),
    Attack("h+", "one invented technology a ticket", one_lie_each),
    Attack("i+", "pasted plans on risky changes", paste_plans),
    Attack("i+", "moves own incidents to a critical service", move_to_critical_service),
    Attack("j+", "on-hold parker with an invented vendor’s number", park_with_number),
    Attack("k+", "a friend closes a task in each micro-improvement", lend_a_task),
    Attack("l+", "tells of everybody’s workaround and fix", communicate),
    Attack("l+", "ten communication tasks for one major", tell_ten_times),
)
