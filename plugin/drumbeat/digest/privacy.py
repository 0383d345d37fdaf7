"""What may leave: redaction of titles, and the minimum group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from drumbeat.records.model import WorkRecord

_HIDDEN = "[…]"
_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?\b"),
    re.compile(r"\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE),
    re.compile(r"\b(?:password|passwort|pwd|secret|token|api[ _-]?key)\b\s*[:=]\s*\S+", re.IGNORECASE),
    re.compile(r"\bbearer\s+\S+", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:\+|00?)[1-9]\d{0,3}[ ()/-]*\d[\d ()/-]{4,}\d(?!\w)"),
    re.compile(r"\b\w+(?:-\w+)*\.(?:local|lan|corp|internal|intra)\b", re.IGNORECASE),
)
_LONGEST = 120


def plain(name: str) -> str:
    """One line of words: control characters go, white space folds, what is longer than a line is cut."""
    return _cut(one_line(name))


def redact(title: str) -> str:
    """A title that was written to be read, without addresses, hosts, phone numbers and credentials (F14)."""
    hidden = one_line(title)
    for pattern in _PATTERNS:
        hidden = pattern.sub(_HIDDEN, hidden)
    return _cut(hidden)


def one_line(text: str) -> str:
    """Text as one line: control characters and line ends become blanks, and blanks fold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


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
