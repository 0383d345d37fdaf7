"""Whether a row belongs to a window: what the source's query asks for, asked of a row that is at hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table

OVER_FETCH = timedelta(hours=14)
"""Literal times may be read in the user's zone, and no zone is further than 14 h from UTC (fact sheet 1.4)."""


def belongs(table: Table, row: RawRow, start: datetime, end: datetime) -> bool:
    """Whether the row's work was done in [start, end), UTC, over-fetch included, or is open and wanted as such.

    Where plans decide, what is open is wanted if it was planned for the window's first day or later. A date without
    time counts by its day.
    """
    if table.dated_by not in row:
        return True  # without date, or with one that may not be read: it cannot be said to lie elsewhere
    dated = _value(row, table.dated_by)
    first, last = bounds(table, start, end)
    if table.open_too and not dated:
        return not table.planned_by or table.planned_by not in row or _value(row, table.planned_by) >= first
    dates = [date for date in (dated, _value(row, table.undated_by)) if date]
    return any(date >= first for date in dates) and any(date < last for date in dates)


def bounds(table: Table, start: datetime, end: datetime) -> tuple[str, str]:
    """The first literal within the window, over-fetch included, and the first one after it, as ServiceNow writes them.

    An ISO 8601 literal would match nothing, or everything (trap 45).
    """
    first, last = start - OVER_FETCH, end + OVER_FETCH
    if table.date_only:
        return f"{first:%Y-%m-%d}", f"{last + timedelta(days=1):%Y-%m-%d}"
    return literal(first), literal(last)


def literal(moment: datetime) -> str:
    """A moment as a query's literal."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _value(row: RawRow, name: str) -> str:
    cell = row.get(name)
    return cell.value if cell is not None else ""
