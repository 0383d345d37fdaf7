"""Figures of a letter: four on the first screen, no percentage or trend of few, provisional marks, bars."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from digests import figure, rich_digest
from drumbeat.digest.language.phrase import Unit
from drumbeat.digest.model import Digest, Figure
from letters import section, texts, written


def _with(*figures: Figure) -> Digest:
    return replace(rich_digest(), figures=figures, headline=tuple(each.id for each in figures))


def _key_and_row(one: Figure):
    letter = written(_with(one))
    return letter.keys[0], letter.table.rows[0]


def test_four_keys_at_the_most():
    """The first screen has four figures, in the order of the headline, however many it names."""
    digest = _with(*(figure(f"f{at}", f"Figure {at}", 20 + at) for at in range(9)))
    assert [key.label for key in written(digest).keys] == ["Figure 0", "Figure 1", "Figure 2", "Figure 3"]


def test_a_headline_that_was_not_counted_is_left_out():
    """A figure that the headline names and that is not known leaves no empty key, and its place to the next."""
    digest = replace(rich_digest(), headline=("unknown", "people_helped"))
    assert [key.label for key in written(digest).keys] == ["People helped"]


@pytest.mark.parametrize("n", range(1, 10))
def test_no_percentage_and_no_trend_below_ten(n):
    """Of fewer than ten a share is told as a part of a whole, and nothing stands beside it."""
    few = figure("share", "Share", 1 / n, unit=Unit.SHARE, n=n, small=True, previous=0.5, typical=0.25)
    key, row = _key_and_row(few)
    assert (key.value, key.comparison, key.bars) == (f"1 of {n}", "", ())
    assert (row.value, row.previous, row.typical) == (f"1 of {n}", "–", "–")
    count = figure("count", "Count", n, small=True, previous=n + 1, typical=n + 2)
    key, row = _key_and_row(count)
    assert (key.value, key.comparison, key.bars, row.previous, row.typical) == (str(n), "", (), "–", "–")


def test_small_figures_make_no_percentage_anywhere():
    """A letter of small figures alone has no percent sign in keys and table."""
    digest = rich_digest()
    small = tuple(replace(each, small=True, n=9) for each in digest.figures if each.unit is Unit.SHARE)
    letter = written(replace(digest, figures=small, headline=tuple(each.id for each in small)))
    said = [text for key in letter.keys for text in (key.value, key.comparison)]
    said += [text for row in letter.table.rows for text in (row.value, row.previous, row.typical)]
    assert len(said) >= 10
    assert not any("%" in text for text in said)


def test_bars_say_what_the_comparison_says():
    """Three bars, this month first, the longest whole; their values are those of the words."""
    key, _ = _key_and_row(figure("count", "Count", 200, previous=400, typical=100))
    assert [(bar.label, bar.value, bar.percent, bar.is_now) for bar in key.bars] == [
        ("October", "200", 50, True),
        ("September", "400", 100, False),
        ("Typical", "100", 25, False),
    ]
    for bar in key.bars[1:]:
        assert bar.value in key.comparison


def test_nought_beside_nought_draws_no_bars():
    """Where all values are nought there is nothing to draw, and nothing is divided by it."""
    [key] = written(_with(figure("count", "Count", 0, previous=0, typical=0))).keys
    assert (key.value, key.bars) == ("0", ())


def test_what_may_still_be_reopened_is_marked_where_it_is_counted():
    """A count of records says how many of them may still be reopened; a median, and a settled count, say nothing."""
    marks = {row.label: row.notes for row in written(rich_digest()).table.rows}
    assert marks["Incidents resolved"] == ("37 may still be reopened",)
    assert marks["Median time to resolve"] == ()
    assert marks["Requests fulfilled"] == ()


def test_a_figure_that_counts_something_else_is_not_marked():
    """Of people helped through records that may be reopened nobody knows how many people that would be."""
    people = figure("people_helped", "People helped", 287, n=300, provisional=37)
    assert _key_and_row(people)[1].notes == ()


def test_what_a_team_does_not_do_is_not_listed():
    """A figure that is nought, was nought and is typically nought has no row; one that came down to nought has."""
    never, gone = figure("a", "Never", 0, previous=0), figure("b", "Gone", 0, previous=12)
    assert [row.label for row in written(_with(never, gone)).table.rows] == ["Gone"]


def test_corrections_are_told_where_the_printed_value_differs():
    """398 instead of 401 is a correction; a share that is printed as 2.4 % both times is none."""
    assert texts(section(rich_digest(), "corrections")) == [
        "Incidents resolved: 398 (told as 401)",
        "Satisfaction: 8.1 of 10 (told as 8 of 10)",
    ]


def test_without_a_visible_correction_there_is_no_section():
    """A restatement that no reader can see makes no heading."""
    unseen = tuple(each for each in rich_digest().restated if each.id == "reopened_share")
    assert unseen
    assert section(replace(rich_digest(), restated=unseen), "corrections") is None


def test_a_comparison_is_bound_to_its_label():
    """No line breaks between September and its value."""
    key, _ = _key_and_row(figure("count", "Count", 412, previous=398, typical=401))
    assert re.fullmatch(r"\S+ · \S+", key.comparison.replace("\N{NO-BREAK SPACE}", "_"))
