"""My record in headless Chromium: read, corrected and taken away, by keyboard, on narrow and wide screens."""

from __future__ import annotations

import pytest

from drumbeat.desk.drafts import draft
from installation import OCTOBER, consent
from lead_pages import lead_pages, staff
from samples import sampled
from walks import press, refuse_flaws, window

pytestmark = pytest.mark.browser
FAY = "fay@example.com"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("walk"), personal=True) as served:
        staff(served.context, ("Fay", FAY))
        served.office.clock.at(11, 2)
        yield served


@pytest.mark.parametrize(
    ("width", "script", "scheme"), sampled([(320, False, "dark"), (1200, True, "light")], always=1)
)
def test_a_technician_corrects_the_own_record(pages, browser, width, script, scheme):
    """By keyboard alone: the record is read, a line is annotated and hidden, and every page is in order."""
    page = window(browser, pages, FAY, width, java_script_enabled=script, color_scheme=scheme)
    page.goto("/record")
    press(page, "Show my record")
    page.wait_for_url("**/record/2026-10")
    press(page, "CIM0000")
    page.wait_for_url("**/lines/*")
    page.fill("textarea", "We did this together.")
    press(page, "Hide this line")
    page.wait_for_selector("text=It is hidden")
    assert "We did this together." in page.inner_text("main")
    press(page, "Show it again")
    page.wait_for_selector("text=It is shown again.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_page_is_in_order(pages, browser):
    """Nothing is wider than a telephone's window, and axe-core finds nothing serious."""
    consent(pages.context, "Fay")
    draft(pages.context, pages.context.store.teams.get("Network"), OCTOBER)
    page = window(browser, pages, FAY, 320, bypass_csp=True)
    page.goto("/record")
    page.click("main button")
    page.wait_for_url("**/record/2026-10")
    for path in ("/record", "/record/2026-10", "/record/2026-10/skills", "/record/2026-10/left-out", "/record/naming"):
        page.goto(path)
        refuse_flaws(page)
    page.goto("/record/2026-10")
    page.click("main table a")
    refuse_flaws(page)


def test_a_name_is_taken_out_of_a_draft(pages, browser):
    """Without script, the button beside the line takes the name out, and the page says so."""
    page = window(browser, pages, FAY, 320, java_script_enabled=False)
    page.goto("/record/naming")
    press(page, "Take my name out Improvements")
    page.wait_for_selector("text=Your name is taken out")
    assert "No draft names you" in page.inner_text("main")
