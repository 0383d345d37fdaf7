"""Skill signals that rest on visibility signals: the same evidence, told of one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Signal


def told_by(material: Material, sources: Iterable[Rule]) -> Iterator[Signal]:
    """What these rules say of persons. A rule that cannot read what it needs says nothing."""
    world = material.world
    for source in sources:
        if source.find is not None and not source.lacks(world.readable, world.missing):
            yield from (signal for signal in material.found(source.find) if signal.subject)


def retold(rule: tuple[str, str], signals: Iterable[Signal]) -> Iterator[Signal]:
    """The same statements in another rule's name."""
    for signal in signals:
        yield replace(signal, rule=rule[0], version=rule[1])
