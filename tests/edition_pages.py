"""The pages of Network's editions: September's was sent, October's is a draft that leaves on 6 November at 09:00."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from drumbeat.desk.drafts import draft
from drumbeat.digest.editing import UNEDITED
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned
from drumbeat.store.acts import forget_acts
from drumbeat.store.facts import forget_facts
from drumbeat.store.schema import edition as editions
from installation import NETWORK, OCTOBER
from lead_pages import WAIT, Browser, Pages, lead_pages
from schedules import LEAD, SEPTEMBER, october_drafted


@contextlib.contextmanager
def edition_pages(folder: Path, **web: Any) -> Iterator[Pages]:
    """Serve them."""
    with lead_pages(folder, **web) as pages:
        october_drafted(pages.office)
        yield pages


def as_before(pages: Pages) -> Browser:
    """October's draft as it was first, with nothing decided or edited; the lead's browser."""
    pages.office.clock.at(11, 2)
    context = pages.office.fresh()
    with context.store.acts._database.begin() as connection:
        forget_acts(connection, NETWORK.name)
        forget_facts(connection, NETWORK.name)
    team = context.store.teams.get(NETWORK.name)
    context.store.editing.change(team.name, OCTOBER, lambda _: UNEDITED, context.entry("edit edition"))
    draft(context, team, OCTOBER)
    pages.office.clock.at(11, 2, 9, 5)
    return pages.browser(LEAD)


def at(pages: Pages, page: str = "", month: str = "2026-10") -> str:
    """The address of a page of a month's edition."""
    return f"/teams/{pages.team()}/editions/{month}{f'/{page}' if page else ''}"


def over(browser: Browser, answer: requests.Response) -> requests.Response:
    """The page of the job that a form began, once it is over; or the page to which it leads."""
    assert answer.status_code == 303, answer.text
    page, ends = answer.headers["Location"], time.monotonic() + WAIT
    assert page.startswith("/jobs/"), page
    while "Refresh" in (shown := browser.get(page)).headers and time.monotonic() < ends:
        time.sleep(0.02)
    return shown


def acts(pages: Pages, act: str) -> list[str]:
    """Who did this to Network by the pages or otherwise, the newest first."""
    return [each.actor for each in pages.context.store.audit.of_team(NETWORK.name, 100) if each.act == act]


def september(pages: Pages) -> int:
    """The id of September's edition."""
    return pages.context.store.editions.find(NETWORK.name, SEPTEMBER).id


def settled(pages: Pages, *outcomes: Outcome) -> None:
    """September's mails as they would be had this become of them; its edition is on its way then."""
    ledger, now = pages.context.store.editions, pages.context.clock()
    named = {each.recipient for each in outcomes}
    known = {each.recipient for each in ledger.deliveries(september(pages))}
    planned = [Planned(each, f"<{each}>") for each in sorted(named | known)]
    ledger.plan(september(pages), planned, now)
    with ledger._database.begin() as connection:
        connection.execute(
            editions.update().where(editions.c.id == september(pages)).values(state=EditionState.SENDING.value)
        )
    ledger.plan_again(september(pages), list(DeliveryState), now)
    ledger.claim(september(pages), sorted(named), now)
    ledger.settle(september(pages), outcomes, now)
