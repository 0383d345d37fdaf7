"""The sentence about maintenance that nobody noticed (V25): only where a monitor would have told."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import plural
from drumbeat.digest.model import Highlight, Kind

_RULE = "V25"


def find(ground: Ground) -> Iterator[Highlight]:
    """One at the most, of all such changes, by number."""
    changes = sorted({signal.number for signal in ground.signals if signal.rule == _RULE})
    if not changes:
        return
    sentence = plural(
        "{n} change was maintenance on a monitored service, with no outage recorded.",
        "{n} changes were maintenance on monitored services, with no outage recorded.",
        len(changes),
    )
    yield Highlight(Kind.MAINTENANCE, f"{Kind.MAINTENANCE}:{_RULE.lower()}", sentence, tuple(changes))
