"""Teams and recipients over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Team
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from stores import CONTENT, NOW, OCTOBER, claim, receives, receives_no_more, settle

NETWORK = Team(
    "Network & Data Centre",
    ("Network", "Data Centre"),
    ("Ada Løve",),
    ZoneInfo("Europe/Berlin"),
    lead="Marit",
    lead_address="marit@x.example",
)


@pytest.fixture(name="database")
def _database(place):
    return place.open()


@pytest.fixture(name="teams")
def _teams(database):
    """A store with one team."""
    store = TeamStore(database)
    store.add(NETWORK)
    return store


@pytest.fixture(name="recipients")
def _recipients(database):
    return RecipientStore(database)


@pytest.fixture(name="editions")
def _editions(database):
    return EditionStore(database)


def test_zone_lead_and_language_change_and_nothing_else(teams):
    """What was said is kept; groups, technicians, schedule and recipients stay; an unknown team is told."""
    recipients = RecipientStore(teams._database)
    receives(recipients, NETWORK.name, "zoe@x.example")
    there = {"zone": ZoneInfo("Pacific/Apia"), "lead": "Nora", "lead_address": "nora@x.example", "language": "de"}
    entry = AuditEntry(NOW, "tester", "change team")
    before = teams.get(NETWORK.name)
    teams.change(replace(before, groups=("Other",), **there), entry)
    assert teams.get(NETWORK.name) == replace(before, **there)
    assert [rule.name for rule in recipients.rules(NETWORK.name)] == ["zoe@x.example"]
    with pytest.raises(SettingsError, match="no team “Nobody”"):
        teams.change(replace(before, name="Nobody"), entry)


def test_a_team_comes_back_as_it_was_added(teams):
    """All that is said of a team is kept; groups and technicians come in alphabetical order."""
    found = teams.get(NETWORK.name)
    assert found.groups == ("Data Centre", "Network")
    assert (found.technicians, found.zone) == (("Ada Løve",), ZoneInfo("Europe/Berlin"))
    assert (found.lead, found.lead_address) == ("Marit", "marit@x.example")
    assert teams.all() == [found]


def test_teams_come_by_name(teams):
    """All teams are listed in the order of their names."""
    teams.add(Team("Applications", (), ("Bo", "Cy"), ZoneInfo("UTC")))
    assert [team.name for team in teams.all()] == ["Applications", NETWORK.name]
    assert teams.all()[0].technicians == ("Bo", "Cy")


def test_a_name_is_given_once(teams):
    """A second team of the same name is refused and changes nothing."""
    with pytest.raises(SettingsError, match="already"):
        teams.add(Team(NETWORK.name, ("Other",), (), ZoneInfo("UTC")))
    assert teams.get(NETWORK.name).groups == ("Data Centre", "Network")


def test_a_group_named_twice_is_one(teams):
    """Naming a group twice is no error."""
    teams.add(Team("Desk", ("Service Desk", "Service Desk"), (), ZoneInfo("UTC")))
    assert teams.get("Desk").groups == ("Service Desk",)


def test_a_team_needs_work_to_tell(teams):
    """A team without groups and technicians is refused with a sentence."""
    with pytest.raises(SettingsError, match="needs an assignment group"):
        teams.add(Team("Nobody", (), (), ZoneInfo("UTC")))
    assert [team.name for team in teams.all()] == [NETWORK.name]


@pytest.mark.parametrize(
    "ask",
    [
        lambda teams: teams.get("Netwrk"),
        lambda teams: teams.remove("Netwrk", NOW),
    ],
    ids=["get", "remove"],
)
def test_an_unknown_team_is_named_with_those_there_are(teams, ask):
    """Whoever misspells a team is told the names of those there are."""
    with pytest.raises(SettingsError, match="no team “Netwrk”") as caught:
        ask(teams)
    assert NETWORK.name in caught.value.recovery


def test_without_teams_the_way_to_add_one_is_told(database):
    """In an empty store the message says how to add a team."""
    with pytest.raises(SettingsError) as caught:
        TeamStore(database).get("Network")
    assert "drumbeat team add" in caught.value.recovery


def _sending(recipients, editions):
    """An edition in each state of delivery: the id."""
    edition = editions.save_draft(NETWORK.name, OCTOBER, CONTENT, [], NOW)
    states = {
        "planned@x.example": None,
        "failed@x.example": DeliveryState.FAILED,
        "sent@x.example": DeliveryState.SENT,
        "unknown@x.example": DeliveryState.UNKNOWN,
    }
    receives(recipients, NETWORK.name, *states)
    editions.plan(edition.id, [Planned(address, f"<{address}>") for address in states], NOW)
    for address, state in states.items():
        if state is not None:
            claim(editions, edition.id, address, NOW)
            settle(editions, edition.id, Outcome(address, state))
    return edition.id


@pytest.mark.usefixtures("teams")
def test_removing_a_recipient_withdraws_what_has_not_left(recipients, editions):
    """A planned or refused mail to a removed recipient is withdrawn; what left, or may have, stays on record."""
    edition_id = _sending(recipients, editions)
    receives_no_more(recipients, NETWORK.name, *(each.name for each in recipients.rules(NETWORK.name)))
    assert [each.recipient for each in editions.deliveries(edition_id)] == ["sent@x.example", "unknown@x.example"]


def test_removing_a_recipient_leaves_other_teams_mails(teams, recipients, editions):
    """The same address may receive two teams' digests; removed from one, it still receives the other's."""
    edition_id = _sending(recipients, editions)
    teams.add(Team("Desk", ("Service Desk",), (), ZoneInfo("UTC")))
    receives(recipients, "Desk", "planned@x.example")
    receives_no_more(recipients, "Desk", "planned@x.example")
    assert "planned@x.example" in [each.name for each in recipients.rules(NETWORK.name)]
    assert len(editions.deliveries(edition_id)) == 4


def test_a_removed_team_is_gone_with_its_recipients_and_drafts(teams, recipients, editions):
    """Of a removed team nothing is left but what began to leave."""
    receives(recipients, NETWORK.name, "ann@x.example")
    editions.save_draft(NETWORK.name, OCTOBER, CONTENT, [], NOW)
    teams.remove(NETWORK.name, NOW)
    assert (teams.all(), editions.find(NETWORK.name, OCTOBER)) == ([], None)
    teams.add(NETWORK)
    assert list(recipients.rules(NETWORK.name)) == []


def test_a_team_whose_editions_have_left_keeps_its_name(teams, recipients, editions):
    """Removed and added anew, a team of the same name could send a month twice, or another team's work (promise 3)."""
    edition_id = _sending(recipients, editions)
    teams.remove(NETWORK.name, NOW)
    with pytest.raises(SettingsError, match="stay under its name"):
        teams.add(NETWORK)
    found = editions.find(NETWORK.name, OCTOBER)
    assert found is not None
    assert found.id == edition_id
    assert [each.recipient for each in editions.deliveries(found.id)] == ["sent@x.example", "unknown@x.example"]
