"""Finds skills in a text: Aho-Corasick over all aliases, whole words, leftmost-longest, then tier and context.

First it is settled what is mentioned: of all aliases that stand as whole words, the longest where they overlap, from
left to right. Then each mention is judged: a negative context forbids it; tier A counts; tier B needs an anchor
or structured corroboration. A mention that is forbidden shadows what is shorter: `power apps` is not `apps`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from drumbeat.signals.skills.folding import as_spelt, folded, is_whole
from drumbeat.signals.skills.taxonomy import NUMBER, Skill

ANCHOR_WITHIN = 60
"""Characters between an anchor and the name it confirms, at most."""
FORBIDDEN_WITHIN = 24
"""Characters between a negative context and the name after it, at most: no access to *the shared* mailbox."""
_NUMBER = re.compile(r"\d++(?:(?=\.\d)\.\d++)*+")
_SENTENCE_ENDS = ".;!?\0"


class _Text(NamedTuple):
    """A text and what it is folded, place for place the same."""

    written: str
    folded: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One alias of one skill."""

    alias: str
    pattern: str
    """What is searched for: the alias folded, without the number at its end."""
    skill: Skill
    tier: str
    is_exact: bool
    is_numbered: bool

    def end_in(self, text: _Text, start: int, end: int) -> int:
        """Where the name ends whose pattern stands from `start` to `end`; -1 where it is another name."""
        if self.is_exact and as_spelt(text.written[start:end]) != self.alias.removesuffix(NUMBER):
            return -1
        if self.is_numbered:
            number = _NUMBER.match(text.folded, end)
            end = number.end() if number else -1
        return end if end >= 0 and is_whole(text.written, start, end) else -1


class Mention(NamedTuple):
    """A skill's name in a text, and whether it counts."""

    start: int
    end: int
    alias: str
    skill: Skill
    tier: str
    """`A` or `B`."""
    why_not: str = ""
    """Why it does not count; empty when it does."""


class SkillMatcher:
    """Knows skills by their aliases, and by the structural fields of a record."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        self.skills = tuple(skills)
        names: dict[str, list[_Name]] = {}
        for name in _names(skills):
            names.setdefault(name.pattern, []).append(name)
        self._names = list(names.values())
        self._automaton = AhoCorasick(list(names))
        self._of_class = _index(skills, lambda skill: skill.ci_classes)
        self._of_category = _index(skills, lambda skill: skill.categories)
        self._contexts = {skill.skill_id: _Contexts.of(skill) for skill in skills}

    def find(self, text: str, corroborated: frozenset[str] = frozenset()) -> list[Mention]:
        """The mentions that count, from left to right, none overlapping another.

        `corroborated` are ids of skills that structural fields of the record agree with.
        """
        return [mention for mention in self.judged(text, corroborated) if not mention.why_not]

    def judged(self, text: str, corroborated: frozenset[str] = frozenset()) -> list[Mention]:
        """All mentions, those that do not count with the reason."""
        both = _Text(text, folded(text))
        return [self._judged(both, mention, corroborated) for mention in self._mentions(both)]

    def of_class(self, ci_class: str) -> tuple[Skill, ...]:
        """Skills that a configuration item's class corroborates."""
        return self._of_class.get(ci_class.strip().lower(), ())

    def of_category(self, category: str) -> tuple[Skill, ...]:
        """Skills that a category, subcategory or service offering corroborates."""
        return self._of_category.get(category.strip().lower(), ())

    def _mentions(self, text: _Text) -> list[Mention]:
        """Leftmost-longest over whole words. Overlapping search: a longer alias that is no whole word hides none."""
        hits = [
            (start, -end, not name.is_exact, name)
            for index, start, stop in self._automaton.find_matches_as_indexes(text.folded, overlapping=True)
            for name in self._names[index]
            if (end := name.end_in(text, start, stop)) >= 0
        ]
        hits.sort(key=lambda hit: hit[:3])
        chosen: list[Mention] = []
        for start, minus_end, _, name in hits:
            if not chosen or start >= chosen[-1].end:
                chosen.append(Mention(start, -minus_end, name.alias, name.skill, name.tier))
        return chosen

    def _judged(self, text: _Text, mention: Mention, corroborated: frozenset[str]) -> Mention:
        contexts = self._contexts[mention.skill.skill_id]
        forbidden = contexts.forbidding(text, mention.start, mention.end)
        if forbidden:
            return mention._replace(why_not=f"“{forbidden}” stands before or around it")
        if mention.tier == "A" or mention.skill.skill_id in corroborated:
            return mention
        if contexts.anchors_near(text, mention.start, mention.end):
            return mention
        return mention._replace(why_not="nothing near confirms it, nor do class, category or service offering")


@dataclass(frozen=True, slots=True)
class _Contexts:
    """A skill's anchors and negative contexts, folded."""

    anchors: tuple[str, ...]
    negative: tuple[str, ...]
    reach: int
    """Characters beside a name in which any of them could begin or end."""

    @classmethod
    def of(cls, skill: Skill) -> _Contexts:
        anchors, negative = tuple(map(folded, skill.anchors)), tuple(map(folded, skill.negative_contexts))
        return cls(anchors, negative, ANCHOR_WITHIN + max(map(len, (*anchors, *negative)), default=0))

    def anchors_near(self, text: _Text, start: int, end: int) -> bool:
        """Whether an anchor stands within reach beside text[start:end], or around it."""
        for anchor in self._around(text, start, end, self.anchors):
            if _stands(text, anchor, max(0, start - ANCHOR_WITHIN - len(anchor)), start):
                return True
            if _stands(text, anchor, end, end + ANCHOR_WITHIN + len(anchor)):
                return True
            if _stands_around(text, anchor, start, end):
                return True
        return False

    def forbidding(self, text: _Text, start: int, end: int) -> str:
        """The negative context that forbids text[start:end]; empty when none does."""
        for phrase in self._around(text, start, end, self.negative):
            if _stands_around(text, phrase, start, end):
                return phrase
            if any(
                not any(char in _SENTENCE_ENDS for char in text.folded[place + len(phrase) : start])
                for place in _places(text, phrase, max(0, start - FORBIDDEN_WITHIN - len(phrase)), start)
            ):
                return phrase
        return ""

    def _around(self, text: _Text, start: int, end: int, phrases: tuple[str, ...]) -> list[str]:
        """Those of the phrases that are anywhere near: few, so that the rest is not looked for in detail."""
        near = text.folded[max(0, start - self.reach) : end + self.reach]
        return [phrase for phrase in phrases if phrase in near]


def _stands(text: _Text, phrase: str, start: int, end: int) -> bool:
    """Whether the phrase stands as whole words within text[start:end]."""
    return next(_places(text, phrase, start, end), None) is not None


def _places(text: _Text, phrase: str, start: int, end: int) -> Iterator[int]:
    place = text.folded.find(phrase, start, end)
    while place >= 0:
        if is_whole(text.written, place, place + len(phrase)):
            yield place
        place = text.folded.find(phrase, place + 1, end)


def _stands_around(text: _Text, phrase: str, start: int, end: int) -> bool:
    """Whether the phrase stands as whole words so that it holds text[start:end] and more."""
    more = len(phrase) - (end - start)
    return more > 0 and _stands(text, phrase, max(0, start - more), end + more)


def _names(skills: Iterable[Skill]) -> Iterator[_Name]:
    for skill in skills:
        for tier, aliases in (("A", skill.aliases_a), ("B", skill.aliases_b)):
            for alias in aliases:
                stem = alias.removesuffix(NUMBER)
                is_exact = stem != stem.lower()
                name = as_spelt(alias) if is_exact else folded(alias)
                yield _Name(name, folded(stem), skill, tier, is_exact, alias.endswith(NUMBER))


def _index(skills: Sequence[Skill], keys_of: Callable[[Skill], tuple[str, ...]]) -> Mapping[str, tuple[Skill, ...]]:
    found: dict[str, list[Skill]] = {}
    for skill in skills:
        for key in keys_of(skill):
            found.setdefault(key, []).append(skill)
    return {key: tuple(named) for key, named in found.items()}
