"""Whom drafts name is told so by mail, once for each thing that they are named for, while there is time to object (F9).

Nobody else is told: a mailbox that several share receives nothing.
"""

from __future__ import annotations

from datetime import datetime

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.desk.looking import is_looked_at
from drumbeat.desk.namings import NamedLine, lines_in
from drumbeat.desk.notices import post
from drumbeat.desk.places import blocked
from drumbeat.desk.recipients import has_left
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Moment, Phrase, phrase
from drumbeat.digest.people.consent import NamedBy
from drumbeat.digest.people.names import is_imported
from drumbeat.editions.addresses import is_bare_address
from drumbeat.editions.notices import naming_notice
from drumbeat.records.model import User
from drumbeat.records.period import Period
from drumbeat.records.team import Team

OWN_PAGE = "/record/naming"
"""Where the person sees the lines, and takes the name out."""


def tell_named(context: Context) -> None:
    """Tell everybody whom a draft names, and who was not told of these lines yet. Nothing from a copy of the store.

    Who has no address of their own in ServiceNow, or is not active, is not told until that is otherwise.
    """
    privacy = context.settings.privacy
    if not (privacy.keeps_personal_records and privacy.names_people) or blocked(context):
        return
    wanted = context.store.editions.whom_drafts_name()
    teams = {team.name: team for team in context.store.teams.several({each.team for each in wanted})} if wanted else {}
    for each in wanted:
        if each.team in teams:
            _tell(context, teams[each.team], each)


def _tell(context: Context, team: Team, named: NamedBy) -> None:
    period = Period(named.start, named.end, team.zone)
    notice = naming_notice(team.name, period, named.person, named.lines)
    user = _reader(context, named.person)
    if user is not None and context.store.notices.at(notice) is None:
        post(context, notice, user.email, lambda: _letter(context, team, named, user))


def _reader(context: Context, person: str) -> User | None:
    """The one active user, with a mailbox that nobody shares."""
    directory = directory_of(context)
    users = [user for user in directory.users_named(person) if user.is_active is not False]
    if len(users) != 1 or not is_bare_address(users[0].email) or has_left(context, users[0].email):
        return None
    return users[0] if len(directory.users_at(users[0].email)) == 1 else None


def _letter(context: Context, team: Team, named: NamedBy, user: User) -> tuple[str, list[str]]:
    """Subject and paragraphs: what will be printed, and by when and how to take the name out."""
    say = app.notice_wording(context.settings, team.language)
    drafts = context.store.editions.drafts_naming(named.person)
    here = [each for each in drafts if (each.team, each.start, each.end) == (named.team, named.start, named.end)]
    lines = [line for each in here for line in lines_in(context, team, user.ref, each)]
    month = view_of(Period(named.start, named.end, team.zone))
    told = [
        say.say(
            phrase(
                "The draft of the digest of “{team}” of {month} names you, as you agreed. It prints:",
                team=team.name,
                month=month,
            )
        )
    ]
    told += ["\n".join(printed) for printed in dict.fromkeys(line.printed for line in lines)]
    numbers = sorted({line.partition(":")[2] for line in named.lines})
    records = (phrase("an imported entry") if is_imported(each) else each for each in numbers)
    if numbers:  # a draft of an older version does not say
        told.append(say.say(phrase("It tells of: {records}", records=tuple(dict.fromkeys(records)))))
    told.append(say.say(_time(context, team, lines)))
    if is_looked_at(context):
        told.append(say.say(phrase("See it, and take your name out if you want to:")))
        told.append(f"{context.settings.web.url}{OWN_PAGE}")
    else:
        told.append(say.say(_whom_to_ask(team)))
    told.append(say.say(phrase("You need give no reason, and nobody but you has this mail.")))
    subject = phrase("{what}: “{team}”, {month}", what=phrase("Your name in a draft"), team=team.name, month=month)
    return say.say(subject), told


def _time(context: Context, team: Team, lines: list[NamedLine]) -> Phrase:
    """By when the name is to be taken out, as `looking.free_at` reckons; without pages no draft waits."""
    until = max((line.until for line in lines if line.until is not None), default=None)
    if until is not None and until > context.clock():
        return phrase("You have until {until} to take your name out: it does not leave before.", until=_at(until, team))
    leaves = min((line.leaves_at for line in lines if line.leaves_at is not None), default=None)
    if leaves is not None and leaves > context.clock():
        return phrase("Take your name out before {at}: then it may leave by itself.", at=_at(leaves, team))
    return phrase("It may leave at any time: take your name out soon if you want to.")


def _at(moment: datetime, team: Team) -> Moment:
    return Moment(moment.astimezone(team.zone))


def _whom_to_ask(team: Team) -> Phrase:
    who = " ".join(filter(None, (team.lead, f"<{team.lead_address}>" if team.lead_address else "")))
    if who:
        return phrase("To take your name out, ask the team's lead, {who}, or whoever runs Drumbeat.", who=who)
    return phrase("To take your name out, ask whoever runs Drumbeat.")
