"""One turn of the schedule: what is due is drafted or sent, and leads are told what needs a person.

What is due follows from the store and the time alone (`editions.due`), so that a restart, a second scheduler or a
missed hour changes nothing: a turn can be run at any time, any number of times. One team's trouble is told and does
not keep the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from drumbeat.desk.beating import beating
from drumbeat.desk.bounces import look_for_bounces
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done, told_of
from drumbeat.desk.drafts import draft_whole
from drumbeat.desk.dues import due_of, standing_for_schedule
from drumbeat.desk.history import pasts_of
from drumbeat.desk.lacking import drafts_that_lack
from drumbeat.desk.leaderless import is_leaderless, is_without_lead
from drumbeat.desk.leads import show_draft
from drumbeat.desk.naming_notices import tell_named
from drumbeat.desk.notices import tell
from drumbeat.desk.places import blocked, settle
from drumbeat.desk.retries import is_put_off, put_off, retry_of, worked
from drumbeat.desk.sending import leave, tell_unreached
from drumbeat.desk.standings import grounds_of, hindrance_of, is_completed
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.due import Due
from drumbeat.editions.notices import Notice, Told, key_of
from drumbeat.editions.standing import Obstacle, Standing
from drumbeat.editions.timetable import Step
from drumbeat.editions.waits import believed
from drumbeat.errors import SettingsError, TryLater
from drumbeat.records.team import Team
from drumbeat.sentences import Sentence, sentence

log = logging.getLogger(__name__)


def turn(context: Context, pull: Callable[[], None]) -> list[Done] | None:
    """Do what is due. `pull` brings the store up to date; it is called once, when a draft is to be made.

    None where another process is at it. Nothing is done where the store is a copy, which must not send by itself
    (E49): it is told so at any time, and keeps nobody from the schedule. What failed is tried again by later turns,
    ever more seldom, and told to the lead once.
    """
    if refused := blocked(context):
        return _refused(refused)
    with context.store.schedulers.alone() as is_alone:
        if not is_alone:
            return None
        settle(context, "the first scheduler")
        if refused := blocked(context):  # a new store, which a scheduler elsewhere has adopted meanwhile
            return _refused(refused)
        with beating(context):
            return _turn(context, pull)


def _refused(why: SettingsError) -> list[Done]:
    return [Done("", "Nothing was drafted or sent.", why)]


def _turn(context: Context, pull: Callable[[], None]) -> list[Done]:
    done: list[Done] = []
    wanted: list[tuple[Team, Due]] = []
    context.store.editions.close_finished()
    done += look_for_bounces(context)
    for team in context.store.teams.all():
        with told_of(done, team.name, "What is due could not be found out."):
            wanted += [(team, each) for each in due_of(context, team)]
    ready = [each for each in wanted if not is_put_off(context, _retry(*each))]
    if any(each.step is Step.DRAFT for _, each in ready):
        ready = _with_fresh_records(context, pull, ready, done)
    numbers = {each.name: each.number for each in context.store.teams.listed()} if ready else {}
    _doubt(context, wanted)
    sent_on = {(team.name, each.period.start) for team, each in wanted if each.step is Step.SEND}
    context.store.editions.settle_interrupted(context.clock(), sent_on)
    for team, each in ready:
        if context.stop.is_set():
            break
        trouble: list[Done] = []
        said: dict[str, str | int] = {
            "team": numbers.get(team.name, 0),
            "month": f"{each.period.start:%Y-%m}",
            "step": each.step.name.lower(),
        }
        with told_of(trouble, team.name, _failed(each), said):
            for did in _step(context, team, each):
                log.info("a step was done", extra=said)
                done.append(did)
            worked(context, _retry(team, each))
        for failed in trouble:
            put_off(context, _retry(team, each))
            _tell_trouble(context, team, each, failed)
        done += trouble
    for team in context.store.teams.all():
        with told_of(done, team.name, "What is due could not be found out."):
            done += _complete(context, team)
    for team in context.store.teams.all():
        with told_of(done, team.name, "The lead could not be told."):
            done += _tell_of_drafts(context, team)
            tell_unreached(context, team)
    with told_of(done, "", "Those whom drafts name could not be told."):
        tell_named(context)
    return done


def _with_fresh_records(
    context: Context, pull: Callable[[], None], ready: list[tuple[Team, Due]], done: list[Done]
) -> list[tuple[Team, Due]]:
    """What can be done after the pull that drafts need: without it no draft is made."""
    first = min(each.period.start for _, each in ready if each.step is Step.DRAFT)
    step = retry_of("", next(each.period for _, each in ready if each.period.start == first), "pull")
    failed: list[Done] = []
    if not is_put_off(context, step):
        with told_of(failed, "", _NO_RECORDS):
            pull()
            worked(context, step)
            return ready
        put_off(context, step)
        for team, each in ready:
            if each.step is Step.DRAFT:
                _tell_trouble(context, team, each, failed[0])
    done += failed
    return [(team, each) for team, each in ready if each.step is not Step.DRAFT]


_NO_RECORDS = sentence("The records could not be brought up to date, so no draft was made.")


def _retry(team: Team, wanted: Due) -> Notice:
    return retry_of(team.name, wanted.period, wanted.step.value)


def _tell_trouble(context: Context, team: Team, wanted: Due, failed: Done) -> None:
    """Once a kind of trouble. What time mends is not told: if it does not in time, the digest is told as overdue."""
    if failed.error is None or isinstance(failed.error, TryLater):
        return
    notice = Notice(team.name, wanted.period, Told.TROUBLE, key_of(f"{wanted.step}{type(failed.error).__name__}"))
    said = phrase(
        "{what} {problem} {advice}", what=failed.words, problem=failed.error.args[0], advice=failed.error.recovery
    )
    tell(context, notice, team, said)


def _failed(wanted: Due) -> Sentence:
    month = Month(wanted.period.start)
    if wanted.step is Step.DRAFT:
        return spoken(phrase("Draft of {month} failed.", month=month))
    return spoken(phrase("Send of {month} failed.", month=month))


def _step(context: Context, team: Team, wanted: Due) -> Iterator[Done]:
    period = wanted.period
    if wanted.step is Step.DRAFT:
        edition = draft_whole(context, team, period)
        yield Done(team.name, f"Drafted {quoted(edition.content.subject)}.")
        return
    if wanted.step.is_missed:
        if tell(context, Notice(team.name, period, Told.OVERDUE), team):
            yield Done(team.name, f"The digest of {period.start:%B %Y} is overdue, and waits for a person.")
        return
    found = hindrance_of(context, team, grounds_of(context, team, period))
    if found is None:
        yield Done(team.name, leave(context, team, period))
    elif found.kind is Obstacle.IN_REVIEW:  # its lead is told how long, with the draft: see `_tell_of_drafts`
        return
    elif tell(context, Notice(team.name, period, Told.WAITING, key_of(found.words)), team, found.words):
        yield Done(team.name, f"The digest of {period.start:%B %Y} does not leave: {found.words}.")


def _doubt(context: Context, wanted: Sequence[tuple[Team, Due]]) -> None:
    """What a clock that was ahead told to be late, and is not, is told again once it is."""
    _, latest = believed(context.clock(), timedelta())
    due = {(team.name, each.period.start): each.step for team, each in wanted}
    for kind, steps in ((Told.OVERDUE, _MISSED), (Told.WAITING, (*_MISSED, Step.SEND))):
        context.store.notices.doubt(kind, latest, {of for of, step in due.items() if step in steps})


_MISSED = (Step.DRAFT_MISSED, Step.SEND_MISSED)


def _complete(context: Context, team: Team) -> Iterator[Done]:
    """Drafts that lack a language are made anew in time, where nobody has to: their leads are to have time to look."""
    for now in drafts_that_lack(context, team):
        month, step = now.period, retry_of(team.name, now.period, "language")
        if not is_completed(context, team, now) or is_put_off(context, step):
            continue
        failed: list[Done] = []
        with told_of(failed, team.name, spoken(phrase("Draft of {month} failed.", month=Month(month.start)))):
            edition = draft_whole(context, team, month)
            worked(context, step)
            yield Done(team.name, f"Drafted {quoted(edition.content.subject)} anew, for readers of another language.")
        if failed:
            put_off(context, step)
        yield from failed


def _tell_of_drafts(context: Context, team: Team) -> Iterator[Done]:
    """Every draft of the schedule's is told to its lead, if not at once then at the next turn that can.

    One that leaves by silence is told again where it was made anew and says other; then its lead has time once more.
    """
    begins, months = begins_of(team), months_of(team, context.clock())
    pasts = pasts_of(context, [team.name], months[-1].start)[team.name] if begins is not None else {}
    for month in months if begins is not None else ():
        past = pasts.get((month.start, month.end))
        if begins is None or month.start < begins.start or past is None:
            continue
        standing = standing_for_schedule(context, past, month, timetable_of(team))
        is_open = standing in (Standing.DRAFT, Standing.APPROVED)
        if not is_open or not show_draft(context, team, month):
            continue
        if is_without_lead(context, team):
            yield Done(team.name, "No address of its lead is known: its drafts wait for an approval.")
        if is_leaderless(context, team):
            yield Done(team.name, "Its lead has left, and nobody is told of its drafts.")
