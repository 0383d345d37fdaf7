"""What highlights are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import PeriodView
from drumbeat.digest.model import FactLine, Figure, ImprovementLine
from drumbeat.digest.undertakings.bounded import NO_DOWNTIMES, Downtimes
from drumbeat.signals.model import Signal


@dataclass(frozen=True, slots=True)
class Ground:
    """One team's period, as far as it is known when sentences are made of it."""

    now: Population
    period: PeriodView
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """By id; those only that may be shown."""
    completed: Sequence[ImprovementLine] = ()
    signals: Sequence[Signal] = ()
    """What the team may be told."""
    facts: Sequence[FactLine] = ()
    """Operational facts that somebody approved."""
    editing: Editing = UNEDITED
    downtimes: Downtimes = NO_DOWNTIMES
    """What completed undertakings cost in downtime, approved or not."""

    def value(self, figure_id: str) -> float:
        """A figure's value; 0 where it is not told."""
        figure = self.figures.get(figure_id)
        return figure.value if figure is not None else 0

    def evidence(self, *figure_ids: str) -> tuple[str, ...]:
        """Numbers of the records behind figures."""
        return tuple(number for each in figure_ids if each in self.figures for number in self.figures[each].evidence)
