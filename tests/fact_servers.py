"""Local systems that facts come from: JSON under any address, and what answers as Prometheus does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wire import Wire, message

JSON = {"Content-Type": "application/json"}


def target(request: bytes) -> str:
    """Path and query of a request."""
    return request.split(b" ", 2)[1].decode()


def json_server(answer: Callable[[str], tuple[int, Any]]) -> Wire:
    """A server that answers an address with status and JSON; JSON that is a text goes as it is."""

    def say(request: bytes) -> list[bytes]:
        status, content = answer(target(request))
        body = content if isinstance(content, str) else json.dumps(content)
        return [message(body.encode(), JSON, status)]

    return Wire(say)


def bytes_server(body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> Wire:
    """A server that always sends the same."""
    return Wire(lambda _: [message(body, headers, status)])


def prometheus(answer: Callable[[str, int], Any]) -> Wire:
    """What answers /api/v1/query: `answer` gets query and time, and gives the `data`, or the whole reply."""

    def reply(asked: str) -> tuple[int, Any]:
        parts = urlsplit(asked)
        if parts.path != "/api/v1/query":
            return 404, {"status": "error"}
        said = parse_qs(parts.query)
        content = answer(said["query"][0], int(said["time"][0]))
        if isinstance(content, tuple):
            return content
        if isinstance(content, dict) and "status" in content:
            return 200, content
        return 200, {"status": "success", "data": content}

    return json_server(reply)


def vector(at: int, *values: str) -> dict[str, Any]:
    """The data of an instant query with so many series."""
    series = [{"metric": {"instance": str(number)}, "value": [at, value]} for number, value in enumerate(values)]
    return {"resultType": "vector", "result": series}
