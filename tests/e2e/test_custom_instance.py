"""A customised instance from the settings to the digest: columns, states, codes and a table of improvements."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest

from command import quickly
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.schema import TableDef
from drumbeat.simulator.server import Simulator

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
PEOPLE = [f"Technician {at}" for at in range(5)]
SETTINGS = """
[servicenow]
url = "{url}"
user = "drumbeat.integration"
password = "demo"
months = 36

[tables]
skip = ["sys_journal_field", "kb_use"]

[fields.incident]
resolved_at = "u_resolved_on"

[states.incident]
"55" = "done"

[close_codes.change_request]
"implemented" = "successful"

[improvements.projects]
enabled = false

[improvements.kaizen]
table = "u_kaizen"
label = "kaizen cards"
filter = [{{ field = "u_area", values = ["IT"] }}]
owner = "u_champion"
finished = "u_done_on"
base = "u_before"
target = "u_goal"
done = ["Standardised"]
"""
KAIZEN = TableDef(
    name="u_kaizen",
    label="Kaizen Card",
    parent="task",
    strings="u_area u_before u_goal",
    datetimes="u_done_on",
    references={"u_champion": "sys_user"},
    choices={"state": (("1", "Proposed"), ("9", "Standardised"), ("3", "Closed"))},
)


def _instance() -> Instance:
    """Incidents that are dated by a column of the customer's own, two odd ones, a change, and cards of two areas."""
    instance = Instance(clock=lambda: NOW)
    instance.add_table(KAIZEN)
    instance.extend({"sys_user_group": [{"sys_id": "f" * 32, "name": "Network"}]})
    users = [{"sys_id": f"{at:032x}", "name": name} for at, name in enumerate(PEOPLE, 1)]
    instance.extend({"sys_user": users})
    task = {"assignment_group": "f" * 32, "opened_at": "2026-10-01 08:00:00"}
    incidents = [
        {
            **task,
            "number": f"INC{at:07}",
            "state": "6" if at < 10 else "55" if at < 12 else "77",
            "resolved_at": "2024-01-01 00:00:00",
            "u_resolved_on": f"2026-10-{at + 2:02} 10:00:00",
            "resolved_by": users[at % 5]["sys_id"],
        }
        for at in range(13)
    ]
    cards = [
        {
            **task,
            "number": f"KZN{at}",
            "short_description": f"Card {at}",
            "state": "9" if at < 3 else "3",
            "u_area": "IT" if at != 1 else "HR",
            "u_done_on": "2026-10-20 10:00:00",
            "u_champion": users[at]["sys_id"],
            "u_before": "40 a day",
            "u_goal": "5 a day",
        }
        for at in range(4)
    ]
    change = {**task, "number": "CHG1", "state": "3", "close_code": "implemented", "closed_at": "2026-10-09 10:00:00"}
    project = {**task, "number": "PRJ1", "state": "3", "closed_at": "2026-10-09 10:00:00"}
    instance.extend({"incident": incidents, "u_kaizen": cards, "change_request": [change], "pm_project": [project]})
    return instance


@pytest.fixture(scope="module", name="told")
def _told(tmp_path_factory):
    """The digest of October as JSON, and the tables that were asked for."""
    folder = tmp_path_factory.mktemp("custom")
    with Simulator(_instance(), rng=random.Random(3)) as simulator:
        (folder / "drumbeat.toml").write_text(SETTINGS.format(url=simulator.url), encoding="utf-8")
        pulled = quickly("pull", cwd=folder)
        assert pulled.code == 0, pulled.err
        asked = {request.path.rpartition("/")[2] for request in simulator.requests if "/table/" in request.path}
    ended = quickly("report", "--group", "Network", "--month", "2026-10", "--format", "json", cwd=folder)
    assert ended.code == 0, ended.err
    return json.loads(ended.out), asked


def _figure(told, figure_id):
    return next(figure for figure in told[0]["figures"] if figure["id"] == figure_id)


def test_the_instances_column_dates_the_work(told):
    """Incidents are placed by the column that the settings name; what is in a state nobody knows is left out."""
    assert _figure(told, "incidents_resolved")["value"] == 12
    excluded = [(each["reason"], each["count"]) for each in told[0]["excluded"]]
    assert ("not_finished", 2) in excluded  # one incident, one card
    note = next(source["note"] for source in told[0]["sources"] if source["table"] == "incident")
    assert "1 row holds a state not known here (“77” 1)" in note


def test_the_instances_code_is_a_success(told):
    """A change with the customer's own closure code counts as what the settings say it means."""
    assert _figure(told, "changes_delivered")["evidence"] == ["CHG1"]


def test_improvements_come_from_the_instances_table(told):
    """Cards of the area asked for, done in the state that was named, with the values of the columns that were named."""
    assert _figure(told, "improvements_completed")["evidence"] == ["KZN0", "KZN2"]
    assert [line["base_value"] for line in told[0]["improvements"]["completed"]] == ["40 a day", "40 a day"]
    assert next(source["rows"] for source in told[0]["sources"] if source["table"] == "u_kaizen") == 3


def test_what_is_switched_off_is_not_asked_for(told):
    """No request goes to a skipped table, nor to a source of improvements that is switched off."""
    assert {"incident", "u_kaizen", "sn_cim_register"} <= told[1]
    assert told[1] & {"sys_journal_field", "kb_use", "pm_project", "pm_project_task"} == set()
    assert {"pm_project", "kb_use"} & {source["table"] for source in told[0]["sources"]} == set()
