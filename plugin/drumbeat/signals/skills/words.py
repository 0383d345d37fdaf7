"""What of a text are the writer's own words: the rest is masked, place for place, so that spans still hold.

Masked are HTML tags with comments, scripts, styles and quoted or preformatted blocks; code in fences or [code] tags;
quoted mail and all that follows its heading; signatures and disclaimers with all that follows; lines of logs, stack
traces, dumps, tables and command sessions, and what stands between two of them; addresses of pages and mailboxes,
paths, and strings that nobody types; and what stands behind the first 200,000 characters. What is doubtful is masked:
a skill that is not found is no harm, one that somebody else wrote about is.

Every pattern begins at a line's start or at a literal, and repeats possessively, so that the time is linear in the
length of the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from drumbeat.signals.skills.folding import in_lines
from drumbeat.signals.skills.machine_text import addresses, machine_lines
from drumbeat.signals.skills.mail_text import own_until, quoted_lines
from drumbeat.signals.skills.markup import MASK, Masked, covered, fenced, markup

__all__ = ["LONGEST", "MASK", "Masked", "masked", "own_words"]

LONGEST = 200_000
"""Characters of a text that are looked at: nobody types more."""


def own_words(text: str) -> str:
    """The text, as long as it was, with everything that is not the writer's own behind NUL characters."""
    return covered(text, masked(text))


def masked(text: str) -> list[Masked]:
    """What is not the writer's own, from left to right, without overlaps."""
    lines = in_lines(text[:LONGEST])
    found = [*markup(lines), *fenced(lines)]
    # Tags that break lines leave a line end behind, so that a heading in HTML begins a line.
    plain = covered(lines, _apart(found), breaks=True)
    end = own_until(plain)
    if end is not None:
        found.append(end)
    found += quoted_lines(plain)
    found += machine_lines(plain, in_lines(text[:LONGEST], as_spelt=True))
    found += addresses(plain)
    if len(text) > LONGEST:
        found.append(Masked(LONGEST, len(text), "too long to be typed"))
    return _apart(found)


def _apart(found: Iterable[Masked]) -> list[Masked]:
    """In order, and where two overlap the second only with what it adds."""
    apart: list[Masked] = []
    place = 0
    for part in sorted(found):
        if part.end > place:
            apart.append(part._replace(start=max(part.start, place)))
            place = part.end
    return apart
