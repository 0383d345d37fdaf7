"""A running simulator for the contract tests, and a client with the default account."""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest
import requests

from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Simulator


class Client:
    """Reads one simulator over HTTP."""

    def __init__(self, simulator: Simulator, session: requests.Session) -> None:
        self.simulator = simulator
        self.session = session

    def get(self, path: str, **params) -> requests.Response:
        return self.session.get(f"{self.simulator.url}{path}", params=params, timeout=10)

    def table(self, table: str, query: str = "", **params) -> requests.Response:
        params = {f"sysparm_{name}": value for name, value in params.items()}
        return self.get(f"/api/now/table/{table}", sysparm_query=query, **params)

    def numbers(self, table: str, query: str = "", **params) -> list[str]:
        return [row["number"] for row in self.table(table, query, **params).json()["result"]]


@pytest.fixture
def serve():
    """Start a simulator on an instance; answers with a signed-in client."""
    with ExitStack() as stack:

        def start(instance: Instance | None = None, *, seed: int = 1, user=DEFAULT_USER, **settings) -> Client:
            simulator = stack.enter_context(Simulator(instance or Instance(), rng=random.Random(seed), **settings))
            session = stack.enter_context(requests.Session())
            session.auth = (user.user_name, user.password)
            session.headers["Accept"] = "application/json"
            return Client(simulator, session)

        yield start
