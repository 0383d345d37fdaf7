"""V05 and V17: knowledge and work that others used."""

from __future__ import annotations

import pytest

from drumbeat.signals.model import Status
from office import record, signals, told, user, world
from rows import group, person, sys_id

ANN = [("Ann", "lead")]
MEMBERS = [user("Ann", "Network"), user("Cy", "Network"), *(user(name, "Sales") for name in ("Dee", "Eve", "Fay"))]
DAY = "2026-10-12 08:00:00"


def article(number="KB1", **fields):
    """An article that Ann published."""
    return record("kb_knowledge", number, article_id=f"A{number}", **fields)


def use(task, who, *, of="KB1", author="Ann", day=DAY, by="dee"):
    """That somebody's ticket carries the article."""
    fields = {
        "sys_created_by": by,
        "sys_created_on": day,
        "kb_knowledge": (sys_id(of), of),
        "kb_knowledge__author": person(author),
        "kb_knowledge__article_id": f"A{of}",
        "task": (sys_id(task), task) if task else "",
        "task__assigned_to": person(who),
    }
    return record("m2m_kb_task", f"{of}{task}"[-16:], **fields)


def useful(who, *, yes="yes", of="KB1", day=DAY):
    """What a reader said of it."""
    said = {"article": (sys_id(of), of), "user": person(who), "useful": yes, "sys_created_on": day}
    return record("kb_feedback", f"F{of}{who}", **said)


def ticket(number, **fields):
    """A ticket that Bo solved."""
    return record("incident", number, **{"resolved_by": person("Bo"), "short_description": number, **fields})


def test_two_tickets_of_others_are_knowledge_shared():
    """V05 fires on two distinct tickets that others solved, whether the tickets were read or not."""
    uses = [use("INC1", "Bo"), use("INC2", "Dee")]
    assert told("V05", world(article(), uses)) == ANN
    assert told("V05", world(article(), uses, ticket("INC1"), ticket("INC2"))) == ANN


def test_an_author_who_attaches_it_to_others_tickets_shares_nothing():
    """V05 asks who attached the article, where that can be read and the users are known."""
    own = [use("INC1", "Bo", by="ann"), use("INC2", "Dee", by="ann")]
    assert signals("V05", world(MEMBERS, article(), own)) == []
    assert told("V05", world(MEMBERS, article(), [use("INC1", "Bo", by=""), use("INC2", "Dee", by="eve")])) == ANN


@pytest.mark.parametrize(
    "records",
    [
        [use("INC1", "Bo")],
        [use("INC1", "Bo"), use("INC2", "Ann")],
        [use("INC1", "Bo"), use("INC2", "system")],
        [use("INC1", "Bo"), use("", "Dee")],
        [use("INC1", "Bo"), use("INC2", "Bo", day="2026-09-30 08:00:00")],
        [use("INC1", "Bo"), use("INC2", "Bo"), ticket("INC2", resolved_by=person("Ann"))],
        [use("INC1", "Bo"), use("INC2", "Bo"), ticket("INC2", state=("8", "Canceled"))],
        [use("INC1", "Bo"), use("INC2", "Bo"), ticket("INC2", reopen_count="1")],
        [use("INC1", "Bo"), use("INC2", "Bo"), ticket("INC2", parent_incident=(sys_id("INC1"), "INC1"))],
        [article(f"KB{at}") for at in range(2, 22)],
    ],
    ids=[
        *(
            "one",
            "her own",
            "a machine's",
            "no ticket",
            "another month's",
            "solved by her",
            "cancelled",
            "reopened",
            "a child",
        ),
        "many unused articles",
    ],
)
def test_own_and_void_tickets_share_nothing(records):
    """V05 is silent below two tickets that others solved and that count; articles written are nothing."""
    assert signals("V05", world(article(), records)) == []


@pytest.mark.parametrize(
    "fields", [{"workflow_state": "retired"}, {"workflow_state": "draft"}, {"valid_to": "2026-10-01"}]
)
def test_only_a_published_article_is_shared(fields):
    """V05 is silent on drafts, retired and expired articles."""
    assert signals("V05", world(article(**fields), use("INC1", "Bo"), use("INC2", "Dee"))) == []


def test_three_readers_outside_the_group():
    """V05 fires on three readers who marked it as useful, of any version of the article."""
    marks = [useful("Dee"), useful("Eve"), useful("Fay", of="KB0")]
    older = record("kb_knowledge", "KB0", article_id="AKB1", published="2026-01-05", workflow_state="outdated")
    assert told("V05", world(MEMBERS, article(), older, marks)) == ANN


@pytest.mark.parametrize(
    "marks",
    [
        [useful("Dee"), useful("Eve")],
        [useful("Dee"), useful("Eve"), useful("Eve")],
        [useful("Dee"), useful("Eve"), useful("Cy")],
        [useful("Dee"), useful("Eve"), useful("Ann")],
        [useful("Dee"), useful("Eve"), useful("Fay", yes="no")],
        [useful("Dee"), useful("Eve"), useful("Fay", day="2026-09-30 08:00:00")],
    ],
    ids=["two", "one twice", "a team-mate", "the author", "not useful", "another month's"],
)
def test_team_mates_marks_share_nothing(marks):
    """V05 is silent below three distinct readers outside the author's groups."""
    assert signals("V05", world(MEMBERS, article(), marks)) == []


def test_an_authors_own_mark_is_none_without_a_group():
    """V05 takes no mark of the author, who may be in no group."""
    marks = [useful("Dee"), useful("Eve"), useful("Ann")]
    assert signals("V05", world(user("Dee", "Sales"), article(), marks)) == []


def test_without_memberships_marks_tell_nothing():
    """V05 cannot know who is a team-mate where memberships cannot be read."""
    marks = [useful("Dee"), useful("Eve"), useful("Fay")]
    readable = frozenset({"kb_knowledge", "kb_feedback"})
    assert signals("V05", world(article(), marks, readable=readable)) == []
    assert told("V05", world(article(), marks)) == ANN


def test_a_returned_favour_is_flagged():
    """V05 flags what two people did for each other within 30 days; a third person's uses count beside it (F8)."""
    pair = [use("INC1", "Bo"), use("INC2", "Bo"), use("INC3", "Ann", of="KB9", author="Bo", day="2026-11-11 08:00:00")]
    others = record("kb_knowledge", "KB9", article_id="AKB9", author=person("Bo"))
    [signal] = signals("V05", world(article(), others, pair))
    assert (signal.status, {each.value for each in signal.evidence[1:]}) == (Status.FLAGGED, {"reciprocal"})
    free = [use("INC4", "Dee"), use("INC5", "Eve")]
    [signal] = signals("V05", world(article(), others, pair, free))
    assert (signal.status, len(signal.evidence)) == (Status.FINAL, 3)


def test_a_favour_after_thirty_days_is_none():
    """V05's boundary for returned favours is 30 days."""
    pair = [use("INC1", "Bo"), use("INC2", "Bo"), use("INC3", "Ann", of="KB9", author="Bo", day="2026-11-11 08:00:01")]
    assert [signal.status for signal in signals("V05", world(article(), pair))] == [Status.FINAL]


def linked(count, who="Bo", **fields):
    """Incidents of the problem that somebody resolved."""
    of = {"problem_id": (sys_id("PRB1"), "PRB1"), "resolved_by": person(who)}
    return [record("incident", f"INC{who}{at}", short_description=f"{who}{at}", **of, **fields) for at in range(count)]


@pytest.mark.parametrize("field", ["workaround_communicated_by", "fix_communicated_by"])
def test_a_fix_that_others_used(field):
    """V17 fires for who communicated a workaround or fix with three linked incidents that others resolved."""
    problem = record("problem", "PRB1", **{field: person("Cy")})
    assert told("V17", world(problem, linked(3))) == [("Cy", "lead")]
    assert told("V17", world(problem, linked(2), linked(3, "Cy"))) == []
    assert told("V17", world(problem, linked(2), linked(1, "Eve", state=("8", "Canceled")))) == []


def test_the_solver_may_have_told_of_the_fix():
    """V17 fires once for a lead who communicated both; nobody told of nothing."""
    both = {"workaround_communicated_by": person("Ann"), "fix_communicated_by": person("Ann")}
    assert len(signals("V17", world(record("problem", "PRB1", **both), linked(3)))) == 1
    assert told("V17", world(record("problem", "PRB1", **both), linked(3))) == ANN
    assert signals("V17", world(record("problem", "PRB1"), linked(3))) == []
    assert signals("V17", world(record("problem", "PRB1", **both, state=("104", "Fix in Progress")), linked(3))) == []


def change(number, who, version="V1", **fields):
    """A successful change from the template."""
    made = {"std_change_producer_version": (sys_id(version), "Patch"), "assigned_to": person(who)}
    return record("change_request", number, **{**made, **fields})


TEMPLATE = record(
    "std_change_producer_version", "V1", std_change_producer=(sys_id("P1"), "Patch"), sys_created_by="ann"
)
SECOND = record("std_change_producer_version", "V2", std_change_producer=(sys_id("P1"), "Patch"), sys_created_by="ann")
USED = [change("CHG1", "Bo"), change("CHG2", "Cy"), change("CHG3", "Dee")]


def test_a_template_that_three_others_used():
    """V17 fires for the author of a standard change template that three others used, in any of its versions."""
    assert told("V17", world(MEMBERS, TEMPLATE, USED)) == ANN
    assert told("V17", world(MEMBERS, TEMPLATE, SECOND, USED[:2], change("CHG3", "Dee", "V2"))) == ANN


@pytest.mark.parametrize(
    "last",
    [
        [],
        [change("CHG3", "Ann")],
        [change("CHG3", "Bo")],
        [change("CHG3", "Dee", close_code=("unsuccessful", "Unsuccessful"))],
        [change("CHG3", "Dee", closed_at="2026-09-06 08:00:00")],
        [change("CHG3", "Dee", version="V9")],
    ],
    ids=["two", "the author", "one twice", "failed", "another month's", "another template"],
)
def test_two_users_are_too_few(last):
    """V17 needs three other people with successful changes in the period."""
    assert signals("V17", world(MEMBERS, TEMPLATE, USED[:2], last)) == []


def test_an_unknown_author_is_nobody():
    """V17 says nothing of a template whose author is not among the users."""
    assert signals("V17", world(user("Bo", group("Sales")[1]), TEMPLATE, USED)) == []
