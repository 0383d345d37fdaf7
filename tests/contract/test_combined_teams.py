"""Teams that are made of other teams, over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.errors import SettingsError, StoreError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Schedule, Team
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from stores import NOW, receives

UTC = ZoneInfo("UTC")
ENTRY = AuditEntry(NOW, "tester", "change team")
IT = Team(
    "IT", (), (), ZoneInfo("Europe/Berlin"), "Nora", "nora@x.example", "de", Schedule(hour="10:00"), ("Network", "Desk")
)


@pytest.fixture(name="database")
def _database(place):
    return place.open()


@pytest.fixture(name="teams")
def _teams(database):
    """A store with three teams, of which a fourth combines two."""
    store = TeamStore(database)
    store.add(Team("Network", ("Net", "Wireless"), (), UTC, lead="Ann"))
    store.add(Team("Desk", ("Service Desk", "Net"), ("Ben",), UTC))
    store.add(Team("Field", ("Field",), (), UTC))
    store.add(IT)
    return store


def test_a_combined_team_has_what_its_teams_have(teams):
    """It comes back with its own words and its teams in their order, and its groups and technicians are theirs."""
    found = teams.get("IT")
    assert found == replace(IT, groups=("Net", "Service Desk", "Wireless"), technicians=("Ben",))
    assert {each.name: each for each in teams.all()}["IT"] == found
    assert [each.teams for each in teams.all()] == [(), (), ("Network", "Desk"), ()]


def test_it_follows_its_teams(teams):
    """What a member is made of anew is the combined team's at once: nothing of it is kept twice."""
    teams.recompose(replace(teams.get("Desk"), groups=("Hotline",), technicians=()), ENTRY)
    assert (teams.get("IT").groups, teams.get("IT").technicians) == (("Hotline", "Net", "Wireless"), ())


def test_groups_that_are_said_of_it_are_not_its_own(teams):
    """Kept as it was read, groups and all, it still has no groups but its teams'."""
    teams.remove("IT", NOW)
    teams.add(replace(IT, groups=("Other",), technicians=("Zoe",)))
    assert teams.get("IT").groups == ("Net", "Service Desk", "Wireless")


def test_its_teams_and_their_order_change(teams):
    """Other teams, or the same in another order, take the place of those before."""
    for names in (("Desk", "Network"), ("Field", "Desk", "Network"), ("Field", "Desk", "Field")):
        teams.recompose(replace(IT, teams=names), ENTRY)
        assert teams.get("IT").teams == tuple(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("Network",), "cannot be made of “Network”"),
        (("Network", "Network"), "cannot be made of “Network”"),
        (("Network", "All"), "cannot be made of “Network” and “All”"),
        (("Network", "Netwrk"), "no team “Netwrk”"),
        (("Network", "IT"), "“IT” is itself made of other teams"),
    ],
)
def test_what_cannot_be_combined_is_refused(teams, wrong, told):
    """One team alone, itself, an unknown one and another combined one are refused with what to do; nothing is kept."""
    with pytest.raises(SettingsError, match=told) as caught:
        teams.add(replace(IT, name="All", teams=wrong))
    assert caught.value.recovery
    assert "All" not in [each.name for each in teams.all()]


def test_a_team_that_is_combined_is_not_made_of_others(teams):
    """No team of teams is made by changing one that is a part of another."""
    with pytest.raises(SettingsError, match="“Network” cannot be made of other teams: “IT” tells of it"):
        teams.recompose(replace(IT, name="Network", teams=("Desk", "Field")), ENTRY)
    assert teams.get("Network").groups == ("Net", "Wireless")


def test_a_team_that_is_combined_is_not_removed(teams):
    """Removing it would make the whole tell less without a word; once it is taken out it goes."""
    with pytest.raises(SettingsError, match="“Network” cannot be removed: “IT” tells of it") as caught:
        teams.remove("Network", NOW)
    assert 'drumbeat team change "IT" --of' in caught.value.recovery
    teams.recompose(replace(IT, teams=("Desk", "Field")), ENTRY)
    teams.remove("Network", NOW)
    assert [each.name for each in teams.all()] == ["Desk", "Field", "IT"]


def test_removing_it_leaves_its_teams(teams, database):
    """With a combined team go its recipients, and nothing of its teams."""
    recipients = RecipientStore(database)
    receives(recipients, "Network", "zoe@x.example")
    receives(recipients, "IT", "zoe@x.example")
    teams.remove("IT", NOW)
    assert [each.name for each in teams.all()] == ["Desk", "Field", "Network"]
    assert [rule.name for rule in recipients.rules("Network")] == ["zoe@x.example"]


@pytest.mark.usefixtures("teams")
def test_the_database_itself_holds_its_teams(database):
    """Whatever deletes a row, no combined team is left with a member that is not there."""
    with pytest.raises(StoreError, match="breaks a rule of its tables"), database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM team WHERE name = 'Desk'")


def test_many_teams_are_read_at_once(teams):
    """Beyond what one question takes, combined teams still come back whole."""
    names = [f"Team {at:03}" for at in range(60)]
    for name in names:
        teams.add(Team(name, (f"Group of {name}",), (), UTC))
    teams.add(replace(IT, name="Everybody", teams=tuple(reversed(names))))
    found = teams.get("Everybody")
    assert found.teams == tuple(reversed(names))
    assert found.groups == tuple(f"Group of {name}" for name in names)
    assert found in teams.all()
