"""What a lead decides about one edition before it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drumbeat.digest.redaction import redact
from drumbeat.errors import SettingsError

MOST_WORDS = 60
"""Of the lead's note (design section 6)."""
_LONGEST_NOTE = 600


@dataclass(frozen=True, slots=True)
class Editing:
    """A lead's own words, and the incidents whose titles may appear."""

    note: str = ""
    ticked: frozenset[str] = frozenset()
    """Numbers of incidents. Their titles are callers' words: without a tick none appears anywhere."""


UNEDITED = Editing()


def note_of(text: str) -> str:
    """A lead's note as it may stand in a mail: one redacted paragraph of up to sixty words. Raises SettingsError."""
    note = redact(text, longest=_LONGEST_NOTE)
    words = len(note.split())
    if words > MOST_WORDS:
        raise SettingsError(f"The note has {words} words; at most {MOST_WORDS} are read.", recovery="Shorten it.")
    return note


def ticked(numbers: Iterable[str]) -> frozenset[str]:
    """Incident numbers as they are written in ServiceNow."""
    return frozenset(number.strip().upper() for number in numbers if number.strip())
