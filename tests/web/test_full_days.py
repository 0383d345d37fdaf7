"""That not all mails of a day find room in its limit, as pages tell it: at once, or as soon as it is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from drumbeat.desk import crowding
from drumbeat.desk.recipients import change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.sentences import sentence
from drumbeat.web import full_days
from drumbeat.web.full_days import FullDays
from edition_pages import at, edition_pages
from installation import NETWORK, OCTOBER
from lead_pages import SERVICE_DESK
from schedules import ANN, LEAD, ZOE, Clock

FULL = sentence("The day is full.")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """A mail server takes three mails a day."""
    for each in (crowding, full_days):
        monkeypatch.setattr(each, "most_a_day", lambda _: 3)


def test_pages_say_so(tmp_path):
    """Overview, edition and schedule name the other team and the limit, in the language of the reader."""
    with edition_pages(tmp_path) as pages:
        context = pages.office.fresh()
        schedule = context.store.teams.get(NETWORK.name).schedule
        context.store.timetables.change(SERVICE_DESK.name, schedule, context.entry("test"))
        change_rules(context, SERVICE_DESK.name, [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE)])
        english, german = (pages.browser(LEAD, **{"Accept-Language": each}) for each in ("en", "de"))
        for path in (f"/teams/{pages.team()}", at(pages), f"/teams/{pages.team()}/schedule"):
            assert "beside 2 mails of this edition 2 mails of “Service Desk” may leave" in english.page(path).text
            assert "Nicht alles passt in den Tag" in german.page(path).text


@pytest.fixture(name="days")
def _days(monkeypatch):
    """Days that are asked about: how often, whether it may be answered, what the answer is, and the time."""
    found = SimpleNamespace(count=0, may=threading.Event(), said=FULL, clock=Clock(datetime(2026, 11, 2, tzinfo=UTC)))

    def crowded(*_about):
        found.count += 1
        found.may.wait(60)
        return found.said

    monkeypatch.setattr(full_days, "crowded", crowded)
    made = FullDays(found.clock, patience=0.02)
    found.told = lambda: made.told(None, NETWORK, OCTOBER)
    yield found
    found.may.set()
    made.close()


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether it is so before long."""
    ends = time.monotonic() + 30
    while not (found := is_so()) and time.monotonic() < ends:
        time.sleep(0.01)
    return found


def test_no_page_waits_long_for_it(days):
    """While it is being asked, pages say nothing of it and ask no second time; the next one after that has it."""
    assert (days.told(), days.told()) == (None, None)
    days.may.set()
    assert soon(lambda: days.told() == FULL)
    assert days.count == 1


def test_it_is_asked_anew_after_a_minute(days):
    """It may be otherwise by then; until the answer has come, the old one holds."""
    days.may.set()
    assert soon(lambda: days.told() == FULL)
    days.may.clear()
    days.said = None
    days.clock.now += timedelta(minutes=1)
    assert days.told() == FULL
    days.may.set()
    assert soon(lambda: days.told() is None)
    assert days.count == 2


def test_without_a_limit_nobody_is_asked(days, monkeypatch):
    """Where as many mails may leave as want to, there is nothing to find out."""
    monkeypatch.setattr(full_days, "most_a_day", lambda _: 0)
    assert days.told() is None
    assert days.count == 0
