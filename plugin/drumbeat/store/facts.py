"""Operational facts: what each source said, and what people said of it.

Rows are only added, until their team is removed. The last row of a team, metric and period is what the source says
now; the earlier ones are its history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, select

from drumbeat.digest.operational import (
    TRAILING,
    Act,
    ActKind,
    Candidate,
    FactUnit,
    OperationalFact,
    Precision,
    SourceType,
    plain,
)
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.records.persons import folded_name
from drumbeat.sentences import sentence
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import fact, fact_act


class Kept(Enum):
    """What an observation was to the store."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


class FactStore:
    """Facts by team, metric and period."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, found: OperationalFact, entry: AuditEntry) -> Kept:
        """Keep what a source said; nothing is added when it says what it said before."""
        with self._database.begin() as connection:
            rows = _last_rows(connection, found.team, found.period_start, found.period_end, found.id)
            before = _fact(rows[0]) if rows else None
            if before is not None and _is_same(before, found):
                return Kept.KNOWN
            connection.execute(insert(fact).values(**_values(found)))
            log(connection, replace(entry, detail=_about(found, entry.detail)), found.team)
            return Kept.NEW if before is None else Kept.CHANGED

    def current(self, team: str, period: Period) -> list[OperationalFact]:
        """What is known of the period, by metric; nobody's approval is in it."""
        with self._database.read() as connection:
            return [_fact(row) for row in _last_rows(connection, team, period.start, period.end)]

    def history(self, team: str, period: Period, metric: str) -> list[OperationalFact]:
        """Everything that was ever said of one figure, the oldest first."""
        query = select(fact).where(_is_of(fact, team, period.start, period.end, metric)).order_by(fact.c.id)
        with self._database.read() as connection:
            return [_fact(row) for row in connection.execute(query)]

    def candidates(self, team: str, period: Period, standing: Mapping[str, str]) -> list[Candidate]:
        """The period's facts with all that decides whether they may be told, as it stands in one moment.

        `standing`: metric -> who approved its source once and for all.
        """
        with self._database.read() as connection:
            return [
                Candidate(
                    fact=each,
                    trailing=_trailing(connection, each, period),
                    acts=_acts(connection, each),
                    standing=standing.get(each.id, ""),
                )
                for each in (_fact(row) for row in _last_rows(connection, team, period.start, period.end))
            ]

    def approve(self, seen: OperationalFact, by: str, entry: AuditEntry) -> bool:
        """Record that somebody stands behind exactly this value; False when that person does already.

        Raises SettingsError when the value has changed since it was seen.
        """
        return self._say(seen, Act(ActKind.APPROVE, by, seen.value_hash, entry.at), entry)

    def reject(self, seen: OperationalFact, by: str, reason: str, entry: AuditEntry) -> bool:
        """Record that this value is not to be told; False when the same was said already. Raises as `approve`."""
        return self._say(seen, Act(ActKind.REJECT, by, seen.value_hash, entry.at, reason), entry)

    def _say(self, seen: OperationalFact, act: Act, entry: AuditEntry) -> bool:
        with self._database.begin() as connection:
            rows = _last_rows(connection, seen.team, seen.period_start, seen.period_end, seen.id)
            if not rows or _fact(rows[0]).value_hash != seen.value_hash:
                raise SettingsError(
                    sentence("{label} has changed meanwhile; nothing was recorded.", label=seen.label),
                    recovery=sentence("Look at it again with `drumbeat fact list`."),
                )
            if _stands_already(act, _acts(connection, seen)):
                return False
            connection.execute(
                insert(fact_act).values(
                    team=seen.team,
                    metric=seen.id,
                    period_start=seen.period_start.isoformat(),
                    period_end=seen.period_end.isoformat(),
                    kind=act.kind.value,
                    by_name=act.by,
                    actor=entry.actor[:120],
                    value_hash=act.value_hash,
                    reason=act.reason,
                    at=moment_text(act.at),
                )
            )
            said = "; ".join(filter(None, (f"by {act.by}", act.reason, entry.detail)))
            log(connection, replace(entry, detail=_about(seen, said)), seen.team)
            return True


def forget_facts(connection: Connection, team: str) -> None:
    """Let go of the facts of a team that is removed, and of who stood behind them: another of its name has its own."""
    for table in (fact, fact_act):
        connection.execute(delete(table).where(table.c.team == team))


def _stands_already(act: Act, acts: tuple[Act, ...]) -> bool:
    """Whether the person's last word on this value, since anybody rejected it, is the same."""
    standing: list[Act] = []
    for each in acts:
        if each.value_hash == act.value_hash:
            standing = [each] if each.kind is ActKind.REJECT else [*standing, each]
    return any(
        each.kind is act.kind and folded_name(each.by) == folded_name(act.by) and each.reason == act.reason
        for each in standing
    )


def _trailing(connection: Connection, found: OperationalFact, period: Period) -> tuple[Decimal, ...]:
    """The figure in the periods before, the nearest first: whole ones that nobody rejected, and of the same unit."""
    values = []
    for before in period.earlier(TRAILING):
        for row in _last_rows(connection, found.team, before.start, before.end, found.id):
            each = _fact(row)
            said = [act for act in _acts(connection, each) if act.value_hash == each.value_hash]
            is_rejected = bool(said) and said[-1].kind is ActKind.REJECT
            if each.is_complete and each.unit == found.unit and not is_rejected:
                values.append(each.value)
    return tuple(values)


def _last_rows(connection: Connection, team: str, start: date, end: date, metric: str = "") -> list[Row[Any]]:
    """The last row of each metric, or of one."""
    last = select(func.max(fact.c.id)).where(_is_of(fact, team, start, end, metric)).group_by(fact.c.metric)
    return list(connection.execute(select(fact).where(fact.c.id.in_(last)).order_by(fact.c.metric)))


def _acts(connection: Connection, of: OperationalFact) -> tuple[Act, ...]:
    query = select(fact_act).where(_is_of(fact_act, of.team, of.period_start, of.period_end, of.id))
    return tuple(
        Act(ActKind(row.kind), row.by_name, row.value_hash, as_moment(row.at), row.reason)
        for row in connection.execute(query.order_by(fact_act.c.id))
    )


def _is_of(table: Table, team: str, start: date, end: date, metric: str) -> ColumnElement[bool]:
    wanted = and_(
        table.c.team == team,
        table.c.period_start == start.isoformat(),
        table.c.period_end == end.isoformat(),
    )
    return and_(wanted, table.c.metric == metric) if metric else wanted


def _is_same(before: OperationalFact, found: OperationalFact) -> bool:
    """Whether a source says what it said before. Who has it fetched is no matter; who typed it is."""
    owner = found.owner if found.source_type is SourceType.TYPED else before.owner
    return before == replace(found, fetched_at=before.fetched_at, owner=owner)


def _about(found: OperationalFact, more: str) -> str:
    month = f"{found.period_start} to {found.period_end}"
    said = (f"{found.team}: {found.id} {month} is {plain(found.value)} {found.unit}", more)
    return "; ".join(filter(None, said))


def _values(found: OperationalFact) -> dict[str, Any]:
    return {
        "team": found.team,
        "metric": found.id,
        "period_start": found.period_start.isoformat(),
        "period_end": found.period_end.isoformat(),
        "label": found.label,
        "value": plain(found.value),
        "unit": str(found.unit),
        "service": found.service,
        "source_type": found.source_type.value,
        "source_ref": found.source_ref,
        "method": found.method,
        "completeness": found.completeness,
        "precision": found.precision.value,
        "owner": found.owner,
        "fetched_at": moment_text(found.fetched_at),
    }


def _fact(row: Row[Any]) -> OperationalFact:
    return OperationalFact(
        team=row.team,
        id=row.metric,
        label=row.label,
        value=Decimal(row.value),
        unit=FactUnit.of(row.unit),
        period_start=date.fromisoformat(row.period_start),
        period_end=date.fromisoformat(row.period_end),
        source_type=SourceType(row.source_type),
        source_ref=row.source_ref,
        fetched_at=as_moment(row.fetched_at),
        method=row.method,
        owner=row.owner,
        service=row.service,
        completeness=row.completeness,
        precision=Precision(row.precision),
    )
