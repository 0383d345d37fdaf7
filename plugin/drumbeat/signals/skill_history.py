"""Each person's records with each skill, over everything that was read: made once per world."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.records.model import Ref
from drumbeat.signals.gathered import Stake
from drumbeat.signals.skills.exercised import Exercised
from drumbeat.signals.skills.taxonomy import Skill
from drumbeat.signals.world import World


@dataclass(frozen=True, slots=True)
class Practised:
    """One person's records with one skill."""

    person: Ref
    skill: Skill
    stakes: tuple[Stake, ...]
    """Each record once, the oldest first."""


def practised(world: World) -> tuple[Practised, ...]:
    """Every person's skills, by person and skill; ask for it by `world.once(practised)`.

    One record suffices to stand here: how many make a statement is each rule's matter.
    """
    found: list[Practised] = []
    for exercises in world.once(Exercised).by_person.values():
        held: dict[str, tuple[Skill, list[Stake]]] = {}
        for each in exercises:
            held.setdefault(each.skill.skill_id, (each.skill, []))[1].append(Stake(each.person, each.record, each.role))
        found += [Practised(exercises[0].person, skill, tuple(stakes)) for skill, stakes in held.values()]
    return tuple(found)
