"""What becomes of an edition, in sentences: when it leaves, to how many, and what it waits for. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drumbeat.desk.changes import Change
from drumbeat.desk.coming import Coming
from drumbeat.desk.languages import lacks
from drumbeat.digest.language.phrase import Moment, Phrase, Value, phrase, plural
from drumbeat.editions.standing import Obstacle, Standing
from drumbeat.web.blocks import Text, Tone

_AT_ALL = phrase("It does not leave by itself.")


def prospects(found: Coming, now: datetime) -> tuple[Text, ...]:
    """How the edition stands and what comes next, the most important first."""
    standing = found.stood.standing
    if found.obstacle is Obstacle.UNRECEIVED:
        return (Text(_UNRECEIVED, "trouble"),)
    if standing is Standing.SENDING and found.may_be_sent:
        return (Text(_CUT_SHORT, "note"),)
    if standing in _OVER:
        return _OVER[standing]
    if standing in (Standing.HELD, Standing.SKIPPED):
        return (Text(_stopped(found), "trouble" if standing is Standing.HELD else "note"),)
    return _yet_to_leave(found, now)


def _yet_to_leave(found: Coming, now: datetime) -> tuple[Text, ...]:
    """The same of one that nobody stopped, and of which nothing has left."""
    if found.unknown is not None:
        waits = phrase("It waits for a person: {why}.", why=found.unknown.why)
        return (Text(waits, "trouble"), Text(_ASK), *_stale(found))
    if found.edition is None:
        return _undrafted(found, now)
    if not found.is_whole:
        said = phrase("The draft was made of records that do not reach to the end of the month, and does not leave so.")
        return (Text(said, "trouble"), Text(phrase("The records are read before the schedule makes its draft.")))
    words, tone = _leaving(found, now)
    return (*_stale(found), Text(words, tone), *_beside(found))


def _stale(found: Coming) -> tuple[Text, ...]:
    """That it is to be made anew, and why."""
    if found.lacks:
        why = lacks(found.lacks)
        if found.is_completed:
            said = phrase("The draft lacks a language: {why}. The schedule makes it anew, or you do now.", why=why)
            return (Text(said, "note"),)
        said = phrase("The draft lacks a language: {why}. Make it anew, and look at it.", why=why)
        return (Text(said, "note"),)
    said = phrase("The draft does not hold what was changed since. Make it anew, and look at it.")
    return (Text(said, "note"),) if found.is_stale else ()


_ASK = phrase(
    "Ask the administrator of Drumbeat to look at the mail server’s log. If nobody gets it twice, who knows that sends "
    "it from the command line, with --force and a reason; otherwise skip the month."
)
_UNRECEIVED = phrase("Nobody is known to have received it: each of its mails was refused, came back or was skipped.")
_CUT_SHORT = phrase(
    "It is on its way. What is still to go leaves when somebody sends it: if nobody does so just now, send it."
)
_OVER = {
    Standing.SENT: (Text(phrase("It is sent."), "good"),),
    Standing.SENDING: (Text(phrase("It is on its way."), "note"),),
}


def _stopped(found: Coming) -> Phrase:
    act = found.stood.act
    by, reason = (act.by, act.reason) if act else ("", "")
    if found.stood.standing is Standing.HELD:
        return phrase("{by} holds it: {reason}. Nothing of it leaves until somebody releases it.", by=by, reason=reason)
    return phrase("{by} skipped this month: {reason}. It goes to nobody.", by=by, reason=reason)


def _undrafted(found: Coming, now: datetime) -> tuple[Text, ...]:
    if found.drafted_at is None:
        return (Text(phrase("There is no draft yet, and none is made by itself."), "note"),)
    if found.drafted_at <= now:
        return (Text(phrase("There is no draft yet. It was to be made on {at}.", at=Moment(found.drafted_at)), "note"),)
    drafted = phrase("Its draft is made on {at}.", at=Moment(found.drafted_at))
    if found.leaves_at is None:
        return (Text(drafted, "note"), Text(_AT_ALL))
    return (Text(drafted, "note"), Text(phrase("It leaves on {at}.", at=Moment(found.leaves_at))))


def _leaving(found: Coming, now: datetime) -> tuple[Phrase, Tone]:
    """Of a draft that is whole and as it should be."""
    if found.obstacle is Obstacle.UNREACHABLE:
        return _NOBODY if found.readers == 0 else _UNCLEAR, "trouble"
    if found.leaves_at is None:
        return phrase("It is ready. It leaves when somebody sends it."), "note"
    values: dict[str, Value] = {
        "at": Moment(found.leaves_at),
        "readers": plural("{n} recipient", "{n} recipients", found.readers or 0),
        "by": found.stood.act.by if found.stood.act else "",
    }
    if found.is_missed:
        return replace(_MISSED, values=tuple(values.items())), "trouble"
    is_approved = found.stood.standing is Standing.APPROVED
    is_asked = found.obstacle in _UNAPPROVED or (is_approved and found.is_unfit)
    way = "asked" if is_asked else "approved" if is_approved else "silent"
    said = _WAYS[way, found.leaves_at <= now]
    return replace(said, values=tuple(values.items())), "good" if way == "approved" else "note"


_NOBODY = phrase("Nobody receives it yet.")
_UNCLEAR = phrase("It does not leave: it is not known whom some rules of its recipients leave out.")
_MISSED = phrase(
    "It should have left on {at}. That is too long ago for it to leave by itself: send it, or skip the month."
)
_UNAPPROVED = (Obstacle.UNAPPROVED, Obstacle.CHANGED, Obstacle.LEADLESS)
_WAYS = {
    ("asked", False): phrase("It leaves on {at} to {readers} if somebody approves it, otherwise to nobody."),
    ("asked", True): phrase("It was to leave on {at} to {readers}. It does once somebody approves it."),
    ("approved", False): phrase("{by} approved it. It leaves on {at} to {readers}."),
    ("approved", True): phrase("{by} approved it. It leaves within minutes to {readers}."),
    ("silent", False): phrase("It leaves on {at} to {readers} unless somebody holds it."),
    ("silent", True): phrase("It was to leave on {at} to {readers}, and does soon unless somebody holds it."),
}
"""By what its leaving rests on, and whether its time has come."""


def _changed(found: Coming) -> Phrase:
    """That what somebody approved, or was shown, is something else by now."""
    if found.lapsed is None:
        return phrase("It was changed since its draft was made; nobody has approved it as it is now.")
    approval = found.lapsed.approval
    values: dict[str, Value] = {
        "by": approval.by,
        "at": Moment(approval.at.astimezone(found.period.zone)),
        "what": tuple(_CHANGES[each] for each in found.lapsed.what),
    }
    if not found.lapsed.what:
        return phrase("It was changed since {by} approved it on {at}; nobody has approved it as it is now.", **values)
    return phrase("Since {by} approved it on {at}: {what}. Nobody has approved it as it is now.", **values)


_CHANGES = {
    Change.EDITED: phrase("what it says was edited"),
    Change.DRAFTED: phrase("its draft was made anew"),
    Change.FIGURES: phrase("figures of it were approved or left out"),
    Change.RECIPIENTS: phrase("its recipients were changed"),
    Change.TEAM: phrase("its team is made of others than it tells of"),
}


def _beside(found: Coming) -> tuple[Text, ...]:
    said = []
    if found.obstacle is Obstacle.CHANGED and (found.lapsed is not None or not found.is_stale):
        said.append(Text(_changed(found)))
    if found.obstacle is Obstacle.LEADLESS:
        said.append(Text(phrase("Its lead has left or cannot be told of it, so silence is no approval.")))
    if found.objected_until is not None:
        until = Moment(found.objected_until)
        said.append(Text(phrase("Those whom it names may object until {until}; it leaves no earlier.", until=until)))
    return tuple(said)
