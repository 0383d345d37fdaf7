"""What is far from usual is held for a human: more than three robust sigma from the six periods before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from drumbeat.digest.operational.model import FactUnit, UnitKind

TRAILING = 6
"""Periods before this one that it is compared with (signals sheet 2.1)."""
FEWEST = 3
"""With fewer of them nobody can say what is usual."""
_SIGMAS = 3
_MAD_TO_SIGMA = Decimal("1.4826")
"""Of a normal distribution: how many median absolute deviations make a standard deviation."""
_FLOOR_SHARE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value that is far from what is usual."""

    typical: Decimal
    periods: int


def outlier(value: Decimal, unit: FactUnit, trailing: Sequence[Decimal]) -> Outlier | None:
    """The typical value that this one is far from; None when it is near, or when fewer than three periods are known.

    Sigma is 1.4826 times the median absolute deviation, and never below a floor, or the slightest change would be
    held where the values before happened to be alike.
    """
    if len(trailing) < FEWEST:
        return None
    typical = median(trailing)
    spread = median([abs(each - typical) for each in trailing])
    sigma = max(_MAD_TO_SIGMA * spread, floor(typical, unit))
    return Outlier(typical, len(trailing)) if abs(value - typical) > _SIGMAS * sigma else None


def floor(typical: Decimal, unit: FactUnit) -> Decimal:
    """The least that counts as one sigma: a twentieth of the typical value.

    Of a percentage one point, since a twentieth of 99.9 would let everything pass. Of a count at least its root, by
    which counts of rare events vary anyway, and one.
    """
    if unit.kind is UnitKind.PERCENT:
        return Decimal(1)
    share = typical * _FLOOR_SHARE
    return max(share, typical.sqrt(), Decimal(1)) if unit.kind is UnitKind.COUNT else share
