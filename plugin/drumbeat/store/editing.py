"""What leads decide about an edition before it leaves, and what named people approve of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select

from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import approval, editing, named_first


class EditingStore:
    """One decision a team and period, one approval a highlight; the last one holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str, period: Period) -> Editing:
        """What was decided and approved; nothing where nobody did anything."""
        with self._database.read() as connection:
            return _editing(connection, team, period)

    def change(self, team: str, period: Period, decide: Callable[[Editing], Editing], entry: AuditEntry) -> Editing:
        """Keep what is decided of what was before, with who decided in the audit log; what is approved stays.

        Two who decide at once do not undo each other: reading and writing are one transaction. What changes nothing
        leaves no trace. Raises what `decide` raises; nothing is kept then.
        """
        with self._database.begin() as connection:
            before = _editing(connection, team, period)
            decided = decide(before)
            if decided == before:
                return before
            values = {
                "note": decided.note,
                "ticked": _ticks_text(decided.ticked),
                "hidden": json.dumps(sorted(decided.hidden)),
                "arranged": json.dumps(decided.order),
                "changed_at": moment_text(entry.at),
            }
            connection.execute(delete(editing).where(*_which(editing, team, period)))
            connection.execute(insert(editing).values(**_key(team, period), **values))
            log(connection, entry, team)
        return decided

    def approve(self, team: str, period: Period, approved: tuple[str, str], by: str, entry: AuditEntry) -> None:
        """Keep who approved a highlight, as it is now (F20): its id, and the hash of what was approved."""
        highlight, value_hash = approved
        values = {"value_hash": value_hash, "approved_by": by, "approved_at": moment_text(entry.at)}
        with self._database.begin() as connection:
            connection.execute(
                delete(approval).where(*_which(approval, team, period), approval.c.highlight == highlight)
            )
            connection.execute(insert(approval).values(**_key(team, period), highlight=highlight, **values))
            log(connection, entry, team)

    def withdraw(self, team: str, period: Period, highlight: str, entry: AuditEntry) -> bool:
        """Let an approval go; False when there was none."""
        with self._database.begin() as connection:
            gone = connection.execute(
                delete(approval).where(*_which(approval, team, period), approval.c.highlight == highlight)
            )
            if gone.rowcount:
                log(connection, entry, team)
            return bool(gone.rowcount)


def forget(connection: Connection, team: str) -> None:
    """Let go of what was decided for a team that is removed."""
    for table in (editing, approval, named_first):
        connection.execute(delete(table).where(table.c.team == team))


def editings_of(
    connection: Connection, teams: Collection[str], starts: Collection[str]
) -> dict[tuple[str, str, str], Editing]:
    """What was decided and approved about these teams' periods that begin so: by team, first day, day after the last.

    Nothing is said of a period about which nobody did anything.
    """

    def rows(table: Table) -> Iterator[tuple[tuple[str, str, str], Row[Any]]]:
        query = select(table).where(table.c.team.in_(teams), table.c.period_start.in_(starts))
        return (((row.team, row.period_start, row.period_end), row) for row in connection.execute(query))

    approved: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for key, row in rows(approval):
        approved[key][row.highlight] = row.value_hash
    decided = dict(rows(editing))
    return {key: _as_editing(decided.get(key), approved.get(key, {})) for key in {*decided, *approved}}


def _editing(connection: Connection, team: str, period: Period) -> Editing:
    found = editings_of(connection, [team], [period.start.isoformat()])
    return found.get((team, period.start.isoformat(), period.end.isoformat()), UNEDITED)


def _as_editing(row: Row[Any] | None, approved: Mapping[str, str]) -> Editing:
    if row is None:
        return Editing(approved=approved)
    return Editing(
        note=row.note,
        ticked=_ticks(row.ticked),
        hidden=frozenset(json.loads(row.hidden)),
        order=tuple(json.loads(row.arranged)),
        approved=approved,
    )


def _ticks_text(ticked: Mapping[str, str]) -> str:
    """INC0003=<hash>,INC0005: neither mark stands in a number."""
    return ",".join(f"{number}={title}" if title else number for number, title in sorted(ticked.items()))


def _ticks(text: str) -> dict[str, str]:
    """Of a number that an older version kept alone, the hash is empty."""
    split = (each.partition("=") for each in text.split(",") if each)
    return {number: title for number, _, title in split}


def _key(team: str, period: Period) -> dict[str, str]:
    return {"team": team, "period_start": period.start.isoformat(), "period_end": period.end.isoformat()}


def _which(table: Table, team: str, period: Period) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in _key(team, period).items()]
