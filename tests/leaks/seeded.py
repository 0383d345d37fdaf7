"""What a seeded text is, and how values are made, written and hidden."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

FULL_WIDTH = str.maketrans(string.digits, "".join(chr(0xFF10 + digit) for digit in range(10)))
ZERO_WIDTHS = ("\u200b", "\u2060", "\ufeff", "\u00ad")
LEAST_LITERAL = 4
"""Shorter ones would be found by chance."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a record names as its caller or its opener."""

    first: str
    last: str
    user_name: str

    @property
    def name(self) -> str:
        """As ServiceNow shows it."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A text with a secret as a hurried person writes it, and the literals of which none may be found in an output."""

    text: str
    secrets: tuple[str, ...]
    person: Person | None = None
    """Whom the text names; the ticket takes that person as its caller or opener."""


Seed = Callable[[Random], Seeded]
Make = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of secret. `role` is `caller` or `opener` where the secret is a name of the record's own people."""

    id: str
    sentence: str
    seed: Seed
    role: str = ""


def phrased(
    make: Make,
    phrases: Iterable[str],
    *,
    hides: Iterable[Callable[[Random, str], str]] = (),
    pieces: Callable[[str], Iterable[str]] = lambda _value: (),
) -> Seed:
    """A seed that writes a value into one of the phrases, in place of `{}`.

    One time in six the value is hidden by one of `hides`. `pieces` are the parts of it that say too much by themselves.
    """
    wordings, hidings = tuple(phrases), tuple(hides)

    def seed(rng: Random) -> Seeded:
        value = make(rng)
        hidden = hidings and rng.random() < 1 / 6
        written = rng.choice(hidings)(rng, value) if hidden else value
        return Seeded(rng.choice(wordings).replace("{}", written), literals(written, value, *pieces(value)))

    return seed


def literals(*found: str) -> tuple[str, ...]:
    """Each once, in order, whatever its case; those too short to be told from chance are left out."""
    distinct: dict[str, str] = {}
    for each in found:
        if len(each) >= LEAST_LITERAL:
            distinct.setdefault(each.casefold(), each)
    return tuple(distinct.values())


def full_width(_rng: Random, value: str) -> str:
    """The digits as East Asian keyboards type them."""
    return value.translate(FULL_WIDTH)


def zero_width(rng: Random, value: str) -> str:
    """With a sign in the middle that nobody sees."""
    at = rng.randrange(1, len(value))
    return value[:at] + rng.choice(ZERO_WIDTHS) + value[at:]


def signs(rng: Random, alphabet: str, count: int) -> str:
    """So many signs of an alphabet."""
    return "".join(rng.choices(alphabet, k=count))


def digits(rng: Random, count: int) -> str:
    """A number of so many digits that does not begin with 0."""
    return rng.choice("123456789") + signs(rng, string.digits, count - 1)


def alphanumeric(rng: Random, count: int) -> str:
    """Letters and digits, with at least one digit."""
    return signs(rng, string.ascii_letters + string.digits, count - 1) + rng.choice(string.digits)


def ends(value: str) -> tuple[str, str]:
    """The first and the last signs of a long token: what is left where it was cut, or found in half."""
    return value[:16], value[-12:]
