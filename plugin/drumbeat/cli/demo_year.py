"""`drumbeat demo --year`: the schedule's own turns through a year, by a clock that is set from one to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from drumbeat import app
from drumbeat.cli.console import say, show_table
from drumbeat.cli.serve import tick
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import decide
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import policy_of, standing_of
from drumbeat.desk.timetables import begins_of, timetable_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.due import following
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind, Policy, Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Team

STARTS = datetime(2025, 11, 1, tzinfo=UTC)
ENDS = datetime(2026, 11, 1, tzinfo=UTC)
"""A year in which the demo's records hold whole months: October 2025 is told first, September 2026 last."""
IDLE = timedelta(days=1)
"""Turns at which nothing is due are part of the matter: there is one at least so often."""


@dataclass(slots=True)
class SetClock:
    """Tells the time that it was set to."""

    now: datetime

    def __call__(self) -> datetime:
        """The time."""
        return self.now


def tell_a_year(context: Context, clock: SetClock) -> Period:
    """Twelve months of every team by its schedule, and what the ledger says of them; the last month told."""
    began = app.clock()
    clock.now = STARTS
    for team in context.store.teams.all():
        first = Period.month(STARTS.year, STARTS.month, team.zone).before()
        schedule = replace(team.schedule, begins=first.start)
        context.store.timetables.change(team.name, schedule, context.entry("change schedule", "", team.name))
        change_rules(context, team.name, [Rule(RecipientKind.GROUP, group) for group in team.groups])
    turns = go_through(context, clock, ENDS)
    took = app.clock() - began
    say()
    months = Period.month(ENDS.year, ENDS.month, team.zone).before().earlier(12)
    show_ledger(context, months)
    say(f"{turns} turns of the schedule, through twelve months, took {took.total_seconds():.0f} seconds.")
    return months[0]


def go_through(context: Context, clock: SetClock, until: datetime) -> int:
    """Run the schedule's turn at every instant that matters before `until`; how many there were.

    Leads approve what needs it (a first edition, what goes to everybody) before the next turn, and decide nothing
    else. What is due is the turn's matter.
    """
    turns = 0
    while (now := _next(context, clock.now)) < until:
        clock.now = now
        _approve(context)
        tick(context)
        turns += 1
    return turns


def _next(context: Context, now: datetime) -> datetime:
    """When something falls due next for some team; a day later where nothing does before."""
    dates = {}
    for team in context.store.teams.all():
        if (begins := begins_of(team)) is not None:
            found = following(timetable_of(team), begins, now, 1)
            dates.update({each.at: each.at.astimezone(team.zone) for each in found if each.at is not None})
    first = min((now + IDLE, *dates))
    if first in dates:
        say(f"{dates[first]:%A %d %B %Y, %H:%M %Z}")
    return first


def _approve(context: Context) -> None:
    """What needs a lead's approval gets it; what does not is left to the schedule."""
    for team in context.store.teams.all():
        here = context.clock().astimezone(team.zone)
        period = Period.month(here.year, here.month, team.zone).before()
        edition = context.store.editions.find(team.name, period)
        if edition is None or policy_of(context, team) is not Policy.REQUIRED:
            continue
        if standing_of(context, team, period).standing is Standing.DRAFT:
            seal = context.store.editions.seal(edition.id)
            decide(context, team, period, Act(ActKind.APPROVE, seal, team.lead, context.clock()))
            say(f"{team.name}: {team.lead} approved the edition of {SAY.period(view_of(period))}.")


def show_ledger(context: Context, months: list[Period]) -> None:
    """What the ledger says of these months, a line a team."""
    rows = [_row(context, team, months) for team in context.store.teams.all()]
    titles = ("Team", "Editions", "Mails sent", "Recipients", "More than one a month")
    show_table(titles, rows, right=titles[2:])


def _row(context: Context, team: Team, months: list[Period]) -> tuple[str, str, int, int, int]:
    states: Counter[str] = Counter()
    mails: Counter[tuple[Period, str]] = Counter()
    for month in months:
        edition = context.store.editions.find(team.name, month)
        if edition is None:
            states["missing"] += 1
            continue
        states[standing_of(context, team, month).standing.value] += 1
        for each in context.store.editions.deliveries(edition.id):
            if each.state is not DeliveryState.SKIPPED:
                mails[month, mailbox(each.recipient)] += each.attempts
    told = ", ".join(f"{count} {state}" for state, count in states.items())
    readers = {address for _, address in mails}
    return team.name, told, mails.total(), len(readers), sum(count > 1 for count in mails.values())
