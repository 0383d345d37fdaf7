"""Skill signal S01: a technology exercised, by the technician's own words in the record.

The caller's words do not count: a ticket that complains of SAP shows no skill in SAP. Read are the close notes
of incidents and changes, the fix and cause notes of problems, and the short description where IT wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from drumbeat.records.model import Change, Incident, Problem, WorkRecord
from drumbeat.signals.model import Evidence, Role, Signal, Span


@dataclass(frozen=True, slots=True)
class Skill:
    """One line of the skill file."""

    id: str
    name: str
    group: str
    domain: str
    aliases: tuple[str, ...]
    """Tier A: unambiguous in ticket language, lower case."""


class SkillMatcher:
    """Finds aliases as whole words, the longest where they overlap."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        pairs = [(alias, skill) for skill in skills for alias in skill.aliases]
        self._aliases = [alias for alias, _ in pairs]
        self._skills = [skill for _, skill in pairs]
        self._automaton = AhoCorasick(self._aliases)

    def find(self, text: str) -> list[tuple[int, int, Skill]]:
        """Start, end and skill of each hit, from left to right, none overlapping another."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter that grows in lower case would shift every place after it
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        hits = [
            (start, end, self._skills[index])
            for index, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True)
            if _is_whole_word(lowered, start, end)
        ]
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        chosen: list[tuple[int, int, Skill]] = []
        for hit in hits:
            if not chosen or hit[0] >= chosen[-1][1]:
                chosen.append(hit)
        return chosen


def exercised(records: Iterable[WorkRecord], matcher: SkillMatcher) -> list[Signal]:
    """S01 signals: one for each record and skill, for the record's principal."""
    signals: list[Signal] = []
    for record in records:
        if not record.principal:
            continue
        spans: dict[str, list[Span]] = {}
        for field, text in _own_words(record):
            for start, end, skill in matcher.find(text):
                span = Span(record.table, record.number, field, start, end, text[start:end].lower())
                spans.setdefault(skill.name, []).append(span)
        done = Evidence(record.table, record.number, "state", "done")
        signals += [
            Signal("S01", "1.0.0", record.principal, Role.LEAD, (done,), skill, tuple(found))
            for skill, found in spans.items()
        ]
    return signals


def shared_names(signals: Iterable[Signal], at_least: int = 2) -> tuple[str, ...]:
    """Skills with so many technicians behind them, alphabetical, without counts (design section 6)."""
    people: dict[str, set[str]] = {}
    for signal in signals:
        people.setdefault(signal.about, set()).add(signal.subject.key)
    return tuple(sorted((name for name, who in people.items() if len(who) >= at_least), key=str.casefold))


def _own_words(record: WorkRecord) -> list[tuple[str, str]]:
    if isinstance(record, Incident):
        return [("close_notes", record.close_notes)]
    if isinstance(record, Change):
        return [("short_description", record.short_description), ("close_notes", record.close_notes)]
    if isinstance(record, Problem):
        return [("cause_notes", record.cause_notes), ("fix_notes", record.fix_notes)]
    return []


def _is_whole_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")
