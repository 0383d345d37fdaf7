"""What an attack is: one of the eight does to the rows what a person who wants more signals would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gaming.year import Year, in_month
from gold.bundle import Person, Row

Act = Callable[[Year, Person], None]


@dataclass(frozen=True, slots=True)
class Attack:
    """One of the twelve of the signals sheet, 6.2 point 7; several ways to do the same have the same letter."""

    letter: str
    name: str
    act: Act

    def on(self, honest: Year, attacker: Person) -> Year:
        """The same world with the attack in it."""
        world = honest.copied()
        self.act(world, attacker)
        return world


def mates(w: Year, me: Person) -> list[Person]:
    """The colleagues of the attacker's own group; they have accounts, and no part in the attack unless it says so."""
    return [each for each in w.team if each.group == me.group and each != me]


def others(w: Year, me: Person) -> list[Person]:
    """All colleagues of the team."""
    return [each for each in w.team if each != me]


def own(w: Year, me: Person, table: str = "incident") -> list[Row]:
    """The attacker's own records of the month."""
    field = "resolved_by" if table in ("incident", "problem") else "assigned_to"
    return [row for row in w.rows(table, **{field: me}) if in_month(row)]


def foreign(w: Year, me: Person, table: str = "incident") -> Iterator[Row]:
    """The colleagues' records of the month."""
    for other in others(w, me):
        yield from own(w, other, table)
