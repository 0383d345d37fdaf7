"""The demo's move from the simulator through the store to the digest: the minutes of the model mail."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.build import Beside, Policy, build
from drumbeat.digest.editing import Editing
from drumbeat.digest.language.wording import ENGLISH, NO_BREAK
from drumbeat.digest.letter import letter
from drumbeat.pipeline import Reading, read_store, stock
from drumbeat.pull.plan import Plan, horizon
from drumbeat.pull.run import pull
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.simulator.demo import organisation
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Simulator
from drumbeat.store.records import RecordStore
from sources import source_of
from stores import open_database

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
TABLES = [
    BY_NAME[name]
    for name in ("change_request", "change_task", "pm_project", "pm_project_task", "cmdb_ci_outage", "task_outage")
]
BERLIN = ZoneInfo("Europe/Berlin")
NETWORK = Team("Network & Data Centre", ("Network & Data Centre",), (), BERLIN)
OCTOBER = Period.month(2026, 10, BERLIN)


@pytest.fixture(scope="module", name="known")
def _known(tmp_path_factory):
    instance = Instance(clock=lambda: NOW)
    instance.extend(organisation(date(2026, 11, 3), random.Random(1)))
    records = RecordStore(open_database(tmp_path_factory.mktemp("demo") / "store.db"))
    with Simulator(instance, rng=random.Random(1)) as simulator:
        pull([source_of(simulator)], records, Plan(horizon(NOW, 15), TABLES), lambda _table, _state: None)
    return stock(read_store(records, TABLES), Reading(), NOW)


def _said(phrase):
    return ENGLISH.say(phrase).replace(NO_BREAK, " ")


def test_the_move_is_told_with_its_downtime_once_it_is_approved(known):
    """Mail was down for 2 h 04 min and orders for 1 h 51 min of eight hours; unapproved, the move is told alone."""
    before = build(NETWORK, OCTOBER, known, Policy())
    [pending] = before.pending
    assert {each.kind.value for each in before.digest.highlights} == {"improvement", "changes"}
    editing = Editing(approved={pending.id: pending.hash})
    after = build(NETWORK, OCTOBER, known, Policy(), Beside(editing=editing))
    told = after.digest.highlights[0]
    assert _said(told.sentence) == "“Move to the Kiel data centre” is complete (10 to 11 October)."
    assert _said(told.consequence) == (
        "E-mail was down for 2 h 04 min and Order entry for 1 h 51 min (of which 1 h 01 min unplanned), within a "
        "planned window of 8 h. E-mail was degraded for 35 min."
    )
    assert _said(after.digest.outcome) == "“Move to the Kiel data centre” with 2 h 04 min of E-mail downtime"
    assert "improvement" not in {each.kind.value for each in after.digest.highlights}
    assert not after.pending


def test_the_lyon_firewalls_come_next(known):
    """Scheduled changes are read, kept and told by service and window; no host of theirs is named, nor any title."""
    digest = build(NETWORK, OCTOBER, known, Policy()).digest
    said = [_said(each.sentence) for each in digest.upcoming]
    assert "Network: planned work on 21 November, in a window of 2 h." in said
    assert "File services: planned work on 14 November, in a window of 3 h." in said
    assert "“New network for the Lyon office” is due on 20 November." in said
    written = letter(digest, ENGLISH)
    [section] = [each for each in written.further if each.id == "next"]
    assert len(section.groups[0].lines) == len(said)
    assert "lyo-fw-01" not in repr(written)
