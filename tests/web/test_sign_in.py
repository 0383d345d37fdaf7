"""Signing in by a mailed link: who is sent one, what it does, and what nobody learns from it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.web.api import access
from drumbeat.web.sign_in import by_mail, letters
from html_page import read_page
from lead_pages import ADMINISTRATOR, DESK_LEAD, STRANGER, TECHNICIAN, lead_pages, staff
from schedules import LEAD
from stores import dump


@pytest.fixture(name="pages")
def _pages(tmp_path):
    with lead_pages(tmp_path) as served:
        yield served


def settle(pages):
    """Wait until nothing is left to be done in the background: a lead who asks after the others has a mail."""
    before = len(pages.office.mails(DESK_LEAD))
    pages.browser().send("/sign-in", address=DESK_LEAD)
    pages.link(DESK_LEAD, before + 1)


def test_a_lead_signs_in(pages):
    """From the form to the own teams: a mail, its link, a button, a cookie that no script reads."""
    browser = pages.browser()
    assert browser.get("/").headers["Location"] == "/teams"
    assert browser.get("/teams").headers["Location"] == "/sign-in"
    asked = browser.send("/sign-in", address=LEAD)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in/sent")
    used = browser.send(pages.link(LEAD))
    assert (used.status_code, used.headers["Location"]) == (303, "/teams")
    assert re.fullmatch(r"drumbeat=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", used.headers["Set-Cookie"])
    teams = browser.page("/teams")
    assert [each.text for each in teams.every("th") if each.attributes.get("scope") == "row"] == ["Network"]
    assert [(each.actor, each.act) for each in pages.context.store.audit.all()][-1:] == [(LEAD, "sign in")]


def test_opening_the_link_changes_nothing(pages):
    """A scanner that opens the link, however often, does not use it up; its button does, once (rule E15)."""
    pages.browser().send("/sign-in", address=LEAD)
    link, scanner, lead = pages.link(LEAD), pages.browser(), pages.browser()
    for method in ("GET", "HEAD", "GET"):
        assert scanner.session.request(method, link, timeout=10).status_code == 200
    assert "Set-Cookie" not in scanner.get(link).headers
    opened = lead.page(link).every("form")[0]
    assert lead.post(opened.attributes["action"]).status_code == 303
    assert lead.post(opened.attributes["action"]).status_code == scanner.get(link).status_code == 410


def test_a_link_grows_old(pages):
    """After fifteen minutes the link says that it does not work any more, and how to get another."""
    pages.browser().send("/sign-in", address=LEAD)
    link = pages.link(LEAD)
    pages.office.clock.now += timedelta(minutes=15)
    answer = pages.browser().get(link)
    assert answer.status_code == 410
    assert "Ask for another link" in answer.text


@pytest.mark.parametrize("address", [STRANGER, LEAD, TECHNICIAN, ADMINISTRATOR])
def test_the_answer_tells_nothing(pages, address):
    """Known or not, the answer is the same in every header and byte; only those who may do something are mailed."""
    answer = pages.browser().send("/sign-in", address=address)
    told = {name: value for name, value in answer.headers.items() if name != "date"}
    stranger = pages.browser().send("/sign-in", address="somebody@else.example")
    assert told == {name: value for name, value in stranger.headers.items() if name != "date"}
    assert (answer.status_code, answer.content) == (stranger.status_code, stranger.content) == (303, b"")
    settle(pages)
    assert len(pages.office.mails(address)) == (address in (LEAD, ADMINISTRATOR))


def test_managers_of_groups_are_leads(pages):
    """The manager of a team's group in ServiceNow leads it, by the address there; one who is not active does not."""
    staff(pages.context, ("Ann", TECHNICIAN), managers={"Service Desk": "Ann"})
    pages.browser().send("/sign-in", address=TECHNICIAN)
    browser = pages.browser()
    browser.send(pages.link(TECHNICIAN))
    assert "Service Desk" in browser.page("/teams").text
    assert "Network" not in browser.page("/teams").text


def test_who_has_left_is_out_at_once(pages):
    """A session of a lead whose mailbox is gone opens nothing any more, and no link is mailed there."""
    browser = pages.browser(LEAD)
    assert browser.get("/teams").status_code == 200
    pages.context.store.suppressions.add(LEAD, EVERY_TEAM, Reason.LEFT, "550 5.1.1", pages.context.clock())
    assert [browser.get(path).status_code for path in ("/teams", f"/teams/{pages.team()}")] == [403, 403]
    pages.browser().send("/sign-in", address=LEAD)
    settle(pages)
    assert pages.office.mails(LEAD) == []


def test_the_page_that_was_wanted(pages):
    """Who wanted a page is led there after signing in; an address of another site is never gone to."""
    browser, team = pages.browser(), f"/teams/{pages.team()}"
    wanted = browser.get(team).headers["Location"]
    assert wanted.startswith("/sign-in?to=")
    browser.send(wanted, "/sign-in", address=LEAD)
    assert browser.send(pages.link(LEAD)).headers["Location"] == team
    for forged in ("https://evil.example/", "//evil.example", "/\\evil.example", wanted.partition("=")[2][:-2] + "xx"):
        other = pages.browser()
        other.post("/sign-in", {"address": DESK_LEAD, "to": forged})
        link = pages.link(DESK_LEAD)
        assert other.send(link).headers["Location"] == "/teams"
        for mail in pages.office.mails(DESK_LEAD):
            (pages.office.outbox / mail).unlink()


def test_what_is_no_address_is_told(pages):
    """A slip of the pen is shown beside the field, tied to it, with what was typed; nothing is mailed."""
    answer = pages.browser().send("/sign-in", address="marit at example.com")
    page = read_page(answer.text)
    field = next(each for each in page.every("input") if each.attributes["name"] == "address")
    assert answer.status_code == 422
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == ("marit at example.com", "true")
    assert field.attributes["aria-describedby"] in {each.attributes.get("id") for each in page.every("span")}


def test_one_address_is_not_flooded(pages):
    """Five links an hour are mailed to an address for one place that asks; the answers stay as they were."""
    browser = pages.browser()
    answers = {browser.post("/sign-in", {"address": each}).status_code for each in (LEAD, "Marit@example.com") * 4}
    settle(pages)
    assert answers == {303}
    assert len(pages.office.mails(LEAD)) == 5
    pages.office.clock.now += timedelta(hours=1)
    browser.post("/sign-in", {"address": LEAD})
    assert pages.link(LEAD, 6)


def test_nobody_is_kept_out_by_strangers(pages, monkeypatch):
    """However often strangers ask for a lead's link, the lead holds one that works, or is sent one when asking."""
    monkeypatch.setattr(letters, "MOST_A_MAILBOX", 7)
    strangers = [pages.browser(**{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(2)]
    for stranger in strangers:
        for _ in range(6):
            stranger.post("/sign-in", {"address": LEAD})
    settle(pages)
    assert len(pages.office.mails(LEAD)) == 7
    for mail in pages.office.mails(LEAD):
        (pages.office.outbox / mail).unlink()
    pages.office.clock.now += timedelta(minutes=15)
    pages.browser().send("/sign-in", address=LEAD)
    link, lead = pages.link(LEAD), pages.browser()
    strangers[0].post("/sign-in", {"address": LEAD})
    settle(pages)
    assert len(pages.office.mails(LEAD)) == 1
    assert lead.send(link).headers["Location"] == "/teams"
    pages.browser().send("/sign-in", address=LEAD)
    assert pages.link(LEAD, 2)
    assert len(pages.office.mails(LEAD)) == 2


def test_who_comes_from_another_place_each_time_floods_nobody(pages, monkeypatch):
    """A program that our web server cannot be told from gets no more mailed to one address than all places together."""
    monkeypatch.setattr(letters, "MOST_A_MAILBOX", 4)
    answers = {
        pages.browser(**{"X-Forwarded-For": f"198.51.100.{n}"}).post("/sign-in", {"address": LEAD}).status_code
        for n in range(9)
    }
    settle(pages)
    assert (answers, len(pages.office.mails(LEAD))) == ({303}, 4)


def test_nobody_is_believed_who_is_not_named(tmp_path, monkeypatch):
    """Where browsers come directly, another X-Forwarded-For each time is the same place, for people and programs."""
    monkeypatch.setattr(by_mail, "MOST_A_CLIENT", 3)
    monkeypatch.setattr(access, "_MOST_WRONG", 3)
    with lead_pages(tmp_path, trusted_proxies=()) as direct:
        crowd = [direct.browser(**{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(4)]
        people = [each.post("/sign-in", {"address": "x@example.com"}).status_code for each in crowd]
        programs = [each.get("/api/v1/teams", headers={"Authorization": "Bearer x"}).status_code for each in crowd]
    assert (people, programs) == ([303, 303, 303, 429], [401, 401, 401, 429])


def test_one_place_does_not_ask_for_all(pages, monkeypatch):
    """Beyond its number of an hour a client is told to come later, whatever addresses it tries; others are not."""
    monkeypatch.setattr(by_mail, "MOST_A_CLIENT", 3)
    crowd = [pages.browser().post("/sign-in", {"address": f"a{n}@example.com"}) for n in range(5)]
    assert [each.status_code for each in crowd] == [303, 303, 303, 429, 429]
    assert crowd[-1].headers["Retry-After"] == "3600"
    other = pages.browser(**{"X-Forwarded-For": "203.0.113.9"})
    assert other.post("/sign-in", {"address": LEAD}).status_code == 303


def test_signing_out_ends_the_session(pages):
    """The button ends it for good: the same cookie, kept by somebody, opens nothing."""
    browser = pages.browser(LEAD)
    cookie = dict(browser.session.cookies)
    out = browser.post("/sign-out", {"csrf": browser.csrf()})
    assert (out.status_code, out.headers["Location"]) == (303, "/sign-out")
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert pages.browser().get("/teams", cookies=cookie).headers["Location"] == "/sign-in"
    assert "You are signed out" in browser.page("/sign-out").text


def test_who_may_do_nothing_any_more_can_sign_out(pages):
    """Somebody who leads nothing since yesterday still has the button, on the page that refuses them, and it works."""
    browser = pages.browser(STRANGER)
    cookie, refused = dict(browser.session.cookies), browser.get("/teams")
    assert refused.status_code == 403
    held = next(each for each in read_page(refused.text).every("input") if each.attributes["name"] == "csrf")
    assert browser.post("/sign-out", {}).status_code == 403
    out = browser.post("/sign-out", {"csrf": held.attributes["value"]})
    assert (out.status_code, out.headers["Location"]) == (303, "/sign-out")
    assert pages.browser().get("/teams", cookies=cookie).headers["Location"] == "/sign-in"


def test_a_link_begins_another_session(pages):
    """Whoever is signed in and signs in anew has another cookie, and the old one opens nothing."""
    browser = pages.browser(LEAD)
    before = dict(browser.session.cookies)
    pages.browser().send("/sign-in", address=LEAD)
    browser.send(pages.link(LEAD))
    assert dict(browser.session.cookies) != before
    assert pages.browser().get("/teams", cookies=before).status_code == 303


def test_the_store_holds_nothing_to_sign_in_by(pages, tmp_path):
    """Neither link nor cookie is in the store, only what cannot be turned back into them."""
    browser = pages.browser()
    browser.send("/sign-in", address=LEAD)
    link = pages.link(LEAD)
    held = repr([dump(tmp_path / "drumbeat.db", table) for table in ("sign_in_link", "web_attempt")])
    assert link.rpartition("/")[2] not in held
    browser.send(link)
    assert browser.session.cookies["drumbeat"] not in repr(dump(tmp_path / "drumbeat.db", "web_session"))


def test_a_mail_in_the_browsers_language(pages):
    """The page and the mail speak the language that the browser asks for."""
    browser = pages.browser(**{"Accept-Language": "de-AT"})
    assert "Anmelden" in browser.page("/sign-in").text
    browser.send("/sign-in", address=LEAD)
    pages.link(LEAD)
    assert pages.mails(LEAD)[0]["Subject"] == "Bei Drumbeat anmelden"
