"""The eligibility gate: which records count, and why the others do not (signals sheet 1.2).

E1 finished, E2 not void, E3 children collapse, E4 not reopened, E8 human actor. A record is left out for the
first reason that holds, in the order below.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from drumbeat.records.model import Article, Change, Improvement, Incident, Problem, Ref, Stage, WorkRecord


class Reason(StrEnum):
    """Why a record does not count."""

    NOT_FINISHED = "not_finished"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    NOT_SOLVED = "not_solved"
    UNDATED = "undated"
    CHILD = "child"
    AUTOMATION = "automation"
    NOT_SUCCESSFUL = "not_successful"
    REOPENED = "reopened"

    @property
    def rule(self) -> str:
        """The gate rule's id."""
        return _RULES[self]

    def label(self, count: int = 2) -> str:
        """What a reader is told of so many records: 1 duplicate, 11 duplicates."""
        one, many = _LABELS[self]
        return one if count == 1 else many


_RULES = {
    Reason.NOT_FINISHED: "E1",
    Reason.CANCELLED: "E2",
    Reason.DUPLICATE: "E2",
    Reason.NOT_SOLVED: "E2",
    Reason.UNDATED: "E1",
    Reason.CHILD: "E3",
    Reason.AUTOMATION: "E8",
    Reason.NOT_SUCCESSFUL: "E1",
    Reason.REOPENED: "E4",
}
_LABELS = {
    Reason.NOT_FINISHED: ("not finished, or in a state not known here",) * 2,
    Reason.CANCELLED: ("cancelled",) * 2,
    Reason.DUPLICATE: ("duplicate", "duplicates"),
    Reason.NOT_SOLVED: ("closed without a solution of ours",) * 2,
    Reason.UNDATED: ("closed without a time of resolution",) * 2,
    Reason.CHILD: ("counted with its parent incident", "counted with their parent incident"),
    Reason.AUTOMATION: ("handled by automation",) * 2,
    Reason.NOT_SUCCESSFUL: ("not successful",) * 2,
    Reason.REOPENED: ("reopened",) * 2,
}
_STILL_COMPLETED = frozenset({Reason.NOT_SUCCESSFUL, Reason.REOPENED})

_REPLY = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|antw|sv|tr)\s*:\s*)+")
"""What mail programs put before the subject of an answer."""
_UNSOLVED = ("not_solved", "no_resolution", "closed_resolved_by_caller", "resolved_by_caller")
_SUCCESS: dict[type[WorkRecord], frozenset[str]] = {
    Change: frozenset({"successful", "successful_issues"}),
    Problem: frozenset({"fix_applied"}),
    Improvement: frozenset({"successful"}),
}


@dataclass(frozen=True, slots=True)
class GateRules:
    """What a customer may set."""

    service_accounts: frozenset[str] = frozenset({"system", "System Administrator"})
    """Names or sys_ids of accounts that are no people (E8)."""
    clone_days: int = 30
    """A ticket of the same caller with the same short description, opened within so many days after the
    first was resolved, is the first one reopened (E4)."""

    def is_service_account(self, who: Ref) -> bool:
        """Whether the reference names one of the accounts, in whatever spelling."""
        known = {_folded(name) for name in self.service_accounts}
        return _folded(who.name) in known or who.sys_id in self.service_accounts


@dataclass(frozen=True, slots=True)
class Judged:
    """A record and why it does not count; no reason: it is eligible."""

    record: WorkRecord
    reason: Reason | None

    @property
    def is_completed(self) -> bool:
        """Whether it belongs to the population of shares and durations.

        That is all completed, non-void records, before the test of success and before E4: after them such
        shares would always be 0 or 1.
        """
        return self.reason is None or self.reason in _STILL_COMPLETED

    @property
    def moment(self) -> datetime | date | None:
        """What places it in a period, counted or left out."""
        return self.record.done_at or self.record.closed_at


@dataclass(frozen=True, slots=True)
class _Case:
    record: WorkRecord
    rules: GateRules
    cloned: frozenset[str]


def judge(records: Sequence[WorkRecord], rules: GateRules) -> list[Judged]:
    """Every record with its verdict, in the order given.

    All of an organisation's records belong into one call: a reopened ticket's clone may lie in another group.
    """
    cloned = _reopened_by_clone(records, rules)
    return [Judged(record, _reason(_Case(record, rules, cloned))) for record in records]


def _reason(case: _Case) -> Reason | None:
    return next((reason for reason, holds in _TESTS if holds(case)), None)


def _is_duplicate(case: _Case) -> bool:
    record = case.record
    return record.close_code == "duplicate" or (isinstance(record, Problem) and bool(record.duplicate_of))


def _is_cancelled(case: _Case) -> bool:
    stage, code = case.record.stage, case.record.close_code
    return stage in (Stage.CANCELLED, Stage.INCOMPLETE) or code in ("canceled", "cancelled", "withdrawn")


def _is_unsolved(case: _Case) -> bool:
    return isinstance(case.record, Incident) and case.record.close_code.startswith(_UNSOLVED)


def _is_child(case: _Case) -> bool:
    return isinstance(case.record, Incident) and bool(case.record.parent_incident)


def _is_automation(case: _Case) -> bool:
    actors = case.record.actors
    return bool(actors) and all(case.rules.is_service_account(actor) for actor in actors)


def _is_reopened(case: _Case) -> bool:
    record = case.record
    if not isinstance(record, Incident):
        return False
    return (record.reopen_count or 0) > 0 or record.sys_id in case.cloned


_TESTS: tuple[tuple[Reason, Callable[[_Case], bool]], ...] = (
    (Reason.DUPLICATE, _is_duplicate),
    (Reason.CANCELLED, _is_cancelled),
    (Reason.NOT_FINISHED, lambda case: case.record.stage is not Stage.DONE),
    (Reason.NOT_SOLVED, _is_unsolved),
    (Reason.UNDATED, lambda case: case.record.done_at is None),
    (Reason.CHILD, _is_child),
    (Reason.AUTOMATION, _is_automation),
    (Reason.NOT_SUCCESSFUL, lambda case: not succeeded(case.record)),
    (Reason.REOPENED, _is_reopened),
)


def succeeded(record: WorkRecord) -> bool:
    """E1's test of success, by the closure or resolution code where the table has one."""
    if isinstance(record, Improvement):
        # A project has no closure code: Closed Complete is its success.
        return not record.has_closure_code or record.close_code in _SUCCESS[Improvement]
    if isinstance(record, Article):
        return record.valid_to is None or record.done_at is None or record.valid_to > record.done_at
    codes = _SUCCESS.get(type(record))
    return codes is None or record.close_code in codes


def _reopened_by_clone(records: Iterable[WorkRecord], rules: GateRules) -> frozenset[str]:
    """A closed incident cannot be reopened: a `please reopen` mail makes a new one (signals sheet, E4)."""
    alike: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    for record in records:
        if not isinstance(record, Incident) or rules.is_service_account(record.caller):
            continue  # monitoring says the same words about many events
        if record.caller and record.short_description and record.opened_at:
            alike[record.caller.key, _REPLY.sub("", _folded(record.short_description))].append(record)
    reach = timedelta(days=rules.clone_days)
    return frozenset(
        first.sys_id
        for tickets in alike.values()
        if len(tickets) > 1
        for first in tickets
        if any(_follows(later, first, reach) for later in tickets)
    )


def _folded(text: str) -> str:
    """Without differences of case and white space."""
    return " ".join(text.casefold().split())


def _follows(later: Incident, first: Incident, reach: timedelta) -> bool:
    resolved, opened = first.done_at, later.opened_at
    if not isinstance(resolved, datetime) or opened is None or later.stage is Stage.CANCELLED:
        return False
    return later.sys_id != first.sys_id and resolved <= opened <= resolved + reach
