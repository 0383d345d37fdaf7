"""V05, V17, S24 and S18: articles that others use, and what others build on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gold.bundle import LEAD, POSITIVE, Credit, Person, Row, World
from gold.collaboration import plain
from gold.records import CANCELLED, FOREVER, article, attach, background, change, feedback, finished, incident, problem
from gold.records import improvement as improved
from gold.scenario import Case, no, of_kind, trap, yes


def attached(w: World, others: int = 2, own: int = 0, task: dict[str, Any] | None = None, **over: Any) -> Credit:
    """An article attached to incidents that others resolved, and to own ones."""
    background(w)
    page = article(w, w.lead, **over)
    for number in range(others):
        by = [*w.home[1:], *w.partner][number]
        attach(w, page, incident(w, by, at=w.day(8 + number), **(task or {})))
    for number in range(own):
        attach(w, page, incident(w, w.lead, at=w.day(14 + number)))
    return [(w.lead, LEAD)]


def attached_twice(w: World) -> Credit:
    """Attached to one and the same incident three times."""
    background(w)
    page = article(w, w.lead)
    record = incident(w, w.peer, at=w.day(12))
    for _ in range(3):
        attach(w, page, record)
    return []


def near_duplicates(w: World) -> Credit:
    """Five articles of almost the same title, each attached once, to own tasks but one."""
    background(w)
    for number in range(5):
        page = article(w, w.lead, short_description=f"How to free a stuck window blind ({number + 1})")
        attach(w, page, incident(w, w.lead if number else w.peer, at=w.day(9 + number)))
    return []


def liked(w: World, readers: Callable[[World], list[Person]], useful: str = "yes", **over: Any) -> Credit:
    """An article with readers' verdicts."""
    background(w)
    page = article(w, w.lead, **over)
    for user in readers(w):
        feedback(w, page, user, useful=useful)
    return [(w.lead, LEAD)]


def viewed(w: World, views: int = 40) -> Credit:
    """Opened many times, by the author above all."""
    background(w)
    page = article(w, w.lead)
    for number in range(views):
        user = w.lead if number % 2 else w.callers[number % 8]
        w.add(
            "kb_use",
            sys_created_on=w.day(8 + number % 15),
            article=page,
            user=user,
            viewed=True,
            used=False,
            times_viewed=9,
        )
    return []


REUSED: tuple[Case, ...] = (
    yes("attached to two incidents that two others resolved", attached),
    yes("attached to four incidents of others and one own", attached, others=4, own=1),
    yes("three callers found it useful", liked, readers=lambda w: w.callers[:3]),
    yes("five readers of the business and another group found it useful", liked,
        readers=lambda w: [*w.callers[:3], *w.other[:2]]),
    yes("published months ago, attached to three incidents now", attached, others=3, published="2026-02-03"),
    trap("attached to own incidents only", attached, others=0, own=4),
    trap("attached to one incident of another and three own", attached, others=1, own=3),
    trap("team-mates found it useful", liked, readers=lambda w: w.home[1:6]),
    trap("one caller found it useful five times", liked, readers=lambda w: [w.callers[0]] * 5),
    trap("still a draft", attached, workflow_state="draft", published=""),
    no("published, and never used", attached, others=0),
)  # fmt: skip
MORE_REUSED: tuple[Case, ...] = (
    trap("attached to one incident three times", attached_twice),
    trap("two callers and the author found it useful", liked, readers=lambda w: [*w.callers[:2], w.lead]),
    trap("the incidents it hangs on were cancelled", attached, task=CANCELLED),
    trap("five near-duplicates, one used by another", near_duplicates),
    trap("seen forty times", viewed),
)
VALID: tuple[Case, ...] = (
    trap("no longer valid", attached, others=3, valid_to="2026-01-31"),
    trap("callers found it not useful", liked, readers=lambda w: w.callers[:5], useful="no"),
)


def communicated(
    w: World,
    others: int = 3,
    own: int = 0,
    field: str = "workaround_communicated_by",
    linked: dict[str, Any] | None = None,
) -> Credit:
    """A workaround or fix told to others, and the incidents under the problem."""
    background(w)
    record = problem(w, w.mate, at=w.day(20), **{field: w.lead})
    for number in range(others):
        by = [*w.home[2:], *w.partner][number]
        incident(w, by, at=w.day(7 + number), problem_id=record, **(linked or {}))
    for number in range(own):
        incident(w, w.lead, at=w.day(14 + number), problem_id=record)
    return [(w.lead, LEAD)]


def template(w: World, users: int = 3, times: int = 1, own: int = 0, code: str = "successful") -> Credit:
    """A standard change template of the person, used by so many others."""
    background(w)
    row = w.add(
        "std_change_producer_version",
        name="Change the battery of a gate",
        std_change_producer=w.thing("Change the battery of a gate"),
        sys_created_by=w.lead.user_name,
    )
    people = [*w.home[1:], *w.partner][:users]
    for number, by in enumerate([*people * times, *[w.lead] * own]):
        change(w, by, at=w.day(5 + number), type="standard", close_code=code, std_change_producer_version=row)
    return [(w.lead, LEAD)]


def reused(w: World) -> Credit:
    """An article that others attached (V05)."""
    return attached(w, others=3)


INFLUENCE: tuple[Case, ...] = (
    yes("a workaround told, three incidents resolved by others", communicated),
    yes("a fix told, five incidents resolved by others", communicated, others=5, field="fix_communicated_by"),
    yes("a change template used by three others", template),
    yes("a change template used by five others and its author", template, users=5, own=2),
    yes("an article used by others", reused),
    trap("two incidents by others, four own", communicated, others=2, own=4),
    trap("the incidents under the problem were cancelled", communicated, linked=CANCELLED),
    trap("the template used by two others and its author", template, users=2, own=3),
    trap("the template used by one person five times", template, users=1, times=5),
    trap("the template's changes were all unsuccessful", template, users=4, code="unsuccessful"),
    no("an incident of one person", plain),
    no("a workaround told, no incident under the problem", communicated, others=0),
)


def improved_article(
    w: World,
    flagged_by: Callable[[World], Person] = lambda w: w.callers[0],
    new_version: int | None = 14,
    by: Callable[[World], Person] = lambda w: w.lead,
    state: str = "3",
    author: Callable[[World], Person] = lambda w: w.lead,
) -> Credit:
    """A flagged article, its next version, and the closed task between them."""
    background(w)
    name = w.number("KB")
    lineage = w.sys_id()
    facts: dict[str, Any] = {"number": name, "article_id": lineage, "short_description": "How to free a stuck blind"}
    state_of_first = "published" if new_version is None else "outdated"
    first = article(w, author(w), at=w.day(-60), workflow_state=state_of_first, **facts)
    if new_version is not None:
        article(w, author(w), at=w.day(new_version), base_version=first, revised_by=author(w), **facts)
    said = feedback(w, first, flagged_by(w), at=w.day(6), useful="no", flagged=True)
    row = _feedback_task(w, said, first, by(w), state)
    if state != "3":
        row["closed_at"] = {"value": "", "display_value": ""}
    return [(w.lead, LEAD)]


def _feedback_task(w: World, said: Row, page: Row, by: Person, state: str) -> Row:
    at = w.day(16)
    return w.add(
        "kb_feedback_task",
        number=w.number("KBFT"),
        state=state,
        opened_at=w.day(7),
        closed_at=at,
        assignment_group=by.group,
        assigned_to=by,
        feedback=said,
        feedback__article=page,
    )


def unrelated_version(w: World) -> Credit:
    """The new version is of another article."""
    improved_article(w, new_version=None)
    first = article(w, w.lead, at=w.day(-40), workflow_state="outdated", number="KB0000001", article_id="7" * 32)
    article(w, w.lead, at=w.day(12), base_version=first, number="KB0000001", article_id="7" * 32)
    return []


def new_article_only(w: World) -> Credit:
    """A first version, without anybody's word."""
    background(w)
    article(w, w.lead, valid_to=FOREVER)
    return []


FEEDBACK: tuple[Case, ...] = (
    yes("a caller flagged the article, a new version came, the task was closed", improved_article),
    yes("a technician of another group flagged it", improved_article, flagged_by=lambda w: w.other[0]),
    yes("the new version came two days before the task was closed", improved_article, new_version=14),
    yes("the new version came two days after the word", improved_article, new_version=8),
    trap("the task was closed without a new version", improved_article, new_version=None),
    trap("the new version came before the word", improved_article, new_version=-5),
    trap("the task is still open", improved_article, state="2"),
    trap("the article is somebody else's", improved_article, author=lambda w: w.home[3], by=lambda w: w.lead),
    trap("the new version is of another article", unrelated_version),
    no("a first version, without anybody's word", new_article_only),
    no("an incident of one person", plain),
)


def confirmed_later(w: World) -> Credit:
    """An improvement closed by the person has nothing to do with articles."""
    background(w)
    record = improved(w, w.lead)
    incident(w, w.mate, at=finished(record) - timedelta(days=1))
    return []


CASES: dict[str, tuple[Case, ...]] = {
    "V05": (*REUSED, *MORE_REUSED[:2]),
    "V17": INFLUENCE,
    "S24": (*of_kind(REUSED, POSITIVE), *MORE_REUSED[2:5], *VALID, no("an improvement, no article", confirmed_later)),
    "S18": FEEDBACK,
}
