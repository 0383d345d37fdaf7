"""Signals on imported entries: what a person or somebody else declared, shown as that."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.records.model import Declaration, Declared
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material
from drumbeat.signals.model import Evidence, Role, Signal


def entries(material: Material, kind: Declaration) -> Iterator[Declared]:
    """The imported entries of this kind that are dated in the period, in the order of their days."""
    found = [each for each in material.world.declared if each.kind is kind and material.period.holds(each.day)]
    yield from sorted(found, key=lambda each: (each.day, each.sys_id))


def declared_signal(rule: tuple[str, str], entry: Declared, *more: Evidence) -> Signal:
    """The statement that the entry makes about its person; its standing says whether it can be checked."""
    evidence = (
        entry_evidence(entry, "day", entry.day.isoformat()),
        entry_evidence(entry, "url", Held(entry.standing)),
        *more,
    )
    return Signal(rule[0], rule[1], entry.person, Role.LEAD, evidence, about=entry.title)


def entry_evidence(entry: Declared, field: str, value: str) -> Evidence:
    """A field of an imported entry as evidence."""
    return Evidence(entry.kind.value, entry.sys_id, field, value)
