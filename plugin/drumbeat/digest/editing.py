"""What a lead decides about one edition before it leaves."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.redaction import redact
from drumbeat.errors import SettingsError

_NUMBER = re.compile(r"[A-Z0-9_-]{1,40}")
MOST_WORDS = 60
"""Of the lead's note (design section 6)."""
_LONGEST_NOTE = 600
_MOST_TYPED = 4_000
"""Characters that redaction looks at (`redact`); of a longer text it may leave a short one, without its end."""


@dataclass(frozen=True, slots=True)
class Editing:
    """A lead's own words, the incidents whose titles may appear, and what a named person has approved."""

    note: str = ""
    ticked: Mapping[str, str] = field(default_factory=dict)
    """Number of an incident -> `value_hash` of the title that was ticked. Titles are callers' words: without a tick
    none appears anywhere. Empty where an older version kept the number alone: such a tick shows no title."""
    approved: Mapping[str, str] = field(default_factory=dict)
    """Id of a highlight that needs an approver -> `value_hash` of what was approved (F20)."""

    @property
    def parts(self) -> tuple[object, ...]:
        """All of it as plain values, in an order that does not depend on when each was said."""
        return self.note, tuple(sorted(self.ticked.items())), tuple(sorted(self.approved.items()))

    def shows(self, number: str, title: str) -> bool:
        """Whether this incident was ticked with just this title, as redacted (F14). Another one nobody has read."""
        return self.ticked.get(number.upper()) == value_hash(title)

    def approves(self, highlight: str, value: str) -> bool:
        """Whether this highlight was approved with just this value. What has changed since was not."""
        return self.approved.get(highlight) == value


UNEDITED = Editing()


@dataclass(frozen=True, slots=True)
class Pending:
    """What would be told if somebody approved it: downtime by name (F20), an incident's title by tick (F14)."""

    id: str
    """Of the highlight."""
    sentence: Phrase
    """All that would be said."""
    hash: str
    """What an approval has to name."""


def value_hash(*values: str | float) -> str:
    """SHA-256 of what a sentence tells, value by value: an approval holds for these and no others.

    Words of ours are not among the values, so that a better wording needs no new approval.
    """
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def note_of(text: str) -> str:
    """A lead's note as it may stand in a mail: one redacted paragraph of up to sixty words.

    Raises SettingsError for a longer one: where it would be cut is nothing that a lead wants to find out from a mail.
    """
    note = redact(text, longest=_MOST_TYPED)
    words = len(note.split())
    if words > MOST_WORDS:
        raise SettingsError(f"The note has {words} words; at most {MOST_WORDS} are read.", recovery="Shorten it.")
    if len(note) > _LONGEST_NOTE or len(text) > _MOST_TYPED:
        raise SettingsError(f"The note has more than {_LONGEST_NOTE} characters.", recovery="Shorten it.")
    return note


def ticked(numbers: Iterable[str]) -> frozenset[str]:
    """Incident numbers as they are written in ServiceNow. Raises SettingsError for what can be none."""
    found = frozenset(number.strip().upper() for number in numbers)
    if not all(map(_NUMBER.fullmatch, found)):
        raise SettingsError(
            "A number is letters and digits, like INC0010001.", recovery="Say each with its own option."
        )
    return found
