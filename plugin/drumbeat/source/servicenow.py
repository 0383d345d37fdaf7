"""The ServiceNow source: one page of one table, whole or not at all (design section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.errors import SourceError, TableAbsent, TableDenied
from drumbeat.ports import FIRST_PAGE, Cursor, Extent, Page
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table
from drumbeat.source.auth import SignIn
from drumbeat.source.paging import advance
from drumbeat.source.query import extent_query, page_query, these_query
from drumbeat.source.rows import raw_row, readable_rows
from drumbeat.source.table_api import Ask, Patience, Reply, Surroundings, TableApi

_KEYS_AT_A_TIME = 150
__all__ = ["Patience", "ServiceNow", "Surroundings"]


class ServiceNow:
    """One instance, one session, one request at a time. Each worker has one of its own."""

    def __init__(self, url: str, sign_in: SignIn, around: Surroundings, patience: Patience | None = None) -> None:
        patience = patience or Patience()
        self._api = TableApi(url, sign_in, around, patience)
        self._limit = patience.limit
        self._limits: dict[str, int] = {}
        """The limit that got through last, by table."""
        self._longest_page = 0
        """The most rows that came, or were looked at for certain, on one page: the instance's cap is no lower."""

    def fetch(self, table: Table, extent: Extent, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page of the table's extent; see `ports.Source`."""
        limit = self._limits.get(table.name, self._limit)
        columns = tuple(table.column(name) for name in table.fields)
        ours = _ours(table)
        ask = Ask(table.name, page_query(table, extent, cursor), columns, cursor.offset, limit)
        reply = self._api.ask(ask)
        rows = readable_rows(reply.rows, ours)
        if not rows and not self._is_sure(ask, reply):
            ask.links = True
            reply = self._api.ask(ask)
            rows = readable_rows(reply.rows, ours)
        reach, total = self._seen(ask, reply)
        ids = [row["sys_id"].value for row in rows]
        if cursor.after in ids:
            raise SourceError("ServiceNow could not be read: it sent a page again instead of the next.")
        _refuse_undated(table, rows)
        remaining = None if reply.total is None else max(0, reply.total - cursor.offset)
        return Page(rows, advance(cursor, ids, reach, total), remaining)

    def count(self, table: Table, extent: Extent | None) -> int | None:
        """Rows by the Aggregate API; None where it may not be asked, which says nothing about the table."""
        try:
            return self._api.count(table.name, extent_query(table, extent))
        except (TableAbsent, TableDenied):
            return None

    def look_up(self, table: Table, sys_ids: Sequence[str]) -> tuple[RawRow, ...]:
        """Rows by their keys, so many at a time that the address stays below 8,192 bytes (trap 21)."""
        columns = tuple(table.column(name) for name in table.fields)
        found: list[RawRow] = []
        for begins in range(0, len(sys_ids), _KEYS_AT_A_TIME):
            some = sys_ids[begins : begins + _KEYS_AT_A_TIME]
            ask = Ask(table.name, these_query(some), columns, 0, len(some))
            found += readable_rows(self._api.ask(ask).rows, _ours(table))
        return tuple(found)

    def server_moment(self) -> tuple[str, str] | None:
        """A stored and a displayed time of one readable row; equal when the account's zone is UTC.

        None when no row can be read. The displayed form is in the account's zone and format (fact sheet 1.4).
        """
        reply = self._api.ask(Ask("sys_user", "ORDERBYsys_id", ("sys_id", "sys_created_on"), 0, 1))
        for row in reply.rows:
            cell = raw_row(row).get("sys_created_on")
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


def _ours(table: Table) -> dict[str, str]:
    return {column: name for name, column in table.renamed.items()}


def _refuse_undated(table: Table, rows: tuple[RawRow, ...]) -> None:
    """A denied field is dropped from the rows, and a missing key is not an empty value (trap 6)."""
    if table.dated_by and rows and all(table.dated_by not in row for row in rows):
        column = table.column(table.dated_by)
        raise TableDenied(
            f"The account may not read {table.name}.{column}, which dates the work, or there is no such field.",
            recovery=f"Ask the ServiceNow administrator for read access to {table.name}.{column}.",
        )
