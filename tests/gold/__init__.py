"""The gold for the signal rules: 600 generated bundles, and 188 held out; both written from the fact sheet alone."""

from __future__ import annotations

from gold import (
    changes,
    collaboration,
    imported,
    improvements,
    initiative,
    knowledge,
    majors,
    practice,
    skills,
    whole_team,
)
from gold.bundle import Bundle
from gold.held_out import CASES as HELD_OUT
from gold.held_out_more import CASES as HELD_OUT_MORE
from gold.held_out_skills import CASES as HELD_OUT_SKILLS
from gold.scenario import Case, bundle, chosen

AREAS = (improvements, collaboration, majors, knowledge, initiative, whole_team, changes, imported, practice, skills)
COUNT = 600

__all__ = ["Bundle", "bundles", "held_out"]


def bundles() -> list[Bundle]:
    """All bundles, in the order of their ids; the same ones at each call."""
    cases: dict[str, tuple[Case, ...]] = {}
    for area in AREAS:
        for signal, more in area.CASES.items():
            cases[signal] = (*cases.get(signal, ()), *more)
    return [
        bundle(f"{signal}-{number:02d}", signal, case)
        for signal, some in sorted(chosen(cases, COUNT).items())
        for number, case in enumerate(some, 1)
    ]


def held_out() -> list[Bundle]:
    """The bundles held out: two positives and two hard negatives a signal; the same ones at each call."""
    return [
        bundle(f"H-{signal}-{number:02d}", signal, case)
        for signal, some in sorted({**HELD_OUT, **HELD_OUT_MORE, **HELD_OUT_SKILLS}.items())
        for number, case in enumerate(some, 1)
    ]
