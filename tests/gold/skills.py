"""S01, S02, S03, S04 and S17: technologies named in a person's own words, over months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from gold.bundle import CONTRIBUTOR, LEAD, Credit, Person, Row, World
from gold.collaboration import plain
from gold.records import (
    CANCELLED,
    REOPENED,
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
)
from gold.scenario import Case, no, trap, yes
from gold.words import FIXES

Make = Callable[..., Row]

SENTENCES = {
    "Active Directory": "Unlocked the account in Active Directory and saw the caller sign in.",
    "VMware": "Moved the machine to the second VMware vSphere host and watched it for an hour.",
    "SAP": "Corrected the posting period in SAP ERP and had the clerk post the paper again.",
    "SQL Server": "Gave the Microsoft SQL Server database the space that it lacked.",
    "FortiGate": "Added the missing rule on the FortiGate and tried the way through it.",
    "PowerShell": "Wrote a PowerShell script for it and ran that for all forty rooms.",
    "Exchange Online": "Restored the mailbox in Exchange Online and showed the caller where it is.",
}
CONTRIBUTED = (
    "Found that a rule of the FortiGate dropped the answer, and let it through for this one address.",
    "Renewed the tunnel on the FortiGate at the branch; it had used the key of last year until now.",
    "The clock of the FortiGate was an hour late; set it, and the sign-in works again since noon.",
    "Read the counters of the FortiGate: no loss on our side, so I asked the provider to look at the line.",
)
DOMAINS = ("Active Directory", "VMware", "SAP", "SQL Server")
"""Identity, virtualisation, business application, database: four domains in any list of skills."""


def worked(w: World, by: Person, skill: str, day: int, make: Make = incident, **over: Any) -> Row:
    """A record whose close notes, by the person, name a technology."""
    thing, symptom, place = w.subjects.pop()
    notes = f"{SENTENCES[skill]} The {thing} {place} that {symptom} is next."
    return make(w, by, at=w.day(day), **({"close_notes": notes} | over))


def exercised(w: World, skill: str = "VMware", count: int = 4, make: Make = incident, **over: Any) -> Credit:
    """Some records of the month whose close notes name a technology."""
    background(w)
    for number in range(count):
        worked(w, w.lead, skill, 5 + 4 * number, make, **over)
    return [(w.lead, LEAD)]


def in_notes(w: World) -> Credit:
    """Work notes of a contributor on four records of somebody else name a technology."""
    background(w)
    for number, text in enumerate(CONTRIBUTED):
        record = incident(w, w.lead, at=w.day(6 + 4 * number))
        note(w, record, w.peer, text)
    return [(w.peer, CONTRIBUTOR)]


def by_class(w: World) -> Credit:
    """Four incidents on servers, whose class says what they run."""
    background(w)
    for number in range(4):
        item = w.item(f"unit {number + 1}", "cmdb_ci_linux_server")
        incident(w, w.lead, at=w.day(5 + 4 * number), cmdb_ci=item)
    return [(w.lead, LEAD)]


def young_skill(w: World) -> Credit:
    """All records were resolved in the month's last days, and the run follows at once."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    for number in range(4):
        worked(w, w.lead, "SAP", w.days_in_month - 3 + number, state="6", closed_at="")
    return [(w.lead, LEAD)]


def written(w: World, text: str, count: int = 4) -> Credit:
    """The same kind of pasted text at the end of the close notes of some incidents."""
    background(w)
    for number in range(count):
        thing, symptom, place = w.subjects.pop()
        own = f"Went {place}, found why the {thing} {symptom}, and put it right."
        incident(w, w.lead, at=w.day(5 + 4 * number), close_notes=f"{own}\n\n{text}")
    return []


def callers_words(w: World) -> Credit:
    """Callers name the technology, the resolver does not."""
    background(w)
    for number, what in enumerate(("report", "order", "invoice", "form")):
        text = f"The {what} in SAP ERP does not print"
        incident(w, w.lead, at=w.day(5 + 4 * number), short_description=text, description=f"{text} since Monday.")
    return []


def callers_comments(w: World) -> Credit:
    """Callers' comments name the technology."""
    background(w)
    for number in range(4):
        caller = w.callers[number]
        record = incident(w, w.lead, at=w.day(5 + 4 * number), caller_id=caller, opened_by=caller)
        text = f"I think it is the VMware vSphere server again, room {number + 1}. Can you look at it today?"
        note(w, record, caller, text, element="comments")
    return []


def self_dealt(w: World) -> Credit:
    """All opened for the resolver itself."""
    return exercised(w, caller_id=lambda w: w.lead, opened_by=lambda w: w.lead)


LOG = """2026-05-04 10:00:01,113 ERROR [vpxd-3] VMware vSphere session 4711 closed by peer
2026-05-04 10:00:01,115 ERROR [vpxd-3] at vim.SessionManager.logout(SessionManager.java:112)
2026-05-04 10:00:02,004 WARN  [vpxd-1] VMware vSphere heartbeat missed host=10.0.0.7
2026-05-04 10:00:03,870 INFO  [vpxd-1] retry 1 of 5"""
SIGNATURE = """Kind regards
--
Jane Greiner
Specialist for Active Directory and Exchange Online
Phone +49 30 5550100 | jane.greiner@example.com"""
QUOTED = """-----Original Message-----
From: a caller
Subject: printer
> We use SAP ERP and Microsoft SQL Server on the first floor.
> Could it be the FortiGate?"""

EXERCISED: tuple[Case, ...] = (
    yes("close notes of four incidents name it", exercised),
    yes("close notes of three changes name it", exercised, skill="PowerShell", count=3, make=change),
    yes("work notes of a contributor name it", in_notes),
    yes("the class of the configuration items says it", by_class),
    yes("close notes of five incidents name it", exercised, skill="Exchange Online", count=5),
    yes("resolved just before the run", young_skill),
    trap("only the callers' words name it", callers_words),
    trap("only a pasted log names it", written, text=LOG),
    trap("only a signature names it", written, text=SIGNATURE),
    trap("only a quoted mail names it", written, text=QUOTED),
    trap("reopened, all of them", exercised, **REOPENED),
    trap("cancelled, all of them", exercised, skill="SAP", **CANCELLED),
    trap("only callers' comments name it", callers_comments),
    trap("self-opened, all of them", self_dealt),
    trap("one record only", exercised, count=1),
    no("an incident of one person", plain),
)


def over_months(w: World, by: Person, skill: str, days: Sequence[int], **over: Any) -> None:
    """A record on each of some days, counted from the month's first."""
    for day in days:
        worked(w, by, skill, day, **over)


def broad(w: World, counts: Sequence[int] = (3, 3, 3), oldest: int = -100, **over: Any) -> Credit:
    """So many records in each of some domains, the first of each `oldest` days from the month's start."""
    w.settings["records_since"] = w.last_year()
    for place, count in enumerate(counts):
        days = [oldest + place, *(4 + place + 5 * number for number in range(count - 1))][:count]
        over_months(w, w.lead, DOMAINS[place], days, **over)
    return [(w.lead, LEAD)]


def one_of_many_names(w: World) -> Credit:
    """Many names of one and the same skill."""
    w.settings["records_since"] = w.last_year()
    names = ("Active Directory", "Microsoft Active Directory", "Active Directory Domain Services")
    for number in range(12):
        notes = f"Unlocked the account of room {number + 1} in {names[number % 3]} and saw the caller sign in."
        incident(w, w.lead, at=w.day(3 + 2 * number), close_notes=notes)
    return []


def of_two_people(w: World) -> Credit:
    """Two domains are the person's, the third is a colleague's."""
    broad(w, counts=(3, 3))
    over_months(w, w.mate, "SAP", (3, 9, 15))
    return []


def third_in_bulk(w: World) -> Credit:
    """The records of the third domain were closed as a batch."""
    broad(w, counts=(3, 3))
    at = w.day(12)
    for number in range(6):
        incident(w, w.lead, at=at + timedelta(seconds=10 * number), close_notes=SENTENCES["SAP"])
    return []


def third_long_ago(w: World) -> Credit:
    """The records of the third domain are eight months old."""
    broad(w, counts=(3, 3))
    over_months(w, w.lead, "SAP", (-250, -245, -240))
    return []


BREADTH: tuple[Case, ...] = (
    yes("three domains with three records each", broad),
    yes("four domains with four records each", broad, counts=(4, 4, 4, 4)),
    yes("three domains with more records than needed", broad, counts=(5, 3, 6), oldest=-130),
    trap("three domains, one with two records only", broad, counts=(6, 5, 2)),
    trap("many names of one skill", one_of_many_names),
    trap("the third domain is a colleague's", of_two_people),
    trap("the third domain's records were closed as a batch", third_in_bulk),
    trap("the third domain's records are eight months old", third_long_ago),
    no("two domains", broad, counts=(4, 4)),
    no("an incident of one person", plain),
)


def grown(
    w: World, days: Sequence[int] = (-30, -5, 10, 14), since: int = 30, skill: str = "PowerShell", **over: Any
) -> Credit:
    """Incidents that name a technology on some days, after a year of others that do not."""
    w.settings["records_since"] = w.last_year(since)
    for months in range(2, min(since, 18)):
        incident(w, w.lead, at=w.day(8 - 30 * months))
    over_months(w, w.lead, skill, days, **over)
    return [(w.lead, LEAD)]


def grown_in_bulk(w: World) -> Credit:
    """The first day's work was one record, the rest a batch."""
    grown(w, days=(-20,))
    at = w.day(12)
    for number in range(6):
        incident(w, w.lead, at=at + timedelta(seconds=9 * number), close_notes=SENTENCES["PowerShell"])
    return []


def grown_by_callers(w: World) -> Credit:
    """The name stands in the callers' words only."""
    grown(w, days=())
    for number, what in enumerate(("report", "order", "invoice", "form")):
        incident(w, w.lead, at=w.day(3 + 5 * number), short_description=f"The {what} in SAP ERP does not print")
    return []


GROWTH: tuple[Case, ...] = (
    yes("new, then three and more within ninety days", grown),
    yes("new, all within the month", grown, days=(3, 9, 15, 20), skill="FortiGate"),
    yes("new, over seventy-three days", grown, days=(-65, -30, 8, 12), skill="SAP"),
    trap("exercised seven months earlier too", grown, days=(-210, -30, -5, 10, 14)),
    trap("records are held for eight months only", grown, since=8),
    trap("twice only", grown, days=(-20, 10)),
    trap("three times, but over a hundred and sixty days", grown, days=(-150, -70, 10)),
    trap("one record and a batch", grown_in_bulk),
    trap("callers' words only", grown_by_callers),
    no("nothing new", grown, days=()),
    no("three times, the last of them half a year ago", grown, days=(-200, -190, -180), since=36),
)


def deep(
    w: World, months: Sequence[int] = (0, 1, 2, 3, 5), marker: str = "problem", mark_by: int = 0, **over: Any
) -> Credit:
    """One technology in some of the last six months, and one harder piece of work in it."""
    w.settings["records_since"] = w.last_year()
    for month in months:
        over_months(w, w.lead, "VMware", [day - 30 * month - month // 2 for day in (8, 15)])
    by = w.home[mark_by]
    if marker == "problem":
        cause = "The VMware vSphere hosts shared one clock that ran late, so that their leases ended too early."
        facts: dict[str, Any] = {"short_description": "VMware vSphere hosts lose their leases", "cause_notes": cause}
        problem(w, by, at=w.day(18), **(facts | {"confirmed_by": w.home[4], "fix_notes": FIXES[0]} | over))
    if marker == "change":
        worked(w, by, "VMware", 18, change, **({"type": "normal", "risk": "2"} | over))
    if marker == "article":
        page = article(w, by, short_description="How to move a machine in VMware vSphere", **over)
        for person in (w.home[2], w.partner[1], w.partner[2]):
            attach(w, page, incident(w, person, at=w.day(14)))
    return [(w.lead, LEAD)]


DEPTH: tuple[Case, ...] = (
    yes("five of six months, and a problem with its cause", deep),
    yes("four of six months, and a change of high risk", deep, months=(0, 1, 3, 4), marker="change"),
    yes("every month, and an article that others used", deep, months=(0, 1, 2, 3, 4, 5), marker="article"),
    trap("three of six months, and a problem with its cause", deep, months=(0, 1, 2)),
    trap("every month, nothing harder", deep, months=(0, 1, 2, 3, 4, 5), marker=""),
    trap("every month, the problem is a colleague's", deep, months=(0, 1, 2, 3, 4, 5), mark_by=1),
    trap("five months, the change of high risk was unsuccessful", deep, marker="change", close_code="unsuccessful"),
    trap("five months, the change was a standard one of low risk", deep, marker="change", type="standard", risk="4"),
    no("an incident of one person", plain),
)


def inside(
    w: World, make: Make = improvement, leads: bool = True, since: int = 30, known: bool = False, **over: Any
) -> Credit:
    """A new skill, of which one record is an improvement that the person leads or has a task in."""
    days = (-210, -30, -5, 14) if known else (-30, -5, 14)
    grown(w, days=days, since=since)
    by = w.lead if leads else w.mate
    facts = {"short_description": "Fewer visits by PowerShell scripts", "opened_by": by}
    if make is project:
        del facts["opened_by"]
    record = make(w, by, at=w.day(10), **(facts | over))
    below(w, record, w.mate if leads else w.lead)
    note(w, record, w.lead, SENTENCES["PowerShell"])
    return [(w.lead, LEAD if leads else CONTRIBUTOR)]


def beside(w: World, at: datetime | None = None) -> Credit:
    """A new skill in incidents, and an improvement that has nothing to do with it."""
    grown(w)
    record = improvement(w, w.lead, at=at or w.day(10))
    below(w, record, w.mate)
    return []


EXPERIENCE: tuple[Case, ...] = (
    yes("in an improvement that the person leads", inside),
    yes("in an improvement in which the person has a task", inside, leads=False),
    yes("in a project that the person leads", inside, make=project),
    trap("the improvement has nothing to do with the new skill", beside),
    trap("the improvement was withdrawn", inside, closure_code="withdrawn"),
    trap("the skill was exercised seven months earlier", inside, known=True),
    trap("records are held for eight months only", inside, since=8),
    no("a new skill in incidents only", grown),
    no("an incident of one person", plain),
)

CASES: dict[str, tuple[Case, ...]] = {
    "S01": EXERCISED,
    "S02": BREADTH,
    "S03": GROWTH,
    "S04": DEPTH,
    "S17": EXPERIENCE,
}
