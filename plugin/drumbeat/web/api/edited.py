"""What a draft says: the note, the order of its sentences, what is hidden, titles; and the draft made anew."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Response

from drumbeat.desk.editing import Changes, Editable, draft_anew, edit, editable, refuse_no_draft
from drumbeat.digest.choices import Choice
from drumbeat.digest.language.phrase import phrase
from drumbeat.records.period import Period
from drumbeat.web.api.access import VERSION, Caller, Decider
from drumbeat.web.api.jobs import begin
from drumbeat.web.api.models import (
    ChangedWords,
    Decision,
    JobShown,
    LineShown,
    PendingShown,
    Place,
    SentenceShown,
    TitleShown,
    WordsShown,
)
from drumbeat.web.api.problems import Refusal
from drumbeat.web.api.teams import MonthAsked, month_of
from drumbeat.web.jobs import Outcome, Tell

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}/editions/{{month}}")


@router.get("/words", summary="What can be changed about a draft")
def words(caller: Decider, month: MonthAsked) -> WordsShown:
    """With titles of incidents, which are callers' words: whoever may only look at the digest does not see them."""
    return _shown(_draft(caller, month_of(caller, month)))


@router.post("/words", summary="Change what a draft says")
def change(caller: Decider, month: MonthAsked, said: ChangedWords) -> WordsShown:
    """What is not said stays. The mail says it once the draft is made anew."""
    period = month_of(caller, month)
    _draft(caller, period)
    changes = Changes(
        note=said.note,
        tick={each.number.upper(): each.hash for each in said.tick},
        untick=said.untick,
        hide=said.hide,
        show=said.show,
        first=said.first,
        order=said.order,
    )
    edit(caller.context, caller.team, period, changes, seen=said.version)
    return _shown(_draft(caller, period))


@router.post("/draft", status_code=202, summary="Have the draft made anew")
def draft(caller: Decider, month: MonthAsked, said: Decision, response: Response) -> JobShown:
    """Of the records as they are, or for the first time. Ask after the job at its address (`Location`)."""
    context, team, period = caller.context, caller.team, month_of(caller, month)
    refuse_no_draft(context, team, period, said.version)

    def work(_tell: Tell) -> Outcome:
        draft_anew(context, team, period)
        return Outcome(phrase("The draft is made. Look at it, then approve it."))

    return begin(caller, response, phrase("A draft"), work)


def _draft(caller: Caller, period: Period) -> Editable:
    found = editable(caller.context, caller.team, period)
    if found is None:
        raise Refusal(404, f"There is no draft of {period.start:%Y-%m} that could be changed.")
    return found


def _shown(found: Editable) -> WordsShown:
    told: dict[Place, Sequence[Choice]] = {
        "first screen": found.outcomes,
        "further": found.further,
        "no room": found.spare,
        "hidden": found.hidden,
    }
    return WordsShown(
        note=found.note,
        sentences=[
            SentenceShown(id=each.id, text=each.text, kind=each.kind.value, place=place)
            for place, sentences in told.items()
            for each in sentences
        ],
        lines=[LineShown(id=each.id, text=each.text, hidden=each.is_hidden) for each in found.lines],
        titles=[
            TitleShown(number=each.number, text=each.text, hash=each.hash, ticked=each.is_ticked)
            for each in found.titles
        ],
        pending=[PendingShown(id=each.id, text=each.text) for each in found.pending],
        behind=found.is_behind,
        version=found.version,
    )
