"""The parts of a combined letter: each team's own outcomes and figures, in few lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.digest.highlights import first_screen
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.letter.figures import before, headline
from drumbeat.digest.letter.frame import Frame
from drumbeat.digest.letter.model import Key, TeamPart
from drumbeat.digest.letter.sections import Desk, is_among, told
from drumbeat.digest.letter.silence import nothing
from drumbeat.digest.model import Digest, Figure, Highlight


def team_parts(digest: Digest, say: Wording, frame: Frame) -> tuple[TeamPart, ...]:
    """A part for each section; none of a digest of one team.

    What the first screen has told, with the team's name beside it, is not told again a few lines below.
    """
    above = first_screen(digest.highlights)
    told_by = [first_screen(section.highlights) for section in digest.sections]
    twice = [each for told in told_by for each in told if sum(is_among(each, others) for others in told_by) > 1]
    return tuple(_part(Desk(section, say, frame, at), above, twice) for at, section in enumerate(digest.sections, 1))


def _part(desk: Desk, above: Sequence[Highlight], twice: Sequence[Highlight]) -> TeamPart:
    section, say = desk.digest, desk.say
    outcomes = [each for each in first_screen(section.highlights) if not is_among(each, above)]
    lines = (told(each, desk, section.team if is_among(each, twice) else "") for each in outcomes)
    return TeamPart(
        name=section.team,
        whose=say.say(phrase("{team}, {period}", team=section.team, period=say.period(section.period))),
        note=section.note,
        note_by=(section.lead or say.word("the team’s lead")) if section.note else "",
        outcomes=tuple(lines),
        keys=tuple(_key(figure, desk) for figure in headline(section)),
        quiet=say.say(_silence(section, outcomes, say)),
    )


def _silence(section: Digest, outcomes: Sequence[Highlight], say: Wording) -> Phrase | None:
    if section.withheld:
        return phrase("Its figures are told in the whole only, so that no one person’s can be reckoned from them.")
    if outcomes or any(figure.value for figure in section.figures):
        return None
    return phrase("What it did is told above.") if section.highlights else nothing(section, say)


def _key(figure: Figure, desk: Desk) -> Key:
    return Key(
        label=desk.say.word(figure.label),
        value=desk.say.value(figure),
        comparison=before(figure, desk.digest, desk.say),
        bars=(),
        href=desk.href(figure.id),
    )
