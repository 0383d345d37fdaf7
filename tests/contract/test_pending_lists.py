"""Lists of recipients that were sent and are not kept yet, over a real database of either kind."""

from __future__ import annotations

import pytest

from drumbeat.errors import SettingsError
from drumbeat.store.pending_lists import MOST, PendingListStore
from drumbeat.store.teams import TeamStore
from installation import NETWORK
from lead_pages import SERVICE_DESK
from stores import NOW, later

MARIT, DORA = "marit@example.com", "dora@example.com"


@pytest.fixture(name="lists")
def _lists(place):
    database = place.open()
    for team in (NETWORK, SERVICE_DESK):
        TeamStore(database).add(team)
    return PendingListStore(database)


def test_a_list_is_its_owners_and_its_teams(lists):
    """What was put is found by its number, for the same person and team alone, until it is replaced or dropped."""
    number = lists.put(NETWORK.name, MARIT, "rows", NOW)
    assert lists.get(number, NETWORK.name, MARIT, NOW) == "rows"
    assert lists.get(number, NETWORK.name, DORA, NOW) is lists.get(number, SERVICE_DESK.name, MARIT, NOW) is None
    lists.replace(number, DORA, "another's")
    lists.drop(number, DORA)
    lists.replace(number, MARIT, "judged anew")
    assert lists.get(number, NETWORK.name, MARIT, NOW) == "judged anew"
    lists.drop(number, MARIT)
    assert lists.get(number, NETWORK.name, MARIT, NOW) is None


def test_a_list_is_kept_for_a_day(lists):
    """After a day it is not found any more, and the next one that is put takes it away."""
    number = lists.put(NETWORK.name, MARIT, "rows", NOW)
    assert lists.get(number, NETWORK.name, MARIT, later(hours=23)) == "rows"
    assert lists.get(number, NETWORK.name, MARIT, later(hours=24)) is None
    lists.put(NETWORK.name, DORA, "more", later(hours=24))
    assert lists.get(number, NETWORK.name, MARIT, NOW) is None


def test_nobody_fills_the_store(lists):
    """Of one person's lists the newest few stay; another's are not touched."""
    hers = lists.put(NETWORK.name, DORA, "hers", NOW)
    numbers = [lists.put(NETWORK.name, MARIT, f"{at}", NOW) for at in range(MOST + 2)]
    found = [lists.get(number, NETWORK.name, MARIT, NOW) for number in numbers]
    assert found == [None, None, *(f"{at}" for at in range(2, MOST + 2))]
    assert lists.get(hers, NETWORK.name, DORA, NOW) == "hers"


def test_a_team_must_be_there(lists):
    """For a team that there is not nothing is kept."""
    with pytest.raises(SettingsError, match="There is no team"):
        lists.put("Nowhere", MARIT, "rows", NOW)
