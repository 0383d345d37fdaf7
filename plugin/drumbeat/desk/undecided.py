"""What a draft leaves out until a person says a word: figures from outside, and sentences about downtime."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.editing import offered
from drumbeat.desk.figures import figures_of
from drumbeat.digest.language.phrase import Phrase, plural
from drumbeat.editions.deliveries import EditionState
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Undecided:
    """How much of it there is."""

    figures: int = 0
    sentences: int = 0

    @property
    def told(self) -> tuple[Phrase, ...]:
        """In words: of figures, then of sentences about downtime; nothing where nothing is left out."""
        figures = plural(
            "{n} figure is left out until somebody approves it.",
            "{n} figures are left out until somebody approves them.",
            self.figures,
        )
        sentences = plural(
            "{n} sentence about downtime is left out until somebody approves it.",
            "{n} sentences about downtime are left out until somebody approves them.",
            self.sentences,
        )
        return tuple(each for each in (figures, sentences) if each.count)


NOTHING = Undecided()


def undecided(context: Context, team: Team, period: Period, edition: Edition | None) -> Undecided:
    """Of an edition that is not drafted yet, or a draft; nothing of one that has begun to leave."""
    if edition is not None and edition.state is not EditionState.DRAFT:
        return NOTHING
    sentences = 0
    if edition is not None:
        held, editing = context.store.editions.choices(edition.id), context.store.editing.get(team.name, period)
        sentences = len(offered(held, editing))
    return Undecided(open_figures(context, team, period), sentences)


def open_figures(context: Context, team: Team, period: Period) -> int:
    """How many figures wait for a word."""
    return sum(each.is_open for each in figures_of(context, team, period))
