"""What lists of records, laid side by side, would tell of one person alone (F3, F4). Pure.

Whoever holds two lists can take the one from the other, and can see what stands in both. So records are divided by
the lists that they stand in, and behind no piece may one person alone stand: what can be reckoned is made of pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from drumbeat.digest.people.privacy import technicians
from drumbeat.records.model import WorkRecord
from drumbeat.records.period import Period
from drumbeat.records.team import Team, department, membership
from drumbeat.signals.gate import Judged

Done = Mapping[str, WorkRecord]
"""Completed records, by sys_id."""
_People = tuple[tuple[str, ...], tuple[str, ...]]
"""A team's groups and technicians."""


@dataclass(frozen=True, eq=False)
class Work:
    """Who completed what, of everything that was read."""

    judged: Sequence[Judged]
    home: Mapping[str, str]
    """See `records.team.homes`."""
    _of_team: dict[_People, list[Judged]] = field(default_factory=dict, repr=False)
    """What was looked for once: a combined digest asks for each of its teams in eight periods."""
    _done: dict[tuple[_People, Period], Done] = field(default_factory=dict, repr=False)
    """And each of these periods several times."""

    def of(self, team: Team, period: Period) -> Done:
        """What the team completed in the period."""
        key = (team.groups, team.technicians)
        if key not in self._of_team:
            is_of = membership(team, [item.record for item in self.judged], self.home)
            self._of_team[key] = [item for item in self.judged if item.is_completed and is_of(item.record)]
        if (key, period) not in self._done:
            held = (item.record for item in self._of_team[key] if period.holds(item.moment))
            self._done[key, period] = {record.sys_id: record for record in held}
        return self._done[key, period]


def is_of_one(done: Iterable[WorkRecord]) -> bool:
    """Whether one person alone stands behind these records."""
    return len(technicians(done)) == 1


def told_of(team: Team, parts: Sequence[Team], period: Period, work: Work) -> Team:
    """The team as its digest of the period tells of it: of a combined one, without a team that is one person.

    The other teams' own digests tell what each of them did. What the whole has beside that would be the work of
    this person. Of several such persons none can be told apart, and the whole tells of them as of any team of two.
    """
    done = [(part, work.of(part, period)) for part in parts]
    told = [(part, found) for part, found in done if not is_of_one(found.values())]
    known: set[str] = set().union(*(found for _, found in told))
    beside = [record for key, record in work.of(team, period).items() if key not in known]
    if not known or not is_of_one(beside):
        return team
    others = department(team.name, [part for part, _ in told], team.zone)
    return replace(team, groups=others.groups, technicians=others.technicians, teams=others.teams)


def silenced(whole: Done, lists: Sequence[Collection[str]]) -> frozenset[int]:
    """Which of the lists, by their places, must not be told beside the whole and the others.

    Each time the one without which the fewest pieces are one person's, of equal ones the last; then none of them
    that could be told all the same.
    """
    pieces: dict[frozenset[int], list[WorkRecord]] = defaultdict(list)
    for key, record in whole.items():
        pieces[frozenset(at for at, found in enumerate(lists) if key in found)].append(record)
    standing = {places: technicians(piece) for places, piece in pieces.items()}
    every = {at for at, found in enumerate(lists) if found}
    told = set(every)
    while told and _of_one(standing, told):
        left = {at: _of_one(standing, told - {at}) for at in sorted(told, reverse=True)}
        told.remove(min(left, key=left.__getitem__))
    for at in sorted(every - told):
        told |= set() if _of_one(standing, told | {at}) else {at}
    return frozenset(every - told)


def _of_one(standing: Mapping[frozenset[int], frozenset[str]], told: AbstractSet[int]) -> int:
    """How many pieces are one person's where these lists are told; `standing`: who stands behind each piece of all."""
    people: dict[frozenset[int], frozenset[str]] = defaultdict(frozenset)
    for places, some in standing.items():
        people[places & told] |= some
    return sum(len(some) == 1 for some in people.values())
