"""Traps 62, 63 and 66: what is taken away from the store, and what never is; what cannot be seen from here."""

from __future__ import annotations

import pytest

from drumbeat.digest.later.corrections import Cause, Frozen, corrections
from drumbeat.digest.model import SourceStatus
from drumbeat.errors import SourceError, TryLater
from drumbeat.ports import PullStatus
from drumbeat.records.period import Period
from drumbeat.records.tables import CHANGE, INCIDENT, PROBLEM, TABLES
from drumbeat.simulator.access import Access
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.faults.mutation import Mutation
from drumbeat.simulator.lifecycle import tickets
from ground import BERLIN, STAFF, evidence, group, missing, person, status_of, value
from said import notes_of

BOTH_WAYS = pytest.mark.parametrize("full", [False, True], ids=["changes", "everything"])
THREE = (INCIDENT, PROBLEM, CHANGE)


def changes(ground, count: int = 12) -> list[str]:
    """So many changes of October that succeeded; their sys_ids in order."""
    done = {"state": "3", "close_code": "successful", "assignment_group": group("Network")}
    return sorted(
        ground.instance.insert(
            "change_request",
            {
                "number": f"CHG{place:03}",
                "closed_at": "2026-10-06 08:00:00",
                "assigned_to": person(STAFF[place % 6]),
                **done,
            },
        )
        for place in range(count)
    )


@BOTH_WAYS
def test_trap_62_a_deleted_record_goes_after_a_full_read(ground, full):
    """A deletion leaves no trace among the changes; the counts differ, everything is read again, and the row goes."""
    ids = ground.month(12)
    ground.pull()
    built = ground.digest()
    edition = Frozen(Period.month(2026, 10, BERLIN), [each.id for each in built.digest.figures], built.evidence)
    ground.later(days=1)
    number = ground.instance.get("incident", ids[5])["number"]
    tickets.delete(ground.instance, ids[5])
    with ground.naive() as client:
        assert client.rows("incident", "sys_updated_on>=2026-11-01 00:00:00") == []
    state = ground.pull(full=full)["incident"]
    assert (state.is_full, state.status, state.rows) == (True, PullStatus.OK, 11)
    assert ground.kept() == [each for each in ids if each != ids[5]]
    assert value(ground.digest(), "incidents_resolved") == 11
    found = corrections(edition, ground.digest(), ground.stock().judged)
    assert {(each.number, each.cause) for each in found} == {(number, Cause.GONE)}


def test_trap_62_one_deleted_and_one_new_are_not_taken_for_the_same(ground):
    """A deletion is noticed although as many new records were added meanwhile."""
    ids = ground.month(12)
    ground.pull()
    ground.later(days=3)
    tickets.delete(ground.instance, ids[5])
    ground.resolved("INC700", at="2026-11-03 08:00:00", sys_updated_on="2026-11-03 08:00:00")
    ground.pull()
    assert ids[5] not in ground.kept()
    assert len(ground.kept()) == 12


def test_trap_62_a_row_that_joined_while_reading_hides_no_deletion(ground):
    """A full read that brought one row more than was counted at its beginning does not make up for a deletion."""
    ids = ground.month(12)

    def join(_instance) -> None:
        ground.resolved("INC700", at="2026-11-01 08:00:00", sys_id="f" * 32, sys_updated_on="2026-11-02 08:00:00")

    state = ground.pull(before=Mutation(ground.instance, {3: join}))["incident"]
    assert (state.rows, state.counted) == (13, 13)
    ground.later(days=3)
    tickets.delete(ground.instance, ids[5])
    ground.pull()
    assert ids[5] not in ground.kept()
    assert len(ground.kept()) == 12


@pytest.mark.parametrize("hide", [0, 3])
def test_trap_62_a_row_deleted_behind_the_readers_back_goes_in_time(ground, hide):
    """A row that is deleted after its page was read goes in time, beside rows that nobody may read too."""
    ids = ground.month(12)
    hidden = set(ids[5 : 5 + hide])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    ground.pull(before=Mutation(ground.instance, {3: lambda it: tickets.delete(it, ids[0])}, table="incident"))
    assert ids[0] in ground.kept()
    for _ in range(2):
        ground.later(days=2)
        ground.pull()
    assert ground.kept() == [each for each in ids[1:] if each not in hidden]


def test_trap_62_a_deletion_beside_a_row_that_settled_hidden(ground):
    """A hidden row that grows old enough to be compared does not make up for a deletion."""
    ids = ground.month(12)
    young = ground.resolved("INC700", at="2026-11-02 07:00:00", sys_updated_on="2026-11-02 07:00:00")
    hidden = {ids[3], young}
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    ground.pull()
    ground.later(days=3)
    tickets.delete(ground.instance, ids[5])
    ground.pull()
    assert ids[5] not in ground.kept()


def test_trap_62_a_young_record_that_is_deleted_goes_in_time(ground):
    """A record that is deleted within hours of its resolution is gone a day or two later."""
    ids = ground.month(12)
    young = ground.resolved("INC700", at="2026-11-02 07:00:00", sys_updated_on="2026-11-02 07:00:00")
    ground.pull()
    assert young in ground.kept()
    ground.later(hours=2)
    tickets.delete(ground.instance, young)
    ground.pull()
    ground.later(days=2)
    ground.pull()
    assert ground.kept() == ids


def test_trap_62_an_interrupted_read_deletes_nothing(ground):
    """A full read that broke off in its middle has not seen what follows, and takes nothing of it away."""
    ids = ground.month(24)
    ground.pull()
    ground.later(days=1)
    tickets.delete(ground.instance, ids[1])
    with pytest.raises(TryLater):
        ground.pull(full=True, around=Rehearsal(ground.instance, ["maintenance-503@incident:4-"]))
    assert ground.kept() == ids
    ground.later(minutes=10)
    ground.pull()
    assert ground.kept() == [each for each in ids if each != ids[1]]


@BOTH_WAYS
def test_trap_62_rows_that_are_hidden_later_are_not_deleted_ones(ground, full):
    """Rows that a rule hides from now on are told as missing: a reader never takes fewer rows for less work."""
    ids = ground.month(12)
    ground.pull()
    ground.later(days=1)
    hidden = set(ids[:5])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    ground.resolved("INC700", at="2026-11-03 07:00:00", sys_updated_on="2026-11-03 07:00:00")
    ground.later(days=3)
    state = ground.pull(full=full)["incident"]
    told = status_of(ground.digest(), "incident")
    if state.is_full:
        assert (state.status, missing(state)) == (PullStatus.PARTIAL, 5)
        assert (told.status, told.is_told) == (SourceStatus.PARTIAL, True)
        assert "5 of 13 rows" in notes_of(told)
    else:
        assert set(ids) <= set(ground.kept())
        assert value(ground.digest(), "incidents_resolved") == 12


@BOTH_WAYS
def test_trap_63_a_refusal_of_one_table_wipes_nothing(ground, full):
    """A 403 of the third table leaves what was kept of it; the tables before and after it are brought up to date."""
    ground.month(6)
    kept = changes(ground)
    ground.pull(*THREE)
    ground.later(days=1)
    ground.allow(unsortable_fields={"change_request": {"closed_at", "sys_updated_on"}})
    ground.resolved("INC700", at="2026-10-30 07:00:00", sys_updated_on="2026-11-03 07:00:00")
    states = ground.pull(INCIDENT, CHANGE, PROBLEM, full=full)
    assert [states[table.name].status for table in THREE] == [PullStatus.OK, PullStatus.OK, PullStatus.DENIED]
    assert ground.kept("change_request") == kept
    built = ground.digest(*THREE)
    assert value(built, "incidents_resolved") == 7
    assert value(built, "changes_delivered") is None
    assert status_of(built, "change_request").status is SourceStatus.DENIED
    ground.allow()
    ground.later(hours=1)
    ground.pull(*THREE)
    assert len(evidence(ground.digest(*THREE), "changes_delivered")) == 12


@BOTH_WAYS
def test_trap_63_rights_lost_in_the_middle_of_a_table(ground, full):
    """Rights that are taken away after the first page wipe neither that table nor another, and are told."""
    ground.month(6)
    kept = changes(ground)
    ground.pull(*THREE)
    ground.later(days=1)
    for sys_id in kept:
        ground.instance.update("change_request", sys_id, {"priority": "3"})
    refused = Access(unsortable_fields={"change_request": {"closed_at", "sys_updated_on"}})
    steps = {2: lambda it: it.change_user(DEFAULT_USER.user_name, access=refused)}
    before = Mutation(ground.instance, steps, table="change_request")
    states = ground.pull(*THREE, full=full, before=before)
    assert states["change_request"].status is PullStatus.DENIED
    assert states["incident"].status is PullStatus.OK
    assert ground.kept("change_request") == kept
    assert value(ground.digest(*THREE), "changes_delivered") is None


@BOTH_WAYS
@pytest.mark.parametrize("fault", ["maintenance-503", "cancelled-500", "hibernating", "login-page", "cut-json"])
def test_trap_63_a_fault_on_a_later_page_wipes_nothing(ground, full, fault):
    """Whatever breaks the third table off on its second page, all that was kept stays, and the next pull mends it."""
    ids, kept = ground.month(6), changes(ground)
    ground.pull(*THREE)
    ground.later(days=1)
    for sys_id in kept:
        ground.instance.update("change_request", sys_id, {"priority": "3"})
    with pytest.raises(SourceError if fault in ("hibernating", "login-page") else TryLater):
        ground.pull(*THREE, full=full, around=Rehearsal(ground.instance, [f"{fault}@change_request:3-"]))
    assert (ground.kept(), ground.kept("change_request")) == (ids, kept)
    assert value(ground.digest(*THREE), "changes_delivered") == 12
    ground.later(minutes=10)
    states = ground.pull(*THREE)
    assert {state.status for state in states.values()} == {PullStatus.OK}
    assert ground.kept("change_request") == kept


def test_trap_66_other_domains_are_not_asked_for(ground):
    """Rows of other domains are not there, not even counted; no request asks to see past the account's own domain."""
    for place in range(6):
        ground.resolved(f"INC{place}", sys_domain=("north", "south")[place % 2])
    ground.allow(domains=frozenset({"north"}))
    ground.instance.change_user(DEFAULT_USER.user_name, roles=frozenset({"query_no_domain_table_api"}))
    with ground.naive() as client:
        assert len(client.rows("incident", query_no_domain="true")) == 6
        assert client.ask("incident").headers["X-Total-Count"] == "3"
    for full in (True, False):
        states = ground.pull(*TABLES, full=full)
        ground.later(hours=1)
        assert not any("domain" in name for call in ground.calls for name in call.params)
        assert (states["incident"].rows, missing(states["incident"])) == (3, 0)
    assert sorted(ground.rows()) == ["INC0", "INC2", "INC4"]
