"""The sections of a letter below its first screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import TypeVar

from drumbeat.digest.evidence.lines import part_of
from drumbeat.digest.highlights import first_screen
from drumbeat.digest.language.phrase import Label, Phrase, Quantity, Unit, Value, phrase, plural
from drumbeat.digest.language.wording import Wording, opened
from drumbeat.digest.letter.anchors import anchor
from drumbeat.digest.letter.figures import headline
from drumbeat.digest.letter.frame import Frame
from drumbeat.digest.letter.model import Group, Line, Reference, Section
from drumbeat.digest.letter.thanks import THANKS, some, thanked
from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    FactLine,
    Highlight,
    ImprovementLine,
    Kind,
    Upcoming,
)

T = TypeVar("T")

_VOLUME = ("incidents_resolved", "people_helped")
_MOST_NUMBERS = 3
_MOST_FACTS = 10
_MOST_IMPROVEMENTS = 5
_MOST_ARTICLES = 3
_MOST_SKILLS = 15
_MOST_UPCOMING = 5

_ALSO = phrase("Also worth telling")
_SCENES = phrase("Behind the scenes")
_IMPROVED = phrase("Improvements")
_DONE, _ALSO_DONE, _OPEN = phrase("Completed"), phrase("Also completed"), phrase("Under way")
_SHARED = phrase("Knowledge shared")
_EXERCISED = phrase("Skills exercised")
_NEXT = phrase("What comes next")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every section is written with."""

    digest: Digest
    say: Wording
    frame: Frame
    place: int = 0
    """Which section of a combined digest this is, from 1; 0: the whole."""

    def href(self, part: str) -> str:
        """Where a figure's, highlight's or fact's evidence opens."""
        return self.frame.href(anchor(part_of(self.place, part) if self.place else part))

    def section(self, name: str, title: Phrase, *groups: Group) -> Section:
        """A section with its title said."""
        return Section(name, self.say.say(title), groups)

    def listed(self, found: Sequence[T], limit: int, written: Callable[[T], Line], part: str) -> Group:
        """The first few of a list, and how many more there are, with where these open."""
        lines = tuple(written(each) for each in found[:limit])
        if len(found) <= limit:
            return Group(lines)
        return Group(lines, "", self.say.say(phrase("and {n} more", n=len(found) - limit)), self.href(part))


def further(digest: Digest, say: Wording, frame: Frame) -> tuple[Section, ...]:
    """What has something to say, in the order of the design."""
    desk = Desk(digest, say, frame)
    found = (write(desk) for write in _SECTIONS)
    return tuple(section for section in found if any(group.lines for group in section.groups))


def told(highlight: Highlight, desk: Desk, whose: str = "") -> Line:
    """A highlight with what it stands on, and whose it is where that is told."""
    sentences = [desk.say.say(each) for each in (highlight.sentence, highlight.consequence) if each is not None]
    return Line(" ".join(sentences), reference=_reference(highlight, desk, whose))


def _reference(highlight: Highlight, desk: Desk, whose: str) -> Reference | None:
    """A fact stands on its source, everything else on records; what a section tells bears the team's name above it."""
    if highlight.kind is Kind.FACT:
        sources = [desk.say.say(fact.source) for fact in desk.digest.facts if fact.id in highlight.evidence]
        text = "; ".join(sources)
    else:
        text = desk.say.listed(highlight.evidence, _MOST_NUMBERS)
    told_by = (each for each in desk.digest.sections if is_among(highlight, first_screen(each.highlights)))
    teams = (whose,) if whose else tuple(each.team for each in told_by)
    if teams and text:
        text = desk.say.say(phrase("{teams} · {evidence}", teams=teams, evidence=text))
    return Reference(text, desk.href(highlight.id)) if text else None


def is_among(highlight: Highlight, told: Iterable[Highlight]) -> bool:
    """Whether just this sentence, of the same record or figure, is told there."""
    return any((each.id, each.sentence) == (highlight.id, highlight.sentence) for each in told)


def _highlights(desk: Desk) -> Section:
    """Those that neither the first screen nor a section of a combined digest has told."""
    digest = desk.digest
    shown = first_screen(digest.highlights)
    above = [*shown, *(each for section in digest.sections for each in first_screen(section.highlights))]
    lines = tuple(
        told(each, desk)
        for each in digest.highlights
        if not is_among(each, above) and not _is_among_figures(each, digest)
    )
    return desk.section("highlights", _ALSO, Group(lines))


def _is_among_figures(highlight: Highlight, digest: Digest) -> bool:
    """Whether it tells the volume that stands among the figures of the first screen, a few lines above it."""
    shown = {figure.id for figure in headline(digest)}
    told = {each for each in _VOLUME if digest.figure(each) is not None}
    return highlight.kind is Kind.VOLUME and told <= shown


def _facts(desk: Desk) -> Section:
    """Those that the highlights have not told yet; where there are more, the first of these opens, the others below."""
    already = {fact for each in desk.digest.highlights if each.kind is Kind.FACT for fact in each.evidence}
    untold = [fact for fact in desk.digest.facts if fact.id not in already]

    def part(fact: FactLine) -> str:
        return f"{Kind.FACT}:{fact.id}"

    def written(fact: FactLine) -> Line:
        return Line(desk.say.say(fact.sentence), reference=Reference(desk.say.say(fact.source), desk.href(part(fact))))

    more = "".join(map(part, untold[_MOST_FACTS : _MOST_FACTS + 1]))
    return desk.section("facts", _SCENES, desk.listed(untold, _MOST_FACTS, written, more))


def _improvements(desk: Desk) -> Section:
    """Of those completed, what the sentences above have not told in full already."""
    digest, most = desk.digest, _MOST_IMPROVEMENTS
    completed, under_way = "improvements_completed", "improvements_under_way"
    untold = [line for line in digest.improvements_completed if not _is_told(line, digest)]
    title = _DONE if len(untold) == len(digest.improvements_completed) else _ALSO_DONE
    return desk.section(
        "improvements",
        _IMPROVED,
        replace(
            desk.listed(untold, most, _improvement(desk, completed), completed),
            title=desk.say.say(title),
        ),
        replace(
            desk.listed(_unfinished(digest), most, _improvement(desk, under_way), under_way),
            title=desk.say.say(_OPEN),
        ),
    )


def _unfinished(digest: Digest) -> tuple[ImprovementLine, ...]:
    """Without an outcome: a record that was completed since has one, and had none then."""
    return tuple(replace(line, outcome="") for line in digest.improvements_under_way)


def _is_told(line: ImprovementLine, digest: Digest) -> bool:
    """Whether a sentence has said all that the line could: of an improvement base and target, or neither."""
    told = {each.id for each in digest.highlights}
    if f"{Kind.IMPROVEMENT}:{line.number}" in told:
        return bool(line.base_value) == bool(line.target_value)
    return f"{Kind.DOWNTIME}:{line.number}" in told and not any(_measured(line))


def _improvement(desk: Desk, part: str) -> Callable[[ImprovementLine], Line]:
    def written(line: ImprovementLine) -> Line:
        beside = "; ".join(desk.say.say(each) for each in _measured(line))
        reference = Reference(line.number, desk.href(part)) if line.title else None
        return Line(line.title or line.number, opened(beside), reference, is_title=True)

    return written


def _measured(line: ImprovementLine) -> Iterator[Phrase]:
    """Base and target value, how far it has come, and what came of it."""
    if line.base_value and line.target_value:
        found = phrase("from {base} to a target of {target}", base=line.base_value, target=line.target_value)
        yield phrase("{measure}: {found}", measure=line.measure, found=found) if line.measure else found
    elif line.base_value:
        yield phrase("before: {base}", base=line.base_value)
    elif line.target_value:
        yield phrase("target: {target}", target=line.target_value)
    if line.percent_complete is not None:
        yield phrase("{share} complete", share=Quantity(line.percent_complete / 100, Unit.SHARE))
    if line.outcome:
        yield phrase("recorded outcome: {outcome}", outcome=Label(line.outcome))


def _knowledge(desk: Desk) -> Section:
    def written(line: ArticleLine) -> Line:
        reuse = plural("attached by others to {n} ticket", "attached by others to {n} tickets", line.reuses)
        beside = desk.say.say(reuse if line.reuses else phrase("new"))
        reference = Reference(line.number, desk.href("article_reuses")) if line.title else None
        return Line(line.title or line.number, opened(beside), reference, is_title=True)

    return desk.section(
        "knowledge", _SHARED, desk.listed(desk.digest.articles, _MOST_ARTICLES, written, "article_reuses")
    )


def _skills(desk: Desk) -> Section:
    lines = []
    if desk.digest.skills:
        lines.append(Line(desk.say.said(_broad(desk.digest.skills, desk.digest.skill_domains))))
    if desk.digest.new_skills:
        new = _broad(desk.digest.new_skills, desk.digest.skill_domains)
        lines.append(Line(desk.say.say(phrase("New this quarter: {skills}.", skills=new))))
    return desk.section("skills", _EXERCISED, Group(tuple(lines)))


def _broad(skills: Sequence[str], domains: Mapping[str, str]) -> tuple[Value, ...]:
    """As many as there is room for, one of each domain in turn, by alphabet: breadth, and nothing of how often.

    The first by the alphabet alone would be the same few of one end of it in every month.
    """
    of_domain: dict[str, list[str]] = {}
    for each in skills:
        of_domain.setdefault(domains.get(each, ""), []).append(each)
    turns = (each for turn in zip_longest(*(of_domain[name] for name in sorted(of_domain))) for each in turn if each)
    told = set(islice(turns, _MOST_SKILLS))
    return some([each for each in skills if each in told], _MOST_SKILLS, len(skills))


def _thanks(desk: Desk) -> Section:
    lines = tuple(Line(each.names, each.reasons, is_title=True) for each in thanked(desk.digest.signals, desk.say))
    return desk.section("thanks", THANKS, Group(lines))


def _corrections(desk: Desk) -> Section:
    """What is the same when printed is no correction to a reader."""
    say = desk.say
    printed = (
        (each.label, say.number(each.now, each.unit), say.number(each.was, each.unit)) for each in desk.digest.restated
    )
    lines = tuple(
        Line(say.say(phrase("{figure}: {now} (told as {was})", figure=Label(label), now=now, was=was)))
        for label, now, was in printed
        if now != was
    )
    title = phrase("Corrections to {period}", period=say.period_before(desk.digest.period))
    return desk.section("corrections", title, Group(lines))


def _upcoming(desk: Desk) -> Section:
    def written(each: Upcoming) -> Line:
        return Line(desk.say.say(each.sentence), reference=Reference(each.number, desk.href("upcoming")))

    return desk.section("next", _NEXT, desk.listed(desk.digest.upcoming, _MOST_UPCOMING, written, "upcoming"))


_SECTIONS: tuple[Callable[[Desk], Section], ...] = (
    _highlights,
    _facts,
    _improvements,
    _knowledge,
    _skills,
    _thanks,
    _corrections,
    _upcoming,
)
