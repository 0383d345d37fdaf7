"""E1 finished and E2 not void: what a record's own state and code say."""

from __future__ import annotations

from drumbeat.records.model import Article, Change, Improvement, Incident, Problem, Stage, WorkRecord

_UNSOLVED = ("not_solved", "no_resolution", "closed_resolved_by_caller", "resolved_by_caller")
_SUCCESS: dict[type[WorkRecord], frozenset[str]] = {
    Change: frozenset({"successful", "successful_issues"}),
    Problem: frozenset({"fix_applied"}),
    Improvement: frozenset({"successful"}),
}


def is_duplicate(record: WorkRecord) -> bool:
    """Whether its code says so, or, of a problem, the field that names the other one."""
    return record.close_code == "duplicate" or (isinstance(record, Problem) and bool(record.duplicate_of))


def is_cancelled(record: WorkRecord) -> bool:
    """Whether it was given up: cancelled, withdrawn, closed incomplete or skipped."""
    return record.stage in (Stage.CANCELLED, Stage.INCOMPLETE) or record.close_code in (
        *("canceled", "cancelled", "withdrawn"),
    )


def is_unsolved(record: WorkRecord) -> bool:
    """Whether an incident was closed without a solution of ours."""
    return isinstance(record, Incident) and record.close_code.startswith(_UNSOLVED)


def succeeded(record: WorkRecord) -> bool:
    """E1's test of success, by the closure or resolution code where the table has one."""
    if isinstance(record, Improvement):
        # A project has no closure code: Closed Complete is its success.
        return not record.has_closure_code or record.close_code in _SUCCESS[Improvement]
    if isinstance(record, Article):
        return record.valid_to is None or record.done_at is None or record.valid_to > record.done_at
    codes = _SUCCESS.get(type(record))
    return codes is None or record.close_code in codes
