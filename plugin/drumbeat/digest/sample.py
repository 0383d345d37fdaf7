"""A made-up digest with something in every part: what templates are tried on before a real one depends on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drumbeat.digest.language.phrase import PeriodView, Unit, phrase, plural
from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    Exclusion,
    FactLine,
    Figure,
    Highlight,
    ImprovementLine,
    Kind,
    Restatement,
    SignalLine,
    SourceStatus,
    TableStatus,
    Upcoming,
)

_EVIDENCE = tuple(f"INC00{number}" for number in range(10001, 10013))


def sample() -> Digest:
    """The digest of teams that there are not."""
    whole = _sample()
    section = Digest(
        team="One of its teams",
        period=whole.period,
        outcome=whole.outcome,
        headline=whole.headline,
        figures=whole.figures,
        note=whole.note,
        highlights=whole.highlights[:3],
        lead=whole.lead,
    )
    guarded = replace(section, team="Another", figures=(), highlights=(), withheld=("People helped",))
    return replace(
        whole, teams=("Another", "One of its teams", "Some"), sections=(section, guarded), without_section=("Some",)
    )


def _sample() -> Digest:
    return Digest(
        team="A team",
        period=PeriodView(date(2026, 10, 1), date(2026, 11, 1), "UTC", date(2026, 9, 1), months=1),
        outcome=phrase("a quiet month"),
        headline=("incidents_resolved", "people_helped"),
        figures=(
            Figure("incidents_resolved", "Incidents resolved", 12, Unit.COUNT, 12, 11, 10, _EVIDENCE, provisional=3),
            Figure("people_helped", "People helped", 4, Unit.COUNT, 4, None, None, _EVIDENCE[:4], small=True),
        ),
        note="A note.",
        highlights=tuple(
            Highlight(kind, f"{kind}:1", phrase("{note}", note="A sentence."), _EVIDENCE) for kind in tuple(Kind)[:5]
        ),
        facts=(
            FactLine("a", "A", 1.0, "count", phrase("{note}", note="A fact."), phrase("typed by the team, approved")),
        ),
        improvements_completed=(ImprovementLine("CIM1", "An improvement", "4", "1"),),
        improvements_under_way=(ImprovementLine("CIM2", "Another", percent_complete=50),),
        articles=tuple(ArticleLine(f"KB{number}", "An article", number) for number in range(6)),
        skills=("A skill", "Another skill"),
        new_skills=("A skill",),
        upcoming=(Upcoming("CHG1", phrase("{note}", note="Something is planned.")),),
        signals=(SignalLine("V05", "Knowledge sharing", ("KB1",), ("A name",)),),
        excluded=(Exclusion("duplicate", plural("duplicate", "duplicates", 2), 2),),
        sources=(TableStatus("incident", SourceStatus.PARTIAL, 12, 14, label="incidents"),),
        lead="A lead",
        takes_replies=True,
        withheld=("Satisfaction",),
        notes=(phrase("The records begin on {day}, within the period.", day=date(2026, 10, 2)),),
        restated=(Restatement("people_helped", "People helped", Unit.COUNT, 5, 4),),
    )
