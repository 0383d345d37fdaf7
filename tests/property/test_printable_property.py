"""Text that is laid out: the short ways give what a look at each character gives."""

from __future__ import annotations

import re
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from drumbeat.rendering.printable import harmless, printable

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
GONE = {"Cc", "Cs"}
BREAKS = "\t\n\v\f\r\x85\u2028\u2029"
ODD = st.sampled_from(
    "  \N{NO-BREAK SPACE}\t\n\x00\x85\u200b\u200f\u2028\u202a\u202c\u202e\u2066\u2067\u2068\u2069\ud800aäא“"
)
TEXTS = st.text(st.one_of(ODD, st.characters()), max_size=30)


def turns(char):
    """Whether Unicode says that the character changes the direction of what follows."""
    return unicodedata.bidirectional(char) in TURNING


def slowly(text):
    """What `printable` is to give, character by character."""
    spaced = "".join(" " if char in BREAKS else char for char in text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in GONE and not turns(char))
    return re.sub(" {2,}", " ", kept).strip(" ")


@given(TEXTS)
def test_a_line_holds_what_a_look_at_each_character_leaves(text):
    """No control, no half of a pair and no change of direction is left, and nothing else is taken."""
    assert printable(text) == slowly(text)


@given(TEXTS)
def test_a_string_of_a_record_turns_nothing_around(text):
    """Every change of direction and every isolate is taken, and nothing else."""
    isolates = {"FSI", "PDI"}
    assert harmless(text) == "".join(
        char for char in text if not turns(char) and unicodedata.bidirectional(char) not in isolates
    )


def test_every_character_alone():
    """All of Unicode, each between two letters: a newer Unicode's change of direction would be seen."""
    odd = [chr(at) for at in range(sys.maxunicode + 1) if turns(chr(at)) or unicodedata.category(chr(at)) in GONE]
    assert [char for char in odd if printable(f"a{char}b") != slowly(f"a{char}b")] == []
    other = {*odd, *BREAKS, " "}
    rest = "".join(chr(at) for at in range(sys.maxunicode + 1) if chr(at) not in other)
    assert printable(rest) == rest
