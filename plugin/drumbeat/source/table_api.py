"""Table and Aggregate API: one request, tried again where that can help, and the result of a reply that is a success.

pysnow builds the requests, on our own session. What a reply means is decided in `faults`, before pysnow sees it:
pysnow alone would return the rows of a body that also carries an error.
"""

from __future__ import annotations

import math
import random
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from drumbeat.errors import SourceError, TableAbsent, TableDenied, TryLater
from drumbeat.http_session import USER_AGENT, HttpSettings, new_session
from drumbeat.sentences import sentence
from drumbeat.source.answers import Limits, read_answer
from drumbeat.source.auth import SignIn
from drumbeat.source.doorway import Doorway
from drumbeat.source.faults import Action, Fault, examine, examine_failure
from drumbeat.source.pace import Pace

with warnings.catch_warnings():
    # pysnow's attachment upload, which nobody here uses, warns on machines without libmagic.
    warnings.filterwarnings("ignore", "Missing the python-magic library", UserWarning)
    import pysnow

_AGAIN = frozenset({Action.RETRY, Action.HALVE, Action.REFRESH})
_OF_A_TABLE: Mapping[Action, type[TableAbsent | TableDenied]] = {
    Action.SKIP_ABSENT: TableAbsent,
    Action.SKIP_DENIED: TableDenied,
}
_COUNT = re.compile(r"[0-9]{1,15}")
LONGEST_WAIT = 300.0
"""Seconds. Who is told to wait longer (a rate limit counts by the hour) had better come again another time."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a page is asked for."""

    limit: int = 1000
    """Rows a page; a page that breaks off is asked for again with half of it."""
    smallest: int = 50
    attempts: int = 6
    timeout: float = 90.0
    """Seconds that a reply may take, to its last byte; ServiceNow cancels a Table request after 60 (fact sheet 1.9)."""


@dataclass(slots=True)
class Ask:
    """One page as it is asked for; the limit shrinks when replies break off."""

    table: str
    query: str
    fields: tuple[str, ...]
    offset: int
    limit: int
    links: bool = False
    """Whether the reply shall say where the next page begins. It repeats the address up to four times (trap 22)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A success."""

    rows: list[dict[str, Any]]
    total: int | None
    """X-Total-Count: rows of the query, those left out for want of rights included; None when it is missing."""
    next_offset: int | None
    """Where the next page begins by the Link header; None when it names none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client is given: the way out and the time; and what all workers share, the pace and the doorway."""

    http: HttpSettings
    sleep: Callable[[float], None]
    rng: random.Random
    pace: Pace
    doorway: Doorway


class TableApi:
    """One instance, one session, one request at a time."""

    def __init__(self, url: str, sign_in: SignIn, around: Surroundings, patience: Patience) -> None:
        address = urlsplit(url)
        self._session = new_session(around.http)
        self._client = pysnow.Client(host=address.netloc, use_ssl=address.scheme == "https", session=self._session)
        self._session.headers["User-Agent"] = USER_AGENT  # pysnow wrote its own over it
        del self._session.headers["Content-Type"]  # pysnow's JSON would stand over the form of a token request
        self._url = url
        self._sign_in = sign_in
        self._signed_in = False
        self._patience = patience
        self._around = around
        self._limits = Limits(patience.timeout)

    def ask(self, ask: Ask) -> Reply:
        """A page, after as many attempts as patience allows.

        `ask` is left with the limit that got through. Raises TableAbsent, TableDenied, SourceError or TryLater.
        """

        def halve() -> None:
            ask.limit = min(ask.limit, max(self._patience.smallest, ask.limit // 2))

        result, headers = self._patiently(ask.table, lambda: self._page(ask), halve)
        if not isinstance(result, list) or not all(isinstance(row, dict) for row in result):
            raise SourceError(sentence("ServiceNow could not be read: the reply is no list of rows."))
        total = headers.get("X-Total-Count", "")
        following = _next_offset(headers.get("Link", ""))
        return Reply(result, _number(total), following)

    def count(self, table: str, query: str) -> int | None:
        """How many rows the query has by the Aggregate API; None when the reply does not say.

        Raises as `ask`.
        """
        result, _ = self._patiently(table, lambda: self._stats(table, query), lambda: None)
        stats = result.get("stats") if isinstance(result, dict) else None
        count = stats.get("count") if isinstance(stats, dict) else None
        return _number(count) if isinstance(count, str) else None

    def _patiently(
        self, table: str, once: Callable[[], requests.Response], halve: Callable[[], None]
    ) -> tuple[Any, Mapping[str, str]]:
        renewals: list[Fault] = []
        retrying = Retrying(
            retry=retry_if_exception(_is_worth_another),
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            sleep=self._around.sleep,
            before_sleep=lambda state: self._prepare(_fault_of(state), halve, renewals),
            reraise=True,
        )
        try:
            return retrying(self._once, once, renewals)
        except Fault as fault:
            if fault.action is Action.REFRESH:
                raise self._refused() from None
            raise _error(table, fault) from None

    def _once(self, send: Callable[[], requests.Response], renewals: list[Fault]) -> tuple[Any, Mapping[str, str]]:
        if not self._signed_in:
            self._around.pace.wait()
            self._sign_in.apply(self._session, limits=self._limits, renew=bool(renewals))
            self._signed_in = True
        with nullcontext() if self._sign_in.expires else self._around.doorway.entering():
            self._around.pace.wait()
            try:
                response = send()
            except requests.RequestException as error:
                raise examine_failure(error) from None
            answer = read_answer(response, self._limits)
            return examine(answer.status, answer.headers, answer.body), answer.headers

    def _page(self, ask: Ask) -> requests.Response:
        """A new resource each time: pysnow keeps parameters from one request to the next."""
        resource = self._client.resource(api_path=f"/table/{ask.table}", timeout=self._patience.timeout)
        reply = resource.get(
            query=ask.query,
            limit=ask.limit,
            offset=ask.offset,
            fields=list(ask.fields),
            display_value="all",
            exclude_reference_link=True,
            suppress_pagination_header=not ask.links,
            stream=True,  # the body is ours to read
        )
        response: requests.Response = reply._response  # noqa: SLF001  its own reading overlooks an error beside rows
        return response

    def _stats(self, table: str, query: str) -> requests.Response:
        """By the session itself: pysnow knows no Aggregate API."""
        params = {"sysparm_count": "true", "sysparm_query": query}
        return self._session.get(
            f"{self._url}/api/now/stats/{table}", params=params, timeout=self._patience.timeout, stream=True
        )

    def _prepare(self, fault: Fault, halve: Callable[[], None], renewals: list[Fault]) -> None:
        """Before the next attempt: another session, a smaller page, or a new token."""
        if fault.action is Action.RETRY:
            # The instance serves a session's requests one by one; a new one does not queue behind the old (trap 26).
            self._session.cookies.clear()
            self._around.pace.pause(fault.wait or 0.0)
        elif fault.action is Action.HALVE:
            halve()
            renewals.clear()  # the sign-in was accepted
        elif renewals or not self._sign_in.expires:
            raise self._refused()
        else:
            renewals.append(fault)
            self._signed_in = False

    def _refused(self) -> SourceError:
        return SourceError(sentence("ServiceNow did not accept the sign-in."), recovery=self._sign_in.help)

    def _wait(self, state: RetryCallState) -> float:
        """Seconds: twice as long each time, with jitter, and never less than the server asked for."""
        fault = _fault_of(state)
        if fault.action is Action.REFRESH:
            return 0.0
        backoff = float(2 ** (state.attempt_number - 1)) * self._around.rng.uniform(0.5, 1.0)
        return max(fault.wait or 0.0, backoff)


def _number(text: str) -> int | None:
    """A count; None for what is none, or none that a table can have."""
    return int(text) if _COUNT.fullmatch(text) else None


def _next_offset(link: str) -> int | None:
    for each in requests.utils.parse_header_links(link):
        if each.get("rel") == "next":
            try:
                query = urlsplit(each.get("url", "")).query
            except ValueError:
                return None
            return _number(parse_qs(query).get("sysparm_offset", [""])[0])
    return None


def _is_worth_another(error: BaseException) -> bool:
    return isinstance(error, Fault) and error.action in _AGAIN and (error.wait or 0.0) <= LONGEST_WAIT


def _fault_of(state: RetryCallState) -> Fault:
    error = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(error, Fault):
        raise TypeError("only faults are retried")
    return error


def _error(table: str, fault: Fault) -> SourceError | TryLater:
    """The error for people."""
    if fault.action in _OF_A_TABLE:
        return _OF_A_TABLE[fault.action](sentence("{table}: {reason}.", table=table, reason=fault.reason))
    message = sentence("ServiceNow could not be read: {reason}.", reason=fault.reason)
    if fault.action is Action.STOP:
        return SourceError(message, recovery=fault.recovery or None)
    recovery = TryLater.recovery
    if fault.action is Action.HALVE:
        recovery = sentence("{first} If this stays, lower servicenow.page_size.", first=recovery)
    if fault.wait and fault.wait > LONGEST_WAIT:
        minutes = math.ceil(fault.wait / 60)
        recovery = sentence(
            "It asks for a pause: run the command again in {minutes} minutes; what was done so far is kept.",
            minutes=minutes,
        )
    return TryLater(message, recovery=recovery)
