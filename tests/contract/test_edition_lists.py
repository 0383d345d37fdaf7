"""Lists of editions over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.editions.deliveries import DeliveryState, EditionState, Planned
from drumbeat.store.editions import EditionStore
from stores import CONTENT, NOW, OCTOBER


def kept(place) -> EditionStore:
    """Two teams' editions of three months; of the last one two mails are planned and one was skipped."""
    store = EditionStore(place.open(), "here")
    for team in ("B", "A"):
        for period in (OCTOBER.before().before(), OCTOBER.before(), OCTOBER):
            content = replace(CONTENT, subject=f"{team} {period.start:%B}")
            edition = store.save_draft(team, period, content, [], NOW)
    mails = [Planned("x@x.example", "<1@x>"), Planned("y@x.example", "<2@x>"), Planned("z@x.example", "<3@x>")]
    store.plan(edition.id, [*mails[:2], replace(mails[2], skipped="left")], NOW)
    return store


def test_the_latest_come_first(place):
    """All teams' editions by period, the latest first, and within one by team; so many as are asked for."""
    store = kept(place)
    found = store.summaries()
    assert [each.subject for each in found] == [
        *("A October", "B October", "A September", "B September", "A August", "B August")
    ]
    assert store.summaries(most=2) == found[:2]
    assert [each.subject for each in store.summaries(["B"], 1)] == ["B October"]
    assert store.summaries([]) == []


def test_mails_are_counted_by_state(place):
    """Each edition tells how many of its mails came to what; one that did not begin to leave has none."""
    by_team = {each.team: each for each in kept(place).summaries(most=2)}
    assert by_team["A"].counts == {DeliveryState.PLANNED: 2, DeliveryState.SKIPPED: 1}
    assert (by_team["A"].state, by_team["A"].start, by_team["A"].end) == (
        EditionState.SENDING,
        OCTOBER.start,
        OCTOBER.end,
    )
    assert (by_team["B"].state, by_team["B"].counts) == (EditionState.DRAFT, {})
