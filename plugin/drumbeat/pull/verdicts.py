"""What came of a table: rows received against rows that are there, by both counts (fact sheet 1.5). Pure."""

from __future__ import annotations

from drumbeat.ports import PullState, PullStatus


def verdict(state: PullState) -> tuple[PullStatus, str]:
    """The status of a table that was read to its end, and a sentence for people where there is something to say.

    X-Total-Count is counted before access rules; whether the Aggregate API is, is not certain. Either shows that
    rows are missing.
    """
    there = state.there
    if there is None:
        return PullStatus.OK, "the instance gave no count to compare with"
    if there <= state.rows:
        return PullStatus.OK, ""
    if not state.rows:
        return PullStatus.DENIED, f"{there} rows are there; the account may read none of them"
    return PullStatus.PARTIAL, f"{there - state.rows} of {there} rows could not be read, or changed while reading"
