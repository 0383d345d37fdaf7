"""A lead's walks in headless Chromium: the next edition, history, figures, a report; by keyboard or without script."""

from __future__ import annotations

import pytest

from drumbeat.desk.facts import Typed, add_fact
from drumbeat.desk.standings import standing_of
from drumbeat.editions.standing import Standing
from edition_pages import as_before, at, edition_pages
from installation import NETWORK, OCTOBER
from samples import sampled
from schedules import LEAD
from walks import press, refuse_flaws, window

pytestmark = pytest.mark.browser

ABOUT = "“A better gateway” is complete, begun in September 2026."


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("walks")) as served:
        yield served


@pytest.fixture(autouse=True)
def _as_before(pages):
    as_before(pages)


@pytest.mark.long
def test_an_edition_is_changed_and_approved_by_keyboard(pages, browser):
    """From my teams: a note, counted while it is written, a sentence moved, the draft made anew, approved."""
    page = window(browser, pages, LEAD, 1200)
    page.goto("/teams")
    ways = {"Network": f"/teams/{pages.team()}", "Next edition": "/edition", "Change what it says": "/words"}
    for name, leads_to in ways.items():
        press(page, name)
        page.wait_for_url(f"**{leads_to}")
    page.focus("textarea")
    page.keyboard.type("Thanks to all who helped in October.")
    assert page.inner_text(".count") == "7 / 60"
    press(page, "Keep the note")
    page.wait_for_selector("text=Kept.")
    press(page, f"Down {ABOUT}")
    page.wait_for_url("**/words#sentences")
    press(page, "Make the draft anew")
    page.wait_for_selector("text=The draft is made. Look at it, then approve it.")
    assert "Thanks to all who helped in October." in page.frame_locator("iframe").locator("body").inner_text()
    press(page, "Approve it")
    page.wait_for_selector(f"text={LEAD} approved it.")
    assert standing_of(pages.context, NETWORK, OCTOBER).standing is Standing.APPROVED


def test_the_keyboard_passes_by_the_mail(pages, browser):
    """One link before the frame leads behind it, so that no link of the mail need be passed."""
    page = window(browser, pages, LEAD, 1200)
    page.goto(at(pages))
    press(page, "Skip the mail")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Open the mail alone"


def test_an_edition_is_held_without_script(pages, browser):
    """On a telephone without script: the mail in its width and as text, a hold that needs its reason, and a release."""
    page = window(browser, pages, LEAD, 320, java_script_enabled=False)
    page.goto(at(pages))
    page.click("text=Plain text")
    assert "A better gateway" in page.inner_text("pre")
    page.click("text=Hold or skip")
    page.fill("input[name=reason]", "   ")
    page.click("button[name=hold]")
    page.click(".summary a")
    assert page.url.endswith("#stop-reason")
    page.fill("input[name=reason]", "A figure is wrong")
    page.click("button[name=hold]")
    page.wait_for_selector("text=holds it: A figure is wrong.")
    page.click("text=Release it")
    page.wait_for_selector("text=It is released.")


def test_a_report_is_fetched_without_script(pages, browser):
    """The page of the job loads itself anew until the files are there; a click keeps one under a plain name."""
    page = window(browser, pages, LEAD, 320, java_script_enabled=False)
    page.goto(f"/teams/{pages.team()}/report")
    page.select_option("select[name=period]", "2026-Q3")
    page.click("text=Make the report")
    page.wait_for_selector("text=The report is made.")
    with page.expect_download() as fetched:
        page.click("text=network-2026-q3.html")
    assert fetched.value.suggested_filename == "network-2026-q3.html"


@pytest.mark.parametrize(("width", "scheme"), sampled([(320, "dark"), (1200, "light")], always=1))
def test_pages_fit_and_can_be_used_by_all(pages, browser, width, scheme):
    """No page runs out of its window, and axe-core finds nothing serious, with what is shut opened."""
    context = pages.context.acting("ann@example.com")
    said = Typed("minutes_down", "90000", "minutes", "Planned downtime", note="The calendar of changes")
    add_fact(context, context.store.teams.get(NETWORK.name), OCTOBER, said)
    page = window(browser, pages, LEAD, width, color_scheme=scheme)
    september = at(pages, month="2026-09")
    team = f"/teams/{pages.team()}"
    inside = (at(pages), at(pages, "words"), f"{at(pages)}?view=phone", f"{at(pages)}?view=text", september)
    for path in (*inside, f"{september}/mail", *(f"{team}/{name}" for name in ("history", "figures", "report"))):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        refuse_flaws(page)
