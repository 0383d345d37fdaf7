"""What a scenario is: a builder of rows that names who is to be credited, or a builder after which nobody is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

from gold.bundle import EASY, HARD, KINDS, POSITIVE, Bundle, Credit, World

TEAM_ONLY = frozenset({"V07", "V12", "V15", "V20", "V21", "V24", "V25"})
BOTH = frozenset({"V01", "V02", "V03", "V04", "V05", "V08", "V09", "V11", "V16", "V17", "V18", "V22"})
"""The column “default” of the sheet; every other signal is personal only."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of an area's table."""

    kind: str
    why: str
    build: Callable[[World], Credit]


def yes(why: str, build: Callable[..., Credit], **changed: Any) -> Case:
    """The signal holds for those whom the builder returns."""
    return Case(POSITIVE, why, partial(build, **changed))


def trap(why: str, build: Callable[..., Credit], **changed: Any) -> Case:
    """It looks like the signal, and nobody has it; what the builder returns is set aside."""
    return Case(HARD, why, partial(build, **changed))


def no(why: str, build: Callable[..., Credit], **changed: Any) -> Case:
    """Nothing in the world is like the signal."""
    return Case(EASY, why, partial(build, **changed))


def of_kind(cases: tuple[Case, ...], *kinds: str) -> tuple[Case, ...]:
    """The cases of some kinds: signals that rest on the same evidence share the work of holding them apart."""
    return tuple(case for case in cases if case.kind in kinds)


def chosen(cases: dict[str, tuple[Case, ...]], count: int) -> dict[str, list[Case]]:
    """Every case once; then, up to the count, positives again in turn, for the signal that has fewest bundles."""
    lists = {signal: sorted(some, key=lambda case: KINDS.index(case.kind)) for signal, some in cases.items()}
    again = {signal: cycle(case for case in some if case.kind == POSITIVE) for signal, some in lists.items()}
    for _ in range(count - sum(map(len, lists.values()))):
        signal = min(lists, key=lambda name: (len(lists[name]), name))
        lists[signal].append(next(again[signal]))
    return lists


def bundle(name: str, signal: str, case: Case) -> Bundle:
    world = World(name)
    credit = case.build(world) if case.kind == POSITIVE else _set_aside(case.build(world))
    held = case.kind == POSITIVE
    return Bundle(
        id=name,
        why=case.why,
        signal=signal,
        kind=case.kind,
        tables=world.tables,
        imports=world.imports,
        now=world.now,
        month=world.month,
        zone=world.zone,
        groups=world.groups,
        settings=world.settings,
        team=frozenset({signal} if held and signal in TEAM_ONLY | BOTH else ()),
        personal=frozenset(() if signal in TEAM_ONLY else ((who.name, signal, role) for who, role in credit)),
        provisional=world.provisional,
    )


def _set_aside(_: Credit) -> Credit:
    return []
