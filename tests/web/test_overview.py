"""My teams and a team's overview: they say of the next edition what its own page says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk.editing import Changes, edit
from drumbeat.desk.facts import Typed, add_fact
from drumbeat.desk.timetables import change_schedule
from drumbeat.editions.standing import ActKind
from drumbeat.records.team import Team
from edition_pages import as_before, at, edition_pages
from installation import NETWORK, OCTOBER
from lead_pages import DESK_LEAD, Pages
from schedules import decide

ASKED = "It leaves on Friday, 6 November 2026, 09:00 {to}if somebody approves it, otherwise to nobody."


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("overview")) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    change_schedule(pages.office.fresh(), team(pages), {"policy": "review"})
    return as_before(pages)


def team(pages: Pages) -> Team:
    """As it is kept."""
    return pages.context.store.teams.get(NETWORK.name)


def row(browser, name=NETWORK.name):
    """A team's row of My teams."""
    rows = [[cell.text for cell in each.every("th", "td")] for each in browser.page("/teams").every("tr")]
    return next(each for each in rows if each[0] == name)


def test_a_draft_that_leaves_by_itself(pages, browser):
    """Under review all three pages say when it leaves; the edition before stands beside it, with its mails."""
    assert "unless somebody holds it" in browser.page(f"/teams/{pages.team()}").text
    _, ahead, behind = row(browser)
    assert (ahead, behind) == (
        "Digest of October 2026 draft It leaves on Friday, 6 November 2026, 09:00.",
        "Digest of September 2026 sent 2 mails accepted",
    )
    links = {each.text: each.attributes["href"] for each in browser.page("/teams").every("a")}
    assert links["Digest of October 2026"] == at(pages)
    links = {each.text: each.attributes["href"] for each in browser.page(f"/teams/{pages.team()}").every("a")}
    assert links["Look at the draft"] == at(pages)


@pytest.mark.parametrize("why", ["policy", "lapsed"])
def test_a_draft_that_waits_for_an_approval(pages, browser, why):
    """Whether the policy wants an approval or one has lapsed, all three pages say that it goes to nobody without."""
    if why == "policy":
        change_schedule(pages.office.fresh(), team(pages), {"policy": "required"})
    else:
        decide(pages.office, ActKind.APPROVE, OCTOBER)
        pages.office.context.store.acts.add(
            NETWORK.name, OCTOBER, _another(pages), pages.context.entry("approve edition")
        )
    for path in (at(pages), f"/teams/{pages.team()}"):
        assert ASKED.format(to="to 2 recipients ") in browser.page(path).text
    assert row(browser)[1] == f"Digest of October 2026 waits for an approval {ASKED.format(to='')}"


def _another(pages):
    """An approval of what the edition does not hold any more."""
    return replace(pages.context.store.acts.of(NETWORK.name, OCTOBER)[-1], seal="0" * 64)


def test_an_approved_draft(pages, browser):
    """Once it is approved, no page says that it waits, whatever the policy."""
    change_schedule(pages.office.fresh(), team(pages), {"policy": "required"})
    decide(pages.office, ActKind.APPROVE, OCTOBER)
    assert "when somebody has approved" not in browser.page(f"/teams/{pages.team()}").text
    assert row(browser)[1].startswith("Digest of October 2026 approved It leaves on Friday")


def test_what_waits_is_seen_where_one_approves(pages, browser):
    """A figure that nobody has confirmed is named on all three pages, and the edition's leads to it."""
    typed = Typed("spam_blocked", "12", "count", label="Spam messages blocked", note="the mail gateway")
    add_fact(pages.office.fresh(), team(pages), OCTOBER, typed)
    words = "1 figure is left out until somebody approves it."
    for path in (at(pages), f"/teams/{pages.team()}", "/teams"):
        assert words in browser.page(path).text
    links = {each.attributes["href"] for each in browser.page(at(pages)).every("a")}
    assert f"/teams/{pages.team()}/figures?month=2026-10" in links


def test_what_was_changed_waits_too(pages, browser):
    """A draft that somebody changed without approving it does not leave, and My teams says so."""
    edit(pages.office.fresh(), team(pages), OCTOBER, Changes(note="Well done."))
    assert "waits for an approval" in row(browser)[1]


def test_a_team_without_an_edition(pages):
    """There is none yet, and none before it."""
    assert row(pages.browser(DESK_LEAD), "Service Desk")[1:] == [
        "Digest of October 2026 no draft yet It does not leave by itself.",
        "none yet",
    ]
