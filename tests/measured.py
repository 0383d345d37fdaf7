"""Tables that a run of tests prints at its end, in Markdown: the sums of what each test told by `record_property`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WRONG = ("doubles", "lost", "unsettled", "undoubted", "kept_out")
"""What must not be when a sender is killed, see `crashes.Outcome`."""


@dataclass(frozen=True)
class Table:
    """What is told under a name: `what` it is of, and how many of each column."""

    name: str
    title: str
    """Of the first column."""
    columns: tuple[str, ...]

    def lines(self, told: Iterable[Mapping[str, Any]]) -> list[str]:
        """A line for each sort, in the order of what was told first, and one for all; nothing where nothing was."""
        sums: dict[str, Counter[str]] = {}
        for each in told:
            for what in (each["what"], _ALL):
                sums.setdefault(what, Counter()).update({name: each[name] for name in self.columns})
        if not sums:
            return []
        sums[_ALL] = sums.pop(_ALL)  # last
        widths = [max(map(len, (self.title, *sums))), *(max(len(name), 7) for name in self.columns)]
        rows = [(what, *(f"{counts[name]:,}" for name in self.columns)) for what, counts in sums.items()]
        rule = [f"{'-' * widths[0]}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
        return [_row(each, widths) for each in ((self.title, *self.columns), rule, *rows)]


_ALL = "all"


def _row(cells: Iterable[str], widths: list[int]) -> str:
    first, *rest = cells
    counts = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
    return f"| {' | '.join([f'{first:<{widths[0]}}', *counts])} |"


CRASHES = Table("crash", "killed", ("runs", "deaths", "arrived", "doubtful", *WRONG))
STATES = ("sent", "failed", "skipped", "unknown", "planned")
FAULTS = Table("fault", "the mail server", ("mails", *STATES, "next", "again"))
"""States after the run that met the fault; how many the next run sent, and how many of those were not planned."""
CALENDAR = Table("calendar", "zone", ("forms", "instants", "leapt", "twofold", "wrong"))
"""`leapt` and `twofold`: instants of a local time that the wall clock leaps over, or shows twice."""
PLACES = Table("places", "case", ("runs", "readers", "mails", "twice"))


def tables(properties: Iterable[tuple[str, Any]]) -> list[str]:
    """Those of which anything was told, with an empty line before each."""
    told = list(properties)
    found = (each.lines(value for name, value in told if name == each.name) for each in _EACH)
    return [line for lines in found if lines for line in ("", *lines)]


_EACH = (CRASHES, FAULTS, CALENDAR, PLACES)
