"""How much an attack brings: the attacker's month beside the month of the honest twin.

Three factors, each 1 + what is new ÷ what the twin has. *Signals* are the lines that a reader sees (rule and subject
matter). *Statements* are lines with their records: another record in the place of one that fell out is none more.
*Team* is the same for the team's statements.

Of split tickets (a) only the first and the last are held at 1.00. Five tickets of one caller in one hour, each in words
of its own, are what five small wishes look like. No field tells them apart, and what each says was done. A record more
behind a line that stood there anyway is therefore no reward: nothing is scored by it. A line more is one, since a
threshold was then reached by cutting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gaming.attack import Attack
from gaming.counting import raw_counts
from gaming.honest import honest
from gaming.registers import REGISTERS
from gaming.saying import Said, Statement, distinct, signals_of
from gaming.tickets import LEVELS, TICKETS
from gaming.words import WORDS
from gaming.year import Year
from gold.bundle import Person

ATTACKS: tuple[Attack, ...] = tuple(sorted((*TICKETS, *WORDS, *LEVELS, *REGISTERS), key=lambda each: each.letter))
"""The twelve, some of them done in more than one way."""


Line = tuple[str, str]
"""Rule and subject matter."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. A factor of 1.00 means that the attack brought nothing."""

    attack: str
    signals: float
    """Distinct statements (rule, subject matter) of the attacker ÷ those of the honest twin."""
    statements: float
    """The same, each with its record."""
    team: float
    """Statements of the team, each with its record, ÷ those without the attack."""
    raw: float
    """The raw count that grew most ÷ that of the twin, or ÷ 1 where the twin has none."""
    raw_count: str
    """Which count that is."""
    attacker: str
    """The one of the eight for whom it brought most, by place."""
    extra: tuple[str, ...] = ()
    """What was said beyond the honest twin: rule and subject matter."""


@lru_cache(maxsize=4)
def honestly(seed: str = "neutral") -> Said:
    """What is said of the honest world."""
    return signals_of(honest(seed))


def gaming_table(
    seed: str = "neutral", attackers: Sequence[int] = range(8), attacks: Sequence[Attack] = ATTACKS
) -> list[Row]:
    """Each attack by each of these of the eight: the worst of them."""
    world, before = honest(seed), honestly(seed)
    rows = []
    for attack in attacks:
        tried = [measured(attack, world, before, world.team[place]) for place in attackers]
        rows.append(max(tried, key=lambda row: (row.signals, row.team, row.statements, row.raw)))
    return rows


def measured(attack: Attack, world: Year, before: Said, who: Person) -> Row:
    """One attack by one person."""
    attacked = attack.on(world, who)
    after = signals_of(attacked)
    mine, then = after.person[who.sys_id], before.person[who.sys_id]
    honest_counts = raw_counts(world, who)
    raw = {name: (count, honest_counts[name]) for name, count in raw_counts(attacked, who).items()}
    name = max(raw, key=lambda each: raw[each][0] / max(1, raw[each][1]))
    lines = extra(distinct(mine), distinct(then))
    return Row(
        attack=f"({attack.letter}) {attack.name}",
        signals=_factor(len(lines), len(distinct(then))),
        statements=_factor(len(more(mine, then)), len(then)),
        team=_factor(len(more(after.team, before.team)), len(before.team)),
        raw=raw[name][0] / max(1, raw[name][1]),
        raw_count=name,
        attacker=str(world.team.index(who)),
        extra=(
            *(f"new line: {rule} {about}".strip() for rule, about in lines),
            *(f"more records: {each}" for each in more(mine, then)),
            *(f"team: {each}" for each in more(after.team, before.team)),
        ),
    )


def extra(after: Iterable[Line], before: Iterable[Line]) -> list[Line]:
    """What is in the one and not in the other."""
    return sorted(set(after) - set(before))


def more(after: frozenset[Statement], before: frozenset[Statement]) -> list[str]:
    """Statements beyond what was said before, by rule and subject matter: another record in its place is no more."""
    grown = Counter((rule, about) for rule, about, _, _ in after)
    grown.subtract((rule, about) for rule, about, _, _ in before)
    return sorted(f"{rule} {about}".strip() for rule, about in grown.elements())


def _factor(gained: int, honestly: int) -> float:
    return 1 + gained / max(1, honestly)
