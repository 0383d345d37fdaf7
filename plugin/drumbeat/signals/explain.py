"""Why a record counts or not, and which rules speak of it or do not (F16). Names nobody.

Whoever asks is no owner: private rules are explained for one person alone, who has to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from drumbeat.records.model import Incident, Ref, WorkRecord
from drumbeat.signals.catalogue import RULES, classify
from drumbeat.signals.credit import Credit, credit
from drumbeat.signals.gate import Judged, matures_at
from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Signal
from drumbeat.signals.retention import shown_by_structure
from drumbeat.signals.skills.exercised import own_texts
from drumbeat.signals.skills.words import masked, own_words
from drumbeat.signals.world import World

_GATE = {
    "E1": "finished, with success",
    "E2": "neither cancelled, nor a duplicate, nor closed unsolved",
    "E3": "no child of another record",
    "E4": "not reopened",
    "E5": "old enough not to be reopened",
    "E6": "not asked for by the group that resolved it",
    "E7": "not closed in a batch with the same words",
    "E8": "done by a person",
    "E9": "in scope",
}
_OF_INCIDENTS = frozenset({"E3", "E4", "E5", "E6"})
_OF_CLOSED_WITH_NOTES = frozenset({"incident", "change"})
_ANY = ("incident", "request", "task", "change", "problem", "improvement", "project", "article")
ABOUT: dict[str, tuple[str, ...]] = {
    "V01": ("incident", "request", "change", "problem", "improvement", "project"),
    "V02": ("improvement", "project"),
    "V03": ("improvement task", "project task"),
    "V04": ("improvement", "demand", "problem", "incident", "change"),
    "V05": ("article",),
    "V07": ("incident", "request", "task", "change"),
    "V08": ("incident",),
    "V09": ("improvement", "project", "problem", "change"),
    "V11": ("incident", "change", "improvement", "project"),
    "V12": ("incident", "request"),
    "V15": ("problem", "incident", "improvement"),
    "V16": ("problem", "change", "improvement", "project"),
    "V17": ("problem", "change", "article"),
    "V18": ("incident",),
    "V20": ("change",),
    "V21": ("incident",),
    "V22": ("change",),
    "V23": ("improvement", "project", "incident"),
    "V24": _ANY,
    "V25": ("change",),
    "S05": ("problem", "task"),
    "S06": ("incident", "article"),
    "S07": ("incident", "request", "change", "problem", "improvement", "project"),
    "S09": ("improvement", "project", "incident"),
    "S10": ("project",),
    "S11": ("incident",),
    "S12": ("change", "improvement"),
    "S13": ("improvement", "project", "improvement task", "project task", "problem", "change"),
    "S18": ("article",),
    "S19": ("project", "improvement"),
    "S20": ("incident",),
    "S24": ("article",),
    "S25": ("improvement", "project", "incident"),
}
"""Rule -> the kinds of records it speaks of. A rule that is not here speaks of any, or of imported entries."""
IMPORTED = frozenset({"V06", "V10", "V13", "S14", "S15", "S16", "S22", "S23"})
"""Rules that speak of imported entries alone."""


@dataclass(frozen=True, slots=True)
class GateLine:
    """One test of the gate, and what it says of the record."""

    id: str
    asks: str
    verdict: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule, whether it speaks of the record, and why not."""

    id: str
    label: str
    speaks: bool
    why: str
    concerns: bool = True
    """Whether it speaks of records of this kind at all."""


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A skill's name in a text of the record, and whether it counts; the place, not the text around it."""

    field: str
    start: int
    end: int
    alias: str
    skill: str
    tier: str
    why_not: str


@dataclass(frozen=True, slots=True)
class MaskedPart:
    """A part of a text that is nobody's own words, so that it is not looked at."""

    field: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it. Where the record is out of scope nothing but the gate is told."""

    number: str
    kind: str
    verdict: str
    gate: tuple[GateLine, ...]
    credit: tuple[str, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    structure: tuple[str, ...] = ()
    """Structural fields of the record that show a skill: skill, by field."""
    mentions: tuple[SkillMention, ...] = ()
    masks: tuple[MaskedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """What is explained, and for whom."""

    material: Material
    off: frozenset[str] = frozenset()
    """Ids of rules that the settings switch off."""
    person: Ref | None = None
    """Whose private rules are explained; nobody's if not said."""


def judged_as(number: str, world: World) -> Judged | None:
    """The record of this number; of an article's versions the one that counts, else the latest."""
    found = [item for item in world.judged if item.record.number == number]
    found.sort(key=lambda item: (item.reason is None, str(item.moment or ""), item.record.sys_id))
    return found[-1] if found else None


def explain(item: Judged, asking: Asking) -> Explanation:
    """What the gate, the credit rule, the rules and the matcher say of a record."""
    record, world = item.record, asking.material.world
    gate = tuple(_gate(item, world))
    if not item.may_be_named:
        return Explanation(record.number, record.kind, "It is kept out of scope; nothing else is told of it.", gate)
    credited = credit(record, world)
    return Explanation(
        number=record.number,
        kind=record.kind,
        verdict=_verdict(item),
        gate=gate,
        credit=tuple(_credit(credited)),
        rules=tuple(_rules(item, asking)),
        structure=tuple(_structure(item, world)),
        mentions=tuple(_mentions(record, credited, world)),
        masks=tuple(_masks(record, credited, world)),
    )


def _verdict(item: Judged) -> str:
    if item.reason is not None:
        return f"It does not count: {item.reason.label(1)} ({item.reason.rule})."
    return "It counts, and may still be reopened." if item.is_provisional else "It counts."


def _gate(item: Judged, world: World) -> Iterator[GateLine]:
    for rule, asks in _GATE.items():
        yield GateLine(rule, asks, _gate_verdict(rule, item, world))


def _gate_verdict(rule: str, item: Judged, world: World) -> str:
    """One reason is enough: of a record that is left out the other tests say nothing."""
    kind = item.record.kind
    if item.reason is not None:
        return f"left out: {item.reason.label(1)}" if item.reason.rule == rule else "not the reason"
    if rule in _OF_INCIDENTS and not isinstance(item.record, Incident):
        return f"asks nothing of a record of this kind ({kind})"
    if rule == "E7" and kind not in _OF_CLOSED_WITH_NOTES:
        return f"asks nothing of a record of this kind ({kind})"
    if rule == "E5" and item.is_provisional:
        until = matures_at(item.record, world.gate.maturity_days)
        return f"provisional until {until:%Y-%m-%d}" if until else "provisional"
    return "passed"


def _credit(credited: Credit) -> Iterator[str]:
    """Roles and what shows them; never who."""
    yield "lead: one person" if credited.lead else "lead: nobody, or no person"
    for place, part in enumerate(credited.contributors, start=1):
        shown = ", ".join(f"{fact.number} ({fact.field}: {fact.value})" for fact in part.evidence)
        yield f"contributor {place}: {shown}"


def _rules(item: Judged, asking: Asking) -> Iterator[RuleLine]:
    """Team rules; with a person the private ones as well, and then only as they speak of that person."""
    person = asking.person

    def is_asked(rule: Rule) -> bool:
        return rule.default.is_personal if person else rule.default.is_for_team and not rule.opt_in

    def runs(rule: Rule) -> bool:
        return is_asked(rule) and rule.id not in asking.off

    found = classify(asking.material, runs)
    mine = [signal for signal in found.signals if person is None or signal.subject.key == person.key]
    for rule in RULES:
        if is_asked(rule):
            speaks = [signal for signal in mine if signal.rule == rule.id and _stands_on(signal, item.record.number)]
            why = _how(speaks, item.record.number) if speaks else _why_not(rule, item, asking, found.switched_off.get)
            yield RuleLine(rule.id, rule.label, bool(speaks), why, bool(speaks) or _concerns(rule, item.record))


def _concerns(rule: Rule, record: WorkRecord) -> bool:
    return rule.find is not None and rule.id not in IMPORTED and record.kind in ABOUT.get(rule.id, (record.kind,))


def _stands_on(signal: Signal, number: str) -> bool:
    return any(fact.number == number for fact in signal.evidence)


def _how(signals: Iterable[Signal], number: str) -> str:
    about = sorted({signal.about for signal in signals if signal.about})
    told = f" ({', '.join(about)})" if about else ""
    is_about = any(signal.number == number for signal in signals)
    return f"speaks of it{told}" if is_about else f"stands on it among others{told}"


def _why_not(rule: Rule, item: Judged, asking: Asking, lacking: Callable[[str], str | None]) -> str:
    off = _why_off(rule, asking, lacking)
    if off:
        return off
    if rule.id in IMPORTED:
        return "speaks of imported entries, not of records"
    kinds = ABOUT.get(rule.id, ())
    if kinds and item.record.kind not in kinds:
        return f"speaks of {_or(kinds)}, not of a record of this kind ({item.record.kind})"
    if item.reason is not None:
        return f"the gate leaves the record out: {item.reason.label(1)} ({item.reason.rule})"
    return f"its condition does not hold in this period: {rule.sentence}"


def _why_off(rule: Rule, asking: Asking, lacking: Callable[[str], str | None]) -> str:
    """Why the rule speaks of nothing at all; empty when it could."""
    if rule.find is None:
        return rule.why_off or "off"
    if rule.id in asking.off:
        return "switched off by the settings (signals.off)"
    lacks = lacking(rule.id)
    return f"switched off: {lacks} could not be read" if lacks else ""


def _or(kinds: tuple[str, ...]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}" if others else last


def _structure(item: Judged, world: World) -> Iterator[str]:
    if item.reason is None:
        shown = shown_by_structure(item.record, world)
        yield from sorted({f"{skill.name}, by {field}" for skill, field in shown})


def _mentions(record: WorkRecord, credited: Credit, world: World) -> Iterator[SkillMention]:
    if world.skills is None:
        return
    structure = frozenset(skill.skill_id for skill, _ in shown_by_structure(record, world))
    for words in own_texts(record, credited, world):
        for hit in world.skills.judged(own_words(words.text), structure):
            yield SkillMention(words.field, hit.start, hit.end, hit.alias, hit.skill.name, hit.tier, hit.why_not)


def _masks(record: WorkRecord, credited: Credit, world: World) -> Iterator[MaskedPart]:
    for words in own_texts(record, credited, world):
        for part in masked(words.text):
            yield MaskedPart(words.field, part.start, part.end, part.why)
