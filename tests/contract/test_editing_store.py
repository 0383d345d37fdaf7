"""What leads decide about editions, what they can, and the acts of a team, over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.editing import Editing
from drumbeat.editions.deliveries import Planned
from drumbeat.editions.recipients import RecipientKind, Rule, RuleChange, recipient_rules_hash
from drumbeat.errors import Conflict
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Schedule
from drumbeat.store.audit import AuditLog
from drumbeat.store.editing import EditingStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from drumbeat.store.timetables import TimetableStore
from installation import NETWORK
from stores import CONTENT, NOW, OCTOBER, receives

ENTRY = AuditEntry(NOW, "marit", "edit edition")
DECIDED = Editing("Thanks.", {"INC1": "h"}, hidden=frozenset({"b:2", "a:1"}), order=("z:9", "fact:spam_€"))


def test_what_is_hidden_and_first_comes_back(place):
    """Ids and their order are kept as they were said; what changes nothing leaves no trace."""
    store = EditingStore(place.open())
    store.change("Network", OCTOBER, lambda _before: DECIDED, ENTRY)
    assert EditingStore(place.open()).get("Network", OCTOBER) == DECIDED
    store.change("Network", OCTOBER, lambda before: before, ENTRY)
    assert len(place.dump("audit")) == 1


def test_a_decision_of_an_older_version_hides_nothing(place):
    """A row that was written before there was anything to hide reads as none hidden, and none first."""
    EditingStore(place.open())
    columns = "team, period_start, period_end, note, ticked, changed_at"
    values = "'Network', '2026-10-01', '2026-11-01', 'Hello', '', '2026-11-01 00:00:00'"
    place.run(f"INSERT INTO editing ({columns}) VALUES ({values})")  # noqa: S608  names of ours
    assert EditingStore(place.open()).get("Network", OCTOBER) == Editing("Hello")


def test_choices_are_the_drafts(place):
    """What could be decided is kept with a draft, goes with it when it is made anew, and with its time (F15)."""
    store = EditionStore(place.open(), "here")
    first = store.save_draft("Network", OCTOBER, CONTENT, [], NOW, choices='{"a": 1}')
    assert store.choices(first.id) == '{"a": 1}'
    second = store.save_draft("Network", OCTOBER, CONTENT, [], NOW, choices='{"a": 2}')
    assert (store.choices(first.id), store.choices(second.id)) == ("", '{"a": 2}')
    assert (store.let_go_of_choices("2026-10-01"), store.choices(second.id)) == (0, '{"a": 2}')
    store.plan(second.id, [Planned("x@x.example", "<1@x>")], NOW)
    assert (store.let_go_of_choices("2026-10-01"), store.choices(second.id)) == (1, "")


def test_old_drafts_keep_no_titles(place):
    """A draft that nobody sent keeps its titles no longer than the words of its month are kept."""
    store = EditionStore(place.open(), "here")
    store.save_draft("Network", OCTOBER, CONTENT, [], NOW, choices="{}")
    assert store.let_go_of_choices("2026-10-02") == 1


def test_acts_of_a_team_are_found_by_it(place):
    """Every act that the store keeps of a team bears its name, the newest first; those of others do not."""
    database = place.open()
    for team in (NETWORK, replace(NETWORK, name="Other")):
        TeamStore(database).add(team)
        receives(RecipientStore(database), team.name, "ann@example.com")
    TimetableStore(database).change("Network", Schedule(hour="10:00"), replace(ENTRY, act="change schedule"))
    EditingStore(database).change("Network", OCTOBER, lambda _before: DECIDED, ENTRY)
    found = AuditLog(database).of_team("Network")
    assert [each.act for each in found] == ["edit edition", "change schedule", "add recipient"]
    assert {each.team for each in found} == {"Network"}
    assert AuditLog(database).of_team("Network", 1) == found[:1]


def test_rules_and_schedules_are_changed_as_they_were_seen(place):
    """Who saw other rules, or another schedule, changes nothing, in the same transaction as the change itself."""
    database = place.open()
    TeamStore(database).add(NETWORK)
    rules, seen = RecipientStore(database), recipient_rules_hash([])
    ann, bob = (Rule(RecipientKind.ADDRESS, f"{name}@example.com") for name in ("ann", "bob"))
    rules.change("Network", RuleChange([ann], seen=seen), ENTRY)
    with pytest.raises(Conflict):
        rules.change("Network", RuleChange([bob], seen=seen), ENTRY)
    assert list(rules.rules("Network")) == [ann]
    times, before, tokyo = TimetableStore(database), (Schedule(), NETWORK.zone), ZoneInfo("Asia/Tokyo")
    times.change("Network", Schedule(hour="10:00"), ENTRY, before=before)
    for now in (before, (Schedule(hour="10:00"), tokyo)):
        with pytest.raises(Conflict):
            times.change("Network", Schedule(hour="11:00"), ENTRY, zone=tokyo, before=now)
    assert TeamStore(database).get("Network").zone == NETWORK.zone
    assert TeamStore(database).get("Network").schedule.hour == "10:00"
