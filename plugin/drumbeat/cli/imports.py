"""`drumbeat import`: what ServiceNow does not hold: recognition, certificates, training, talks, mentoring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.persons import persons_of, require_personal_records
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import ExportUnreadable, SettingsError
from drumbeat.list_files import read_list
from drumbeat.records.model import Declaration
from drumbeat.records.parse.declared import COLUMNS, Entries, entries, wrong_columns

commands = typer.Typer(
    no_args_is_help=True, help="Entries about people that ServiceNow does not hold, from CSV or XLSX lists."
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX list.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Import the rows that are good, and list the others.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be imported, and change nothing.")]
_MOST_ROWS = 100_000
_LEAST_ID = 6


def _importer(kind: Declaration) -> Callable[..., None]:
    def command(ctx: typer.Context, file: File, skip_bad: SkipBad = False, dry_run: DryRun = False) -> None:
        _import(ctx, kind, file, skip_bad=skip_bad, dry_run=dry_run)

    command.__doc__ = (
        f"Import a list of {kind.value}: the columns {', '.join(COLUMNS[kind])}.\n\n"
        "People are written by name, user name or sys_id, days like 2026-10-31. Nothing is imported unless every row "
        "is good; the same row twice is one entry."
    )
    return command


for _kind in Declaration:
    commands.command(_kind.value)(_importer(_kind))


def _import(ctx: typer.Context, kind: Declaration, file: Path, *, skip_bad: bool, dry_run: bool) -> None:
    context = context_of(ctx)
    require_personal_records(context)
    found = read_list(file)
    wrong = wrong_columns(kind, found.header)
    if wrong:
        raise ExportUnreadable(
            f"{file.name} {wrong}.", recovery=f"A list of {kind.value} has the columns {', '.join(COLUMNS[kind])}."
        )
    if len(found.rows) > _MOST_ROWS:
        raise ExportUnreadable(f"{file.name} has more than {_MOST_ROWS} rows.", recovery="Import it in parts.")
    numbered = zip(found.numbers, found.rows, strict=True)
    read = entries(kind, found.header, numbered, persons_of(context), context.clock().date())
    _tell_bad(read)
    if read.bad and not skip_bad:
        raise SettingsError(
            f"Nothing was imported: {SAY.times(len(read.bad), 'row is', 'rows are')} not good.",
            recovery="Correct them, or say --skip-bad to import the others.",
        )
    done = context.store.declared.add(read.good, context.entry("import"), dry_run=dry_run)
    verb = "would be" if dry_run else "was"
    say(f"{done.new} new, {done.changed} changed, {done.known} known already: that is what {verb} imported.")


def _tell_bad(read: Entries) -> None:
    if read.bad:
        show_table(("Row", "What is wrong"), [(each.number, each.reason) for each in read.bad], right=("Row",))


@commands.command("list")
def show(ctx: typer.Context) -> None:
    """List all entries; each listing is in the audit log."""
    context = context_of(ctx)
    require_personal_records(context)
    context.store.audit.note(context.entry("list entries"))
    found = context.store.declared.all()
    if not found:
        say("Nothing was imported yet.")
        return
    rows = [(each.sys_id, each.kind, each.person.name, each.day, each.title, each.standing) for each in found]
    show_table(("Id", "Kind", "Person", "Day", "Title", "Standing"), rows)


@commands.command("remove")
def remove(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of entries, or their first six letters.")],
) -> None:
    """Remove entries."""
    context = context_of(ctx)
    known = [each.sys_id for each in context.store.declared.all()]
    chosen: list[str] = []
    for said in ids:
        meant = [key for key in known if key.startswith(said) and len(said) >= _LEAST_ID]
        if len(meant) != 1:
            raise SettingsError(
                f"{'No entry has' if not meant else 'Several entries have'} the id {said}; nothing was removed.",
                recovery="See the ids with `drumbeat import list`.",
            )
        chosen += meant
    gone = context.store.declared.remove(chosen, context.entry("remove entry"))
    say(f"Removed {SAY.times(len(gone), 'entry', 'entries')}.")
