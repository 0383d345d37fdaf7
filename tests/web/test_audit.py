"""The audit log of a team on the leads' pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drumbeat.ports import AuditEntry
from drumbeat.rendering.languages import wording
from drumbeat.web.blocks import Lines
from drumbeat.web.leads.acts import ACTS, about
from installation import NETWORK
from lead_pages import lead_pages
from schedules import LEAD
from stores import NOW

GERMAN = wording("de")
CHANGED = "Draft: working day 1; sent: last friday, at 09:00 in UTC in DE-BY, of the month after"
ANEW = "Entwurf: 1. Arbeitstag Versand: der letzte Freitag, 09:00 in UTC Feiertage: Deutschland, Bayern (BY)"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("audit")) as served:
        now, log = served.office.clock(), served.context.store.audit
        for at in range(120):
            log.note(AuditEntry(now + timedelta(minutes=at), LEAD, "hold edition", "", f"act {at}", NETWORK.name))
        log.note(AuditEntry(now, LEAD, "give consent", "person", "a person's own matter"))
        log.note(AuditEntry(now, LEAD, "hold edition", "", "of the other team", "Service Desk"))
        yield served


@pytest.fixture(name="path")
def _path(pages):
    return f"/teams/{pages.team()}/audit"


def rows(page):
    """The rows of the table."""
    return [[cell.text for cell in row.every("th", "td")] for row in page.every("tbody")[0].every("tr")]


def test_who_changed_what_and_when(pages, path):
    """The newest stands first, with hour, name, what was done and what about."""
    found = rows(pages.browser(LEAD).page(path))
    assert found[0] == ["Thursday, 1 October 2026, 10:58", LEAD, "held a digest", "act 119"]
    assert len(found) == 100


def test_only_of_this_team(pages, path):
    """Acts about single people, and those of other teams, are not in it."""
    text = pages.browser(LEAD).page(path).text
    assert ("own matter" in text, "other team" in text) == (False, False)


def test_page_by_page(pages, path):
    """Older acts are on the next page, which leads back."""
    browser = pages.browser(LEAD)
    assert [each.text for each in browser.page(path).every("a") if each.attributes.get("rel")] == ["Earlier"]
    page = browser.page(f"{path}?page=2")
    assert "act 0" in {row[3] for row in rows(page)}
    assert [each.text for each in page.every("a") if each.attributes.get("rel")] == ["Later"]
    assert "Nothing earlier is in the log." in browser.page(f"{path}?page=99999").text


@pytest.mark.parametrize("page", ["x", "-1", "0", "1" * 30])
def test_any_page_number(pages, path, page):
    """What is no number of a page is the first."""
    assert len(rows(pages.browser(LEAD).page(f"{path}?page={page}"))) == 100


def test_markup_in_the_log_is_only_read(pages, path):
    """What somebody wrote as a reason stays words."""
    hostile = '<img src=x onerror="alert(1)">'
    entry = replace(pages.context.entry("hold edition", "", hostile), team=NETWORK.name)
    pages.context.store.audit.note(entry)
    page = pages.browser(LEAD).page(path)
    assert (rows(page)[0][3], page.every("img")) == (hostile, [])


@pytest.mark.parametrize(
    ("act", "detail", "said"),
    [
        ("hold edition", "Network, 2026-10-01: by marit@example.com: wait", "Oktober 2026 wait"),
        ("approve edition", "Network, 2026-10-01: by Ann Lee", "Oktober 2026 von Ann Lee"),
        ("make draft", "Network, 2026-10-01", "Oktober 2026"),
        ("make draft", "the edition of “Network” of October 2026", "Oktober 2026"),
        ("approve fact", "Network, 2026-10-01: downtime:PRJ0010003 by marit@example.com", "PRJ0010003"),
        (
            "approve fact",
            "Network: spam_blocked 2026-10-01 to 2026-11-01 is 1206739 count; by Ann Lee",
            "spam blocked, Oktober 2026: 1.206.739 von Ann Lee",
        ),
        ("edit edition", "Network, 2026-10-01; note; tick INC0003; order improvement:CIM1, x:y", "Oktober 2026 "),
        ("send test", "Network, 2026-10-01: to ann@example.com", "Oktober 2026 an ann@example.com"),
        (
            "add recipient",
            "Network: all@example.com; left out; keeper HR",
            "all@example.com weggelassen gepflegt von HR",
        ),
        ("change schedule", "Network: Schedule(policy='review', begins=datetime.date(2026, 9, 1))", ""),
        ("change schedule", "Network", ""),
        (
            "change schedule",
            f"Network: {CHANGED}; policy required; from September 2026 on",
            f"{ANEW} zum Versand nötig: Freigabe ab September 2026",
        ),
        ("say arrived", "whatever; an older version: kept", "whatever; an older version: kept"),
    ],
)
def test_what_it_was_about_is_said_in_words(act, detail, said):
    """Months, figures with their unit, people and edits are words of the page's language; no code is left of them."""
    entry = AuditEntry(NOW, LEAD, act, "", detail, "Network")
    found = about(entry, GERMAN, {})
    pieces = found.pieces if isinstance(found, Lines) else (found,)
    told = " ".join(GERMAN.said(each) for each in pieces)
    assert said in told
    assert not any(code in told for code in ("2026-10", "tick", "count", "Schedule(", "improvement:", "downtime:"))
    assert act in ACTS
