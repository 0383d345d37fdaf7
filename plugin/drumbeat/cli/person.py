"""`drumbeat person`: what an owner says of the own record, and everything that is kept of a person (F9, F15).

Each is an administrator's act on the owner's word, in the audit log; the owner's own way is the page My record.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.consents import await_mails
from drumbeat.desk.own_records import remark
from drumbeat.desk.persons import person_kept, require_words, still_named, users_of
from drumbeat.desk.recipients import reach_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.ports import Remark
from drumbeat.records.model import User

commands = typer.Typer(no_args_is_help=True, help="What is kept of one person, and what the owner says of it.")

PersonName = Annotated[
    str, typer.Option("--person", metavar="NAME", help="Name, user name or sys_id of the person, as in ServiceNow.")
]
LineId = Annotated[str, typer.Option("--line", metavar="LINE", help="The line, as the personal record names it.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="The owner's own words.")]


@commands.command("hide")
def hide(ctx: typer.Context, person: PersonName, line: LineId, note: Note = "", undo: Undo = False) -> None:
    """Leave a line out of the person's record, and the name out of what it says in a digest."""
    _remark(ctx, person, Remark(line, "show" if undo else "hide", note))


@commands.command("dispute")
def dispute(ctx: typer.Context, person: PersonName, line: LineId, note: Note = "", undo: Undo = False) -> None:
    """Say that a line is wrong: it is marked, and names nobody in a digest, until that is taken back."""
    _remark(ctx, person, Remark(line, "settle" if undo else "dispute", note))


@commands.command("annotate")
def annotate(ctx: typer.Context, person: PersonName, line: LineId, note: Note) -> None:
    """Put the owner's own words to a line; an empty note takes them away."""
    _remark(ctx, person, Remark(line, "annotate", note))


def _remark(ctx: typer.Context, person: str, said: Remark) -> None:
    context = context_of(ctx)
    who = person_kept(context, person)
    remark(context, who, said)
    say(f"{who.name or who.key}, line {said.statement}: {said.act}. It is kept and logged.")


@commands.command("export")
def export(
    ctx: typer.Context,
    person: PersonName,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file, as JSON.")],
) -> None:
    """Write everything that is kept about a person: signals, remarks, consents, entries, who read them, and mails.

    Of mails: the rules that name the person or the mailbox, what was unsubscribed, and which editions went there.
    """
    context = context_of(ctx)
    who = person_kept(context, person)
    key, name = who.key, who.name or who.key
    held = context.store.persons.export(key, context.entry("export person", key, str(out)), reach_of(context, key))
    write_whole(
        out, (json.dumps({"person": {"key": key, "name": name}, **held}, ensure_ascii=False, indent=1)).encode()
    )
    say(f"Wrote {SAY.times(sum(map(len, held.values())), 'row', 'rows')} about {name} into {out}.")


@commands.command("delete")
def delete(ctx: typer.Context, person: PersonName, reason: Annotated[str, typer.Option(metavar="TEXT")]) -> None:
    """Forget a person's signals, remarks, consents and entries, names in editions, and rules to mail the person.

    ServiceNow's own records stay as they are there; the audit log keeps that it was done.
    """
    context = context_of(ctx)
    words = require_words(reason, "--reason")
    who = person_kept(context, person)
    key, name = who.key, who.name or who.key
    reach = reach_of(context, key)
    gone = context.store.persons.delete(key, context.entry("delete person", key, words), reach)
    await_mails(lambda: context.store.persons.in_hand(key, context.clock()))
    say(f"Forgot what was kept about {name}: {SAY.times(gone.rows, 'row', 'rows')}.")
    if gone.kept:
        say(f"{SAY.times(gone.kept, 'row stays', 'rows stay')} that keep mails away: unsubscribed, or left out.")
    for line in still_named(context, reach):
        say(line)


@commands.command("audit")
def show_audit(
    ctx: typer.Context,
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help="Only acts about this person.")] = None,
) -> None:
    """List the acts that concern people: who did what, when, about whom, why."""
    context = context_of(ctx)
    key = person_kept(context, person).key if person else ""
    names = {each.sys_id: each.name for each in users_of(context) if isinstance(each, User)}
    rows = [
        (f"{each.at:%Y-%m-%d %H:%M}", each.actor, each.act, names.get(each.subject, each.subject), each.detail)
        for each in context.store.audit.all(key)
    ]
    if rows:
        show_table(("At (UTC)", "Actor", "Act", "Person", "Detail"), rows)
    else:
        say("Nothing was done that concerns people.")
