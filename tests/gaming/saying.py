"""What Drumbeat says of a world: of the team, and of each person, as statements that can be compared."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.digest.build import Stock
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.model import WorkRecord
from drumbeat.records.period import Period
from drumbeat.records.row import Cell
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team, membership
from drumbeat.settings import Settings
from drumbeat.signals.catalogue import classify
from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Signal, Status
from drumbeat.signals.skills import SkillMatcher
from gaming.year import SINCE, Year

Statement = tuple[str, str, str, str]
"""Rule, what it is about, the part in it, the record's number."""


@dataclass(frozen=True)
class Said:
    """The signals of the month."""

    of_team: tuple[Signal, ...]
    of_people: tuple[Signal, ...]

    @cached_property
    def team(self) -> frozenset[Statement]:
        """The team's statements. What is flagged as done for each other (F8) is told to no team."""
        return frozenset(_statement(signal) for signal in self.of_team if signal.status is not Status.FLAGGED)

    @cached_property
    def person(self) -> Mapping[str, frozenset[Statement]]:
        """Person -> what is said of that person. A flagged line is shown to its owner as a warning: no statement."""
        found: dict[str, set[Statement]] = defaultdict(set)
        for signal in self.of_people:
            if signal.subject and signal.status is not Status.FLAGGED:
                found[signal.subject.key].add(_statement(signal))
        return defaultdict(frozenset, {who: frozenset(said) for who, said in found.items()})

    def as_json(self) -> str:
        """Everything, byte for byte."""
        both = {"team": self.of_team, "people": self.of_people}
        told = {name: [asdict(signal) | {"sha256": signal.sha256} for signal in some] for name, some in both.items()}
        return json.dumps(told, ensure_ascii=True)


def distinct(said: frozenset[Statement]) -> frozenset[tuple[str, str]]:
    """The same without the records: the lines that a reader sees."""
    return frozenset((rule, about) for rule, about, _, _ in said)


def _statement(signal: Signal) -> Statement:
    return signal.rule, signal.about, signal.role.value, signal.number


@lru_cache(maxsize=1)
def matcher() -> SkillMatcher:
    """The shipped skill file."""
    return app.skills(Settings())


def stocked(world: Year, shuffled: random.Random | None = None) -> Stock:
    """The world's rows as a pull of them would be read, in another order if a generator is given."""
    reads = []
    for name, rows in world.tables.items():
        raw = [{field: Cell(cell["value"], cell["display_value"]) for field, cell in row.items()} for row in rows]
        if shuffled:
            raw = [dict(shuffled.sample(list(row.items()), len(row))) for row in shuffled.sample(raw, len(raw))]
        reads.append(Read(BY_NAME[name], raw, SourceStatus.OK, len(raw), len(raw), "", Window(SINCE, world.now)))
    declared = list(world.declared)
    if shuffled:
        shuffled.shuffle(reads)
        shuffled.shuffle(declared)
    return stock(reads, Reading(skills=matcher(), monitored=frozenset(world.monitored)), world.now, tuple(declared))


def signals_of(world: Year, shuffled: random.Random | None = None) -> Said:
    """All that the rules say of the month: of the team by its records, of persons by everybody's."""
    found = stocked(world, shuffled)
    zone = ZoneInfo(world.zone)
    year, month = map(int, world.month.split("-"))
    period = Period.month(year, month, zone)
    team = Team("The eight", world.groups, (), zone)
    is_of = membership(team, [item.record for item in found.judged], found.home)
    return Said(
        _found(found, period, is_of, lambda rule: rule.default.is_for_team),
        _found(found, period, lambda _: True, lambda _: True),
    )


def _found(
    found: Stock, period: Period, is_mine: Callable[[WorkRecord], bool], is_wanted: Callable[[Rule], bool]
) -> tuple[Signal, ...]:
    return classify(Material(found.world, period, is_mine, found.until), is_wanted).signals
