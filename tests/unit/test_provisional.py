"""What may still be reopened is marked, compared at the same age, and restated in the edition after (E5)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from autumn import NOW, OCTOBER, month, october, read
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.phrase import Unit
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import Restatement
from drumbeat.editions.deliveries import Planned
from drumbeat.ports import Content
from drumbeat.store.editions import EditionStore
from rows import cells
from said import notes_of
from stores import claim, open_database

CONTENT = json.dumps(
    {
        "figures": [
            {"id": "incidents_resolved", "value": 13, "unit": "count", "n": 13},
            {"id": "problems_solved", "value": 2, "unit": "count", "n": 2},
            {"id": "change_success_share", "value": 0.75, "unit": "share", "n": 4},
        ],
        "period": {"whole": True},
    }
)


def _figure(built, figure_id="incidents_resolved"):
    return built.digest.figure(figure_id)


def test_young_records_are_marked_where_they_are_counted():
    """Resolved on the last working days of the month they count, and each figure says how many of its records."""
    built = october(read("incident", [*month(10, 12), *month(10, 5, day=29, prefix="NEW")]))
    assert (_figure(built).value, _figure(built).provisional) == (17, 5)
    assert _figure(built, "median_hours_to_resolve").provisional == 5
    [said] = [figure for figure in as_json(built.digest, ENGLISH)["figures"] if figure["id"] == "incidents_resolved"]
    assert said["provisional"] == 5


def test_the_digest_says_until_when():
    """The small print names the day after which nothing of the month may be reopened any more."""
    built = october(read("incident", [*month(10, 12), *month(10, 1, day=29, prefix="NEW")]))
    assert notes_of(built.digest) == (
        "One incident counted here may still be reopened, until 9 November 2026. "
        "What changes is told in the next edition."
    )
    built = october(read("incident", [*month(10, 12), *month(10, 5, day=29, prefix="NEW")]))
    assert notes_of(built.digest).startswith("5 of the incidents counted here")


def test_an_old_month_is_certain():
    """Weeks after its end nothing of a month is provisional, and nothing is said of it."""
    later = datetime(2026, 12, 20, tzinfo=UTC)
    built = october(read("incident", month(10, 12, day=29), until=later))
    assert _figure(built).provisional == 0
    assert "reopened" not in notes_of(built.digest)


def _reopened_by_mail(day, opened):
    """September's incidents about one thing each, and for the first of them a mail that opened a new one."""
    rows = month(9, 12, day=28)
    clone = rows[0] | cells(number="AGAIN", sys_id="f" * 32, state=("2", "In Progress"))
    return [*rows, clone | cells(resolved_at="", opened_at=f"2026-{opened} 08:00:00"), *month(10, 15, day=day)]


def test_months_are_compared_at_the_same_age():
    """October is looked at on its third day after; what came back to September after its third day is not known."""
    assert _figure(october(read("incident", _reopened_by_mail(6, "10-02")))).previous == 11
    assert _figure(october(read("incident", _reopened_by_mail(6, "10-08")))).previous == 12


def test_the_same_age_holds_for_shares_too():
    """September's share of reopened incidents is that of its own third day after."""
    share = _figure(october(read("incident", _reopened_by_mail(6, "10-08"))), "reopened_share")
    assert (share.previous, share.value) == (0, 0)
    share = _figure(october(read("incident", _reopened_by_mail(6, "10-02"))), "reopened_share")
    assert share.previous == 1 / 12


def test_what_was_told_before_is_restated():
    """The figures of the edition before that differ are told as they are now, at whatever age; others are not."""
    rows = _reopened_by_mail(6, "10-08")
    told = {"incidents_resolved": 12, "people_helped": 12, "reopened_share": 0.0, "no_longer_known": 3}
    digest = october(read("incident", rows), told_before=told).digest
    label = "Incidents resolved"
    assert Restatement("incidents_resolved", label, Unit.COUNT, 12, 11) in digest.restated
    assert {each.id for each in digest.restated} == {"incidents_resolved", "people_helped", "reopened_share"}
    [first, *_] = as_json(digest, ENGLISH)["restated"]
    assert first == {"figure": "incidents_resolved", "label": label, "unit": "count", "was": 12, "now": 11}


def test_no_percentage_of_few_is_restated():
    """September's share of nine incidents is told as no percentage, neither as it was nor as it is."""
    rows = read("incident", [*month(9, 9), *month(10, 15)])
    assert october(rows, told_before={"incidents_resolved": 8, "reopened_share": 0.5}).digest.restated == (
        Restatement("incidents_resolved", "Incidents resolved", Unit.COUNT, 8, 9),
    )


def test_nothing_is_restated_without_an_edition_before():
    """Where no edition was sent there is nothing to correct; nor where nothing differs."""
    rows = read("incident", [*month(9, 12), *month(10, 15)])
    assert october(rows).digest.restated == ()
    assert october(rows, told_before={"incidents_resolved": 12}).digest.restated == ()


def test_the_store_tells_what_was_sent(tmp_path):
    """What an edition told counts once it has begun to leave, but for percentages of fewer than ten."""
    editions = EditionStore(open_database(tmp_path / "store.db"))
    assert editions.told("Network", OCTOBER) == {}
    draft = editions.save_draft("Network", OCTOBER, Content("October", "", "", CONTENT), [], NOW)
    assert editions.told("Network", OCTOBER) == {}
    editions.plan(draft.id, [Planned("a@x.example", "<1@x>")], NOW)
    claim(editions, draft.id, "a@x.example", NOW)
    assert editions.told("Network", OCTOBER) == {"incidents_resolved": 13, "problems_solved": 2}
