"""An edition's mails: what became of each, and what a person decides about some; and the evidence of its figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.doubts import say_arrived
from drumbeat.desk.versions import edition_version, refuse_other_edition
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.editions.bounces import Returned
from drumbeat.editions.deliveries import DeliveryState, Listed
from drumbeat.web.api.access import VERSION, Caller, Decider, Reader
from drumbeat.web.api.editions import edition_of
from drumbeat.web.api.jobs import begin
from drumbeat.web.api.models import (
    CameBack,
    Decision,
    EvidenceShown,
    JobShown,
    LineOfEvidence,
    MailShown,
    MailsShown,
    SomeMails,
)
from drumbeat.web.api.paging import PageAsked, last_of
from drumbeat.web.api.teams import MonthAsked, month_of
from drumbeat.web.jobs import Lane, Outcome, Tell

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}/editions/{{month}}")
_A_PAGE = 100
"""Mails at a time."""
_LINES_A_PAGE = 1000
_MAILS = phrase("Mails")


@router.get("/mails", summary="What became of each mail")
def mails(
    caller: Reader,
    month: MonthAsked,
    state: Annotated[DeliveryState | None, Query(description="Only those of this state.")] = None,
    page: PageAsked = 1,
) -> MailsShown:
    """By recipient, a hundred a page."""
    period, store = month_of(caller, month), caller.context.store
    edition = edition_of(caller, period)
    count = store.sheets.count(edition.id, state)
    found = store.sheets.page(edition.id, state, first=(page - 1) * _A_PAGE, most=_A_PAGE)
    returned = store.bounces.of_edition(edition.id, [each.recipient for each in found])
    return MailsShown(
        mails=[_mail(each, returned.get(each.recipient)) for each in found],
        count=count,
        pages=last_of(count, _A_PAGE),
        version=edition_version(caller.context, caller.team, period),
    )


@router.post("/send", status_code=202, summary="Send an edition that does not leave by itself")
def send_it(caller: Decider, month: MonthAsked, said: Decision, response: Response) -> JobShown:
    """To everyone who has not received it. That approves it as it is; what has left cannot be called back."""
    return _sending(caller, month, said, Wanted(approves=True), response)


@router.post("/mails/resend", status_code=202, summary="Send what was refused once more")
def resend(caller: Decider, month: MonthAsked, said: Decision, response: Response) -> JobShown:
    """To those whose mail server said no, and those still to come; not to who became a recipient since."""
    return _sending(caller, month, said, Wanted(failed_again=True), response)


@router.post("/mails/again", status_code=202, summary="Send some mails once more")
def again(caller: Decider, month: MonthAsked, said: SomeMails, response: Response) -> JobShown:
    """Those that were refused or are unclear, by recipient: who has received one gets it twice."""
    return _sending(caller, month, said, Wanted(once_more_to=said.recipients), response)


@router.post("/mails/arrived", summary="Say that unclear mails have arrived")
def arrived(caller: Decider, month: MonthAsked, said: SomeMails) -> MailsShown:
    """Of those that were in doubt, by recipient; the mails that still are in doubt."""
    period = month_of(caller, month)
    edition_of(caller, period)
    say_arrived(caller.context, caller.team, period, said.recipients, seen=said.version)
    return mails(caller, month, DeliveryState.UNKNOWN)


@router.get("/evidence", summary="The records behind its figures")
def evidence(
    caller: Reader,
    month: MonthAsked,
    figure: Annotated[str, Query(max_length=120, description="Only of this part of the digest; empty: all.")] = "",
    page: PageAsked = 1,
) -> EvidenceShown:
    """As they were frozen with the edition, a thousand a page. They name nobody."""
    found = caller.context.store.editions.evidence(edition_of(caller, month_of(caller, month)).id)
    lines = [each for each in found if figure in ("", each.figure)]
    shown = lines[(page - 1) * _LINES_A_PAGE : page * _LINES_A_PAGE]
    return EvidenceShown(
        lines=[
            LineOfEvidence(
                figure=each.figure,
                number=each.number,
                kind=each.kind,
                service=each.service,
                day=each.day,
                reason=each.reason,
            )
            for each in shown
        ],
        count=len(lines),
        pages=last_of(len(lines), _LINES_A_PAGE),
    )


def _sending(caller: Caller, month: str, said: Decision, wanted: Wanted, response: Response) -> JobShown:
    """The mails leave in a job; one who saw another version is told so at once."""
    context, team, period = caller.context, caller.team, month_of(caller, month)
    edition = edition_of(caller, period)
    refuse_other_edition(context, team, period, said.version)

    def work(_tell: Tell) -> Outcome:
        send(context, team, period, edition, wanted, seen=said.version)
        return Outcome(_accepted(context.store.editions.counts(edition.id).get(DeliveryState.SENT, 0)))

    return begin(caller, response, _MAILS, work, Lane.MAIL)


def _accepted(count: int) -> Phrase:
    return plural("{n} mail is accepted so far.", "{n} mails are accepted so far.", count)


def _mail(each: Listed, returned: Returned | None) -> MailShown:
    back = None
    if returned is not None:
        back = CameBack(at=returned.at, why=returned.cause.value, said=returned.said or returned.status)
    return MailShown(
        recipient=each.recipient,
        state=each.state.value,
        attempts=each.attempts,
        since=each.changed_at,
        note=each.error,
        retry_at=each.retry_at,
        came_back=back,
    )
