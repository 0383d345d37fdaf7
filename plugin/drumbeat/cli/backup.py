"""`drumbeat backup` and `drumbeat restore`: the store as one file, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.census import BACKED_UP
from drumbeat.errors import SettingsError


def backup(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="A new file; only you may read it.")] = None,
    done: Annotated[
        bool, typer.Option("--done", help="It was made by other means, as by pg_dump: only note when, for metrics.")
    ] = False,
) -> None:
    """Write the whole store into one file, as of one moment, while others may go on writing.

    It holds what the store holds: names, addresses and texts of tickets. Keep it as safely.
    """
    context = context_of(ctx)
    if done == (out is not None):
        raise SettingsError("Say either --out FILE, or --done.", recovery="See drumbeat backup --help.")
    if out is None:
        app.note_backup(context.settings, context.entry(BACKED_UP, detail="by other means"))
        say("It is noted that a backup was made just now, by other means.")
        return
    app.back_up(context.settings, out, context.entry(BACKED_UP, detail=out.name))
    say(f"The store is in {out}. Restore it with: drumbeat restore {out}")


def restore(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="What `drumbeat backup` wrote.")] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also over newer work or a damaged store, and whatever the clock says."),
    ] = False,
    done: Annotated[
        bool, typer.Option("--done", help="It was read back by other means, as by pg_restore: mark what is not sure.")
    ] = False,
) -> None:
    """Make the store what a backup holds. Nothing leaves it by itself until `drumbeat adopt`.

    Nobody can say what was sent after the backup was made. So mails that were not sent then are unknown now, and a
    month that is over leaves only with `drumbeat send --force REASON`. A store that is replaced is kept beside the
    new one.
    """
    context = context_of(ctx)
    if done == (file is not None) or (done and force):
        raise SettingsError("Say either which file, or --done.", recovery="See drumbeat restore --help.")
    if file is None:
        doubted = app.read_back(context.settings, context.entry("restore store", detail="by other means"))
        _tell(doubted.made, doubted.mails)
        return
    restored = app.restore(context.settings, file, context.entry("restore store", detail=file.name), force=force)
    _tell(restored.doubted.made, restored.doubted.mails, restored.aside)


def _tell(made_at: datetime | None, mails: int, aside: str = "") -> None:
    """What came of it, and what is left to people."""
    made = f"of {made_at:%Y-%m-%d %H:%M:%S} UTC" if made_at else "of an unknown time"
    say(f"Restored from a backup {made}.")
    if aside:
        say(f"The store of before is {aside}.")
    if mails:
        said = SAY.times(mails, "mail", "mails")
        say(f"{said} had not left then and may have left since: unknown, and never repeated by themselves.")
    say("No month that is over leaves but with drumbeat send --force REASON: it may have left since.")
    say("Nothing leaves by itself until somebody says: drumbeat adopt --by NAME")
