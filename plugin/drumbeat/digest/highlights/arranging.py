"""Which of the sentences that were found are told, and in which order.

A mail tells five; the first three outcomes are its first screen. What the lead hid is told nowhere. So that one rich
kind does not push the others out, each kind tells one before any tells its second; what the lead ticked or put first is
among the five whatever else there is. They are told in the order of kinds, but what the lead put first comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.digest.model import Kind

MOST = 5
FIRST_SCREEN = 3


class Sentence(Protocol):
    """A highlight, or what stands for one."""

    @property
    def id(self) -> str:
        """By which a lead speaks of it."""

    @property
    def kind(self) -> Kind:
        """What it tells of."""


S = TypeVar("S", bound=Sentence)


@dataclass(frozen=True, slots=True)
class Arranged(Generic[S]):
    """What became of the sentences that were found."""

    told: tuple[S, ...]
    """In their order."""
    spare: tuple[S, ...] = ()
    """For which there is no room."""
    hidden: tuple[S, ...] = ()

    @property
    def outcomes(self) -> tuple[S, ...]:
        """Those of the first screen."""
        return first_screen(self.told)

    @property
    def further(self) -> tuple[S, ...]:
        """Those that are told below it."""
        return tuple(each for each in self.told if each not in self.outcomes)


def first_screen(told: Sequence[S]) -> tuple[S, ...]:
    """Up to three outcomes; volume is none, and stands among its figures."""
    return tuple(each for each in told if each.kind is not Kind.VOLUME)[:FIRST_SCREEN]


def arranged(found: Sequence[S], editing: Editing = UNEDITED, ticked: Collection[str] = ()) -> Arranged[S]:
    """What is told of them. `found` is in the order of kinds; `ticked` are ids of what the lead ticked, as it is."""
    shown = [each for each in found if each.id not in editing.hidden]
    first = {each: place for place, each in enumerate(editing.order) if not each.startswith(f"{Kind.VOLUME}:")}
    seen: dict[Kind, int] = {}
    ranks: list[tuple[int, int]] = []
    for at, each in enumerate(shown):
        turn = 2 + seen.get(each.kind, 0)
        ranks.append((0, first[each.id]) if each.id in first else (1, at) if each.id in ticked else (turn, at))
        seen[each.kind] = seen.get(each.kind, 0) + 1
    wanted = sorted(range(len(shown)), key=ranks.__getitem__)[:MOST]
    told = sorted(sorted(wanted), key=lambda at: first.get(shown[at].id, len(first)))
    return Arranged(
        told=tuple(shown[at] for at in told),
        spare=tuple(each for at, each in enumerate(shown) if at not in wanted),
        hidden=tuple(each for each in found if each.id in editing.hidden),
    )
