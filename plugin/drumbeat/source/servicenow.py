"""The ServiceNow source: one page of one table, whole or not at all (design section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.errors import SourceError, TableAbsent, TableDenied
from drumbeat.ports import FIRST_PAGE, Cursor, Extent, Page, Window
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table
from drumbeat.sentences import sentence
from drumbeat.source.auth import SignIn
from drumbeat.source.paging import advance
from drumbeat.source.query import SYS_ID, asked_about, extent_query, page_query, these_query
from drumbeat.source.rows import raw_row, readable_rows
from drumbeat.source.table_api import Ask, Patience, Reply, Surroundings, TableApi

_KEYS_AT_A_TIME = 150
_GROWS_AFTER = 20
"""Pages; where the larger limit fails again, a minute is lost for so many good ones."""
_SAMPLE = 200
"""Rows from a table's other end, where those of its first page lack a field."""
_FAR = 10_000
"""Rows that are looked at where hidden ones may lie before readable ones: ServiceNow's default limit."""
__all__ = ["Patience", "ServiceNow", "Surroundings"]


class ServiceNow:
    """One instance, one session, one request at a time. Each worker has one of its own."""

    def __init__(self, url: str, sign_in: SignIn, around: Surroundings, patience: Patience | None = None) -> None:
        patience = patience or Patience()
        self._api = TableApi(url, sign_in, around, patience)
        self._limit = patience.limit
        self._limits: dict[str, int] = {}
        """The limit that got through last, by table."""
        self._good: dict[str, int] = {}
        """How many pages got through with it at once."""
        self._smallest = patience.smallest
        self._longest_page = 0
        """The most rows that came, or were looked at for certain, on one page: the instance's cap is no lower."""
        self._has_links = False
        """Whether any reply said where the next page begins: a proxy may take that away."""

    def fetch(self, table: Table, extent: Extent, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page of the table's extent; see `ports.Source`."""
        limit = self._limits.get(table.name, self._limit)
        ask = Ask(table.name, page_query(table, extent, cursor), _columns(table), cursor.offset, limit)
        reply = self._asked(table, extent, ask)
        rows = readable_rows(reply.rows, _ours(table), table.withheld)
        if not rows and not self._is_sure(ask, reply):
            ask.links = True
            reply = self._asked(table, extent, ask)
            rows = readable_rows(reply.rows, _ours(table), table.withheld)
        reach, total = self._seen(ask, reply)
        ids = [row["sys_id"].value for row in rows]
        if not all(map(SYS_ID.fullmatch, ids)):
            raise SourceError(sentence("ServiceNow could not be read: a row's sys_id is none."))
        if cursor.after in ids:
            raise SourceError(sentence("ServiceNow could not be read: it sent a page again instead of the next."))
        if not ids and total != 0 and ask.offset + reach >= (total or 0):
            total = self._looked_further(ask, ask.offset + reach, total)
        if cursor == FIRST_PAGE and isinstance(extent, Window) and (rows or not reply.total):
            self._refuse_unknown_fields(table, ask, rows, total)
        remaining = None if reply.total is None else max(0, reply.total - cursor.offset)
        return Page(rows, advance(cursor, ids, reach, total), remaining)

    def look_up(self, table: Table, sys_ids: Sequence[str]) -> tuple[RawRow, ...]:
        """Rows by their keys, so many at a time that the address stays below 8,192 bytes (trap 21)."""
        found: list[RawRow] = []
        for begins in range(0, len(sys_ids), _KEYS_AT_A_TIME):
            some = sys_ids[begins : begins + _KEYS_AT_A_TIME]
            ask = Ask(table.name, these_query(some), _columns(table), 0, len(some))
            found += readable_rows(self._api.ask(ask).rows, _ours(table), table.withheld)
        return tuple(found)

    def count(self, table: Table, extent: Extent | None) -> int | None:
        """Rows by the Aggregate API; None where it may not be asked, which says nothing about the table."""
        return self._counted(table.name, extent_query(table, extent))

    def _counted(self, table: str, query: str) -> int | None:
        try:
            return self._api.count(table, query)
        except (TableAbsent, TableDenied):
            return None

    def _looked_further(self, ask: Ask, offset: int, total: int | None) -> int | None:
        """How many rows there are at least, where a page came empty at what may be the end.

        Nobody counted, or readable rows alone were (fact sheet 1.5 no. 4): some are left then, though none was on this
        page. The Aggregate API may know of more; if it leaves out the same rows, only looking far ahead helps.
        """
        counted = self._counted(ask.table, ask.query.partition("^ORDERBY")[0])
        known = total if counted is None else max(total or 0, counted)
        if known is not None and known <= offset:
            ahead = Ask(ask.table, ask.query, ("sys_id",), offset, _FAR)
            return offset + _FAR if readable_rows(self._api.ask(ahead).rows, {}) else known
        return known

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

    def _asked(self, table: Table, extent: Extent, ask: Ask) -> Reply:
        """The reply; a refusal names the fields that the query asks about, for one of them is the reason (trap 11)."""
        try:
            return self._api.ask(ask)
        except TableDenied as error:
            names = ", ".join(asked_about(table, extent))
            raise TableDenied(
                sentence("{refused} It asks about {names}.", refused=error.args[0], names=names),
                asked_for=sentence("read and query access to {table}, with {names}", table=table.name, names=names),
            ) from None

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
            self._has_links = True
            reach = min(ask.limit, reply.next_offset - ask.offset)
            total = reply.next_offset + 1 if total is None else total
            self._longest_page = max(self._longest_page, reach)
        elif ask.links and not self._has_links and not reply.rows:
            reach = min(ask.limit, max(self._longest_page, self._smallest))  # nothing tells, so as little as can be
            return reach, total
        self._longest_page = max(self._longest_page, len(reply.rows))
        self._limits[ask.table] = self._next_limit(ask, reach)
        return reach, total

    def _next_limit(self, ask: Ask, reach: int) -> int:
        """What to ask for next: no more than got through, but twice that after many pages that did so at once.

        A page that was cancelled once need not make the rest of a long table slow (trap 25). A cap stays (trap 19).
        """
        is_same = reach == ask.limit == self._limits.get(ask.table, self._limit)
        self._good[ask.table] = self._good.get(ask.table, 0) + 1 if is_same else 0
        if reach < ask.limit or self._good[ask.table] < _GROWS_AFTER:
            return reach
        self._good[ask.table] = 0
        return min(self._limit, 2 * reach)

    def _refuse_unknown_fields(self, table: Table, ask: Ask, rows: tuple[RawRow, ...], total: int | None) -> None:
        """A field of the query that is not there is dropped from it, and everything or nothing comes (trap 8).

        It is missing from the rows then, as one is that may not be read, which is not the same as empty (trap 6). Of
        no rows nothing can be told, so a few of any time are asked for; where all of the first page lack the field,
        rows from the window's other end, for rows of another class may have it.
        """
        asked = (*filter(None, (table.dated_by,)), *(each.field for each in table.conditions))
        lacking = [table.column(name) for name in dict.fromkeys(asked) if not any(name in row for row in rows)]
        if not lacking:
            return
        query, offset = (ask.query, max(0, (total or 0) - _SAMPLE)) if rows else ("ORDERBYsys_id", 0)
        others = self._api.ask(Ask(table.name, query, ("sys_id", *lacking), offset, _SAMPLE)).rows
        missing = [f"{table.name}.{column}" for column in lacking if not any(column in row for row in others)]
        if missing and (rows or others):
            names = " and ".join(missing)
            raise TableDenied(
                sentence(
                    "The account may not read {names}, by which rows are chosen, or there is no such field.",
                    names=names,
                ),
                asked_for=sentence("read access to {names}", names=names),
            )


def _columns(table: Table) -> tuple[str, ...]:
    """The instance's columns for the table's fields, and for those that its conditions ask about."""
    names = dict.fromkeys((*table.fields, *(each.field for each in table.conditions)))
    return tuple(dict.fromkeys(map(table.column, names)))


def _ours(table: Table) -> dict[str, str]:
    return {column: name for name, column in table.renamed.items()}
