"""The lead's note: kept whole, or refused."""

from __future__ import annotations

import pytest

from drumbeat.digest.editing import note_of
from drumbeat.errors import SettingsError


def note(first: int, words: int) -> str:
    """So many words of thirteen letters after one of a chosen length."""
    return " ".join(["a" * first, *(f"Verlässlich{at:02}" for at in range(words - 1))])


@pytest.mark.parametrize("first", range(1, 15))
def test_a_long_note_is_refused_wherever_it_would_be_cut(first):
    """A note of 59 words and about 830 characters is refused, whichever character is the six hundredth."""
    with pytest.raises(SettingsError, match="more than 600 characters"):
        note_of(note(first, 59))


@pytest.mark.parametrize("first", range(1, 15))
def test_a_note_that_is_kept_is_kept_to_its_last_word(first):
    """Up to 600 characters no word is lost."""
    said = note(first, 39)
    assert len(said) <= 600
    assert note_of(said) == said


def test_a_note_is_refused_at_one_character_more():
    """600 characters are kept, and 601 are not."""
    longest = " ".join(["fertigung"] * 59 + ["fertigungs"])
    assert (len(longest), note_of(longest)) == (600, longest)
    with pytest.raises(SettingsError, match="more than 600 characters"):
        note_of(f"{longest}s")


def test_what_lies_behind_a_very_long_secret_is_not_lost():
    """Where so much is taken out that the rest would be short, a text longer than is looked at is refused as well."""
    with pytest.raises(SettingsError, match="more than 600 characters"):
        note_of("https://a.example/" + "x" * 4100 + " and thank you all")
