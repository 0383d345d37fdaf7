"""`drumbeat preview` and `drumbeat send`: an edition is frozen as it was previewed, and sent once to each recipient."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.desk.besides import members_of, whole_of
from drumbeat.desk.by_hand import Wanted, refuse_nobody, refuse_unended, send, send_test
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import said
from drumbeat.desk.drafts import draft, refuse_unfit, shown
from drumbeat.desk.edited import is_whole
from drumbeat.desk.naming_notices import tell_named
from drumbeat.desk.operational import facts_of
from drumbeat.desk.outlook import outlook
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.sending import mailing_of, verdict
from drumbeat.desk.standings import standing_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import Delivery, DeliveryState, EditionState, Listed
from drumbeat.pipeline import Mailing
from drumbeat.ports import Edition, Transport
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]

_LARGE_HTML = 70_000
"""Bytes from which a lead is told (rule E20)."""


def preview(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the mail there as HTML and text.")
    ] = None,
) -> None:
    """Make or renew the draft of a month's edition, and show it as it will be sent.

    What is previewed is what `drumbeat send` sends. An edition that has begun to leave is shown, not changed.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    edition = draft(context, whose, period)
    tell_named(context)
    content = shown(context, edition)
    expected = outlook(context, whose)
    if out is None:
        sys.stdout.write(content.text)
    else:
        write_whole(out / "digest.html", app.html_file(content.html, content.logo))
        write_whole(out / "digest.txt", content.text.encode())
        names = ["digest.html", "digest.txt"]
        if content.evidence:
            names.append("evidence.html")
            write_whole(out / "evidence.html", content.evidence.encode())
        say(f"Wrote {SAY.listed(names)} into {out}.")
        if not content.evidence:
            say("There is no page of evidence: this edition was made before there were such pages.")
    say()
    say(f"Subject: {content.subject}")
    readers = SAY.times(expected.count, "recipient", "recipients")
    size = len(content.html.encode())
    if size > _LARGE_HTML:
        say(f"Note: the HTML part has {size // 1000} kB; from 102 kB on Gmail cuts a mail off.")
    standing = standing_of(context, whose, period).standing
    say(f"State: {standing}, built {edition.built_at} UTC, for {readers}{_time_of(expected.takes)}.")
    if edition.state is EditionState.DRAFT:
        if not is_whole(edition):
            say(f"It does not leave so: its records do not tell of the whole of {SAY.period(view_of(period))}.")
            say("  drumbeat pull")
        _say_left_out(context, whose, period)
    for each in expected.found.findings:
        say(f"Receives nothing: {each.name}: {each.reason}.")
    if expected.problem is not None:
        raise expected.problem


def _time_of(takes: timedelta) -> str:
    """How long sending will take, where that is worth a word."""
    minutes = round(takes.total_seconds() / 60)
    return f"; sending takes about {SAY.times(minutes, 'minute', 'minutes')}" if minutes else ""


def _say_left_out(context: Context, team: Team, period: Period) -> None:
    """What nobody approved is not in the draft, and its lead has to know."""
    for whose in (team, *members_of(context, team)):
        named = "" if whose is team else f"{whose.name}: "
        for fact in facts_of(context, whose, period).pending:
            say(f"Left out: {named}{fact.label}: {fact.reason}.")
    built = whole_of(context, team, period)
    for each in built.pending:
        say(f"Left out: {SAY.say(each.sentence)} Nobody has approved it yet. Who stands behind it says:")
        say(f'  drumbeat fact approve --team "{team.name}" --month {period.start:%Y-%m} {each.id} --by NAME')
    for number, each in built.lapsed.items():
        say(f"Left out: {SAY.say(each.sentence)} {number} was ticked with another title, or before titles were kept.")
        say(f'  drumbeat edit --team "{team.name}" --month {period.start:%Y-%m} --tick {number}')


def send_edition(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    outbox: Annotated[
        Path | None,
        typer.Option(
            "--outbox", metavar="DIR", help="Only write the mails there as .eml files; nothing is sent or remembered."
        ),
    ] = None,
    test_to: Annotated[
        str, typer.Option("--test-to", metavar="ADDRESS", help="Send only a mail marked [Test] there.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--resend-failed", help="Send once more what was refused or came back; nobody new gets it.")
    ] = False,
    resend: Annotated[
        str,
        typer.Option(
            "--resend", metavar="ADDRESS", help="Send once more to one recipient, even in doubt; nobody new gets it."
        ),
    ] = "",
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve it as it is by sending it, where it needs an approval.")
    ] = False,
    force: Annotated[
        str,
        typer.Option(
            "--force",
            metavar="REASON",
            help="Send though it was held or skipped, or nobody knows whether it has left before; the reason is kept.",
        ),
    ] = "",
) -> None:
    """Send a month's edition to everyone who has not received it.

    The draft that was previewed is sent; without one it is made first. A team's first edition, and each to the whole
    company, is approved before that, or with --approve. Nobody receives an edition twice: a mail that the server may
    have accepted is marked unknown, and not repeated by itself.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    if not test_to:
        refuse_unended(context, period)
    edition = context.store.editions.find(team, period) or draft(context, whose, period)
    if test_to:
        send_test(context, whose, period, edition, test_to)
        say(f"Sent a test to {test_to}. Nothing else was sent; only the audit log remembers it.")
        return
    if outbox is not None:
        _write_out(context, whose, period, edition, outbox)
        return
    before = _sent_of(context, edition)
    wanted = Wanted(again, [resend] if resend else (), said(force) if force else "", approve)
    deliveries = send(context, whose, period, edition, wanted)
    if (left := _sent_of(context, edition)) == before and verdict(deliveries) is None:
        say(_nothing_left(left, whose.zone))
        return
    _show(deliveries)


def _write_out(context: Context, team: Team, period: Period, edition: Edition, folder: Path) -> None:
    expected = refuse_nobody(team.name, outlook(context, team))
    refuse_unfit(context, team, period, edition)
    _write_mails(mailing_of(context, team, period, edition), app.outbox(folder))
    written = SAY.times(expected.count, "mail", "mails")
    say(f"Wrote {written} into {folder}. Nothing was sent, and nothing is remembered.")


def _sent_of(context: Context, edition: Edition) -> list[Listed]:
    """The mails of the edition that were accepted."""
    return [each for each in context.store.sheets.whole(edition.id) if each.state is DeliveryState.SENT]


def _nothing_left(sent: list[Listed], zone: ZoneInfo) -> str:
    """That it went out before, and when."""
    if not sent:
        return "Nothing is left to send, and nothing was sent: everybody is skipped. See why with `drumbeat status`."
    days = sorted({each.changed_at.astimezone(zone).date() for each in sent})
    when = SAY.day(days[0]) if len(days) == 1 else f"{SAY.day(days[0])} to {SAY.day(days[-1])}"
    return f"Nothing is left to send: {SAY.times(len(sent), 'mail', 'mails')} left on {when}."


def _show(deliveries: list[Delivery]) -> None:
    """What became of each mail. Raises what a person must know when not everybody was sent to."""
    show_table(("Recipient", "State", "Note"), [(each.recipient, each.state, each.error) for each in deliveries])
    problem = verdict(deliveries)
    if problem is not None:
        raise problem


def _write_mails(mailing: Mailing, folder: Transport) -> None:
    for each in (each for each in mailing.planned if not each.skipped):
        unsent = Delivery(each.recipient, DeliveryState.PLANNED, each.message_id, 0, "", each.language, each.kind)
        folder.send(mailing.compose(unsent), each.recipient)
