"""What every contender is given, and the store that all of them write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drumbeat.ports import Cursor, Fetched, Page, PullStatus, Window
from drumbeat.records.row import Cell
from drumbeat.records.tables import INCIDENT
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.store.database import Database
from drumbeat.store.records import RecordStore

USER, PASSWORD = DEFAULT_USER.user_name, DEFAULT_USER.password
FIELDS = INCIDENT.fields
_MARGIN = timedelta(hours=14)
"""As wide as our own reader asks, so that all read the same rows."""


@dataclass(frozen=True, slots=True)
class Task:
    """Where to read what, and where to put it."""

    url: str
    store: str
    begin: datetime
    end: datetime
    page: int

    @property
    def window(self) -> Window:
        """As the store knows it."""
        return Window(self.begin, self.end)

    @property
    def query(self) -> str:
        """The rows of the window, as an encoded query in total order."""
        first, last = self.begin - _MARGIN, self.end + _MARGIN
        bounds = (
            f"{INCIDENT.dated_by}{operator}{moment:%Y-%m-%d %H:%M:%S}"
            f"^OR{INCIDENT.undated_by}{operator}{moment:%Y-%m-%d %H:%M:%S}"
            for operator, moment in ((">=", first), ("<", last))
        )
        return "^".join((*bounds, "ORDERBYsys_id"))

    @property
    def params(self) -> dict[str, str]:
        """The parameters of every request but the offset."""
        return {
            "sysparm_query": self.query,
            "sysparm_fields": ",".join(FIELDS),
            "sysparm_display_value": "all",
            "sysparm_exclude_reference_link": "true",
            "sysparm_limit": str(self.page),
        }


class Keeper:
    """The store, page by page, for contenders that bring rows of display_value=all."""

    def __init__(self, task: Task) -> None:
        self._records = RecordStore(Database(task.store))
        self._task = task
        self._pull = self._records.begin_pull(INCIDENT, task.window)

    def keep(self, rows: Iterable[dict[str, Any]], *, is_last: bool) -> None:
        """One page, in one transaction."""
        kept = tuple({name: Cell(cell["value"], cell["display_value"]) for name, cell in row.items()} for row in rows)
        after = () if is_last else (Cursor(after=kept[-1]["sys_id"].value),)
        page = Page(kept, after[0] if after else None, None)
        self._pull = self._records.save_page(INCIDENT, self._pull, Fetched(self._pull.cursors[0], page, after))

    def end(self) -> int:
        """Close the pull; how many rows came."""
        self._pull = self._records.end_pull(self._pull, PullStatus.OK, "")
        return self._pull.rows
