"""What has happened to an edition since somebody approved it, by the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from drumbeat.desk.context import Context
from drumbeat.desk.edited import as_built, tells_of_others
from drumbeat.editions.standing import Act, ActKind
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


class Change(StrEnum):
    """What was changed."""

    EDITED = "edited"
    """Note, titles, sentences."""
    DRAFTED = "drafted"
    """Its draft was made anew."""
    FIGURES = "figures"
    """Figures from outside, or downtime: approved, left out, typed."""
    RECIPIENTS = "recipients"
    TEAM = "team"
    """The groups, technicians or teams that its team is made of."""


_ACTS: Mapping[str, Change] = {
    "edit edition": Change.EDITED,
    "add fact": Change.FIGURES,
    "approve fact": Change.FIGURES,
    "reject fact": Change.FIGURES,
    "add recipient": Change.RECIPIENTS,
    "remove recipient": Change.RECIPIENTS,
}


@dataclass(frozen=True, slots=True)
class Lapsed:
    """An approval that does not hold any more, and what was changed since."""

    approval: Act
    what: tuple[Change, ...]
    """Nothing where the log does not tell."""


def lapsed(context: Context, team: Team, period: Period, edition: Edition) -> Lapsed | None:
    """The last approval of an edition that holds something else by now; None where nobody ever approved it."""
    acts = context.store.acts.of(team.name, period)
    approval = next((act for act in reversed(acts) if act.kind is ActKind.APPROVE), None)
    if approval is None:
        return None
    since = [each for each in context.store.audit.of_team(team.name) if each.at > approval.at]
    what = {_ACTS[each.act] for each in since if each.act in _ACTS}
    if as_built(edition) > approval.at:
        what.add(Change.DRAFTED)
    if tells_of_others(context, team, edition):
        what.add(Change.TEAM)
    return Lapsed(approval, tuple(each for each in Change if each in what))
