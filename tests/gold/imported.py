"""V06, V10, V13 and S14, S15, S16, S22, S23: what ServiceNow does not hold, from imported lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gold.bundle import HARD, LEAD, POSITIVE, Credit, Person, World
from gold.collaboration import plain
from gold.records import background, incident
from gold.scenario import Case, no, of_kind, trap, yes
from gold.whole_team import surveyed

Pick = Callable[[World], Person]


def on(w: World, day: int) -> str:
    """The ISO day of the month's n-th day."""
    return w.day(day).date().isoformat()


def mentored(
    w: World,
    mentor: str = "yes",
    mentee: str = "yes",
    ended: int = 18,
    who: Pick = lambda w: w.mate,
    by_user_name: bool = False,
) -> Credit:
    """A mentoring that ended in the month, and who confirmed it."""
    background(w)
    w.import_row(
        "mentoring",
        mentor=w.lead.user_name if by_user_name else w.lead.name,
        mentee=who(w).user_name if by_user_name else who(w).name,
        began=on(w, -120),
        ended=on(w, ended),
        confirmed_by_mentor=mentor,
        confirmed_by_mentee=mentee,
    )
    return [(w.lead, LEAD)]


def side_by_side(w: World) -> Credit:
    """Many incidents resolved together with a newcomer say nothing of mentoring."""
    for _ in range(6):
        incident(w, w.lead, additional_assignee_list=lambda w: [w.mate])
    return []


MENTORING: tuple[Case, ...] = (
    yes("both confirmed", mentored),
    yes("both confirmed; people by their user names", mentored, by_user_name=True),
    yes("the mentee is of another group", mentored, who=lambda w: w.peer),
    trap("the mentee did not confirm", mentored, mentee="no"),
    trap("the mentor did not confirm", mentored, mentor="no"),
    trap("mentor and mentee are one person", mentored, who=lambda w: w.lead),
    trap("worked side by side with a newcomer, nothing imported", side_by_side),
    no("ended three months ago", mentored, ended=-80),
    no("an incident of one person", plain),
)


def thanked(
    w: World,
    giver: str | Pick = lambda w: w.callers[0],
    day: int = 12,
    back: int | None = None,
    **over: str,
) -> Credit:
    """A recognition, and perhaps one in return so many days from the month's start."""
    background(w)
    w.settings["service_accounts"] = ["system"]
    name = giver if isinstance(giver, str) else giver(w).name
    if not isinstance(giver, str):
        incident(w, w.mate, caller_id=giver, opened_by=giver)
    facts = {"title": "Award for the quick gate", "url": "https://example.com/awards/7"} | over
    w.import_row("recognition", person=w.lead.name, giver=name, date=on(w, day), **facts)
    if back is not None:
        w.import_row("recognition", person=name, giver=w.lead.name, date=on(w, back), **facts)
    return [(w.lead, LEAD)]


def both_thanked(w: World) -> Credit:
    """Two people thanked by two callers."""
    credit = thanked(w)
    giver = w.callers[3]
    incident(w, w.lead, caller_id=giver, opened_by=giver)
    facts = {"title": "Thanks for the help in the hall", "url": "https://example.com/thanks/2"}
    w.import_row("recognition", person=w.peer.user_name, giver=giver.name, date=on(w, 17), **facts)
    return [*credit, (w.peer, LEAD)]


RECOGNITION: tuple[Case, ...] = (
    yes("an award given by a caller", thanked),
    yes("two people, each thanked by a caller", both_thanked),
    yes("given by somebody of the other group", thanked, giver=lambda w: w.peer),
    yes("one in return, but forty-five days earlier", thanked, giver=lambda w: w.peer, day=18, back=-27),
    trap("one in return within seven days", thanked, giver=lambda w: w.peer, day=10, back=17),
    trap("one in return twenty-five days earlier", thanked, giver=lambda w: w.mate, day=12, back=-13),
    trap("given by the person itself", thanked, giver=lambda w: w.lead),
    trap("an automatic thank-you of a service account", thanked, giver="system", title="Automatic thank-you"),
    trap("a high score in surveys is no recognition", surveyed),
    no("given two months ago", thanked, day=-50),
    no("an incident of one person", plain),
)
PRAISE: tuple[Case, ...] = (
    yes("a caller of the business gave it", thanked),
    yes("two people, each thanked by a caller", both_thanked),
    yes("a caller of another department", thanked, giver=lambda w: w.callers[14]),
    trap("a team-mate gave it", thanked, giver=lambda w: w.mate),
    trap("the person itself gave it", thanked, giver=lambda w: w.lead),
    trap("a high score in surveys is no praise", surveyed),
    trap("a team-mate who had called once gave it", thanked, giver=lambda w: w.home[3]),
    no("given two months ago", thanked, day=-50),
    no("an incident of one person", plain),
)


def one_row(w: World, kind: str, day: str, at: int = 14, person: str = "", **facts: str) -> Credit:
    """One imported row, dated by one of its columns."""
    background(w)
    w.import_row(kind, **({"person": person or w.lead.name} | facts | {day: on(w, at)}))
    return [(w.lead, LEAD)]


def two_rows(w: World, kind: str, day: str, **facts: str) -> Credit:
    """A row each for two people, one of them by the user name."""
    background(w)
    w.import_row(kind, **({"person": w.lead.name} | facts | {day: on(w, 6)}))
    w.import_row(kind, **({"person": w.peer.user_name} | facts | {day: on(w, 21)}))
    return [(w.lead, LEAD), (w.peer, LEAD)]


def words_only(w: World, text: str) -> Credit:
    """The word stands in an incident; nothing was imported."""
    background(w)
    for _ in range(3):
        incident(w, w.lead, close_notes=f"{text} That was number {w.rng.randint(100, 999)}.")
    return []


TALK = {"title": "How our gates stay open", "event": "Congress of caretakers", "url": "https://example.com/talks/3"}
COURSE = {"title": "Working safely on ladders", "provider": "Safety school", "url": "https://example.com/c/9"}
BADGE = {
    "title": "Certified caretaker",
    "issuer": "Board of caretakers",
    "credential_id": "CC-2291",
    "url": "https://example.com/badges/2291",
}
LATER = "2034-01-31"


def talks(**changed: Any) -> dict[str, Any]:
    """A talk, with changes."""
    return {"kind": "talk", "day": "date"} | TALK | changed


def courses(**changed: Any) -> dict[str, Any]:
    """A training, with changes."""
    return {"kind": "training", "day": "completed"} | COURSE | changed


def badges(**changed: Any) -> dict[str, Any]:
    """A certificate, with changes."""
    return {"kind": "certificate", "day": "issued", "expires": LATER} | BADGE | changed


def unfinished_course(w: World) -> Credit:
    """Begun, and not completed so far."""
    background(w)
    w.import_row("training", person=w.lead.name, completed="", **COURSE)
    return []


TALKS: tuple[Case, ...] = (
    yes("a talk with its address", one_row, **talks()),
    yes("two people, two talks", two_rows, **talks()),
    yes("a talk in the month's last week", one_row, **talks(at=26)),
    trap("a training at a conference is no talk", one_row, **courses(title="Conference of caretakers")),
    trap("an award for a speaker is no talk", thanked, title="Best speaker of the year"),
    trap("a talk is mentioned in close notes", words_only, text="Prepared the hall for the talk at the conference."),
    trap("the person of the talk is nobody here", one_row, **talks(person="Somebody Unknown")),
    no("a talk two months ago", one_row, **talks(at=-45)),
    no("an incident of one person", plain),
)
COURSES: tuple[Case, ...] = (
    yes("a training completed", one_row, **courses()),
    yes("two people, two trainings", two_rows, **courses()),
    yes("a training completed in the last week", one_row, **courses(at=26)),
    trap("begun, not completed", unfinished_course),
    trap("a certificate is no training", one_row, **badges()),
    trap("a training is mentioned in close notes", words_only, text="Prepared the room for the training course."),
    trap("the person of the training is nobody here", one_row, **courses(person="Somebody Unknown")),
    no("completed two months ago", one_row, **courses(at=-45)),
    no("an incident of one person", plain),
)
BADGES: tuple[Case, ...] = (
    yes("a certificate with issuer, number and address", one_row, **badges()),
    yes("two people, two certificates", two_rows, **badges()),
    yes("a certificate that never expires", one_row, **badges(expires="")),
    trap("a training with “certification” in its title", one_row, **courses(title="Certification course")),
    trap("certificates of machines renewed", words_only, text="Renewed the certificate of the gate's controller."),
    trap("issued ten years ago and long expired", one_row, **badges(at=-3650, expires="2019-12-31")),
    trap("the person of the certificate is nobody here", one_row, **badges(person="Somebody Unknown")),
    no("expired last year", one_row, **badges(at=-900, expires="2025-06-30")),
    no("an incident of one person", plain),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V06": MENTORING,
    "S22": (*of_kind(MENTORING, POSITIVE), *of_kind(MENTORING, HARD)[1:3], MENTORING[-1]),
    "V10": RECOGNITION,
    "S14": PRAISE,
    "V13": TALKS,
    "S23": (*of_kind(TALKS, POSITIVE), *of_kind(TALKS, HARD)[:2], TALKS[-2]),
    "S15": BADGES,
    "S16": COURSES,
}
