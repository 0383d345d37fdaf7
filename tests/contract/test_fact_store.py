"""The store of operational facts over a real database of either kind."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from drumbeat.digest.operational import FactStatus, Precision, judge
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.store.database import Database
from drumbeat.store.facts import FactStore, Kept
from operational import EURO, NOW, fact, typed
from samples import sampled
from stores import OCTOBER

ENTRY = AuditEntry(NOW, "root", "fetch fact")


@pytest.fixture(name="store")
def _store(place):
    return FactStore(place.open())


def month(number: int, value: object, **more):
    """The figure of a month of 2026."""
    return fact(value, period_start=date(2026, number, 1), period_end=date(2026, number + 1, 1), **more)


def candidate(store):
    """October's only figure."""
    (found,) = store.candidates("Network", OCTOBER, {})
    return found


def test_a_fact_comes_back_as_it_was(store):
    """Every field is kept, of any unit; approval is not part of what a source says."""
    for found in (
        fact(service="E-mail", completeness=20 / 31, precision=Precision.LOWER_BOUND),
        typed("12500.5", EURO, id="savings", source_ref="invoice 12"),
    ):
        assert store.keep(found, ENTRY) is Kept.NEW
        assert found in store.current("Network", OCTOBER)


def test_what_is_known_is_not_added_and_what_changes_is(store, place):
    """The same observation by another run adds no row; another value does, and the earlier rows stay as they were."""
    store.keep(fact(), ENTRY)
    assert store.keep(fact(owner="other", fetched_at=NOW.replace(hour=9)), ENTRY) is Kept.KNOWN
    before = place.dump("fact")
    assert store.keep(fact(7), ENTRY) is Kept.CHANGED
    assert store.keep(fact(), ENTRY) is Kept.CHANGED
    assert place.dump("fact")[: len(before)] == before
    assert [each.value for each in store.history("Network", OCTOBER, "spam_blocked")] == [1_204_311, 7, 1_204_311]
    assert [each.value for each in store.current("Network", OCTOBER)] == [1_204_311]
    assert len(place.dump("audit")) == 3


def test_who_typed_it_is_part_of_a_typed_fact(store):
    """The same number typed by somebody else is another row: it decides who may approve it."""
    store.keep(typed(3), ENTRY)
    assert store.keep(typed(3), ENTRY) is Kept.KNOWN
    assert store.keep(typed(3, owner="Ben Cole"), ENTRY) is Kept.CHANGED
    assert candidate(store).fact.owner == "Ben Cole"


def test_approvals_and_rejections_are_kept_with_who_and_why(store, place):
    """An act is a row and a line in the audit log; the same word again is neither."""
    found = fact()
    store.keep(found, ENTRY)
    assert store.approve(found, "Ann Lee", replace(ENTRY, act="approve fact"))
    assert not store.approve(found, "ann  lee", ENTRY)
    assert judge(candidate(store)).fact.approved_by == ("Ann Lee",)
    assert store.reject(found, "Ben Cole", "counted twice", replace(ENTRY, act="reject fact"))
    assert not store.reject(found, "Ben Cole", "counted twice", ENTRY)
    assert judge(candidate(store)).reason == "Ben Cole rejected it: counted twice"
    assert store.approve(found, "Ann Lee", replace(ENTRY, act="approve fact"))
    assert judge(candidate(store)).fact.status is FactStatus.APPROVED
    log = place.dump("audit", "id, act, detail")
    assert [act for _, act, _ in log] == ["fetch fact", "approve fact", "reject fact", "approve fact"]
    assert "by Ben Cole; counted twice" in log[2][2]
    assert "spam_blocked 2026-10-01 to 2026-11-01 is 1204311 count" in log[2][2]


def test_what_has_changed_since_it_was_seen_cannot_be_approved(store, place):
    """Between seeing and approving the source said another value: nothing is recorded, and the error says to look."""
    seen = fact()
    store.keep(seen, ENTRY)
    store.keep(fact(7), ENTRY)
    with pytest.raises(SettingsError, match="changed meanwhile"):
        store.approve(seen, "Ann Lee", ENTRY)
    with pytest.raises(SettingsError, match="changed meanwhile"):
        store.reject(fact(id="other"), "Ann Lee", "x", ENTRY)
    assert place.dump("fact_act") == []


def test_an_approval_lapses_and_comes_back_with_its_value(store):
    """A file that changes takes the approval away; the file as it was gives it back."""
    store.keep(fact(), ENTRY)
    store.approve(fact(), "Ann Lee", ENTRY)
    store.keep(fact(1_204_312), ENTRY)
    assert judge(candidate(store)).fact.status is FactStatus.PENDING
    store.keep(fact(source_ref="again.csv"), ENTRY)
    assert judge(candidate(store)).fact.status is FactStatus.APPROVED


def test_the_months_before_are_what_a_month_is_compared_with(store):
    """Up to six months before: whole, not rejected, of the same unit and team; a gap is not reached over."""
    store.keep(fact(), ENTRY)
    store.keep(month(9, 900), ENTRY)
    store.keep(month(8, 800, completeness=0.5), ENTRY)
    store.keep(month(7, 700), ENTRY)
    store.keep(month(6, 600, unit=EURO), ENTRY)
    store.keep(month(5, 500, team="Other"), ENTRY)
    store.keep(month(4, 400), ENTRY)
    store.keep(month(3, 300), ENTRY)
    assert candidate(store).trailing == (Decimal(900), Decimal(700), Decimal(400))
    store.reject(month(7, 700), "Ann Lee", "wrong", ENTRY)
    assert candidate(store).trailing == (Decimal(900), Decimal(400))


def test_standing_approvals_reach_their_metric(store):
    """The settings' standing approval stands beside its own metric only."""
    store.keep(fact(), ENTRY)
    store.keep(fact(id="other"), ENTRY)
    found = store.candidates("Network", OCTOBER, {"other": "Ann Lee"})
    assert [(each.fact.id, each.standing) for each in found] == [("other", "Ann Lee"), ("spam_blocked", "")]


def _approve(url: str, by: str, gate, results) -> None:
    store = FactStore(Database(url))
    gate.wait(30)
    results.put(store.approve(fact(), by, ENTRY))


SAME, TWO = (("Ann Lee", "Ann Lee"), 1), (("Ann Lee", "Ben Cole"), 2)


@pytest.mark.parametrize(
    ("place", "names", "rows"),
    sampled(
        [("sqlite", *SAME), ("postgresql", *TWO), ("postgresql", *SAME), ("sqlite", *TWO)],
        always=2,
    ),
    indirect=["place"],
)
def test_two_processes_that_approve_at_once_both_end_well(store, place, names, rows):
    """One person's approval is recorded once, two people's twice, whoever comes first."""
    store.keep(fact(), ENTRY)
    start = multiprocessing.get_context("spawn")
    gate, results = start.Barrier(2), start.Queue()
    running = [start.Process(target=_approve, args=(place.url(), name, gate, results)) for name in names]
    for process in running:
        process.start()
    said = [results.get(timeout=60) for _ in names]
    for process in running:
        process.join(60)
    assert sum(said) == rows == len(place.dump("fact_act"))
