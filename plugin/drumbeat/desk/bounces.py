"""Mails that came back: looked for at each turn of the schedule, or when somebody asks; and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from drumbeat import app
from drumbeat.bounces import Box, Reader, Reading, Rehearsal, Returns, read
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done, told_of
from drumbeat.desk.notices import tell
from drumbeat.desk.sending import suppress, tell_unreached
from drumbeat.desk.timetables import begins_of, months_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.bounces import Back
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.waits import LONGEST, waits
from drumbeat.errors import DrumbeatError, SettingsError, TryLater
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.records.zones import is_known

_MINUTES = 1
"""How long a turn looks at what came back before it sends; the next turn goes on."""
_PATIENCE = timedelta(days=1)
"""After which leads are told of a mailbox that is away; of one that refuses us they are told at once."""


def look_for_bounces(context: Context) -> list[Done]:
    """Read the mailbox of the settings if that is due. Whatever goes wrong is told, and holds nothing back."""
    done: list[Done] = []
    with told_of(done, "", "Whether mails came back could not be found out."):
        box = app.bounce_box(context.settings.mail, context.clock)
        state = context.store.bounces.state(box.place) if box is not None else None
        longest = max(LONGEST, context.settings.mail.bounces.pause)
        if box is None or (state is not None and waits(state.due_at, context.clock(), longest)):
            return []
        reading = _read_mailbox(context, box)
        done += _returned(context, reading.backs)
        if reading.trouble is None:
            return done
        raise reading.trouble
    _tell_trouble(context, done[-1].error)
    return done


def read_mailbox(context: Context, *, is_trial: bool = False) -> Reading:
    """Read the mailbox of the settings now; what keeps it from being read stands in the reading.

    Raises SettingsError where there is none, and as the ledger does.
    """
    box = app.bounce_box(context.settings.mail, context.clock)
    if box is None:
        raise SettingsError(
            "No mailbox is set in which mails that came back would be looked for.",
            recovery="Set [mail.bounces], or name files: drumbeat bounces FILE.",
        )
    return _read(context, box, is_trial=True) if is_trial else _read_mailbox(context, box)


def read_files(context: Context, paths: Sequence[Path], *, is_trial: bool = False) -> Reading:
    """Read mails that somebody hands over: files and folders."""
    return _read(context, app.bounce_files(paths), is_trial=is_trial)


def tell_of_returns(context: Context, backs: Collection[Back]) -> None:
    """Tell the leads whom these mails do not reach; of a team whose time zone nobody knows, once that is mended."""
    for team in context.store.teams.several({back.mailed.team for back in backs}):
        if not is_known(team.zone):
            continue
        tell_unreached(context, team, _periods_of(team, backs))


def _periods_of(team: Team, backs: Collection[Back]) -> list[Period]:
    """Of the team's editions whose mails came back, the latest first."""
    days = {_days(back) for back in backs if back.mailed.team == team.name}
    return [Period(start, end, team.zone) for start, end in sorted(days, reverse=True)]


def _days(back: Back) -> tuple[date, date]:
    return back.mailed.start, back.mailed.end


def _returned(context: Context, backs: Sequence[Back]) -> list[Done]:
    """How many came back, team by team. Leads are told at the end of the turn, which looks at their last months."""
    counts = Counter(back.mailed.team for back in backs)
    teams = [team for team in context.store.teams.several(counts) if is_known(team.zone)]
    looked_at = {(team.name, each.start, each.end) for team in teams for each in months_of(team, context.clock())}
    tell_of_returns(context, [each for each in backs if (each.mailed.team, *_days(each)) not in looked_at])
    return [Done(team, f"{SAY.times(count, 'mail', 'mails')} came back.") for team, count in sorted(counts.items())]


def _read_mailbox(context: Context, box: Box) -> Reading:
    """Read it, and keep how it fares. Of a bug only the kind; what ails the store is no trouble of the mailbox."""
    bounces, now = context.store.bounces, context.clock()
    try:
        reading = _read(context, box)
    except DrumbeatError:
        raise
    except Exception as error:
        bounces.failed(box.place, f"This is a bug in Drumbeat ({type(error).__name__}).", now)
        raise
    if reading.trouble is not None:
        bounces.failed(box.place, str(reading.trouble), now)
    else:
        pause = context.settings.mail.bounces.pause if reading.is_whole else timedelta()
        bounces.was_read(box.place, now, now + pause)
    return reading


def _read(context: Context, box: Box, *, is_trial: bool = False) -> Reading:
    left = app.time_left(_MINUTES)
    bounces: Returns = context.store.bounces
    reader = Reader(
        parse=app.bounce_report,
        clock=context.clock,
        gone=lambda back: None if is_trial else suppress(context, back.mailed.recipient, back.reason),
        is_over=lambda: context.stop.is_set() or (bool(box.place) and left() <= 0),
    )
    with closing(box):
        return read(box, Rehearsal(bounces) if is_trial else bounces, reader)


def _tell_trouble(context: Context, error: DrumbeatError | None) -> None:
    """Tell every lead with a schedule, once a month: what came back is not known, and looks as if it had arrived.

    Whatever else went wrong, in the store or on the way to the leads, is not kept as the mailbox's trouble.
    """
    box = app.bounce_box(context.settings.mail, context.clock)
    state = context.store.bounces.state(box.place) if box is not None else None
    if error is None or state is None or state.failing_since is None or state.trouble != str(error):
        return
    if isinstance(error, TryLater) and context.clock() - state.failing_since < _PATIENCE:
        return
    for team in context.store.teams.all():
        if begins_of(team) is not None and is_known(team.zone):
            tell(context, Notice(team.name, months_of(team, context.clock())[0], Told.UNREAD), team, error.args[0])
