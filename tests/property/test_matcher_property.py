"""The matcher against two plain ones that look at every place of the text."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.signals.skills import Skill, SkillMatcher
from samples import examples

PIECES = ["go", "Go", "c#", "c", "c++", ".net", "asp.net", "sql", "sql server", "server", "ad", "a.d", "é", "ß", "x"]
BETWEEN = [" ", "  ", "\n", "\u00a0", "-", ".", ". ", "#", "+", "_", "1", "\u0301", "\u200f", "\0", "İ", "🙂", "\ud800"]
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES + BETWEEN), st.text(max_size=3)), max_size=25).map("".join)
ALIASES = st.lists(st.sampled_from(PIECES), max_size=9, unique=True)


def same(char: str) -> str:
    """A letter as it is compared: one for one."""
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Cs":
        return "\ufffd"
    if char in HYPHENS:
        return "-"
    if char in "\u2018\u2019\u02bc\uff07":
        return "'"
    return char.lower() if len(char.lower()) == 1 else char


def is_word(char: str) -> bool:
    """Whether the character is of a word."""
    return char.isalnum() or char == "_" or unicodedata.category(char).startswith("M")


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether the place is no part of a longer word, by the visible characters around it."""
    before = [char for char in text[:start] if char.isascii() or unicodedata.category(char) != "Cf"]
    after = [char for char in text[end:] if char.isascii() or unicodedata.category(char) != "Cf"]
    if end - start == 1:
        apart = "()[]\"'\u201c\u201d,.;!?"
        beside = (text[:start][-1:], text[end:][:1])
        if any(char and not char.isspace() and char not in apart for char in beside):
            return False
    if before and before[-1] == ".":
        return False
    if before and before[-1] in HYPHENS:
        hyphen = text.rindex(before[-1], 0, start)
        joins = "".join(takewhile(is_word, reversed(text[:hyphen])))[-1:].islower()
    else:
        joins = bool(before) and is_word(before[-1])
    if joins or after[:1] == ["#"] or after[:2] == ["+", "+"]:
        return False
    if after and after[0] in HYPHENS:
        return not (len(after) > 1 and after[1].islower())
    if after and after[0] == ".":
        after.pop(0)
    return not (after and is_word(after[0]))


def hits_by_slices(text: str, aliases: list[str]) -> set[tuple[int, int]]:
    """Every place of every alias, by comparing slices."""
    plain = "".join(map(same, text))
    return {
        (start, start + len(alias))
        for alias in aliases
        for start in range(len(text) - len(alias) + 1)
        if plain[start : start + len(alias)] == alias.lower()
        and (alias.islower() or not alias.isalpha() or text[start : start + len(alias)] == alias)
        and is_whole(text, start, start + len(alias))
    }


def hits_by_patterns(text: str, aliases: list[str]) -> set[tuple[int, int]]:
    """The same with the standard library's regular expressions."""
    plain = "".join(map(same, text))
    return {
        (match.start(), match.start() + len(alias))
        for alias in aliases
        for match in re.finditer(f"(?={re.escape(alias.lower())})", plain)
        if alias == alias.lower() or text.startswith(alias, match.start())
        if is_whole(text, match.start(), match.start() + len(alias))
    }


def leftmost_longest(hits: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that remain when the first, and of these the longest, comes first."""
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end))
    return chosen


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS, ALIASES)
def test_three_matchers_agree(text, aliases):
    """Aho-Corasick, slices and regular expressions find the same mentions at the same places of any text."""
    matcher = SkillMatcher([Skill(skill_id=alias, name=alias, aliases_a=(alias,)) for alias in aliases])
    found = [(hit.start, hit.end) for hit in matcher.find(text)]
    assert found == leftmost_longest(hits_by_slices(text, aliases))
    assert found == leftmost_longest(hits_by_patterns(text, aliases))


@given(st.text(max_size=200), st.sampled_from(PIECES))
def test_what_is_found_is_what_stands_there(text, alias):
    """The letters of a span are the alias's, whatever stands around."""
    matcher = SkillMatcher([Skill(skill_id="X", name="X", aliases_a=(alias,))])
    for hit in matcher.find(f"{text} {alias} {text}"):
        assert "".join(map(same, f"{text} {alias} {text}"[hit.start : hit.end])) == alias.lower()
