"""`drumbeat send`: an edition leaves as it was previewed, once to each recipient."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from drumbeat import app
from drumbeat.cli.console import note, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.desk.by_hand import Wanted, refuse_nobody, refuse_unended, send, send_test
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import said
from drumbeat.desk.drafts import draft, refuse_unfit
from drumbeat.desk.outlook import outlook
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.sending import mailing_of, verdict
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import HAS_IT, Delivery, DeliveryState, Listed
from drumbeat.errors import SettingsError
from drumbeat.pipeline import Mailing
from drumbeat.ports import Edition, Transport
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TestTo = Annotated[str, typer.Option("--test-to", metavar="ADDRESS", help="Send only a mail marked [Test] there.")]
Language = Annotated[
    str, typer.Option("--language", metavar="LANGUAGE", help="With --test-to: another language of its readers.")
]
TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]


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
    test_to: TestTo = "",
    language: Language = "",
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
    if test_to or language:
        _test(context, whose, period, test_to, language)
        return
    refuse_unended(context, period)
    edition = context.store.editions.find(team, period) or draft(context, whose, period)
    if outbox is not None:
        _write_out(context, whose, period, edition, outbox)
        return
    before = _sent_of(context, edition)
    wanted = Wanted(again, [resend] if resend else (), said(force) if force else "", approve)
    deliveries = send(context, whose, period, edition, wanted)
    _tell_kept_back(whose, period, deliveries)
    if (left := _sent_of(context, edition)) == before and verdict(deliveries) is None:
        say(_nothing_left(left, whose.zone))
        return
    _tell_late(before, left)
    _show(deliveries)


def _test(context: Context, team: Team, period: Period, address: str, language: str) -> None:
    if not address:
        raise SettingsError(
            "--language goes with --test-to.",
            recovery="Everybody else has the language of the own rule: drumbeat recipient list.",
        )
    edition = context.store.editions.find(team.name, period) or draft(context, team, period)
    send_test(context, team, period, edition, address, language=language)
    say(f"Sent a test to {address}. Nothing else was sent; only the audit log remembers it.")


def _write_out(context: Context, team: Team, period: Period, edition: Edition, folder: Path) -> None:
    expected = refuse_nobody(team.name, outlook(context, team))
    refuse_unfit(context, team, period, edition)
    _write_mails(mailing_of(context, team, period, edition), app.outbox(folder))
    written = SAY.times(expected.count, "mail", "mails")
    say(f"Wrote {written} into {folder}. Nothing was sent, and nothing is remembered.")


def _sent_of(context: Context, edition: Edition) -> list[Listed]:
    """The mails of the edition that were accepted."""
    return [each for each in context.store.sheets.whole(edition.id) if each.state is DeliveryState.SENT]


def _tell_kept_back(team: Team, period: Period, deliveries: list[Delivery]) -> None:
    """Who was sent it at another address, and how it is sent to this one all the same."""
    for each in deliveries:
        if each.state is DeliveryState.SKIPPED and each.error.startswith(HAS_IT):
            note(f"{each.recipient}: {each.error}. Nothing was sent. If it is to go there as well:")
            say(f'  drumbeat send --team "{team.name}" --month {period.start:%Y-%m} --resend {each.recipient}')


def _tell_late(before: list[Listed], left: list[Listed]) -> None:
    """Who has it now, of an edition that had left before."""
    known = {each.recipient: each.changed_at for each in before}
    late = [each.recipient for each in left if each.changed_at != known.get(each.recipient)]
    if before and late:
        say(f"It had left before; now to {SAY.listed(late, _SHOWN)}.")


_SHOWN = 10


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
