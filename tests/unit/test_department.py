"""Several teams as one: what of theirs it takes, and what it cannot."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from drumbeat.records.team import Team, department

UTC, BERLIN, LYON = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Paris")


def team(name: str, **other) -> Team:
    """A team of one group."""
    return Team(**{"name": name, "groups": (name,), "technicians": (), "zone": BERLIN, **other})


def test_groups_and_people_stand_once():
    """A group or a technician of several teams is named once, in the order of the teams."""
    found = department(
        "IT",
        [
            team("b", groups=("x", "y"), technicians=("Ann",)),
            team("a", groups=("y", "z"), technicians=("Ben", "Ann")),
        ],
        UTC,
    )
    assert (found.name, found.groups, found.technicians) == ("IT", ("x", "y", "z"), ("Ann", "Ben"))


def test_its_teams_keep_the_order_in_which_they_were_said():
    """The teams that make it up stand as they were said, each once; a combined team stands for its own."""
    assert department("IT", [team("b"), team("C"), team("a")], UTC).teams == ("b", "C", "a")
    assert department("IT", [team("b"), team("All", teams=("C", "b", "a"))], UTC).teams == ("b", "C", "a")


@pytest.mark.parametrize(
    ("zones", "zone"), [((BERLIN, BERLIN), BERLIN), ((BERLIN, LYON), UTC), ((LYON, LYON, BERLIN), UTC)]
)
def test_the_zone_is_theirs_where_they_agree(zones, zone):
    """Teams of one zone keep it; where they differ, the one that was asked for holds."""
    assert department("IT", [team(f"t{at}", zone=each) for at, each in enumerate(zones)], UTC).zone is zone


@pytest.mark.parametrize(
    ("languages", "language"), [(("de", "de"), "de"), (("de", "en"), ""), (("de", ""), ""), (("", ""), "")]
)
def test_the_language_is_theirs_where_they_agree(languages, language):
    """Teams of one language keep it; where they differ, the installation's holds."""
    teams = [team(f"t{at}", language=each) for at, each in enumerate(languages)]
    assert department("IT", teams, UTC).language == language


def test_it_has_no_lead():
    """Replies to a department's digest reach none of the leads by chance."""
    found = department("IT", [team("a", lead="Ann", lead_address="ann@example.com"), team("b")], UTC)
    assert (found.lead, found.lead_address) == ("", "")
