"""`drumbeat team export` and `import`: all teams, their schedules and recipients, as one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.team_groups import note_all
from drumbeat.desk.team_files import apply, changes_of, counted, exported, group_doubts
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.team_files import TeamFileUnreadable, parsed


def export(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file; without it, the screen.")] = None,
) -> None:
    """Write all teams as TOML, which `drumbeat team import` reads: sources, schedule, policy, recipients."""
    context = context_of(ctx)
    text = exported(context)
    if out is None:
        sys.stdout.write(text)
        return
    write_whole(out, text.encode())
    say(f"Wrote {SAY.times(len(context.store.teams.all()), 'team', 'teams')} into {out}.")


def import_teams(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML, as `export` writes it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be changed, and change nothing.")] = False,
) -> None:
    """Add the teams of a file, and change those it says other of: all of it, or nothing.

    What the file leaves out of a team stays as it is; a list of recipients is the whole list. Teams that it does not
    name stay.
    """
    context = context_of(ctx)
    changes = changes_of(context, parsed(_text(file)))
    told = 0 if dry_run else apply(context, changes)
    for change in changes:
        if change.said:
            say(f"“{change.after.name}”: {'; '.join(change.said)}")
    found = counted(changes)
    verb = "would be " if dry_run else ""
    say(f"{found['new']} {verb}added, {found['changed']} {verb}changed, {found['same']} as they were.")
    if told:
        say(f"New leads are told of {SAY.times(told, 'draft', 'drafts')} that have not left.")
    note_all(group_doubts(context, changes))
    if dry_run:
        return
    if any(change.is_of_others for change in changes):
        say("A draft of a team that is made of others now does not leave as it is: make it anew with drumbeat preview.")
    elif found["changed"]:
        say("A draft that is there stays as it is until it is made anew with drumbeat preview.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise TeamFileUnreadable(f"{file} cannot be read: {reason}.", recovery="Check the path.") from None
    except UnicodeDecodeError:
        raise TeamFileUnreadable(f"{file} is no text in UTF-8.", recovery="Save it as UTF-8.") from None
