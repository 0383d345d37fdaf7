"""What an edition leaves out until its lead says a word, in sentences that lead to where it is said."""

from __future__ import annotations

from drumbeat.desk.undecided import Undecided
from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.records.period import Period
from drumbeat.web.blocks import Block, Lines, Link, Text
from drumbeat.web.leads.months import place, written
from drumbeat.web.query import address
from drumbeat.web.visits import Visit


def left_out(visit: Visit, period: Period, found: Undecided) -> list[Block]:
    """A note of each kind, with its link; nothing where nothing waits."""
    figures = address(visit.within("figures"), month=written(period))
    look = plural("Look at the sentence", "Look at the sentences", found.sentences)
    links = (
        Link(phrase("Figures to confirm"), figures) if found.figures else None,
        Link(look, place(visit, period, "words#pending")) if found.sentences else None,
    )
    return [Text(Lines((words, link)), "note") for words, link in zip(found.told, filter(None, links), strict=True)]
