"""Editions on their way: to whom, in which language, and what a person must know afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, reduce
from threading import Lock
from typing import Any

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft_whole, refuse_unfit, shown
from drumbeat.desk.edited import is_edited
from drumbeat.desk.leads import tell_lost
from drumbeat.desk.notices import tell
from drumbeat.desk.outlook import expanded, is_used_up, outlook
from drumbeat.desk.standings import grounds_of, hindrance_of, standing_of
from drumbeat.desk.timetables import months_of
from drumbeat.digest.language.phrase import Label, Phrase, phrase, plural
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.bounces import Returned
from drumbeat.editions.deliveries import Delivery, DeliveryState, EditionState, Message, Planned, Unreached
from drumbeat.editions.notices import Notice, Told, key_of
from drumbeat.editions.recipients import EVERY_TEAM, Expansion, Reason
from drumbeat.editions.standing import Obstacle, Standing
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, TryLater
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import sentence


def mailing_of(context: Context, team: Team, period: Period, edition: Edition, seal: str | None = None) -> Mailing:
    """The edition with its recipients and the way it leaves; `seal` as `Mailing` has it. Raises as `expanded`."""
    mail = context.settings.mail
    now = context.clock()
    found = expanded(context, team)
    keepers = {each.address: each.keeper for each in found.recipients}

    @cache
    def letters(_held: str, language: str) -> Callable[[app.Reader, str], Message]:
        """Of what the edition holds: read again only where its hash, or the language, is another."""
        content = shown(context, edition, language)
        spoken = json.loads(content.digest).get("language", language) or team.language
        return app.letters(context.settings, content, replace(team, language=spoken), period, now)

    reading = Lock()

    def compose(delivery: Delivery) -> Message:
        """Who takes a consent back (F2) changes the hash of all later claims, and awaits the mails of earlier ones."""
        reader = app.Reader(delivery.recipient, delivery.kind.is_list, keepers.get(delivery.recipient, ""))
        with reading:  # one worker for all
            letter = letters(delivery.content_hash, delivery.language)
        return letter(reader, delivery.message_id)

    def publish() -> None:
        for language in ("", *context.store.editions.languages(edition.id)):
            app.publish(context.settings, shown(context, edition, language), now)

    return Mailing(
        edition_id=edition.id,
        planned=_planned(context, team, period, edition, found),
        compose=compose,
        transport=app.transport(mail),
        clock=context.clock,
        publish=publish,
        pace=app.pace(mail),
        workers=app.workers(mail),
        seal=seal,
        gone=lambda recipient, said: suppress(context, recipient, said),
        stop=context.stop,
    )


def suppress(context: Context, recipient: str, said: str) -> None:
    """No digest goes to a mailbox that is gone (E42)."""
    context.store.suppressions.add(recipient, EVERY_TEAM, Reason.LEFT, said[:200], context.clock())


def _planned(context: Context, team: Team, period: Period, edition: Edition, found: Expansion) -> list[Planned]:
    """A delivery to each recipient, in the own language where the edition was made in it; leavers are skipped (E42)."""
    languages = context.store.editions.languages(edition.id)

    def planned(address: str, **more: Any) -> Planned:
        return Planned(address, app.message_id(team.name, period, address, context.settings.mail.domain), **more)

    leavers = [each for each in found.skipped if each.reason is Reason.LEFT and each.address]
    return [
        *(
            planned(
                each.address,
                language=each.language if each.language in languages else "",
                kind=each.kind,
                persons=each.persons,
            )
            for each in found.recipients
        ),
        *(planned(each.address, skipped=each.reason.value) for each in leavers),
    ]


def send_now(context: Context, team: Team, period: Period, edition: Edition, seal: str) -> list[Delivery]:
    """Send the edition to everyone who has not received it, and tell the lead whom it does not reach, and why.

    `seal` is what was found fit to leave; empty for an edition that goes on to those it was planned for.
    """
    return _sent(context, team, period, mailing_of(context, team, period, edition, seal))


def _sent(context: Context, team: Team, period: Period, mailing: Mailing) -> list[Delivery]:
    deliveries = send(context.store.editions, mailing)
    _tell_unreached(context, team, [period])
    tell_lost(context, team, period)
    _tell_waiting(context, team, period, deliveries)
    return deliveries


def tell_unreached(context: Context, team: Team, further: Collection[Period] = ()) -> None:
    """Tell the lead whom the last months do not reach, and these further periods, if that is not told yet.

    No mail server may have taken that notice when they left, or their mails have come back since.
    """
    months = months_of(team, context.clock())
    _tell_unreached(context, team, [*months, *(each for each in further if each not in months)])


def _tell_unreached(context: Context, team: Team, periods: Sequence[Period]) -> None:
    """Of each period who has left, what has become a list of the whole company, and what came back."""
    asked = {each for period in periods for each in (period, period.before())}
    unreached = context.store.editions.unreached(team.name, asked)
    for period in periods:
        _tell_left(context, team, period, unreached)
        grown = [each.recipient for each in unreached[period] if each.has_grown]
        _tell_of(context, team, period, Told.GROWN, grown)
        _tell_returned(context, team, period)


def _tell_left(context: Context, team: Team, period: Period, unreached: Mapping[Period, Sequence[Unreached]]) -> None:
    """Who has left (E42), without those who were gone the month before already.

    A list that is gone is told as one: its readers are still there.
    """
    before = {mailbox(each.recipient) for each in unreached[period.before()] if not each.has_grown}
    left = [each for each in unreached[period] if not each.has_grown and mailbox(each.recipient) not in before]
    _tell_of(context, team, period, Told.LEFT, [each.recipient for each in left if not each.kind.is_list])
    _tell_of(context, team, period, Told.LIST, [each.recipient for each in left if each.kind.is_list])


def _tell_returned(context: Context, team: Team, period: Period) -> None:
    returned = context.store.bounces.returned(team.name, period)
    key = key_of("\n".join(f"{each.recipient} {each.at}" for each in returned))
    notice = Notice(team.name, period, Told.RETURNED, key)
    if returned and context.store.notices.at(notice) is None:
        tell(context, notice, team, tuple(_came_back(each, team) for each in returned))


def _came_back(mail: Returned, team: Team) -> Phrase:
    return phrase(
        "{recipient} ({day}: {cause})",
        recipient=mail.recipient,
        day=mail.at.astimezone(team.zone).date(),
        cause=Label(mail.cause),
    )


def _tell_of(context: Context, team: Team, period: Period, what: Told, whom: Sequence[str]) -> None:
    """Of all of them in one notice."""
    notice = Notice(team.name, period, what, key_of("\n".join(whom)))
    if whom and context.store.notices.at(notice) is None:
        tell(context, notice, team, tuple(whom))


def _tell_waiting(context: Context, team: Team, period: Period, deliveries: Sequence[Delivery]) -> None:
    """Tell the lead, once, that mails wait because as many have left as may in a day."""
    waiting = sum(each.state is DeliveryState.PLANNED for each in deliveries)
    if waiting and is_used_up(context):
        detail = plural(
            "{n} mail waits: in the last 24 hours as many have left as may, {most}",
            "{n} mails wait: in the last 24 hours as many have left as may, {most}",
            waiting,
            most=context.settings.mail.per_day,
        )
        tell(context, Notice(team.name, period, Told.LIMIT), team, detail)


def leave(context: Context, team: Team, period: Period) -> str:
    """What the schedule does when an edition may leave; what came of it, as a sentence.

    A draft that nobody approved as it is, and that tells what is not so any more, is made anew first: unapproved facts
    are left out of it. Where silence is to let it leave, its lead is shown the new one, and has time to look at it.
    What begins to leave is what was found fit to, or nothing does; what has begun goes on to those it was planned for,
    and to nobody else. Raises what keeps it from leaving.
    """
    edition = context.store.editions.find(team.name, period)
    is_new = edition is None or _is_stale(context, team, period, edition)
    if edition is None or is_new:
        edition = draft_whole(context, team, period)
    seal = context.store.editions.seal(edition.id) if edition.state is EditionState.DRAFT else ""
    found = hindrance_of(context, team, grounds_of(context, team, period))  # asked again, of what the seal is of
    if found is not None and found.kind is Obstacle.IN_REVIEW and is_new:
        return f"Drafted {quoted(edition.content.subject)} anew; it leaves once its lead has had time to look at it."
    if found is not None:
        raise TryLater(sentence("It was about to leave, and does not: {why}.", why=found.words))
    refuse_unfit(context, team, period, edition)
    if seal and (too_many := outlook(context, team).problem):  # what has begun to leave was fewer, and goes on
        raise too_many
    mailing = replace(mailing_of(context, team, period, edition, seal), is_patient=True)
    deliveries = _sent(context, team, period, mailing)
    if not deliveries:
        raise SettingsError(
            spoken(phrase("Nobody receives the digest of “{team}” yet.", team=team.name)),
            recovery=sentence('Add recipients: drumbeat recipient add --team "{name}" ADDRESS.', name=team.name),
        )
    if all(each.state is DeliveryState.SKIPPED for each in deliveries):
        return f"{quoted(edition.content.subject)} has reached nobody: whoever was to receive it is skipped."
    put_off = [each for each in deliveries if each.retry_at is not None and not each.is_due(context.clock())]
    if (problem := verdict([each for each in deliveries if each not in put_off])) is not None:
        raise problem
    sent = sum(each.state is DeliveryState.SENT for each in deliveries)
    waiting = f"; {SAY.times(len(put_off), 'mail is', 'mails are')} put off by the mail server" if put_off else ""
    return f"Sent {quoted(edition.content.subject)} to {SAY.times(sent, 'recipient', 'recipients')}{waiting}."


def _is_stale(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether a draft may and should be made anew: nobody approved it, and it must not leave or lacks a language.

    One that was edited after its approval comes here under `automatic` only.
    """
    if edition.state is not EditionState.DRAFT:
        return False
    if standing_of(context, team, period).standing is Standing.APPROVED:
        return is_edited(context, team, period, edition)
    try:
        refuse_unfit(context, team, period, edition)
    except SettingsError:
        return True
    return False


def verdict(deliveries: list[Delivery]) -> DrumbeatError | None:
    """What a person must know when not everybody was sent to."""
    states = Counter(each.state for each in deliveries)
    said = [replace(words, count=states[state]) for state, words in _UNSENT.items() if states[state]]
    if not said:
        return None
    told = reduce(lambda one, other: phrase("{one}; {other}", one=one, other=other), said)
    message = spoken(phrase("{mails}.", mails=told))
    if states[DeliveryState.UNKNOWN]:
        return DeliveryError(
            message, recovery=sentence("Ask those recipients; such a mail is never repeated by itself.")
        )
    if states[DeliveryState.FAILED]:
        return DeliveryError(message, recovery=_MEND)
    return TryLater(message, recovery=sentence("Run the same command again later."))


_MEND = sentence("Mend the cause; `drumbeat send … --resend-failed` then sends these once more.")
_UNSENT = {
    DeliveryState.UNKNOWN: plural(
        "{n} mail may or may not have been accepted", "{n} mails may or may not have been accepted", 1
    ),
    DeliveryState.FAILED: plural("{n} mail refused, or came back", "{n} mails refused, or came back", 1),
    DeliveryState.CLAIMED: plural("{n} mail in another process’s hands", "{n} mails in another process’s hands", 1),
    DeliveryState.PLANNED: plural("{n} mail not sent yet", "{n} mails not sent yet", 1),
}
