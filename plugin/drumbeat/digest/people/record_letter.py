"""A technician's own record, said in one language, in order: what templates lay out. Pure.

A rule is told in the words in which it was kept: an older version's are in no catalogue, and stay English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from drumbeat.digest.language.phrase import Label, Phrase, Value, phrase, plural
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.people.accomplishments import LeftOut, Line, PersonalRecord, SkillLine
from drumbeat.signals.model import Role, Status

_MOST_FACTS = 5
_STANDINGS = {
    Status.PROVISIONAL: phrase("may still change"),
    Status.FLAGGED: phrase("rests on what two people did for each other within 30 days; no team is told"),
    Status.DISPUTED: phrase("disputed by the owner"),
    Status.WITHDRAWN: phrase("told before, and not counted any more"),
}
_ROLES = {Role.LEAD.value: phrase("lead"), Role.CONTRIBUTOR.value: phrase("contributor")}
_NOTHING = phrase(
    "No rule found anything to tell of this period. That says nothing about the work: "
    "rules see only what tickets, changes, improvements and articles show."
)


@dataclass(frozen=True, slots=True)
class RecordItem:
    """One line of it."""

    text: str
    note: str = ""
    """The owner's own words, and that they are; or empty."""


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """Lines that stand together: those of one rule have its label, its sentence and its number before them."""

    items: tuple[RecordItem, ...]
    title: str = ""
    rule: str = ""
    rule_language: str = ""
    """Of a rule that is left in another language than the document; or empty."""
    version: str = ""


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A part with its heading."""

    name: str
    """By which an address names it."""
    title: str
    groups: tuple[RecordGroup, ...]


@dataclass(frozen=True, slots=True)
class RecordLetter:
    """All that a document says."""

    language: str
    direction: str
    title: str
    notes: tuple[str, ...]
    parts: tuple[RecordPart, ...]
    nothing: str
    """That there is nothing to tell; empty where there is."""


def record_letter(record: PersonalRecord, say: Wording) -> RecordLetter:
    """The record in the wording's language."""
    untold = (
        phrase("{rule} ({id}): {table} could not be read", rule=Label(each.label), id=each.id, table=each.lacks)
        for each in record.untold
    )
    parts = (
        RecordPart("shown", say.say(phrase("What the records show")), tuple(_groups(record.lines, say))),
        RecordPart("skills", say.say(phrase("Skills exercised")), _listed(map(_skill, record.skills), say)),
        RecordPart("left-out", say.say(phrase("Records that do not count")), _listed(map(_left, record.left_out), say)),
        RecordPart("untold", say.say(phrase("Rules that could not tell")), _listed(untold, say)),
    )
    return RecordLetter(
        language=say.language,
        direction=say.direction,
        title=f"{record.name}, {say.period(record.period)}",
        notes=tuple(map(say.say, record.notes)),
        parts=tuple(part for part in parts if part.groups),
        nothing="" if record.lines or record.skills else say.say(_NOTHING),
    )


def _groups(lines: Iterable[Line], say: Wording) -> Iterator[RecordGroup]:
    """A group a rule and version, in whose words it is told."""

    def rule_of(line: Line) -> tuple[str, str]:
        return line.rule, line.version

    for (rule, version), of_rule in groupby(sorted(lines, key=rule_of), key=rule_of):
        those = list(of_rule)
        told_by = phrase("(Rule {rule}, version {version}.)", rule=rule, version=version)
        items = tuple(RecordItem(say.say(_line(line)), _note(line, say)) for line in those)
        sentence = those[0].sentence
        language = "" if say.knows(sentence) else "en"
        yield RecordGroup(items, say.word(those[0].label), say.word(sentence), language, say.say(told_by))


def _line(line: Line) -> Phrase:
    record = phrase("{kind} {number}", kind=Label(line.kind), number=line.number)
    if line.about:
        record = phrase("{record}, {about}", record=record, about=line.about)
    role: Value = _ROLES.get(line.role, line.role)
    part = phrase("{role}, {day}", role=role, day=line.day) if line.day else role
    if line.status in _STANDINGS:
        part = phrase("{part} ({standing})", part=part, standing=_STANDINGS[line.status])
    return phrase(
        "{record}: {part}. It stands on {facts}. Line {line}.",
        record=record,
        part=part,
        facts=_facts(line),
        line=line.line,
    )


def _facts(line: Line) -> tuple[Value, ...]:
    """The facts behind a line, the first few of them."""
    facts: list[Value] = [
        phrase("{number} ({field}: {held})", number=fact.number, field=fact.field, held=Label(fact.value))
        for fact in line.evidence
    ]
    facts += [
        phrase("“{alias}” in {field} of {number}", alias=span.alias, field=span.field, number=span.number)
        for span in line.spans
    ]
    more = [phrase("{n} more", n=len(facts) - _MOST_FACTS)] if len(facts) > _MOST_FACTS else []
    return (*facts[:_MOST_FACTS], *more)


def _note(line: Line, say: Wording) -> str:
    return say.say(phrase("Owner’s note: {note}", note=line.note)) if line.note else ""


def _skill(skill: SkillLine) -> Phrase:
    records = plural("{n} record", "{n} records", skill.records)
    if not skill.last:
        return phrase("{skill}: {records}", skill=skill.name, records=records)
    return phrase("{skill}: {records}, last on {day}", skill=skill.name, records=records, day=skill.last)


def _left(each: LeftOut) -> Phrase:
    record: Value = each.number or phrase("A record")
    if each.day:
        record = phrase("{record}, {day}", record=record, day=each.day)
    return phrase("{record}: {reason} (gate rule {gate})", record=record, reason=Label(each.reason), gate=each.gate)


def _listed(said: Iterable[Phrase], say: Wording) -> tuple[RecordGroup, ...]:
    items = tuple(RecordItem(say.say(each)) for each in said)
    return (RecordGroup(items),) if items else ()
