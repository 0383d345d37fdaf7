"""The contender that reads with pysnow's streaming interface and offset paging."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import ijson
import pysnow
from task import FIELDS, PASSWORD, USER, Keeper, Task


def contender(task: Task) -> Callable[[], int]:
    """Reads with stream=True, rows kept."""
    keeper = Keeper(task)

    def work() -> int:
        client = pysnow.Client(host=urlsplit(task.url).netloc, user=USER, password=PASSWORD, use_ssl=False)
        resource = client.resource(api_path="/table/incident")
        resource.parameters.display_value = "all"
        resource.parameters.exclude_reference_link = True
        offset, total = 0, 1
        while offset < total:
            reply = resource.get(query=task.query, fields=list(FIELDS), limit=task.page, offset=offset, stream=True)
            offset, total = offset + task.page, int(reply.headers["X-Total-Count"])
            keeper.keep(reply.all(), is_last=offset >= total)
        return keeper.end()

    return work


def backend() -> str:
    """Which ijson parses, and with what."""
    name = getattr(ijson, "backend_name", "") or ijson.basic_parse.__module__.rpartition(".")[2]
    return f"ijson {ijson.version.__version__}, backend {name}"


if __name__ == "__main__":
    print(backend())
