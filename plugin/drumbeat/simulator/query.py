"""The grammar of encoded queries (fact sheet 1.3). Parsing only: what a condition means is in `predicates.py`.

    query      = group *( "^NQ" group ) with ORDERBY terms in the last group
    group      = condition *( "^" condition | "^OR" condition )

`^OR` binds to the condition just before it: `a^b^ORc^d` is a AND (b OR c) AND d. `^NQ` begins a whole new query,
which inherits nothing. A literal `^` in a value is always a separator; there is no way to write one (trap 39).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

WORD_OPERATORS = (
    "GT_OR_EQUALS_FIELD",
    "LT_OR_EQUALS_FIELD",
    "EMPTYSTRING",
    "ISNOTEMPTY",
    "RELATIVEGT",
    "RELATIVEGE",
    "RELATIVELT",
    "RELATIVELE",
    "RELATIVEEE",
    "INSTANCEOF",
    "STARTSWITH",
    "ENDSWITH",
    "NOT LIKE",
    "DATEPART",
    "MORETHAN",
    "LESSTHAN",
    "ANYTHING",
    "GT_FIELD",
    "LT_FIELD",
    "ISEMPTY",
    "BETWEEN",
    "NSAMEAS",
    "SAMEAS",
    "NOT IN",
    "NOTON",
    "LIKE",
    "IN",
    "ON",
)
SYMBOL_OPERATORS = ("!=", "!*", "<=", ">=", "=", "<", ">", "*", "%")
_SPELLINGS = {"*": "LIKE", "!*": "NOT LIKE", "%": "ENDSWITH"}
TEXT_QUERY = "123TEXTQUERY321"

_CONDITION = re.compile(
    "(?P<field>[a-z0-9_.]+?)(?P<operator>"
    + "|".join(re.escape(operator) for operator in (*WORD_OPERATORS, *SYMBOL_OPERATORS))
    + ")(?P<value>.*)",
    re.DOTALL,
)
_RELATED = re.compile(r"\^?RLQUERY(?P<body>.*?)\^ENDRLQUERY", re.DOTALL)
_SET_ASIDE = re.compile(r"\0(?P<index>\d+)")
_RELATED_BODY = re.compile(
    r"(?P<table>[a-z0-9_]+)\.(?P<field>[a-z0-9_]+),(?P<operator>>=|<=|=|>|<)(?P<count>\d+)(?:,(?P<query>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: a field (dot-walked or not), an operator in its long spelling, a value as written."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Related:
    """A related-list condition: how many rows of `table` must point here with `field` and match `query`."""

    table: str
    field: str
    operator: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """A term that is no condition: it is dropped, which widens the result (trap 8)."""

    text: str


Term: TypeAlias = Condition | Related | Malformed
Group: TypeAlias = tuple[tuple[Term, ...], ...]
"""A conjunction of disjunctions."""


@dataclass(frozen=True, slots=True)
class Order:
    """One ORDERBY term."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: any group may match; the order applies to all."""

    groups: tuple[Group, ...]
    order: tuple[Order, ...]


def parse(text: str) -> Query:
    """Parse an encoded query. Never raises: what is no condition becomes `Malformed`."""
    related: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        related.append(match["body"])
        return f"^\0{len(related) - 1}"

    plain = _RELATED.sub(set_aside, text.replace("\0", ""))
    parts = plain.split("^NQ")
    groups = [_group(part, related) for part in parts]
    return Query(tuple(group for group, _ in groups), groups[-1][1])


def _group(text: str, related: list[str]) -> tuple[Group, tuple[Order, ...]]:
    """The conditions of one group, and its ORDERBY terms; those of any but the last group are lost (trap 42)."""
    conditions: list[list[Term]] = []
    order: list[Order] = []
    inner = text.removeprefix("^").removesuffix("^")
    for written in inner.split("^") if inner else ():
        if written.startswith("ORDERBYDESC"):
            order.append(Order(written.removeprefix("ORDERBYDESC"), descending=True))
        elif written.startswith("ORDERBY"):
            order.append(Order(written.removeprefix("ORDERBY"), descending=False))
        elif written.startswith("OR") and conditions:
            conditions[-1].append(_term(written.removeprefix("OR"), related))
        else:
            conditions.append([_term(written.removeprefix("OR"), related)])
    return tuple(tuple(alternatives) for alternatives in conditions), tuple(order)


def _term(text: str, related: list[str]) -> Term:
    set_aside = _SET_ASIDE.fullmatch(text)
    if set_aside:
        return _related(related[int(set_aside["index"])])
    if text.startswith(f"{TEXT_QUERY}="):
        return Condition("", TEXT_QUERY, text.removeprefix(f"{TEXT_QUERY}="))
    match = _CONDITION.fullmatch(text)
    if match is None:
        return Malformed(text)
    operator = _SPELLINGS.get(match["operator"], match["operator"])
    return Condition(match["field"], operator, match["value"])


def _related(body: str) -> Term:
    match = _RELATED_BODY.fullmatch(body)
    if match is None:
        return Malformed(body)
    return Related(match["table"], match["field"], match["operator"], int(match["count"]), match["query"] or "")
