"""What a team's lead is shown of a draft, and what becomes of that when the lead is another."""

from __future__ import annotations

from contextlib import suppress

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.notices import key_of, tell
from drumbeat.desk.recipients import expansion_of, findings_of
from drumbeat.desk.standings import policy_of, standing_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.digest.language.phrase import Moment, Phrase, phrase
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.recipients import Expansion
from drumbeat.editions.standing import Policy, Standing
from drumbeat.errors import DrumbeatError
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def show_draft(context: Context, team: Team, period: Period) -> None:
    """Tell the lead that there is a draft, when it leaves, and whom of its recipients no mail reaches."""
    found = expansion_of(context, team.name, context.store.recipients.rules(team.name))
    lost = findings_of(found)
    leaves = _leaves(context, team, period)
    told = phrase("{leaves} Receives nothing: {lost}.", leaves=leaves, lost=lost) if lost else leaves
    if tell(context, Notice(team.name, period, Told.DRAFT), team, told):
        its_own = _lost(team, period, found)
        if context.store.notices.claim(its_own, context.clock()):
            context.store.notices.settle(its_own)


def tell_lost(context: Context, team: Team, period: Period) -> None:
    """Tell the lead of an edition that leaves which of its rules lead to nobody, where its draft's notice did not.

    A group may have lost its last member since.
    """
    found = expansion_of(context, team.name, context.store.recipients.rules(team.name))
    if found.recipients and found.findings:
        tell(context, _lost(team, period, found), team, findings_of(found))


def _lost(team: Team, period: Period, found: Expansion) -> Notice:
    """Of these findings: others are told again."""
    return Notice(
        team.name, period, Told.LOST, key_of("\n".join(f"{each.name} {each.reason}" for each in found.findings))
    )


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
                draft(context, team, period)
        if begins_of(team) is None:
            continue
        context.store.notices.forget(team.name, period)
        if edition is not None and standing in (Standing.DRAFT, Standing.APPROVED):
            show_draft(context, team, period)
            count += 1
    return count


def _leaves(context: Context, team: Team, period: Period) -> Phrase:
    """When the draft will leave, and what that needs, as a sentence."""
    at = timetable_of(team).send_at(period)
    if at is None:
        return phrase("It leaves when somebody sends it.")
    is_required, when = policy_of(context, team) is Policy.REQUIRED, Moment(at.astimezone(team.zone))
    if at <= context.clock():
        if is_required:
            return phrase("It was to leave on {at}, and leaves when somebody approves it.", at=when)
        return phrase("It was to leave on {at}, and leaves when a day has gone by and nobody holds it.", at=when)
    if is_required:
        return phrase("It leaves on {at} if somebody approves it, otherwise to nobody.", at=when)
    return phrase("It leaves on {at} unless somebody holds it.", at=when)
