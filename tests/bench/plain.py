"""Two contenders as most people would write them: requests and offset paging. And the floor: the rows thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
import requests
from task import PASSWORD, USER, Keeper, Task


def contender(task: Task) -> Callable[[], int]:
    """Plain requests with their own JSON, rows kept."""
    keeper = Keeper(task)

    def work() -> int:
        for reply, is_last in _pages(task):
            keeper.keep(reply.json()["result"], is_last=is_last)
        return keeper.end()

    return work


def floor(task: Task) -> Callable[[], int]:
    """The least that any reader must do: fetch and parse."""
    return lambda: sum(len(orjson.loads(reply.content)["result"]) for reply, _ in _pages(task))


def _pages(task: Task) -> Iterator[tuple[requests.Response, bool]]:
    """Every page, and whether it is the last."""
    with requests.Session() as session:
        session.auth = (USER, PASSWORD)
        session.headers["Accept"] = "application/json"
        offset, total = 0, 1
        while offset < total:
            params = {**task.params, "sysparm_offset": str(offset)}
            reply = session.get(f"{task.url}/api/now/table/incident", params=params, timeout=60)
            reply.raise_for_status()
            offset, total = offset + task.page, int(reply.headers["X-Total-Count"])
            yield reply, offset >= total
