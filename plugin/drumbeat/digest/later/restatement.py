"""What the edition of the period before told, beside what the same figures are now. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from drumbeat.digest.figures.definitions import DEFINITIONS
from drumbeat.digest.model import Restatement


def restated(told: Mapping[str, float], now: Mapping[str, float]) -> tuple[Restatement, ...]:
    """The figures that differ, in the order of their definitions.

    Figures that either of the two does not have are passed over: not being able to read a table restates nothing.
    """
    return tuple(
        Restatement(figure.id, figure.label, figure.unit, told[figure.id], now[figure.id])
        for figure in DEFINITIONS
        if figure.id in told and figure.id in now and not math.isclose(told[figure.id], now[figure.id])
    )
