"""Tables in memory: what is filled in, the hierarchy, and snapshots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER
from drumbeat.simulator.instance import Instance, sys_id_for
from drumbeat.simulator.schema import TableDef


def test_insert_fills_what_every_row_has():
    """sys_id, class and stamps are filled in; a stamp that is given stays (fact sheet 1.2)."""
    instance = Instance()
    sys_id = instance.insert("incident", {"number": "INC1", "opened_at": "2026-10-01 08:00:00"})
    row = instance.get("incident", sys_id)
    assert row is not None
    assert sys_id == sys_id_for("incident", "INC1")
    assert len(sys_id) == 32
    assert (row["sys_class_name"], row["sys_mod_count"]) == ("incident", "0")
    assert row["sys_created_on"] == row["sys_updated_on"] == "2026-10-01 08:00:00"


def test_versions_of_an_article_share_a_number():
    """Two rows with one number are two rows (trap 57)."""
    instance = Instance()
    first = instance.insert("kb_knowledge", {"number": "KB1"})
    second = instance.insert("kb_knowledge", {"number": "KB1"})
    assert first != second
    assert len(instance.rows("kb_knowledge")) == 2


def test_a_taken_sys_id_is_refused():
    """Inserting a sys_id twice is a mistake of the caller, not an update."""
    instance = Instance()
    instance.insert("incident", {"sys_id": "a" * 32})
    with pytest.raises(ValueError, match="already has a row"):
        instance.insert("incident", {"sys_id": "a" * 32})


def test_update_moves_the_stamps_and_leaves_old_rows_alone():
    """An update counts up and stamps the row; a row already read does not change under its reader."""
    time = [datetime(2026, 10, 1, tzinfo=UTC)]
    instance = Instance(clock=lambda: time[0])
    sys_id = instance.insert("incident", {"number": "INC1", "state": "6"})
    before = instance.rows("incident")[0]
    time[0] += timedelta(hours=1)
    instance.update("task", sys_id, {"state": "2", "resolved_at": ""})
    after = instance.rows("incident")[0]
    assert (before["state"], before["sys_mod_count"]) == ("6", "0")
    assert (after["state"], after["sys_mod_count"], after["sys_updated_on"]) == ("2", "1", "2026-10-01 01:00:00")


def test_state_and_incident_state_stay_equal():
    """State and incident_state are kept in sync, from whichever side they change (fact sheet 2.1)."""
    instance = Instance()
    sys_id = instance.insert("incident", {"number": "INC1", "incident_state": "6"})
    assert instance.rows("incident")[0]["state"] == "6"
    instance.update("incident", sys_id, {"state": "7"})
    assert instance.rows("incident")[0]["incident_state"] == "7"


def test_parents_show_the_rows_of_their_children():
    """`task` holds every class's rows, a class only its own (fact sheet 2)."""
    instance = Instance()
    instance.extend({"incident": [{"number": "INC1"}], "change_request": [{"number": "CHG1"}]})
    assert {row["number"] for row in instance.rows("task")} == {"INC1", "CHG1"}
    assert [row["number"] for row in instance.rows("incident")] == ["INC1"]
    instance.delete("task", sys_id_for("incident", "INC1"))
    assert [row["number"] for row in instance.rows("task")] == ["CHG1"]


def test_unknown_columns_become_text_fields_of_their_class():
    """A column of the customer's own is a string field of that table and not of its parent."""
    instance = Instance()
    instance.insert("incident", {"number": "INC1", "u_symptom": "Symptom 1"})
    assert "u_symptom" in instance.columns("incident")
    assert "u_symptom" not in instance.columns("task")


def test_a_table_of_the_customers_own():
    """Any table derived from task can be added, as an improvement source may be one (design, 5)."""
    instance = Instance()
    assert not instance.has_table("u_improvement")
    instance.add_table(TableDef(name="u_improvement", label="Our improvement", parent="task", strings="u_result"))
    instance.insert("u_improvement", {"number": "IMP1"})
    assert [row["sys_class_name"] for row in instance.rows("task")] == ["u_improvement"]


def test_accounts_keep_their_secrets_out_of_reprs():
    """A password or client secret is in no repr (design, 5)."""
    assert DEFAULT_USER.password not in repr(DEFAULT_USER)
    assert DEFAULT_CLIENT.client_secret not in repr(DEFAULT_CLIENT)
