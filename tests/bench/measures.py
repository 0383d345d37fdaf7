"""The measures of the bench: what is compared with what, the goal, and the verdict."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runs import PAGE, Run

Round = dict[str, Run]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: a ratio within a round, and the bound that its median must keep."""

    text: str
    goal: float
    needs: tuple[str, ...]
    ratio: Callable[[Round], float]
    at_least: bool = False

    def line(self, rounds: Sequence[Round]) -> tuple[str, str, str, str, str]:
        """Text, median, spread, goal, verdict."""
        is_measured = all(name in found for found in rounds for name in self.needs)
        ratios = [self.ratio(found) for found in rounds] if is_measured else []
        return judged(self.text, ratios, self.goal, at_least=self.at_least)


def judged(
    text: str, values: Sequence[float], goal: float, *, at_least: bool = False
) -> tuple[str, str, str, str, str]:
    """Text, median, spread, goal, verdict; without values it was not measured."""
    bound = f"{'>=' if at_least else '<='} {goal:.3g}"
    if not values:
        return text, "-", "-", bound, "not measured"
    median = statistics.median(values)
    met = median >= goal if at_least else median <= goal
    return text, f"{median:.2f}", f"{min(values):.2f} .. {max(values):.2f}", bound, "met" if met else "MISSED"


def per_ten_thousand(run: Run) -> float:
    """CPU seconds per 10,000 records."""
    return run.cpu / run.rows * 10_000


def least_pages(run: Run) -> int:
    """The least number of pages that these rows can come in."""
    return math.ceil(run.rows / PAGE)


def speed_measures(latency: float) -> tuple[Measure, ...]:
    """What is measured on one simulator with that many seconds a request."""

    def cpu(first: str, second: str) -> Callable[[Round], float]:
        return lambda found: per_ten_thousand(found[first]) / per_ten_thousand(found[second])

    def wall(first: str, second: str) -> Callable[[Round], float]:
        return lambda found: found[first].seconds / found[second].seconds

    def against_limit(found: Round) -> float:
        ours = found["ours-4"]
        return ours.seconds / (least_pages(ours) * latency / 4 + ours.cpu)

    def requests(found: Round) -> float:
        ours = found["ours-4"]
        return (ours.pages + ours.others) / least_pages(ours)

    pinned, today = "pysnow-pinned", "pysnow-today"
    return (
        Measure("wall: 1 worker / requests + json", 1.05, ("ours-1", "plain"), wall("ours-1", "plain")),
        Measure("wall: pysnow, pinned ijson / 4 workers", 5, (pinned, "ours-4"), wall(pinned, "ours-4"), at_least=True),
        Measure(
            "wall: pysnow, today's ijson / 4 workers", 2.5, (today, "ours-4"), wall(today, "ours-4"), at_least=True
        ),
        Measure("wall: 4 workers / (pages x latency / 4 + CPU)", 1.15, ("ours-4",), against_limit),
        Measure("CPU: 1 worker / pysnow, pinned ijson", 0.25, ("ours-1", pinned), cpu("ours-1", pinned)),
        Measure("CPU: 1 worker / floor", 6, ("ours-1", "floor"), cpu("ours-1", "floor")),
        Measure("CPU: 4 workers / floor", 6, ("ours-4", "floor"), cpu("ours-4", "floor")),
        Measure("requests: 4 workers / least pages", 1.1, ("ours-4",), requests),
    )


def memory_measures() -> tuple[Measure, ...]:
    """What is measured on many records, without latency."""
    return (
        Measure(
            "peak memory: 1,000,000 / 100,000 records", 1.2, ("few", "many"), lambda found: _peak(found, "many", "few")
        ),
        Measure("peak memory: 1,000,000 records, MB", 250, ("many",), lambda found: found["many"].peak),
    )


def _peak(found: Round, first: str, second: str) -> float:
    return found[first].peak / found[second].peak
