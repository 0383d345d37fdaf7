"""From a record to a line. What is let through is named here; everything else stays out, at every level.

A record of ours is its sentence, which is a constant of the code, and those of its fields that are listed; a value is
a number or one plain word. What an outside library says may quote an address, a statement or a header, so of it only
who says it, where and the kind of error are told, unless it is one that is known to say nothing else.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import TypeAlias

from drumbeat.logs.correlation import current

FIELDS = (
    *("team", "month", "step", "edition", "attempt", "state", "table", "status", "rows", "expected", "count", "failed"),
    *("method", "route", "lane", "job", "ms", "before", "after", "version", "error", "exit", "through", "why"),
)
"""What may go with an event, in the order in which it stands."""
KNOWN = ("uvicorn.error", "apscheduler")
"""Libraries whose sentences hold nothing but their own state: ports and rings."""
_OURS = "drumbeat"
_WORD = re.compile(r"[\w./:,{}+-]{0,160}", re.ASCII)
_SENTENCE = re.compile(r"[\w ./:,;()+’'-]{1,200}", re.ASCII)
_HIDDEN = "?"

Value: TypeAlias = str | int | float | bool | None


def is_ours(record: logging.LogRecord) -> bool:
    """Whether Drumbeat itself says it."""
    return record.name.partition(".")[0] == _OURS


def is_known(record: logging.LogRecord) -> bool:
    """Whether a library says it that is known to say nothing of others."""
    return any(record.name == each or record.name.startswith(f"{each}.") for each in KNOWN)


def is_let_through(record: logging.LogRecord) -> bool:
    """Whether there is a line of it at all: of libraries, what is worth somebody's attention."""
    return is_ours(record) or record.levelno >= (logging.INFO if is_known(record) else logging.WARNING)


def event_of(record: logging.LogRecord) -> str:
    """What happened, in words that hold nothing but themselves."""
    if is_ours(record):
        return str(record.msg)
    return record.getMessage() if is_known(record) else "a library warns"


def fields_of(record: logging.LogRecord) -> dict[str, Value]:
    """What goes with it. Of a library's error there is the class."""
    if is_ours(record):
        return {name: _plain(name, getattr(record, name)) for name in FIELDS if hasattr(record, name)}
    error = record.exc_info[0] if record.exc_info else None
    said: dict[str, Value] = {"error": error.__name__} if error else {}
    return said if is_known(record) else {**said, "through": f"{record.module}:{record.lineno}"}


def _plain(name: str, value: object) -> Value:
    if value is None or isinstance(value, int | float):
        return value
    allowed = _SENTENCE if name == "why" else _WORD
    return str(value) if allowed.fullmatch(str(value)) else _HIDDEN


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


class ForMachines(logging.Formatter):
    """A line of JSON. `time` is UTC (RFC 3339), `id` the turn, job or request that it belongs to; or empty."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "time": _moment(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": event_of(record),
            "logger": record.name,
            "id": current(),
        }
        return json.dumps({**said, **fields_of(record)}, ensure_ascii=False)


class ForPeople(logging.Formatter):
    """The same for a terminal: time (UTC), level, what happened, what goes with it, and the id."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = " ".join(f"{name}={value}" for name, value in fields_of(record).items() if value not in (None, ""))
        begin = f"{_moment(record):%Y-%m-%d %H:%M:%S}Z {record.levelname.lower():<7} {_one_line(event_of(record))}"
        return "  ".join(filter(None, (begin, said, current())))


def _one_line(text: str) -> str:
    return " ".join(text.split())
