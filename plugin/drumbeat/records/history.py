"""Lists that hold many rows a number: logs of updates. The last update of each number is the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

Row = TypeVar("Row")


def latest(rows: Iterable[Row], key: Callable[[Row], str], updated: Callable[[Row], datetime | None]) -> list[Row]:
    """The last row of each key by time of update, in the order in which keys first appear.

    File order breaks ties: logs are written to the minute. A row without a time of update counts as older
    than one with.
    """
    last: dict[str, tuple[datetime | None, Row]] = {}
    for row in rows:
        name, moment = key(row), updated(row)
        if name in last and _is_older(moment, last[name][0]):
            continue
        last[name] = (moment, row)
    return [row for _, row in last.values()]


def _is_older(moment: datetime | None, other: datetime | None) -> bool:
    if other is None:
        return False
    return moment is None or moment < other
