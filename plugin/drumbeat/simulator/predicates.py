"""What an encoded query means: a parsed query becomes one test of a row, once, before the rows are walked.

A term with an unknown field, or that is no condition at all, is dropped: the result grows (trap 8). A bad value
under a known field matches nothing: the result shrinks (fact sheet 1.3, invalid input).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from drumbeat.simulator import operators, time_operators
from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.moments import literal, moment_of
from drumbeat.simulator.operators import COMPARISONS, Literals, Test
from drumbeat.simulator.paths import Path, reader, reference_text, resolve
from drumbeat.simulator.query import TEXT_QUERY, Condition, Group, Malformed, Query, Related, Term, parse
from drumbeat.simulator.schema import Kind
from drumbeat.simulator.scripts import PREFIX, evaluate
from drumbeat.simulator.session import Session

Predicate: TypeAlias = Callable[[Row], bool]
"""Whether a row matches."""

_FIELD_COMPARISONS = {
    "GT_FIELD": ">",
    "LT_FIELD": "<",
    "GT_OR_EQUALS_FIELD": ">=",
    "LT_OR_EQUALS_FIELD": "<=",
}
_TWO_FIELDS = frozenset({*_FIELD_COMPARISONS, "SAMEAS", "NSAMEAS", "MORETHAN", "LESSTHAN"})
_DISTANCE_PARTS = 3
"""Unit, direction and number, after the second field of MORETHAN and LESSTHAN."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the words of a query refer to: an instance, one of its tables, the session."""

    instance: Instance
    table: str
    session: Session


def predicate_of(query: Query, scope: Scope) -> Predicate:
    """One test for the whole query: any group, all its terms, any of a term's alternatives."""
    groups = [_group(group, scope) for group in query.groups]
    if scope.instance.properties.invalid_query_returns_no_rows and any(dropped for _, dropped in groups):
        return _nothing
    predicates = [predicate for predicate, _ in groups]
    return predicates[0] if len(predicates) == 1 else lambda row: any(test(row) for test in predicates)


def _nothing(_row: Row) -> bool:
    return False


def _everything(_row: Row) -> bool:
    return True


def _group(group: Group, scope: Scope) -> tuple[Predicate, bool]:
    """The conjunction, and whether a term was dropped."""
    tests: list[Predicate] = []
    dropped = False
    for alternatives in group:
        known = [test for test in (_term(term, scope) for term in alternatives) if test is not None]
        dropped = dropped or len(known) < len(alternatives)
        if known:
            tests.append(known[0] if len(known) == 1 else partial(_any, tuple(known)))
    if not tests:
        return _everything, dropped
    return tests[0] if len(tests) == 1 else partial(_all, tuple(tests)), dropped


def _any(tests: tuple[Predicate, ...], row: Row) -> bool:
    return any(test(row) for test in tests)


def _all(tests: tuple[Predicate, ...], row: Row) -> bool:
    for test in tests:  # noqa: SIM110  a generator would cost as much as the tests themselves
        if not test(row):
            return False
    return True


def _term(term: Term, scope: Scope) -> Predicate | None:
    """The test of one term; None when it is dropped."""
    if isinstance(term, Malformed):
        return None
    if isinstance(term, Related):
        return _related(term, scope)
    if term.operator == TEXT_QUERY:
        return partial(_holds_words, term.value.lower().split())
    path = resolve(scope.instance, scope.table, term.field)
    return _condition(term, path, scope) if path else None


def _condition(term: Condition, path: Path, scope: Scope) -> Predicate | None:
    """The test of a condition on a known field; None when it names a second field that is unknown."""
    if term.operator == "INSTANCEOF":
        classes = frozenset(scope.instance.schema.descendants(term.value))
        return _on_value(path, scope, classes.__contains__)
    if term.operator in _TWO_FIELDS:
        return _between_fields(term, path, scope)
    make = operators.LITERAL_OPERATORS.get(term.operator)
    literals = literals_of(path.column.kind, scope)
    if make is None:
        return _on_value(path, scope, _time_test(term, literals, scope))
    test = make(term.operator, term.value, literals)
    if term.operator in operators.TEXT_OPERATORS and path.column.kind is Kind.REFERENCE:
        return _on_shown_text(path, scope, test)
    return _on_value(path, scope, test)


def _holds_words(words: list[str], row: Row) -> bool:
    """123TEXTQUERY321: every word stands somewhere in the row; a text index knows no case."""
    text = " ".join(row.values()).lower()
    return all(word in text for word in words)


def _on_value(path: Path, scope: Scope, test: Test) -> Predicate:
    if len(path.steps) == 1:
        name = path.column.name
        return lambda row: test(row.get(name, ""))
    read = reader(scope.instance, path)
    return lambda row: test(read(row))


def _on_shown_text(path: Path, scope: Scope, test: Test) -> Predicate:
    """Operators on text look at what a reference shows, not at its sys_id."""
    read, table = reader(scope.instance, path), path.column.table
    return lambda row: test(reference_text(scope.instance, table, read(row)))


def _time_test(term: Condition, literals: Literals, scope: Scope) -> Test:
    """The operators of date fields; of another field they match nothing."""
    if literals.kind not in (Kind.DATETIME, Kind.DATE):
        return operators.never
    if term.operator in ("ON", "NOTON"):
        return time_operators.on(term.operator, term.value, literals)
    if term.operator == "DATEPART":
        return time_operators.date_part(term.value, scope.session)
    return time_operators.relative(term.operator, term.value, scope.session)


def literals_of(kind: Kind, scope: Scope) -> Literals:
    """How a literal is read for a field of this type."""
    session = scope.session
    if kind in operators.NUMERIC:
        return Literals(kind, lambda text: text if operators.number(text) is not None else None)
    if kind is Kind.BOOLEAN:
        return Literals(kind, lambda text: text if text in ("true", "false") else None)
    if kind is Kind.DATE:
        return Literals(kind, partial(_date_literal, session))
    if kind is Kind.DATETIME:
        in_user_zone = scope.instance.properties.literals_in_user_time_zone
        return Literals(kind, partial(_time_literal, session, in_user_zone=in_user_zone))
    if kind is Kind.DURATION:
        return Literals(kind, literal)
    return Literals(kind, lambda text: evaluate(text, session) if text.startswith(PREFIX) else text)


def _time_literal(session: Session, text: str, *, in_user_zone: bool) -> str | None:
    if text.startswith(PREFIX):
        return evaluate(text, session)
    return literal(text, session.zone) if in_user_zone else literal(text)


def _date_literal(session: Session, text: str) -> str | None:
    """A date field holds a day without zone; a script's moment is the day it falls on for the user."""
    if not text.startswith(PREFIX):
        found = literal(text)
        return found[:10] if found else None
    moment = evaluate(text, session)
    return moment_of(moment).astimezone(session.zone).date().isoformat() if moment else None


def _between_fields(term: Condition, path: Path, scope: Scope) -> Predicate | None:
    """The operators that compare two fields of a row. An empty field on either side matches nothing."""
    other_name, *rest = term.value.split("@")
    other = resolve(scope.instance, scope.table, other_name)
    if other is None:
        return None
    left, right = reader(scope.instance, path), reader(scope.instance, other)
    relation = _pair(term.operator, rest, path.column.kind, scope.session)
    if relation is None:
        return _nothing

    def test(row: Row) -> bool:
        first, second = left(row), right(row)
        return bool(first) and bool(second) and relation(first, second)

    return test


def _pair(name: str, rest: list[str], kind: Kind, session: Session) -> time_operators.Pair | None:
    if name in _FIELD_COMPARISONS:
        return partial(_compare_pair, _FIELD_COMPARISONS[name], kind in operators.NUMERIC)
    if name in ("SAMEAS", "NSAMEAS"):
        same = time_operators.same_unit(rest[0], session) if rest and kind in operators.MOMENTS else str.__eq__
        if same is None or name == "SAMEAS":
            return same
        return lambda first, second: not same(first, second)
    if len(rest) != _DISTANCE_PARTS or not rest[2].isdigit() or kind not in operators.MOMENTS:
        return None
    return time_operators.distance(name, rest[0], rest[1], int(rest[2]))


def _compare_pair(symbol: str, numeric: bool, first: str, second: str) -> bool:
    if not numeric:
        return COMPARISONS[symbol](first, second)
    low, high = operators.number(first), operators.number(second)
    return low is not None and high is not None and COMPARISONS[symbol](low, high)


def _related(term: Related, scope: Scope) -> Predicate | None:
    """RLQUERY: counts the rows of another table that point at this one."""
    instance = scope.instance
    if not instance.has_table(term.table) or term.field not in instance.columns(term.table):
        return None
    matches = predicate_of(parse(term.query), Scope(instance, term.table, scope.session))
    counts: dict[str, int] = {}
    for row in instance.rows(term.table):
        target = row.get(term.field, "")
        if target and matches(row):
            counts[target] = counts.get(target, 0) + 1
    compare = {**COMPARISONS, "=": int.__eq__}[term.operator]
    return lambda row: bool(compare(counts.get(row["sys_id"], 0), term.count))
