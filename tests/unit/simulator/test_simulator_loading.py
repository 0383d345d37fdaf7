"""Loading exported lists and logs of updates."""

from __future__ import annotations

import json
import zipfile

import pytest

from drumbeat.errors import ExportUnreadable, SettingsError
from drumbeat.simulator.instance import Instance, sys_id_for
from drumbeat.simulator.loading import load

LOG = """\
number,incident_state,knowledge,caller_id,opened_at,sys_updated_at,priority,assignment_group,closed_code,resolved_by,resolved_at
INC1,New,true,Caller 1,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,Group 12,code 5,?,29/2/2016 11:29
INC1,Resolved,true,Caller 1,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,Group 12,code 5,Resolved by 149,29/2/2016 11:29
INC1,Closed,true,Caller 1,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,Group 12,code 5,Resolved by 149,29/2/2016 11:29
INC2,-100,false,?,1/3/2016 10:00,1/3/2016 10:00,9 - Odd,?,,,
"""


def written(path, text: str):
    path.write_text(text, encoding="utf-8")
    return path


def by_number(instance: Instance, table: str = "incident") -> dict[str, dict[str, str]]:
    return {row["number"]: row for row in instance.rows(table)}


def test_the_last_update_of_a_number_is_the_record(tmp_path):
    """A number that occurs many times is one record, the later row of the file winning a tie of time."""
    instance = Instance()
    assert load(instance, written(tmp_path / "log.csv", LOG)) == 2
    assert by_number(instance)["INC1"]["state"] == "7"


def test_labels_become_stored_values(tmp_path):
    """Labels of choices become their values; labels that the list lacks stay as they are (traps 55 and 56)."""
    instance = Instance()
    load(instance, written(tmp_path / "log.csv", LOG))
    first, second = by_number(instance)["INC1"], by_number(instance)["INC2"]
    assert (first["state"], first["incident_state"], first["priority"]) == ("7", "7", "3")
    assert (second["state"], second["priority"]) == ("-100", "9 - Odd")
    assert first["close_code"] == "code 5"
    assert (first["knowledge"], second["knowledge"]) == ("true", "false")


def test_dates_become_utc_text(tmp_path):
    """Day-first dates without padding are read and stored as UTC, from the zone of the list (fact sheet 1.4)."""
    path = written(tmp_path / "log.csv", LOG)
    utc, berlin = Instance(), Instance()
    load(utc, path)
    load(berlin, path, time_zone="Europe/Berlin")
    assert by_number(utc)["INC1"]["resolved_at"] == "2016-02-29 11:29:00"
    assert by_number(berlin)["INC1"]["resolved_at"] == "2016-02-29 10:29:00"


def test_names_become_rows_of_the_referenced_table(tmp_path):
    """A reference by name points to a row of that name; a question mark or a blank is missing (trap 48)."""
    instance = Instance()
    load(instance, written(tmp_path / "log.csv", LOG))
    first, second = by_number(instance)["INC1"], by_number(instance)["INC2"]
    assert first["assignment_group"] == sys_id_for("sys_user_group", "Group 12")
    assert [row["name"] for row in instance.rows("sys_user_group")] == ["Group 12"]
    assert {"Caller 1", "Resolved by 149"} <= {row["name"] for row in instance.rows("sys_user")}
    assert (second["assignment_group"], second["caller_id"], second["resolved_at"]) == ("", "", "")


def test_headings_may_be_labels(tmp_path):
    """An export from the list view has labels as headings (design, 5)."""
    path = written(
        tmp_path / "list.csv", "Number,State,Assignment group,Resolved\nINC7,Closed,Network,2026-10-01 09:00:00\n"
    )
    instance = Instance()
    assert load(instance, path) == 1
    row = by_number(instance)["INC7"]
    assert (row["state"], row["resolved_at"]) == ("7", "2026-10-01 09:00:00")


def test_a_zip_holds_the_same_list(tmp_path):
    """A CSV inside a zip loads like the CSV."""
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("log.csv", LOG)
    assert load(Instance(), tmp_path / "log.zip") == 2


@pytest.mark.parametrize("wrapped", [True, False])
def test_json_as_the_table_api_writes_it(tmp_path, wrapped):
    """JSON holds plain strings or value and display_value; values are stored values in UTC (fact sheet 1.2)."""
    rows = [
        {
            "number": {"display_value": "INC5", "value": "INC5"},
            "state": {"display_value": "Closed", "value": "7"},
            "resolved_at": {"display_value": "2026-10-01 02:00:00", "value": "2026-10-01 09:00:00"},
            "assignment_group": {"display_value": "Network", "link": "https://x", "value": "c" * 32},
            "assigned_to": {"display_value": "", "value": ""},
        },
        {"number": "INC6", "state": "Resolved", "assignment_group": "Network", "active": True},
    ]
    path = written(tmp_path / "rows.json", json.dumps({"result": rows} if wrapped else rows))
    instance = Instance()
    assert load(instance, path, time_zone="America/Los_Angeles") == 2
    first, second = by_number(instance)["INC5"], by_number(instance)["INC6"]
    assert (first["state"], first["resolved_at"], first["assigned_to"]) == ("7", "2026-10-01 09:00:00", "")
    assert first["assignment_group"] == "c" * 32
    assert (second["state"], second["active"]) == ("6", "true")
    group = instance.get("sys_user_group", "c" * 32)
    assert group is not None
    assert group["name"] == "Network"


def test_loading_again_updates(tmp_path):
    """The same list loaded twice gives the same records, not twice as many."""
    instance = Instance()
    path = written(tmp_path / "log.csv", LOG)
    load(instance, path)
    load(instance, path)
    assert len(instance.rows("incident")) == 2


def test_another_table(tmp_path):
    """A list of changes gets the states of changes (trap 55)."""
    path = written(tmp_path / "changes.csv", "number,state,close_code\nCHG1,Closed,Successful with issues\n")
    instance = Instance()
    load(instance, path, table="change_request")
    row = by_number(instance, "change_request")["CHG1"]
    assert (row["state"], row["close_code"]) == ("3", "successful_issues")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.json", "{"),
        ("none.json", '{"error": {}}'),
        ("scalars.json", "[1]"),
        ("unclear.csv", "number,opened_at\nINC1,3/4/2016 10:00\n"),
        ("empty.csv", ""),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, text):
    """A file that is no list, or whose dates could mean two days, is refused rather than guessed at."""
    with pytest.raises(ExportUnreadable):
        load(Instance(), written(tmp_path / name, text))


def test_a_missing_file_is_refused(tmp_path):
    """A path with nothing there is refused in the error tree's words."""
    with pytest.raises(ExportUnreadable, match="no file"):
        load(Instance(), tmp_path / "nothing.json")


@pytest.mark.parametrize("settings", [{"table": "no_such_table"}, {"time_zone": "Mars/Olympus"}])
def test_wrong_settings_are_refused(tmp_path, settings):
    """An unknown table or time zone is a mistake of whoever called, and nothing is loaded."""
    instance = Instance()
    with pytest.raises(SettingsError):
        load(instance, written(tmp_path / "log.csv", LOG), **settings)
    assert instance.rows("incident") == []
