"""What a monitoring system is told of the whole installation, with few looks at the store."""

from __future__ import annotations

from collections import Counter

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done, told_of
from drumbeat.desk.overview import Last, last_among, told_pasts
from drumbeat.editions.bounces import BoxState
from drumbeat.editions.census import Census


def census(context: Context) -> Census:
    """How much there is, what is due, and since when. Raises StoreError or TryLater."""
    now, teams = context.clock(), context.store.teams.all()
    found = told_pasts(context, teams)
    lasts: list[Last] = []
    failed: list[Done] = []
    for team in teams:
        with told_of(failed, team.name, "How it stands could not be found out."):
            lasts.append(last_among(context, team, found))
    due = [each for last in lasts for each in last.due]
    return Census(
        taken_at=now,
        counts=context.store.census.counts(now),
        teams=len(teams),
        due=Counter(each.step for each in due),
        oldest_due_at=min((each.at for each in due if each.at is not None), default=None),
        last_months=Counter(last.standing for last in lasts),
        unknown_teams=len(failed),
        bounces=_bounces(context),
    )


def _bounces(context: Context) -> BoxState | None:
    box = app.bounce_box(context.settings.mail, context.clock)
    return context.store.bounces.state(box.place) if box is not None else None
