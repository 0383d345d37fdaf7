"""Figures from outside the tickets by page: looked at, approved, left out, typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from drumbeat.desk.facts import Typed, add_fact
from drumbeat.desk.operational import facts_of
from edition_pages import acts, as_before, at, edition_pages, over
from installation import NETWORK, OCTOBER
from lead_pages import ADMINISTRATOR
from operational import fact
from schedules import LEAD

HOSTILE = '<b onmouseover="alert(1)">rumour</b>'


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("figures")) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    return as_before(pages)


def path(pages, act=""):
    """The page's address, or that of what takes one of its forms."""
    return f"/teams/{pages.team()}/figures/2026-10/{act}" if act else f"/teams/{pages.team()}/figures"


def typed(pages, value, metric="spam_blocked", unit="count", by="ann@example.com"):
    """A figure of October that somebody typed."""
    context = pages.context.acting(by)
    said = Typed(metric, value, unit, "Spam messages blocked", note="The gateway's report")
    return add_fact(context, context.store.teams.get(NETWORK.name), OCTOBER, said)[0]


def told(pages):
    """What the digest may tell."""
    found = facts_of(pages.context, pages.context.store.teams.get(NETWORK.name), OCTOBER)
    return [(str(each.value), each.approved_by) for each in found.told]


def test_a_figure_is_approved_and_then_told(pages, browser):
    """A lead's yes holds for the value that was shown, by address; the draft is to be made anew, and tells it then."""
    typed(pages, "1204311")
    page = browser.page(path(pages))
    assert "1 figure waits for your word." in page.text
    assert "typed: The gateway's report" in page.text
    assert browser.send(path(pages), "/approve").status_code == 303
    assert told(pages) == [("1204311", (LEAD,))]
    assert acts(pages, "approve fact")[0] == LEAD
    assert "The draft does not hold what was changed since." in browser.page(at(pages)).text
    assert "The draft does not tell yet what was approved." in browser.page(path(pages)).text
    over(browser, browser.send(path(pages), "/draft"))
    assert "1,204,311" in pages.context.store.editions.find(NETWORK.name, OCTOBER).content.text
    assert "No figure waits for your word." in browser.page(path(pages)).text
    assert "does not tell yet" not in browser.page(path(pages)).text


def test_another_value_than_was_seen_is_not_approved(pages, browser):
    """When the value has changed since the page was opened, the answer is 409 with the value of now."""
    typed(pages, "100")
    form = next(each for each in browser.page(path(pages)).every("form") if "/approve" in each.attributes["action"])
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.every("input")}
    typed(pages, "900")
    answer = browser.post(form.attributes["action"], fields)
    assert (answer.status_code, "900" in answer.text) == (409, True)
    assert told(pages) == []


def test_a_figure_is_left_out_with_a_reason(pages, browser):
    """No reason, no answer; with one the figure is left out, and the page says who said so."""
    typed(pages, "100")
    assert browser.send(path(pages), "/reject", reason=" ").status_code == 422
    assert browser.send(path(pages), "/reject", reason=f"Counted twice {HOSTILE}").status_code == 303
    page = browser.get(path(pages)).text
    assert f"{LEAD}: Counted twice &lt;b" in page
    assert told(pages) == []
    assert acts(pages, "reject fact")[0] == LEAD


def test_what_is_far_from_usual_is_said(pages, browser):
    """A value beyond the months before is told as such beside it, with what is usual."""
    context = pages.context
    for number, before in enumerate(OCTOBER.earlier(6)):
        past = fact(1000 + number, period_start=before.start, period_end=before.end, id="spam_blocked")
        context.store.facts.keep(past, context.entry("fetch fact"))
    typed(pages, "90000")
    assert "90,000 is far from the usual 1,00" in browser.page(path(pages)).text


def test_a_figure_is_typed(pages, browser):
    """A typed figure is kept under the signed-in address, and waits for an approval."""
    said = {"label": "Spam messages blocked", "metric": "spam_blocked", "value": "4711", "note": "The report"}
    answer = browser.send(path(pages), "/add", unit="count", **said)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path(pages)}?month=2026-10")
    kept = pages.context.store.facts.current(NETWORK.name, OCTOBER)
    assert [(each.value, each.owner) for each in kept] == [(Decimal(4711), LEAD)]
    assert told(pages) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "1,204"),
        ("value", "=1+1"),
        ("value", "-5"),
        ("value", "1e9"),
        ("metric", "Spam blocked"),
        ("metric", "../../etc"),
        ("label", ""),
        ("note", ""),
        ("note", "a\x00b"),
        ("unit", "furlongs"),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_lost(pages, browser, field, value):
    """What is wrong is said beside its field and above; the other fields are as they were typed; nothing is kept."""
    said = {"label": HOSTILE, "metric": "spam_blocked", "value": "4711", "unit": "count", "note": "The report"}
    answer = browser.send(path(pages), "/add", **{**said, field: value})
    assert answer.status_code == 422
    assert f'href="#add-{field}"' in answer.text
    assert "<b onmouseover" not in answer.text
    assert field == "note" or 'value="The report"' in answer.text
    assert pages.context.store.facts.current(NETWORK.name, OCTOBER) == []


def test_money_needs_a_second_person(pages, browser):
    """Who typed a figure of money is not asked to approve it; another lead is."""
    typed(pages, "1200", "money_saved", "EUR", by=LEAD)
    page = browser.page(path(pages))
    assert "You typed it. Money and downtime need the approval of a second person." in page.text
    assert not any("/approve" in each.attributes["action"] for each in page.every("form"))
    other = pages.browser(ADMINISTRATOR)
    assert other.send(path(pages), "/approve").status_code == 303
    assert told(pages) == [("1200", (ADMINISTRATOR,))]


@pytest.mark.parametrize("month", ["2026-13", "x", "9999-01"])
def test_another_month_is_not_there(pages, browser, month):
    """What is no month that has begun is answered 404."""
    assert browser.get(f"{path(pages)}?month={month}").status_code == 404
