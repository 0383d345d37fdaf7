"""What leads and administrators do seldom, by keyboard alone: with and without script, on a telephone and on a desk."""

from __future__ import annotations

import pytest

from drumbeat.desk.editing import editable
from drumbeat.desk.facts import Typed, add_fact
from drumbeat.editions.deliveries import DeliveryState, Outcome
from edition_pages import as_before, at, edition_pages, september, settled
from installation import NETWORK, OCTOBER
from lead_pages import ADMINISTRATOR
from samples import sampled
from schedules import ANN, LEAD, ZOE
from walks import press, window

pytestmark = pytest.mark.browser

FIRST = "“A better gateway” is complete, begun in September 2026."
WAYS = pytest.mark.parametrize(
    ("width", "script"), sampled([(320, False), (1200, True), (1200, False), (320, True)], always=1)
)


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("tasks")) as served:
        yield served


@pytest.fixture(autouse=True)
def _as_before(pages):
    as_before(pages)


def go(page, name):
    """Press what leads to another page, and wait until that is there."""
    with page.expect_navigation():
        press(page, name)


def told(page, words):
    """The page says so, and fits into its window."""
    page.wait_for_selector(f"text={words}", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def tick(page, value):
    """Go to a box by Tab alone, and tick it."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == value:
            page.keyboard.press("Space")
            return
    raise AssertionError(f"Tab does not reach the box {value!r} on {page.url}")


@WAYS
def test_the_installation_is_tried(pages, browser, width, script):
    """The administrator comes from the first page to what is wrong, each with what to do, and back."""
    page = window(browser, pages, ADMINISTRATOR, width, java_script_enabled=script)
    page.goto("/teams")
    if page.is_visible(".menu > summary"):
        press(page, "Menu")
    go(page, "Setup")
    go(page, "Try it")
    told(page, "1 thing is wrong: see below.")
    assert "What to do: " in page.inner_text("main")
    go(page, "Back")
    assert page.url.endswith("/setup")


@WAYS
def test_sentences_are_hidden_and_put_in_order(pages, browser, width, script):
    """What is hidden stands apart and can be shown again; the draft that is made anew has the new order."""
    page = window(browser, pages, LEAD, width, java_script_enabled=script)
    page.goto(at(pages, "words"))
    go(page, f"Hide {FIRST}")
    told(page, "Not told:")
    go(page, f"Show {FIRST}")
    assert "Not told:" not in page.inner_text("main")
    go(page, f"Down {FIRST}")
    go(page, "Make the draft anew")
    told(page, "The draft is made. Look at it, then approve it.")
    found = editable(pages.context, pages.context.store.teams.get(NETWORK.name), OCTOBER)
    assert [each.id for each in found.outcomes] == ["improvement:CIM0001", "improvement:CIM0000"]
    assert not found.is_behind


@WAYS
def test_figures_are_confirmed(pages, browser, width, script):
    """One is approved, another left out for a reason that has to be given; what is decided is listed with by whom."""
    context = pages.context.acting("ann@example.com")
    for metric, label in (("spam_blocked", "Spam messages blocked"), ("logins", "Logins")):
        said = Typed(metric, "1200", "count", label, note="The report of the gateway")
        add_fact(context, context.store.teams.get(NETWORK.name), OCTOBER, said)
    page = window(browser, pages, LEAD, width, java_script_enabled=script)
    page.goto(at(pages))
    go(page, "Figures to confirm")
    told(page, "2 figures wait for your word.")
    go(page, "Approve Spam messages blocked")
    told(page, "1 figure waits for your word.")
    press(page, "Leave it out")
    press(page, "Leave it out Logins")  # without a reason: the browser, or the page, asks for it
    page.focus("input[name=reason]")
    page.keyboard.type("Counted twice")
    page.keyboard.press("Enter")
    told(page, "Counted twice")
    told(page, "No figure waits for your word.")


@WAYS
def test_what_was_refused_is_sent_once_more(pages, browser, width, script):
    """From the history to the question, and back to the sheet on which the mail is accepted."""
    settled(pages, Outcome(ANN, DeliveryState.FAILED, "550 5.7.1 no"), Outcome(ZOE, DeliveryState.SENT))
    page = window(browser, pages, LEAD, width, java_script_enabled=script)
    page.goto(f"/teams/{pages.team()}/history")
    go(page, "September 2026")
    told(page, "1 mail was refused.")
    go(page, "Send what was refused once more")
    told(page, "Mend first what the mail server complained of")
    go(page, "Send what was refused once more")
    told(page, "2 mails are accepted so far.")
    states = {each.state for each in pages.context.store.editions.deliveries(september(pages))}
    assert states == {DeliveryState.SENT}


@WAYS
def test_what_is_unclear_is_settled(pages, browser, width, script):
    """Nobody ticked is told beside the boxes; what has arrived is kept so, and what is wanted again is sent."""
    settled(pages, Outcome(ANN, DeliveryState.UNKNOWN, "cut"), Outcome(ZOE, DeliveryState.UNKNOWN, "cut"))
    page = window(browser, pages, LEAD, width, java_script_enabled=script)
    page.goto(at(pages, month="2026-09"))
    go(page, "Decide about what is unclear")
    told(page, "Ask the recipients")
    go(page, "They have arrived")
    told(page, "Tick at least one.")
    tick(page, ANN)
    go(page, "They have arrived")
    told(page, "Kept: 1 mail has arrived.")
    go(page, "Decide about what is unclear")
    tick(page, ZOE)
    go(page, "Send them once more")
    told(page, "2 mails are accepted so far.")
    assert "unclear" not in page.inner_text("main")


@pytest.mark.parametrize("script", [False, True])
def test_other_days_are_asked_for_only_where_chosen(pages, browser, script):
    """A report's first and last day are seen once “other days” is chosen, and while something is wrong with them."""
    page = window(browser, pages, LEAD, 320, java_script_enabled=script)
    page.goto(at(pages, "words").rpartition("/editions/")[0] + "/report")
    assert not page.is_visible("[name=first]")
    page.select_option("[name=period]", "days")
    assert page.is_visible("[name=first]")
    assert page.is_visible("[name=last]")
    go(page, "Make the report")
    assert page.is_visible("[name=first][aria-invalid]")
    page.select_option("[name=period]", "2026-10")
    assert page.is_visible("[name=first][aria-invalid]")
