"""The documented closure and resolution codes of each table, as one word each (fact sheet 2.1 to 2.5)."""

from __future__ import annotations

OTHER = "other"
"""A code that this instance added, or a leftover of an upgrade (trap 56)."""

_ENDS = ("successful", "unsuccessful", "withdrawn", "canceled")
_SPELLINGS = {"cancelled": "canceled", "successful_with_issues": "successful_issues"}
_CODES: dict[str, frozenset[str]] = {
    "incident": frozenset(
        {
            *("solution_provided", "workaround_provided", "known_error", "user_error", "duplicate"),
            *("resolved_by_caller", "resolved_by_change", "resolved_by_problem", "resolved_by_request"),
            *("no_resolution_provided", "closed_resolved_by_caller", "canceled", "withdrawn"),
            *("solved_permanently", "solved_work_around"),
            *("solved_remotely_permanently", "solved_remotely_work_around"),
            *("not_solved_not_reproducible", "not_solved_too_costly", "not_solved"),
        }
    ),
    "change_request": frozenset({"successful", "successful_issues", "unsuccessful", "canceled"}),
    "problem": frozenset({"fix_applied", "risk_accepted", "duplicate", "canceled"}),
    "problem_task": frozenset({"completed", "canceled"}),
}
_FAMILIES = {"incident": ("solved_", "not_solved_", "closed_resolved_by_caller", "no_resolution")}
"""Codes of older releases come in many spellings; how they begin says what they mean."""


def known_codes(table: str) -> frozenset[str]:
    """The codes that rules know of a table; for improvements of any table, how one may have ended."""
    return _CODES.get(table, frozenset(_ENDS))


def documented(table: str, word: str) -> str | None:
    """The code in the documented spelling; None for one that is not documented of this table."""
    word = _SPELLINGS.get(word, word)
    is_known = word in known_codes(table) or word.startswith(_FAMILIES.get(table, ("\0",)))
    return word if is_known else None
