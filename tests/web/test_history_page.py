"""History: what became of each month and each mail, and a person's word about what was refused or is in doubt."""

from __future__ import annotations

import csv
import io

import pytest

from drumbeat.editions.bounces import Report, Reported, judge
from drumbeat.editions.deliveries import DeliveryState, Outcome
from drumbeat.editions.standing import ActKind
from drumbeat.web.answers import with_links_on_top
from edition_pages import acts, as_before, at, edition_pages, over, september, settled
from html_page import read_page
from installation import NETWORK, OCTOBER
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide

MANY = [f"reader{number:03}@example.com" for number in range(150)]


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("history")) as served:
        yield served


def emptied(pages):
    """The lead's browser, once the mails that left before are taken out of the outbox."""
    for each in pages.office.outbox.glob("*.eml"):
        each.unlink()
    return pages.browser(LEAD)


def states(pages):
    """What became of each of September's mails."""
    return {each.recipient: each.state for each in pages.context.store.editions.deliveries(september(pages))}


def test_months_are_listed_with_what_became_of_them(pages):
    """Each month is a row with its state in words, its mails and a link; so is one that was skipped."""
    browser = as_before(pages)
    decide(pages.office, ActKind.SKIP, OCTOBER.before().before(), "Nothing to tell")
    page = browser.page(f"/teams/{pages.team()}/history")
    rows = [each.text for each in page.every("tr")][1:]
    assert [row.split(" ")[0] for row in rows] == ["October", "September", "August"]
    assert "draft" in rows[0]
    assert "2 mails accepted" in rows[1]
    assert "skipped" in rows[2]
    assert "by Marit: Nothing to tell" in rows[2]
    assert at(pages, month="2026-09") in [each.attributes["href"] for each in page.every("a")]


def test_each_mail_is_there_with_its_state(pages):
    """A sheet of many is shown a hundred at a time, by state, and found by words of the address."""
    settled(pages, *(Outcome(each, DeliveryState.SENT) for each in MANY), Outcome(ANN, DeliveryState.SENT))
    browser = pages.browser(LEAD)
    first = browser.page(at(pages, month="2026-09"))
    assert len(first.every("tbody")[0].every("tr")) == 100
    second = browser.page(f"{at(pages, month='2026-09')}?page=2")
    assert len(second.every("tbody")[0].every("tr")) == 52
    assert "152 mails, page 2 of 2" in second.text
    found = browser.page(f"{at(pages, month='2026-09')}?words=READER07&state=sent")
    assert [row.every("th")[0].text for row in found.every("tbody")[0].every("tr")] == MANY[70:80]
    assert "There is no such mail." in browser.page(f"{at(pages, month='2026-09')}?words=%25").text


@pytest.mark.parametrize("query", ["state=nonsense", "page=-1", "page=99999999999", "state=sent&page=x"])
def test_nonsense_behind_the_question_mark_is_passed_over(pages, query):
    """What names no state or page shows what is nearest to it."""
    assert pages.browser(LEAD).get(f"{at(pages, month='2026-09')}?{query}").status_code == 200


def test_the_sheet_is_a_list_for_spreadsheets(pages):
    """The CSV has a row a mail, and no cell that a spreadsheet would run."""
    settled(pages, Outcome(ANN, DeliveryState.FAILED, '=HYPERLINK("http://evil.example")'))
    answer = pages.browser(LEAD).get(at(pages, "mails.csv", "2026-09"))
    assert 'filename="mails-network-2026-09.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 152
    told = next(row for row in rows if row["recipient"] == ANN)
    assert (told["state"], told["note"][:2]) == ("failed", "'=")


def test_what_was_refused_is_sent_once_more(pages):
    """After a question, those whom the server refused get it, those who have it do not, and the act names who asked."""
    settled(pages, Outcome(ANN, DeliveryState.FAILED, "550 5.7.1 <b>no</b>"), Outcome(ZOE, DeliveryState.SENT))
    browser = emptied(pages)
    page = browser.get(at(pages, month="2026-09")).text
    assert "550 5.7.1 &lt;b&gt;no&lt;/b&gt;" in page
    assert "1 mail was refused." in page
    assert browser.send(at(pages, "resend", "2026-09"), "/resend", version="0" * 32).status_code == 409
    done = over(browser, browser.send(at(pages, "resend", "2026-09"), "/resend"))
    assert done.status_code == 303, read_page(done.text).text
    assert [len(pages.office.mails(each)) for each in (ANN, ZOE)] == [1, 0]
    assert states(pages)[ANN] is DeliveryState.SENT
    assert acts(pages, "send again")[0] == LEAD
    assert browser.get(at(pages, "resend", "2026-09")).status_code == 303


def test_what_is_in_doubt_is_decided_by_a_person(pages):
    """Nothing is repeated by itself: what has arrived is kept as such without a mail, what is wanted again is sent."""
    settled(pages, Outcome(ANN, DeliveryState.UNKNOWN, "cut"), Outcome(ZOE, DeliveryState.UNKNOWN, "cut"))
    browser = emptied(pages)
    assert "Of 2 mails it is unclear whether they arrived." in browser.page(at(pages, month="2026-09")).text
    nobody = browser.send(at(pages, "unclear", "2026-09"), "/unclear", recipient="", arrived="yes")
    assert nobody.status_code == 422
    answer = _decided(browser, pages, ANN, "arrived")
    assert answer.headers["Location"] == at(pages, month="2026-09")
    assert (states(pages)[ANN], states(pages)[ZOE]) == (DeliveryState.SENT, DeliveryState.UNKNOWN)
    assert acts(pages, "say arrived")[0] == LEAD
    over(browser, _decided(browser, pages, ZOE, "again"))
    assert [len(pages.office.mails(each)) for each in (ANN, ZOE)] == [0, 1]
    assert "Nothing is unclear any more." in browser.page(at(pages, "unclear", "2026-09")).text


def _decided(browser, pages, recipient, how):
    fields = (each.attributes for each in browser.page(at(pages, "unclear", "2026-09")).every("input"))
    held = {each["name"]: each["value"] for each in fields if each.get("type") == "hidden"}
    return browser.post(at(pages, "unclear", "2026-09"), {**held, "recipient": recipient, how: "yes"})


def test_what_was_sent_is_shown_as_it_was_kept(pages):
    """The mail of a sent edition is the frozen one, with its subject."""
    content = pages.context.store.editions.find(NETWORK.name, SEPTEMBER).content
    browser = pages.browser(LEAD)
    assert content.subject in browser.page(at(pages, "mail", "2026-09")).text
    assert browser.get(at(pages, "mail/html", "2026-09")).text == with_links_on_top(content.html)


def came_back(pages, recipient: str, status: str, key: str) -> None:
    """September's mail to somebody came back."""
    bounces, now = pages.context.store.bounces, pages.context.clock()
    ids = [each.message_id for each in pages.context.store.editions.deliveries(september(pages))]
    report = Report(key, None, tuple(ids), (Reported(recipient, "", "failed", status, f"550 {status} <b>no</b>"),))
    for back in judge(report, bounces.mailed(report.message_ids), now).backs:
        assert bounces.take_back(key, back, now)


def test_what_came_back_is_told_with_the_day_and_the_cause(pages):
    """Accepted, and come back: in the reader's language, with the other side's words; after another attempt as well."""
    settled(pages, Outcome(ANN, DeliveryState.SENT), Outcome(ZOE, DeliveryState.SENT))
    came_back(pages, ANN, "5.1.1", "one")
    came_back(pages, ZOE, "5.2.2", "two")
    path = at(pages, month="2026-09")
    day = pages.context.clock().day
    page = pages.browser(LEAD).page(f"{path}?words=ann").text
    assert f"It was accepted, and came back on {day} November 2026: the mailbox is unknown." in page
    assert "550 5.1.1 <b>no</b>" in page
    german_page = pages.browser(LEAD, **{"Accept-Language": "de"}).page(f"{path}?words=zoe")
    german = german_page.text
    assert f"Sie wurde angenommen und kam am {day}. November 2026 zurück: das Postfach ist voll." in german
    theirs = [each.text for each in german_page.every("span") if each.attributes.get("lang") == "en"]
    assert theirs == ["550 5.2.2 <b>no</b>"], "a screen reader reads the server's words as English"
    settled(pages, Outcome(ZOE, DeliveryState.SENT))
    again = pages.browser(LEAD).page(f"{path}?words=zoe").text
    assert f"An earlier attempt came back on {day} November 2026: the mailbox is full." in again
    assert "It was accepted" not in again
