"""Tickets with secrets in title and notes: the same for the same seed, every kind about as often."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from leaks.kinds import FAMILIES, KINDS
from leaks.people import person
from leaks.phrases import closing, long_phrase, phrase
from leaks.search import folded, squeezed
from leaks.seeded import Kind, Person, Seeded

CALLER_FIELDS = {"incident": "caller_id", "sc_req_item": "requested_for", "sn_cim_register": "requested_for"}
"""Which field names the caller; in other tables nobody does, and no caller's name is seeded."""
OPENER_FIELDS = dict.fromkeys(
    ("incident", "sc_req_item", "change_request", "problem", "sn_cim_register", "pm_project"), "opened_by"
)
"""Which field names the opener: every table that extends task has it, articles do not."""
_NUMBERS = {
    "incident": "INC",
    "change_request": "CHG",
    "problem": "PRB",
    "sn_cim_register": "CIM",
    "pm_project": "PRJ",
    "kb_knowledge": "KB",
    "sc_req_item": "RITM",
}
_WEIGHTS = (25, 20, 10, 20, 10, 10, 10)
_LEAST_TITLE, _MOST_TITLE = 20, 4000
_LONG_EVERY = 97
_JOINTS = (" ", " ", " ", " - ", ", ", " – ", "; ", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One record with seeded texts: those of the title first, then those of the notes."""

    table: str
    number: str
    short_description: str
    description: str
    close_notes: str
    work_notes: str
    caller: Person
    opener: Person
    assignment_group: str
    in_title: tuple[tuple[str, Seeded], ...]
    """The kind's id and what was seeded."""
    in_notes: tuple[tuple[str, Seeded], ...]

    @property
    def secrets(self) -> list[tuple[str, str]]:
        """Each literal that may be found in no output, with its kind's id."""
        return [(kind, literal) for kind, seeded in (*self.in_title, *self.in_notes) for literal in seeded.secrets]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that a person wrote."""
        return self.short_description, self.description, self.close_notes, self.work_notes


class _Deck:
    """Kinds in a random order, each dealt once before any is dealt again."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._cards: list[Kind] = []

    def deal(self, table: str, taken: Collection[str]) -> Kind:
        """The next kind that fits the table, and does not ask for a role that is taken."""
        while True:
            for at, card in enumerate(self._cards):
                if _fits(card, table) and not (card.role and card.role in taken):
                    return self._cards.pop(at)
            self._cards += self._rng.sample(KINDS, len(KINDS))


def _fits(kind: Kind, table: str) -> bool:
    fields = {"caller": CALLER_FIELDS, "opener": OPENER_FIELDS}.get(kind.role)
    return fields is None or table in fields


def coverage() -> list[tuple[str, str, str]]:
    """Family, id and sentence of every kind."""
    return [(family, kind.id, kind.sentence) for family, kinds in FAMILIES.items() for kind in kinds]


def tickets(count: int, seed: int) -> list[Ticket]:
    """So many tickets; the same for the same seed in every process."""
    rng = Random(seed)
    titles, notes = _Deck(rng), _Deck(rng)
    return [_ticket(rng, titles, notes, at) for at in range(count)]


def _ticket(rng: Random, titles: _Deck, notes: _Deck, at: int) -> Ticket:
    table = rng.choices(list(_NUMBERS), _WEIGHTS)[0]
    people: dict[str, Person] = {}
    in_title = tuple(_dealt(rng, titles, table, people) for _ in range(rng.choice((1, 1, 2, 2, 2))))
    in_notes = tuple(_dealt(rng, notes, table, people) for _ in range(rng.choice((0, 1))))
    said = [seeded for _, seeded in in_title]
    told = [seeded for _, seeded in in_notes] or said
    length = rng.randrange(1000, 3000) if at % _LONG_EVERY == 0 else 0
    return Ticket(
        table=table,
        number=f"{_NUMBERS[table]}{9_100_001 + at}",
        short_description=_title(rng, said, length),
        description=f"{_around(rng, said)}\n{closing(rng)}",
        close_notes=f"{closing(rng)} {_around(rng, told)}",
        work_notes=f"{_around(rng, told)}\n\n{closing(rng)}",
        caller=people.get("caller") or person(rng),
        opener=people.get("opener") or person(rng),
        assignment_group="Network",
        in_title=in_title,
        in_notes=in_notes,
    )


def _dealt(rng: Random, deck: _Deck, table: str, people: dict[str, Person]) -> tuple[str, Seeded]:
    kind = deck.deal(table, people)
    seeded = kind.seed(rng)
    if kind.role and seeded.person:
        people[kind.role] = seeded.person
    return kind.id, seeded


def _title(rng: Random, said: list[Seeded], length: int) -> str:
    """The seeded texts in or at an innocent phrase, within the bounds of a title."""
    while True:
        title = _around(rng, said, length)
        if _LEAST_TITLE <= len(title) <= _MOST_TITLE:
            return title


def _around(rng: Random, said: list[Seeded], length: int = 0) -> str:
    """Each text at the beginning, in the middle or at the end of a phrase that holds none of the literals."""
    parts = [_innocent(rng, said, length)]
    places = [rng.randrange(3) for _ in said]
    for place, seeded in zip(places, said, strict=True):
        if place == 1 and len(parts) == 1:
            words = parts[0].split(" ")
            cut = rng.randrange(1, len(words)) if len(words) > 1 else 1
            parts = [" ".join(words[:cut]), seeded.text, " ".join(words[cut:])]
        elif place == 0:
            parts.insert(0, seeded.text)
        else:
            parts.append(seeded.text)
    joined = parts[0]
    for part in filter(None, parts[1:]):
        joined += rng.choice(_JOINTS) + part
    return joined


def _innocent(rng: Random, said: list[Seeded], length: int) -> str:
    while True:
        found = long_phrase(rng, length) if length else phrase(rng)
        plain = squeezed(folded(found))
        if not any(squeezed(folded(literal)) in plain for seeded in said for literal in seeded.secrets):
            return found
