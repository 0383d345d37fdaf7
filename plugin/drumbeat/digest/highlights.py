"""Sentences built from structured facts: verb, object, number, consequence.

The order is fixed and is no score of anything: improvements, projects, reuse of knowledge, changes, volume last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drumbeat.digest.model import Figure, Highlight, ImprovementLine, PeriodView
from drumbeat.digest.redaction import shown
from drumbeat.digest.wording import ENGLISH as SAY
from drumbeat.records.model import Improvement, Stage

MOST = 5
_WORTH_TELLING = 3
"""Fewer changes than this make no sentence; the figure stands in the table."""


def improvement_line(record: Improvement) -> ImprovementLine:
    """An improvement or project as the digest lists it; its title was written to be read, and is redacted.

    How far it has come is told only while it is under way.
    """
    return ImprovementLine(
        number=record.number,
        title=shown(record.short_description, record),
        base_value=shown(record.base_value, record),
        target_value=shown(record.target_value, record),
        outcome=record.outcome,
        percent_complete=None if record.stage is Stage.DONE else record.percent_complete,
        begun=SAY.month(record.work_start) if record.work_start else "",
    )


def highlights(
    completed: tuple[ImprovementLine, ...], figures: Mapping[str, Figure], period: PeriodView
) -> tuple[Highlight, ...]:
    """Up to five sentences; none for a month in which nothing was done."""
    found = [
        *(_completed(line) for line in completed),
        *_reuse(figures),
        *_changes(figures),
        *_incidents(figures, period),
    ]
    return tuple(found[:MOST])


def outcome(completed: tuple[ImprovementLine, ...], figures: Mapping[str, Figure], *, is_all_read: bool) -> str:
    """The few words that end the subject: the first outcome, or the month's work in a number."""
    if completed:
        return _is_complete(completed[0])
    for figure_id, one, many in _SUBJECTS:
        figure = figures.get(figure_id)
        if figure is not None and figure.value:
            return SAY.times(figure.value, one, many)
    return "a quiet month" if is_all_read else "not everything could be read"


_SUBJECTS = (
    ("article_reuses", "ticket used our articles", "tickets used our articles"),
    ("changes_delivered", "change delivered", "changes delivered"),
    ("requests_fulfilled", "request fulfilled", "requests fulfilled"),
    ("incidents_resolved", "incident resolved", "incidents resolved"),
)
"""What a subject tells where no improvement was completed; volume last."""


def _completed(line: ImprovementLine) -> Highlight:
    sentence = _is_complete(line)
    measured = []
    if line.base_value and line.target_value:
        measured.append(f"{line.base_value} before, target {line.target_value}")
    if line.outcome:
        measured.append(f"recorded outcome: {line.outcome}")
    if measured:
        return Highlight(f"{sentence}: {'; '.join(measured)}.", (line.number,))
    begun = f", begun in {line.begun}" if line.begun else ""
    return Highlight(f"{sentence}{begun}.", (line.number,))


def _is_complete(line: ImprovementLine) -> str:
    return f"“{line.title or line.number}” is complete"


def _reuse(figures: Mapping[str, Figure]) -> Iterator[Highlight]:
    published, reused = figures.get("articles_published"), figures.get("article_reuses")
    if reused is None or not reused.value:
        return
    uses = SAY.times(reused.value, "ticket", "tickets")
    if published is not None and published.value:
        articles = SAY.times(published.value, "new article", "new articles")
        yield Highlight(
            f"We published {articles}; colleagues attached articles of ours to {uses}.",
            (*published.evidence, *reused.evidence),
        )
    else:
        yield Highlight(f"Colleagues attached articles of ours to {uses}.", reused.evidence)


def _changes(figures: Mapping[str, Figure]) -> Iterator[Highlight]:
    delivered, share = figures.get("changes_delivered"), figures.get("change_success_share")
    if delivered is None or share is None or share.n < _WORTH_TELLING:
        return
    if delivered.value == share.n:
        said = f"All {SAY.times(share.n, 'change', 'changes')} that we carried out succeeded."
    else:
        said = (
            f"Of {SAY.times(share.n, 'change', 'changes')} that we carried out, {SAY.count(delivered.value)} succeeded."
        )
    yield Highlight(said, delivered.evidence)


def _incidents(figures: Mapping[str, Figure], period: PeriodView) -> Iterator[Highlight]:
    resolved, helped = figures.get("incidents_resolved"), figures.get("people_helped")
    if resolved is None or not resolved.value:
        return
    incidents = f"We resolved {SAY.times(resolved.value, 'incident', 'incidents')}{SAY.beside(resolved, period)}"
    people = ""
    if helped is not None and helped.value:
        people = f" and helped {SAY.times(helped.value, 'person', 'people')}"
    yield Highlight(f"{incidents}{people}.", resolved.evidence)
