"""`drumbeat check` on set-ups that are broken: what it prints for each is what a person must do."""

from __future__ import annotations

import re

import pytest

from broken_instances import broken
from command import quickly
from drumbeat.simulator.access import Access, access_of_roles
from drumbeat.simulator.accounts import Properties


def checked(folder, *faults, **breakage):
    """What `drumbeat check` says of it; by table: status and advice."""
    with broken(folder, *faults, **breakage):
        ended = quickly("check", "--every-table", cwd=folder)
    lines = ended.out.splitlines()
    asked = dict(line.strip().split(": ", 1) for line in lines if line.startswith("  ") and ": " in line)
    rows = [line.split() for line in lines if line[:1].islower() and len(line.split()) == 5]
    return ended, {table: (status, asked.get(table, "")) for table, status, *_ in rows}


def test_an_account_without_role_is_told_which_to_ask_for(tmp_path):
    """Rows that are there and none readable: denied, with the role for each table, and the command fails."""
    ended, tables = checked(tmp_path, access=access_of_roles())
    assert ended.code == 3
    for table, role in (
        ("incident", "the role sn_incident_read"),
        ("change_request", "the role sn_change_read"),
        ("problem", "the role sn_problem_read"),
        ("sc_req_item", "the role sn_request_read"),
        ("sn_cim_register", "the role sn_cim.improvement_requester"),
    ):
        assert tables[table] == ("denied", role)
    assert "Ask the ServiceNow administrator for the role sn_incident_read." in ended.err


def test_a_wrong_time_zone_is_told(tmp_path):
    """An account that is not in UTC is told to be set to GMT; nothing is lost meanwhile, so the command succeeds."""
    ended, tables = checked(tmp_path, time_zone="America/New_York")
    assert ended.code == 0
    assert "set the integration user's time zone to GMT" in " ".join(ended.err.split())
    assert tables["incident"][0] == "ok"


def test_an_absent_plugin_is_named(tmp_path):
    """A table whose plugin is not active is absent, its plugin named, and the rest is checked."""
    ended, tables = checked(tmp_path, absent={"sn_cim_register", "sn_cim_task", "pm_project"})
    assert ended.code == 0
    assert tables["sn_cim_register"][0] == tables["pm_project"][0] == "absent"
    assert "com.sn_cim" in tables["sn_cim_register"][1]
    assert "Project Portfolio Management" in tables["pm_project"][1]
    assert tables["incident"][0] == "ok"


def test_restricted_basic_authentication_is_explained(tmp_path):
    """The role and the better way are named, and the password is sent once only (trap 35)."""
    with broken(tmp_path, properties=Properties(basic_auth_restricted=True)) as running:
        ended = quickly("check", cwd=tmp_path)
        assert len(running.requests) == 1
    assert ended.code == 3
    assert "snc_basic_auth_api_access" in ended.err
    assert "OAuth client" in ended.err


def test_a_hibernating_instance_is_to_be_woken(tmp_path):
    """A sleeping instance is told apart from an empty one, with how to wake it (trap 29)."""
    ended, tables = checked(tmp_path, "hibernating")
    assert (ended.code, tables) == (3, {})
    assert "hibernating" in ended.err
    assert "sign in at the instance with a browser" in ended.err


def test_denied_fields_are_named(tmp_path):
    """A table whose rows lack fields is partial; without the field that dates the work it is denied."""
    hidden = {"incident": frozenset({"close_code", "reopen_count"}), "problem": frozenset({"resolved_at"})}
    ended, tables = checked(tmp_path, access=Access(hidden_fields=hidden))
    assert ended.code == 0
    assert tables["incident"][0] == "partial"
    assert "read access to the fields close_code, reopen_count" in ended.out
    assert tables["problem"][0] == "denied"


def test_rules_that_hide_some_rows_are_noticed(tmp_path):
    """A sample with gaps is partial, with where to see how many."""
    ended, tables = checked(
        tmp_path, access=Access(hidden_rows={"incident": lambda row: row["number"].endswith(("1", "2", "3"))})
    )
    assert (ended.code, tables["incident"][0]) == (0, "partial")
    assert "rules on rows" in tables["incident"][1]


def test_an_empty_window_is_told_from_an_empty_table(tmp_path):
    """No rows in the months, but some in the table: the administrator has nothing to do (trap 4)."""
    with broken(tmp_path):
        text = (tmp_path / "drumbeat.toml").read_text().replace("months = 36", "months = 1")
        (tmp_path / "drumbeat.toml").write_text(text)
        ended = quickly("check", cwd=tmp_path)
    assert ended.code == 0
    assert re.search(r"^  \w+: nothing; none of its \d+ rows", ended.out, re.MULTILINE)


@pytest.mark.parametrize("fault", ["login-page", "login-redirect"])
def test_single_sign_on_in_between_is_explained(tmp_path, fault):
    """A sign-in page in place of data names what stands before the API (trap 30)."""
    ended, _ = checked(tmp_path, fault)
    assert ended.code == 3
    assert "single sign-on" in ended.err
