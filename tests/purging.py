"""A process that purges and dies as it writes the log's line of an edition: `python -m purging URL WHICH`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from itertools import count
from typing import Any

from drumbeat.desk.context import Context
from drumbeat.desk.retention import LetGo, let_go
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.records.period import Period
from drumbeat.settings import Settings
from drumbeat.store import history
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from moments import killed
from stores import CONTENT, NOW, OCTOBER

NOWADAYS = NOW.replace(year=2030)
"""When all of `sent_months` is over."""


def sent_months(database: Database, months: int, mails: int) -> list[date]:
    """So many months of a team, each sent to so many; their first days, the oldest first."""
    editions, month, found = EditionStore(database, "here"), OCTOBER, []
    whom = [f"reader{at}@x.example" for at in range(mails)]
    for _ in range(months):
        edition = editions.save_draft("Network", month, CONTENT, [], NOW).id
        editions.plan(edition, [Planned(each, f"<{month.start}.{each}>") for each in whom], NOW)
        editions.claim(edition, whom, NOW)
        editions.settle(edition, [Outcome(each, DeliveryState.SENT) for each in whom], NOW)
        editions.close(edition)
        found.append(month.start)
        month = month.before()
    return found[::-1]


def first_known(database: Database) -> date | None:
    """The first day of the first month that may still be sent without a reason, of the last five years."""
    months = [Period.month(2025 + at // 12, at % 12 + 1, OCTOBER.zone) for at in range(60)]
    gaps = history.HistoryStore(database).gaps()
    return next((each.start for each in months if gaps.of(each) is None), None)


def purged(url: str, now: datetime = NOWADAYS) -> LetGo:
    """Let go of what is over then."""
    given = Settings.model_validate({"store": {"url": url}})
    return let_go(Context(None, clock=lambda: now, given=given, actor=lambda: "tester"))


def die_at(which: int) -> None:
    """From now on this process dies within the transaction of the edition of this number, from 1."""
    log, numbers = history.log, count(1)

    def dying(*args: Any) -> None:
        if next(numbers) == which:
            killed()
        log(*args)

    history.log = dying


if __name__ == "__main__":
    die_at(int(sys.argv[2]))
    purged(sys.argv[1])
