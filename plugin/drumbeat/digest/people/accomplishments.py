"""A technician's own record of accomplishment: what the rules found, each line with its evidence. Pure.

It belongs to the person it is about. It has no totals, no rates, no gaps and no comparison with anybody (F1, F10).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import PeriodView, Phrase, phrase, plural
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import Exclusion, UntoldLine
from drumbeat.digest.people.consent import Category
from drumbeat.digest.people.names import CATEGORY_OF
from drumbeat.digest.people.privacy import plain
from drumbeat.digest.people.told import Finding, Told
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES, Classified, classify
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.material import Material
from drumbeat.signals.model import Default, Evidence, Rule, Span, Status

_EXERCISED = "S01"
_UNTOLD_NUMBERS = frozenset({"out_of_scope"})
"""Reasons of which nothing but the reason is told (E9)."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the owner said of a line."""

    is_hidden: bool = False
    is_disputed: bool = False
    note: str = ""
    """The owner's own words."""


NO_REMARKS = Remarks()
"""Of a line that the owner said nothing of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of the record."""

    line: str
    """By which the owner can speak of it."""
    rule: str
    version: str
    label: str
    sentence: str
    role: str
    number: str
    kind: str
    day: str
    """ISO date in the zone of the period; empty where the record is not there any more."""
    about: str
    found: Status
    """As the rule told it last."""
    evidence: tuple[Evidence, ...]
    spans: tuple[Span, ...]
    said: Remarks = NO_REMARKS

    @property
    def status(self) -> Status:
        """With the owner's word: what does not hold any more is not disputed any more."""
        return Status.DISPUTED if self.said.is_disputed and self.found is not Status.WITHDRAWN else self.found

    @property
    def note(self) -> str:
        """The owner's own words."""
        return self.said.note

    @property
    def is_hidden(self) -> bool:
        """By the owner, who alone is shown it then."""
        return self.said.is_hidden

    @property
    def told_by(self) -> str:
        """The rule and its version."""
        return f"{self.rule}, version {self.version}"


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill that the person exercised: in which records, last when. No level."""

    name: str
    lines: tuple[Line, ...]

    @property
    def records(self) -> int:
        """How many records show it, without what the owner hid."""
        return len({line.number for line in self.lines if not line.is_hidden})

    @property
    def last(self) -> str:
        """ISO date of the last of them; empty where the records are not there any more."""
        return max((line.day for line in self.lines if not line.is_hidden), default="")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record of the person that does not count, and why."""

    number: str
    """Empty for a record that is out of scope."""
    kind: str
    day: str
    gate: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """One person, one period."""

    name: str
    period: PeriodView
    lines: tuple[Line, ...]
    skills: tuple[SkillLine, ...]
    left_out: tuple[LeftOut, ...]
    excluded: tuple[Exclusion, ...]
    untold: tuple[UntoldLine, ...]
    notes: tuple[Phrase, ...]


def found_of(
    person: Ref, material: Material, asked: Collection[Category], off: Collection[str] = ()
) -> tuple[Finding, Classified]:
    """What the personal rules find of the person, and which could not tell.

    Rules that are private and opt-in speak only where the person asked for their category.
    """

    def is_wanted(rule: Rule) -> bool:
        if not rule.default.is_personal or rule.id in off:
            return False
        return not rule.opt_in or rule.default is Default.BOTH or CATEGORY_OF.get(rule.id) in asked

    found = classify(material, is_wanted)
    world = material.world
    begins = min(world.since.values(), default=None)
    finding = Finding(
        signals=[signal for signal in found.signals if signal.subject.key == person.key],
        rules={rule.id: rule for rule in RULES if rule.find and is_wanted(rule) and rule.id not in found.switched_off},
        is_whole=begins is not None and begins <= material.period.start,
        is_left_out=lambda number: number in world.verdicts and world.verdicts[number].reason is not None,
    )
    return finding, found


def accomplishments(
    person: Ref,
    material: Material,
    told: Iterable[Told],
    remarks: Mapping[str, Remarks],
    found: Classified,
) -> PersonalRecord:
    """The record of what the person was told of the period, with what the owner said of it.

    Lines on records that are out of scope by now are left away. What the owner hid is there: see `without_hidden`.
    """
    lines = [
        _line(each, material, remarks.get(each.signal.statement, NO_REMARKS))
        for each in told
        if _may_be_named(each, material)
    ]
    lines = [line for line in lines if not _is_overtaken(line, lines)]
    lines.sort(key=lambda line: (line.rule, line.number, line.about.casefold(), line.line))
    left_out = [item for item in material.judged if _is_told(item) and _has_part(person, item, material)]
    counts = Counter(item.reason for item in left_out if item.reason is not None)
    labels = {rule.id: rule.label for rule in RULES}
    return PersonalRecord(
        name=plain(person.name) or person.key,
        period=view_of(material.period),
        lines=tuple(line for line in lines if line.rule != _EXERCISED),
        skills=_skills(line for line in lines if line.rule == _EXERCISED),
        left_out=tuple(
            sorted(
                (_left_out(item, material) for item in left_out if item.may_be_named),
                key=lambda each: (each.number, each.gate),
            )
        ),
        excluded=tuple(
            Exclusion(each.value, plural(*each.labels, counts[each]), counts[each]) for each in Reason if counts[each]
        ),
        untold=tuple(UntoldLine(rule, labels[rule], lacks) for rule, lacks in sorted(found.switched_off.items())),
        notes=_notes(material),
    )


def remarked(record: PersonalRecord, remarks: Mapping[str, Remarks]) -> PersonalRecord:
    """The record with what the owner says of its lines by now."""

    def said(lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(replace(line, said=remarks.get(line.line, NO_REMARKS)) for line in lines)

    skills = tuple(replace(skill, lines=said(skill.lines)) for skill in record.skills)
    return replace(record, lines=said(record.lines), skills=skills)


def without_hidden(record: PersonalRecord) -> PersonalRecord:
    """The record as others may see it: without what the owner hid; that something is hidden stands below."""

    def shown(lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(line for line in lines if not line.is_hidden)

    lines, skills = shown(record.lines), [replace(skill, lines=shown(skill.lines)) for skill in record.skills]
    other = replace(record, lines=lines, skills=tuple(skill for skill in skills if skill.lines))
    if other == record:
        return record
    return replace(other, notes=(*record.notes, phrase("The owner has hidden lines of it.")))


def _may_be_named(told: Told, material: Material) -> bool:
    """Not what stands on a record that has become confidential since it was told (E9)."""
    found = (material.world.verdicts.get(fact.number) for fact in told.signal.evidence)
    return all(item.may_be_named for item in found if item is not None)


def _line(told: Told, material: Material, said: Remarks) -> Line:
    signal = told.signal
    item = material.world.verdicts.get(signal.number)
    return Line(
        line=signal.statement,
        rule=signal.rule,
        version=signal.version,
        label=told.label,
        sentence=told.sentence,
        role=signal.role.value,
        number=signal.number,
        kind=item.record.kind if item else signal.evidence[0].table,
        day=_day(item.moment, material) if item else "",
        about=signal.about,
        found=signal.status,
        evidence=signal.evidence,
        spans=signal.spans,
        said=said,
    )


def _is_overtaken(line: Line, lines: Iterable[Line]) -> bool:
    """Whether it was withdrawn for another line that says the same on more records."""
    return line.status is Status.WITHDRAWN and any(
        (other.rule, other.about, other.role) == (line.rule, line.about, line.role)
        and other.status is not Status.WITHDRAWN
        and line.number in {fact.number for fact in other.evidence}
        for other in lines
    )


def _skills(lines: Iterable[Line]) -> tuple[SkillLine, ...]:
    """By name; what was withdrawn shows no skill."""
    by_name: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.status is not Status.WITHDRAWN:
            by_name[line.about].append(line)
    names = sorted(by_name, key=lambda name: (name.casefold(), name))
    return tuple(SkillLine(name, tuple(by_name[name])) for name in names)


def _is_told(item: Judged) -> bool:
    """Work that is not finished is no exclusion, unless it has a time of completion in a state not known here."""
    return item.reason is not None and (item.reason is not Reason.NOT_FINISHED or item.record.done_at is not None)


def _has_part(person: Ref, item: Judged, material: Material) -> bool:
    if item.record.principal.key == person.key:
        return True
    return any(part.person.key == person.key for part in material.credit(item.record).contributors)


def _left_out(item: Judged, material: Material) -> LeftOut:
    reason = item.reason or Reason.NOT_FINISHED
    if reason.value in _UNTOLD_NUMBERS:
        return LeftOut("", "", "", reason.rule, reason.label(1))
    return LeftOut(item.record.number, item.record.kind, _day(item.moment, material), reason.rule, reason.label(1))


def _day(moment: datetime | date | None, material: Material) -> str:
    if moment is None:
        return ""
    shown = moment.astimezone(material.period.zone).date() if isinstance(moment, datetime) else moment
    return shown.isoformat()


def _notes(material: Material) -> tuple[Phrase, ...]:
    notes = [
        phrase("This record is its owner’s. It is no measure of anybody’s performance and must not be used as one.")
    ]
    if material.as_of < material.period.end_instant:
        here = material.as_of.astimezone(material.period.zone)
        read = phrase("The records reach to {day} at {time}.", day=f"{here:%Y-%m-%d}", time=f"{here:%H:%M}")
        notes.append(read)
    return tuple(notes)


def as_json(record: PersonalRecord) -> dict[str, object]:
    """The record as plain values; keys are added, never renamed or removed."""
    return {
        "person": {"name": record.name},
        "period": {
            "start": record.period.start.isoformat(),
            "end": record.period.end.isoformat(),
            "time_zone": record.period.time_zone,
            "label": ENGLISH.period(record.period),
        },
        "signals": [_line_json(line) for line in record.lines],
        "skills": [
            {
                "name": skill.name,
                "records": skill.records,
                "last": skill.last,
                "signals": [_line_json(line) for line in skill.lines],
            }
            for skill in record.skills
        ],
        "left_out": [
            {"number": each.number, "kind": each.kind, "day": each.day, "gate": each.gate, "reason": each.reason}
            for each in record.left_out
        ],
        "excluded": [
            {"reason": each.reason, "label": ENGLISH.say(each.label), "count": each.count} for each in record.excluded
        ],
        "untold": [{"id": each.id, "label": each.label, "lacks": each.lacks} for each in record.untold],
        "notes": list(map(ENGLISH.say, record.notes)),
    }


def _line_json(line: Line) -> dict[str, object]:
    names = ("line", "rule", "version", "label", "sentence", "role", "number", "kind", "day", "about", "note")
    plain_values = {name: getattr(line, name) for name in names}
    return plain_values | {
        "status": line.status.value,
        "evidence": [
            {"table": fact.table, "number": fact.number, "field": fact.field, "value": fact.value}
            for fact in line.evidence
        ],
        "spans": [
            {
                "table": span.table,
                "number": span.number,
                "field": span.field,
                "start": span.start,
                "end": span.end,
                "alias": span.alias,
                "skill": span.skill,
                "tier": span.tier,
            }
            for span in line.spans
        ],
    }
