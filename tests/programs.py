"""A program that asks for a team over HTTP, with a token of its own."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import requests

from drumbeat.desk.team_tokens import make_token
from drumbeat.visitors import Scope
from lead_pages import WAIT, Pages
from schedules import LEAD


@dataclass
class Program:
    """Asks below the address of Network, with a token that its lead made."""

    pages: Pages
    scopes: Collection[Scope]
    team: str
    """Whose token it is."""
    token: str = field(init=False)

    def __post_init__(self) -> None:
        context = self.pages.context.acting(LEAD)
        _, self.token = make_token(context, context.store.teams.get(self.team), "a script", self.scopes, 1)

    def ask(self, path: str = "", body: Any = None, method: str = "") -> requests.Response:
        """What is answered; a body makes it a POST."""
        url = f"{self.pages.address}/api/v1/teams/{self.pages.team()}{path}"
        said = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method or ("GET" if body is None else "POST"), url, json=body, headers=said, timeout=WAIT
        )

    def told(self, path: str = "", body: Any = None) -> Any:
        """The same, of what is done."""
        answer = self.ask(path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def over(self, path: str, body: Any) -> Any:
        """The job that this begins, once it is over."""
        answer, ends = self.ask(path, body), time.monotonic() + 2 * WAIT
        assert answer.status_code == 202, answer.text
        there = answer.headers["Location"].partition(f"/teams/{self.pages.team()}")[2]
        while (job := self.told(there))["state"] not in {"done", "failed"} and time.monotonic() < ends:
            time.sleep(0.02)
        return job
