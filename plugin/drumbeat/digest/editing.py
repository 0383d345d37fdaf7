"""What a lead decides about one edition before it leaves."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.model import Kind
from drumbeat.digest.redaction import redact
from drumbeat.digest.redaction.line import HIDDEN
from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

_NUMBER = re.compile(r"[A-Z0-9_-]{1,40}")
_ID = re.compile(r"[a-z]{1,20}:.{1,99}")
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
    hidden: frozenset[str] = frozenset()
    """Ids of highlights and of sections' lines that are told nowhere, `improvement:CIM0010003`. Figures and signals
    stay what they are, and their evidence with them: what is hidden is not told, but it has not gone."""
    order: tuple[str, ...] = ()
    """Ids of highlights that come before the others, the first one first; the others keep the order of their kinds.

    The order of kinds (design section 6) is ours, for want of a better judge; a lead is one, so the lead's own goes
    before it. Volume is never among them: how much was done is no outcome, and a first sentence about it is what
    teams would come to be compared by (F11). It stands among its figures."""

    @property
    def parts(self) -> tuple[object, ...]:
        """All of it as plain values, in an order that does not depend on when each was said."""
        return *self.decided, tuple(sorted(self.approved.items()))

    @property
    def decided(self) -> tuple[object, ...]:
        """The same of what its lead decided, without what was approved."""
        return self.note, tuple(sorted(self.ticked.items())), tuple(sorted(self.hidden)), self.order

    def shows(self, number: str, title: str) -> bool:
        """Whether this incident was ticked with just this title, as redacted (F14). Another one nobody has read."""
        return self.ticked.get(number.upper()) == value_hash(title)

    def approves(self, highlight: str, value: str) -> bool:
        """Whether this highlight was approved with just this value. What has changed since was not."""
        return self.approved.get(highlight) == value


UNEDITED = Editing()


def decided_hash(editings: Iterable[Editing]) -> str:
    """SHA-256 of what the leads of one or more teams decided, in their order; empty where nobody decided anything."""
    told = [each.decided for each in editings]
    if all(each == UNEDITED.decided for each in told):
        return ""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


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
        raise SettingsError(
            sentence("The note has {words} words; at most {most} are read.", words=words, most=MOST_WORDS),
            recovery=sentence("Shorten it."),
        )
    if len(note) > _LONGEST_NOTE or len(text) > _MOST_TYPED:
        raise SettingsError(
            sentence("The note has more than {most} characters.", most=_LONGEST_NOTE),
            recovery=sentence("Shorten it."),
        )
    return note


def is_redacted(note: str) -> bool:
    """Whether something stands in the note (`note_of`) in place of what must not leave by mail."""
    return HIDDEN in note


def ids_of(said: Iterable[str]) -> tuple[str, ...]:
    """Ids of highlights or lines as they were said, each once. Raises SettingsError for what can be none."""
    found = tuple(dict.fromkeys(each.strip() for each in said))
    if not all(_ID.fullmatch(each) and each.isprintable() for each in found):
        raise SettingsError(
            "An id is a kind and a number, like improvement:CIM0010003.",
            recovery="Say each with its own option.",
        )
    return found


def in_order(said: Iterable[str]) -> tuple[str, ...]:
    """Ids of highlights in the order in which they are to be told. Raises SettingsError for volume, and as `ids_of`."""
    found = ids_of(said)
    if any(each.startswith(f"{Kind.VOLUME}:") for each in found):
        raise SettingsError(
            sentence(
                "How much was done is no outcome: that sentence has its place among the figures, and cannot be moved."
            ),
            recovery=sentence("Put another sentence first, or hide this one."),
        )
    return found


def ticked(numbers: Iterable[str]) -> frozenset[str]:
    """Incident numbers as they are written in ServiceNow. Raises SettingsError for what can be none."""
    found = frozenset(number.strip().upper() for number in numbers)
    if not all(map(_NUMBER.fullmatch, found)):
        raise SettingsError(
            "A number is letters and digits, like INC0010001.",
            recovery="Say each with its own option.",
        )
    return found
