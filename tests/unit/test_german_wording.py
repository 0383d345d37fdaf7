"""How German writes numbers, days, lists and periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drumbeat.digest.language.phrase import Before, PeriodView, Quantity, Typical, Unit, phrase, plural
from drumbeat.rendering import wording

SAY = wording("de")
NB = "\N{NO-BREAK SPACE}"


def period(start: date, end: date, months: int = 0, previous: date | None = None) -> PeriodView:
    """A period in Berlin."""
    return PeriodView(start, end, "Europe/Berlin", previous or start, months)


OCTOBER = period(date(2026, 10, 1), date(2026, 11, 1), 1, date(2026, 9, 1))
QUARTER = period(date(2026, 7, 1), date(2026, 10, 1), 3, date(2026, 4, 1))
YEAR = period(date(2026, 1, 1), date(2027, 1, 1), 12, date(2025, 1, 1))
DAYS = period(date(2026, 9, 28), date(2026, 10, 5), 0, date(2026, 9, 21))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (412, Unit.COUNT, "412"),
        (1204, Unit.COUNT, "1.204"),
        (1_206_739, Unit.COUNT, "1.206.739"),
        (280.5, Unit.COUNT, "281"),
        (61 / 63, Unit.SHARE, "96,8_%"),
        (0.99999, Unit.SHARE, "99,9_%"),
        (0, Unit.HOURS, "0_min"),
        (2 + 4 / 60, Unit.HOURS, "2_h 04_min"),
        (1234.4, Unit.HOURS, "1.234_h"),
        (61, Unit.MINUTES, "1_h 01_min"),
        (8.25, Unit.SCORE, "8,2 von 10"),
        (10, Unit.SCORE, "10 von 10"),
    ],
)
def test_numbers(value, unit, said):
    """A full stop between thousands, a comma before tenths, and German units bound to their numbers."""
    assert SAY.number(value, unit) == said.replace("_", NB)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 10, 31), "31. Oktober 2026"),
        (date(2026, 3, 1), "1. März 2026"),
        (date(2027, 1, 9), "9. Januar 2027"),
    ],
)
def test_days(day, said):
    """A full stop behind the day, the month in words."""
    assert SAY.day(day) == said


@pytest.mark.parametrize(
    ("names", "limit", "said"),
    [
        ([], 0, ""),
        (["a"], 0, "a"),
        (["a", "b"], 0, "a und b"),
        (["a", "b", "c"], 0, "a, b und c"),
        (["a", "b", "c", "d"], 2, "a, b und 2 weitere"),
    ],
)
def test_lists(names, limit, said):
    """Lists end with “und”, without a comma before it."""
    assert SAY.listed(names, limit) == said


@pytest.mark.parametrize(
    ("view", "said", "before", "this", "typical"),
    [
        (OCTOBER, "Oktober 2026", "September", "Oktober", "üblicher Monat"),
        (QUARTER, "3. Quartal 2026", "Vorquartal", "3. Quartal 2026", "übliches Quartal"),
        (YEAR, "2026", "Vorjahr", "2026", "übliches Jahr"),
        (DAYS, "28. September bis 4. Oktober 2026", "Zeitraum davor", "dieser Zeitraum", "üblicher Zeitraum"),
    ],
)
def test_periods(view, said, before, this, typical):
    """A month, a quarter, a year and any days have their names, and what they are compared with has its own."""
    assert SAY.period(view) == said
    assert SAY.said(Before(view)) == before
    assert SAY.this_period(view) == this
    assert SAY.said(Typical(view)) == typical


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "1. bis 31. Oktober 2026"),
        (date(2026, 12, 28), date(2027, 1, 4), "28. Dezember 2026 bis 3. Januar 2027"),
        (date(2026, 10, 9), date(2026, 10, 10), "9. Oktober 2026"),
    ],
)
def test_spans(start, end, said):
    """What both ends share is said once; the end that is excluded is not named."""
    assert SAY.span(period(start, end)) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 Störungen"), (1, "1 Störung"), (2, "2 Störungen"), (1.5, "2 Störungen"), (1e6, None)]
)
def test_plurals(count, said):
    """One is singular; nought and everything else is plural."""
    assert SAY.say(plural("{n} incident", "{n} incidents", count)) == (said or "1.000.000 Störungen")


def test_values_inside_a_sentence_are_german():
    """Days, durations and lists that stand in a phrase are said in its language."""
    told = phrase("{first} to {last}", first=date(2026, 10, 1), last=("a", 1204, Quantity(0.5, Unit.SHARE)))
    assert SAY.say(told) == f"1. Oktober 2026 bis a, 1.204 und 50{NB}%"


def test_a_customers_words_go_before_the_catalogues():
    """The customer's own German is said where there is one, and the catalogue's for all others."""
    own = phrase("{n} more", n=3)
    assert SAY.say(own) == "3 weitere"
    assert SAY.say(replace(own, own=(("de", "noch {n}"), ("fr", "encore {n}")))) == "noch 3"
    assert SAY.say(replace(own, own=(("fr", "encore {n}"),))) == "3 weitere"
