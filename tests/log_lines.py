"""What the log makes of records, as a machine reads it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from drumbeat.logs.lines import ForMachines, is_let_through


def written(records: Iterable[logging.LogRecord]) -> str:
    """The lines that these become."""
    return "".join(f"{ForMachines().format(each)}\n" for each in records if is_let_through(each))


def read(text: str) -> list[dict[str, Any]]:
    """Lines of a log, each of which is JSON."""
    return [json.loads(line) for line in text.splitlines()]


def told(records: Iterable[logging.LogRecord], event: str) -> list[dict[str, Any]]:
    """The lines of one kind of event."""
    return [line for line in read(written(records)) if line["event"] == event]
