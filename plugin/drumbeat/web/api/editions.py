"""Editions: how they stand, what they say, and what is decided about them."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response

from drumbeat.desk import decisions
from drumbeat.desk.by_hand import refuse_elsewhere, send_test
from drumbeat.desk.drafts import made_in, shown
from drumbeat.desk.edited import as_built
from drumbeat.desk.history import past
from drumbeat.desk.languages import lacking, own_language
from drumbeat.desk.standings import grounds_of, hindrance_of, leaves_at, standing_of
from drumbeat.desk.timetables import timetable_of
from drumbeat.desk.versions import edition_version
from drumbeat.digest.language.phrase import phrase
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.standing import Standing
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.web.api.access import VERSION, Caller, Decider, Reader
from drumbeat.web.api.jobs import begin
from drumbeat.web.api.models import Decision, Editions, EditionShown, JobShown, Preview, Reasoned, Trial
from drumbeat.web.api.problems import Refusal
from drumbeat.web.api.teams import MonthAsked, month_of
from drumbeat.web.jobs import Lane, Outcome, Tell
from drumbeat.web.sessions import hash_of
from drumbeat.web.sign_in.limits import HOUR

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}/editions")
_MOST = 24
"""Months of the history: two years."""
_MOST_TO_AN_ADDRESS, _MOST_OF_A_TEAM = 5, 10
"""Tests that programs send within an hour: to one address, and for one team."""


@router.get("", summary="The last editions")
def editions(caller: Reader) -> Editions:
    """The latest first."""
    found = past(caller.context, [caller.team.name], _MOST)
    periods = [Period(each.start, each.end, caller.team.zone) for each in found]
    return Editions(editions=[_edition(caller, each) for each in periods if each.is_month])


@router.get("/{month}", summary="How an edition stands")
def edition(caller: Reader, month: MonthAsked) -> EditionShown:
    """Of any month that has begun, whether there is a draft of it or not."""
    return _edition(caller, month_of(caller, month))


@router.get("/{month}/preview", summary="The mail as it would be sent")
def preview(
    caller: Reader,
    month: MonthAsked,
    language: Annotated[str, Query(max_length=40, description="One of the edition's; empty: its own.")] = "",
) -> Preview:
    """What the draft holds, or what was sent. Nothing is made anew."""
    context, found = caller.context, edition_of(caller, month_of(caller, month))
    content = shown(context, found, made_in(context, caller.team, found, language))
    digest = json.loads(content.digest)
    return Preview(
        period=month,
        language=language or own_language(context, caller.team, found),
        subject=content.subject,
        html=content.html,
        text=content.text,
        digest=digest,
    )


@router.post("/{month}/approve", summary="Approve the draft")
def approve(caller: Decider, month: MonthAsked, said: Decision) -> EditionShown:
    """As it is now. Whatever changes afterwards lapses the approval."""
    period = month_of(caller, month)
    edition_of(caller, period)
    decisions.approve(caller.context, caller.team, period, seen=said.version, asks_records=False)
    return _edition(caller, period)


@router.post("/{month}/hold", summary="Hold the edition")
def hold(caller: Decider, month: MonthAsked, said: Reasoned) -> EditionShown:
    """Nothing of it leaves until it is released."""
    period = month_of(caller, month)
    decisions.hold(caller.context, caller.team, period, said.reason, seen=said.version)
    return _edition(caller, period)


@router.post("/{month}/skip", summary="Skip the month")
def skip(caller: Decider, month: MonthAsked, said: Reasoned) -> EditionShown:
    """Its edition goes to nobody."""
    period = month_of(caller, month)
    decisions.skip(caller.context, caller.team, period, said.reason, seen=said.version)
    return _edition(caller, period)


@router.post("/{month}/release", summary="Release the edition")
def release(caller: Decider, month: MonthAsked, said: Decision) -> EditionShown:
    """Lets one go on that was held or skipped."""
    period = month_of(caller, month)
    decisions.release(caller.context, caller.team, period, seen=said.version)
    return _edition(caller, period)


@router.post("/{month}/test", status_code=202, summary="Send it to one address as a test")
def test(caller: Decider, month: MonthAsked, said: Trial, response: Response) -> JobShown:
    """Marked as a test; to the lead, or within the company. Ask after the job at its address (`Location`)."""
    context, team, period = caller.context, caller.team, month_of(caller, month)
    found = edition_of(caller, period)
    refuse_elsewhere(context, team, said.to)
    _refuse_flood(caller, said.to)

    def work(_tell: Tell) -> Outcome:
        send_test(context, team, period, found, said.to)
        return Outcome(phrase("A test was sent to {address}.", address=said.to))

    return begin(caller, response, phrase("A test"), work, Lane.MAIL)


def _refuse_flood(caller: Caller, to: str) -> None:
    """Raises Refusal (429) where the address was sent several tests lately, or the team's programs have sent many."""
    counted = (
        ("test to address", mailbox(to), _MOST_TO_AN_ADDRESS),
        ("test by programs", str(caller.listed.number), _MOST_OF_A_TEAM),
    )
    for kind, key, most in counted:
        if not caller.context.store.sign_ins.try_once(kind, hash_of(key), caller.context.clock(), most, HOUR):
            wait = {"Retry-After": str(int(HOUR.total_seconds()))}
            raise Refusal(429, "That are tests enough for an hour.", headers=wait)


def edition_of(caller: Caller, period: Period) -> Edition:
    """The month's edition. Raises Refusal (404) where there is none."""
    found = caller.context.store.editions.find(caller.team.name, period)
    if found is None:
        raise Refusal(404, f"There is no draft of {period.start:%Y-%m} yet.")
    return found


def _edition(caller: Caller, period: Period) -> EditionShown:
    context, team = caller.context, caller.team
    found = context.store.editions.find(team.name, period)
    stood = standing_of(context, team, period)
    is_none = found is None and stood.act is None
    waits = found is not None and stood.standing in (Standing.DRAFT, Standing.APPROVED, Standing.SENDING)
    counts = context.store.editions.counts(found.id) if found else {}
    now = grounds_of(context, team, period) if waits else None
    why = hindrance_of(context, team, now) if now is not None else None
    scheduled = timetable_of(team).send_at(period) if team.schedule.begins else None
    return EditionShown(
        period=f"{period.start:%Y-%m}",
        standing="none" if is_none else stood.standing.value,
        subject=found.content.subject if found else "",
        built_at=as_built(found) if found else None,
        languages=[own_language(context, team, found), *context.store.editions.languages(found.id)] if found else [],
        lacks=list(lacking(context, team, found)) if found else [],
        decided_by=stood.act.by if stood.act else "",
        reason=stood.act.reason if stood.act else "",
        why_not=why.words if why is not None else "",
        leaves_at=leaves_at(context, team, now) if now is not None else scheduled,
        mails={state.value: count for state, count in counts.items() if count},
        version=edition_version(context, team, period),
    )
