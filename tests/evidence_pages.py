"""An evidence page as its reader finds their way through it: part, groups, services, days, numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

_SECTION = re.compile(r'<section class="(p|g)" id="([^"]+)">(.*?)</section>', re.DOTALL)
_SHARE = re.compile(r'<a href="#g(\d+)">([^<]*)</a> \(([\d,]+)\)')
_DAY = re.compile(r"(?:^|; )([^:;]+): ([^;]*)")


@dataclass(frozen=True)
class Found:
    """One record as the page tells it."""

    number: str
    service: str
    day: str


@dataclass(frozen=True)
class ReadPage:
    """The sections of a page."""

    parts: dict[str, str]
    groups: dict[str, str]

    def through(self, part: str) -> Counter[Found]:
        """The records found through a part, by its own words alone: its groups, or the part that it is the same as."""
        body = self.parts[part]
        same = re.search(r'<a href="#([^"]+)">[^<]*the same as', body)
        if same:
            return self.through(same[1])
        found: Counter[Found] = Counter()
        for first, words, count in _SHARE.findall(body):
            numbers = [int(each) for each in re.findall(r"\d+", words.split(",")[0])]
            assert numbers[0] == int(first)
            its = sum((self.records(f"g{at}") for at in range(numbers[0], numbers[-1] + 1)), Counter())
            assert its.total() == int(count.replace(",", "")), "the count is not what stands there"
            found += its
        return found

    def records(self, group: str) -> Counter[Found]:
        """What stands in a group."""
        body = self.groups[group]
        start = re.search(r"<h3>[^<]*, (\S+)…</h3>", body)
        found: Counter[Found] = Counter()
        for service, days in re.findall(r"<dt>([^<]*)\n((?:<dd>[^<]*)+)", body):
            for day, its in _DAY.findall("; ".join(" ".join(each.split()) for each in days.split("<dd>")[1:])):
                found.update(
                    Found(f"{start[1] if start else ''}{each}", unescape(service).strip(), day) for each in its.split()
                )
        return found

    @property
    def everything(self) -> Counter[Found]:
        """All records of the page."""
        return sum(map(self.records, self.groups), Counter())


def read_evidence(html: str) -> ReadPage:
    """The page, taken apart."""
    sections = _SECTION.findall(html)
    return ReadPage(
        {name: body for kind, name, body in sections if kind == "p"},
        {name: body for kind, name, body in sections if kind == "g"},
    )
