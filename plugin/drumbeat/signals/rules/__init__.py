"""The rules, by what they tell of. Each module has a tuple `RULES`; each rule a function of the material."""

from __future__ import annotations

from itertools import chain

from drumbeat.signals.model import Rule
from drumbeat.signals.rules import (
    collaboration,
    customers,
    declared,
    delivery,
    growth,
    improvement,
    initiative,
    interpersonal,
    knowledge,
    learning,
    never,
    practice,
    prevention,
    quiet,
    reliability,
    stakes,
    technology,
    whole,
)

_MODULES = (
    collaboration,
    customers,
    declared,
    delivery,
    growth,
    improvement,
    initiative,
    interpersonal,
    knowledge,
    learning,
    never,
    practice,
    prevention,
    quiet,
    reliability,
    stakes,
    technology,
    whole,
)

ALL: tuple[Rule, ...] = tuple(chain.from_iterable(module.RULES for module in _MODULES))
