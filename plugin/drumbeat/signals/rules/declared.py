"""V06, V10 and V13: what ServiceNow does not hold, from imported lists; told of those who asked for it alone.

Imported entries belong to no team's records: who tells of them filters by the person (F2, F3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from drumbeat.records.model import Declaration, Declared
from drumbeat.signals.declared import declared_signal, entries, entry_evidence
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material
from drumbeat.signals.model import Default, Rule, Signal, Status
from drumbeat.signals.reciprocity import returned
from drumbeat.signals.world import World


def mentoring(material: Material) -> Iterator[Signal]:
    """V06."""
    for entry in entries(material, Declaration.MENTORING):
        if entry.is_confirmed and _is_by_another(entry, material.world):
            yield _flagged(material.world, declared_signal(("V06", "1.0.0"), entry), entry)


def recognition(material: Material) -> Iterator[Signal]:
    """V10."""
    for entry in entries(material, Declaration.RECOGNITION):
        if _is_by_another(entry, material.world):
            yield _flagged(material.world, declared_signal(("V10", "1.0.0"), entry), entry)


def engagement(material: Material) -> Iterator[Signal]:
    """V13."""
    for entry in entries(material, Declaration.TALK):
        yield declared_signal(("V13", "1.0.0"), entry)


RULES = (
    Rule(
        id="V06",
        version="1.0.0",
        label="Mentoring",
        sentence="A mentoring with another person that was imported, ended in the period, and that both sides "
        "confirmed. Where each mentored the other within 30 days it is flagged. Assessments by coaches are never read.",
        default=Default.PRIVATE,
        opt_in=True,
        find=mentoring,
    ),
    Rule(
        id="V10",
        version="1.0.0",
        label="Recognition",
        sentence="An award or praise that was imported and given in the period by somebody else. Where two people "
        "praised each other within 30 days it is flagged, and told to no team. It is not counted, and nobody’s tone is "
        "read. Callers’ praise in surveys and comments is not read, as their words are not kept.",
        default=Default.BOTH,
        opt_in=True,
        find=recognition,
    ),
    Rule(
        id="V13",
        version="1.0.0",
        label="External engagement",
        sentence="A talk or publication that was imported and dated in the period, with an address where it can be "
        "checked or else as declared. Events attended are nothing here.",
        default=Default.PRIVATE,
        opt_in=True,
        find=engagement,
    ),
)


def _is_by_another(entry: Declared, world: World) -> bool:
    """Whether somebody else gave it: a person or an organisation, no automatic thank-you."""
    return bool(entry.by) and entry.by.key != entry.person.key and world.is_person(entry.by)


def _flagged(world: World, signal: Signal, entry: Declared) -> Signal:
    if entry.sys_id not in world.once(_returned)[entry.kind]:
        return signal
    more = entry_evidence(entry, "by", Held.RECIPROCAL)
    return replace(signal, evidence=(*signal.evidence, more), status=Status.FLAGGED)


def _returned(world: World) -> Mapping[Declaration, frozenset[str]]:
    """Of each kind, sys_ids of entries that were returned within 30 days."""
    return {
        kind: returned(
            {
                each.sys_id: (each.person.key, each.by.key, datetime.combine(each.day, time(), UTC))
                for each in world.declared
                if each.kind is kind and each.by
            }
        )
        for kind in Declaration
    }
