"""The evidence page of an edition: one self-contained page that any reader can open. Pure.

Each record is written once, in a group of records that count for the same parts; each part of the mail (a figure, a
signal, a highlight) names the groups that make it up, and while a part is opened by its link the page shows only
these. No person, title or note is on it (design section 6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from drumbeat.digest.evidence.lines import UPCOMING, EvidenceLine, part_of
from drumbeat.digest.evidence.page.groups import LEFT_OUT, Bundle, bundles, lines_of
from drumbeat.digest.evidence.page.model import Filter, Link, Page, Part, Share
from drumbeat.digest.evidence.page.records import Writing, group
from drumbeat.digest.evidence.page.servicenow import Desk, lists
from drumbeat.digest.language.phrase import Label, Phrase, phrase, plural
from drumbeat.digest.language.wording import Wording, opened
from drumbeat.digest.letter.anchors import anchor
from drumbeat.digest.model import Digest, FactLine, Highlight, Kind
from drumbeat.records.tables import BY_NAME

__all__ = ["NO_DESK", "Desk", "Page", "evidence_page"]

Numbered: TypeAlias = Sequence[tuple[int, Bundle]]
"""Bundles with the numbers of their groups on the page."""

_Key: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""Groups, and how their records count."""

Titled: TypeAlias = tuple[str, str, tuple[Phrase, ...]]
"""A part's id, its title, and what is told of it beside its records."""

NO_DESK = Desk()
MANY = 2000
"""From so many records on days and numbers are written shortly, since the page comes with a mail."""
_KINDS = {
    Kind.FACT: Label("Operational fact"),
    Kind.DOWNTIME: Label("Downtime"),
    Kind.PREVENTION: Label("Prevention"),
    Kind.IMPROVEMENT: Label("Improvement"),
    Kind.REUSE: Label("Knowledge reused"),
    Kind.INCIDENT: Label("Incident"),
    Kind.MAINTENANCE: Label("Maintenance"),
    Kind.CHANGES: Label("Changes"),
    Kind.VOLUME: Label("Everyday work"),
}
_SECTIONS = {
    "improvements_completed": Label("Improvements completed"),
    "improvements_under_way": Label("Improvements under way"),
    "article_reuses": Label("Knowledge shared"),
    UPCOMING: Label("What comes next"),
}


def evidence_page(digest: Digest, lines: Sequence[EvidenceLine], say: Wording, desk: Desk = NO_DESK) -> Page:
    """The page of a digest and the frozen list of its evidence."""
    titled = tuple(_titled(digest, say, {line.figure or LEFT_OUT for line in lines}))
    parts_told = {part for part, _, _ in titled}
    told = [line for line in lines if (line.figure or LEFT_OUT) in parts_told]  # the rest is of nothing that is told
    found = bundles(told)
    # Records of a combined digest lie in more groups, since each counts for its team's section as well.
    is_long = bool(digest.sections) or sum(len(each.entries) for each in found) >= MANY
    writing = Writing(say, digest.period, is_short=is_long)
    groups = tuple(group(number, each, writing) for number, each in enumerate(found, start=1))
    parts = tuple(_Parts(digest, lines_of(told), found, say, desk).all(titled))
    return Page(
        language=say.language,
        direction=say.direction,
        title=say.say(phrase("Evidence: {team}, {period}", team=digest.team, period=say.period(digest.period))),
        whose=say.say(phrase("{team}, {period}", team=digest.team, period=say.period(digest.period))),
        intro=tuple(say.say(each) for each in _intro(digest, writing, desk, has_records=bool(found))),
        parts=tuple(each.part for each in parts),
        records=say.word("The records") if found else "",
        groups=groups,
        is_short=writing.is_short,
        everything=say.word("Show everything"),
        filters=_filters(parts),
    )


def _intro(digest: Digest, writing: Writing, desk: Desk, *, has_records: bool) -> Iterator[Phrase]:
    if not has_records:
        yield phrase("No records stand behind this edition.")
        return
    yield phrase(
        "These are the records behind each figure, as they were when this edition was made: number, kind, service and "
        "day. Nobody is named."
    )
    yield phrase("Each record is listed once, in a group with others that count for the same.")
    if not writing.is_short:
        yield phrase("Follow a heading to see only the records behind it.")
    if writing.is_short and digest.period.months == 1:
        yield phrase("The number before a colon is the day of the month.")
    if writing.is_short:
        yield phrase("Where a heading ends like INC00…, all numbers below it begin with that.")
    if desk.url:
        yield phrase("Links to ServiceNow need a role there, and show the records as they are today.")


def _titled(digest: Digest, say: Wording, there: Collection[str]) -> Iterator[Titled]:
    """All parts with their titles, each anchor once: of parts that would share one, the first has it."""
    anchors = {""}
    for each in _all_titled(digest, say, there):
        if anchor(each[0]) not in anchors:
            anchors.add(anchor(each[0]))
            yield each


def _all_titled(digest: Digest, say: Wording, there: Collection[str]) -> Iterator[Titled]:
    """In the order of the letter. A figure that is nought now and was before is not told, and has no part."""
    for figure in digest.figures:
        if figure.id in there or not figure.is_nought:
            title = phrase("{figure}: {value}", figure=Label(figure.label), value=say.value(figure))
            yield figure.id, say.say(title), ()
    for each in digest.highlights:
        yield each.id, _of_highlight(each, digest, say), _sources(each, digest)
    for part, label in _SECTIONS.items():
        if part in there and digest.figure(part) is None:
            yield part, say.word(label.text), ()
    for fact in digest.facts:
        yield f"{Kind.FACT}:{fact.id}", say.say(fact.sentence), _from_where(fact)
    for signal in digest.signals:
        yield signal.id, say.word(signal.label), ()
    for at, section in enumerate(digest.sections, 1):
        yield from _of_section(at, section, say)
    if LEFT_OUT in there:
        yield LEFT_OUT, say.word("Left out"), ()


def _figures_of_sections(digest: Digest) -> frozenset[str]:
    """The parts that are figures of sections."""
    return frozenset(
        part_of(at, figure.id) for at, section in enumerate(digest.sections, 1) for figure in section.figures
    )


def _of_section(at: int, section: Digest, say: Wording) -> Iterator[Titled]:
    """The parts of a section, with the team's name before their titles."""

    def titled(title: str) -> str:
        return say.say(phrase("{team}: {title}", team=section.team, title=title))

    for figure in section.figures:
        title = say.say(phrase("{figure}: {value}", figure=Label(figure.label), value=say.value(figure)))
        yield part_of(at, figure.id), titled(title), ()
    for each in section.highlights:
        yield part_of(at, each.id), titled(_of_highlight(each, section, say)), _sources(each, section)


def _of_highlight(told: Highlight, digest: Digest, say: Wording) -> str:
    """Its kind and the record or figure it tells of; never its sentence, which may hold a title, but for a fact's."""
    _, _, what = told.id.partition(":")
    if fact := next(_facts(told, digest), None):
        return say.say(fact.sentence)
    figure = digest.figure(what)
    about = Label(figure.label) if figure else what
    return say.say(phrase("{kind}: {about}", kind=_KINDS.get(told.kind, Label(told.kind)), about=about))


def _sources(told: Highlight, digest: Digest) -> tuple[Phrase, ...]:
    """Of an operational fact: where it comes from."""
    return tuple(sentence for fact in _facts(told, digest) for sentence in _from_where(fact))


def _facts(told: Highlight, digest: Digest) -> Iterator[FactLine]:
    return (fact for fact in digest.facts if told.kind is Kind.FACT and fact.id in told.evidence)


def _from_where(fact: FactLine) -> tuple[Phrase, ...]:
    """In a few words, and in full where that is known."""
    return (fact.source, phrase("Source: {source}", source=fact.source_ref)) if fact.source_ref else (fact.source,)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part with all groups that make it up."""

    part: Part
    groups: tuple[str, ...]
    reasons: tuple[str, ...]
    """How the records of each group count for the part."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Says of each part what makes it up."""

    digest: Digest
    lines: Mapping[str, Sequence[EvidenceLine]]
    bundles: Sequence[Bundle]
    say: Wording
    desk: Desk

    def all(self, titled: Iterable[Titled]) -> Iterator[_Placed]:
        """Each with its groups, or with the earlier part that has the same, and in which they count alike."""
        seen: dict[_Key, Part] = {}
        for part_id, title, told in titled:
            placed = self._placed(part_id, title, told, seen)
            if placed.groups:
                seen.setdefault((placed.groups, placed.reasons), placed.part)
            yield placed

    def _placed(self, part: str, title: str, told: tuple[Phrase, ...], seen: Mapping[_Key, Part]) -> _Placed:
        numbered = [(at, each) for at, each in enumerate(self.bundles, start=1) if part in each.parts]
        groups = tuple(f"g{at}" for at, _ in numbered)
        reasons = tuple(each.parts[part] for _, each in numbered)
        its = self.lines.get(part, ())
        sentences = [opened(self.say.say(each)) for each in told]
        same = seen.get((groups, reasons)) if groups else None
        if same is not None:
            found = Part(anchor(part), title, tuple(sentences), same_as=self._same(same, len(its)))
            return _Placed(found, groups, reasons)
        if its:
            sentences.append(self.say.say(plural("{n} record:", "{n} records:", len(its))))
        shares = tuple(self._shares(part, numbered))
        links = self._links(part, its)
        return _Placed(Part(anchor(part), title, tuple(sentences), shares, links=links), groups, reasons)

    def _same(self, other: Part, count: int) -> Link:
        text = plural("{n} record, the same as: {part}", "{n} records, the same as: {part}", count, part=other.title)
        return Link(self.say.say(text), f"#{other.id}")

    def _shares(self, part: str, numbered: Numbered) -> Iterator[Share]:
        """Groups that stand in a row and count alike are named together: groups 1 to 23; group 24, duplicate."""
        for run in _in_a_row(part, numbered):
            first, last, reason = run[0][0], run[-1][0], run[0][1].parts[part]
            text = phrase("group {number}", number=first)
            if first != last:
                text = phrase("groups {first} to {last}", first=first, last=last)
            if reason:
                text = phrase("{groups}, {reason}", groups=text, reason=Label(reason))
            yield Share(f"g{first}", self.say.say(text), self.say.count(sum(len(each.entries) for _, each in run)))

    def _links(self, part: str, its: Iterable[EvidenceLine]) -> tuple[Link, ...]:
        """To lists in ServiceNow, of a figure. For one of a section, the groups of the whole do not stand."""
        desk = self.desk
        if self.digest.figure(part) is None:
            if part not in _figures_of_sections(self.digest):
                return ()
            desk = replace(desk, groups=())
        found = []
        for each in lists(its, self.digest.period, desk):
            table = Label(BY_NAME[each.table].label) if each.table in BY_NAME else Label("tasks")
            text = phrase("ServiceNow: {table}", table=table)
            if not each.is_frozen:
                text = phrase("ServiceNow: {table} of the group in the period, as they are today", table=table)
            found.append(Link(self.say.say(text), each.href))
        return tuple(found)


def _in_a_row(part: str, numbered: Numbered) -> Iterator[Numbered]:
    """Those that count in full first, then reason by reason."""
    alike = sorted(numbered, key=lambda each: (each[1].parts[part], each[0]))
    for _, run in groupby(enumerate(alike), key=lambda each: (each[1][0] - each[0], each[1][1].parts[part])):
        yield [each for _, each in run]


def _filters(parts: Iterable[_Placed]) -> tuple[Filter, ...]:
    found: dict[tuple[str, ...], list[str]] = {}
    for each in parts:
        found.setdefault(each.groups, []).append(each.part.id)
    return tuple(Filter(tuple(ids), groups) for groups, ids in found.items())
