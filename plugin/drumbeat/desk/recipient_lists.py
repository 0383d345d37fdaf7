"""Many recipients at once: pasted, imported and exported, each row judged by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.formats import inert
from drumbeat.desk.readership import Readership
from drumbeat.desk.recipients import change_rules, limits_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.recipients import EVERY_TEAM, Rule
from drumbeat.editions.rule_rows import COLUMNS, Judged, Row, as_row, imported, listed, split
from drumbeat.errors import ExportUnreadable, SettingsError
from drumbeat.list_files import ListFile

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an imported list."""

    judged: Judged
    added: int
    changed: int
    removed: int


def judge_pasted(context: Context, team: str, text: str, language: str = "") -> Judged:
    """A verdict on each address of what was pasted, as mail programs copy them; nothing is changed."""
    known = context.store.recipients.rules(team)
    rows = split(text.split("\n"))
    _refuse_too_many(len(rows))
    return listed(rows, language, known, limits_of(context))


def paste(
    context: Context, team: str, text: str, language: str = "", *, skip_bad: bool = False, seen: str = ""
) -> Judged:
    """Add the addresses that are new. Nobody is added unless every line is good, or `skip_bad` says so.

    `seen`: the version of the rules (`recipients.rules_version`). Raises Conflict for another.
    """
    judged = judge_pasted(context, team, text, language)
    if judged.good and (skip_bad or not judged.bad):
        change_rules(context, team, judged.good, seen=seen)
    return judged


def refuse_bad(bad: Sequence[Row]) -> None:
    """Raises SettingsError where a row is not good: nobody was added then."""
    if bad:
        raise SettingsError(
            f"Nobody was added: {SAY.times(len(bad), 'row is', 'rows are')} not good.",
            recovery="Correct them, or say --skip-bad to add the others.",
        )


def import_list(
    context: Context, team: str, found: ListFile, *, skip_bad: bool = False, replace: bool = False, seen: str = ""
) -> Imported:
    """Add a list of recipients, and change those it says other of; with `replace`, remove whom it does not name.

    Nothing is changed unless every row is good, or `skip_bad` says so. Raises ExportUnreadable for other columns,
    SettingsError where nobody would remain, as after a file that was cut off, and Conflict as `paste`.
    """
    known = {rule.key: rule for rule in context.store.recipients.rules(team)}
    judged = imported(rows_of(found), list(known.values()), limits_of(context))
    changed = [known[rule.key] for rule in judged.good if rule.key in known]
    gone = [rule for key, rule in known.items() if replace and key not in judged.keys]
    if not judged.bad or skip_bad:
        if gone and len(gone) == len(known) and not judged.good:
            raise SettingsError(
                spoken(phrase("Nobody was removed: nobody would remain, as {file} names none.", file=found.name)),
                recovery=spoken(phrase("Look whether the file is whole.")),
            )
        change_rules(context, team, judged.good, [*changed, *gone], seen=seen)
    return Imported(judged, len(judged.good) - len(changed), len(changed), len(gone))


def rows_of(found: ListFile) -> list[tuple[int, dict[str, str]]]:
    """Its rows by column, each with its number. Raises ExportUnreadable for other columns, and too many rows."""
    header = [name.lower() for name in found.header]
    if not {"kind", "name"} <= set(header) or not set(header) <= set(COLUMNS):
        raise ExportUnreadable(
            spoken(phrase("{file} has not the columns of recipients.", file=found.name)),
            recovery=spoken(phrase("They are {columns}.", columns=", ".join(COLUMNS))),
        )
    _refuse_too_many(len(found.rows))
    rows = (dict(zip(header, map(from_cell, row), strict=True)) for row in found.rows)
    return list(zip(found.numbers, rows, strict=True))


def exported(rules: Sequence[Rule]) -> str:
    """Rules as CSV (RFC 4180), which `import_list` reads; no cell is a formula to a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: to_cell(value) for name, value in as_row(rule).items()} for rule in rules)
    return text.getvalue()


def exported_lost(known: Readership) -> str:
    """Who receives nothing, why, since when (UTC) and of which teams' digests, as CSV for a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("name", "address", "reason", "since", "digests"))
    for each in known.lost:
        found = known.suppression(each)
        since = f"{found.at:%Y-%m-%d}" if found else ""
        digests = "" if found is None else "every team" if found.team == EVERY_TEAM else "this team"
        writer.writerow((inert(each.name), inert(each.address), each.reason.value, since, digests))
    return text.getvalue()


def decoded(data: bytes, named: str) -> str:
    """What was pasted into a file: UTF-8, or as Windows' editors write it. Raises SettingsError."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SettingsError(
        spoken(phrase("{file} is no text.", file=named)),
        recovery=spoken(phrase("Save it as UTF-8, one address a line.")),
    )


def to_cell(value: str) -> str:
    """No formula to a spreadsheet, and the same again when it is read."""
    if not value or (value[0].isascii() and value[0].isalnum()):  # no formula begins so, and most cells do
        return value
    return f"'{value}" if inert(value) != value or from_cell(value) != value else value


def from_cell(cell: str) -> str:
    """The value of such a cell."""
    is_guarded = cell.startswith("'") and to_cell(cell[1:]) == cell
    return cell[1:] if is_guarded else cell


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise SettingsError(
            spoken(phrase("There are more than {most} rows.", most=MOST_ROWS)),
            recovery=spoken(phrase("Add them in parts.")),
        )
