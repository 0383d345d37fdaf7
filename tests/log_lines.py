"""What the log makes of records, as a machine reads it."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from command import ROOT
from drumbeat.logs.lines import ForMachines, is_let_through

PACKAGE = ROOT / "plugin" / "drumbeat"
_METHODS = {"debug", "info", "warning", "error", "critical", "log", "exception"}


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


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Every call of a logger in the package, with its place."""
    return list(_calls())


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in _METHODS and ast.unparse(called.value) == "log":
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", called.attr, node
