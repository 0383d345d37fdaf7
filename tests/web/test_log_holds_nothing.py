"""Secrets and words of tickets are planted wherever there may be some; no line of the log holds one, at any level."""

from __future__ import annotations

import json
import re

import pytest

from drumbeat.cli.run_due import one_turn
from drumbeat.desk.context import Context
from drumbeat.editions.standing import ActKind
from drumbeat.errors import SourceError
from drumbeat.records.team import Schedule
from drumbeat.settings import ServiceNowSettings
from drumbeat.web.access import Rule as Access
from drumbeat.web.pages import ROUTES
from installation import NETWORK, STAFF, WORD
from lead_pages import ADMINISTRATOR, COOKIE, SECRET, STRANGER, TECHNICIAN, lead_pages, staff
from log_lines import listening, read
from mail_servers import PickyMailbox, mail_server
from schedules import ANN, LEAD, ZOE, decide, drafted, office

PASSWORD, CLIENT_SECRET = "planted-password-77", "planted-client-secret-88"
PEOPLE = (*STAFF, "Marit", "Dora", "Carl")
ADDRESSES = (LEAD, ANN, ZOE, ADMINISTRATOR, STRANGER, TECHNICIAN)


@pytest.fixture(name="everything")
def _everything():
    """All that anybody logs at any level."""
    with listening() as kept:
        yield kept


def lines(everything):
    """What becomes of it; nothing that was planted is in it."""
    text = everything.text
    for planted in (WORD, "vpn gateway", PASSWORD, CLIENT_SECRET, SECRET, *ADDRESSES, NETWORK.name, "Service Desk"):
        assert planted not in text, planted
    words = set(re.findall(r"[A-Za-z]+", text))
    assert not words & set(PEOPLE)
    assert "@" not in text
    return read(text)


def test_a_whole_turn(tmp_path, everything):
    """A draft, and mails through a server that takes one, refuses one and puts one off, and quotes the addresses."""
    here = office(tmp_path, readers=(ANN, ZOE, STRANGER), schedule=Schedule(policy="automatic"))
    box = PickyMailbox(at_rcpt={ZOE: f"550 5.1.1 {ZOE} is unknown", STRANGER: f"451 4.7.1 {STRANGER} not now, {WORD}"})
    with mail_server(box) as port:
        way = {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "per_minute": 0}
        mail = here.context.settings.mail.model_copy(update=way)
        given = here.context.settings.model_copy(update={"mail": mail})
        here.context = Context(None, clock=here.clock, given=given, actor=lambda: "tester")
        drafted(here)
        decide(here, ActKind.APPROVE)
        here.clock.at(10, 7)
        one_turn(here.fresh())
    found = lines(everything)
    mails = sorted((each["state"], each.get("error")) for each in found if each["event"] == "a mail was handed over")
    assert mails == [("planned", "Deferred"), ("sent", None), ("skipped", "RecipientGone")]
    (ended,) = (each for each in found if each["event"] == "a turn ended")
    (step,) = (each for each in found if each["event"] == "a step was done" and each["step"] == "send")
    assert (step["month"], step["id"], step["team"]) == ("2026-09", ended["id"], 1)
    assert {each["id"] for each in found if each["event"] == "a mail was handed over"} == {ended["id"]}


def test_a_turn_that_fails(tmp_path, everything, monkeypatch):
    """ServiceNow refuses with words of its own, and a bug quotes a ticket: the log has class, exit code and place."""
    here = office(tmp_path)
    signs_in = ServiceNowSettings(url="http://127.0.0.1:9", user="ann", password=PASSWORD)
    given = here.context.settings.model_copy(update={"servicenow": signs_in})
    here.context = Context(None, clock=here.clock, given=given, actor=lambda: "tester")
    here.clock.at(10, 1)
    for error in (SourceError(f"{WORD} {PASSWORD}"), ZeroDivisionError(WORD)):
        monkeypatch.setattr("drumbeat.desk.turn.draft_whole", lambda *_, error=error: (_ for _ in ()).throw(error))
        here.clock.at(10, 1, 9, here.clock.now.minute + 10)
        done = one_turn(here.fresh())
        assert done[0].error is not None
    failed = [each for each in lines(everything) if "error" in each]
    assert [(each["error"], each["exit"], each["step"]) for each in failed] == [
        ("SourceError", 3, "draft"),
        ("ZeroDivisionError", 70, "draft"),
    ]


def test_a_walk_over_the_pages(tmp_path, everything):
    """Every route, opened by a lead, an administrator and nobody, with secrets in path, query, form and headers."""
    planted = f"{WORD}-{PASSWORD}"
    with lead_pages(tmp_path, personal=True) as pages:
        staff(pages.context, ("Ann", TECHNICIAN))
        browsers = [pages.browser(each, Authorization=f"Bearer {PASSWORD}") for each in (LEAD, ADMINISTRATOR, "")]
        number = str(pages.team())
        for browser in browsers:
            for route in ROUTES:
                path = re.sub(r"\{\w+:int\}", "999999", route.path.replace("{team:int}", number))
                path = re.sub(r"\{\w+\}", planted, path) + f"?to={planted}&address={LEAD}"
                if route.method == "GET":
                    browser.get(path)
                elif browser is not browsers[2] and route.rule is Access.LEAD:
                    browser.post(path, {"csrf": PASSWORD, "note": WORD, "address": STRANGER})
        browsers[2].get(f"/u/{planted}")
        browsers[2].get(f"/{planted}/of/nobody")
        browsers[2].send("/sign-in", address=LEAD)
        key = pages.link(LEAD).rpartition("/")[2]
        browsers[2].get(f"/sign-in/link/{key}")
        browsers[2].get("/api/v1/teams/1")
        cookies = [each.session.cookies.get(COOKIE) for each in browsers]
    found = lines(everything)
    text = json.dumps(found)
    assert not any(each and each in text for each in (key, *cookies))
    asked = [each for each in found if each["event"] == "a request was answered"]
    assert {route.path for route in ROUTES if route.method == "GET"} <= {each["route"] for each in asked}
    assert {"/u/{token}", "elsewhere", "/api/v1/teams/{team}"} <= {each["route"] for each in asked}
    assert len({each["id"] for each in asked}) == len(asked)
