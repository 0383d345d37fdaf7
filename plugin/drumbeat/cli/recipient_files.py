"""`drumbeat recipient paste`, `export` and `import`: many recipients at once, each row judged by itself."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.desk.formats import inert
from drumbeat.desk.recipients import change_rules, limits_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.rule_rows import COLUMNS, BadRow, as_row, imported, pasted
from drumbeat.errors import ExportUnreadable, SettingsError
from drumbeat.list_files import read_list

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Add what is good, and list the others.")]
_MOST_ROWS = 100_000
_SHOWN = 60
"""Letters of a bad row."""


def paste(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Addresses, one a line; - reads standard input.")],
    team: TeamName,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of their digest: en, de, …")] = "",
    skip_bad: SkipBad = False,
) -> None:
    """Add many addresses, one a line. Nobody is added unless every line is good."""
    context = context_of(ctx)
    known = context.store.recipients.rules(team)
    lines = _text(file).split("\n")
    _refuse_too_many(len(lines))
    found = pasted(lines, language, known, limits_of(context))
    _tell_bad(found.bad, skip_bad=skip_bad)
    if found.good:
        change_rules(context, team, found.good)
    counts = [SAY.count(each) for each in (len(found.good), found.known, found.twice)]
    say("{} added, {} known already, {} written twice.".format(*counts))


def export(
    ctx: typer.Context,
    team: TeamName,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file; without it, the screen.")] = None,
) -> None:
    """Write a team's recipients as CSV, which `drumbeat recipient import` reads."""
    rules = context_of(ctx).store.recipients.rules(team)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _to_cell(value) for name, value in as_row(rule).items()} for rule in rules)
    if out is None:
        sys.stdout.write(text.getvalue().replace("\r\n", "\n"))
        return
    write_whole(out, text.getvalue().encode("utf-8-sig"))
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
    known = {rule.key: rule for rule in context.store.recipients.rules(team)}
    found = read_list(file)
    header = [name.lower() for name in found.header]
    if not {"kind", "name"} <= set(header) or not set(header) <= set(COLUMNS):
        raise ExportUnreadable(
            f"{file.name} has not the columns of recipients.", recovery=f"They are {', '.join(COLUMNS)}."
        )
    _refuse_too_many(len(found.rows))
    rows = [dict(zip(header, map(_from_cell, row), strict=True)) for row in found.rows]
    judged = imported(zip(found.numbers, rows, strict=True), list(known.values()), limits_of(context))
    _tell_bad(judged.bad, skip_bad=skip_bad)
    changed = [known[rule.key] for rule in judged.good if rule.key in known]
    gone = [rule for key, rule in known.items() if replace and key not in judged.keys]
    change_rules(context, team, judged.good, [*changed, *gone])
    new = len(judged.good) - len(changed)
    counts = [SAY.count(each) for each in (new, len(changed), len(gone), judged.known)]
    say("{} added, {} changed, {} removed, {} known already.".format(*counts))


def _tell_bad(bad: tuple[BadRow, ...], *, skip_bad: bool) -> None:
    if not bad:
        return
    say("\n".join(f"Row {each.number}: {_short(each.text)}: {each.reason}" for each in bad))
    if not skip_bad:
        raise SettingsError(
            f"Nobody was added: {SAY.times(len(bad), 'row is', 'rows are')} not good.",
            recovery="Correct them, or say --skip-bad to add the others.",
        )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _refuse_too_many(rows: int) -> None:
    if rows > _MOST_ROWS:
        raise SettingsError(f"There are more than {_MOST_ROWS} rows.", recovery="Add them in parts.")


def _text(file: str) -> str:
    """What was pasted: UTF-8, or as Windows' editors write it."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(f"{file} cannot be read: {reason}.", recovery="Check the path.") from None
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SettingsError(f"{file} is no text.", recovery="Save it as UTF-8, one address a line.")


def _to_cell(value: str) -> str:
    """No formula to a spreadsheet, and the same again when it is read."""
    return f"'{value}" if inert(value) != value or _from_cell(value) != value else value


def _from_cell(cell: str) -> str:
    is_guarded = cell.startswith("'") and _to_cell(cell[1:]) == cell
    return cell[1:] if is_guarded else cell
