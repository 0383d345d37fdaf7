"""What is kept no longer than needed: old signals, words, rows, editions and acts are let go of (F15).

Each part is one transaction with its own line in the audit log, or, of the past, each edition is: whoever is killed on
the way has let go of some and not of others, and the next one goes on. Two at once let go of everything once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.bounces import LOOKED_BACK
from drumbeat.editions.places import SHORTENED
from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry
from drumbeat.pull.plan import horizon
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import ON_REQUEST
from drumbeat.records.windows import OVER_FETCH, bounds, literal
from drumbeat.signals.months import months_later
from drumbeat.signals.retention import NOTES, TEXTS, TITLES, note_remains, remains, shown_by_structure, title_remains


@dataclass(frozen=True, slots=True)
class LetGo:
    """How much went, or would go."""

    signals: int
    texts: int
    """Rows whose words went."""
    rows: int
    """Rows that went whole: they lay behind the months that are read, or nothing rests on their table."""
    editions: int
    mails: int
    """Of these editions."""
    decisions: int
    """Decisions, figures and notices of months without an edition."""
    marks: int
    """Of mails that came back, that they were read."""
    acts: int
    """Of the audit log."""

    def __str__(self) -> str:
        return SAY.listed(
            [
                SAY.times(self.signals, "signal", "signals"),
                f"the words of {SAY.times(self.texts, 'row', 'rows')}",
                f"{SAY.times(self.rows, 'row', 'rows')} that are not read any more",
                f"{SAY.times(self.editions, 'edition', 'editions')} with {SAY.times(self.mails, 'mail', 'mails')}",
                f"{SAY.times(self.decisions, 'decision or notice', 'decisions and notices')} of other old months",
                f"{SAY.times(self.marks, 'mark', 'marks')} of mails that came back",
                SAY.times(self.acts, "act in the audit log", "acts in the audit log"),
            ]
        )


def let_go(context: Context, *, is_trial: bool = False) -> LetGo:
    """Let go of what is over, or with `is_trial` only count it. What went is in the audit log, with its number.

    Titles that were offered to leads go as well: they are redacted, and of drafts alone.
    """
    privacy = context.settings.privacy
    oldest, past = _first_kept(context, privacy.retention_months), _first_kept(context, privacy.history_months)
    before = max(oldest, _restated_by_all(context) or oldest)
    if not is_trial:
        context.store.editions.let_go_of_choices(before.isoformat())
    signals = _signals(context, oldest, is_trial=is_trial)
    texts = _texts(context, before, is_trial=is_trial)
    rows = sum(_rows(context, is_trial=is_trial)) + sum(_idle(context, is_trial=is_trial))
    mails = list(_editions(context, past, is_trial=is_trial))
    return LetGo(
        signals=signals,
        texts=texts,
        rows=rows,
        editions=len(mails),
        mails=sum(mails),
        decisions=_decisions(context, past, is_trial=is_trial),
        marks=_marks(context, is_trial=is_trial),
        acts=_acts(context, _first_kept(context, privacy.audit_months), is_trial=is_trial),
    )


def _first_kept(context: Context, months: int) -> date:
    return months_later(context.clock().date().replace(day=1), -months)


def _signals(context: Context, oldest: date, *, is_trial: bool) -> int:
    is_kept = context.settings.privacy.keeps_personal_records
    ended = (oldest if is_kept else date.max).isoformat()
    why = f"of before {oldest}" if is_kept else "as personal records are off"
    if is_trial:
        return context.store.signals.over(ended)
    return context.store.signals.let_go(ended, _counted(context, "purge signals", why))


def _texts(context: Context, before: date, *, is_trial: bool) -> int:
    records = context.store.records
    if not records.pulls():
        return 0
    found = ((table, records.changes(table, change)) for table, change in _rewriting(context, before).items())
    if is_trial:
        return sum(len(changes) for _, changes in found)
    entry = partial(_counted, context, "purge texts", f"of before {before}")
    return sum(records.rewrite(table, changes, entry(table)) for table, changes in found)


def _rows(context: Context, *, is_trial: bool) -> Iterator[int]:
    """Of each table, how many rows lie behind what its last pull read, and behind what the settings want read.

    That is what a new store would not have either: a report that reaches behind says so. Of a table that is not read
    any more no pull says how far it reaches.
    """
    records = context.store.records
    wanted = horizon(context.clock(), context.settings.servicenow.months)
    tables = {table.name: table for table in context.tables}
    for state in records.pulls():
        if (table := tables.get(state.table)) is not None:
            start = min(state.window.start, wanted.start)
            first, seen_by = bounds(table, start, wanted.end)[0], state.full
        else:
            first, seen_by = literal(wanted.start - OVER_FETCH), state.number + 1
        if is_trial:
            yield records.behind(state.table, first, seen_by)
        else:
            yield records.let_go(
                state.table, first, seen_by, _counted(context, "purge rows", f"of before {first}", state.table)
            )


def _idle(context: Context, *, is_trial: bool) -> Iterator[int]:
    """Of each table on which nothing rests and that is not asked for any more, how many rows there are: all go."""
    records, asked = context.store.records, {table.name for table in context.tables}
    idle = {table.name: table for table in ON_REQUEST if table.name not in asked}
    for state in records.pulls():
        if (table := idle.get(state.table)) is None:
            continue
        if is_trial:
            yield records.kept(table, replace(state, full=0))
        else:
            yield records.drop(table.name, _counted(context, "purge rows", "on which nothing rests", table.name))


def _editions(context: Context, past: date, *, is_trial: bool) -> Iterator[int]:
    """Of each edition that goes, how many mails of it were in the ledger. An edition is one transaction."""
    for old in context.store.history.over(past):
        detail = f"{old.team}, {old.start}: {SAY.times(old.mails, 'mail', 'mails')}, of before {past}"
        entry = replace(context.entry("purge edition", detail=detail), team=old.team)
        if is_trial or context.store.history.let_go(old, past, entry):
            yield old.mails
        if context.stop.is_set():
            raise TryLater("Purging was told to stop.", recovery="What is left goes with the next one.")


def _decisions(context: Context, past: date, *, is_trial: bool) -> int:
    if is_trial:
        return context.store.history.decisions_over(past)
    return context.store.history.let_go_of_decisions(past, _counted(context, "purge decisions", f"of before {past}"))


def _marks(context: Context, *, is_trial: bool) -> int:
    """Of mailboxes that are not asked any more, or not for mails as old. A folder is always read whole."""
    mail, before = context.settings.mail, context.clock() - LOOKED_BACK
    box = app.bounce_box(mail, context.clock) if mail.bounces.folder is not None else None
    kept = box.place if box is not None else ""
    return context.store.bounces.over(before, kept) if is_trial else context.store.bounces.let_go(before, kept)


def _acts(context: Context, oldest: date, *, is_trial: bool) -> int:
    if is_trial:
        return context.store.audit.over(oldest)
    return context.store.audit.let_go(oldest, _counted(context, SHORTENED, f"of before {oldest}"))


def _counted(context: Context, act: str, why: str, table: str = "") -> Callable[[int], AuditEntry]:
    """An entry of the audit log that is to say how many."""
    return lambda count: context.entry(act, detail=f"{table}{': ' * bool(table)}{count} {why}")


def _restated_by_all(context: Context) -> date | None:
    """The first day of the last month that every team has sent: it restated the month before. None: not all have."""
    sent = [context.store.editions.last_sent(team.name) for team in context.store.teams.all()]
    days = [day for day in sent if day is not None]
    return min(days) if days and len(days) == len(sent) else None


def _rewriting(context: Context, before: date) -> dict[str, Callable[[RawRow], RawRow]]:
    """Table -> what becomes of its rows when the words of months before this day go."""
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
