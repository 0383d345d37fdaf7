"""`drumbeat status`: what ran, what is due, what waits for a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month, Said, period_of
from drumbeat.desk.context import Context
from drumbeat.desk.leads import missing_lead
from drumbeat.desk.standings import hindrance, policy_of, standing_of
from drumbeat.desk.teams import combined_lines
from drumbeat.desk.timetables import begins_of, timetable_of
from drumbeat.desk.turn import due_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.due import following
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TeamName = Annotated[str | None, typer.Option("--team", metavar="NAME", help="One team's edition, mail by mail.")]
_SEEN_LATELY = timedelta(days=1)


def status(ctx: typer.Context, team: TeamName = None, month: Month = None) -> None:
    """Show every team's last and next digest, and which scheduler was seen last; or one edition's deliveries."""
    context = context_of(ctx)
    if team is not None:
        whose = context.store.teams.get(team)
        _show_edition(context, whose, period_of(Said(month), whose.zone, context.clock()))
        return
    teams = context.store.teams.all()
    if not teams:
        say("There is no team yet. Add one with `drumbeat team add`.")
        return
    rows = [(each.name, *_last(context, each), _next(context, each), _policy(context, each)) for each in teams]
    show_table(("Team", "Last month", "State", "Mails", "Next", "Policy"), rows)
    for line in combined_lines(teams):
        say(line)
    _say_leaderless(context, teams)
    say()
    _say_seen(context)


def _say_leaderless(context: Context, teams: list[Team]) -> None:
    for team in teams:
        if missing := missing_lead(context, team):
            say()
            say(f"{missing} Name another:")
            say(f'  drumbeat team change "{team.name}" --lead NAME --lead-address ADDRESS')


def _last(context: Context, team: Team) -> tuple[str, str, str]:
    here = context.clock().astimezone(team.zone)
    period = Period.month(here.year, here.month, team.zone).before()
    edition = context.store.editions.find(team.name, period)
    label = SAY.period(view_of(period))
    missed = [each for each in due_of(context, team) if each.step.is_missed and each.period.start == period.start]
    if edition is None:
        return label, "overdue" if missed else "no draft yet", ""
    found = standing_of(context, team, period)
    counts = Counter(each.state.value for each in context.store.editions.deliveries(edition.id))
    mails = ", ".join(f"{counts[state]} {state}" for state in sorted(counts))
    return label, f"{found.standing.value}{', overdue' if missed else ''}", mails


def _next(context: Context, team: Team) -> str:
    begins = begins_of(team)
    if begins is None:
        return "off"
    dates = following(timetable_of(team), begins, context.clock(), 1)
    return "".join(f"{each.step.value} {each.at.astimezone(team.zone):%d %b %H:%M}" for each in dates if each.at)


def _policy(context: Context, team: Team) -> str:
    in_force = policy_of(context, team).value
    return in_force if in_force == team.schedule.policy else f"{in_force} (else {team.schedule.policy})"


def _say_seen(context: Context) -> None:
    seen = context.store.schedulers.last_seen()
    if not seen:
        say("No scheduler was seen yet. Run `drumbeat serve`, or `drumbeat run-due` from time to time.")
        return
    last = seen[0]
    say(f"Scheduler last seen {last.seen_at:%Y-%m-%d %H:%M} UTC: {last.name}; {last.did}.")
    if context.clock() - last.seen_at > _SEEN_LATELY:
        say("That is more than a day ago: nothing is drafted or sent by itself until one runs again.")


def _show_edition(context: Context, team: Team, period: Period) -> None:
    edition = context.store.editions.find(team.name, period)
    if edition is None:
        raise SettingsError(
            f"There is no edition of “{team.name}” of {SAY.period(view_of(period))} yet.",
            recovery=f'Make its draft: drumbeat preview --team "{team.name}" --month {period.start:%Y-%m}.',
        )
    found = standing_of(context, team, period)
    say(f"“{edition.content.subject}”: {found.standing.value}, built {edition.built_at} UTC.")
    if found.act is not None:
        why = f": {found.act.reason}" if found.act.reason else ""
        say(f"{found.act.kind.value.capitalize()} by {found.act.by}, {found.act.at:%Y-%m-%d %H:%M} UTC{why}.")
    if team.teams:
        say(f"It combines {SAY.listed(list(team.teams))}; what their leads decide holds in their sections.")
    if found.lapsed:
        say("An earlier approval has lapsed: the draft was changed since.")
    if found.standing in (Standing.DRAFT, Standing.APPROVED) and (why_not := hindrance(context, team, period)):
        say(f"It does not leave by itself: {why_not}.")
    deliveries = context.store.editions.deliveries(edition.id)
    if deliveries:
        rows = [(each.recipient, each.state.value, each.attempts, each.error) for each in deliveries]
        show_table(("Recipient", "State", "Attempts", "Note"), rows, right=("Attempts",))
