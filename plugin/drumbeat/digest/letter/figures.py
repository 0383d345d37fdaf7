"""The figures of a letter: four on the first screen, each with its comparison, and all of them in a table."""

from __future__ import annotations

from drumbeat.digest.language.phrase import Unit, phrase, plural
from drumbeat.digest.language.wording import NO_BREAK, Wording, opened
from drumbeat.digest.letter.anchors import anchor
from drumbeat.digest.letter.frame import Frame
from drumbeat.digest.letter.model import Bar, Key, Row, Table
from drumbeat.digest.model import Digest, Figure

MOST_KEYS = 4
NOTHING = "–"
"""In the place of a value that is not known, or that is too small to compare."""


def keys(digest: Digest, say: Wording, frame: Frame) -> tuple[Key, ...]:
    """The figures of the first screen, four at the most."""
    return tuple(_key(figure, digest, say, frame) for figure in headline(digest))


def headline(digest: Digest) -> tuple[Figure, ...]:
    """The figures that the first screen shows."""
    found = (digest.figure(figure_id) for figure_id in digest.headline)
    return tuple(figure for figure in found if figure is not None)[:MOST_KEYS]


def _key(figure: Figure, digest: Digest, say: Wording, frame: Frame) -> Key:
    beside = _compared(figure, digest, say)
    return Key(
        label=say.word(figure.label),
        value=say.value(figure),
        comparison=_in_words(figure, beside, say),
        bars=_bars(figure, [(say.this_period(digest.period), figure.value), *beside], say) if beside else (),
        href=frame.href(anchor(figure.id)),
    )


def _compared(figure: Figure, digest: Digest, say: Wording) -> list[tuple[str, float | int]]:
    """What the figure may be compared with; nothing for a small one (design section 6)."""
    known = ((say.period_before(digest.period), figure.previous), (say.word("typical"), figure.typical))
    return [(label, value) for label, value in known if value is not None and not figure.small]


def before(figure: Figure, digest: Digest, say: Wording) -> str:
    """The figure of the period before, in words: September 398; empty where it may not be compared."""
    if figure.previous is None or figure.small:
        return ""
    return _in_words(figure, [(say.period_before(digest.period), figure.previous)], say)


def _in_words(figure: Figure, beside: list[tuple[str, float | int]], say: Wording) -> str:
    """September 398 · typical 401; neither is torn apart at the end of a line."""
    return " · ".join(f"{label} {say.number(value, figure.unit)}".replace(" ", NO_BREAK) for label, value in beside)


def _bars(figure: Figure, values: list[tuple[str, float | int]], say: Wording) -> tuple[Bar, ...]:
    longest = max(value for _, value in values)
    if longest <= 0:
        return ()
    return tuple(
        Bar(opened(label), say.number(value, figure.unit), round(100 * max(value, 0) / longest), is_now=at == 0)
        for at, (label, value) in enumerate(values)
    )


def table(digest: Digest, say: Wording, frame: Frame) -> Table:
    """Every figure that is or was not nought: what a team does not do tells nobody anything."""
    period, before = say.period(digest.period), say.period_before(digest.period)
    rows = tuple(_row(figure, digest, say, frame) for figure in digest.figures if not figure.is_nought)
    caption = phrase(
        "{period} beside {before} and what is typical: the median of up to six periods before. Counts under ten are "
        "not compared.",
        period=period,
        before=before,
    )
    if not any(row.comparison for row in rows):
        caption = phrase("{period}; there is nothing yet to compare it with.", period=period)
    return Table(
        title=say.word("All figures"),
        caption=say.say(caption),
        columns=(say.word("Figure"), period, opened(before), say.word("Typical")),
        rows=rows,
    )


def _row(figure: Figure, digest: Digest, say: Wording, frame: Frame) -> Row:
    return Row(
        label=say.word(figure.label),
        value=say.value(figure),
        previous=_beside(figure, figure.previous, say),
        typical=_beside(figure, figure.typical, say),
        comparison=_in_words(figure, _compared(figure, digest, say), say),
        notes=(*_provisional(figure, say), *(opened(say.say(note)) for note in figure.notes)),
        href=frame.href(anchor(figure.id)),
    )


def _beside(figure: Figure, other: float | None, say: Wording) -> str:
    return NOTHING if figure.small or other is None else say.number(other, figure.unit)


def _provisional(figure: Figure, say: Wording) -> list[str]:
    """52 may still be reopened; nothing where all is settled, or where the figure counts something else."""
    if not figure.provisional or figure.unit is not Unit.COUNT or figure.value != len(figure.evidence):
        return []
    return [say.say(plural("{n} may still be reopened", "{n} may still be reopened", figure.provisional))]
