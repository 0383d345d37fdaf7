"""Applies an account's access to a request, each rule at the place where ServiceNow applies it (fact sheet 1.5).

Before the query: domains and before-query rules, which leave no trace in the count. At the query: 403. After the
limit: rows, then fields; the count stays as it was. The fact sheet does not say what a dot-walk through a record
without read access gives; here its key is missing like that of any denied field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from drumbeat.simulator.access import Access, FieldRules, names_field
from drumbeat.simulator.instance import Row
from drumbeat.simulator.messages import RefusedError, error_reply, is_true
from drumbeat.simulator.paths import GLOBAL, Path, resolve
from drumbeat.simulator.predicates import Predicate, Scope, predicate_of
from drumbeat.simulator.query import Condition, Query, Related, Term, parse
from drumbeat.simulator.schema import CLASS_NAME
from drumbeat.simulator.selection import Selection

NO_DOMAIN_ROLE = "query_no_domain_table_api"
_SEEING_ALL_DOMAINS = frozenset({"admin", NO_DOMAIN_ROLE})
_TWO_FIELDS = ("SAMEAS", "NSAMEAS", "MORETHAN", "LESSTHAN")
_MATCHING = frozenset(
    {"=", "!=", "IN", "NOT IN", "ISEMPTY", "ISNOTEMPTY", "EMPTYSTRING", "ANYTHING", "SAMEAS", "NSAMEAS", "INSTANCEOF"}
)
"""The operators that a `query_match` ACL governs; the others ask for a range."""


def readable(scope: Scope, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a page that the user may read: the same list where no rule takes rows out (traps 1, 2, 7, 60)."""
    access = scope.session.user.access
    if not access.has_row_rules:
        return rows
    return [row for row in rows if not access.hides_row(_lineage(scope, row), row)]


def by_readable_names(
    scope: Scope, names: Sequence[str], rows: Sequence[Row]
) -> Iterable[tuple[Sequence[str], Sequence[int]]]:
    """The fields, of those named, that the user may read, and the places of the rows of which this is so.

    Rows differ by their class only. With no field left a row is `{}` (trap 5); a field left out is a missing key,
    not an empty one (trap 6).
    """
    access = scope.session.user.access
    if not access.hidden_fields and not access.hidden_classes:
        return [(names, range(len(rows)))]
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.get(CLASS_NAME) or scope.table, []).append(place)
    paths = [path for path in (resolve(scope.instance, scope.table, name) for name in names) if path]
    rules = access.hidden_fields
    return [
        ([path.name for path in paths if not _hides(access, rules, scope, table, path)], where)
        for table, where in places.items()
    ]


def counted(scope: Scope, found: Selection) -> int:
    """What X-Total-Count says: by default the rows before ACLs (trap 3); sources differ, so it is a property."""
    if not scope.instance.properties.count_after_acl or not scope.session.user.access.has_row_rules:
        return len(found)
    return len(readable(scope, found.page(0, len(found))))


def visible_part(scope: Scope, params: Mapping[str, str], found: Selection) -> Selection:
    """`visible` for rows that stand in their order."""
    access = scope.session.user.access
    if access.domains is None and not access.before_query:
        return found
    rows = visible(scope, params, found.page(0, len(found)))
    return Selection(rows, 0, len(rows))


def visible(scope: Scope, params: Mapping[str, str], rows: list[Row]) -> list[Row]:
    """The rows of a query that are there for this user at all: what is missing here is not even counted.

    Domains (trap 66) hide rows in every part of a query, before-query rules only in the first (1.5, no. 8).
    """
    access = scope.session.user.access
    if access.domains is not None and not _sees_all_domains(scope, params):
        seen = access.domains | {"", GLOBAL}
        rows = [row for row in rows if row.get("sys_domain", "") in seen]
    lineage = scope.instance.schema.lineage(scope.table)
    rules = [access.before_query[table] for table in lineage if table in access.before_query]
    if not rules:
        return rows
    exempt = _later_parts(scope, params.get("sysparm_query", ""))
    return [row for row in rows if all(rule(row) for rule in rules) or exempt(row)]


def check_table(scope: Scope) -> None:
    """Raises RefusedError: 400 for a table that is not there, 403 for a platform table kept from the user.

    The fact sheet gives no words for the second; these are the ones for a query (1.5, no. 6).
    """
    if not scope.instance.has_table(scope.table):
        raise RefusedError(error_reply(400, f"Invalid table {scope.table}"))
    if scope.table in scope.session.user.access.refused_tables:
        raise RefusedError(error_reply(403, "Insufficient rights to query records", f"Table {scope.table}"))


def check_query(scope: Scope, params: Mapping[str, str], names: Sequence[str] = ()) -> None:
    """Raises RefusedError, 403, when the query asks about a field that the user may not ask about (traps 11, 12).

    `names` are fields used otherwise, for grouping or sums.
    """
    access = scope.session.user.access
    if not (access.hidden_fields or access.unmatchable_fields or access.unsortable_fields):
        return
    text = params.get("sysparm_query", "")
    pairs = () if text else [name for name in params if not name.startswith("sysparm_")]
    uses = [*_uses(scope, parse(text)), *((scope, name, True) for name in (*pairs, *names))]
    if any(_forbidden(access, *use) for use in uses):
        raise RefusedError(
            error_reply(
                403,
                "Insufficient rights to query records",
                "Field(s) present in the query do not have permission to be read",
            )
        )


def _uses(scope: Scope, query: Query) -> Iterator[tuple[Scope, str, bool]]:
    """Every field that a query asks about, and whether it is asked for equality; otherwise for a range or a sort."""
    for group in query.groups:
        for alternatives in group:
            for term in alternatives:
                yield from _term_uses(scope, term)
    yield from ((scope, order.field, False) for order in query.order)


def _term_uses(scope: Scope, term: Term) -> Iterator[tuple[Scope, str, bool]]:
    if isinstance(term, Condition):
        matching = term.operator in _MATCHING
        yield scope, term.field, matching
        if term.operator in _TWO_FIELDS or term.operator.endswith("_FIELD"):
            yield scope, term.value.partition("@")[0], matching
    elif isinstance(term, Related):
        inner = Scope(scope.instance, term.table, scope.session)
        yield inner, term.field, True
        yield from _uses(inner, parse(term.query))


def _forbidden(access: Access, scope: Scope, name: str, matching: bool) -> bool:
    """An unknown field is not forbidden: its term is dropped, as for everybody (trap 8)."""
    path = resolve(scope.instance, scope.table, name)
    kinds = (access.hidden_fields, access.unmatchable_fields if matching else access.unsortable_fields)
    return path is not None and any(_hides(access, rules, scope, scope.table, path) for rules in kinds)


def _hides(access: Access, rules: FieldRules, scope: Scope, table: str, path: Path) -> bool:
    """Whether a rule keeps back the field or any record on the way to it; `table` is where the way begins."""
    schema = scope.instance.schema
    for place, step in enumerate(path.steps):
        lineage = schema.lineage(table)
        if names_field(rules, lineage, step.name) or (place and access.hides_class(lineage)):
            return True
        table = step.table
    return False


def _lineage(scope: Scope, row: Row) -> tuple[str, ...]:
    return scope.instance.schema.lineage(row.get(CLASS_NAME) or scope.table)


def _sees_all_domains(scope: Scope, params: Mapping[str, str]) -> bool:
    """`sysparm_query_no_domain` is heard only from those who may (1.1)."""
    return is_true(params, "sysparm_query_no_domain") and not _SEEING_ALL_DOMAINS.isdisjoint(scope.session.user.roles)


def _later_parts(scope: Scope, text: str) -> Predicate:
    """Whether a row matches a part of the query after the first ^NQ."""
    later = parse(text).groups[1:]
    return predicate_of(Query(later, ()), scope) if later else lambda _row: False
