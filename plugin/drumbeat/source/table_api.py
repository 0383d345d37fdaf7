"""The Table API: one request, tried again where that can help, and the rows of a reply that is a success.

pysnow builds the requests, on our own session. What a reply means is decided in `faults`: pysnow alone would
return the rows of a body that also carries an error.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from drumbeat.errors import SourceError, TableAbsent, TableDenied, TryLater
from drumbeat.http_session import USER_AGENT, HttpSettings, new_session
from drumbeat.source.auth import SignIn
from drumbeat.source.faults import Action, Fault, examine, examine_failure

with warnings.catch_warnings():
    # pysnow's attachment upload, which nobody here uses, warns on machines without libmagic.
    warnings.filterwarnings("ignore", "Missing the python-magic library", UserWarning)
    import pysnow

_AGAIN = frozenset({Action.RETRY, Action.HALVE, Action.REFRESH})
_OF_A_TABLE = {Action.SKIP_ABSENT: TableAbsent, Action.SKIP_DENIED: TableDenied}
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
    """Seconds; ServiceNow cancels a Table request after 60 (fact sheet 1.9)."""


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


class TableApi:
    """One instance, one session, one request at a time."""

    def __init__(
        self,
        url: str,
        sign_in: SignIn,
        *,
        http: HttpSettings,
        sleep: Callable[[float], None],
        rng: random.Random,
        patience: Patience,
    ) -> None:
        address = urlsplit(url)
        self._session = new_session(http)
        self._client = pysnow.Client(host=address.netloc, use_ssl=address.scheme == "https", session=self._session)
        self._session.headers["User-Agent"] = USER_AGENT  # pysnow wrote its own over it
        del self._session.headers["Content-Type"]  # pysnow's JSON would stand over the form of a token request
        self._sign_in = sign_in
        self._signed_in = False
        self._patience = patience
        self._sleep = sleep
        self._rng = rng

    def ask(self, ask: Ask) -> Reply:
        """The reply, after as many attempts as patience allows.

        `ask` is left with the limit that got through. Raises TableAbsent, TableDenied, SourceError or TryLater.
        """
        renewals: list[Fault] = []
        retrying = Retrying(
            retry=retry_if_exception(_is_worth_another),
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=lambda state: self._prepare(ask, _fault_of(state), renewals),
            reraise=True,
        )
        try:
            return retrying(self._once, ask)
        except Fault as fault:
            raise _error(ask.table, fault) from None

    def _once(self, ask: Ask) -> Reply:
        if not self._signed_in:
            self._sign_in.apply(self._session)
            self._signed_in = True
        reply = self._get(ask)
        total = reply.headers.get("X-Total-Count", "")
        following = _next_offset(reply.headers.get("Link", ""))
        return Reply(reply.all(), int(total) if total.isdecimal() else None, following)

    def _get(self, ask: Ask) -> pysnow.Response:
        """A new resource each time: pysnow keeps parameters from one request to the next."""
        resource = self._client.resource(api_path=f"/table/{ask.table}", timeout=self._patience.timeout)
        self._session.hooks["response"] = [_examined]
        try:
            return resource.get(
                query=ask.query,
                limit=ask.limit,
                offset=ask.offset,
                fields=list(ask.fields),
                display_value="all",
                exclude_reference_link=True,
                suppress_pagination_header=not ask.links,
            )
        except requests.RequestException as error:
            raise examine_failure(error) from None
        finally:
            self._session.hooks["response"] = []  # a token request has another shape of success

    def _prepare(self, ask: Ask, fault: Fault, renewals: list[Fault]) -> None:
        """Before the next attempt: another session, a smaller page, or a new token."""
        if fault.action is Action.RETRY:
            # The instance serves a session's requests one by one; a new one does not queue behind the old (trap 26).
            self._session.cookies.clear()
        elif fault.action is Action.HALVE:
            ask.limit = min(ask.limit, max(self._patience.smallest, ask.limit // 2))
        elif renewals or not self._sign_in.expires:
            raise _refused()
        else:
            renewals.append(fault)
            self._signed_in = False

    def _wait(self, state: RetryCallState) -> float:
        """Seconds: twice as long each time, with jitter, and never less than the server asked for."""
        fault = _fault_of(state)
        if fault.action is Action.REFRESH:
            return 0.0
        return max(fault.wait or 0.0, float(2 ** (state.attempt_number - 1)) * self._rng.uniform(0.5, 1.0))


def _examined(response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
    """Runs before pysnow sees the reply. The body is read in any case, so that the connection can be used again."""
    response.content  # noqa: B018  reading it is the point
    examine(response)


def _next_offset(link: str) -> int | None:
    for each in requests.utils.parse_header_links(link):
        if each.get("rel") == "next":
            offset = parse_qs(urlsplit(each.get("url", "")).query).get("sysparm_offset", [""])[0]
            return int(offset) if offset.isdecimal() else None
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
        return _OF_A_TABLE[fault.action](f"{table}: {fault.reason}.")
    if fault.action is Action.REFRESH:
        return _refused()
    message = f"ServiceNow could not be read: {fault.reason}."
    if fault.action is Action.STOP:
        return SourceError(message)
    recovery = TryLater.recovery
    if fault.action is Action.HALVE:
        recovery += " If this stays, lower servicenow.page_size."
    if fault.wait and fault.wait > LONGEST_WAIT:
        minutes = math.ceil(fault.wait / 60)
        recovery = f"It asks for a pause: run the command again in {minutes} minutes; what was done so far is kept."
    return TryLater(message, recovery=recovery)


def _refused() -> SourceError:
    return SourceError(
        "ServiceNow did not accept the sign-in.",
        recovery="Check the user or client and its secret. With basic authentication, ask the ServiceNow "
        "administrator whether it is restricted: the account may need the role "
        "snc_basic_auth_api_access. It is not tried again by itself: the account could be locked.",
    )
