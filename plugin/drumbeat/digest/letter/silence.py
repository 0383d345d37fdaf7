"""What a letter says where there is little or nothing to tell. Pure."""

from __future__ import annotations

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.model import Digest, SourceStatus
from drumbeat.digest.unnamed import unnamed_note


def quiet(digest: Digest, say: Wording) -> Phrase | None:
    """What is said of a month with nothing to tell.

    Only where nothing else is told: a team with hundreds of tickets and no outcome had no quiet month.
    """
    if digest.highlights or digest.improvements_completed or digest.articles or digest.facts:
        return None
    found = [figure for figure in digest.figures if figure.value]
    if not found:
        return nothing(digest, say)
    if not all(figure.small for figure in found):
        return None
    if _is_lacking(digest):
        return phrase("Not everything could be read; the figures below count what could.")
    return phrase("Little was completed; the figures below tell all there is to tell.")


def nothing(digest: Digest, say: Wording) -> Phrase:
    """That nothing was completed, as far as could be read."""
    if digest.unnamed:
        return unnamed_note(digest.unnamed)
    period = say.period(digest.period)
    if _is_lacking(digest):
        return phrase("The records of {period} show no completed work; not all of them could be read.", period=period)
    return phrase("The records of {period} show no completed work.", period=period)


def _is_lacking(digest: Digest) -> bool:
    """Whether something behind the figures could not be read or is not known, or the period is not whole."""
    lacking = (SourceStatus.PARTIAL, SourceStatus.DENIED)
    unread = any(line.status in lacking and line.is_behind_figures for line in digest.sources)
    return unread or bool(digest.unnamed) or not digest.period.is_whole
