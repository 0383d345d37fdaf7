"""`drumbeat status`: what ran, what is due, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli import troubles
from drumbeat.cli.console import print_json, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.cli.status_files import Form, whole_status, write_metrics
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done, told_of
from drumbeat.desk.dues import due_of
from drumbeat.desk.fares import fares
from drumbeat.desk.history import sheet
from drumbeat.desk.lateness import sent_by_hand
from drumbeat.desk.leaderless import missing_lead
from drumbeat.desk.overview import Last, last_of, next_at
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.places import blocked
from drumbeat.desk.standings import policy_of
from drumbeat.desk.teams import combined_lines
from drumbeat.desk.waiting import lacks_of, waits_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.deliveries import Delivery
from drumbeat.editions.places import Seen
from drumbeat.editions.standing import Standing
from drumbeat.errors import TryLater
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TeamName = Annotated[str | None, typer.Option("--team", metavar="NAME", help="One team's edition, mail by mail.")]
_ELSE = " (else "
"""Before the policy that a team chose, where another is in force."""
_SEEN_LATELY = timedelta(days=1)
_SEEN_FOR_CHECK = timedelta(hours=1)
_GOOD_LATELY = timedelta(hours=1)
"""What a turn could not do is tried again within that time (`desk.retries`)."""


def status(
    ctx: typer.Context,
    team: TeamName = None,
    month: Month = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="For monitoring: end with 75 where something is due and no scheduler was seen."),
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="text for people; json: all teams as one JSON object.")] = (
        Form.TEXT
    ),
    prometheus: Annotated[
        Path | None,
        typer.Option("--prometheus", metavar="FILE", help="Write metrics for node_exporter's textfile collector."),
    ] = None,
) -> None:
    """Show every team's last and next digest, and which scheduler was seen last; or one edition's deliveries."""
    context = context_of(ctx)
    if prometheus is not None:
        write_metrics(context, prometheus)
        return
    if form is Form.JSON:
        print_json(whole_status(context))
        return
    if check:
        _require_alive(context)
        return
    if team is not None:
        whose = context.store.teams.get(team)
        _show_edition(context, whose, period_of(Said(month), whose.zone, context.clock()))
        return
    teams = context.store.teams.all()
    if not teams:
        say("There is no team yet. Add one with `drumbeat team add`.")
        return
    failed: list[Done] = []
    lasts: dict[str, Last] = {}
    rows = [_row(context, each, failed, lasts) for each in teams]
    show_table(("Team", "Last month", "State", "Mails", "Next", "Policy"), rows)
    if any(_ELSE in policy for *_, policy in rows):
        say()
        say(f"required{_ELSE}…): a team's first edition, and each to the whole company, waits for an approval;")
        say("for the others the policy in brackets holds (docs/schedule.md).")
    for line in combined_lines(teams):
        say(line)
    for each in teams:
        _say_waiting(context, each, lasts, failed)
    _say_leaderless(context, teams)
    say()
    _say_seen(context)
    _say_bounces(context)
    if (refused := blocked(context)) is not None:
        say()
        say(f"Nothing leaves by itself. {refused}")
        say(refused.recovery)
    troubles.tell(failed)
    troubles.end(failed)


def _row(context: Context, team: Team, failed: list[Done], lasts: dict[str, Last]) -> tuple[str, ...]:
    with told_of(failed, team.name, "How it stands could not be found out."):
        last = lasts[team.name] = last_of(context, team)
        return team.name, *_last(last), _next(context, team), _policy(context, team)
    return team.name, "", "not known", "", "", ""


def _say_leaderless(context: Context, teams: list[Team]) -> None:
    for team in teams:
        if missing := missing_lead(context, team):
            say()
            say(f"{missing} Name {'another' if team.lead_address else 'one'}:")
            say(f'  drumbeat team change "{team.name}" --lead NAME --lead-address ADDRESS')


def _say_waiting(context: Context, team: Team, lasts: Mapping[str, Last], failed: list[Done]) -> None:
    """What a team's last month waits for, and which months before it never left."""
    last = lasts.get(team.name)
    if last is None:
        return
    with told_of(failed, team.name, "What it waits for could not be found out."):
        for wait in waits_of(context, team, last):
            say(f"“{team.name}”, {SAY.period(view_of(wait.period))}, does not leave by itself: {wait.why}.")
            if wait.how:
                say(f"  {wait.how}")
        for lack in lacks_of(context, team):
            say(f"{quoted(team.name)}: {lack.why} {lack.how}")
    _say_earlier(team.name, last)


def _say_earlier(name: str, last: Last) -> None:
    """Months before the last one that never left, until they are sent or skipped."""
    for months, how, force in ((last.overdue, "overdue", ""), (last.held, "held", " --force WHY")):
        earlier = [each for each in months if each.start < last.period.start]
        if earlier:
            say()
            listed = SAY.listed([SAY.period(view_of(each)) for each in earlier])
            say(f"{quoted(name)}: {listed} never left ({how}). Send or skip {'it' if len(earlier) == 1 else 'each'}:")
            say(f'  drumbeat send --team "{name}" --month {earlier[0].start:%Y-%m}{force}')
            say(f'  drumbeat skip --team "{name}" --month {earlier[0].start:%Y-%m} --reason WHY')


def _last(last: Last) -> tuple[str, str, str]:
    label = SAY.period(last.view)
    if last.standing is None:
        waits = "no draft yet, may have left" if last.may_have_left else "no draft yet"
        return label, "overdue" if last.is_overdue else waits, ""
    mails = ", ".join(f"{last.mails[state]} {state}" for state in sorted(last.mails))
    beside = {"overdue": last.is_overdue, "may have left": last.may_have_left}
    return label, ", ".join([last.standing.value, *(words for words, holds in beside.items() if holds)]), mails


def _next(context: Context, team: Team) -> str:
    if team.schedule.begins is None:
        return "off"
    found = next_at(context, team)
    return f"{found[0].step.value} {found[1]:%d %b %H:%M}" if found else ""


def _policy(context: Context, team: Team) -> str:
    in_force = policy_of(context, team).value
    return in_force if in_force == team.schedule.policy else f"{in_force}{_ELSE}{team.schedule.policy})"


def _last_seen(context: Context) -> Seen | None:
    """The scheduler that was seen last, as far as its clock can be believed."""
    now = context.clock()
    return next((each for each in context.store.schedulers.last_seen() if not each.is_to_come(now)), None)


def _say_seen(context: Context) -> None:
    for each in context.store.schedulers.last_seen():
        if each.is_to_come(context.clock()):
            say(f"{each.name} was seen at {each.seen_at:%Y-%m-%d %H:%M} UTC, which is still to come: a clock is wrong.")
    last = _last_seen(context)
    if last is None:
        say("No scheduler was seen yet. Run `drumbeat serve`, or `drumbeat run-due` from time to time.")
        return
    say(f"Scheduler last seen {last.seen_at:%Y-%m-%d %H:%M} UTC: {last.name}; {last.did}.")
    if context.clock() - last.seen_at > _SEEN_LATELY:
        say("That is more than a day ago: nothing is drafted or sent by itself until one runs again.")
    good = context.store.census.good_turn_at(context.clock())
    if good is not None and last.seen_at - good > _GOOD_LATELY:
        say(f"Since {good:%Y-%m-%d %H:%M} UTC no turn has done all that was due: one takes long, or something fails")
        say("(docs/runbook.md, DrumbeatTurnsFailing).")


def _say_bounces(context: Context) -> None:
    """What the mailbox says to which mails come back; nothing where none is set."""
    found = fares(context)
    if found is None:
        return
    say(f"Mails that come back ({found.place}): {found.said}.")
    if found.trouble:
        say(f"They could not be read {found.trouble} What came back since then is not known.")


def _require_alive(context: Context) -> None:
    """Raises TryLater where something is due and for an hour no scheduler was seen (rule E50): the dead do not mail.

    Raises SettingsError where something is due and nothing may leave from here.
    """
    failed: list[Done] = []
    waiting = []
    for team in context.store.teams.all():
        with told_of(failed, team.name, "What is due could not be found out."):
            waiting += [team.name] if due_of(context, team) else []
    if waiting and (refused := blocked(context)) is not None:
        raise refused
    troubles.tell(failed)
    last = _last_seen(context)
    if last is not None and context.clock() - last.seen_at <= _SEEN_FOR_CHECK:
        say(f"A scheduler was seen at {last.seen_at:%Y-%m-%d %H:%M} UTC.")
    elif not waiting:
        say("Nothing is due.")
    else:
        when = f"since {last.seen_at:%Y-%m-%d %H:%M} UTC" if last else "yet"
        raise TryLater(
            f"Something is due for {SAY.listed(waiting)}, and no scheduler was seen {when}.",
            recovery="Start `drumbeat serve` again, or run `drumbeat run-due`.",
        )
    troubles.end(failed)


def _show_edition(context: Context, team: Team, period: Period) -> None:
    shown = sheet(context, team, period)
    found = shown.stood
    say(f"{quoted(shown.edition.content.subject)}: {found.standing.value}, built {shown.edition.built_at} UTC.")
    if found.act is not None:
        why = f": {found.act.reason}" if found.act.reason else ""
        say(f"{found.act.kind.value.capitalize()} by {found.act.by}, {found.act.at:%Y-%m-%d %H:%M} UTC{why}.")
    if team.teams:
        say(f"It combines {SAY.listed(list(team.teams))}; what their leads decide holds in their sections.")
    if found.lapsed:
        say("An earlier approval has lapsed: the draft was changed since.")
    if shown.why_not:
        say(f"It does not leave by itself: {shown.why_not}.")
    if shown.unknown is not None:
        say(f"It waits for a person. {shown.unknown.how}")
    elif found.standing in (Standing.DRAFT, Standing.APPROVED) and (by_hand := sent_by_hand(context, team, period)):
        say(by_hand)
    for lack in (each for each in lacks_of(context, team) if each.period == period):
        say(f"{lack.why} {lack.how}")
    if shown.deliveries:
        rows = [(each.recipient, each.state.value, each.attempts, _note(each)) for each in shown.deliveries]
        show_table(("Recipient", "State", "Attempts", "Note"), rows, right=("Attempts",))


def _note(each: Delivery) -> str:
    """What there is to say of a mail, and when it is tried again where the mail server put it off."""
    again = f"Tried again from {each.retry_at:%Y-%m-%d %H:%M} UTC on." if each.retry_at else ""
    return " ".join(filter(None, (each.error, again)))
