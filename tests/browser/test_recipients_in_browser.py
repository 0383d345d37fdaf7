"""Recipients, schedule and audit log in headless Chromium: a lead's walk by keyboard, with and without script."""

from __future__ import annotations

import pytest

from drumbeat.desk.recipients import change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from installation import NETWORK
from lead_pages import COOKIE, lead_pages
from node_tools import INSTALLED, missing
from samples import sampled
from schedules import ANN, LEAD, ZOE

pytestmark = pytest.mark.browser
NO_AXE = missing("axe-core")
GRAVE = {"serious", "critical"}
LONG = f"{'infrastrukturbetriebsueberwachung' * 2}@{'gruppe.' * 8}example.com"
LOOKS = [
    (page, width, scheme)
    for page in (
        "recipients",
        "schedule",
        "recipients/many",
        "recipients/add",
        "recipients/groups?words=x",
        "recipients/lost",
        "audit",
    )
    for width, scheme in ((320, "dark"), (1200, "light"))
]


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("walk")) as served:
        yield served


@pytest.fixture(name="fresh")
def _fresh(pages):
    """The team with the two readers that the office begins with, and one of a long name."""
    there = pages.context.store.recipients.rules(NETWORK.name)
    new = [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE, LONG)]
    change_rules(pages.context, NETWORK.name, new, there)
    return pages


@pytest.fixture(name="opened")
def _opened(browser, fresh):
    """Opens a page of the team, signed in as its lead."""

    def opened(page, width=1200, *, script=True, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, color_scheme=scheme
        )
        context.add_cookies([{"name": COOKIE, "value": fresh.session_of(LEAD), "url": fresh.address}])
        shown = context.new_page()
        shown.problems = []
        shown.on("console", lambda message: shown.problems.append(message.text))
        shown.goto(f"{fresh.address}/teams/{fresh.team()}/{page}")
        return shown

    return opened


def names(pages):
    """Who is in the list."""
    return {rule.name for rule in pages.context.store.recipients.rules(NETWORK.name)}


@pytest.mark.parametrize(("width", "script"), sampled([(320, False), (1200, True)], always=1))
def test_a_list_is_pasted_looked_at_and_kept(fresh, opened, width, script):
    """By keyboard alone: from the list to the pasted addresses, their verdicts, and back to the list that has them."""
    page = opened("recipients", width, script=script)
    page.get_by_role("link", name="Paste many").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/many")
    page.get_by_label("Addresses").focus()
    page.keyboard.insert_text("bob@example.com\ncat at example\n")
    page.get_by_role("button", name="Look at them").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Before they are added")
    assert "not an address" in page.inner_text("table")
    page.get_by_role("button", name="Add the 1 that is good").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 recipient was added")
    assert page.get_by_label("Addresses").input_value() == "cat at example"
    page.get_by_label("Addresses").fill("cat@example.com")
    page.get_by_role("button", name="Look at them").press("Enter")
    page.get_by_role("button", name="Add 1 recipient").press("Enter")
    page.wait_for_selector("main p[role=status]")
    assert {"bob@example.com", "cat@example.com"} <= names(fresh)
    assert page.problems == []


@pytest.mark.parametrize("script", sampled([True, False], always=1))
def test_one_is_added_and_removed(fresh, opened, script):
    """An address is added with Enter, and removed after a question."""
    page = opened("recipients", script=script)
    page.get_by_label("Add one address").fill("bob@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="bob@example.com").press("Enter")
    page.get_by_role("link", name="Remove from the list").press("Enter")
    page.wait_for_selector("text=Remove bob@example.com?")
    assert "bob@example.com" in names(fresh)
    page.get_by_role("button", name="Remove").press("Enter")
    page.wait_for_selector("text=Removed: bob@example.com.")
    assert "bob@example.com" not in names(fresh)


def test_dates_follow_what_is_entered(fresh, opened):
    """With the script the dates change with the field; nothing is kept before it is saved; mistakes are told."""
    page = opened("schedule")
    page.get_by_label("Hour").fill("07:30")
    page.get_by_label("Hour").blur()
    page.wait_for_selector("#shown >> text=07:30")
    page.get_by_label("Time zone").fill("Mars")
    page.get_by_label("Time zone").blur()
    page.wait_for_selector("#shown >> text=Correct what is wrong, and the dates are shown")
    assert fresh.context.store.teams.get(NETWORK.name).schedule.hour == "09:00"
    assert page.get_by_label("Hour").input_value() == "07:30"
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_selector("text=There is no such time zone")
    assert (
        page.problems
        == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"] * 2
    )


def test_dates_without_script(fresh, opened):
    """Without the script a button shows the dates of what is entered, and what was entered is still there."""
    page = opened("schedule", script=False)
    page.get_by_label("Hour").fill("07:30")
    page.get_by_role("button", name="Show the dates").press("Enter")
    page.wait_for_selector("#shown >> text=07:30")
    assert page.get_by_label("Hour").input_value() == "07:30"
    assert fresh.context.store.teams.get(NETWORK.name).schedule.hour == "09:00"


@pytest.mark.parametrize(("name", "width", "scheme"), sampled(LOOKS, always=2))
def test_nothing_runs_out_and_nothing_is_grave_for_axe(opened, name, width, scheme):
    """With a long address nothing runs out of the window; axe-core finds nothing serious; controls are large enough."""
    page = opened(name, width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(each.bounding_box()["height"] >= 24 for each in page.locator("main button, main input:visible").all())
    if NO_AXE:
        pytest.skip(NO_AXE)
    page.evaluate((INSTALLED / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in GRAVE] == []
