"""What purging does to what people see: no figure of a month that is gone, no mail twice, and numbers that are true."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import astuple, replace
from datetime import UTC, datetime

import pytest

from drumbeat.cli.corrections import look_for_corrections
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.retention import LetGo, let_go
from drumbeat.digest.build import build
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import letter
from drumbeat.editions.bounces import Read
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import NotCovered, SettingsError, TryLater
from drumbeat.ports import FIRST_PAGE, Fetched, Page, PullStatus, Window
from drumbeat.records.period import Period
from drumbeat.records.row import Cell
from drumbeat.records.tables import BY_NAME
from installation import NETWORK, NOW, OCTOBER, again, incidents, installed
from schedules import ANN, SEPTEMBER, decide, office, run, sent_once, state

LATER = datetime(2029, 12, 3, 8, tzinfo=UTC)
"""Three years after all of it."""
BEHIND = Period.month(2026, 8, OCTOBER.zone)


def everything(context) -> list[str]:
    """All that the store holds, as one would dump it."""
    with closing(sqlite3.connect(context.settings.store.url.removeprefix("sqlite:///"))) as connection:
        return list(connection.iterdump())


@pytest.fixture(name="here")
def _here(tmp_path):
    """An installation whose September was sent."""
    made = office(tmp_path)
    sent_once(made)
    return made


@pytest.fixture(name="moved")
def _moved(tmp_path):
    """An installation with incidents of August and October, whose months have moved on to September."""
    august = incidents(48, opened_at="2026-08-12 06:00:00", resolved_at="2026-08-12 08:00:00")[24:]
    context = of_months(2, installed(tmp_path, {"incident": [*august, *incidents()]}))
    read(context, datetime(2026, 9, 1, tzinfo=UTC))
    return context


def of_months(count: int, context: Context) -> Context:
    """The same installation, whose settings want so many months read."""
    servicenow = context.settings.servicenow.model_copy(update={"months": count})
    return replace(context, given=context.settings.model_copy(update={"servicenow": servicenow}))


def read(context: Context, since: datetime) -> None:
    """A whole pull of October's incidents, of a window that begins then."""
    records, table = context.store.records, BY_NAME["incident"]
    begun = records.begin_pull(table, Window(since, NOW))
    paged = records.save_page(table, begun, Fetched(FIRST_PAGE, Page(tuple(incidents()), None, 24), ()))
    records.end_pull(paged, PullStatus.OK, "")


def test_a_month_that_was_let_go_is_not_read_rather_than_nothing(moved):
    """Of a month whose rows are gone there is no report, and of a quarter that reaches behind it is said; none is 0."""
    assert let_go(moved).rows == 24
    assert len(list(moved.store.records.rows("incident"))) == 24
    assert [each.detail for each in moved.store.audit.all() if each.act == "purge rows"] == [
        "incident: 24 of before 2026-08-31 10:00:00"
    ]
    seen = again(moved)
    with pytest.raises(NotCovered, match="no records of August 2026; they begin on 1 September 2026"):
        build(NETWORK, BEHIND, seen.stock, seen.policy())
    found = build(NETWORK, Period.quarter(2026, 3, OCTOBER.zone), seen.stock, seen.policy()).digest
    assert not found.period.is_whole
    assert "not all of them could be read" in str(letter(found, ENGLISH))
    october = build(NETWORK, OCTOBER, seen.stock, seen.policy()).digest
    (resolved,) = [each for each in october.figures if each.id == "incidents_resolved"]
    assert (resolved.value, resolved.history[:3]) == (24, (0, None, None))


def test_rows_within_the_settings_stay_though_a_pull_read_less(moved):
    """A pull of fewer months than the settings say, once, takes nothing of the others away."""
    assert let_go(of_months(15, moved)).rows == 0


def test_rows_within_the_last_pull_stay_though_the_settings_say_less(here):
    """Until the next pull has read less, what may be reported of is there."""
    here.clock.now = LATER
    assert let_go(of_months(1, here.fresh())).rows == 0


@pytest.mark.parametrize("asked", [(), ("sys_user_has_skill",)])
def test_a_table_on_which_nothing_rests_goes_whole_unless_it_is_asked_for(moved, asked):
    """Rows that an earlier version read unasked, with or without a date, go with the mark of their pull."""
    records, table = moved.store.records, BY_NAME["sys_user_has_skill"]
    begun = records.begin_pull(table, Window(datetime(2026, 9, 1, tzinfo=UTC), NOW))
    row = {name: Cell(name, "") for name in table.fields}
    paged = records.save_page(table, begun, Fetched(FIRST_PAGE, Page((row,), None, 1), ()))
    records.end_pull(paged, PullStatus.OK, "")
    tables = moved.settings.tables.model_copy(update={"also": asked})
    asking = replace(moved, given=moved.settings.model_copy(update={"tables": tables}))
    before = let_go(asking, is_trial=True).rows
    assert let_go(asking).rows == before == 24 + (not asked)
    assert [each["sys_id"].value for each in records.rows(table.name)] == ["sys_id"] * len(asked)
    assert (table.name in {state.table for state in records.pulls()}) is bool(asked)


def test_a_trial_counts_what_would_go_and_takes_nothing(here):
    """The numbers of a trial are those of the purge that follows, part by part, and the store is the same after it."""
    here.context.store.bounces.remember("INBOX", "1", Read.OTHER, here.clock.now)
    decide(here, ActKind.SKIP, SEPTEMBER.before(), "holidays")
    here.clock.now = LATER
    before = everything(here.context)
    wanted = let_go(here.context, is_trial=True)
    assert everything(here.context) == before
    assert let_go(here.context) == wanted
    assert (wanted.editions, wanted.mails, wanted.decisions, wanted.marks) == (1, 2, 1, 1)
    assert wanted.texts > 0
    assert wanted.acts > 0
    assert let_go(here.context) == LetGo(*[0] * len(astuple(wanted)))


def test_what_was_let_go_of_is_sent_by_a_reason_alone(here):
    """Promise 3: neither schedule nor send repeats a month whose ledger is gone; who says why has it sent."""
    assert len(here.mails(ANN)) == 1
    here.clock.now = LATER
    assert let_go(here.context).editions == 1
    run(here)
    context = here.fresh()
    team = context.store.teams.get("Network")
    anew = draft(context, team, SEPTEMBER)
    with pytest.raises(SettingsError, match="not known any more") as refused:
        send(context, team, SEPTEMBER, anew, Wanted())
    assert "--force" in refused.value.recovery
    assert (state(here), context.store.acts.of("Network", SEPTEMBER)) == (Standing.DRAFT, [])
    assert len(here.mails(ANN)) == 1
    send(context, team, SEPTEMBER, anew, Wanted(forced="the archive asks for it"))
    assert state(here) is Standing.SENT
    assert let_go(here.context).editions == 0


def test_a_purge_that_is_told_to_stop_ends_after_an_edition(here):
    """What has gone is gone whole, and the next one goes on."""
    here.clock.now = LATER
    stopped = here.fresh()
    stopped.stop.set()
    with pytest.raises(TryLater):
        let_go(stopped)
    assert let_go(here.fresh()).editions == 0


def test_rows_that_go_correct_no_edition(here):
    """An edition whose month lies behind the months that are read is passed over: nothing was deleted there."""
    read(here.context, datetime(2026, 10, 1, tzinfo=UTC))
    here.clock.at(11, 20)
    seen = of_months(1, here.fresh())
    look_for_corrections(seen)
    let_go(seen)
    look_for_corrections(again(seen))
    assert seen.store.corrections.of(seen.store.editions.find("Network", SEPTEMBER).id) == []
