"""Contrast as WCAG defines it, and accents that everybody can read."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import html_page
from catalogues import ROOT
from drumbeat.rendering import PLAIN
from drumbeat.rendering.brand import DARK_GROUND
from drumbeat.settings.contrast import CLEAR, READABLE, ratio, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LIGHT = st.binary(min_size=3, max_size=3).map(lambda channels: "#" + "".join(f"{each | 0x80:02x}" for each in channels))


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#000000", "#000000", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#949494", "#ffffff", 3.03),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#ffffff", 1.37),
        ("#ffff00", "#000000", 19.56),
        ("#0a0a0a", "#000000", 1.06),
    ],
)
def test_known_ratios(one, other, known):
    """The published values of WCAG's own examples, cut and not rounded, whichever colour comes first."""
    assert abs(ratio(one, other) - known) < 0.01
    assert ratio(one, other) == ratio(other, one)


@given(COLOURS, COLOURS)
def test_the_ratio_lies_between_one_and_twenty_one(one, other):
    """Any two colours have a ratio of 1 to 21, and another reckoning of it gives the same."""
    assert 1 <= ratio(one, other) <= 21.0000001
    assert abs(ratio(one, other) - html_page.contrast(one, other)) < 1e-9


@given(COLOURS)
@example("#000000")
@example("#0000ff")
@example("#767676")
@example("#1c2024")
def test_every_readable_accent_is_readable_in_the_dark(accent):
    """An accent that can be read on white is made light enough for the dark ground, and no lighter than needed."""
    assume(ratio(accent, "#ffffff") >= READABLE)
    light = readable_on(DARK_GROUND, accent)
    assert re.fullmatch(r"#[0-9a-f]{6}", light)
    assert ratio(light, DARK_GROUND) >= CLEAR
    assert ratio(light, DARK_GROUND) < CLEAR + 0.8 or light == accent


@given(LIGHT)
def test_what_is_light_enough_stays_as_it_is(accent):
    """A colour that reads well on the dark ground is not changed."""
    assume(ratio(accent, DARK_GROUND) >= CLEAR)
    assert readable_on(DARK_GROUND, accent) == accent


def test_the_dark_ground_is_that_of_the_style_sheet():
    """What accents are measured on is what the mail shows in the dark; our own accent is readable on both grounds."""
    extras = (ROOT / "templates" / "email" / "extras.css").read_text()
    assert f".letter {{ background-color: {DARK_GROUND} !important; }}" in extras
    assert ratio(PLAIN.accent, "#ffffff") >= READABLE
    assert ratio(PLAIN.accent_dark, DARK_GROUND) >= READABLE
