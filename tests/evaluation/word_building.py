"""Names built of a name and a word: which words build them is measured on labelled names.

`java` and `api` may never stand together in the texts, but where a known name stood before `api`, name and word were
one name: so `java api` is proposed. The same holds for words before a name (`google chrome`) and for numbers, with or
without a blank (`windows 7`, `ie11`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drumbeat.signals.skills.folding import folded
from drumbeat.signals.skills.harvest import Passage, Proposal, runs
from drumbeat.signals.skills.taxonomy import NUMBER

_NUMBER = re.compile(r"\d++(?:\.\d++)*+")
_NUMBERED = re.compile(r"(.*?[^\d.])(\d++(?:\.\d++)*+)")


@dataclass(frozen=True, slots=True)
class Building:
    """What a word needs to build names."""

    least: int = 3
    """Places where it stands beside a known name."""
    share: float = 0.5
    """Share of them in which both are one name."""
    names: int = 2
    """Different names that it built."""


def built(passages: Iterable[Passage], proposals: Sequence[Proposal], building: Building) -> dict[str, tuple[str, ...]]:
    """Name -> the names built of it, for each proposed name in lower case that is one word."""
    known = {each.name: each.name for each in proposals if each.name == each.name.lower()}
    right: Counter[str] = Counter()
    n: Counter[str] = Counter()
    names: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for pattern, name, is_name in _pairs(passage, known):
            n[pattern] += 1
            right[pattern] += is_name
            names[pattern] |= {name} if is_name else set()
    patterns = [
        each
        for each in sorted(n)
        if n[each] >= building.least and right[each] >= building.share * n[each] and len(names[each]) >= building.names
    ]
    made: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name in known:
        numbered = _NUMBERED.fullmatch(name)
        built_of = [pattern.replace("~", name) for pattern in patterns if not numbered]
        if numbered and f"~{NUMBER}" in patterns:
            built_of = [f"{numbered[1]}{NUMBER}"]
        stem = numbered[1] if numbered else name
        made[name] = tuple(each for each in built_of if each not in known and len(stem) > 1)
    return made


def _pairs(passage: Passage, known: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """How a known name stands beside a word (`~ api`, `google ~`), the name, and whether name and word are one name."""
    plain, places = folded(passage.text), passage.places or {}
    for words in runs(plain):
        texts = [plain[start:end] for start, end in words]
        for first in range(len(words)):
            numbered = _NUMBERED.fullmatch(texts[first])
            if numbered and numbered[1] in known:
                yield f"~{NUMBER}", numbered[1], words[first] in places
            for last in (first, first + 1):
                name = " ".join(texts[first : last + 1])
                if last >= len(words) or name not in known:
                    continue
                if last + 1 < len(words):
                    word = NUMBER if _NUMBER.fullmatch(texts[last + 1]) else texts[last + 1]
                    yield f"~ {word}", name, (words[first][0], words[last + 1][1]) in places
                if first:
                    yield f"{texts[first - 1]} ~", name, (words[first - 1][0], words[last][1]) in places
