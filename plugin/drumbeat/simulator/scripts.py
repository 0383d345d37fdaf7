"""Values written as `javascript:gs...()`: the date functions and the user functions (fact sheet 1.3, 1.4).

The day boundaries are those of the session user's time zone; the result is stored text in UTC.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from drumbeat.simulator.instance import sys_id_for
from drumbeat.simulator.moments import literal, moved, start_of, stored
from drumbeat.simulator.session import Session

PREFIX = "javascript:"
_CALL = re.compile(r"javascript:\s*gs\.(?P<name>\w+)\((?P<arguments>[^()]*)\)\s*;?")
_SPAN = re.compile(
    r"(?P<edge>beginningOf|endOf)(?P<which>Today|Yesterday|Tomorrow|(?:This|Last|Next)(?:Week|Month|Quarter|Year))"
)
_AGO = re.compile(r"(?P<unit>minutes|hours|days|months|quarters|years)Ago(?P<edge>Start|End|)")
_SHIFT = {"This": 0, "Last": -1, "Next": 1}
_DAYS = {"Today": 0, "Yesterday": -1, "Tomorrow": 1}
_TIMES = {"start": "00:00:00", "end": "23:59:59", "": "00:00:00"}
_EXACT = ("minute", "hour")
"""Units that are a length of time, not a stretch of the calendar."""
_ONE_SECOND = timedelta(seconds=1)


def call_of(text: str) -> tuple[str, list[str]] | None:
    """The function's name and its arguments without quotes; None when the text is no such call."""
    match = _CALL.fullmatch(text)
    if match is None:
        return None
    return match["name"], [part.strip().strip("'\"") for part in match["arguments"].split(",")]


def evaluate(text: str, session: Session) -> str | None:
    """The value of a `javascript:` expression; None for one that this simulator does not know."""
    call = call_of(text)
    if call is None:
        return None
    name, arguments = call
    if name == "getUserID":
        return sys_id_for("sys_user", session.user.user_name)
    if name == "getUserName":
        return session.user.user_name
    if name == "dateGenerate":
        return _date_generate(arguments, session)
    if name in ("now", "nowDateTime"):
        return stored(session.now)
    moment = _span(name, session) or _ago(name, arguments[0], session)
    return stored(moment) if moment else None


def _date_generate(arguments: list[str], session: Session) -> str | None:
    """The pair is read in the session user's zone (1.4); `start` and `end` stand for the edges of the day."""
    day, time = (*arguments, "")[:2]
    return literal(f"{day} {_TIMES.get(time, time)}", session.zone)


def _span(name: str, session: Session) -> datetime | None:
    match = _SPAN.fullmatch(name)
    if match is None:
        return None
    which = match["which"]
    if which in _DAYS:
        unit, shift = "day", _DAYS[which]
    else:
        unit, shift = which[4:].lower(), _SHIFT[which[:4]]
    first = moved(start_of(session.local_now, unit), unit, shift)
    return first if match["edge"] == "beginningOf" else moved(first, unit, 1) - _ONE_SECOND


def _ago(name: str, count: str, session: Session) -> datetime | None:
    match = _AGO.fullmatch(name)
    if match is None or not count.lstrip("-").isdigit():
        return None
    unit = match["unit"].removesuffix("s")
    moment = moved(session.now if unit in _EXACT else session.local_now, unit, -int(count))
    moment = moment.astimezone(session.zone)
    if not match["edge"]:
        return moment
    first = start_of(moment, unit)
    return first if match["edge"] == "Start" else moved(first, unit, 1) - _ONE_SECOND
