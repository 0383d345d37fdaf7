"""All rules, in the order of their ids, and the one way to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Signal
from drumbeat.signals.rules import ALL

RULES: tuple[Rule, ...] = tuple(sorted(ALL, key=lambda rule: rule.id))
"""Every visibility and skill rule; those that are off or never are listed, with the reason."""


@dataclass(frozen=True, slots=True)
class Classified:
    """The signals of one scope and period, and which rules could not tell."""

    signals: tuple[Signal, ...]
    switched_off: Mapping[str, str] = field(default_factory=dict)
    """Rule id -> what of its needs could not be read."""


def classify(material: Material, is_wanted: Callable[[Rule], bool], rules: tuple[Rule, ...] = RULES) -> Classified:
    """The signals of all wanted rules that can tell, in a fixed order: by rule, record, person and subject matter."""
    found: list[Signal] = []
    off: dict[str, str] = {}
    world = material.world
    for rule in rules:
        if rule.find is None or not is_wanted(rule):
            continue
        lacking = rule.lacks(world.readable, world.missing)
        if lacking:
            off[rule.id] = lacking
        else:
            found += material.found(rule.find)
    found.sort(key=lambda each: (each.rule, each.number, each.role, each.subject.key, each.about, each.sha256))
    return Classified(tuple(found), off)
