"""Whose record it is: the record's own group decides."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from drumbeat.records.team import Team, membership
from rows import cells, group, incident, parsed, person, sys_id

UTC = ZoneInfo("UTC")
NETWORK = Team("Network", ("Network",), (), UTC)


def test_a_record_belongs_by_its_own_group():
    """A leaver's ticket of the group stays, a joiner's ticket of another group does not come along (trap 61)."""
    own, other = incident("INC1"), incident("INC2", assignment_group=group("Desk"))
    is_of = membership(NETWORK, [own, other])
    assert [is_of(own), is_of(other)] == [True, False]


def test_a_team_may_be_named_by_the_groups_sys_id():
    """A sys_id in place of the name means the same group."""
    record = incident()
    assert membership(Team("N", (sys_id("gNetwork"),), (), UTC), [record])(record)


def test_technicians_bring_their_records_from_any_group():
    """A team of named technicians has what they lead, wherever it was dispatched."""
    record = incident(assignment_group=group("Desk"))
    assert membership(Team("Pair", (), ("Ann", "Bo"), UTC), [record])(record)
    assert not membership(Team("Pair", (), ("Bo",), UTC), [record])(record)


def test_improvements_without_a_group_follow_their_lead():
    """An initiative nobody's queue holds belongs to the team in whose group its coordinator resolves tickets."""
    ticket = incident()
    initiative = parsed("sn_cim_register", cells(sys_id=sys_id("CIM1"), number="CIM1", assigned_to=person("Ann")))
    assert membership(NETWORK, [ticket, initiative])(initiative)
    assert not membership(NETWORK, [initiative])(initiative)


def test_a_ticket_without_a_group_is_no_teams():
    """A ticket of no group is not taken in because a member of the team resolved it."""
    ticket, stray = incident("INC1"), incident("INC2", assignment_group="")
    assert not membership(NETWORK, [ticket, stray])(stray)
