"""What becomes of an edition, in sentences: each way that it can stand, without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.desk.changes import Change, Lapsed
from drumbeat.desk.coming import Coming
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.standing import Act, ActKind, Obstacle, Policy, Standing, Stood
from drumbeat.ports import Edition
from drumbeat.web.leads.prospects import prospects
from stores import CONTENT, OCTOBER

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEAVES = datetime(2026, 11, 6, 9, tzinfo=UTC)
ACT = Act(ActKind.APPROVE, "", "Ann", NOW, "why")
DRAFT = Coming(
    period=OCTOBER,
    edition=Edition(1, EditionState.DRAFT, CONTENT, "2026-11-02 09:00:00"),
    stood=Stood(Standing.DRAFT),
    policy=Policy.REVIEW,
    obstacle=None,
    readers=42,
    drafted_at=NOW,
    leaves_at=LEAVES,
    objected_until=None,
    is_missed=False,
    is_whole=True,
    is_stale=False,
    version="1",
)
APPROVED = replace(DRAFT, stood=Stood(Standing.APPROVED, ACT))
CUT_SHORT = replace(DRAFT, stood=Stood(Standing.SENDING), is_cut_short=True)
WHEN = "Friday, 6 November 2026, 09:00"
CASES = [
    (DRAFT, 0, f"It leaves on {WHEN} to 42 recipients unless somebody holds it."),
    (DRAFT, 5, f"It was to leave on {WHEN} to 42 recipients, and does soon unless somebody holds it."),
    (APPROVED, 0, f"Ann approved it. It leaves on {WHEN} to 42 recipients."),
    (APPROVED, 5, "Ann approved it. It leaves within minutes to 42 recipients."),
    (
        replace(DRAFT, obstacle=Obstacle.UNAPPROVED, readers=1),
        0,
        f"It leaves on {WHEN} to 1 recipient if somebody approves it, otherwise to nobody.",
    ),
    (replace(DRAFT, obstacle=Obstacle.CHANGED), 0, "nobody has approved it as it is now."),
    (
        replace(DRAFT, obstacle=Obstacle.LEADLESS),
        0,
        "Its lead has left or cannot be told of it, so silence is no approval.",
    ),
    (replace(DRAFT, obstacle=Obstacle.UNAPPROVED), 5, "It does once somebody approves it."),
    (replace(DRAFT, obstacle=Obstacle.UNREACHABLE, readers=0), 0, "Nobody receives it yet."),
    (replace(DRAFT, obstacle=Obstacle.UNREACHABLE, readers=None), 0, "it is not known whom some rules"),
    (replace(DRAFT, is_missed=True), 9, f"It should have left on {WHEN}."),
    (replace(DRAFT, leaves_at=None), 0, "It leaves when somebody sends it."),
    (replace(DRAFT, is_whole=False), 0, "records that do not reach to the end of the month"),
    (replace(DRAFT, is_stale=True), 0, "The draft does not hold what was changed since."),
    (replace(DRAFT, is_stale=True), 0, f"It leaves on {WHEN} to 42 recipients unless somebody holds it."),
    (
        replace(DRAFT, is_stale=True, obstacle=Obstacle.UNAPPROVED),
        0,
        f"look at it. It leaves on {WHEN} to 42 recipients if somebody approves it, otherwise to nobody.",
    ),
    (replace(APPROVED, is_stale=True), 0, f"Ann approved it. It leaves on {WHEN}"),
    (replace(APPROVED, is_stale=True, is_unfit=True), 0, "if somebody approves it, otherwise to nobody."),
    (
        replace(DRAFT, obstacle=Obstacle.CHANGED, lapsed=Lapsed(ACT, (Change.DRAFTED, Change.RECIPIENTS))),
        0,
        "Since Ann approved it on Monday, 2 November 2026, 10:00: its draft was made anew and its recipients were",
    ),
    (
        replace(DRAFT, obstacle=Obstacle.CHANGED, lapsed=Lapsed(ACT, ())),
        0,
        "It was changed since Ann approved it on Monday, 2 November 2026, 10:00; nobody has approved it as it is now.",
    ),
    (replace(DRAFT, objected_until=LEAVES), 0, f"Those whom it names may object until {WHEN}"),
    (replace(DRAFT, edition=None), -9, "Its draft is made on Monday, 2 November 2026, 09:00."),
    (replace(DRAFT, edition=None), 1, "There is no draft yet. It was to be made on Monday, 2 November 2026, 09:00."),
    (replace(DRAFT, edition=None, drafted_at=None), 0, "There is no draft yet, and none is made by itself."),
    (replace(DRAFT, stood=Stood(Standing.HELD, ACT)), 0, "Ann holds it: why."),
    (replace(DRAFT, stood=Stood(Standing.SKIPPED, ACT)), 0, "Ann skipped this month: why."),
    (replace(DRAFT, stood=Stood(Standing.SENDING)), 0, "It is on its way."),
    (CUT_SHORT, 0, "It is on its way. What is still to go leaves when somebody sends it"),
    (
        replace(DRAFT, stood=Stood(Standing.SENDING), obstacle=Obstacle.UNRECEIVED),
        0,
        "Nobody is known to have received it",
    ),
    (replace(DRAFT, stood=Stood(Standing.SENT)), 0, "It is sent."),
]


@pytest.mark.parametrize(("found", "days", "sentence"), CASES, ids=[case[2][:40] for case in CASES])
def test_each_way_to_stand_is_said(found, days, sentence):
    """Whatever keeps an edition, or lets it go, is a sentence that says what happens, when, and to how many."""
    said = " ".join(SAY.said(each.piece) for each in prospects(found, NOW + timedelta(days=days)))
    assert sentence in said


@pytest.mark.parametrize(
    ("found", "approve", "send"),
    [
        (DRAFT, True, False),
        (APPROVED, False, False),
        (replace(DRAFT, is_stale=True), False, False),
        (replace(DRAFT, is_whole=False, leaves_at=None), False, False),
        (replace(DRAFT, stood=Stood(Standing.HELD, ACT), leaves_at=None), False, False),
        (replace(DRAFT, leaves_at=None), True, True),
        (replace(APPROVED, is_missed=True), False, True),
        (replace(DRAFT, is_missed=True, readers=0), True, False),
        (replace(DRAFT, edition=None), False, False),
        (CUT_SHORT, False, True),
        (replace(DRAFT, stood=Stood(Standing.SENDING), leaves_at=None), False, False),
    ],
    ids=range(11),
)
def test_what_may_be_done_follows_from_how_it_stands(found, approve, send):
    """Only a whole draft of today may be approved; only what the schedule leaves to a person is sent by hand."""
    assert (found.may_be_approved, found.may_be_sent) == (approve, send)
