"""What may leave: names on one line, redacted titles, and the minimum group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from drumbeat.digest.redaction.line import cut, one_line
from drumbeat.records.model import WorkRecord


def plain(name: str) -> str:
    """One line of words: control characters go, white space folds, what is longer than a line is cut."""
    return cut(one_line(name))


def technicians(records: Iterable[WorkRecord]) -> frozenset[str]:
    """The distinct people who lead these records."""
    return frozenset(record.principal.key for record in records if record.principal)


def standing(records: Iterable[WorkRecord]) -> frozenset[tuple[str, str]]:
    """Who stands behind these records, group by group: pairs of a group's key and a person's."""
    return frozenset((record.assignment_group.key, record.principal.key) for record in records if record.principal)


def is_enough(people: Collection[tuple[str, str]], minimum: int) -> bool:
    """Whether so many people stand behind a figure that it may be shown (F4). `people` are `standing`.

    Not where others could be reckoned from it: each group can be asked for alone, and what is left when the shown
    ones are taken from the whole must stand for enough people as well (complementary suppression).
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for group, person in people:
        if group:  # work without a queue goes with its people; it cannot be asked for alone
            groups[group].add(person)
    if len({person for _, person in people}) < minimum:
        return False
    hidden = [members for members in groups.values() if len(members) < minimum]
    left = set().union(*hidden)
    return not left or len(left) >= minimum or len(hidden) == len(groups)
