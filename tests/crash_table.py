"""The table of the crash matrix, from what each run told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

CRASH = "crash"
"""Under this name a run tells what came of it."""
WRONG = ("doubles", "lost", "unsettled", "undoubted", "kept_out")
"""What must not be, see `crashes.Outcome`."""
_COLUMNS = ("runs", "deaths", "arrived", "doubtful", *WRONG)


def table(told: Iterable[dict[str, Any]]) -> list[str]:
    """The sums of runs, a line for each sort, and for all."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for each in told:
        counts = {name: each[name] for name in _COLUMNS}
        for key in ((each["who"], each["store"]), ("all", "")):
            sums.setdefault(key, Counter()).update(counts)
    lines = [f"{'killed':<42}{''.join(f'{name:>11}' for name in _COLUMNS)}"] if sums else []
    for (who, store), counts in sorted(sums.items(), key=lambda item: (item[0][0] == "all", item[0])):
        lines.append(f"{who + ', ' * bool(store) + store:<42}" + "".join(f"{counts[name]:>11,}" for name in _COLUMNS))
    return lines
