"""`drumbeat bounces`: read mails that came back, from the mailbox of the settings or from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.bounces import read_files, read_mailbox, tell_of_returns
from drumbeat.desk.fares import counted
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.bounces import Back


def bounces(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…", help="Mails: .eml files, an mbox file, a folder or a Maildir. Without: the mailbox."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would follow, and change nothing.")] = False,
) -> None:
    """Read mails that came back: from the mailbox of the settings, or from files.

    Of a mailbox that is gone the delivery becomes skipped, and nothing is sent there again; of what else came back it
    becomes failed, and `drumbeat send --resend-failed` sends it once more. The lead is told of both. A report counts
    once, however often it is read; one that names no mail of ours changes nothing. No mail is changed or deleted.
    """
    context = context_of(ctx)
    reading = read_files(context, paths, is_trial=dry_run) if paths else read_mailbox(context, is_trial=dry_run)
    if reading.trouble is not None and not reading.counts:
        raise reading.trouble
    if reading.backs:
        show_table(("Recipient", "Team", "Month", "Now", "Why"), [_row(each) for each in reading.backs])
    say(f"{SAY.times(reading.counts.total(), 'mail', 'mails')} read{counted(reading.counts)}.")
    if not reading.is_whole and reading.trouble is None:
        say("More wait to be read: run the same command again.")
    if dry_run:
        say("Nothing was changed.")
    else:
        tell_of_returns(context, reading.backs)
    if reading.trouble is not None:
        raise reading.trouble


def _row(back: Back) -> tuple[str, ...]:
    of = back.mailed
    return of.recipient, of.team, f"{of.start:%Y-%m}", back.state.value, f"{back.cause} ({back.said or back.status})"
