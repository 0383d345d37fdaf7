"""Editions: how they stand, what they say, and what is decided about them."""

from __future__ import annotations

import json

from fastapi import APIRouter

from drumbeat.desk import decisions
from drumbeat.desk.by_hand import send_test
from drumbeat.desk.drafts import as_built, shown
from drumbeat.desk.history import past
from drumbeat.desk.standings import hindrance, standing_of
from drumbeat.desk.timetables import timetable_of
from drumbeat.desk.versions import edition_version
from drumbeat.editions.standing import Standing
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.web.api.access import Caller, Decider, Reader
from drumbeat.web.api.models import Decision, Editions, EditionShown, Preview, Reasoned, Trial
from drumbeat.web.api.problems import Refusal
from drumbeat.web.api.teams import MonthAsked, month_of

router = APIRouter(prefix="/teams/{team}/editions")
_MOST = 24
"""Months of the history: two years."""


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
def preview(caller: Reader, month: MonthAsked) -> Preview:
    """What the draft holds, or what was sent. Nothing is made anew."""
    found = _found(caller, month_of(caller, month))
    content = shown(caller.context, found)
    digest = json.loads(content.digest)
    return Preview(
        period=month,
        language=digest.get("language", caller.team.language),
        subject=content.subject,
        html=content.html,
        text=content.text,
        digest=digest,
    )


@router.post("/{month}/approve", summary="Approve the draft")
def approve(caller: Decider, month: MonthAsked, said: Decision) -> EditionShown:
    """As it is now. Whatever changes afterwards lapses the approval."""
    period = month_of(caller, month)
    _found(caller, period)
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


@router.post("/{month}/test", summary="Send it to one address as a test")
def test(caller: Decider, month: MonthAsked, said: Trial) -> EditionShown:
    """Marked as a test; to the lead, or within the company."""
    period = month_of(caller, month)
    send_test(caller.context, caller.team, period, _found(caller, period), said.to)
    return _edition(caller, period)


def _found(caller: Caller, period: Period) -> Edition:
    found = caller.context.store.editions.find(caller.team.name, period)
    if found is None:
        raise Refusal(404, f"There is no draft of {period.start:%Y-%m} yet.")
    return found


def _edition(caller: Caller, period: Period) -> EditionShown:
    context, team = caller.context, caller.team
    found = context.store.editions.find(team.name, period)
    stood = standing_of(context, team, period)
    is_none = found is None and stood.act is None
    waits = found is not None and stood.standing in (Standing.DRAFT, Standing.APPROVED)
    counts = context.store.editions.counts(found.id) if found else {}
    return EditionShown(
        period=f"{period.start:%Y-%m}",
        standing="none" if is_none else stood.standing.value,
        subject=found.content.subject if found else "",
        built_at=as_built(found) if found else None,
        decided_by=stood.act.by if stood.act else "",
        reason=stood.act.reason if stood.act else "",
        why_not=hindrance(context, team, period) if waits else "",
        leaves_at=timetable_of(team).send_at(period) if team.schedule.begins else None,
        mails={state.value: count for state, count in counts.items() if count},
        version=edition_version(context, team, period),
    )
