"""Two people change the same thing: who was slower is told what holds now, and nothing is lost or doubled."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk import decisions
from drumbeat.desk.by_hand import Wanted, agree, send
from drumbeat.desk.drafts import draft
from drumbeat.desk.facts import Typed, add_fact, approve, reject, rows_of
from drumbeat.desk.recipients import add_rules, alter_rule, rules_version
from drumbeat.desk.standings import standing_of
from drumbeat.desk.timetables import change_schedule, schedule_version
from drumbeat.desk.versions import edition_version
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import Conflict, DrumbeatError, SettingsError
from drumbeat.ports import AuditEntry
from installation import NETWORK, OCTOBER
from schedules import ANN, office, state

ENTRY = AuditEntry(datetime(2026, 11, 20, tzinfo=UTC), "root", "change team")
BOB = Rule(RecipientKind.ADDRESS, "bob@example.com")


@pytest.fixture(name="here")
def _here(tmp_path):
    """An office in November, with October's draft."""
    made = office(tmp_path)
    made.clock.now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    draft(made.context, NETWORK, OCTOBER)
    return made


def seen(here) -> str:
    """What a page shows now."""
    return edition_version(here.context, NETWORK, OCTOBER)


def kinds(here) -> list[ActKind]:
    """What was decided."""
    return [act.kind for act in here.context.store.acts.of("Network", OCTOBER)]


def test_the_slower_of_two_is_told_what_holds(here):
    """One holds while the other looks; the other's approval is refused, with who holds and why."""
    page = seen(here)
    decisions.hold(here.context, NETWORK, OCTOBER, "wait for finance", by="Marit", seen=page)
    with pytest.raises(Conflict, match="is held by Marit: wait for finance"):
        decisions.approve(here.context, NETWORK, OCTOBER, by="Dana", seen=page)
    assert (state(here, OCTOBER), kinds(here)) == (Standing.HELD, [ActKind.HOLD])


@pytest.mark.parametrize("reason", ["wait", ""])
def test_who_clicks_twice_has_decided_once(here, reason):
    """The same word of the same person on the page that was open before is kept once, and is no conflict."""
    page = seen(here)
    for _ in range(2):
        if reason:
            decisions.hold(here.context, NETWORK, OCTOBER, reason, by="Marit", seen=page)
        else:
            decisions.approve(here.context, NETWORK, OCTOBER, by="Marit", seen=page)
    assert len(kinds(here)) == 1


DECISIONS = {
    "hold": lambda here, page: decisions.hold(
        here.fresh(), NETWORK, OCTOBER, "a figure is wrong", by="Marit", seen=page
    ),
    "skip": lambda here, page: decisions.skip(here.fresh(), NETWORK, OCTOBER, "nothing to tell", by="Dana", seen=page),
    "approve": lambda here, page: decisions.approve(here.fresh(), NETWORK, OCTOBER, by="Dana", seen=page),
    "send": lambda here, page: agree(
        here.fresh(), NETWORK, OCTOBER, here.context.store.editions.find("Network", OCTOBER), Wanted(), seen=page
    ),
}


def at_once(works):
    """What each gives, or the error that it ends with, where all begin in the same moment."""
    gate = threading.Barrier(len(works))

    def one(work):
        gate.wait()
        try:
            return work()
        except DrumbeatError as error:
            return error

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


@pytest.mark.parametrize("other", ["approve", "skip", "send", "hold"])
def test_of_two_who_decide_at_once_one_has_decided(here, other):
    """Of two decisions on one version one is kept, and whoever made the other is told; a hold said twice stands.

    Who sends what was approved before decides nothing anew: then the hold is kept, whichever came first.
    """
    held = ActKind.HOLD
    for _ in range(8):
        before, page = len(kinds(here)), seen(here)
        says_nothing = other == "send" and standing_of(here.context, NETWORK, OCTOBER).standing is Standing.APPROVED
        results = at_once([partial(DECISIONS[name], here, page) for name in ("hold", other)])
        kept = kinds(here)[before:]
        assert len(kept) == 1
        if other == "hold":
            assert not any(isinstance(each, DrumbeatError) for each in results)
        elif says_nothing:
            assert (kept, isinstance(results[0], DrumbeatError)) == ([held], False)
        else:
            assert [isinstance(each, DrumbeatError) for each in results] == [kept != [held], kept == [held]]
        decisions.hold(here.context, NETWORK, OCTOBER, "for the next round")
        decisions.release(here.context, NETWORK, OCTOBER)


def test_a_draft_that_was_made_anew_was_not_seen(here):
    """An approval is of what was seen: another draft, or other recipients, are not approved with it."""
    page = seen(here)
    add_rules(here.context, "Network", [BOB])
    with pytest.raises(Conflict, match="is a draft"):
        decisions.approve(here.context, NETWORK, OCTOBER, seen=page)
    draft(here.fresh(), NETWORK, OCTOBER)
    with pytest.raises(Conflict):
        decisions.skip(here.context, NETWORK, OCTOBER, "quiet", seen=page)
    assert state(here, OCTOBER) is Standing.DRAFT


def test_nothing_leaves_that_was_not_seen(here):
    """Sending from a stale page sends nothing."""
    page = seen(here)
    decisions.hold(here.context, NETWORK, OCTOBER, "wait", seen=page)
    edition = here.context.store.editions.find("Network", OCTOBER)
    with pytest.raises(Conflict):
        send(here.context, NETWORK, OCTOBER, edition, Wanted(forced="go"), seen=page)
    assert here.mails(ANN) == []


def test_recipients_that_were_changed_meanwhile(here):
    """The rules are compared in the change itself; who is refused has changed nothing, and hears how many there are."""
    page = rules_version(here.context.store.recipients.rules("Network"))
    add_rules(here.context, "Network", [BOB], seen=page)
    with pytest.raises(Conflict, match="There are 3"):
        add_rules(here.context, "Network", [Rule(RecipientKind.ADDRESS, "cy@example.com")], seen=page)
    assert len(here.context.store.recipients.rules("Network")) == 3


def test_a_rule_is_altered_in_one_step(here):
    """Another language, or left out, takes the place of the rule; an unknown one is refused, an equal one no change."""
    other = Rule(RecipientKind.ADDRESS, ANN, language="de")
    alter_rule(here.context, "Network", other)
    before = len(here.context.store.audit.all())
    alter_rule(here.context, "Network", other)
    assert other in here.context.store.recipients.rules("Network")
    assert len(here.context.store.audit.all()) == before
    with pytest.raises(SettingsError, match="is no recipient"):
        alter_rule(here.context, "Network", BOB)
    with pytest.raises(SettingsError, match="Not what can be"):
        alter_rule(here.context, "Network", Rule(RecipientKind.ADDRESS, ANN, language="tlh"))


def test_a_schedule_that_was_changed_meanwhile(here):
    """Of two who change the schedule they saw, the second is refused, also where both looked at the same moment."""
    stale = here.context.store.teams.get("Network")
    page = schedule_version(stale)
    changed = change_schedule(here.context, stale, {"hour": "10:00"}, seen=page)
    with pytest.raises(Conflict):
        change_schedule(here.context, changed, {"hour": "11:00"}, seen=page)
    with pytest.raises(Conflict):
        change_schedule(here.context, stale, {"hour": "11:00"}, seen=page)
    assert here.context.store.teams.get("Network").schedule.hour == "10:00"


def test_only_the_calendar_is_changed(here):
    """Zone and schedule are kept together or not at all, and a lead who was named meanwhile stays."""
    stale = here.context.store.teams.get("Network")
    page = schedule_version(stale)
    here.context.store.teams.change(replace(stale, lead="Nora", lead_address="nora@example.com"), ENTRY)
    change_schedule(here.context, stale, {"hour": "10:00"}, zone=ZoneInfo("Europe/Berlin"), on=True, seen=page)
    kept = here.context.store.teams.get("Network")
    assert (kept.lead, kept.zone.key, kept.schedule.hour) == ("Nora", "Europe/Berlin", "10:00")
    for zone, hour in (("Asia/Tokyo", "11:00"), ("Asia/Tokyo", "10:00")):  # seen before either was changed
        with pytest.raises(Conflict):
            change_schedule(here.context, stale, {"hour": hour}, zone=ZoneInfo(zone), on=True, seen=page)
    assert here.context.store.teams.get("Network") == kept


def test_a_fact_that_was_changed_meanwhile(here):
    """A figure is approved or left out as it was seen, or not at all."""
    typed = Typed("leaks", "12", "count", note="count of the month")
    add_fact(here.context, NETWORK, OCTOBER, typed, "Ann")
    page = next(row.version for row in rows_of(here.context, NETWORK, OCTOBER) if row.id == "leaks")
    add_fact(here.context, NETWORK, OCTOBER, Typed("leaks", "13", "count", note="counted again"), "Ann")
    for decide in (approve, lambda *words, **more: reject(*words, "no", **more)):
        with pytest.raises(Conflict, match="13"):
            decide(here.context, NETWORK, OCTOBER, "leaks", seen=page)


def test_commands_say_no_version(here):
    """Who names no version, as a command, decides about what there is; a conflict ends like any wrong setting."""
    decisions.hold(here.context, NETWORK, OCTOBER, "wait")
    decisions.release(here.context, NETWORK, OCTOBER)
    assert decisions.approve(here.context, NETWORK, OCTOBER).by == "tester"
    assert issubclass(Conflict, DrumbeatError)
    assert Conflict("x").exit_code == SettingsError("x").exit_code
