"""`drumbeat purge`: let go of what is kept no longer than needed: old signals, and the words of old tickets (F15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.ports import AuditEntry
from drumbeat.records.row import Cell, RawRow
from drumbeat.signals.months import months_later
from drumbeat.signals.retention import NOTES, TEXTS, TITLES, note_remains, remains, shown_by_structure, title_remains


def purge(ctx: typer.Context) -> None:
    """Let go of signals about people that are older than the settings allow, and of the words of old tickets.

    Where personal records have been switched off, all signals about people go.

    Words go from the months that no edition can restate any more: those before the last month that every team has
    sent; and in any case with the signals. Skills, figures and verdicts stay as they are. `drumbeat pull` does this
    by itself, as a pull may bring words back.
    """
    context = context_of(ctx)
    signals, texts = let_go(context)
    say(f"Let go of {SAY.times(signals, 'signal', 'signals')} and of the words of {SAY.times(texts, 'row', 'rows')}.")


def let_go(context: Context) -> tuple[int, int]:
    """Signals and rows whose time is over; each in the audit log with its number.

    Titles that were offered to leads are beside it: they are redacted, and of drafts alone.
    """
    oldest = months_later(context.clock().date().replace(day=1), -context.settings.privacy.retention_months)
    is_kept = context.settings.privacy.keeps_personal_records
    ended = oldest if is_kept else date.max
    why = f"of before {oldest}" if is_kept else "as personal records are off"
    signals = context.store.signals.let_go(
        ended.isoformat(), lambda count: context.entry("purge signals", detail=f"{count} {why}")
    )
    before = max(oldest, _restated_by_all(context) or oldest)
    context.store.editions.let_go_of_choices(before.isoformat())

    def entry(table: str, count: int) -> AuditEntry:
        return context.entry("purge texts", detail=f"{table}: {count} of before {before}")

    changes = _changes(context, before)
    rewrite = context.store.records.rewrite
    return signals, sum(rewrite(table, change, partial(entry, table)) for table, change in changes.items())


def _restated_by_all(context: Context) -> date | None:
    """The first day of the last month that every team has sent: it restated the month before. None: not all have."""
    sent = [context.store.editions.last_sent(team.name) for team in context.store.teams.all()]
    days = [day for day in sent if day is not None]
    return min(days) if days and len(days) == len(sent) else None


def _changes(context: Context, before: date) -> dict[str, Callable[[RawRow], RawRow]]:
    stock, matcher = context.stock, context.stock.skills
    due = {
        item.record.sys_id: frozenset(skill.skill_id for skill, _ in shown_by_structure(item.record, stock.world))
        for item in stock.judged
        if item.moment is not None and _day(item.moment) < before
    }

    def of_table(table: str) -> Callable[[RawRow], RawRow]:
        def change(row: RawRow) -> RawRow:
            structure = due.get(row["sys_id"].value)
            if structure is None:
                return row
            new = {name: remains(row[name].value, matcher, structure) for name in TEXTS[table] if name in row}
            title = TITLES.get(table, "")
            new |= {title: title_remains(row[title].value)} if title in row else {}
            return {**row, **{name: Cell(text, text) for name, text in new.items()}}

        return change

    def note(row: RawRow) -> RawRow:
        structure = due.get(row["element_id"].value) if "element_id" in row else None
        if structure is None or "value" not in row:
            return row
        text = note_remains(row["value"].value, matcher, structure)
        return {**row, "value": Cell(text, text)}

    return {**{table: of_table(table) for table in TEXTS}, NOTES: note}


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
