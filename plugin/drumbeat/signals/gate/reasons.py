"""Why a record does not count: the reasons, the rule behind each, and what a reader is told."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a record does not count, in the order in which a digest lists them."""

    NOT_FINISHED = "not_finished"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    NOT_SOLVED = "not_solved"
    UNDATED = "undated"
    CHILD = "child"
    AUTOMATION = "automation"
    SELF_DEALT = "self_dealt"
    BATCH = "batch"
    NOT_SUCCESSFUL = "not_successful"
    REOPENED = "reopened"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def rule(self) -> str:
        """The gate rule's id."""
        return _RULES[self]

    @property
    def labels(self) -> tuple[str, str]:
        """What a reader is told of one record, and of several: duplicate, duplicates."""
        return _LABELS[self]

    def label(self, count: int = 2) -> str:
        """The same in English, of so many."""
        return self.labels[0 if count == 1 else 1]


_RULES = {
    Reason.NOT_FINISHED: "E1",
    Reason.CANCELLED: "E2",
    Reason.DUPLICATE: "E2",
    Reason.NOT_SOLVED: "E2",
    Reason.UNDATED: "E1",
    Reason.CHILD: "E3",
    Reason.AUTOMATION: "E8",
    Reason.SELF_DEALT: "E6",
    Reason.BATCH: "E7",
    Reason.NOT_SUCCESSFUL: "E1",
    Reason.REOPENED: "E4",
    Reason.OUT_OF_SCOPE: "E9",
}
_LABELS = {
    Reason.NOT_FINISHED: ("not finished, or in a state not known here",) * 2,
    Reason.CANCELLED: ("cancelled",) * 2,
    Reason.DUPLICATE: ("duplicate", "duplicates"),
    Reason.NOT_SOLVED: ("closed without a solution of ours",) * 2,
    Reason.UNDATED: ("closed without a time of resolution",) * 2,
    Reason.CHILD: ("counted with its parent incident", "counted with their parent incident"),
    Reason.AUTOMATION: ("handled by automation",) * 2,
    Reason.SELF_DEALT: ("called in by the group that resolved it", "called in by the group that resolved them"),
    Reason.BATCH: ("closed as a batch (counted once)",) * 2,
    Reason.NOT_SUCCESSFUL: ("not successful",) * 2,
    Reason.REOPENED: ("reopened",) * 2,
    Reason.OUT_OF_SCOPE: ("kept out of scope",) * 2,
}
