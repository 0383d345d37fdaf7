"""Trouble with one team is that team's: the others are shown as usual, and its lead sees what to mend, and where."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from drumbeat.desk.census import census
from html_page import read_page
from installation import NETWORK
from lead_pages import ADMINISTRATOR, SERVICE_DESK, lead_pages
from schedules import LEAD


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    """Network's schedule is none, as somebody may leave it who writes into the database; a team is of nobody's work.

    Phobos was added on a machine with other time zones.
    """
    folder = tmp_path_factory.mktemp("trouble")
    with lead_pages(folder) as served:
        served.context.store.teams.add(replace(SERVICE_DESK, name="Phobos", lead_address=LEAD))
        with closing(sqlite3.connect(folder / "drumbeat.db")) as store, store:
            store.execute("UPDATE team SET draft_on = 'soon', country = 'Atlantis' WHERE name = ?", (NETWORK.name,))
            store.execute("INSERT INTO team (name, zone, lead, lead_address) VALUES ('All of IT', 'UTC', '', '')")
            store.execute("UPDATE team SET zone = 'Mars/Phobos', begins = '2026-08-01' WHERE name = 'Phobos'")
        yield served


def rows(page):
    """The list of teams, name by name."""
    found = [[cell.text for cell in row.every("th", "td")] for row in page.every("tr")[1:]]
    return {name: cells for name, *cells in found}


def test_the_others_are_shown_as_usual(pages):
    """My teams shows each in trouble with a sentence, and whoever is not as ever; in German in German."""
    found = rows(pages.browser(ADMINISTRATOR).page("/teams"))
    assert found[NETWORK.name] == ["to be mended 'soon' is no day of a month.", ""]
    assert found["All of IT"][0].startswith("to be mended “All of IT” has no groups, technicians or teams")
    assert found[SERVICE_DESK.name] == [
        "Digest of September 2026 no draft yet It does not leave by itself.",
        "none yet",
    ]
    assert found["Phobos"][0] == (
        "to be mended This machine does not know the time zone “Mars/Phobos”. Choose another one in the team’s "
        "schedule, or have the administrator bring the machine’s time zones up to date (the package tzdata)."
    )
    german = rows(pages.browser(ADMINISTRATOR, **{"Accept-Language": "de"}).page("/teams"))
    assert german[NETWORK.name][0] == "zu richten 'soon' ist kein Tag eines Monats."


def test_its_lead_mends_it(pages):
    """The overview leads to the schedule, whose form marks what cannot be read; saved, all is as usual."""
    browser, team = pages.browser(LEAD), f"/teams/{pages.team()}"
    overview = browser.page(team)
    assert "'soon' is no day of a month." in overview.text
    assert f"{team}/schedule" in [each.attributes["href"] for each in overview.every("main")[0].every("a")]
    page = browser.page(f"{team}/schedule")
    summary = next(each for each in page.every("div") if "summary" in each.attributes.get("class", ""))
    assert {each.attributes["href"] for each in summary.every("a")} == {"#schedule-draft_place", "#schedule-country"}
    day = {"draft_place": "1", "draft_among": "working day"}
    saved = browser.send(f"{team}/schedule", "/schedule", hour="09:00", country="", policy="review", **day)
    assert saved.status_code == 303
    assert "to be mended" not in read_page(browser.get(team).text).text


def test_a_zone_that_is_not_known_keeps_its_team_alone(pages):
    """Its pages say what to do, none fails, the menu's schedule marks the zone, and saved with another all is well."""
    browser, team = pages.browser(LEAD), f"/teams/{pages.team('Phobos')}"
    for page in ("", "/recipients", "/history", "/audit", "/tokens", "/report", "/figures", "/edition"):
        answer = browser.get(f"{team}{page}")
        assert answer.status_code < 500, page
    assert "does not know the time zone “Mars/Phobos”" in browser.page(team).text
    page = browser.page(f"{team}/schedule")
    summary = next(each for each in page.every("div") if "summary" in each.attributes.get("class", ""))
    assert [each.attributes["href"] for each in summary.every("a")] == ["#schedule-zone"]
    shared = census(pages.context)
    assert (shared.teams, shared.unknown_teams) == (4, 1)
    assert browser.send(f"{team}/schedule", "/schedule", zone="Europe/Oslo").status_code == 303
    assert "to be mended" not in rows(browser.page("/teams"))["Phobos"][0]
