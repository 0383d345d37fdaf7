"""Articles and their versions, and the records that old and busy instances have."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.lifecycle import fixtures, knowledge

LATE = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def instance() -> Instance:
    return Instance(clock=lambda: LATE)


def article(instance: Instance) -> str:
    return knowledge.publish(instance, {"number": "KB1", "short_description": "Printing"}, by="ada")


def row_of(instance: Instance, sys_id: str, table: str = "kb_knowledge") -> Row:
    row = instance.get(table, sys_id)
    assert row is not None
    return row


def test_a_new_version_is_a_row_of_its_own(instance):
    """The number is shared, the previous version becomes outdated, author and reviser differ (trap 57)."""
    first = article(instance)
    second = knowledge.publish_version(instance, first, by="ben", changes={"text": "<p>New</p>"})
    third = knowledge.publish_version(instance, second, by="cia")
    rows = [row_of(instance, sys_id) for sys_id in (first, second, third)]
    assert {row["number"] for row in rows} == {"KB1"}
    assert len({row["article_id"] for row in rows}) == 1
    assert [row["workflow_state"] for row in rows] == ["outdated", "outdated", "published"]
    assert [row["latest"] for row in rows] == ["false", "false", "true"]
    assert [row["display_number"] for row in rows] == ["KB1 v1.0", "KB1 v2.0", "KB1 v3.0"]
    assert [row["base_version"] for row in rows] == ["", first, first]
    assert [(row["author"], row["revised_by"]) for row in rows] == [("ada", "ada"), ("ada", "ben"), ("ada", "cia")]
    assert [row["sys_mod_count"] for row in rows] == ["1", "1", "0"]
    with pytest.raises(ValueError, match="KB1"):
        knowledge.publish_version(instance, first, by="ada")


def test_counters_are_carried_over(instance):
    """Views and uses go on in the new version; a view of an old one counts for all later ones (trap 58)."""
    first = article(instance)
    task = instance.insert("incident", {"number": "INC1"})
    for _ in range(3):
        knowledge.view(instance, first, by="pat")
    knowledge.attach(instance, first, task=task, by="ada")
    second = knowledge.publish_version(instance, first, by="ada")
    assert (row_of(instance, second)["sys_view_count"], row_of(instance, second)["use_count"]) == ("3", "1")
    knowledge.view(instance, first, by="pat")
    knowledge.view(instance, second, by="pat")
    assert [row_of(instance, sys_id)["sys_view_count"] for sys_id in (first, second)] == ["4", "5"]
    assert [row["article"] for row in instance.rows("kb_use")] == [first] * 4 + [second]
    assert [row["kb_knowledge"] for row in instance.rows("m2m_kb_task")] == [first]


def test_a_draft_gathers_no_views(instance):
    """Only versions that are out count a view of an earlier one (fact sheet 2.6, trap 58)."""
    first = article(instance)
    draft = instance.insert("kb_knowledge", {"number": "KB1", "version": "2.0", "workflow_state": "draft"})
    knowledge.view(instance, first, by="pat")
    assert row_of(instance, first)["sys_view_count"] == "1"
    assert not row_of(instance, draft).get("sys_view_count")


@pytest.mark.parametrize(("zone", "day"), [("UTC", "2026-10-31"), ("Europe/Berlin", "2026-11-01")])
def test_published_is_a_date(instance, zone, day):
    """`published` has no time; which day it is depends on where the author works (trap 59)."""
    sys_id = knowledge.publish(
        instance, {"number": "KB1", "short_description": "Printing"}, by="ada", zone=ZoneInfo(zone)
    )
    assert row_of(instance, sys_id)["published"] == day
    assert row_of(instance, sys_id)["sys_created_on"] == "2026-10-31 23:30:00"


def test_states_collide(instance):
    """One number is On Hold, Closed, Closed Complete; Closed is 7, 3 and 107 (trap 55)."""
    labels = fixtures.colliding_states(instance)
    rows = {sys_id: row_of(instance, sys_id, "task") for sys_id in labels}
    assert {labels[sys_id] for sys_id, row in rows.items() if row["state"] == "3"} == {
        "On Hold",
        "Closed",
        "Closed Complete",
    }
    assert {rows[sys_id]["state"] for sys_id, label in labels.items() if label == "Closed"} == {"7", "3", "107"}


def test_legacy_records_have_values_that_no_choice_names(instance):
    """Old close codes and old states stay on old records (trap 56)."""
    rows = [row_of(instance, sys_id, "task") for sys_id in fixtures.legacy_records(instance)]
    strange = 0
    for row in rows:
        columns = instance.columns(row["sys_class_name"])
        codes = {value for value, _ in columns["close_code"].choices} if row.get("close_code") else set()
        states = {value for value, _ in columns["state"].choices}
        strange += row["state"] not in states or (bool(codes) and row["close_code"] not in codes)
    assert strange == len(rows) == 11


def test_hazardous_notes(instance):
    """Closing remarks hold markup, [code], a person's data, secrets and control characters (trap 64)."""
    ids = fixtures.hazardous_incidents(instance, by="ada")
    notes = "\n".join(row_of(instance, sys_id, "incident")["close_notes"] for sys_id in ids)
    for part in ("<script>", "[code]", "@example.org", "password:", "api_key=", "\r\nBcc:", "\u202e"):
        assert part in notes


def test_several_service_levels(instance):
    """One ticket has four rows; the one that counts was met, the cancelled one breached (trap 65)."""
    task = instance.insert("incident", {"number": "INC1", "opened_at": "2026-10-31 20:00:00"})
    found = fixtures.several_slas(instance, task)
    rows = {name: row_of(instance, sys_id, "task_sla") for name, sys_id in found.items()}
    kinds = {name: row_of(instance, row["sla"], "contract_sla")["type"] for name, row in rows.items()}
    counted = [row for name, row in rows.items() if (kinds[name], row["stage"]) == ("SLA", "completed")]
    assert [row["has_breached"] for row in counted] == ["false"]
    assert sorted(row["has_breached"] for row in rows.values()) == ["false", "true", "true", "true"]
    fixtures.several_slas(instance, instance.insert("incident", {"number": "INC2", "opened_at": "2026-10-31 20:00:00"}))
    assert len(instance.rows("contract_sla")) == 4
