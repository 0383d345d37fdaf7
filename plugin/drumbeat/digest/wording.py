"""How numbers and periods are said in English sentences. Further languages are catalogues, a later matter."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from drumbeat.digest.model import Figure, PeriodView
from drumbeat.records.period import Period

LOCALE = "en"


def whole(number: float) -> str:
    """A count: 1,204."""
    return str(format_decimal(number, format="#,##0.#", locale=LOCALE))


def times(number: int, one: str, many: str) -> str:
    """A count with its noun: 1 ticket, 57 tickets."""
    return f"{whole(number)} {one if number == 1 else many}"


def compared(figure: Figure, period: PeriodView) -> str:
    """The comparison in brackets, or nothing where there is none or the numbers are small (design section 6)."""
    parts = []
    if figure.previous is not None:
        parts.append(f"{period.previous_label} {whole(figure.previous)}")
    if figure.typical is not None:
        parts.append(f"a typical month {whole(figure.typical)}")
    return f" ({', '.join(parts)})" if parts and not figure.small else ""


def month_of(day: date) -> str:
    """March 2026."""
    return str(format_date(day, "LLLL y", locale=LOCALE))


def view(period: Period) -> PeriodView:
    """The period in words: October 2026, or 5 to 18 October 2026."""
    before = period.before()
    return PeriodView(
        start=period.start,
        end=period.end,
        time_zone=period.zone.key,
        label=_label(period),
        previous_label=_month(before) if before.is_month else "the period before",
    )


def _month(period: Period) -> str:
    return str(format_date(period.start, "LLLL", locale=LOCALE))


def _label(period: Period) -> str:
    if period.is_month:
        return str(format_date(period.start, "LLLL y", locale=LOCALE))
    last = period.last_day
    if last == period.start:
        return str(format_date(last, "d LLLL y", locale=LOCALE))
    first = "d" if (last.year, last.month) == (period.start.year, period.start.month) else "d LLLL"
    first = first if last.year == period.start.year else "d LLLL y"
    return f"{format_date(period.start, first, locale=LOCALE)} to {format_date(last, 'd LLLL y', locale=LOCALE)}"
