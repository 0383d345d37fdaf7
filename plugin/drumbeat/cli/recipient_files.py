"""`drumbeat recipient paste`, `export` and `import`: many recipients at once, each row judged by itself."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.recipient_rules import note_languages, note_lists
from drumbeat.desk import recipient_lists as lists
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.rule_rows import Row, RowVerdict
from drumbeat.errors import SettingsError
from drumbeat.list_files import read_list

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Add what is good, and list the others.")]
_KNOWN, _TWICE = RowVerdict.KNOWN, RowVerdict.TWICE
_SHOWN = 60
"""Letters of a bad row."""
_MOST_BYTES = 32 * 1024**2
"""Of what is pasted: room for as many addresses as a list may have, each as long as one can be."""


def paste(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Addresses, as copied; - reads standard input.")],
    team: TeamName,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of their digest: en, de, …")] = "",
    skip_bad: SkipBad = False,
) -> None:
    """Add many addresses, with names beside them or without. Nobody is added unless each is good."""
    context = context_of(ctx)
    found = lists.paste(context, team, _text(file), language, skip_bad=skip_bad)
    _tell_bad(found.bad, skip_bad=skip_bad)
    counts = [SAY.count(each) for each in (len(found.good), found.count(_KNOWN), found.count(_TWICE))]
    say("{} added, {} known already, {} written twice.".format(*counts))
    note_lists(team, found.good)
    note_languages(context, team)


def export(
    ctx: typer.Context,
    team: TeamName,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file; without it, the screen.")] = None,
) -> None:
    """Write a team's recipients as CSV, which `drumbeat recipient import` reads."""
    rules = context_of(ctx).store.recipients.rules(team)
    text = lists.exported(rules)
    if out is None:
        sys.stdout.write(text.replace("\r\n", "\n"))
        return
    write_whole(out, text.encode("utf-8-sig"))
    say(f"Wrote {SAY.times(len(rules), 'recipient', 'recipients')} into {out}.")


def import_rules(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX list, as `export` writes it.")],
    team: TeamName,
    skip_bad: SkipBad = False,
    replace: Annotated[bool, typer.Option("--replace", help="Remove whom the list does not name.")] = False,
) -> None:
    """Add a list of recipients, and change those it says other of. Nothing is changed unless every row is good."""
    context = context_of(ctx)
    context.store.recipients.rules(team)  # an unknown team is told before an unreadable file
    done = lists.import_list(context, team, read_list(file), skip_bad=skip_bad, replace=replace)
    _tell_bad(done.judged.bad, skip_bad=skip_bad)
    counts = [SAY.count(each) for each in (done.added, done.changed, done.removed, done.judged.count(_KNOWN))]
    say("{} added, {} changed, {} removed, {} known already.".format(*counts))
    note_lists(team, done.judged.good)
    note_languages(context, team)


def _tell_bad(bad: Sequence[Row], *, skip_bad: bool) -> None:
    if not bad:
        return
    say("\n".join(f"Row {each.number}: {_short(each.text)}: {each.reason}" for each in bad))
    if not skip_bad:
        lists.refuse_bad(bad)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _text(file: str) -> str:
    """What was pasted: UTF-8, or as Windows' editors write it."""
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as pasted:
            data = pasted.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(f"{file} cannot be read: {reason}.", recovery="Check the path.") from None
    if len(data) > _MOST_BYTES:
        raise SettingsError(f"{file} is larger than {_MOST_BYTES >> 20} MiB.", recovery="Add them in parts.")
    return lists.decoded(data, file)
