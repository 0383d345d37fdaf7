"""How numbers, dates and lists are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digests import OCTOBER, figure
from drumbeat.digest.language.phrase import Unit, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.letter import BARE
from drumbeat.digest.letter.figures import keys, table
from drumbeat.digest.model import Digest
from drumbeat.errors import SettingsError
from moves import approving, moved, outage, spoken
from rows import cells

NB = "\N{NO-BREAK SPACE}"
WORDING = Wording("en")


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0, "0"), (412, "412"), (1204, "1,204"), (1_200_000, "1,200,000"), (14.5, "15"), (280.5, "281"), (281.4, "281")],
)
def test_count(value, printed):
    """Counts have separators and no decimals; a small median keeps its half."""
    assert WORDING.count(value) == printed


@pytest.mark.parametrize(
    ("fraction", "printed"),
    [(61 / 63, "96.8"), (1, "100"), (0, "0"), (0.5, "50"), (0.9999, "99.9"), (0.0001, "0.1"), (1.25, "125")],
)
def test_share(fraction, printed):
    """A share is a percentage with one decimal, and never rounded up to all nor down to nothing."""
    assert WORDING.share(fraction) == f"{printed}{NB}%"


@pytest.mark.parametrize(
    ("hours", "printed"),
    [
        (0, "0_min"),
        (20 / 3600, "less than a minute"),
        (30 / 3600, "less than a minute"),
        (31 / 3600, "1_min"),
        (0.8, "48_min"),
        (0.9999, "1_h"),
        (2 + 4 / 60, "2_h 04_min"),
        (4.2, "4_h 12_min"),
        (24, "24_h"),
        (99.99, "99_h 59_min"),
        (123.6, "124_h"),
        (1234.4, "1,234_h"),
    ],
)
def test_hours(hours, printed):
    """A duration is hours and minutes; from a hundred hours up, whole hours; what is not nothing is never 0 min."""
    assert WORDING.hours(hours) == printed.replace("_", NB)


def _shown(one):
    """A letter's only figure: as a key of the first screen, and as a row of the table."""
    digest = Digest("Mail", OCTOBER, phrase("a quiet month"), (one.id,), (one,))
    [key], [row] = keys(digest, WORDING, BARE), table(digest, WORDING, BARE).rows
    return key, row


def test_comparison():
    """A figure stands beside the period before and the typical one, the label bound to its number."""
    key, row = _shown(figure("incidents_resolved", "Incidents resolved", 412, previous=398, typical=401))
    assert key.comparison == f"September{NB}398 · typical{NB}401"
    assert (row.previous, row.typical) == ("398", "401")


def test_comparison_with_one_side_unknown():
    """A period that could not be computed is left out, never printed as nought."""
    known = figure("incidents_resolved", "Incidents resolved", 412, typical=401)
    key, row = _shown(known)
    assert (key.comparison, [bar.label for bar in key.bars]) == (f"typical{NB}401", ["October", "Typical"])
    assert (row.previous, row.typical) == ("–", "401")
    key, row = _shown(replace(known, typical=None))
    assert (key.comparison, key.bars, row.previous, row.typical) == ("", (), "–", "–")


def test_previous_value_of_nought():
    """Nought is a value: it is printed, unlike an unknown one."""
    known = figure("incidents_resolved", "Incidents resolved", 412, previous=0)
    key, row = _shown(known)
    assert (row.previous, row.typical) == ("0", "–")
    assert key.comparison == f"September{NB}0"
    assert [(bar.label, bar.value, bar.percent) for bar in key.bars] == [("October", "412", 100), ("September", "0", 0)]


def test_small_figure_has_neither_percentage_nor_trend():
    """Under ten a share is told as a part of a whole, and nothing is compared."""
    small = figure("satisfaction", "Satisfied", 2 / 3, unit=Unit.SHARE, n=3, small=True, previous=0.5, typical=0.4)
    assert WORDING.value(small) == "2 of 3"
    key, row = _shown(small)
    assert (key.value, key.comparison, key.bars) == ("2 of 3", "", ())
    assert (row.value, row.previous, row.typical) == ("2 of 3", "–", "–")


@pytest.mark.parametrize(
    ("names", "limit", "printed"),
    [
        ([], 0, ""),
        (["a"], 0, "a"),
        (["a", "b"], 0, "a and b"),
        (["a", "b", "c"], 0, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c", "d"], 2, "a, b and 2 more"),
    ],
)
def test_list(names, limit, printed):
    """Lists read as English; what is cut is counted."""
    assert WORDING.listed(names, limit) == printed


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "1 to 31 October 2026"),
        (date(2026, 9, 28), date(2026, 10, 5), "28 September to 4 October 2026"),
        (date(2026, 12, 28), date(2027, 1, 4), "28 December 2026 to 3 January 2027"),
        (date(2026, 10, 9), date(2026, 10, 10), "9 October 2026"),
    ],
)
def test_span_of_a_half_open_period(start, end, printed):
    """The period's end is excluded, so the last day printed is the one before."""
    assert WORDING.span(replace(OCTOBER, start=start, end=end)) == printed


def test_month_is_in_words():
    """A month is never 10/2026 (rule E11)."""
    assert WORDING.month(date(2026, 10, 1)) == "October 2026"


def test_unknown_locale():
    """A locale nobody knows is a setting to correct."""
    with pytest.raises(SettingsError, match="xx_nowhere"):
        Wording("xx_nowhere")


def test_an_outage_of_seconds_is_told_as_one():
    """Twenty seconds of downtime are less than a minute, never 0 min (signals sheet 2.3)."""
    built = approving(moved({**outage(1, "10-10 21:00", "10-10 21:01"), **cells(end="2026-10-10 21:00:20")}))
    assert "Mail was down for less than a minute" in spoken(built)
