"""Groups of records as they are written: a heading, then service by service, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from drumbeat.digest.evidence.page.groups import LEFT_OUT, Bundle, Entry
from drumbeat.digest.evidence.page.model import Group, Row
from drumbeat.digest.language.phrase import Label, PeriodView, Phrase, phrase, plural
from drumbeat.digest.language.wording import Wording

_WORTH_SHORTENING = 20
"""Records of a group; fewer are written in full."""
_DIGITS_KEPT = 4
_KINDS: dict[str, Callable[[int], Phrase]] = {
    "incident": lambda n: plural("{n} incident", "{n} incidents", n),
    "request": lambda n: plural("{n} request", "{n} requests", n),
    "task": lambda n: plural("{n} task", "{n} tasks", n),
    "change": lambda n: plural("{n} change", "{n} changes", n),
    "problem": lambda n: plural("{n} problem", "{n} problems", n),
    "improvement": lambda n: plural("{n} improvement", "{n} improvements", n),
    "improvement task": lambda n: plural("{n} improvement task", "{n} improvement tasks", n),
    "project": lambda n: plural("{n} project", "{n} projects", n),
    "article": lambda n: plural("{n} article", "{n} articles", n),
    "article use": lambda n: plural("{n} ticket with an article of ours", "{n} tickets with an article of ours", n),
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How records are written on one page."""

    say: Wording
    period: PeriodView
    is_short: bool
    """Whether days are written as numbers, and long groups write once what their numbers have in common."""

    def day(self, day: str) -> str:
        """The whole date; on a long page of one month the day of the month, where it lies within."""
        if not day:
            return self.say.word("no day")
        found = date.fromisoformat(day)
        if self.is_short and self.period.months == 1 and self.period.start <= found < self.period.end:
            return str(found.day)
        return self.say.day(found)


def group(number: int, bundle: Bundle, writing: Writing) -> Group:
    """The group with its heading: “Group 3: 38 incidents, INC00…”."""
    say, entries = writing.say, bundle.entries
    count = _KINDS.get(bundle.kind, _records)(len(entries))
    start = _common_start(entries) if writing.is_short else ""
    title = phrase("Group {number}: {records}", number=number, records=count)
    if reason := bundle.parts.get(LEFT_OUT):
        title = phrase(
            "Group {number}: {records}, left out: {reason}", number=number, records=count, reason=Label(reason)
        )
    if start:
        title = phrase("{group}, {start}…", group=title, start=start)
    rows = tuple(
        Row(say.said(service) if service else say.word("No service"), _days(its, writing, start))
        for service, its in groupby(entries, key=lambda each: each.service)
    )
    return Group(f"g{number}", say.say(title), rows)


def _records(count: int) -> Phrase:
    return plural("{n} record", "{n} records", count)


def _days(entries: Iterable[Entry], writing: Writing, start: str) -> tuple[str, ...]:
    days = groupby(entries, key=lambda each: each.day)
    return tuple(
        f"{writing.day(day)}: {' '.join(each.number.removeprefix(start) for each in its)}" for day, its in days
    )


def _common_start(entries: Sequence[Entry]) -> str:
    """What all numbers of a long group begin with; at least four of their last digits stay."""
    if len(entries) < _WORTH_SHORTENING:
        return ""
    numbers = [each.number for each in entries]
    first, last = min(numbers), max(numbers)
    most = min(map(len, numbers)) - _DIGITS_KEPT
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[: max(min(same, most), 0)]
