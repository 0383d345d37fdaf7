"""A combined digest to render in tests: three teams with a section, and one without. All of it is invented."""

from __future__ import annotations

from dataclasses import replace

from digests import figure, numbers, rich_digest
from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.digest.model import Digest, Highlight, Kind


def combined_digest() -> Digest:
    """The busy month as that of a whole department."""
    whole = rich_digest()
    return replace(
        whole,
        team="IT of the Whole House",
        note="Four teams, one month. Thank you all.",
        teams=("Archive", "Data Centre", "Network", "Service Desk"),
        sections=(_network(whole), _data_centre(whole), _service_desk(whole)),
        without_section=("Archive",),
    )


_CHANGES = Highlight(
    Kind.CHANGES,
    "changes:changes_delivered",
    phrase("Of {n} changes, {succeeded} succeeded.", n=31, succeeded=30),
    numbers("CHG", 31),
)
_MAINTENANCE = Highlight(
    Kind.MAINTENANCE,
    "maintenance:v25",
    plural(
        "{n} change was maintenance on a monitored service, with no outage recorded.",
        "{n} changes were maintenance on monitored services, with no outage recorded.",
        4,
    ),
    numbers("CHG", 4),
)


def _section(whole: Digest, team: str, **other) -> Digest:
    return Digest(
        team=team, period=whole.period, outcome=phrase("a quiet month"), **{"headline": (), "figures": ()} | other
    )


def _network(whole: Digest) -> Digest:
    """A note, three outcomes, four figures: as much as a section can hold."""
    figures = (
        figure("incidents_resolved", "Incidents resolved", 212, previous=198, typical=201, prefix="INC"),
        figure("people_helped", "People helped", 187, previous=191, typical=180.5),
        figure("improvements_completed", "Improvements completed", 2, previous=1, small=True, prefix="CIM"),
        figure("articles_published", "Articles published", 8, previous=5, small=True, prefix="KB"),
    )
    return _section(
        whole,
        "Network",
        note="The wireless is quiet at last; ask us for the map of it.",
        lead="Jo Berg",
        highlights=(whole.highlights[1], _CHANGES, _MAINTENANCE),
        headline=tuple(each.id for each in figures),
        figures=figures,
    )


def _data_centre(whole: Digest) -> Digest:
    """Figures and no outcome."""
    figures = (figure("incidents_resolved", "Incidents resolved", 200, previous=200, typical=200, prefix="INC1"),)
    return _section(whole, "Data Centre", headline=("incidents_resolved",), figures=figures)


def _service_desk(whole: Digest) -> Digest:
    """An outcome, and figures that would tell what one person did."""
    return _section(whole, "Service Desk", highlights=whole.highlights[3:4], withheld=("Incidents resolved",))
