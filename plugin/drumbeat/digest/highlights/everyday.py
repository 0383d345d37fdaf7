"""Sentences about knowledge that was used, changes, and last the volume of everyday work."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Before, Typical, Value, phrase, plural
from drumbeat.digest.model import Highlight, Kind
from drumbeat.signals.gate import Reason

_FAILED = Reason.NOT_SUCCESSFUL.label()
_WORTH_TELLING = 3
"""Fewer changes than this make no sentence; the figure stands in the table."""


def reuse(ground: Ground) -> Iterator[Highlight]:
    """How many tickets of others our articles were attached to."""
    uses = ground.value("article_reuses")
    if not uses:
        return
    tickets = plural("{n} ticket", "{n} tickets", uses)
    published = ground.value("articles_published")
    sentence = phrase("Colleagues attached our articles to {tickets}.", tickets=tickets)
    if published:
        sentence = phrase(
            "We published {articles}; colleagues attached our articles to {tickets}.",
            articles=plural("{n} new article", "{n} new articles", published),
            tickets=tickets,
        )
    yield Highlight(
        kind=Kind.REUSE,
        id=f"{Kind.REUSE}:article_reuses",
        sentence=sentence,
        evidence=ground.evidence("articles_published", "article_reuses")
        if published
        else ground.evidence("article_reuses"),
        short=plural("{n} ticket used our articles", "{n} tickets used our articles", uses),
    )


def changes(ground: Ground) -> Iterator[Highlight]:
    """How many changes succeeded, of how many; both numbers open."""
    share = ground.figures.get("change_success_share")
    if share is None or share.n < _WORTH_TELLING:
        return
    succeeded = share.n - len(share.others)
    if succeeded == share.n:
        sentence = phrase("All {n} changes succeeded.", n=share.n)
    elif succeeded:
        sentence = phrase("Of {n} changes, {succeeded} succeeded.", n=share.n, succeeded=succeeded)
    else:
        sentence = phrase("Of {n} changes, none succeeded.", n=share.n)
    yield Highlight(
        kind=Kind.CHANGES,
        id=f"{Kind.CHANGES}:changes_delivered",
        sentence=sentence,
        evidence=share.evidence,
        marks=dict.fromkeys(share.others, _FAILED),
    )


def volume(ground: Ground) -> Iterator[Highlight]:
    """How many incidents were resolved, for how many people; never the first thing that is said."""
    resolved, helped = ground.value("incidents_resolved"), ground.value("people_helped")
    if not resolved:
        return
    incidents = plural("{n} incident", "{n} incidents", resolved)
    beside = _beside(ground)
    sentence = phrase("We resolved {incidents}{beside}.", incidents=incidents, beside=beside)
    if helped:
        sentence = phrase(
            "We resolved {incidents}{beside} and helped {people}.",
            incidents=incidents,
            beside=beside,
            people=plural("{n} person", "{n} people", helped),
        )
    yield Highlight(Kind.VOLUME, f"{Kind.VOLUME}:incidents_resolved", sentence, ground.evidence("incidents_resolved"))


def _beside(ground: Ground) -> Value:
    """The comparison in brackets, with the blank before it; nothing for a small number (design section 6)."""
    figure, period = ground.figures["incidents_resolved"], ground.period
    if figure.small or figure.previous is None:
        return ""
    before = phrase("{period} {value}", period=Before(period), value=figure.previous)
    if figure.typical is None:
        return phrase(" ({before})", before=before)
    typical = phrase("{period} {value}", period=Typical(period), value=figure.typical)
    return phrase(" ({before}, {typical})", before=before, typical=typical)
