"""Whose record it is: the record's own group decides."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from drumbeat.records.team import Team, homes, membership
from rows import cells, group, incident, parsed, person, sys_id

UTC = ZoneInfo("UTC")
NETWORK = Team("Network", ("Network",), (), UTC)


def _membership(team, stock):
    return membership(team, stock, homes(stock))


def test_a_record_belongs_by_its_own_group():
    """A leaver's ticket of the group stays, a joiner's ticket of another group does not come along (trap 61)."""
    own, other = incident("INC1"), incident("INC2", assignment_group=group("Desk"))
    is_of = _membership(NETWORK, [own, other])
    assert [is_of(own), is_of(other)] == [True, False]


def test_a_team_may_be_named_by_the_groups_sys_id():
    """A sys_id in place of the name means the same group."""
    record = incident()
    assert _membership(Team("N", (sys_id("gNetwork"),), (), UTC), [record])(record)


def test_technicians_bring_their_records_from_any_group():
    """A team of named technicians has what they lead, wherever it was dispatched."""
    record = incident(assignment_group=group("Desk"))
    assert _membership(Team("Pair", (), ("Ann", "Bo"), UTC), [record])(record)
    assert not _membership(Team("Pair", (), ("Bo",), UTC), [record])(record)


def test_improvements_without_a_group_follow_their_lead():
    """An initiative nobody's queue holds belongs to the team in whose group its coordinator resolves tickets."""
    ticket = incident()
    initiative = parsed("sn_cim_register", cells(sys_id=sys_id("CIM1"), number="CIM1", assigned_to=person("Ann")))
    assert _membership(NETWORK, [ticket, initiative])(initiative)
    assert not _membership(NETWORK, [initiative])(initiative)


def test_a_groupless_project_belongs_where_its_lead_is_at_home():
    """One ticket for another group does not bring a person's project into that group's digest; a tie is nobody's."""
    at_home = [incident(f"INC{number}") for number in range(3)]
    away = incident("INC9", assignment_group=group("Desk"))
    project = parsed("pm_project", cells(sys_id=sys_id("PRJ1"), number="PRJ1", project_manager=person("Ann")))
    desk = Team("Desk", ("Desk",), (), UTC)
    assert _membership(NETWORK, [*at_home, away, project])(project)
    assert not _membership(desk, [*at_home, away, project])(project)
    assert not _membership(NETWORK, [at_home[0], away, project])(project)


def test_a_ticket_without_a_group_is_no_teams():
    """A ticket of no group is not taken in because a member of the team resolved it."""
    ticket, stray = incident("INC1"), incident("INC2", assignment_group="")
    assert not _membership(NETWORK, [ticket, stray])(stray)
