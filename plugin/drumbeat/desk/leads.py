"""What a team's lead is shown of a draft, and what becomes of that when the lead is another."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft_whole
from drumbeat.desk.edited import is_whole
from drumbeat.desk.notices import tell
from drumbeat.desk.recipients import findings_of
from drumbeat.desk.reviews import draft_notice
from drumbeat.desk.standings import Grounds, grounds_of, standing_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.digest.language.phrase import Moment, Phrase, phrase
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.notices import Notice, Told, key_of
from drumbeat.editions.recipients import Expansion
from drumbeat.editions.reviews import review
from drumbeat.editions.standing import Policy, Standing
from drumbeat.errors import DrumbeatError
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def show_draft(context: Context, team: Team, period: Period) -> bool:
    """Tell the lead that there is a draft, when it leaves, and whom of its recipients no mail reaches.

    Once; but a draft that leaves by silence is told again where it says other than the one before. Whether it is news.
    """
    now = grounds_of(context, team, period)
    if now.edition is None:
        return False
    notice, notices = draft_notice(context, team, period, now.edition.id), context.store.notices
    if not _rests_on_silence(now) and notices.tells_another(notice):
        return False
    lost = findings_of(now.readers)
    leaves = _leaves(context, team, now)
    told = phrase("{leaves} Receives nothing: {lost}.", leaves=leaves, lost=lost) if lost else leaves
    if not tell(context, notice, team, told):
        return False
    its_own = _lost(team, period, now.readers)
    if lost and notices.claim(its_own, context.clock()):
        notices.settle(its_own)
    return True


def tell_lost(context: Context, team: Team, period: Period) -> None:
    """Tell the lead of an edition that leaves which of its rules lead to nobody, where its draft's notice did not.

    A group may have lost its last member since.
    """
    found = grounds_of(context, team, period).readers
    if found.recipients and found.findings:
        tell(context, _lost(team, period, found), team, findings_of(found))


def _lost(team: Team, period: Period, found: Expansion) -> Notice:
    """Of these findings: others are told again."""
    return Notice(
        team.name, period, Told.LOST, key_of("\n".join(f"{each.name} {each.reason}" for each in found.findings))
    )


def saw_draft(context: Context, team: Team, period: Period, address: str) -> None:
    """Whoever has this address has made the draft anew on a page and looks at it: its lead need not be told by mail."""
    edition = context.store.editions.stand(team.name, period)
    if edition is None or not team.lead_address or mailbox(address) != mailbox(team.lead_address):
        return
    notice, notices = draft_notice(context, team, period, edition[0]), context.store.notices
    if notices.reached(notice) is None:
        notices.give_back(notice)
        if notices.claim(notice, context.clock()):
            notices.settle(notice)


def hand_over(context: Context, team: Team) -> int:
    """Tell another lead what the one before was told of editions that have not left; how many drafts there are.

    Those are made anew: a mail names whom replies to it reach. An approval of before lapses with that. Where that
    cannot be done now, the former draft stays.
    """
    count = 0
    for period in months_of(team, context.clock()):
        edition = context.store.editions.find(team.name, period)
        standing = standing_of(context, team, period).standing
        if standing is Standing.SENT:
            continue
        if edition is not None and edition.state is EditionState.DRAFT:
            with suppress(DrumbeatError):
                draft_whole(context, team, period)
        if begins_of(team) is None:
            continue
        context.store.notices.forget(team.name, period)
        if edition is not None and standing in (Standing.DRAFT, Standing.APPROVED):
            show_draft(context, team, period)
            count += 1
    return count


def _rests_on_silence(now: Grounds) -> bool:
    return now.stood.standing is Standing.DRAFT and now.policy is Policy.REVIEW


def _leaves(context: Context, team: Team, now: Grounds) -> Phrase:
    """When the draft that the lead is told of now will leave, and what that needs, as a sentence."""
    if now.edition is not None and not is_whole(now.edition):
        return phrase("Its records do not tell of the whole month: it does not leave so, and you are told of another.")
    timetable, clock = timetable_of(team), context.clock()
    at = timetable.send_at(now.period)
    if at is None:
        return phrase("It leaves when somebody sends it.")
    when, lateness = Moment(at.astimezone(team.zone)), context.settings.schedule.max_lateness
    if clock - at > lateness:
        return phrase("It was to leave on {at}, too long ago to do so by itself: it waits until you send it.", at=when)
    if now.policy is Policy.REQUIRED:
        if at <= clock:
            return phrase("It was to leave on {at}, and leaves when somebody approves it.", at=when)
        return phrase("It leaves on {at} if somebody approves it, otherwise to nobody.", at=when)
    silent = review(clock, timetable, now.period).leaves_at(at, lateness) if _rests_on_silence(now) else at
    later = Moment(silent.astimezone(team.zone))
    said = {(True, True): _IN_TIME, (True, False): _LATE, (False, True): _LATER, (False, False): _LATE_REVIEW}
    return replace(said[silent == at, at > clock], values=(("at", when), ("later", later)))


_IN_TIME = phrase("It leaves on {at} unless somebody holds it.")
_LATE = phrase("It was to leave on {at}, and leaves soon unless somebody holds it.")
_LATER = phrase("It leaves on {later} unless somebody holds it, and on {at} if somebody approves it.")
_LATE_REVIEW = phrase(
    "It was to leave on {at}. It leaves on {later} unless somebody holds it, or as soon as somebody approves it."
)
