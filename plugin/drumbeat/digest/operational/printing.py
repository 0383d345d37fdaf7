"""How an operational fact is printed: at least, about, or as it is; never more exact than its source."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from babel.numbers import format_compact_decimal, format_currency, format_decimal, get_currency_precision

from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import NO_BREAK, Wording
from drumbeat.digest.operational.model import FactUnit, OperationalFact, Precision, UnitKind

_FIGURES = 2
_MILLION = 1_000_000
_BYTES = ("B", "kB", "MB", "GB", "TB", "PB")
_THOUSAND = 1000
_HOUR, _LONG = 60, 6000
"""Minutes of an hour, and from which on only hours are printed (`Wording.hours`)."""
_ALL, _NOT_ALL = Decimal(100), Decimal(99)
"""Percent, and what is printed at most of less than that with two figures."""


def printed(fact: OperationalFact, say: Wording) -> str:
    """The value in words: 1,204,311; at least 1,204,311; about 1.2 million.

    An estimate has two significant figures. A lower bound is never rounded up: of what is less than the least that is
    printed, a minute or a cent, it is more than nothing.
    """
    value, unit, write = fact.value, fact.unit, printed_value
    if fact.precision is Precision.ESTIMATE:
        value, write = _two_figures(value, unit, ROUND_HALF_UP if fact.is_complete else ROUND_DOWN), _compact
    if not fact.is_complete:
        least = _rounded_down(value, unit)
        if value and not least:
            return say.say(phrase("more than {value}", value=write(least, unit, say)))
        return say.say(phrase("at least {value}", value=write(least, unit, say)))
    text = write(value, unit, say)
    is_about = fact.precision is Precision.ESTIMATE and not _is_tiny(value, unit)
    return say.say(phrase("about {value}", value=text)) if is_about else text


def printed_value(value: Decimal, unit: FactUnit, say: Wording) -> str:
    """A value with its unit, as exact as it is; what would be printed as nothing is less than a minute or a cent."""
    match unit.kind:
        case UnitKind.MONEY:
            return _money(value, unit, say)
        case UnitKind.HOURS:
            return say.hours(float(value))
        case UnitKind.MINUTES:
            return say.hours(float(value) / _HOUR)
        case UnitKind.PERCENT:
            return f"{format_decimal(_hundredths(value), '#,##0.######', locale=say.locale)}{NO_BREAK}%"
        case UnitKind.BYTES:
            return _bytes(value, say)
        case UnitKind.COUNT:
            return format_decimal(value, "#,##0", locale=say.locale)


def _cent(unit: FactUnit) -> Decimal:
    """The least amount of a currency that is printed (ISO 4217): 0.01 of EUR, 1 of JPY."""
    return Decimal(1).scaleb(-get_currency_precision(unit.currency))


def _money(value: Decimal, unit: FactUnit, say: Wording) -> str:
    if _is_tiny(value, unit):
        return say.say(phrase("less than {value}", value=_money(_cent(unit), unit, say)))
    return format_currency(value, unit.currency, locale=say.locale)


def _minutes(value: Decimal, unit: FactUnit) -> Decimal:
    return value * _HOUR if unit.kind is UnitKind.HOURS else value


def _is_tiny(value: Decimal, unit: FactUnit) -> bool:
    """Whether it is something, and nothing as it is rounded."""
    match unit.kind:
        case UnitKind.MONEY:
            return bool(value) and not value.quantize(_cent(unit))
        case UnitKind.HOURS | UnitKind.MINUTES:
            return bool(value) and not round(_minutes(value, unit))
        case _:
            return False


def _rounded_down(value: Decimal, unit: FactUnit) -> Decimal:
    """To what is printed: cents, minutes, from a hundred hours up whole hours; other units are rounded down anyway."""
    match unit.kind:
        case UnitKind.MONEY:
            return value.quantize(_cent(unit), ROUND_DOWN)
        case UnitKind.HOURS | UnitKind.MINUTES:
            minutes = _minutes(value, unit)
            whole = minutes // _HOUR * _HOUR if minutes >= _LONG else minutes // 1
            return whole / _HOUR if unit.kind is UnitKind.HOURS else whole
        case _:
            return value


def _hundredths(value: Decimal) -> Decimal:
    """Down, so that what is not all is never a hundred percent; what is less than one is not made nothing."""
    return value.quantize(Decimal("0.01"), ROUND_DOWN) or value


def _bytes(value: Decimal, say: Wording) -> str:
    """Decimal multiples (SI), with one decimal, rounded down."""
    power = 0
    while value >= _THOUSAND and power < len(_BYTES) - 1:
        value, power = value / _THOUSAND, power + 1
    tenths = value.quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{format_decimal(tenths, '#,##0.#', locale=say.locale)}{NO_BREAK}{_BYTES[power]}"


def _two_figures(value: Decimal, unit: FactUnit, rounding: str) -> Decimal:
    if not value:
        return value
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - _FIGURES + 1), rounding)
    is_part = unit.kind is UnitKind.PERCENT and value < _ALL
    return min(rounded, _NOT_ALL) if is_part else rounded


def _compact(value: Decimal, unit: FactUnit, say: Wording) -> str:
    """From a million up a count is written in words: 1.2 million."""
    if unit.kind is UnitKind.COUNT and value >= _MILLION:
        return format_compact_decimal(value, format_type="long", locale=say.locale, fraction_digits=1)
    return printed_value(value, unit, say)
