"""What a lead decides about one edition before it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from drumbeat.digest.privacy import one_line
from drumbeat.errors import SettingsError

_NUMBER = re.compile(r"[A-Z0-9_-]{1,40}")
MOST_WORDS = 60
"""Of the lead's note (design section 6)."""


@dataclass(frozen=True, slots=True)
class Editing:
    """A lead's own words, and the incidents whose titles may appear."""

    note: str = ""
    ticked: frozenset[str] = frozenset()
    """Numbers of incidents. Their titles are callers' words: without a tick none appears anywhere."""


UNEDITED = Editing()


def note_of(text: str) -> str:
    """A lead's note as it may stand in a mail: one paragraph of up to sixty words. Raises SettingsError."""
    note = one_line(text)
    words = len(note.split())
    if words > MOST_WORDS:
        raise SettingsError(f"The note has {words} words; at most {MOST_WORDS} are read.", recovery="Shorten it.")
    return note


def ticked(numbers: Iterable[str]) -> frozenset[str]:
    """Incident numbers as they are written in ServiceNow. Raises SettingsError for what can be none."""
    found = frozenset(number.strip().upper() for number in numbers)
    if not all(map(_NUMBER.fullmatch, found)):
        raise SettingsError(
            "A number is letters and digits, like INC0010001.", recovery="Say each with its own option."
        )
    return found
