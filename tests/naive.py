"""A client as one writes it in an afternoon, to show that a trap is there: it falls in."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

import requests

from drumbeat.simulator.accounts import DEFAULT_USER, User
from drumbeat.simulator.server import Simulator


class Naive:
    """Basic authentication, one session, offset paging, the body taken as it comes. A context manager."""

    def __init__(self, simulator: Simulator, user: User = DEFAULT_USER) -> None:
        self.url = simulator.url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = (user.user_name, user.password)
        self.session.headers["Accept"] = "application/json"
        self._stack = ExitStack()
        self._stack.callback(self.session.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def ask(self, table: str, query: str = "", *, api: str = "now/table", **params) -> requests.Response:
        """One reply; `params` without their `sysparm_`."""
        named = {f"sysparm_{name}": str(value) for name, value in params.items()}
        named |= {"sysparm_query": query} if query else {}
        return self.session.get(f"{self.url}/api/{api}/{table}", params=named, timeout=10)

    def rows(self, table: str, query: str = "", **params) -> list[dict]:
        """The rows of one page."""
        return self.ask(table, query, **params).json()["result"]

    def count(self, table: str, query: str = "") -> int:
        """What the Aggregate API counts."""
        body = self.ask(table, query, api="now/stats", count="true").json()
        return int(body["result"]["stats"]["count"])

    def by_offset(self, table: str, query: str, limit: int) -> list[str]:
        """The sys_ids of all pages by offset, until one is shorter than was asked for."""
        found: list[str] = []
        while True:
            page = self.rows(table, query, limit=limit, offset=len(found), fields="sys_id")
            found += [row["sys_id"] for row in page]
            if len(page) < limit:
                return found
