"""Traps 43, 44, 46 to 49 and 59: dates, zones, numbers, empty references, durations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.model import Unit
from drumbeat.ports import PullStatus
from drumbeat.records.model import NOBODY
from drumbeat.records.parse import parse
from drumbeat.records.tables import ARTICLE, CHANGE, INCIDENT, TABLES
from drumbeat.records.team import Team
from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.faults.fault import table_of
from drumbeat.simulator.lifecycle import incidents, knowledge
from ground import BERLIN, evidence, group, person, value

FAR = ("Pacific/Kiritimati", "Etc/GMT+12", "US/Pacific", "Asia/Kathmandu")


def team_in(zone: str) -> Team:
    """Network, somewhere else."""
    return Team("Network", ("Network",), (), ZoneInfo(zone))


def article(ground, number: str, published: str) -> None:
    """Two published articles of Network, by two people, on that day: X and Xb."""
    row = {"published": published, "workflow_state": "published", "ownership_group": group("Network")}
    for name, author in ((number, "Ann"), (f"{number}b", "Ben")):
        ground.instance.insert("kb_knowledge", {"number": name, "author": person(author), **row})


def rewritten(*changes: tuple[bytes, bytes]):
    """Stands around an instance and changes bytes of its replies."""

    def around(request, answer):
        reply = answer(request)
        body = reply.body
        for old, new in changes:
            body = body.replace(old, new)
        return replace(reply, body=body)

    return around


@pytest.mark.parametrize("date_format", ["yyyy-MM-dd", "dd.MM.yyyy", "MM-dd-yyyy"])
def test_trap_43_work_is_dated_by_what_is_stored(ground, date_format):
    """Displayed dates are in the account's zone and format; a ticket's day follows from its stored time alone."""
    for place, at in enumerate(("2026-10-31 22:30:00", "2026-10-31 23:30:00", "2026-11-01 01:30:00") * 2):
        ground.resolved(f"INC{place}", at=at)
    ground.instance.change_user(DEFAULT_USER.user_name, time_zone="US/Pacific", date_format=date_format)
    with ground.naive() as client:
        shown = [row["resolved_at"] for row in client.rows("incident", display_value="true")]
        assert not any(each.startswith(("2026-11-01", "01.11.2026", "11-01-2026")) for each in shown)
    ground.pull()
    assert evidence(ground.digest(month=10)) == ["INC0", "INC3"]
    assert evidence(ground.digest(month=11)) == ["INC1", "INC2", "INC4", "INC5"]
    days = {line.number: line.day for line in ground.digest(month=11).evidence}
    assert (days["INC1"], days["INC2"]) == ("2026-11-01", "2026-11-01")


@pytest.mark.parametrize("zone", FAR)
@pytest.mark.parametrize("local", [False, True])
def test_trap_44_no_zone_of_the_account_shifts_the_window(lay, zone, local):
    """However an instance reads times in a query, the window's edges come, and each month has its own records."""
    ground = lay(properties=Properties(literals_in_user_time_zone=local))
    ground.instance.change_user(DEFAULT_USER.user_name, time_zone=zone)
    edges = ("2026-09-30 22:00:00", "2026-09-30 21:59:59", "2026-10-31 22:59:59", "2026-10-31 23:00:00")
    for place, at in enumerate(edges * 2):
        ground.resolved(f"INC{place}", at=at)
    if local:
        with ground.naive() as client:
            query = "resolved_at>=2026-09-30 22:00:00^resolved_at<2026-10-31 23:00:00"
            found = {row["number"] for row in client.rows("incident", query)}
            assert found != {"INC0", "INC2", "INC4", "INC6"}
    start = datetime(2026, 9, 30, 22, tzinfo=UTC)
    ground.now = datetime(2026, 10, 31, 23, tzinfo=UTC)
    ground.pull(start=start)
    assert {"INC0", "INC2", "INC4", "INC6"} <= set(ground.rows())
    assert evidence(ground.digest()) == ["INC0", "INC2", "INC4", "INC6"]
    assert not any("javascript" in query for query in ground.queries())


@pytest.mark.parametrize("zone", FAR)
@pytest.mark.parametrize("after", [{"minutes": 1}, {"hours": 13}, {"days": 2}])
def test_trap_44_no_zone_hides_a_change(lay, zone, after):
    """A pull of changes finds what was changed since the last one, in whichever zone its literals are read."""
    ground = lay(properties=Properties(literals_in_user_time_zone=True))
    ground.instance.change_user(DEFAULT_USER.user_name, time_zone=zone)
    ids = ground.month(6)
    ground.pull()
    ground.later(**after)
    incidents.reopen(ground.instance, ids[0], by="")
    ground.later(minutes=1)
    assert not ground.pull()["incident"].is_full
    assert len(evidence(ground.digest())) == 5


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"])
def test_trap_46_each_ticket_is_in_one_month_of_the_team(ground, zone):
    """Months are the team's, their ends half open, also where the clocks change: every ticket is in exactly one."""
    ground.now = datetime(2026, 12, 20, 8, tzinfo=UTC)
    moments = [
        f"2026-{month:02}-{day} {hour:02}:{minute}:{second}"
        for month, days in ((9, ("29", "30")), (10, ("01", "25", "31")), (11, ("01", "30")), (12, ("01",)))
        for day in days
        for hour in range(24)
        for minute, second in (("00", "00"), ("59", "59"))
    ]
    for place, at in enumerate(moments):
        ground.resolved(f"INC{place:04}", at=at)
    ground.patience = replace(ground.patience, limit=200)
    ground.pull()
    team = team_in(zone)
    found = {month: evidence(ground.digest(month=month, team=team)) for month in (9, 10, 11, 12)}
    assert sorted(number for numbers in found.values() for number in numbers) == [
        f"INC{place:04}" for place in range(len(moments))
    ]
    for place, at in enumerate(moments):
        local = datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(team.zone)
        assert f"INC{place:04}" in found[local.month]


def test_trap_46_half_past_eleven_on_the_last_day(ground):
    """A ticket of 23:30 on the 31st where the team works is October's, one of half an hour past midnight November's."""
    for place, at in enumerate(("2026-10-31 22:30:00", "2026-10-31 23:30:00") * 2):
        ground.resolved(f"INC{place}", at=at)
    ground.pull()
    assert evidence(ground.digest(month=10)) == ["INC0", "INC2"]
    assert evidence(ground.digest(month=11)) == ["INC1", "INC3"]
    lines = {line.number: line.day for month in (10, 11) for line in ground.digest(month=month).evidence}
    assert (lines["INC0"], lines["INC1"]) == ("2026-10-31", "2026-11-01")


def test_trap_47_texts_become_what_they_mean(ground):
    """The text false is false, 10 is more than 9, and 0 is nought: figures follow from meanings, not from texts."""
    for place in range(6):
        kept, reopened, moved = ("false", "10", "9") if place < 2 else ("true", "0", "0")
        ground.resolved(f"INC{place}", made_sla=kept, reopen_count=reopened, reassignment_count=moved)
    with ground.naive() as client:
        row = client.rows("incident", "number=INC0")[0]
    assert (bool(row["made_sla"]), row["reopen_count"] < row["reassignment_count"]) == (True, True)
    ground.pull()
    built = ground.digest()
    assert value(built, "sla_met_share") == 4 / 6
    assert value(built, "reopened_share") == 2 / 6
    assert value(built, "first_assignment_share") == 4 / 6
    assert value(built, "incidents_resolved") == 4
    record = parse(INCIDENT, ground.rows()["INC0"])
    assert (record.made_sla, record.reopen_count, record.reassignment_count) == (False, 10, 9)


@pytest.mark.parametrize(
    "form", ['""', '{"display_value":"","value":""}', '{"display_value":null,"value":null}', "null"]
)
def test_trap_48_an_empty_reference_in_any_form_is_nobody(ground, form):
    """A reference that points nowhere is no object but a text, on some instances null: it is read as nobody."""
    for place in range(6):
        ground.resolved(f"INC{place}", caller_id="", assigned_to=person("Ann"), parent_incident="")
    with ground.naive() as client:
        assert client.rows("incident")[0]["caller_id"] == ""
    empty = b'{"display_value":"","value":""}'
    seen = []
    replace_empty = rewritten((empty, form.encode()))

    def around(request, answer):
        reply = replace_empty(request, answer)
        seen.append(form.encode() in reply.body and table_of(request) == "incident")
        return reply

    state = ground.pull(around=around)["incident"]
    assert any(seen)
    assert (state.status, state.rows) == (PullStatus.OK, 6)
    record = parse(INCIDENT, ground.rows()["INC0"])
    assert (record.caller, record.parent_incident) == (NOBODY, NOBODY)
    built = ground.digest()
    assert (value(built, "incidents_resolved"), value(built, "people_helped")) == (6, 0)


def test_trap_48_a_reference_that_is_no_sys_id_is_a_name(ground):
    """Where a reference holds a word in a sys_id's place, the word is a name and nothing breaks on it."""
    for place in range(6):
        ground.resolved(f"INC{place}", opened_by="glide.maint", caller_id=f"{place:032x}")
    ground.pull()
    record = parse(INCIDENT, ground.rows()["INC0"])
    assert (record.opened_by.sys_id, record.opened_by.name) == ("", "glide.maint")
    assert value(ground.digest(), "incidents_resolved") == 6


def test_trap_49_times_spent_are_taken_from_two_moments(ground):
    """A duration stored as a day of 1970 is never read; hours come of opening and resolution, days included."""
    for place, at in enumerate(("2026-10-08 10:00:00", "2026-10-08 12:00:00", "2026-10-08 11:00:00")):
        ground.resolved(f"INC{place}", at=at, calendar_duration="1970-01-04 02:00:00")
    with ground.naive() as client:
        assert client.rows("incident")[0]["calendar_duration"][:4] == "1970"
    ground.pull(*TABLES)
    asked = {name for call in ground.calls for name in call.params.get("sysparm_fields", "").split(",")}
    assert not {name for name in asked if "duration" in name or name.endswith("_stc")}
    figure = ground.digest(*TABLES).digest.figure("median_hours_to_resolve")
    assert (figure.value, figure.unit, figure.n) == (75.0, Unit.HOURS, 3)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
def test_trap_59_a_day_without_time_is_not_shifted(ground, zone):
    """An article published on the 1st is that month's article in every zone; the last day of the window's too."""
    for number, day in (("KB1", "2026-09-30"), ("KB2", "2026-10-01"), ("KB3", "2026-10-31"), ("KB4", "2026-11-01")):
        article(ground, number, day)
    ground.pull(ARTICLE)
    team = team_in(zone)
    months = ((9, ["KB1", "KB1b"]), (10, ["KB2", "KB2b", "KB3", "KB3b"]), (11, ["KB4", "KB4b"]))
    for month, expected in months:
        built = ground.digest(ARTICLE, month=month, team=team)
        assert evidence(built, "articles_published") == expected
        days = {line.number: line.day for line in built.evidence if line.figure == "articles_published"}
        assert all(days[number][5:7] == f"{month:02}" for number in expected)


@pytest.mark.parametrize("zone", FAR)
def test_trap_59_the_day_of_publishing_is_the_authors(lay, zone):
    """An article published at half past eleven UTC on the 31st, on the 1st where its author works, is November's."""
    ground = lay(properties=Properties(literals_in_user_time_zone=True))
    ground.instance.change_user(DEFAULT_USER.user_name, time_zone=zone)
    ground.now = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    for number, author in (("KB1", "Ann"), ("KB2", "Ben")):
        new = {"number": number, "short_description": "Paper jams", "ownership_group": group("Network")}
        knowledge.publish(ground.instance, new, by=person(author), zone=BERLIN)
    assert {row["published"] for row in ground.instance.rows("kb_knowledge")} == {"2026-11-01"}
    ground.pull(ARTICLE)
    assert evidence(ground.digest(ARTICLE, month=11), "articles_published") == ["KB1", "KB2"]
    assert evidence(ground.digest(ARTICLE, month=10), "articles_published") == []


def test_trap_43_planned_and_actual_times_are_stored_ones(ground):
    """Times of changes too are read as stored, whatever the account sees."""
    ground.instance.change_user(DEFAULT_USER.user_name, time_zone="US/Pacific")
    row = {"number": "CHG1", "state": "3", "close_code": "successful", "closed_at": "2026-10-31 23:30:00"}
    ground.instance.insert("change_request", {**row, "work_start": "2026-10-31 20:00:00"})
    ground.pull(CHANGE)
    record = parse(CHANGE, ground.rows("change_request")["CHG1"])
    assert record.work_start == datetime(2026, 10, 31, 20, tzinfo=UTC)
    assert record.done_at == datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
