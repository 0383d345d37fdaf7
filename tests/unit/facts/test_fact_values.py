"""Values, units, and a month put together from rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.digest.operational import (
    FactUnit,
    Precision,
    Reading,
    Span,
    UnitKind,
    UntidyRows,
    as_value,
    assemble,
    from_counter,
    settled,
)
from operational import COUNT, EURO, PERCENT

START, END = date(2026, 10, 1), date(2026, 11, 1)


def day(number: int, value: int = 10, row: int = 0, month: int = 10) -> Span:
    """A row of one day."""
    on = date(2026, month, number)
    return Span(on, on, Decimal(value), row or number + 1)


def reading(number: int, value: int, month: int = 10) -> Reading:
    """A counter at the end of a day."""
    return Reading(date(2026, month, number), Decimal(value), number + 1)


@pytest.mark.parametrize("text", ["count", "hours", "minutes", "bytes", "percent", "EUR", "USD"])
def test_units_are_written_as_they_are_read(text):
    """Each unit has one spelling, in lists, settings and commands; money is written as its currency."""
    assert str(FactUnit.of(f" {text} ")) == text


@pytest.mark.parametrize("text", ["", "Count", "money", "XYZ", "eur", "€", "seconds", "=1"])
def test_what_is_no_unit_is_refused_with_those_that_are(text):
    """An unknown unit is refused, and the words that there are stand in the error."""
    with pytest.raises(ValueError, match="count, hours, minutes, bytes, percent, or a currency like EUR"):
        FactUnit.of(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("1,204", "separators"),
        ("1.204.311", "separators"),
        ("1 204", "separators"),
        ("1'204", "separators"),
        ("1.2E+06", "exponents"),
        ("1e400", "exponents"),
        ("nan", "plain number"),
        ("inf", "plain number"),
        ("=SUM(A1:A9)", "formula"),
        ("+1", "formula"),
        ("@A1", "formula"),
        ("12x", "plain number"),
        ("²", "plain number"),
        ("1" * 5000, "plain number"),
    ],
)
def test_what_could_be_read_in_two_ways_is_no_number(text, reason):
    """Separators, exponents, formulas and words are refused with what is wrong, never guessed at."""
    with pytest.raises(ValueError, match=reason):
        as_value(text)


@pytest.mark.parametrize(
    ("value", "unit", "reason"),
    [
        ("NaN", COUNT, "not a number"),
        ("Infinity", COUNT, "not a number"),
        ("-1", COUNT, "below zero"),
        ("-0.01", EURO, "below zero"),
        ("1e400", COUNT, "too large"),
        ("1.204", COUNT, "not whole"),
        ("100.01", PERCENT, "more than 100"),
    ],
)
def test_values_that_cannot_be_are_refused(value, unit, reason):
    """A count is whole and not below zero; a percentage ends at a hundred; nothing is infinite."""
    with pytest.raises(ValueError, match=reason):
        settled(Decimal(value), unit)


def test_values_keep_what_the_source_says():
    """A count that is written with noughts is the same count; money keeps its cents; an estimate is made whole."""
    assert settled(Decimal("1204.000"), COUNT) == 1204
    assert (str(settled(Decimal("-0"), COUNT)), str(settled(Decimal("-0.0"), EURO))) == ("0", "0")
    assert str(settled(Decimal("12.50"), EURO)) == "12.5"
    assert settled(Decimal("1204310.7"), COUNT, Precision.ESTIMATE) == 1_204_311


def test_days_that_tile_the_month_are_summed():
    """Thirty-one days make the month, in any order; rows of other months are passed over."""
    rows = [*(day(number) for number in range(31, 0, -1)), day(30, month=9), day(1, month=11)]
    found = assemble(rows, START, END, COUNT)
    assert (found.value, found.completeness, found.method) == (310, 1.0, "sum of 31 rows, 31 of 31 days")


def test_a_month_with_missing_days_knows_how_many():
    """Twenty of thirty-one days are a completeness of 20/31; a month without any row has no value, not nought."""
    found = assemble([day(number) for number in range(1, 21)], START, END, COUNT)
    assert (found.value, round(found.completeness, 3)) == (200, 0.645)
    assert assemble([day(1, month=9)], START, END, COUNT) is None
    assert assemble([], START, END, COUNT) is None


def test_one_row_may_be_the_whole_month():
    """A row from the first to the last day is the month."""
    found = assemble([Span(START, date(2026, 10, 31), Decimal(7), 2)], START, END, PERCENT)
    assert (found.value, found.completeness, found.method) == (7, 1.0, "1 row, 31 of 31 days")


def test_rows_that_overlap_are_refused_all_at_once():
    """The same day twice, and a month beside its days, would count twice: every such pair is told by row."""
    with pytest.raises(UntidyRows) as caught:
        assemble([day(1), day(2), day(2, row=9), Span(START, date(2026, 10, 31), Decimal(7), 20)], START, END, COUNT)
    assert len(caught.value.problems) == 3
    assert "rows 2 and 20 both cover 2026-10-01" in str(caught.value)


def test_rows_across_the_edge_are_refused():
    """A week across the month's edge cannot be split, and a row whose end is the next month's first day is one too."""
    for row in (
        Span(date(2026, 9, 28), date(2026, 10, 4), Decimal(7), 2),
        Span(START, END, Decimal(7), 2),
    ):
        with pytest.raises(UntidyRows, match="last day, included"):
            assemble([row], START, END, COUNT)


def test_percentages_are_not_summed():
    """Shares of days do not add up to the month's."""
    with pytest.raises(UntidyRows, match="do not add up"):
        assemble([day(1), day(2)], START, END, PERCENT)


@given(st.lists(st.integers(1, 30), unique=True, max_size=5), st.lists(st.integers(0, 10**9), min_size=31, max_size=31))
def test_however_a_month_is_cut_the_sum_is_the_same(cuts, values):
    """Days joined to longer rows anywhere make the same value and completeness as the days themselves."""
    edges = [0, *sorted(cuts), 31]
    rows = [
        Span(START + timedelta(days=one), START + timedelta(days=other - 1), Decimal(sum(values[one:other])), at)
        for at, (one, other) in enumerate(pairwise(edges))
    ]
    found = assemble(rows, START, END, COUNT)
    assert (found.value, found.completeness) == (sum(values), 1.0)


def test_a_counter_is_read_by_its_differences():
    """From the reading of the last day of September to that of October: the month, exactly."""
    readings = [reading(30, 1000, month=9), *(reading(number, 1000 + 10 * number) for number in range(1, 32))]
    found = from_counter(readings, START, END)
    assert (found.value, found.completeness, found.precision) == (310, 1.0, Precision.EXACT)
    skipped = from_counter([readings[0], readings[31]], START, END)
    assert (skipped.value, skipped.completeness) == (310, 1.0)


def test_a_counter_that_began_anew_is_a_lower_bound():
    """After a restart the counter's own value is what is known; what was lost makes the sum "at least"."""
    readings = [reading(30, 1000, month=9), reading(10, 1100), reading(11, 20), reading(31, 220)]
    found = from_counter(readings, START, END)
    assert (found.value, found.precision) == (100 + 20 + 200, Precision.LOWER_BOUND)
    assert "began anew once" in found.method


def test_a_counter_without_the_day_before_lacks_a_day():
    """The first reading says nothing of its own day; readings on two sides of the edge leave the days out."""
    found = from_counter([reading(1, 5), reading(31, 305)], START, END)
    assert (found.value, round(found.completeness * 31)) == (300, 30)
    across = from_counter([reading(25, 0, month=9), reading(10, 100), reading(31, 310)], START, END)
    assert (across.value, round(across.completeness * 31)) == (210, 21)
    assert from_counter([reading(5, 1)], START, END) is None
    assert from_counter([], START, END) is None


def test_a_counter_read_twice_a_day_is_refused():
    """Two readings of one day leave open which came last."""
    with pytest.raises(UntidyRows, match="rows 6 and 6 are both of 2026-10-05"):
        from_counter([reading(5, 1), reading(5, 2)], START, END)


def test_bytes_are_counts():
    """Bytes are whole."""
    assert settled(Decimal(5), FactUnit(UnitKind.BYTES)) == 5


@pytest.mark.parametrize("code", ["XXX", "XTS", "ZZZ"])
def test_no_currency_is_no_unit(code):
    """What ISO 4217 keeps for tests, for no currency, or for nothing, is refused."""
    with pytest.raises(ValueError, match="must be one of"):
        FactUnit.of(code)
