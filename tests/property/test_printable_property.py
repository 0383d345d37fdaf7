"""Text that is laid out: the short way for plain text gives what the long way gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drumbeat.rendering.printable import printable

MARK = "\N{LATIN SMALL LETTER E WITH ACUTE}"
"""A letter that no short way is taken for."""


@given(st.text(st.characters(max_codepoint=300), max_size=30))
def test_plain_text_is_what_it_was(text):
    """Whatever the text, it is the same with a letter after it that forces the long way, and that letter taken off."""
    assert printable(f"{text}{MARK}").removesuffix(MARK).rstrip(" ") == printable(text)
