"""Delivery sheets and decisions of many editions, over a real database of either kind."""

from __future__ import annotations

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.standing import Act, ActKind
from drumbeat.ports import AuditEntry
from drumbeat.store.acts import ActStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.sheets import SheetStore
from stores import CONTENT, NOW, OCTOBER

READERS = ("ann_lee@x.example", "annXlee@x.example", "Ben@y.example", "cem%@y.example")


def sheets(place) -> tuple[SheetStore, int]:
    """The sheets, and the edition whose mails went to four readers, of whom one was refused."""
    database = place.open()
    store = EditionStore(database, "here")
    edition = store.save_draft("A", OCTOBER, CONTENT, [], NOW)
    store.plan(edition.id, [Planned(each, f"<{each}>") for each in READERS], NOW)
    store.claim(edition.id, READERS[:2], NOW)
    outcomes = [Outcome(READERS[0], DeliveryState.FAILED, "550 no"), Outcome(READERS[1], DeliveryState.SENT)]
    store.settle(edition.id, outcomes, NOW)
    return SheetStore(database), edition.id


def test_mails_are_found_by_state_and_words(place):
    """Words are looked for as they are, in any case: what a database takes for a wildcard is none."""
    found, edition = sheets(place)
    assert [each.recipient for each in found.page(edition, DeliveryState.FAILED)] == [READERS[0]]
    assert [each.recipient for each in found.page(edition, words="ann_")] == [READERS[0]]
    assert [each.recipient for each in found.page(edition, words="% Y.example")] == [READERS[3]]
    assert [each.recipient for each in found.page(edition, words="BEN")] == ["Ben@y.example"]
    assert (found.count(edition), found.count(edition, DeliveryState.SENT), found.count(edition, words="zoe")) == (
        4,
        1,
        0,
    )


def test_a_list_is_read_in_pages_that_miss_nobody(place):
    """Pages of two hold each of the four once; the whole is the same."""
    found, edition = sheets(place)
    pages = [each for first in (0, 2, 4) for each in found.page(edition, first=first, most=2)]
    assert sorted(each.recipient for each in pages) == sorted(READERS)
    assert [each.recipient for each in found.whole(edition)] == [each.recipient for each in pages]
    assert {each.recipient: (each.error, each.attempts) for each in pages}[READERS[0]] == ("550 no", 1)


def test_decisions_of_all_periods_are_read_at_once(place):
    """By first day and the day after the last, the oldest first; those of another team are its own."""
    store = ActStore(place.open())
    acts = [Act(kind, "", "Ann", NOW, "why") for kind in (ActKind.HOLD, ActKind.RELEASE)]
    for team, period in (("A", OCTOBER), ("A", OCTOBER.before()), ("B", OCTOBER)):
        for act in acts:
            store.add(team, period, act, AuditEntry(NOW, "ann", f"{act.kind} edition"))
    found = store.of_teams(["A"])["A"]
    assert found.keys() == {(each.start, each.end) for each in (OCTOBER, OCTOBER.before())}
    assert [act.kind for act in found[OCTOBER.start, OCTOBER.end]] == [ActKind.HOLD, ActKind.RELEASE]
    assert store.of_teams(["C"]) == {}
