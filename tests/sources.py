"""A small instance to read from, sources over it, and what stands between the two: rights, proxies, caps."""

from __future__ import annotations

import json
import random
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.errors import DrumbeatError
from drumbeat.http_session import HttpSettings
from drumbeat.ports import FIRST_PAGE, Cursor, Page, Source, Window
from drumbeat.records.tables import INCIDENT, Table
from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER
from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.messages import Reply, Request
from drumbeat.simulator.routes import Router
from drumbeat.simulator.server import Simulator
from drumbeat.source.auth import Basic, Client, ClientCredentials, Grant, OAuth, SignIn
from drumbeat.source.doorway import Doorway
from drumbeat.source.pace import Pace
from drumbeat.source.servicenow import Patience, ServiceNow, Surroundings

OCTOBER = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
TEXT = "TICKET-TEXT of Jane Roe"
"""What a broken reply carries and no error may repeat."""
BASIC = Basic(DEFAULT_USER.user_name, DEFAULT_USER.password)


def incidents(count: int) -> list[Row]:
    """Resolved incidents of October; every third second is shared by three of them."""
    first = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    return [
        {
            "number": f"INC{place:07}",
            "state": "6",
            "opened_at": "2026-10-01 08:00:00",
            "resolved_at": f"{first + timedelta(seconds=place // 3):%Y-%m-%d %H:%M:%S}",
            "short_description": f"Case {place}",
        }
        for place in range(1, count + 1)
    ]


def instance_of(rows: Collection[Row], table: str = "incident", **settings) -> Instance:
    """An instance with these rows."""
    instance = Instance(**settings)
    instance.extend({table: rows})
    return instance


def in_order(instance: Instance, table: str = "incident") -> list[str]:
    """The sys_ids of a table, as pages go through them."""
    return sorted(row["sys_id"] for row in instance.rows(table))


class Between:
    """Answers for the instance, and takes away what an account may not see or a proxy does not let through.

    Rows and fields go after the limit was applied, and the count stays as it was (fact sheet 1.5, nos. 1, 2, 4).
    """

    def __init__(
        self,
        instance: Instance,
        *,
        hidden: Collection[str] = (),
        fields: Collection[str] = (),
        headers: Collection[str] = (),
    ) -> None:
        self.hidden = hidden
        self._fields = fields
        self._headers = headers
        self._router = Router(instance, random.Random(5), "http://instance.example")

    def __call__(self, request: Request) -> Reply:
        """The instance's answer, thinned."""
        reply = self._router.answer(request)
        if "/table/" not in request.path or reply.status != 200:
            return reply
        rows = [
            {name: cell for name, cell in row.items() if name not in self._fields}
            for row in json.loads(reply.body)["result"]
            if row["sys_id"]["value"] not in self.hidden
        ]
        headers = {name: value for name, value in reply.headers.items() if name not in self._headers}
        return Reply(200, json.dumps({"result": rows}).encode(), headers)


@dataclass(frozen=True)
class Somewhere:
    """An address that is no simulator's."""

    url: str


def source_of(
    simulator: Simulator | Somewhere,
    *,
    sign_in: SignIn = BASIC,
    patience: Patience | None = None,
    waits: list[float] | None = None,
    http: HttpSettings | None = None,
    doorway: Doorway | None = None,
) -> ServiceNow:
    """A source over the simulator. `waits` takes the seconds that it would have slept; workers share a doorway."""
    around = surroundings(waits, http)
    around = around if doorway is None else replace(around, doorway=doorway)
    return ServiceNow(simulator.url, sign_in, around, patience or Patience(limit=4, smallest=2))


def surroundings(waits: list[float] | None = None, http: HttpSettings | None = None) -> Surroundings:
    """A client's surroundings in which no time passes; `waits` takes the seconds that it would have slept."""
    sleep = (waits if waits is not None else []).append
    still = Pace(0, clock=lambda: 0.0, sleep=lambda _seconds: None)
    return Surroundings(
        http=http or HttpSettings(),
        sleep=sleep,
        rng=random.Random(3),
        pace=still,
        doorway=Doorway(),
    )


def oauth(
    simulator: Simulator | Somewhere, grant: Grant | None = None, secret: str = DEFAULT_CLIENT.client_secret
) -> OAuth:
    """Signing in to the simulator by OAuth, by client credentials if nothing else is said."""
    client = Client(f"{simulator.url}/oauth_token.do", DEFAULT_CLIENT.client_id, secret)
    return OAuth(client, grant or ClientCredentials())


def pages(
    source: Source, table: Table = INCIDENT, window: Window = OCTOBER, cursor: Cursor = FIRST_PAGE, most: int = 200
) -> Iterator[tuple[Cursor, Page]]:
    """All pages from a cursor on, each with the cursor it was fetched from."""
    following: Cursor | None = cursor
    for _ in range(most):
        if following is None:
            return
        page = source.fetch(table, window, following)
        yield following, page
        following = page.following
    raise AssertionError("the source does not come to an end")


def numbers(source: Source, table: Table = INCIDENT, window: Window = OCTOBER, cursor: Cursor = FIRST_PAGE) -> list:
    """The numbers of all rows from a cursor on, in the order of arrival."""
    return [row["number"].value for _, page in pages(source, table, window, cursor) for row in page.rows]


@contextmanager
def simulators() -> Iterator[Callable[..., Simulator]]:
    """What starts simulators on instances; they are stopped at the end."""
    with ExitStack() as stack:

        def start(instance: Instance | None = None, **settings) -> Simulator:
            instance = instance or Instance()
            return stack.enter_context(Simulator(instance, rng=random.Random(1), **settings))

        yield start


def refusal(source: Source, cursor: Cursor = FIRST_PAGE) -> DrumbeatError:
    """The error of a page."""
    with pytest.raises(DrumbeatError) as caught:
        source.fetch(INCIDENT, OCTOBER, cursor)
    return caught.value


def assert_discreet(error: DrumbeatError, *secrets: str) -> None:
    """What a person may see, a traceback included, tells nothing of request, sign-in and reply."""
    told = "".join(traceback.format_exception(error)) + error.recovery + repr(error)
    for secret in (TEXT, "Jane", "Transaction", "sysparm", "ORDERBY", "127.0.0.1", *secrets):
        assert secret not in told
    assert f"'{DEFAULT_USER.password}'" not in told
    assert str(error).endswith(".")
    assert error.recovery.endswith(".")
