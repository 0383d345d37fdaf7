"""Attacks with tickets: splitting, inventing, sweeping, reopening, passing on, inflating and parking them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from gaming.attack import Attack, foreign, mates, own
from gaming.year import Facts, Year, moment, stamp
from gold.bundle import Person, Row, Value
from gold.majors import IMPACT
from gold.records import incident, note, service_level

PARTS = ("Part two: {}", "{} (again)", "{}, please", "Also {}")
LIE = "Set it up anew in Docker and watched the Docker containers come back."


def split(w: Year, me: Person) -> None:
    """(a) Each own incident and request of the last half year as five: same caller, same hour, other words."""
    since = w.day(-150)
    for table, by, prefix in (("incident", "resolved_by", "INC"), ("sc_req_item", "assigned_to", "RITM")):
        for row in w.rows(table, **{by: me}):
            if stamp(row) >= since:
                _parts(w, row, prefix)


def _parts(w: Year, row: Row, prefix: str) -> None:
    for number, words in enumerate(PARTS, 1):
        later = timedelta(minutes=9 * number)
        said = words.format(row["short_description"]["value"])
        facts: Facts = {"short_description": said}
        for name in {"opened_at", "resolved_at", "closed_at"} & set(row):
            facts[name] = _moved(row, name, later)
        if prefix == "INC":
            facts |= {"close_notes": words.format(row["close_notes"]["value"]), "major_incident_state": ""}
        made = w.again(row, prefix, **facts)
        if prefix == "INC":
            service_level(w, made, breached=False)


def _moved(row: Row, name: str, later: timedelta) -> str:
    return f"{moment(row, name) + later:%Y-%m-%d %H:%M:%S}" if row[name]["value"] else ""


def deal_with_self(w: Year, me: Person) -> None:
    """(b) Fifty incidents that the attacker opens and closes, with a foreign item and a tool in the notes."""
    invent(w, me, lambda _number: me)


def deal_through_mate(w: Year, me: Person) -> None:
    """(b) The same, opened through the account of a colleague of the group."""
    friend = mates(w, me)[0]
    invent(w, me, lambda _number: friend)


def invent(w: Year, me: Person, caller_of: Callable[[int], Person], count: int = 50, **more: Value) -> None:
    """Incidents that never were, resolved by the attacker for these callers."""
    item = w.item("lift 9", "cmdb_ci_facility", w.other[0].group)
    for number in range(count):
        caller = caller_of(number)
        facts: Facts = {
            "caller_id": caller,
            "opened_by": caller,
            "close_notes": f"{LIE} Room {number + 1}.",
            "cmdb_ci": item,
        }
        made = incident(w, me, w.day(4 + number % 20, 9 + number % 5), **(facts | more))
        service_level(w, made, breached=False)


def close_in_bulk(w: Year, me: Person) -> None:
    """(c) Forty old tickets of the queue, closed from the list with the same words within two minutes, twice."""
    for day in (12, 23):
        begun = w.day(day, 15)
        for number in range(40):
            at = begun + timedelta(seconds=2 * number)
            made = incident(w, me, at, opened_at=at - timedelta(days=90), close_notes=LIE)
            service_level(w, made, breached=False)


def close_and_reopen(w: Year, me: Person) -> None:
    """(d) Own incidents of the month reopened and closed two days later, and ten of the months before as well."""
    before = [row for row in w.rows("incident", resolved_by=me) if w.day(-60) < stamp(row) < w.day(1, 0)][:10]
    for row in [*own(w, me)[::2], *before]:
        again = max(stamp(row) + timedelta(days=2), w.day(6))
        w.put(row, reopen_count=1, reopened_time=again - timedelta(days=1), resolved_at=again, closed_at=again)


def close_and_clone(w: Year, me: Person) -> None:
    """(d) Own incidents asked for again by a mail: a new incident of the same caller with the same words."""
    for row in own(w, me):
        again = stamp(row) + timedelta(days=3)
        times = {"opened_at": again - timedelta(hours=3), "resolved_at": again, "closed_at": again + timedelta(days=3)}
        w.again(row, "INC", **times)


def pass_to_and_fro(w: Year, me: Person) -> None:
    """(e) Own incidents sent to and fro nine times, with a word each time; a template that names the record."""
    peer = next(each for each in w.team if each.group != me.group)
    for row in own(w, me):
        w.put(row, reassignment_count=9)
        number = row["number"]["value"]
        note(w, row, me, f"{number} reassigned to {w.groups[0]}: please check whether this is one of yours.")
        note(w, row, peer, f"{number} reassigned to {w.groups[1]}: please check whether this is one of yours.")


def pass_on(w: Year, me: Person) -> None:
    """(e) Colleagues' incidents taken and passed on, with a word of the attacker on each."""
    for number, row in enumerate(foreign(w, me)):
        if number < 24:
            w.put(row, reassignment_count=2)
            note(w, row, me, f"{row['number']['value']} is passed on to {w.groups[number % 2]}, please have a look.")


def inflate(w: Year, me: Person) -> None:
    """(i) Own incidents become critical and are proposed as majors; own changes risky."""
    for row in own(w, me):
        text = f"Business critical: {row['short_description']['value']}"
        facts: Facts = {
            "priority": "1",
            "short_description": text,
            "business_impact": IMPACT,
        }
        w.put(row, **facts)
        if row["major_incident_state"]["value"] != "accepted":
            w.put(row, major_incident_state="proposed")
    for row in own(w, me, "change_request"):
        w.put(row, risk="1")


def park(w: Year, me: Person) -> None:
    """(j) Own incidents parked as waiting for a vendor, so that none is late."""
    hold(w, me, "")


def hold(w: Year, me: Person, link: str) -> None:
    """Own incidents waited for a vendor, under a number of this form, or none, and were all in time."""
    parked = {row["sys_id"]["value"]: row for row in own(w, me)}
    for number, row in enumerate(parked.values()):
        honest = row["correlation_id"]["value"]
        w.put(row, hold_reason="4", correlation_id=honest or link.format(number), made_sla=True)
    for level in w.rows("task_sla"):
        if level["task"]["value"] in parked:
            w.put(level, has_breached=False)


TICKETS = (
    Attack("a", "ticket splitter, five for one", split),
    Attack("b", "self-open, self-close, fifty times", deal_with_self),
    Attack("b", "the same through a colleague’s account", deal_through_mate),
    Attack("c", "bulk closer", close_in_bulk),
    Attack("d", "close, reopen, close", close_and_reopen),
    Attack("d", "close, clone, close", close_and_clone),
    Attack("e", "ping-pong of own tickets", pass_to_and_fro),
    Attack("e", "ping-pong of colleagues’ tickets", pass_on),
)
LEVELS = (
    Attack("i", "priority inflater", inflate),
    Attack("j", "on-hold parker", park),
)
