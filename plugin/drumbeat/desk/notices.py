"""What is told by mail about editions, each thing once, in the language of their digest; nearly all of it to leads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.reviews import is_reachable
from drumbeat.desk.undecided import undecided
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Phrase, Value, phrase
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.errors import DeliveryError, MailServerRefused, RecipientGone, TryLater
from drumbeat.logs import about
from drumbeat.records.team import Team

log = logging.getLogger(__name__)


def tell(context: Context, notice: Notice, team: Team, detail: Value = "") -> bool:
    """Tell the lead, unless that was done; whether it is news.

    A team without a lead's address, or whose lead has left, is told of by `drumbeat status` alone.
    """
    address = team.lead_address if is_reachable(context, team) else ""
    return post(context, notice, address, lambda: _letter(context, team, notice, detail))


def post(context: Context, notice: Notice, address: str, letter: Callable[[], tuple[str, list[str]]]) -> bool:
    """Mail the letter's subject and paragraphs to the address, unless that was done; whether it is news.

    A mail that may have left counts as told. Where the mail server is away it is told at the next turn. Whether it was
    certainly told is kept: see `NoticeStore.reached`.
    """
    now = context.clock()
    if not context.store.notices.claim(notice, now):
        return False
    is_reached = False
    if address:
        subject, lines = letter()
        try:
            message = app.notice(context.settings.mail, address, subject, lines, now)
            app.transport(context.settings.mail).send(message, address)
            is_reached = True
        except (TryLater, MailServerRefused) as error:  # the next turn tries again
            log.warning("somebody could not be told of an edition", extra=about(error))
            context.store.notices.give_back(notice)
            return False
        except RecipientGone as gone:
            context.store.suppressions.add(address, EVERY_TEAM, Reason.LEFT, str(gone)[:200], now)
        except DeliveryError as error:
            log.warning("somebody could not be told of an edition", extra=about(error))
    context.store.notices.settle(notice, is_reached=is_reached)
    return True


@dataclass(frozen=True, slots=True)
class _Step:
    """What a lead may do: what it is for, and the commands that do it."""

    words: Phrase
    commands: tuple[str, ...]


_LOOK = _Step(phrase("Look at it as it will be sent:"), ("drumbeat preview {named}",))
_APPROVE = _Step(phrase("Approve it as it is now:"), ("drumbeat approve {named}",))
_STOP = _Step(
    phrase("Hold it, or skip the month:"),
    ("drumbeat hold {named} --reason …", "drumbeat skip {named} --reason …"),
)
_STATUS = _Step(phrase("See how it stands:"), ("drumbeat status {named}",))
_DECIDE = phrase("Look at it as it will be sent, and decide:")
_RECIPIENTS = phrase("See who your recipients are:")
_AGAIN = phrase("When that is mended, send it to them once more:")
_RESUBSCRIBE = _Step(
    phrase("Once it is there again, whoever runs Drumbeat lets it receive the digest:"),
    ("drumbeat recipient resubscribe ADDRESS --said …",),
)
_ANOTHER = phrase("It says other than the draft that you were told of before.")
_AGAIN_BY_CLOCK = phrase("You were told so before, when a clock was wrong.")
_GROWN = _Step(phrase("If it shall, whoever runs Drumbeat sends the digest by hand:"), ("drumbeat send {named}",))


@dataclass(frozen=True, slots=True)
class _Kind:
    """Of a notice: how its subject begins, what it tells, and what may be done about it."""

    title: Phrase
    told: tuple[Phrase, ...]
    steps: tuple[_Step, ...]
    """Where there are no pages."""
    page: str = "editions/{month}"
    """Of the team's, where there are some."""
    opens: Phrase = _STATUS.words
    """What the page is opened for."""
    besides: tuple[_Step, ...] = ()
    """What no page does."""


_KINDS = {
    Told.DRAFT: _Kind(
        phrase("Draft"),
        (phrase("The digest of “{team}” of {month} is drafted. {detail}"),),
        (_LOOK, _APPROVE, _STOP),
        opens=_DECIDE,
    ),
    Told.WAITING: _Kind(
        phrase("Waiting for you"),
        (phrase("The digest of “{team}” of {month} was to leave now, and nobody receives it: {detail}."),),
        (_LOOK, _APPROVE),
        opens=_DECIDE,
    ),
    Told.OVERDUE: _Kind(
        phrase("Overdue"),
        (
            phrase("The digest of “{team}” of {month} should have left longer ago than it may be late."),
            phrase("It does not leave by itself any more, so that nobody is surprised by an old one."),
        ),
        (_LOOK, _Step(phrase("Send it all the same:"), ("drumbeat send {named}",))),
        opens=_DECIDE,
    ),
    Told.LEFT: _Kind(
        phrase("Recipients who have left"),
        (
            phrase(
                "The digest of “{team}” reaches {detail} no more: the mailbox is gone, or its user has left. Nothing "
                "is sent there."
            ),
        ),
        (_Step(_RECIPIENTS, ('drumbeat recipient list --team "{team}"',)),),
        page="recipients",
        opens=_RECIPIENTS,
    ),
    Told.LIST: _Kind(
        phrase("A list that is not there"),
        (
            phrase("The digest of “{team}” reaches {detail} no more: a mail server knows no such distribution list."),
            phrase("None of its readers has left, and none receives it. Ask whoever keeps the list."),
        ),
        (_RESUBSCRIBE,),
        besides=(_RESUBSCRIBE,),
        page="recipients",
        opens=_RECIPIENTS,
    ),
    Told.LOST: _Kind(
        phrase("Recipients whom no mail reaches"),
        (phrase("The digest of “{team}” of {month} leaves to others, and not to these: {detail}."),),
        (_Step(_RECIPIENTS, ('drumbeat recipient list --team "{team}"',)),),
        page="recipients",
        opens=_RECIPIENTS,
    ),
    Told.RETURNED: _Kind(
        phrase("Mails came back"),
        (phrase("The digest of “{team}” of {month} was accepted for these, and came back: {detail}."),),
        (_Step(_AGAIN, ("drumbeat send {named} --resend-failed",)),),
        opens=_AGAIN,
    ),
    Told.UNREAD: _Kind(
        phrase("Trouble"),
        (
            phrase(
                "Whether mails come back cannot be known at the moment, the digests of “{team}” among them: {detail}"
            ),
            phrase("Digests leave all the same. Tell whoever looks after Drumbeat."),
        ),
        (),
    ),
    Told.GROWN: _Kind(
        phrase("Waiting for you"),
        (
            phrase(
                "The digest of “{team}” of {month} was leaving when {detail} became a list of the whole company. "
                "Nobody has agreed to that, so it receives nothing."
            ),
        ),
        (_GROWN,),
        besides=(_GROWN,),
    ),
    Told.LIMIT: _Kind(
        phrase("Not all have it yet"),
        (
            phrase("The digest of “{team}” of {month} has not reached everybody yet: {detail} (mail.per_day)."),
            phrase("Where a schedule runs, it sends the rest as soon as it may."),
            phrase("If your mail server takes more in a day, the limit can be raised."),
        ),
        (_Step(phrase("Otherwise send again tomorrow:"), ("drumbeat send {named}",)),),
    ),
    Told.TROUBLE: _Kind(phrase("Trouble"), (phrase("{detail}"),), (_STATUS,)),
}


def _letter(context: Context, team: Team, notice: Notice, detail: Value) -> tuple[str, list[str]]:
    """Subject and paragraphs. A command, or the address of a page, stands on a line of its own."""
    say, period, kind = app.notice_wording(context.settings, team.language), notice.period, _KINDS[notice.kind]
    values: Mapping[str, Value] = {"team": team.name, "month": view_of(period), "detail": detail}

    def said(words: Phrase) -> str:
        return say.say(replace(words, values=tuple(values.items())))

    lines = [said(words) for words in kind.told]
    if notice.kind in (Told.DRAFT, Told.WAITING):
        found = undecided(context, team, period, context.store.editions.find(team.name, period))
        lines += [say.say(each) for each in found.told]
    if notice.kind is Told.DRAFT and context.store.notices.tells_another(notice):
        lines.append(say.say(_ANOTHER))
    if context.store.notices.was_doubted(notice):
        lines.append(say.say(_AGAIN_BY_CLOCK))
    for words, ways in _ways(context, team, notice, kind):
        lines += [said(words), *ways]
    about = phrase("{what}: “{team}”, {month}", what=kind.title, team=team.name, month=view_of(period))
    return say.say(about), lines


def _ways(context: Context, team: Team, notice: Notice, kind: _Kind) -> Iterator[tuple[Phrase, list[str]]]:
    """What may be done, with the page that does it; where leads have none, with the commands."""
    period, web = notice.period, context.settings.web
    month = f"{period.start:%Y-%m}"
    steps = kind.steps
    if web.serves_leads and period.is_month:
        number = next(each.number for each in context.store.teams.listed() if each.name == team.name)
        yield kind.opens, [f"{web.url}/teams/{number}/{kind.page.format(month=month)}"]
        steps = kind.besides
    named = f'--team "{team.name}" --month {month}'
    for each in steps:
        yield each.words, [command.format(named=named, team=team.name) for command in each.commands]
