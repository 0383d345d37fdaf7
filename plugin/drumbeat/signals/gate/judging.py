"""The gate itself: every test in its order, and the first that holds is the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.records.model import Incident, Record, Stage, WorkRecord
from drumbeat.signals.gate.batches import batches
from drumbeat.signals.gate.confidential import out_of_scope
from drumbeat.signals.gate.maturity import is_immature
from drumbeat.signals.gate.reasons import Reason
from drumbeat.signals.gate.reopening import is_reopened, known_at, reopened_by_clone
from drumbeat.signals.gate.rules import GateRules
from drumbeat.signals.gate.self_dealing import is_self_dealt
from drumbeat.signals.gate.verdict import Judged
from drumbeat.signals.gate.void import is_cancelled, is_duplicate, is_unsolved, succeeded
from drumbeat.signals.people import Directory


@dataclass(frozen=True)
class _Bench:
    """What the tests need to know beside the record."""

    rules: GateRules
    people: Directory
    kept_out: frozenset[str]
    clones: Mapping[str, datetime]


def judge(
    records: Sequence[WorkRecord],
    rules: GateRules,
    beside: Iterable[Record] = (),
    as_of: datetime | None = None,
    missing: frozenset[str] = frozenset(),
) -> list[Judged]:
    """Every record with its verdict, in the order given.

    All of an organisation's records belong into one call: a reopened ticket's clone may lie in another group.
    `beside` holds users and memberships, where they can be read. To `as_of` the records reach: what was resolved a
    few working days before it is provisional; without it nothing is. `missing` holds fields, as `table.field`, that
    no row carries.
    """
    people = Directory.of(beside)
    kept_out = out_of_scope(records, rules.scope, people)
    bench = _Bench(rules, people, kept_out, reopened_by_clone(records, rules, people))
    reasons = [next((reason for reason, holds in _TESTS if holds(record, bench)), None) for record in records]
    first_of, repeated = _batched(zip(records, reasons, strict=True), missing)
    return [
        _judged(
            record, Reason.BATCH if id(record) in repeated else reason, bench, as_of, is_batch=id(record) in first_of
        )
        for record, reason in zip(records, reasons, strict=True)
    ]


def _judged(
    record: WorkRecord, reason: Reason | None, bench: _Bench, as_of: datetime | None, *, is_batch: bool
) -> Judged:
    if reason is None:
        return Judged(record, None, is_immature(record, bench.rules.maturity_days, as_of), is_batch=is_batch)
    if reason is Reason.REOPENED and isinstance(record, Incident):
        return Judged(record, reason, reopened_at=known_at(record, bench.clones))
    return Judged(record, reason)


_Test = Callable[[WorkRecord, _Bench], bool]
_TESTS: tuple[tuple[Reason, _Test], ...] = (
    (Reason.OUT_OF_SCOPE, lambda record, bench: record.sys_id in bench.kept_out),
    (Reason.DUPLICATE, lambda record, _: is_duplicate(record)),
    (Reason.CANCELLED, lambda record, _: is_cancelled(record)),
    (Reason.NOT_FINISHED, lambda record, _: record.stage is not Stage.DONE),
    (Reason.NOT_SOLVED, lambda record, _: is_unsolved(record)),
    (Reason.UNDATED, lambda record, _: record.done_at is None),
    (Reason.CHILD, lambda record, _: isinstance(record, Incident) and bool(record.parent_incident)),
    (Reason.AUTOMATION, lambda record, bench: _is_automation(record, bench.rules)),
    (Reason.SELF_DEALT, lambda record, bench: is_self_dealt(record, bench.rules, bench.people)),
    (Reason.NOT_SUCCESSFUL, lambda record, _: not succeeded(record)),
    (Reason.REOPENED, lambda record, bench: is_reopened(record, bench.clones)),
)


def _is_automation(record: WorkRecord, rules: GateRules) -> bool:
    actors = record.actors
    return bool(actors) and all(rules.is_service_account(actor) for actor in actors)


def _batched(
    found: Iterable[tuple[WorkRecord, Reason | None]], missing: frozenset[str]
) -> tuple[frozenset[int], frozenset[int]]:
    """Of each batch, the first that would count; and all others that would.

    Reopened ones are of the batch too: were they not, a batch could be made smaller, and count for more, by
    reopening some of it.
    """
    closed = [(record, reason is None) for record, reason in found if reason in (None, Reason.REOPENED)]
    counts = {id(record) for record, is_counted in closed if is_counted}
    together = batches((record for record, _ in closed), missing)
    counting = [[id(record) for record in batch if id(record) in counts] for batch in together]
    first_of = frozenset(each for batch in counting for each in batch[:1])
    return first_of, frozenset(each for batch in counting for each in batch[1:])
