"""Operational facts, and what people said of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from drumbeat.digest.operational import Act, ActKind, Candidate, FactUnit, OperationalFact, SourceType, UnitKind

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
COUNT = FactUnit(UnitKind.COUNT)
EURO = FactUnit(UnitKind.MONEY, "EUR")
MINUTES = FactUnit(UnitKind.MINUTES)
PERCENT = FactUnit(UnitKind.PERCENT)
USUAL = tuple(Decimal(value) for value in (1_190_000, 1_210_000, 1_150_000, 1_240_000, 1_205_000, 1_180_000))


def fact(value: object = 1_204_311, **more: Any) -> OperationalFact:
    """October's spam of the team Network."""
    values = {
        "team": "Network",
        "id": "spam_blocked",
        "label": "Spam messages blocked",
        "value": Decimal(str(value)),
        "unit": COUNT,
        "period_start": date(2026, 10, 1),
        "period_end": date(2026, 11, 1),
        "source_type": SourceType.CSV,
        "source_ref": "spam.csv",
        "fetched_at": NOW,
        "method": "sum of 31 rows, 31 of 31 days",
        "owner": "drumbeat",
        **more,
    }
    return OperationalFact(**values)


def typed(value: object, unit: FactUnit = COUNT, **more: Any) -> OperationalFact:
    """A fact that Ann typed."""
    return fact(value, unit=unit, **{"source_type": SourceType.TYPED, "owner": "Ann Lee", **more})


def approval(by: str, of: OperationalFact) -> Act:
    """This person's approval of this value."""
    return Act(ActKind.APPROVE, by, of.value_hash, NOW)


def rejection(by: str, of: OperationalFact, reason: str = "counted twice") -> Act:
    """This person's rejection of this value."""
    return Act(ActKind.REJECT, by, of.value_hash, NOW, reason)


def candidate(of: OperationalFact, *acts: Act, trailing: tuple[Decimal, ...] = USUAL, standing: str = "") -> Candidate:
    """The fact after six usual months."""
    return Candidate(of, trailing, acts, standing)


def spam(folder: Path, october: int = 39_000, days: int = 31) -> None:
    """A list of April to October in the folder, with so many messages a day in October."""
    first = date(2026, 4, 1)
    lines = ["metric,period_start,period_end,value,unit,source"]
    for number in range((date(2026, 10, days) - first).days + 1):
        day = first + timedelta(days=number)
        value = october if day.month == 10 else 38_000 + 100 * day.month
        lines.append(f"spam_blocked,{day},{day},{value},count,gateway")
    (folder / "spam.csv").write_text("\n".join(lines) + "\n")
