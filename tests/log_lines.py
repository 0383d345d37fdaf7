"""What the log makes of records, as a machine reads it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from drumbeat.logs.lines import ForMachines, is_let_through


class Listener(logging.Handler):
    """Keeps the lines of all that anybody logs, at every level, as they would be written."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.addFilter(is_let_through)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A line, made where and when it is said."""
        self.lines.append(ForMachines().format(record))

    @property
    def text(self) -> str:
        """All of them."""
        return "\n".join(self.lines)


@contextmanager
def listening() -> Iterator[Listener]:
    """Keeps them for as long as the block lasts."""
    root, kept = logging.getLogger(), Listener()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.NOTSET)
    try:
        yield kept
    finally:
        root.setLevel(before)
        root.removeHandler(kept)


def written(records: Iterable[logging.LogRecord]) -> str:
    """The lines that these become."""
    return "".join(f"{ForMachines().format(each)}\n" for each in records if is_let_through(each))


def read(text: str) -> list[dict[str, Any]]:
    """Lines of a log, each of which is JSON."""
    return [json.loads(line) for line in text.splitlines()]


def told(records: Iterable[logging.LogRecord], event: str) -> list[dict[str, Any]]:
    """The lines of one kind of event."""
    return [line for line in read(written(records)) if line["event"] == event]
