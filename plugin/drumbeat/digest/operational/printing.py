"""How an operational fact is printed: at least, about, or as it is; never more exact than its source."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from babel.numbers import format_compact_decimal, format_currency, format_decimal

from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import NO_BREAK, Wording
from drumbeat.digest.operational.model import FactUnit, OperationalFact, Precision, UnitKind

_FIGURES = 2
_MILLION = 1_000_000
_BYTES = ("B", "kB", "MB", "GB", "TB", "PB")
_THOUSAND = 1000


def printed(fact: OperationalFact, say: Wording) -> str:
    """The value in words: 1,204,311; at least 1,204,311; about 1.2 million.

    An estimate has two significant figures. A lower bound is never rounded up.
    """
    value = fact.value
    is_rounded = fact.precision is Precision.ESTIMATE
    if is_rounded:
        value = _two_figures(value, ROUND_HALF_UP if fact.is_complete else ROUND_DOWN)
    text = _compact(value, fact.unit, say) if is_rounded else printed_value(value, fact.unit, say)
    if not fact.is_complete:
        return say.say(phrase("at least {value}", value=text))
    return say.say(phrase("about {value}", value=text)) if is_rounded else text


def printed_value(value: Decimal, unit: FactUnit, say: Wording) -> str:
    """A value with its unit, as exact as it is."""
    match unit.kind:
        case UnitKind.MONEY:
            return format_currency(value, unit.currency, locale=say.locale)
        case UnitKind.HOURS:
            return say.hours(float(value))
        case UnitKind.MINUTES:
            return say.hours(float(value) / 60)
        case UnitKind.PERCENT:
            return f"{format_decimal(_hundredths(value), '#,##0.######', locale=say.locale)}{NO_BREAK}%"
        case UnitKind.BYTES:
            return _bytes(value, say)
        case UnitKind.COUNT:
            return format_decimal(value, "#,##0", locale=say.locale)


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


def _two_figures(value: Decimal, rounding: str) -> Decimal:
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - _FIGURES + 1), rounding)


def _compact(value: Decimal, unit: FactUnit, say: Wording) -> str:
    """From a million up a count is written in words: 1.2 million."""
    if unit.kind is UnitKind.COUNT and value >= _MILLION:
        return format_compact_decimal(value, format_type="long", locale=say.locale, fraction_digits=1)
    return printed_value(value, unit, say)
