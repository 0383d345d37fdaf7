"""The operators that compare one field with a literal (fact sheet 1.3).

Each is made once from a literal, then asked for every row. Most do not match an empty field, `!=` included;
of a boolean, `!=` matches an empty one as well. A literal that is none of the field's type matches no row.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from drumbeat.simulator.schema import Kind

Test: TypeAlias = Callable[[str], bool]
"""Whether a stored value matches."""

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL})
MOMENTS = frozenset({Kind.DATETIME, Kind.DATE, Kind.DURATION})
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Literals:
    """How literals of one field are read: into the form its stored values are compared in, or None."""

    kind: Kind
    read: Callable[[str], str | None]
    """A literal in stored form; None when it is no literal of the type."""


def number(text: str) -> float | None:
    """Text as a number; None when it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def never(_value: str) -> bool:
    """Matches nothing."""
    return False


def equality(name: str, literal: str, literals: Literals) -> Test:
    """`=` and `!=`. An empty literal asks for emptiness."""
    wanted_empty = literal == ""
    if name == "=":
        if wanted_empty:
            return lambda value: not value
        return _one_of((literal,), literals)
    if wanted_empty:
        return bool
    if literals.read(literal) is None:
        return never
    same = _one_of((literal,), literals)
    if literals.kind is Kind.BOOLEAN:
        return lambda value: not same(value)
    return lambda value: bool(value) and not same(value)


def membership(name: str, literal: str, literals: Literals) -> Test:
    """`IN` and `NOT IN`: a comma-separated list."""
    same = _one_of(literal.split(","), literals)
    if name == "IN":
        return same
    return lambda value: bool(value) and not same(value)


def _one_of(texts: Sequence[str], literals: Literals) -> Test:
    read = [literal for literal in map(literals.read, texts) if literal is not None]
    if literals.kind in NUMERIC:
        numbers = {number(literal) for literal in read}
        return lambda value: bool(value) and (value in read or number(value) in numbers)
    wanted = frozenset(read)
    return lambda value: value in wanted and bool(value)


def comparison(name: str, literal: str, literals: Literals) -> Test:
    """`<`, `<=`, `>`, `>=`: numbers by size, times by time, everything else by text."""
    compare = COMPARISONS[name]
    bound = literals.read(literal)
    if bound is None:
        return never
    if literals.kind in NUMERIC:
        limit = number(bound)

        def is_number_beyond(value: str) -> bool:
            found = number(value)
            return found is not None and limit is not None and compare(found, limit)

        return is_number_beyond
    return lambda value: bool(value) and compare(value, bound)


def between(_name: str, literal: str, literals: Literals) -> Test:
    """`BETWEENa@b`, both ends included (fact sheet 1.4)."""
    low, separator, high = literal.partition("@")
    if not separator:
        return never
    above, below = comparison(">=", low, literals), comparison("<=", high, literals)
    return lambda value: above(value) and below(value)


def text(name: str, literal: str, _literals: Literals) -> Test:
    """`LIKE`, `NOT LIKE`, `STARTSWITH`, `ENDSWITH`: case-sensitive, over the shown text of a reference."""
    tests: dict[str, Test] = {
        "LIKE": lambda value: bool(value) and literal in value,
        "NOT LIKE": lambda value: bool(value) and literal not in value,
        "STARTSWITH": lambda value: bool(value) and value.startswith(literal),
        "ENDSWITH": lambda value: bool(value) and value.endswith(literal),
    }
    return tests[name]


def emptiness(name: str, _literal: str, _literals: Literals) -> Test:
    """`ISEMPTY`, `EMPTYSTRING`, `ISNOTEMPTY`, `ANYTHING`: what stands after them does not matter."""
    tests: dict[str, Test] = {
        "ISEMPTY": lambda value: not value,
        "EMPTYSTRING": lambda value: not value,
        "ISNOTEMPTY": bool,
        "ANYTHING": lambda _value: True,
    }
    return tests[name]


TEXT_OPERATORS = ("LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH")
LITERAL_OPERATORS: dict[str, Callable[[str, str, Literals], Test]] = {
    **dict.fromkeys(("=", "!="), equality),
    **dict.fromkeys(("IN", "NOT IN"), membership),
    **dict.fromkeys(COMPARISONS, comparison),
    **dict.fromkeys(TEXT_OPERATORS, text),
    **dict.fromkeys(("ISEMPTY", "EMPTYSTRING", "ISNOTEMPTY", "ANYTHING"), emptiness),
    "BETWEEN": between,
}
"""What makes the test of an operator: called with its name, the literal, and how literals are read."""
