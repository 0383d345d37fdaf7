"""The Table API over HTTP: shapes, fields, values, errors (fact sheet 1.1, 1.2, 1.8)."""

from __future__ import annotations

import pytest

from drumbeat.simulator.accounts import User
from drumbeat.simulator.instance import Instance, sys_id_for

INCIDENT = {
    "number": "INC1",
    "state": "7",
    "priority": "3",
    "made_sla": "true",
    "reopen_count": "0",
    "resolved_at": "2026-10-31 23:30:00",
    "calendar_duration": "1970-01-01 00:02:17",
    "assignment_group": sys_id_for("sys_user_group", "Network"),
}


def filled(**settings) -> Instance:
    instance = Instance(**settings)
    instance.insert("sys_user_group", {"name": "Network"})
    instance.insert("incident", INCIDENT)
    return instance


def test_everything_is_a_string(serve):
    """Every stored value is text, an empty one "", an empty reference "" (fact sheet 1.2; traps 47 and 48)."""
    row = serve(filled()).table("incident").json()["result"][0]
    assert {type(value) for name, value in row.items() if name != "assignment_group"} == {str}
    assert (row["made_sla"], row["reopen_count"], row["close_code"], row["resolved_by"]) == ("true", "0", "", "")
    assert row["calendar_duration"] == "1970-01-01 00:02:17"
    assert set(row["assignment_group"]) == {"link", "value"}


def test_a_link_leads_to_the_record(serve):
    """The link of a reference is the address of the record it points to (fact sheet 1.2)."""
    client = serve(filled())
    link = client.table("incident").json()["result"][0]["assignment_group"]["link"]
    assert client.session.get(link, timeout=10).json()["result"]["name"] == "Network"


def test_display_values(serve):
    """True gives labels and local times, all gives both; false is the default (fact sheet 1.1, 1.2; trap 43)."""
    berlin = User("berlin", "pw", time_zone="Europe/Berlin")
    client = serve(filled(users=[berlin]), user=berlin)
    fields = "state,resolved_at,assignment_group"
    shown = client.table("incident", fields=fields, display_value="true").json()["result"][0]
    assert (shown["state"], shown["resolved_at"]) == ("Closed", "2026-11-01 00:30:00")
    assert shown["assignment_group"]["display_value"] == "Network"
    both = client.table("incident", fields=fields, display_value="all").json()["result"][0]
    assert both["resolved_at"] == {"display_value": "2026-11-01 00:30:00", "value": "2026-10-31 23:30:00"}
    assert both["state"] == {"display_value": "Closed", "value": "7"}
    assert set(both["assignment_group"]) == {"display_value", "link", "value"}


def test_what_signals_need_is_answered(serve):
    """Class and group of the item, criticality of the service, and lists of people come with the row."""
    instance = filled()
    item = instance.insert(
        "cmdb_ci",
        {"name": "kie-1", "sys_class_name": "cmdb_ci_server", "support_group": INCIDENT["assignment_group"]},
    )
    service = instance.insert("cmdb_ci_service", {"name": "E-mail", "busines_criticality": "1 - most critical"})
    ann = instance.insert("sys_user", {"name": "Ann"})
    sys_id = instance.rows("incident")[0]["sys_id"]
    linked = {"cmdb_ci": item, "business_service": service, "additional_assignee_list": ann}
    instance.update("incident", sys_id, linked)
    asked = (
        "cmdb_ci.sys_class_name,cmdb_ci.support_group,business_service.busines_criticality,additional_assignee_list,"
        "overview,findings,business_impact"
    )
    query = "business_service.busines_criticality=1 - most critical^additional_assignee_listLIKE" + ann
    reply = serve(instance).table("incident", query, fields=asked, display_value="all", exclude_reference_link="true")
    (row,) = reply.json()["result"]
    assert set(row) == set(asked.split(","))
    assert row["cmdb_ci.sys_class_name"] == {"display_value": "Server", "value": "cmdb_ci_server"}
    assert row["cmdb_ci.support_group"]["display_value"] == "Network"
    assert row["business_service.busines_criticality"]["value"] == "1 - most critical"
    assert row["additional_assignee_list"] == {"display_value": "Ann", "value": ann}


def test_links_can_be_left_out(serve):
    """sysparm_exclude_reference_link gives the bare value (fact sheet 1.2)."""
    row = serve(filled()).table("incident", fields="assignment_group", exclude_reference_link="true")
    assert row.json()["result"] == [{"assignment_group": INCIDENT["assignment_group"]}]


def test_switches_in_capitals(serve):
    """True and ALL are read like true and all: pysnow writes Python's True into the address."""
    row = serve(filled()).table(
        "incident", fields="state,caller_id", display_value="ALL", exclude_reference_link="True"
    )
    assert row.json()["result"][0]["state"] == {"display_value": "Closed", "value": "7"}
    shown = serve(filled()).table("incident", fields="assignment_group", display_value="True", no_count="True")
    assert shown.json()["result"][0]["assignment_group"]["display_value"] == "Network"
    assert "X-Total-Count" not in shown.headers


def test_fields_asked_for(serve):
    """Only the fields asked for come; unknown ones are missing without a word; dots walk (fact sheet 1.1)."""
    row = serve(filled()).table("incident", fields="number,no_such_field,assignment_group.name,caller_id.name")
    assert row.json()["result"] == [{"number": "INC1", "assignment_group.name": "Network", "caller_id.name": ""}]


def test_a_single_record_is_an_object(serve):
    """A GET by sys_id gives an object, through a parent table as well; an unknown one is 404 (1.2, 1.8)."""
    client = serve(filled())
    sys_id = sys_id_for("incident", "INC1")
    assert client.get(f"/api/now/table/incident/{sys_id}").json()["result"]["number"] == "INC1"
    assert client.get(f"/api/now/v2/table/task/{sys_id}", sysparm_fields="number").json() == {
        "result": {"number": "INC1"}
    }
    missing = client.get("/api/now/table/incident/none")
    assert missing.status_code == 404
    assert missing.json()["error"]["message"] == "No Record found"


def test_field_value_pairs(serve):
    """field=value pairs stand in for a query and know display values; unknown parameters are ignored (1.1)."""
    client = serve(filled())
    path = "/api/now/table/incident"
    for pairs in ({"state": "7"}, {"state": "closed"}, {"assignment_group": "Network"}, {"banana": "1"}):
        assert len(client.get(path, **pairs).json()["result"]) == 1, pairs
    assert client.get(path, state="New").json()["result"] == []
    assert client.get(path, state="7", made_sla="false").json()["result"] == []
    both = client.get(path, state="New", sysparm_query="state=7")
    assert len(both.json()["result"]) == 1, "sysparm_query wins: the two exclude each other"


@pytest.mark.parametrize("table", ["no_such_table", "pm_project"])
def test_invalid_table(serve, table):
    """A misspelt table and one whose plugin is not active answer alike, 400 without detail (trap 36)."""
    reply = serve(filled(absent=frozenset({"pm_project"}))).table(table)
    assert reply.status_code == 400
    assert reply.json() == {"error": {"message": f"Invalid table {table}", "detail": None}, "status": "failure"}


def test_versions(serve):
    """v1 answers 404 to an empty list; v2 and no version answer 200 with none (trap 37)."""
    client = serve(filled())
    statuses = {
        version: client.get(f"/api/now{version}/table/incident", sysparm_query="state=1").status_code
        for version in ("", "/v1", "/v2")
    }
    assert statuses == {"": 200, "/v1": 404, "/v2": 200}
    assert client.get("/api/now/v1/table/incident").status_code == 200
    assert client.get("/api/now/v9/table/incident").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_reading(serve, method):
    """Any other method than GET is 405, and the connection goes on (fact sheet 1.8)."""
    client = serve(filled())
    reply = client.session.request(
        method, f"{client.simulator.url}/api/now/table/incident", json={"state": "1"}, timeout=10
    )
    assert reply.status_code == 405
    assert client.numbers("incident") == ["INC1"]


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/json;q=0.5", 200),
        ("text/csv", 406),
        (None, 400),
    ],
)
def test_accept(serve, accept, status):
    """Accept is required and must name JSON; an unsupported form is 406 (fact sheet 1.1)."""
    client = serve(filled())
    reply = client.session.get(f"{client.simulator.url}/api/now/table/incident", headers={"Accept": accept}, timeout=10)
    assert reply.status_code == status


def test_unknown_address(serve):
    """An address that is no resource is 404 in the API's error shape (fact sheet 1.8)."""
    reply = serve().get("/api/now/nothing/here")
    assert reply.status_code == 404
    assert reply.json()["status"] == "failure"


def test_too_long_an_address(serve):
    """A request line over 8192 bytes is 414 in HTML, below it is answered (fact sheet 1.7, trap 21)."""
    client = serve(filled())
    fits = client.table("incident", "sys_idIN" + ",".join([sys_id_for("incident", "INC1")] * 200))
    assert fits.status_code == 200
    too_long = client.table("incident", "sys_idIN" + ",".join(["0" * 32] * 250))
    assert too_long.status_code == 414
    assert too_long.headers["Content-Type"].startswith("text/html")
    assert client.table("incident").status_code == 200, "the next request is served"


@pytest.mark.parametrize(
    ("query", "count"),
    [("no_such_field=banana", 1), ("state=NOT_A_NUMBER", 0), ("sys_class_nameINincident,nonsense", 1)],
)
def test_invalid_queries_are_answered(serve, query, count):
    """An invalid query is no error: it widens or narrows with status 200 (fact sheet 1.3)."""
    reply = serve(filled()).table("incident", query)
    assert (reply.status_code, len(reply.json()["result"])) == (200, count)
