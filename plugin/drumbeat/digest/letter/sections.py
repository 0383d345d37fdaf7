"""The sections of a letter below its first screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from drumbeat.digest.highlights import FIRST_SCREEN
from drumbeat.digest.letter.anchors import anchor
from drumbeat.digest.letter.frame import Frame
from drumbeat.digest.letter.model import Group, Line, Reference, Section
from drumbeat.digest.model import ArticleLine, Digest, Highlight, ImprovementLine, Kind
from drumbeat.digest.phrase import Label, Phrase, Quantity, Unit, Value, phrase, plural
from drumbeat.digest.wording import Wording, opened

T = TypeVar("T")

_MOST_NUMBERS = 3
_MOST_IMPROVEMENTS = 8
_MOST_ARTICLES = 5
_MOST_NAMES = 30
_MOST_UPCOMING = 5


def further(digest: Digest, say: Wording, frame: Frame) -> tuple[Section, ...]:
    """What has something to say, in the order of the design."""
    written = (_highlights, _facts, _improvements, _knowledge, _skills, _thanks, _corrections, _upcoming)
    found = (write(digest, say, frame) for write in written)
    return tuple(section for section in found if any(group.lines for group in section.groups))


def told(highlight: Highlight, digest: Digest, say: Wording, frame: Frame) -> Line:
    """A highlight with what it stands on."""
    sentences = [say.say(each) for each in (highlight.sentence, highlight.consequence) if each is not None]
    href = frame.href(anchor(highlight.id))
    if highlight.kind is Kind.FACT:
        source = next((say.say(fact.source) for fact in digest.facts if fact.id in highlight.evidence), "")
        return Line(" ".join(sentences), reference=Reference(source, href) if source else None)
    return Line(" ".join(sentences), reference=_reference(highlight.evidence, href, say))


def _reference(numbers: Sequence[str], href: str, say: Wording) -> Reference | None:
    return Reference(say.listed(numbers, _MOST_NUMBERS), href) if numbers else None


def _section(name: str, title: str, *groups: Group) -> Section:
    return Section(name, title, groups)


def _highlights(digest: Digest, say: Wording, frame: Frame) -> Section:
    lines = [told(each, digest, say, frame) for each in digest.highlights[FIRST_SCREEN:]]
    return _section("highlights", say.word("Also worth telling"), Group(tuple(lines)))


def _facts(digest: Digest, say: Wording, frame: Frame) -> Section:
    """Those that the highlights have not told yet."""
    already = {fact for each in digest.highlights if each.kind is Kind.FACT for fact in each.evidence}
    lines = [
        Line(say.say(fact.sentence), reference=Reference(say.say(fact.source), frame.href(anchor(fact.id))))
        for fact in digest.facts
        if fact.id not in already
    ]
    return _section("facts", say.word("Behind the scenes"), Group(tuple(lines)))


def _improvements(digest: Digest, say: Wording, frame: Frame) -> Section:
    completed = frame.href(anchor("improvements_completed"))
    under_way = frame.href(anchor("improvements_under_way"))
    return _section(
        "improvements",
        say.word("Improvements"),
        _list(
            digest.improvements_completed, _MOST_IMPROVEMENTS, _improvement(say, completed), say, say.word("Completed")
        ),
        _list(
            digest.improvements_under_way, _MOST_IMPROVEMENTS, _improvement(say, under_way), say, say.word("Under way")
        ),
    )


def _improvement(say: Wording, href: str) -> Callable[[ImprovementLine], Line]:
    def written(line: ImprovementLine) -> Line:
        beside = "; ".join(say.say(each) for each in _measured(line))
        reference = Reference(line.number, href) if line.title else None
        return Line(line.title or line.number, opened(beside), reference, is_title=True)

    return written


def _measured(line: ImprovementLine) -> Iterable[Phrase]:
    """Base and target value, how far it has come, and what came of it."""
    if line.base_value and line.target_value:
        yield phrase("from {base} to a target of {target}", base=line.base_value, target=line.target_value)
    elif line.base_value:
        yield phrase("before: {base}", base=line.base_value)
    elif line.target_value:
        yield phrase("target: {target}", target=line.target_value)
    if line.percent_complete is not None:
        yield phrase("{share} complete", share=Quantity(line.percent_complete / 100, Unit.SHARE))
    if line.outcome:
        yield phrase("recorded outcome: {outcome}", outcome=Label(line.outcome))


def _knowledge(digest: Digest, say: Wording, frame: Frame) -> Section:
    href = frame.href(anchor("article_reuses"))

    def written(line: ArticleLine) -> Line:
        reuse = plural("attached by others to {n} ticket", "attached by others to {n} tickets", line.reuses)
        beside = opened(say.say(reuse)) if line.reuses else say.word("New")
        reference = Reference(line.number, href) if line.title else None
        return Line(line.title or line.number, beside, reference, is_title=True)

    shown = _list(digest.articles, _MOST_ARTICLES, written, say)
    return _section("knowledge", say.word("Knowledge shared"), shown)


def _skills(digest: Digest, say: Wording, frame: Frame) -> Section:  # noqa: ARG001  every section is written alike
    lines = []
    if digest.skills:
        lines.append(Line(say.said(_names(digest.skills))))
    if digest.new_skills:
        lines.append(Line(say.say(phrase("New this quarter: {skills}.", skills=_names(digest.new_skills)))))
    return _section("skills", say.word("Skills exercised"), Group(tuple(lines)))


def _thanks(digest: Digest, say: Wording, frame: Frame) -> Section:  # noqa: ARG001  every section is written alike
    lines = [
        Line(say.word(line.label), say.said(_names(line.names)), is_title=True) for line in digest.signals if line.names
    ]
    return _section("thanks", say.word("Thanks to"), Group(tuple(lines)))


def _names(names: Sequence[str]) -> tuple[Value, ...]:
    """Up to thirty, and how many more."""
    if len(names) <= _MOST_NAMES:
        return tuple(names)
    return (*names[:_MOST_NAMES], phrase("{n} more", n=len(names) - _MOST_NAMES))


def _corrections(digest: Digest, say: Wording, frame: Frame) -> Section:  # noqa: ARG001  every section is written alike
    """What is the same when printed is no correction to a reader."""
    title = say.say(phrase("Corrections to {period}", period=say.period_before(digest.period)))
    printed = [
        (say.word(each.label), say.number(each.now, each.unit), say.number(each.was, each.unit))
        for each in digest.restated
    ]
    lines = [
        Line(say.say(phrase("{figure}: {now} (told as {was})", figure=label, now=now, was=was)))
        for label, now, was in printed
        if now != was
    ]
    return _section("corrections", title, Group(tuple(lines)))


def _upcoming(digest: Digest, say: Wording, frame: Frame) -> Section:
    lines = [
        Line(say.say(each.sentence), reference=Reference(each.number, frame.href(anchor("upcoming"))))
        for each in digest.upcoming[:_MOST_UPCOMING]
    ]
    more = _more(len(digest.upcoming), _MOST_UPCOMING, say)
    return _section("next", say.word("What comes next"), Group(tuple(lines), more=more))


def _list(found: Sequence[T], limit: int, written: Callable[[T], Line], say: Wording, title: str = "") -> Group:
    lines = tuple(written(each) for each in found[:limit])
    return Group(lines, title if lines else "", _more(len(found), limit, say))


def _more(found: int, limit: int, say: Wording) -> str:
    return say.say(phrase("and {n} more", n=found - limit)) if found > limit else ""
