"""What stays of a ticket's text when nobody needs its words any more: skills, length and sameness (F15).

Verdicts and signals of past months must not change when words go. So of a text stay the aliases of skills that
counted, at their places; how much it said, up to a limit; and a hash, by which two texts are still the same or not.
All of these stand on lines that end in a colon, which say nothing by themselves (`substance.said`), but for the one
that stands for how much was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from drumbeat.records.model import WorkRecord
from drumbeat.signals.credit import SUBSTANTIVE
from drumbeat.signals.gate.reopening import subject
from drumbeat.signals.gate.rules import folded
from drumbeat.signals.sameness import is_gone, trace
from drumbeat.signals.skills import Skill, SkillMatcher
from drumbeat.signals.skills.exercised import Exercised
from drumbeat.signals.skills.words import own_words
from drumbeat.signals.substance import is_nothing, said
from drumbeat.signals.world import World, shape

TEXTS: Mapping[str, tuple[str, ...]] = {
    "incident": ("close_notes", "business_impact", "overview", "findings"),
    "sc_req_item": (),
    "sc_task": (),
    "change_request": ("short_description", "close_notes", "backout_plan", "test_plan"),
    "problem": ("short_description", "cause_notes", "fix_notes"),
}
"""Table -> fields that hold what people wrote. Titles of improvements and articles are written to be read."""
TITLES: Mapping[str, str] = dict.fromkeys(("incident", "sc_req_item", "sc_task"), "short_description")
"""Table -> the field that holds the caller's words: of these only their sameness is ever asked (E4)."""
NOTES = "sys_journal_field"
_SAID = 64
"""No rule asks for more characters than these."""
_SHORT = 12
_NOT_STRUCTURE = frozenset({"state", "work_notes", "additional_assignee_list"})


def remains(
    text: str,
    matcher: SkillMatcher | None,
    structure: frozenset[str] = frozenset(),
    normal: Callable[[str], str] = folded,
) -> str:
    """What stays of a text. `structure` holds ids of skills that the record's structural fields agree with."""
    if is_gone(text):
        return text
    if is_nothing(text):
        return text if len(text) <= _SHORT else ""
    skills = _only_skills(text, matcher, structure) if matcher else ""
    lines = (skills, "q" * min(said(text), _SAID), trace(text, normal))
    return "\n".join(line for line in lines if line)


def note_remains(text: str, matcher: SkillMatcher | None, structure: frozenset[str] = frozenset()) -> str:
    """What stays of a work note: nothing of one that was too short to tell of work."""
    return remains(text, matcher, structure, shape) if len(folded(text)) >= SUBSTANTIVE else ""


def title_remains(text: str) -> str:
    """What stays of a caller's words: whether they are the same as others."""
    return text if is_gone(text) or not text.strip() else trace(text, subject)


def shown_by_structure(record: WorkRecord, world: World) -> Iterator[tuple[Skill, str]]:
    """Skills that the record's structural fields agree with, each with the field."""
    for each in world.once(Exercised).of(record):
        for fact in each.evidence:
            if fact.number == record.number and fact.field not in _NOT_STRUCTURE:
                yield each.skill, fact.field


def _only_skills(text: str, matcher: SkillMatcher, structure: frozenset[str]) -> str:
    """The text as long as it was with nothing but the mentions that count, and the anchors that let them."""
    found = matcher.find(own_words(text), structure)
    if not found:
        return ""
    spans = [(hit.start, hit.end) for hit in found]
    lowered = text.casefold() if len(text.casefold()) == len(text) else text.lower()
    anchors = {anchor.casefold() for hit in found if hit.tier != "A" for anchor in hit.skill.anchors}
    near = chain.from_iterable(_places(lowered, anchor) for anchor in sorted(anchors))
    return f"{_masked(text, [*spans, *near])}:"


def _places(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    place = text.find(phrase)
    while phrase and place >= 0:
        yield place, place + len(phrase)
        place = text.find(phrase, place + 1)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept = ["\0"] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept).rstrip("\0") + "\0"
