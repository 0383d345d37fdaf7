"""How numbers and periods are said: thousands and decimals as the locale writes them, a no-break space before a unit.

The sentences of the digest are English; further languages are catalogues, a later matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from drumbeat.digest.model import Figure, PeriodView, Restatement, Unit
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period

NO_BREAK = "\N{NO-BREAK SPACE}"

_BRITISH = {"en": "en_GB"}
"""Babel's plain `en` is American; ours writes 31 October 2026, and "a, b and c"."""


class Wording:
    """Numbers, dates and lists as one locale writes them."""

    def __init__(self, locale: str) -> None:
        """Raises SettingsError for a locale that Babel does not know."""
        try:
            self.locale = Locale.parse(_BRITISH.get(locale, locale))
        except (UnknownLocaleError, ValueError) as error:
            raise SettingsError(f"There is no locale {locale!r}; English is `en`.") from error

    def count(self, value: float) -> str:
        """412; 1,204. A median between two counts is rounded to a whole, half of one up."""
        whole = Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)
        return format_decimal(whole, "#,##0", locale=self.locale)

    def times(self, number: float, one: str, many: str) -> str:
        """A count with its noun: 1 ticket, 57 tickets."""
        return f"{self.count(number)} {one if number == 1 else many}"

    def share(self, fraction: float) -> str:
        """96.8 %. What is not all, or not nothing, is never rounded to 100 % or 0 %."""
        percent = round(Decimal(str(fraction)) * 100, 1)
        if 0 < fraction < 1:
            percent = min(max(percent, Decimal("0.1")), Decimal("99.9"))
        return f"{format_decimal(percent, '#,##0.#', locale=self.locale)}{NO_BREAK}%"

    def hours(self, hours: float) -> str:
        """48 min; 4 h 12 min; from a hundred hours up, whole hours."""
        minutes = round(abs(hours) * 60)
        sign = "-" if hours < 0 and minutes else ""
        whole, rest = divmod(minutes, 60)
        if whole >= 100:  # noqa: PLR2004  named in the docstring
            return f"{sign}{self.count(round(abs(hours)))}{NO_BREAK}h"
        if not whole:
            return f"{sign}{rest}{NO_BREAK}min"
        return f"{sign}{whole}{NO_BREAK}h" + (f" {rest:02d}{NO_BREAK}min" if rest else "")

    def score(self, value: float) -> str:
        """8.1 of 10. What is not all, or not nothing, is never rounded to 10 or 0."""
        tenths = round(Decimal(str(value)), 1)
        if 0 < value < 10:  # noqa: PLR2004  the scale's end
            tenths = min(max(tenths, Decimal("0.1")), Decimal("9.9"))
        return f"{format_decimal(tenths, '0.#', locale=self.locale)} of 10"

    def day(self, day: date) -> str:
        """31 October 2026."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def number(self, value: float, unit: Unit) -> str:
        """A value by its unit."""
        match unit:
            case Unit.SHARE:
                return self.share(value)
            case Unit.HOURS:
                return self.hours(value)
            case Unit.MINUTES:
                return self.hours(value / 60)
            case Unit.SCORE:
                return self.score(value)
            case Unit.COUNT:
                return self.count(value)

    def value(self, figure: Figure) -> str:
        """A figure's own value. A share of fewer than ten is told as "2 of 3", without percentage."""
        if figure.small and figure.unit is Unit.SHARE:
            return f"{self.count(round(figure.value * figure.n))} of {self.count(figure.n)}"
        return self.number(figure.value, figure.unit)

    def provisional(self, figure: Figure) -> str:
        """How many of the counted records may still be reopened; empty where a figure counts something else."""
        if not figure.provisional or figure.unit is not Unit.COUNT or figure.value != len(figure.evidence):
            return ""
        return f"{self.count(figure.provisional)} may still be reopened"

    def restated(self, found: Sequence[Restatement]) -> list[str]:
        """Incidents resolved 398 (told as 401). What is the same when printed is no correction to a reader."""
        said = [(each.label, self.number(each.now, each.unit), self.number(each.was, each.unit)) for each in found]
        return [f"{label} {now} (told as {was})" for label, now, was in said if now != was]

    def previous(self, figure: Figure) -> str:
        """The value of the period before; empty when unknown, or when the figure is too small for a trend."""
        return self._beside(figure, figure.previous)

    def typical(self, figure: Figure) -> str:
        """The typical value; empty when unknown, or when the figure is too small for a trend."""
        return self._beside(figure, figure.typical)

    def comparison(self, figure: Figure, period: PeriodView) -> str:
        """September 398 · typical 401; empty when there is nothing to compare with."""
        named = ((period.previous_label, self.previous(figure)), ("typical", self.typical(figure)))
        return " · ".join(f"{label}{NO_BREAK}{value.replace(' ', NO_BREAK)}" for label, value in named if value)

    def beside(self, figure: Figure, period: PeriodView) -> str:
        """The comparison in a sentence, or nothing: ` (September 398, a typical month 401)`."""
        named = ((period.previous_label, self.previous(figure)), (f"a typical {period.noun}", self.typical(figure)))
        said = [f"{label} {value}" for label, value in named if value]
        return f" ({', '.join(said)})" if said else ""

    def listed(self, names: Sequence[str], limit: int = 0) -> str:
        """Words in a row: a, b and c. Beyond the limit: a, b and 7 more."""
        shown = list(names)
        if 0 < limit < len(shown):
            shown[limit:] = [f"{self.count(len(shown) - limit)} more"]
        return format_list(shown, locale=self.locale)

    def month(self, day: date) -> str:
        """October 2026."""
        return format_date(day, "LLLL y", locale=self.locale)

    def view(self, period: Period) -> PeriodView:
        """The period in words: October 2026, or 5 to 18 October 2026."""
        before = period.before()
        shown = PeriodView(
            start=period.start,
            end=period.end,
            time_zone=period.zone.key,
            label="",
            previous_label=format_date(before.start, "LLLL", locale=self.locale),
        )
        if period.is_month:
            return replace(shown, label=self.month(period.start))
        return replace(shown, label=self.span(shown), previous_label="the period before", noun="period")

    def span(self, period: PeriodView) -> str:
        """The period's days, first and last: 1 to 31 October 2026."""
        first, last = period.start, period.end - timedelta(days=1)
        pattern = "d MMMM y"
        if first.year == last.year:
            pattern = "d" if first.month == last.month else "d MMMM"
        until = self.day(last)
        return until if first >= last else f"{format_date(first, pattern, locale=self.locale)} to {until}"

    def _beside(self, figure: Figure, other: float | None) -> str:
        return "" if figure.small or other is None else self.number(other, figure.unit)


ENGLISH = Wording("en")
