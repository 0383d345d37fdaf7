"""The ServiceNow source: one page of one table, whole or not at all (design section 5).

pysnow builds the requests, on our own session. What a reply means is decided in `faults`: pysnow alone would
return the rows of a body that also carries an error.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pysnow
import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from drumbeat.errors import SourceError, TableAbsent, TableDenied, TryLater
from drumbeat.http_session import USER_AGENT, HttpSettings, new_session
from drumbeat.ports import FIRST_PAGE, Cursor, Page, Window
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table
from drumbeat.source.auth import SignIn
from drumbeat.source.faults import Action, Fault, examine, examine_failure
from drumbeat.source.paging import advance
from drumbeat.source.query import page_query

_AGAIN = frozenset({Action.RETRY, Action.HALVE, Action.REFRESH})
_LONGEST_WAIT = 300.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How a page is asked for."""

    limit: int = 1000
    """Rows a page; a page that breaks off is asked for again with half of it."""
    smallest: int = 50
    attempts: int = 6
    timeout: float = 90.0
    """Seconds; ServiceNow cancels a Table request after 60 (fact sheet 1.9)."""


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
        address = urlsplit(url)
        self._session = new_session(http)
        self._session.hooks["response"].append(_examined)
        self._client = pysnow.Client(host=address.netloc, use_ssl=address.scheme == "https", session=self._session)
        self._session.headers["User-Agent"] = USER_AGENT  # pysnow wrote its own over it
        self._sign_in = sign_in
        self._signed_in = False
        self._patience = patience or Patience()
        self._sleep = sleep
        self._rng = rng

    def fetch(self, table: Table, window: Window, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page of the table's window; see `ports.Source`."""
        ask = _Ask(table.name, page_query(table, window, cursor), table.fields, cursor.offset, self._patience.limit)
        rows, remaining = self._ask(ask)
        raw = tuple(_raw(row) for row in rows)
        if raw and all(table.dated_by not in row for row in raw):
            raise TableDenied(
                f"The account may not read {table.name}.{table.dated_by}, which dates the work.",
                recovery=f"Ask the ServiceNow administrator for read access to {table.name}.{table.dated_by}.",
            )
        ids = [row["sys_id"].value for row in raw if "sys_id" in row]
        return Page(raw, advance(cursor, ids, ask.limit, remaining), remaining)

    def server_moment(self) -> tuple[str, str] | None:
        """A stored and a displayed time of one readable row; equal when the account's zone is UTC.

        None when no row can be read. The displayed form is in the account's zone and format (fact sheet 1.4).
        """
        rows, _ = self._ask(_Ask("sys_user", "ORDERBYsys_id", ("sys_id", "sys_created_on"), 0, 1))
        for row in rows:
            cell = _raw(row).get("sys_created_on")
            if cell is not None and cell.value:
                return cell.value, cell.display
        return None

    def _ask(self, ask: _Ask) -> tuple[list[dict[str, Any]], int | None]:
        self._ensure_signed_in()
        retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, Fault) and error.action in _AGAIN),
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=lambda state: self._prepare(ask, state),
            reraise=True,
        )
        try:
            return retrying(self._once, ask)
        except Fault as fault:
            raise _error(ask.table, fault) from None

    def _ensure_signed_in(self) -> None:
        if not self._signed_in:
            self._unhooked(self._sign_in.apply)
            self._signed_in = True

    def _once(self, ask: _Ask) -> tuple[list[dict[str, Any]], int | None]:
        resource = self._client.resource(api_path=f"/table/{ask.table}", timeout=self._patience.timeout)
        try:
            reply = resource.get(
                query=ask.query,
                limit=ask.limit,
                offset=ask.offset,
                fields=list(ask.fields),
                display_value="all",
                exclude_reference_link=True,
                suppress_pagination_header=True,
            )
        except requests.RequestException as error:
            raise examine_failure(error) from None
        rows = reply.all()
        if not isinstance(rows, list):
            raise Fault(Action.STOP, "the reply is no list of rows")
        total = reply.headers.get("X-Total-Count", "")
        return rows, int(total) if total.isdigit() else None

    def _prepare(self, ask: _Ask, state: RetryCallState) -> None:
        """Before the next attempt: a smaller page, or a new token."""
        fault = _fault_of(state)
        if fault.action is Action.HALVE:
            ask.limit = max(self._patience.smallest, ask.limit // 2)
        if fault.action is Action.REFRESH and (ask.renewed or not self._unhooked(self._sign_in.renew)):
            raise SourceError(
                "ServiceNow did not accept the sign-in.",
                recovery="Check the user or client and its secret. With basic authentication, ask the ServiceNow "
                "administrator whether it is restricted: the account may need the role "
                "snc_basic_auth_api_access. It is not tried again by itself: the account could be locked.",
            )
        ask.renewed = ask.renewed or fault.action is Action.REFRESH

    def _wait(self, state: RetryCallState) -> float:
        """Seconds: as told by the server, within bounds; else twice as long each time, with jitter."""
        fault = _fault_of(state)
        if fault.action is Action.REFRESH:
            return 0.0
        if fault.wait is not None:
            return min(fault.wait, _LONGEST_WAIT)
        return float(2 ** (state.attempt_number - 1)) * self._rng.uniform(0.5, 1.0)

    def _unhooked(self, act: Callable[[requests.Session], Any]) -> Any:
        """Sign in without the Table API's rule of success: a token reply has another shape."""
        hooks, self._session.hooks["response"] = self._session.hooks["response"], []
        try:
            return act(self._session)
        finally:
            self._session.hooks["response"] = hooks


@dataclass(slots=True)
class _Ask:
    """One page as it is asked for; the limit shrinks when replies break off."""

    table: str
    query: str
    fields: tuple[str, ...]
    offset: int
    limit: int
    renewed: bool = False


def _examined(response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
    examine(response)


def _fault_of(state: RetryCallState) -> Fault:
    error = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(error, Fault):
        raise TypeError("only faults are retried")
    return error


def _error(table: str, fault: Fault) -> SourceError | TryLater:
    if fault.action is Action.SKIP_ABSENT:
        return TableAbsent(f"{table}: {fault.reason}.")
    if fault.action is Action.SKIP_DENIED:
        return TableDenied(f"{table}: {fault.reason}.")
    if fault.action is Action.RETRY:
        return TryLater(f"ServiceNow could not be read: {fault.reason}.")
    return SourceError(f"ServiceNow could not be read: {fault.reason}.")


def _raw(row: dict[str, Any]) -> RawRow:
    """A row of display_value=all; a bare text stands for both (an empty reference may come as one)."""
    cells: dict[str, Cell] = {}
    for name, found in row.items():
        if isinstance(found, dict):
            cells[name] = Cell(str(found.get("value") or ""), str(found.get("display_value") or ""))
        else:
            cells[name] = Cell(str(found or ""), str(found or ""))
    return cells
