"""The ServiceNow source: one page of one table, whole or not at all (design section 5)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from drumbeat.errors import SourceError, TableDenied
from drumbeat.http_session import HttpSettings
from drumbeat.ports import FIRST_PAGE, Cursor, Page, Window
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table
from drumbeat.source.auth import SignIn
from drumbeat.source.paging import advance
from drumbeat.source.query import page_query
from drumbeat.source.table_api import Ask, Patience, Reply, TableApi

__all__ = ["Patience", "ServiceNow"]


class ServiceNow:
    """One instance, one session, one request at a time."""

    def __init__(
        self,
        url: str,
        sign_in: SignIn,
        *,
        http: HttpSettings,
        sleep: Callable[[float], None],
        rng: random.Random,
        patience: Patience | None = None,
    ) -> None:
        patience = patience or Patience()
        self._api = TableApi(url, sign_in, http=http, sleep=sleep, rng=rng, patience=patience)
        self._limit = patience.limit
        self._limits: dict[str, int] = {}
        """The limit that got through last, by table."""
        self._longest_page = 0
        """The most rows that came, or were looked at for certain, on one page: the instance's cap is no lower."""

    def fetch(self, table: Table, window: Window, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page of the table's window; see `ports.Source`.

        A row without sys_id is one that may not be read (trap 5), and is left out.
        """
        limit = self._limits.get(table.name, self._limit)
        ask = Ask(table.name, page_query(table, window, cursor), table.fields, cursor.offset, limit)
        reply = self._api.ask(ask)
        rows = _readable(reply)
        if not rows and not self._is_sure(ask, reply):
            ask.links = True
            reply = self._api.ask(ask)
            rows = _readable(reply)
        reach, total = self._seen(ask, reply)
        ids = [row["sys_id"].value for row in rows]
        if cursor.after in ids:
            raise SourceError("ServiceNow could not be read: it sent a page again instead of the next.")
        _refuse_undated(table, rows)
        remaining = None if reply.total is None else max(0, reply.total - cursor.offset)
        return Page(rows, advance(cursor, ids, reach, total), remaining)

    def server_moment(self) -> tuple[str, str] | None:
        """A stored and a displayed time of one readable row; equal when the account's zone is UTC.

        None when no row can be read. The displayed form is in the account's zone and format (fact sheet 1.4).
        """
        reply = self._api.ask(Ask("sys_user", "ORDERBYsys_id", ("sys_id", "sys_created_on"), 0, 1))
        for row in reply.rows:
            cell = _raw(row).get("sys_created_on")
            if cell is not None and cell.value:
                return cell.value, cell.display
        return None

    def _is_sure(self, ask: Ask, reply: Reply) -> bool:
        """Whether an empty page says how far it reached.

        It does not where the count is missing (trap 20), and where the instance may have capped the limit without
        saying so (trap 19): only a page that long shows that it grants it.
        """
        if reply.total is None:
            return False
        return ask.limit <= self._longest_page or reply.total <= ask.offset + self._longest_page

    def _seen(self, ask: Ask, reply: Reply) -> tuple[int, int | None]:
        """How many rows the instance looked at, and how many there are at least; remembers what that teaches."""
        reach, total = ask.limit, reply.total
        if ask.links and reply.next_offset is not None and ask.offset < reply.next_offset:
            reach = min(ask.limit, reply.next_offset - ask.offset)
            total = reply.next_offset + 1 if total is None else total
            self._longest_page = max(self._longest_page, reach)
        self._longest_page = max(self._longest_page, len(reply.rows))
        self._limits[ask.table] = reach
        return reach, total


def _readable(reply: Reply) -> tuple[RawRow, ...]:
    return tuple(row for row in map(_raw, reply.rows) if "sys_id" in row and row["sys_id"].value)


def _refuse_undated(table: Table, rows: tuple[RawRow, ...]) -> None:
    """A denied field is dropped from the rows, and a missing key is not an empty value (trap 6)."""
    if rows and all(table.dated_by not in row for row in rows):
        raise TableDenied(
            f"The account may not read {table.name}.{table.dated_by}, which dates the work.",
            recovery=f"Ask the ServiceNow administrator for read access to {table.name}.{table.dated_by}.",
        )


def _raw(row: dict[str, Any]) -> RawRow:
    """A row of display_value=all; a bare text stands for both (an empty reference may come as one)."""
    return {name: _cell(found) for name, found in row.items()}


def _cell(found: Any) -> Cell:
    if isinstance(found, dict):
        return Cell(_text(found.get("value")), _text(found.get("display_value")))
    return Cell(_text(found), _text(found))


def _text(found: Any) -> str:
    return "" if found is None else str(found)
