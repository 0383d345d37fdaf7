"""Traps 1 to 7, 11 and 12: what an account may not read is missing, and is told as missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.digest.model import SourceStatus
from drumbeat.ports import PullStatus
from drumbeat.records.tables import ARTICLE, INCIDENT, TABLES
from drumbeat.simulator.access import EVERY_FIELD, access_of_roles
from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from ground import missing, person, status_of, value
from said import notes_of, subject_of
from sources import source_of

QUERY = "ORDERBYsys_id"
PUBLISHED = {"published": "2026-10-06", "workflow_state": "published"}


def test_trap_01_a_short_page_is_not_the_end(ground):
    """Rows that go from pages after the limit was applied leave short pages; all that may be read still come."""
    ids = ground.month(24)
    hidden = set(ids[::2])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    with ground.naive() as client:
        assert len(client.by_offset("incident", QUERY, 4)) < 12
    state = ground.pull()["incident"]
    assert ground.kept() == [each for each in ids if each not in hidden]
    assert (state.status, state.rows, missing(state)) == (PullStatus.PARTIAL, 12, 12)
    told = status_of(ground.digest(), "incident")
    assert (told.status, told.is_told) == (SourceStatus.PARTIAL, True)
    assert "12 of 24 rows" in notes_of(told)


@pytest.mark.parametrize("begin", [0, 4, 7, 24])
def test_trap_02_an_empty_page_is_not_the_end(ground, begin):
    """A block of denied rows longer than several pages, anywhere, hides no readable row behind it."""
    ids = ground.month(40)
    hidden = set(ids[begin : begin + 16])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    with ground.naive() as client:
        assert client.rows("incident", QUERY, limit=4, offset=begin + (-begin) % 4) == []
    state = ground.pull()["incident"]
    assert ground.kept() == [each for each in ids if each not in hidden]
    assert (state.status, missing(state)) == (PullStatus.PARTIAL, 16)


@pytest.mark.parametrize("stats_too", [False, True])
@pytest.mark.parametrize("begin", [0, 4, 12, 24])
def test_trap_02_whichever_rows_the_counts_are_of(lay, begin, stats_too):
    """Where the counts leave out denied rows, a block of them hides no readable row behind it either."""
    ground = lay(properties=Properties(count_after_acl=True, stats_after_acl=stats_too))
    ids = ground.month(40)
    hidden = set(ids[begin : begin + 16])
    ground.allow(hidden_rows={"incident": lambda row: row["sys_id"] in hidden})
    with ground.naive() as client:
        assert client.ask("incident", QUERY, limit=1).headers["X-Total-Count"] == "24"
    state = ground.pull()["incident"]
    assert ground.kept() == [each for each in ids if each not in hidden]
    assert missing(state) == (0 if stats_too else 16)


@pytest.mark.parametrize(("after_rights", "count"), [(False, "24"), (True, "0")])
def test_trap_03_rows_that_nobody_may_read_are_not_nought(lay, after_rights, count):
    """An account without a role reads no row and no error: the table is denied, never a count of nought."""
    ground = lay(properties=Properties(count_after_acl=after_rights))
    ground.month(24)
    ground.instance.change_user(DEFAULT_USER.user_name, access=access_of_roles())
    with ground.naive() as client:
        reply = client.ask("incident", limit=1)
    assert (reply.status_code, reply.headers["X-Total-Count"], reply.json()["result"]) == (200, count, [])
    state = ground.pull(full=True)["incident"]
    assert (state.status, state.rows, missing(state)) == (PullStatus.DENIED, 0, 24)
    built = ground.digest()
    assert value(built, "incidents_resolved") is None
    assert status_of(built, "incident").status is SourceStatus.DENIED
    assert "quiet" not in subject_of(built.digest)


def test_trap_04_an_empty_answer_is_probed(ground):
    """Nothing in the window and nothing in the table look alike, and a count without a filter tells them apart."""
    ground.resolved("INC1", at="2025-03-01 08:00:00")
    with ground.naive() as client:
        reply = client.ask("incident", "resolved_at>=2026-08-01 00:00:00")
        assert (reply.headers["X-Total-Count"], reply.json()["result"]) == ("0", [])
        assert client.ask("problem").json()["result"] == []
    state = ground.pull()["incident"]
    assert (state.status, state.rows, state.expected, state.counted) == (PullStatus.OK, 0, 0, 0)
    with ground.served() as simulator:
        source = source_of(simulator)
        assert source.count(INCIDENT, None) == 1
        assert source.count(replace(INCIDENT, name="problem"), None) == 0


def test_trap_04_no_incident_of_any_time_is_no_quiet_month(lay):
    """Where no count tells of hidden rows, not one incident of any time means no access: the table is denied."""
    ground = lay(properties=Properties(count_after_acl=True, stats_after_acl=True))
    ground.month(6)
    ground.allow(hidden_rows={"incident": lambda _row: True})
    state = ground.pull()["incident"]
    assert state.status is PullStatus.DENIED
    assert "not one incident" in state.note


def test_trap_05_rows_without_a_sys_id_are_counted_as_unreadable(ground):
    """A row of which every field is denied comes as nothing at all: it is no row, it is missing, and it is told."""
    ids = [
        ground.instance.insert(
            table, {"number": f"KB{place:02}", "published": "2026-10-06", "workflow_state": "published"}
        )
        for place, table in enumerate(["kb_knowledge", "kb_knowledge_block"] * 6)
    ]
    ground.allow(hidden_fields={"kb_knowledge_block": EVERY_FIELD})
    with ground.naive() as client:
        assert client.rows("kb_knowledge", QUERY).count({}) == 6
    state = ground.pull(ARTICLE)["kb_knowledge"]
    assert ground.kept("kb_knowledge") == sorted(ids[::2])
    assert (state.status, state.rows, missing(state)) == (PullStatus.PARTIAL, 6, 6)
    assert "6 of 12 rows" in notes_of(status_of(ground.digest(ARTICLE), "kb_knowledge"))


def test_trap_06_a_denied_field_is_missing_not_empty(ground):
    """A field that no row carries is named as unread, and a figure that rests on it is not told: it is not nought."""
    for place in range(6):
        ground.resolved(f"INC{place}", caller_id=f"{place:032x}")
    ground.allow(hidden_fields={"incident": {"resolved_by", "caller_id"}})
    with ground.naive() as client:
        assert "resolved_by" not in client.rows("incident")[0]
    ground.pull()
    built = ground.digest()
    told = status_of(built, "incident")
    assert told.is_told
    assert "resolved_by" in notes_of(told)
    assert "caller_id" in notes_of(told)
    assert value(built, "people_helped") is None
    assert value(built, "incidents_resolved") == 6


def test_trap_06_a_field_denied_on_some_rows_is_told(ground):
    """A field that only some of the rows carry was denied on the others, and the reader hears of it."""
    article = {**PUBLISHED, "author": person("Ann")}
    for place, table in enumerate(["kb_knowledge", "kb_knowledge_block"] * 3):
        ground.instance.insert(table, {"number": f"KB{place:02}", **article})
    ground.allow(hidden_fields={"kb_knowledge_block": {"author"}})
    with ground.naive() as client:
        assert sum("author" in row for row in client.rows("kb_knowledge")) == 3
    ground.pull(ARTICLE)
    assert "author" in notes_of(status_of(ground.digest(ARTICLE), "kb_knowledge"))


@pytest.mark.parametrize("layout", ["bbbbbbbbaaaaaaaa", "aaaaaaaabbbbbbbb", "abababababababab"])
def test_trap_06_a_date_denied_on_some_rows_is_told(ground, layout):
    """Rows whose date is denied cannot be counted: that is told, however they lie, and those with a date are kept."""
    for place, kind in enumerate(layout):
        row = {"sys_id": f"{place:032x}", "number": f"KB{place:02}", **PUBLISHED}
        ground.instance.insert("kb_knowledge" if kind == "a" else "kb_knowledge_block", row)
    ground.allow(hidden_fields={"kb_knowledge_block": {"published"}})
    state = ground.pull(ARTICLE)["kb_knowledge"]
    dated = {f"{place:032x}" for place, kind in enumerate(layout) if kind == "a"}
    assert dated <= set(ground.kept("kb_knowledge"))
    assert "published" in notes_of(status_of(ground.digest(ARTICLE), "kb_knowledge"))
    assert state.status in (PullStatus.OK, PullStatus.PARTIAL)


def test_trap_07_an_unreadable_class_is_asked_by_itself(ground):
    """A class without read access vanishes from `task` without a word; asked for by itself it is denied, and told."""
    ground.month(3)
    for place in range(3):
        row = {"number": f"PRB{place}", "state": "107", "resolved_at": "2026-10-06 08:00:00"}
        ground.instance.insert("problem", {**row, "resolution_code": "fix_applied"})
    ground.allow(hidden_classes=frozenset({"problem"}))
    with ground.naive() as client:
        assert len(client.rows("task", "sys_class_nameINincident,problem")) == 3
    states = ground.pull("incident", "problem")
    assert (states["incident"].status, states["problem"].status) == (PullStatus.OK, PullStatus.DENIED)
    assert not any(call.path.endswith("/task") for call in ground.calls)
    built = ground.digest("incident", "problem")
    assert status_of(built, "problem").status is SourceStatus.DENIED
    assert (value(built, "problems_solved"), value(built, "incidents_resolved")) == (None, 3)


@pytest.mark.parametrize("rule", ["hidden_fields", "unsortable_fields"])
@pytest.mark.parametrize("field", ["resolved_at", "sys_id"])
def test_trap_11_a_refused_query_is_not_repeated(ground, rule, field):
    """A query on a field that may not be asked about is refused with 403: asked once, and the table is denied."""
    ground.month(3)
    ground.allow(**{rule: {"incident": {field}}})
    with ground.naive() as client:
        reply = client.ask("incident", f"{field}>=2026-10-01 00:00:00")
    assert (reply.status_code, reply.json()["error"]["message"]) == (403, "Insufficient rights to query records")
    state = ground.pull("incident", "problem")["incident"]
    assert state.status is PullStatus.DENIED
    assert sum(call.path.endswith("/table/incident") for call in ground.calls) == 1
    assert ground.waits == []


def test_trap_11_a_refusal_names_the_fields(ground):
    """Who is told that a query was refused is told which fields it asks about: one of them is to be made readable."""
    ground.month(3)
    ground.allow(unsortable_fields={"incident": {"resolved_at"}})
    assert "resolved_at" in ground.pull()["incident"].note
    assert "resolved_at" in notes_of(status_of(ground.digest(), "incident"))


def test_trap_11_a_refused_table_takes_nothing_away(ground):
    """A query that is refused from now on leaves what was read before in the store."""
    ids = ground.month(3)
    ground.pull()
    ground.allow(unsortable_fields={"incident": {"resolved_at"}})
    ground.later(hours=1)
    assert ground.pull(full=True)["incident"].status is PullStatus.DENIED
    assert ground.kept() == ids


def test_trap_12_labels_come_with_the_rows(ground):
    """No pull asks for sys_choice or the dictionary, which only an admin may: each row brings its labels along."""
    ground.month(6)
    ground.instance.change_user(DEFAULT_USER.user_name, access=access_of_roles("itil"))
    with ground.naive() as client:
        assert client.ask("sys_choice", "name=incident").status_code == 403
    ground.pull(*TABLES)
    asked = {call.path.rsplit("/", 1)[-1] for call in ground.calls}
    assert {table.name for table in TABLES} <= asked
    assert not asked & {"sys_choice", "sys_dictionary", "sys_db_object", "sys_properties", "sys_plugins"}
    pages = [call.params for call in ground.calls if "/table/" in call.path]
    assert {params["sysparm_display_value"] for params in pages} == {"all"}
    assert ground.rows()["INC0001"]["state"] == ("6", "Resolved")
    assert value(ground.digest(), "incidents_resolved") == 6
