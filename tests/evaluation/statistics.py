"""Proportions with exact bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LEVEL = 0.05
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many, with the one-sided 95 % lower bound of Clopper and Pearson."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share; nought of nothing is not a number."""
        return self.hits / self.n if self.n else math.nan

    @property
    def lower(self) -> float:
        """The smallest share under which so many hits or more would come up in at least one of twenty samples."""
        if not self.hits:
            return 0.0
        low, high = 0.0, 1.0
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if _at_least(self.hits, self.n, middle) < _LEVEL else (low, middle)
        return low

    def __str__(self) -> str:
        """.983 (236 of 240; at least .963)."""
        if not self.n:
            return "no cases"
        return f"{self.value:.3f} ({self.hits} of {self.n}; at least {self.lower:.3f})"


def _at_least(hits: int, n: int, share: float) -> float:
    """The probability of `hits` or more among n, by logarithms so that nothing overflows."""
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    logs = (
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(share)
        + (n - k) * math.log1p(-share)
        for k in range(hits, n + 1)
    )
    return math.fsum(map(math.exp, logs))
