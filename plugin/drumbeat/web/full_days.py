"""Whether an edition finds room on its day beside other teams': asked beside the pages, since it asks for every team.

Where few teams are the answer comes at once; where many are, a page does not wait for it, and the next one has it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event, Lock

from drumbeat.desk.context import Context
from drumbeat.desk.crowding import crowded
from drumbeat.desk.forecasts import most_a_day
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import Sentence
from drumbeat.web.worker import Worker

_GOOD = timedelta(minutes=1)
"""After which it is asked once more."""
_MOST, _WAITING = 1000, 20
"""Editions that are remembered, and that may wait to be asked for."""


@dataclass(slots=True)
class _Answer:
    """Of one edition."""

    come: Event = field(default_factory=Event)
    said: Sentence | None = None
    at: datetime | None = None
    """When it was asked; None: it has not come yet."""


class FullDays:
    """Asks, and remembers for a minute."""

    def __init__(self, clock: Callable[[], datetime], patience: float = 0.2) -> None:
        """`patience`: seconds for which a page waits."""
        self._clock = clock
        self._patience = patience
        self._worker = Worker("full days", _WAITING)
        self._lock = Lock()
        self._answers: OrderedDict[tuple[str, date], _Answer] = OrderedDict()

    def told(self, context: Context, team: Team, period: Period) -> Sentence | None:
        """That not all of it can leave on its day, as far as it is known; None as well where nothing limits the day."""
        if not most_a_day(context):
            return None
        answer = self._asked(context, team, period)
        answer.come.wait(self._patience)
        return answer.said

    def _asked(self, context: Context, team: Team, period: Period) -> _Answer:
        """The answer, which may still be to come; an old one says what it did while it is asked for once more."""
        key = team.name, period.start
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None and (answer.at is None or self._clock() - answer.at < _GOOD):
                return answer
            new = _Answer(said=answer.said if answer else None)

            def ask() -> None:
                try:
                    new.said = crowded(context, team, period)
                finally:
                    new.at = self._clock()
                    new.come.set()

            if not self._worker.put(ask):
                return answer or new
            self._answers[key] = new
            self._answers.move_to_end(key)
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)
            return new

    def close(self) -> None:
        """Nothing more is asked."""
        self._worker.close()
