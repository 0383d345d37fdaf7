"""What a named fault is, and what it is shown of a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias
from urllib.parse import unquote

from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply, Request
from drumbeat.simulator.oauth import PATH

SIGN_IN = "oauth_token"
"""What a script calls the address that gives tokens out, in a table's place."""
_DATA = re.compile(r"/api/now(?:/v\d+)?/(?P<api>table|stats)/(?P<table>[^/]+)(?P<record>/.+)?")


class Reach(Enum):
    """Which requests a fault can answer; the value is how people are told."""

    LISTS = "lists of rows"
    DATA = "rows and counts"
    TOKEN_BEARERS = "rows and counts, asked for with an access token"  # noqa: S105  words, no password
    EVERYTHING = "every request, signing in too"

    def covers(self, request: Request) -> bool:
        """Whether a fault of this reach can answer the request."""
        if self is Reach.EVERYTHING:
            return True
        match = _DATA.fullmatch(request.path)
        if match is None or request.method != "GET":
            return False
        if self is Reach.LISTS:
            return match["api"] == "table" and not match["record"]
        return self is Reach.DATA or bool(token_of(request))


def table_of(request: Request) -> str:
    """The table a request is about; SIGN_IN for a token, empty for another address."""
    if request.path == PATH:
        return SIGN_IN
    match = _DATA.fullmatch(request.path)
    return unquote(match["table"]) if match else ""


def token_of(request: Request) -> str:
    """The access token a request brings; empty when it signs in otherwise."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request as a fault sees it."""

    request: Request
    place: int
    """Which of the matching requests it is, from 1."""
    is_due: bool
    """Whether WHEN names it. A fault that never forgets is shown the others too."""
    answer: Callable[[Request], Reply]
    """Asks the instance, or the next fault before it."""
    instance: Instance
    now: datetime
    number: int
    """The fault's measure, such as seconds or rows."""
    previous: Request | None
    """The matching request before this one at the same path."""
    dead_tokens: set[str]
    """Access tokens that the fault has refused; its own, and kept from request to request."""

    def passed_on(self) -> Reply:
        """The instance's own answer."""
        return self.answer(self.request)


Act: TypeAlias = Callable[[Exchange], Reply]
"""The answer a fault gives. May raise ConnectionError: the connection is closed without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way in which an instance fails."""

    name: str
    sentence: str
    """For people: what the client sees, and from what."""
    fact: str
    """Section and trap of the fact sheet."""
    reach: Reach
    act: Act
    number: int = 0
    """The measure where a script states none; 0 where the fault has none."""
    unit: str = ""
    """What the number counts; empty where the fault has none."""
    usual: str = ""
    """The WHEN of a script that states none; empty for every request."""
    never_forgets: bool = False
    """Whether it also acts on requests that WHEN does not name."""
