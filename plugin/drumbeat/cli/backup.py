"""`drumbeat backup` and `drumbeat restore`: the store as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.census import BACKED_UP


def backup(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file; only you may read it.")],
) -> None:
    """Write the whole store into one file, as of one moment, while others may go on writing.

    It holds what the store holds: names, addresses and texts of tickets. Keep it as safely.
    """
    context = context_of(ctx)
    app.back_up(context.settings, out, context.entry(BACKED_UP, detail=out.name))
    say(f"The store is in {out}. Restore it with: drumbeat restore {out}")


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `drumbeat backup` wrote.")],
    force: Annotated[
        bool,
        typer.Option("--force", help="Also over newer work or a damaged store, and whatever the clock says."),
    ] = False,
) -> None:
    """Make the store what a backup holds. Nothing leaves it by itself until `drumbeat adopt`.

    Nobody can say what was sent after the backup was made. So mails that were not sent then are unknown now, and a
    month that is over leaves only with `drumbeat send --force REASON`. A store that is replaced is kept beside the
    new one.
    """
    context = context_of(ctx)
    done = app.restore(context.settings, file, context.entry("restore store", detail=file.name), force=force)
    made = f"of {done.doubted.made:%Y-%m-%d %H:%M:%S} UTC" if done.doubted.made else "of an unknown time"
    say(f"Restored from a backup {made}.")
    if done.aside:
        say(f"The store of before is {done.aside}.")
    if done.doubted.mails:
        mails = SAY.times(done.doubted.mails, "mail", "mails")
        say(f"{mails} had not left then and may have left since: unknown, and never repeated by themselves.")
    say("No month that is over leaves but with drumbeat send --force REASON: it may have left since.")
    say("Nothing leaves by itself until somebody says: drumbeat adopt --by NAME")
