"""Who receives nothing of a digest, on the leads' pages, and who may bring whom back."""

from __future__ import annotations

import csv
import io

import pytest

from drumbeat.desk.recipients import add_rules
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule
from installation import NETWORK
from lead_pages import ADMINISTRATOR, lead_pages
from recipient_pages import begun_anew, cells_of, directory, path, told, wrongs
from schedules import ANN, LEAD, ZOE


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("lost")) as served:
        directory(served.context)
        yield served


@pytest.fixture(name="pages")
def _pages(served):
    return begun_anew(served)


@pytest.fixture(name="browser")
def _browser(pages):
    return pages.browser(LEAD)


def test_who_receives_nothing_and_why(pages, browser):
    """Who left, unsubscribed or was left out is listed with the day; people of other teams are not."""
    store, now = pages.context.store.suppressions, pages.office.clock()
    store.add(ANN, NETWORK.name, Reason.UNSUBSCRIBED, "link", now)
    store.add(ZOE, EVERY_TEAM, Reason.UNSUBSCRIBED, "link", now)
    store.add("gone@example.com", EVERY_TEAM, Reason.LEFT, "550", now)
    store.add("foreign@example.com", EVERY_TEAM, Reason.UNSUBSCRIBED, "link", now)
    add_rules(
        pages.context,
        NETWORK.name,
        [Rule(RecipientKind.ADDRESS, "gone@example.com"), Rule(RecipientKind.GROUP, "Field Service")],
    )
    rows = cells_of(browser.page(path(pages, "lost")))
    assert rows == [
        [ANN, "unsubscribed from this digest since 1 October 2026", f"They asked to receive it again {ANN}"],
        [
            "gone@example.com",
            "the mailbox is gone since 1 October 2026",
            "Nothing. If the mailbox works again, tell the administrator.",
        ],
        ["Kay kay@example.com", "has left", "Nothing: it is in ServiceNow that this user is not active."],
        [
            ZOE,
            "unsubscribed from every digest since 1 October 2026",
            "Nothing. If they ask for it, tell the administrator: they left every digest.",
        ],
    ]


def test_they_are_exported(pages, browser):
    """Each is a row, with the reason, since when and of which digests; no cell is a formula; without any, no link."""
    to = "/recipients/lost/export"
    assert to not in browser.get(path(pages, "lost")).text
    store, now = pages.context.store.suppressions, pages.office.clock()
    store.add(ANN, NETWORK.name, Reason.UNSUBSCRIBED, "link", now)
    store.add(ZOE, EVERY_TEAM, Reason.LEFT, "550", now)
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.GROUP, "=1+1")])
    assert to in browser.get(path(pages, "lost")).text
    answer = browser.get(path(pages, "lost/export"))
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["name", "address", "reason", "since", "digests"]
    assert sorted(rows[1:]) == sorted(
        [
            [ANN, ANN, "unsubscribed", "2026-10-01", "this team"],
            [ZOE, ZOE, "left", "2026-10-01", "every team"],
            ["'=1+1", "", "not known", "", ""],
        ]
    )


def test_a_reader_comes_back_by_own_word_alone(pages, browser):
    """A lead brings a reader back to the own team, and says where that was asked for; the audit log keeps it."""
    pages.context.store.suppressions.add(ANN, NETWORK.name, Reason.UNSUBSCRIBED, "link", pages.office.clock())
    (link,) = [each for each in browser.page(path(pages, "lost")).every("a") if "They asked" in each.text]
    back = link.attributes["href"]
    assert wrongs(browser.send(back, back, said=" ")) == ["Where did they ask for it?: Write where, in a few words."]
    assert browser.send(back, back, said="mail of 3 May").status_code == 303
    assert pages.context.store.suppressions.all() == []
    assert told(browser, pages, "lost") == f"{ANN} receives again what the list says."
    last = pages.context.store.audit.of_team(NETWORK.name, 1)[0]
    assert (last.actor, last.act) == (LEAD, "resubscribe")
    assert "mail of 3 May" in last.detail
    assert browser.get(back).status_code == 404


def test_who_left_every_digest_is_not_a_leads_to_bring_back(pages, browser):
    """A lead is not led to that page, and not let onto it by its address; an administrator is."""
    pages.context.store.suppressions.add(ANN, EVERY_TEAM, Reason.UNSUBSCRIBED, "link", pages.office.clock())
    boss = pages.browser(ADMINISTRATOR)
    (link,) = [each for each in boss.page(path(pages, "lost")).every("a") if "They asked" in each.text]
    back = link.attributes["href"]
    assert browser.get(back).status_code == 404
    assert browser.post(back, {"csrf": browser.csrf(), "said": "mail"}).status_code == 404
    assert boss.send(back, back, said="mail of 3 May").status_code == 303
    assert pages.context.store.suppressions.all() == []
