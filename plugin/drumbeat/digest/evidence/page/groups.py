"""Records gathered by what they count for, so that each is written once and every part still finds all of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drumbeat.digest.evidence.lines import EvidenceLine

LEFT_OUT = "left-out"
"""The part of what does not count."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. Several that look alike (two articles attached to one ticket) are told apart by `nth`."""

    number: str
    kind: str
    service: str
    day: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """Records of one kind that count for exactly the same parts, and alike in each."""

    parts: Mapping[str, str]
    """Part -> how they count there, where not all do alike; why they do not, where they were left out; else empty."""
    kind: str
    entries: tuple[Entry, ...]


def bundles(lines: Iterable[EvidenceLine]) -> tuple[Bundle, ...]:
    """All records of the lines, each in one bundle; the bundles in the order of the parts they belong to."""
    parts = _memberships(lines)
    found: dict[tuple[tuple[tuple[str, str], ...], str], list[Entry]] = defaultdict(list)
    for entry, its in parts.items():
        found[tuple(its), entry.kind].append(entry)
    order = {part: at for at, part in enumerate(dict.fromkeys(part for its in parts.values() for part, _ in its))}
    ranked = sorted(
        found.items(), key=lambda each: (min(order[part] for part, _ in each[0][0]), -len(each[1]), *each[0])
    )
    return tuple(Bundle(dict(its), kind, tuple(sorted(entries, key=_order))) for (its, kind), entries in ranked)


def lines_of(lines: Iterable[EvidenceLine]) -> Mapping[str, Sequence[EvidenceLine]]:
    """The lines of records, part by part."""
    found: dict[str, list[EvidenceLine]] = defaultdict(list)
    for line in lines:
        if line.number:
            found[line.figure or LEFT_OUT].append(line)
    return found


def _memberships(lines: Iterable[EvidenceLine]) -> Mapping[Entry, list[tuple[str, str]]]:
    parts: dict[Entry, list[tuple[str, str]]] = defaultdict(list)
    for part, its in lines_of(lines).items():
        seen: dict[tuple[str, str, str, str], int] = defaultdict(int)
        for line in its:
            same = line.number, line.kind, line.service, line.day
            parts[Entry(*same, seen[same])].append((part, line.reason))
            seen[same] += 1
    return parts


def _order(entry: Entry) -> tuple[str, str, str, int]:
    return entry.service, entry.day, entry.number, entry.nth
